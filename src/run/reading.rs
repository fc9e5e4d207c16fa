//! A walk along a run that puts its records into words, a few at a time.
//!
//! It has a world of its own and leaves the run as it is, so that a list far from the cursor, or a
//! search through everything, can be read in portions. Knows no words: see [`kernel::narrate`].

use crate::run::Moment;
use kernel::narrate::{Line, Narrator};
use kernel::plan::Plan;
use kernel::trace::Trace;

/// The walk.
pub struct Reading {
    moment: Moment,
    plan: Plan,
    trace: Trace,
    /// Lines that lie before the world, still to be told.
    before: Vec<Line>,
}

impl Reading {
    /// A walk that begins at a moment and tells from a record on. `before` are the lines from that
    /// record to the moment, if it lies behind. `trace` has what the run's records point to.
    pub(crate) fn new(
        moment: Moment,
        plan: Plan,
        trace: Trace,
        from: u32,
        before: Vec<Line>,
    ) -> Reading {
        let trace = Trace { narrator: Some(Narrator::of(from..u32::MAX)), ..trace };
        Reading { moment, plan, trace, before }
    }

    /// The record before which it stands.
    pub fn at(&self) -> u32 {
        self.moment.records()
    }

    /// The moment at which it stands.
    pub(crate) fn moment(&self) -> &Moment {
        &self.moment
    }

    /// Walks on to a record, past so many at most, and tells those that it passes. The event that
    /// it stops in is told to its end.
    pub fn tell(&mut self, until: u32, most: u32) -> Vec<Line> {
        let end = until.min(self.at().saturating_add(most));
        while self.at() < end {
            // They are known already; only the words are wanted.
            self.trace.records.clear();
            if !self.moment.step(&self.plan, &mut self.trace) {
                break;
            }
        }
        let mut lines = std::mem::take(&mut self.before);
        if let Some(narrator) = &mut self.trace.narrator {
            lines.append(&mut narrator.lines);
        }
        lines
    }
}
