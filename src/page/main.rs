//! The page: gestures become actions of a scenario, moments of its run become SVG.
//!
//! [`page_core`] is the state, and what each command makes of it; it knows no browser. [`dom`]
//! carries out its effects and turns events of the browser into commands. [`view`] draws the state.
//! [`app`] ties them together, with the stored work in [`keep`].

mod app;
mod arrival;
mod dom;
mod keep;
mod view;

use app::App;

fn main() {
    // The same binary runs in workers, which have no window.
    let Some(window) = dom::browser::window() else { return dom::workers::worker::serve() };
    let place = window.document().and_then(|document| document.get_element_by_id("app"));
    if let Some(place) = place {
        yew::Renderer::<App>::with_root(place).render();
    }
}
