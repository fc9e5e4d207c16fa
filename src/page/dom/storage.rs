//! What the browser keeps between visits: the look, the keys; and scenarios, see [`crate::keep`].
//!
//! A browser may refuse storage (private windows, embedded pages, a full disk). Then nothing is
//! kept and nothing else changes; of these, no caller hears of it. Within another page nothing is
//! kept.

use crate::dom::embed;
use web_sys::Storage;

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

/// The browser's storage, unless it refuses.
pub fn store() -> Option<Storage> {
    if embed::is_on() {
        return None;
    }
    web_sys::window()?.local_storage().ok()?
}

/// Whether single-key shortcuts are switched on.
pub fn single_keys() -> bool {
    read(page_core::settings::KEYS).as_deref() != Some("off")
}
