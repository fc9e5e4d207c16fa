//! What the browser keeps between visits: the work in progress, the look, the keys.
//!
//! A browser may refuse storage (private windows, embedded pages, a full disk). Then nothing is
//! kept and nothing else changes; no caller hears of it. Within another page nothing is kept.

use web_sys::Storage;

use super::embed;

/// The scenario being worked on, as its text.
pub const WORK: &str = "faultline.work";
/// Work that was replaced by a link, until it is restored.
pub const KEPT: &str = "faultline.kept";
/// `light` or `dark`; absent while the system decides.
pub const THEME: &str = "faultline.theme";
/// What was done of what the page proposes to try.
pub const GUIDE: &str = "faultline.guide";
/// `off` when single-key shortcuts are switched off.
pub const KEYS: &str = "faultline.keys";
/// How the side panel is arranged.
pub const PANELS: &str = "faultline.panels";

/// What is kept under a key.
pub fn read(key: &str) -> Option<String> {
    store()?.get_item(key).ok()?
}

/// Keeps a text under a key.
pub fn write(key: &str, text: &str) {
    // A refusal is of no consequence here, as the file says.
    if let Some(store) = store() {
        let _ = store.set_item(key, text);
    }
}

/// Forgets what is kept under a key.
pub fn forget(key: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(key);
    }
}

fn store() -> Option<Storage> {
    if embed::is_on() {
        return None;
    }
    web_sys::window()?.local_storage().ok()?
}
