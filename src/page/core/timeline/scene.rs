//! The space-time diagram as it is drawn.

use kernel::ids::NodeId;
use pattern::declare::Tone;
use view::geometry::{Point, point};
use view::spacetime::Diagram;
use view::spacetime::cone::Tie;
use view::timeline::Stretch;
use view::window::Window;

/// What a scene is made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Made {
    /// The run's edition.
    pub edition: u32,
    /// How many records are known, as long as the run is not known beyond the stretch.
    pub records: usize,
    /// How long the stretch is that is seen.
    pub seen: u64,
    /// How wide that is.
    pub width: f64,
    /// How high the diagram is.
    pub height: f64,
    /// The node that is selected, where not all have lanes.
    pub wanted: Option<NodeId>,
}

/// A diagram, and what belongs to its lanes.
pub struct Scene {
    /// The diagram.
    pub diagram: Diagram,
    /// What is drawn of the run.
    pub stretch: Window,
    /// The lanes' names.
    pub names: Vec<String>,
    /// What the lanes' nodes were.
    pub states: Vec<Vec<(Stretch, Tone)>>,
    /// When the network was not whole.
    pub shades: Vec<(f64, f64)>,
    /// Where what is seen begins.
    pub left: f64,
    /// How wide it is.
    pub width: f64,
    /// The height of all.
    pub height: f64,
    /// What is not shown, in words.
    pub said: String,
}

/// How all stands to an event, and words for it.
pub struct Lit {
    /// The record that was asked for, and what the scene was made for.
    pub key: (u32, Made, Window),
    /// The events' ties.
    pub events: Vec<Tie>,
    /// The messages' ties.
    pub arrows: Vec<Tie>,
    /// How far past and future reach along the lanes.
    pub reaches: Vec<(f64, f64)>,
    /// Where and when.
    pub place: String,
    /// What happened.
    pub text: String,
    /// What led to it.
    pub before: String,
    /// What follows.
    pub after: String,
}

impl Scene {
    /// A point of the page's diagram as one of the drawing.
    pub fn place(&self, at: Point, seen: &Window) -> Point {
        point(at.x - self.left + self.diagram.scale.x(seen.from), at.y)
    }
}
