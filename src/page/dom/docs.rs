//! Fetches the patterns' documentation when the page has nothing else to do.

use crate::dom::browser;
use gloo_timers::callback::Timeout;
use page_core::docs::Docs;
use yew::Callback;

/// The file, beside the page.
const FILE: &str = "docs.md";

/// How long the page runs before it asks.
const IDLE_MS: u32 = 1_000;

/// Asks for the documentation, and tells what comes of it: soon, but after everything else.
pub fn fetch(told: Callback<Docs>) {
    Timeout::new(IDLE_MS, move || {
        let told = told
            .reform(|text: Option<String>| text.map_or(Docs::Missing, page_core::docs::of_file));
        browser::fetch(FILE, told);
    })
    .forget();
}
