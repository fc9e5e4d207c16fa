//! The page's binary: puts the page in the place that the document keeps for it.

use faultline::ui::app::App;

fn main() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(place) = document.and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<App>::with_root(place).render();
    }
}
