//! Whether this is a page within another page.

use crate::dom::browser;
use scenario::link;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this is a page within another. Decided once, before anything is read or kept.
static ON: AtomicBool = AtomicBool::new(false);

/// Whether this is a page within another.
pub fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Reads from the address whether it is.
pub fn begin() {
    ON.store(is_asked_for(), Ordering::Relaxed);
}

/// Begins afresh if the address asks for the other kind of page now.
pub fn follow_address() {
    if is_on() != is_asked_for()
        && let Some(window) = browser::window()
    {
        let _ = window.location().reload();
    }
}

fn is_asked_for() -> bool {
    browser::fragment().is_some_and(|fragment| link::is_embedded(&fragment))
}
