//! Compares a run with what a link said of it, at the end of a journey.

use crate::pane::Pane;
use crate::share::stamp;

impl Pane {
    /// At the end of a journey: what to say if the run is not what a link promised.
    pub fn doubt(&mut self) -> Option<String> {
        let (edition, at, stamp) = self.journey.promised.take()?;
        let arrived = (edition, at) == (self.session.edition(), self.session.now());
        stamp::doubt(stamp, self.session.settle()).filter(|_| arrived)
    }
}
