//! The table of events on the page: scrolls it, and measures it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::dom::browser;
use page_core::panels::events::{SCROLLER, Table};

/// Once rows are on the page: scrolls to them, and gives one the focus. True if there is room for
/// more rows, or for fewer, than there was.
pub fn settle(table: &mut Table) -> bool {
    if !table.is_to_be_settled() {
        return false;
    }
    let Some(scroller) = browser::element::<Element>(SCROLLER) else { return false };
    let height = f64::from(scroller.client_height());
    if let Some(wanted) = table.wanted_scroll().filter(|it| scroller.scroll_top() != *it) {
        scroller.set_scroll_top(wanted);
        table.was_scrolled_to(f64::from(scroller.scroll_top()));
    }
    if table.takes_focus()
        && let Some(row) = scroller.query_selector("tr[tabindex='0']").ok().flatten()
        && let Ok(row) = row.dyn_into::<HtmlElement>()
    {
        let _ = row.focus();
    }
    table.fit(height)
}

/// Scrolls the table.
pub fn scroll(to: f64) {
    if let Some(scroller) = browser::element::<Element>(SCROLLER) {
        scroller.set_scroll_top(to as i32);
    }
}
