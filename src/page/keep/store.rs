//! The keys of the browser's storage under which work is saved.
//!
//! Each saved scenario has a key of its own, and the keys are the list of them: a list beside them could
//! be written by two tabs at once. A tab overwrites a value only if it is still what this tab read or
//! wrote last, and takes a new key otherwise ([`replace`]); so two tabs that continue the same work save
//! it twice. What this tab shows, changed or not, is in the tab's session storage for a reload. The values
//! are the business of [`page_core::keep::format`].

use web_sys::Storage;

use page_core::keep::entry::{self, Entry};

use crate::dom::{browser, storage};

/// What the keys begin with.
const PREFIX: &str = "faultline.work.";
/// What this tab shows: the key under which it is saved, if it is, and in the next line the value.
const TAB: &str = "faultline.tab";
/// The key that was offered last to whoever opened a link.
const OFFERED: &str = "faultline.offered";
/// Where the first versions of the page saved one scenario, and the one before it.
const EARLIER: [&str; 2] = ["faultline.kept", "faultline.work"];

/// All that is saved, the latest first.
pub fn all() -> Vec<Entry> {
    let Some(store) = storage::store() else { return Vec::new() };
    let count = store.length().unwrap_or(0);
    let keys = (0..count).filter_map(|at| store.key(at).ok()?);
    entry::in_order(keys.filter_map(|key| find(&key)).collect())
}

/// What is saved under a key.
pub fn find(key: &str) -> Option<Entry> {
    let value = storage::read(key).filter(|_| key.starts_with(PREFIX))?;
    Some(Entry { key: key.into(), value })
}

/// Saves a value: in place of `known`, if that is still there as it was, or else under a new key. None if
/// the browser refuses; then all that is stored stays as it is.
pub fn replace(known: Option<&Entry>, value: String) -> Option<Entry> {
    let known = known.filter(|it| find(&it.key).as_ref() == Some(it));
    let key = known.map_or_else(new_key, |it| it.key.clone());
    let entry = Entry { key, value };
    put(&entry).then_some(entry)
}

/// Saves an entry; false if the browser refuses.
pub fn put(entry: &Entry) -> bool {
    storage::store().is_some_and(|store| store.set_item(&entry.key, &entry.value).is_ok())
}

/// Removes the oldest where there are too many.
pub fn make_room() {
    for entry in entry::too_many(&all()) {
        storage::forget(&entry.key);
    }
}

/// What this tab showed before it was reloaded: the key under which it is saved, or an empty one, and the value.
pub fn of_tab() -> Option<Entry> {
    let text = tab_storage()?.get_item(TAB).ok()??;
    let (key, value) = text.split_once('\n')?;
    Some(Entry { key: key.into(), value: value.into() })
}

/// Remembers what this tab shows.
pub fn set_of_tab(key: &str, value: &str) {
    if let Some(store) = tab_storage() {
        // A refusal costs a reload its moment, and no work.
        let _ = store.set_item(TAB, &format!("{key}\n{value}"));
    }
}

/// Whether an entry was offered before; from now on it was.
pub fn was_offered(key: &str) -> bool {
    let before = storage::read(OFFERED).as_deref() == Some(key);
    if !before {
        storage::write(OFFERED, key);
    }
    before
}

/// Brings what earlier versions of the page saved into the keys and the format of today. What cannot be read
/// stays as it is.
pub fn migrate() {
    for (key, after) in EARLIER.into_iter().zip(0..) {
        if let Some(text) = storage::read(key)
            && replace(None, format!("{text}# kept {}\n", browser::now_ms() + after)).is_some()
        {
            storage::forget(key);
        }
    }
    for entry in all() {
        if let Some(migrated) = entry.migrated() {
            // If the browser refuses, the old value is still there, and is read as it is.
            put(&migrated);
        }
    }
}

/// A key that no other tab will choose: the time, and a random number.
fn new_key() -> String {
    let random = browser::random_seed();
    format!("{PREFIX}{}-{random}", browser::now_ms())
}

fn tab_storage() -> Option<Storage> {
    storage::store()?;
    web_sys::window()?.session_storage().ok()?
}
