//! What moves with every frame on one side of the page.

use crate::dom::motion::Motion;
use crate::dom::motion::parts::Moment;
use crate::dom::slide::Slide;
use kernel::ids::NodeId;
use page_core::pane::{Pane, log};
use page_core::playback::Playback;
use web_sys::Element;

/// As slow as this, there is time to read what every message is.
const SLOW: f64 = 0.05;

/// The moving elements of one side.
#[derive(Default)]
pub struct Screen {
    motion: Motion,
    slide: Slide,
    held: Option<Held>,
}

/// What the elements were drawn for.
#[derive(PartialEq)]
struct Held {
    pane: u32,
    met: u32,
    edition: u32,
    nodes: Vec<NodeId>,
    size: (f64, f64),
    diagram: bool,
}

impl Screen {
    /// Takes hold of the elements that are drawn, if they are others than before. `second` is
    /// whether it is the right one of two sides.
    pub fn attach(&mut self, root: &Element, pane: &Pane, second: bool) {
        let held = Held {
            pane: pane.id,
            met: pane.met,
            edition: pane.session.edition(),
            nodes: pane.picture.shown().drawn.clone(),
            size: pane.picture.size(),
            diagram: pane.strip.diagram,
        };
        let before = self.held.as_ref();
        if before == Some(&held) {
            return;
        }
        if before.is_some_and(|it| it.pane != held.pane) {
            // Its elements are another pane's now.
            self.motion = Motion::default();
        } else if before.is_some_and(|it| it.met != held.met) {
            self.motion.forget();
        }
        if before.is_none_or(|it| (it.pane, it.diagram) != (held.pane, held.diagram)) {
            self.slide.forget();
        }
        self.motion.attach(root, second);
        self.held = Some(held);
    }

    /// Lets go of all elements: there is no pane on this side.
    pub fn release(&mut self) {
        if self.held.is_some() {
            *self = Screen::default();
        }
    }

    /// Draws what moves; `told` is whether the page says of itself where it is.
    pub fn draw(&mut self, pane: &Pane, playback: &Playback, told: bool) {
        let now = pane.session.now();
        self.motion.draw(&Moment {
            now,
            frame: pane.session.frame(),
            layout: pane.picture.shown(),
            zoom: pane.hand.zoom(),
            info: pane.session.info(),
            names: &pane.names,
            deaths: &pane.deaths,
            cross_us: log::cross_us(playback.rate()),
            scale: &pane.chart.scale,
            playing: playback.playing,
            slow: playback.rate() <= SLOW,
            told,
            label: pane.hovered.as_ref().map(|(id, words)| (*id, words.as_str())),
        });
        self.slide.draw(&pane.strip, now, &pane.chart.scale);
    }
}
