//! Light and dark: the system's choice until the user makes one.

use crate::dom::storage;

/// Applies what was chosen earlier, if anything was.
pub fn restore() {
    if let Some(theme) = storage::read(page_core::settings::THEME) {
        // Anything else would be somebody else's text under our key.
        if theme == "light" || theme == "dark" {
            apply(&theme);
        }
    }
}

/// Shows the page dark or light from now on.
pub fn set(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    apply(theme);
    storage::write(page_core::settings::THEME, theme);
}

/// Whether the page is dark now.
pub fn is_dark() -> bool {
    match root().and_then(|root| root.get_attribute("data-theme")).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        // Nothing chosen: the style sheet follows the system.
        _ => prefers("(prefers-color-scheme: dark)"),
    }
}

/// Whether the user asked for less motion.
pub fn reduced_motion() -> bool {
    prefers("(prefers-reduced-motion: reduce)")
}

fn prefers(query: &str) -> bool {
    let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    list.is_some_and(|list| list.matches())
}

fn apply(theme: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-theme", theme);
    }
}

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}
