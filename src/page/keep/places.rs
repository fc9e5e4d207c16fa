//! Where kept scenarios are: in the browser's storage, each under a key of its own.
//!
//! There is no list beside them that two tabs could write at once: the keys are the list. A tab writes
//! under a key only what follows from what is there, which [`replace`] makes sure of; whoever finds
//! something else there takes a new key. What this tab shows, changed or not, is in the storage of the
//! tab, so that a reload finds it. Knows no scenario.

use crate::dom::{browser, storage};
use page_core::command::keep::Sheet;
use page_core::keep::shelf;
use web_sys::Storage;

/// What the keys begin with.
const PREFIX: &str = "faultline.work.";

/// What this tab shows: the key it is kept under, if it is, and its text.
const TAB: &str = "faultline.tab";

/// The sheet that was offered last to whoever opened a link.
const OFFERED: &str = "faultline.offered";

/// Where earlier versions kept one scenario, and the one before it.
const EARLIER: [&str; 2] = ["faultline.kept", "faultline.work"];

/// All that is kept, the latest first.
pub fn all() -> Vec<Sheet> {
    let Some(store) = storage::store() else { return Vec::new() };
    let count = store.length().unwrap_or(0);
    let keys = (0..count).filter_map(|at| store.key(at).ok()?);
    let sheets = keys.filter(|key| key.starts_with(PREFIX)).filter_map(|key| {
        let text = store.get_item(&key).ok()??;
        Some(Sheet { key, text })
    });
    shelf::in_order(sheets.collect())
}

/// What is kept under a key.
pub fn find(key: &str) -> Option<Sheet> {
    let text = storage::read(key).filter(|_| key.starts_with(PREFIX))?;
    Some(Sheet { key: key.into(), text })
}

/// Keeps a text: in the place of a sheet, if that is still as it was, or else under a new key. None if
/// the browser refuses.
pub fn replace(known: Option<&Sheet>, text: String) -> Option<Sheet> {
    let known = known.filter(|it| find(&it.key).as_ref() == Some(it));
    let key = known.map_or_else(new_key, |it| it.key.clone());
    let sheet = Sheet { key, text };
    put(&sheet).then_some(sheet)
}

/// Keeps a sheet; false if the browser refuses.
pub fn put(sheet: &Sheet) -> bool {
    storage::store().is_some_and(|store| store.set_item(&sheet.key, &sheet.text).is_ok())
}

/// Lets go of the oldest where there are too many.
pub fn make_room() {
    for sheet in shelf::too_many(&all()) {
        storage::forget(&sheet.key);
    }
}

/// What this tab showed before it was loaded anew: the key it is kept under, or none, and its text.
pub fn of_tab() -> Option<(String, String)> {
    let text = tab_storage()?.get_item(TAB).ok()??;
    let (key, text) = text.split_once('\n')?;
    Some((key.into(), text.into()))
}

/// Remembers what this tab shows.
pub fn set_of_tab(key: &str, text: &str) {
    if let Some(store) = tab_storage() {
        // A refusal costs a reload its moment, and no work.
        let _ = store.set_item(TAB, &format!("{key}\n{text}"));
    }
}

/// Whether a sheet was offered before; from now on it was.
pub fn was_offered(key: &str) -> bool {
    let before = storage::read(OFFERED).as_deref() == Some(key);
    if !before {
        storage::write(OFFERED, key);
    }
    before
}

/// Takes over what earlier versions kept.
pub fn take_over() {
    for (key, after) in EARLIER.into_iter().zip(0..) {
        if let Some(text) = storage::read(key)
            && replace(None, shelf::stamped(&text, browser::now_ms() + after)).is_some()
        {
            storage::forget(key);
        }
    }
}

/// A key that no other tab will choose: the time, and more.
fn new_key() -> String {
    let random = browser::random_seed();
    format!("{PREFIX}{}-{random}", browser::now_ms())
}

fn tab_storage() -> Option<Storage> {
    storage::store()?;
    web_sys::window()?.session_storage().ok()?
}
