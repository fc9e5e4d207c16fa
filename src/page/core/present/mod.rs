//! A presentation: the notes of a scenario as slides.

pub mod keys;
pub mod slides;
pub mod stills;
use crate::present::slides::Slide;
use crate::present::stills::Stills;
use compare::Side;
use kernel::ids::NodeId;
use kernel::time::Time;
use scenario::Course;
use view::geometry::Point;

/// A presentation.
pub struct Present {
    /// The slides, the title first.
    pub slides: Vec<Slide>,
    /// The slide that is shown, or gone to.
    pub at: usize,
    /// The courses whose notes the slides are, the left side's first.
    pub courses: [Course; 2],
    /// What the page was when it was looked at last: of each side the course shown, and the run's
    /// edition.
    pub seen: Seen,
    /// Where the run is playing to.
    pub ride: Option<Time>,
    /// Whether all slides are shown at once.
    pub overview: bool,
    /// Pictures of the slides, once all of them have been asked for.
    pub stills: Option<Stills>,
    /// Whether it has filled the screen.
    pub full: bool,
    /// Where the pointer was pressed on the words.
    pub pressed: Option<f64>,
    /// The finger on the ground of the stage, and where it was put down.
    pub finger: Option<(i32, Point)>,
    /// Whether the clipboard took the link.
    pub copied: Option<bool>,
    /// The node that the slide is about, on each side.
    pub about: [Vec<NodeId>; 2],
}

/// Of each side the course that is shown, and the run's edition.
pub type Seen = [(Course, u32); 2];

impl Present {
    /// The slide that is shown, or gone to.
    pub fn slide(&self) -> &Slide {
        &self.slides[self.at.min(self.slides.len() - 1)]
    }

    /// Whether what is shown is a what-if, and not the slide.
    pub fn is_aside(&self) -> bool {
        self.seen.map(|it| it.0) != self.courses
    }

    /// The node to be marked on a side's stage.
    pub fn about(&self, side: Side) -> &[NodeId] {
        if self.is_aside() || self.ride.is_some() { &[] } else { &self.about[side.index()] }
    }

    /// Whether the words are those of the title alone.
    pub fn is_title(&self) -> bool {
        self.at == 0 && self.ride.is_none() && !self.is_aside()
    }
}

/// The slides, by which they get the focus.
pub const DECK: &str = "deck";

/// The slide of the overview that is the present one.
pub const DECK_CURRENT: &str = "deck-current";

/// The button that begins a presentation gets the focus back.
pub const PRESENT_BUTTON: &str = "Present";

#[cfg(test)]
mod tests {
    use scenario::link;
    use scenario::link::Link;

    #[test]
    fn a_link_that_opens_as_slides_is_the_same_link() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";
        let plain = Link { text: text.into(), moment: None }.encode().expect("short");
        let slides = link::presented(&plain);
        assert!(link::is_presented(&slides) && !link::is_presented(&plain));
        assert!(!link::is_embedded(&slides));
        assert_eq!(Link::decode(&slides), Link::decode(&plain));
        // One that some tool has encoded once more.
        let encoded = slides.replace('&', "%26").replace('=', "%3D");
        assert!(link::is_presented(&encoded));
    }
}
