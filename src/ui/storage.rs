//! Settings in the browser's storage: the theme, single-key shortcuts, the panels, the tour. Saved scenarios are
//! the business of [`super::keep`].
//!
//! A browser may refuse storage (private windows, a full disk). Then no setting is stored, nothing else
//! changes, and callers are not told. Within another page nothing is stored either.

use web_sys::Storage;

use super::embed;

/// `light` or `dark`; absent while the system decides.
pub const THEME: &str = "faultline.theme";
/// The steps of the tour that were done.
pub const GUIDE: &str = "faultline.guide";
/// `off` when single-key shortcuts are switched off.
pub const KEYS: &str = "faultline.keys";
/// How the side panel is arranged.
pub const PANELS: &str = "faultline.panels";

/// The value of a key.
pub fn read(key: &str) -> Option<String> {
    store()?.get_item(key).ok()?
}

/// Stores a value under a key.
pub fn write(key: &str, text: &str) {
    // A refusal is of no consequence here, as the file says.
    if let Some(store) = store() {
        let _ = store.set_item(key, text);
    }
}

/// Removes a key and its value.
pub fn forget(key: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(key);
    }
}

/// The browser's storage, unless it refuses.
pub fn store() -> Option<Storage> {
    if embed::is_on() {
        return None;
    }
    web_sys::window()?.local_storage().ok()?
}
