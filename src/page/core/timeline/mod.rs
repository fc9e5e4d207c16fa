//! What the strip of time shows besides its lanes: the space-time diagram, the stretch of time that
//! is seen, what is chosen in it, and how high it is.
//!
//! All of it is a way of looking: none of it is in the scenario, all but the choice is remembered.

pub mod chart;
pub mod ghosts;
pub mod marks;
pub mod scene;
use crate::shared::Same;
use crate::timeline::chart::Seen;
use crate::timeline::marks::Dragged;
use crate::timeline::scene::{Lit, Made, Scene};
use kernel::time::{Span, Time};
use view::geometry::{Point, within};
use view::window::Window;

/// The diagram's id.
pub const SPACETIME: &str = "spacetime";

/// The share of the page's height that the strip takes with a diagram, and its limits.
pub const SHARE: (f64, f64, f64) = (0.25, 0.45, 0.75);

/// What of the strip's height is not the diagram's: buttons, the run as a whole, the caption.
pub const AROUND: f64 = 156.0;

/// How much of a run a diagram shows at first: some flights and timeouts.
pub const USUAL: Span = Span::millis(400);

/// The state of the strip.
pub struct TimelineState {
    /// Whether the space-time diagram is shown.
    pub diagram: bool,
    /// The share of the page's height that the strip then has.
    pub share: f64,
    /// The part of the run that the lanes show; none if it is the whole.
    pub part: Option<Window>,
    /// What is seen of the diagram.
    pub close: Window,
    /// The diagram, if it is shown.
    pub scene: Option<Same<Scene>>,
    /// What the scene was made for.
    pub made: Option<Made>,
    /// What is lit up, and the words for it.
    pub lit: Option<Same<Lit>>,
    /// A record of the event that was chosen, and of which edition it is.
    pub chosen: Option<(u32, u32)>,
    /// A record of the event under the pointer.
    pub hovered: Option<u32>,
    /// The mark that the pointer holds.
    pub dragged: Option<Dragged>,
    /// Where the pointer was pressed, what was seen then, and whether it has dragged.
    pub held: Option<(Point, Window, bool)>,
    /// The pointers that are down, and where: two of them pinch.
    pub fingers: Vec<(i32, Point)>,
    /// Whether what is seen was moved while the run plays: then the cursor is not followed.
    pub loose: bool,
    /// Whether the run played at the last frame.
    pub played: bool,
    /// The height of the browser's window.
    pub page_height: f64,
    /// Whether it is to be stored.
    pub unsaved: bool,
}

impl TimelineState {
    /// The state that was stored as a text.
    pub fn read(kept: &str) -> TimelineState {
        let (mode, share) = kept.split_once(' ').unwrap_or_default();
        // In hundredths: to read a fraction, the standard library brings ten kilobytes of powers.
        let share = share.parse().map_or(SHARE.1, |it: u8| f64::from(it) / 100.0);
        TimelineState {
            diagram: mode == "space-time",
            share: within(share, SHARE.0, SHARE.2),
            part: None,
            close: Window::about(Time::ZERO, USUAL),
            scene: None,
            made: None,
            lit: None,
            chosen: None,
            hovered: None,
            dragged: None,
            held: None,
            fingers: Vec::new(),
            loose: false,
            played: false,
            page_height: 800.0,
            unsaved: false,
        }
    }

    /// What the timeline shows of the run.
    pub fn seen(&self) -> Seen {
        match (self.diagram, self.part) {
            (true, _) => Seen::Slim,
            (false, Some(part)) => Seen::Part(part),
            (false, None) => Seen::Whole,
        }
    }

    /// The state of another timeline that is shown in the same way.
    pub fn again(&self) -> TimelineState {
        TimelineState { page_height: self.page_height, ..TimelineState::read(&self.write()) }
    }

    /// The state as a text to be stored.
    pub fn write(&self) -> String {
        let mode = if self.diagram { "space-time" } else { "lanes" };
        let share = (self.share * 100.0).round();
        format!("{mode} {share}")
    }

    /// Chooses the event of a record.
    pub fn choose(&mut self, record: Option<u32>, edition: u32) {
        self.chosen = record.map(|record| (record, edition));
        self.hovered = None;
    }
}

/// What is lit up: that under the pointer, or else what was chosen.
pub fn lit_of(strip: &TimelineState, edition: u32) -> Option<u32> {
    let chosen = strip.chosen.filter(|it| it.1 == edition).map(|it| it.0);
    strip.hovered.or(chosen)
}

impl TimelineState {
    /// The height of the diagram on a page of some width.
    pub fn height(&self, width: f64) -> f64 {
        let height = self.page_height;
        if width < 700.0 {
            (height * 0.36).max(240.0)
        } else {
            (self.share * height - AROUND).max(110.0)
        }
    }
}
