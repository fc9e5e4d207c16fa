//! Pictures of the slides for their overview, made one after the other while it is open: a run is
//! led from moment to moment, for some milliseconds of each frame.

use crate::present::slides::Slide;
use crate::shared::AttrValue;
use compare::Side;
use scenario::Scenario;
use view::still;
use view::still::Still;
use view::svg::{DARK, LIGHT};

/// The records that are computed at a time: about a millisecond's work.
const PORTION: u32 = 2_048;

/// How long is worked within one frame, in milliseconds.
pub const FRAME_MS: f64 = 6.0;

/// The pictures so far.
pub struct Stills {
    /// What draws the next of each side; none if nothing more can be drawn.
    stills: [Option<Still>; 2],
    /// The pictures' addresses, those of the first slides first.
    pub made: Vec<AttrValue>,
    dark: bool,
}

impl Stills {
    /// Nothing yet of the scenarios on the sides.
    pub fn of(sides: [Option<&Scenario>; 2], dark: bool) -> Stills {
        let stills = sides.map(|it| it.and_then(|it| Still::of(it).ok()));
        Stills { stills, made: Vec::new(), dark }
    }

    /// Whether they have the look of the page.
    pub fn is_dark(&self) -> bool {
        self.dark
    }

    /// Whether there is more to be drawn.
    pub fn is_at_work(&self, slides: &[Slide]) -> bool {
        slides.get(self.made.len()).is_some_and(|it| self.stills[shown(it)].is_some())
    }

    /// Goes on for some milliseconds; true if there is a new picture.
    pub fn work(&mut self, slides: &[Slide], late: &dyn Fn() -> bool) -> bool {
        let before = self.made.len();
        while self.is_at_work(slides) && !late() {
            let slide = &slides[self.made.len()];
            let place = &mut self.stills[shown(slide)];
            let Some(still) = place else { break };
            still.turn_to(slide.at);
            match still.go_on(PORTION) {
                Ok(false) => {}
                Ok(true) => {
                    let svg = still.draw(if self.dark { &DARK } else { &LIGHT });
                    self.made.push(still::address(&svg).into());
                }
                // A slide without a picture says enough.
                Err(_) => *place = None,
            }
        }
        self.made.len() > before
    }
}

/// The side of which a slide has a picture: the left one if it is about both.
fn shown(slide: &Slide) -> usize {
    slide.side.unwrap_or(Side::A).index()
}
