//! On the way to a moment that takes long to compute.

use kernel::time::Time;
use scenario::link::Stamp;

/// What is kept of a journey.
#[derive(Clone, Debug, Default)]
pub struct Journey {
    /// The stamp of its first animation frame.
    pub began_ms: Option<f64>,
    /// What a link says of the moment where the journey ends, and of which edition of the run.
    pub promised: Option<(u32, Time, Stamp)>,
}

impl Journey {
    /// A journey at whose end a link's stamp is to be compared, if it has one.
    pub fn to(goal: Option<Time>, edition: u32, stamp: Option<Stamp>) -> Journey {
        let promised = goal.zip(stamp).map(|(goal, stamp)| (edition, goal, stamp));
        Journey { began_ms: None, promised }
    }
}
