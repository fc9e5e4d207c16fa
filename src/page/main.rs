//! The page: gestures become actions of a scenario, moments of its run become SVG.
//!
//! [`session`] is the document, [`playback`] the clock, [`stage::picture`] what the stage shows
//! besides the run; they know no browser. [`app`] holds them, [`conduct`] carries out what the
//! user does, the components draw. [`motion`] alone writes what moves with every frame. [`search`]
//! works on its own, in workers that run this very program; [`gallery`] has stills of its own.

mod api;
mod app;
mod arrival;
mod bar;
mod beside;
mod browser;
mod chart;
mod command;
mod conduct;
mod desk;
mod docs;
mod drawing;
mod embed;
mod focus;
mod gallery;
mod ghosts;
mod guide;
mod help;
mod journey;
mod keep;
mod kept;
mod keys;
mod listen;
mod log;
mod motion;
mod notes;
mod notices;
mod opening;
mod panels;
mod parts;
mod playback;
mod present;
mod search;
mod session;
mod shapes;
mod share;
mod stage;
mod storage;
mod strip;
mod theme;
mod time;
mod until;

use app::App;

fn main() {
    // The same binary runs in workers, which have no window.
    let Some(window) = browser::window() else { return search::worker::serve() };
    let place = window.document().and_then(|document| document.get_element_by_id("app"));
    if let Some(place) = place {
        yew::Renderer::<App>::with_root(place).render();
    }
}
