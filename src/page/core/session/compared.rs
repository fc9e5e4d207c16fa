//! The course that is shown beside another: where they part, and what led to it.

use crate::session::Session;
use crate::session::runs::Run;
use compare::{Comparison, compare};
use kernel::time::{Span, Time};
use scenario::{Course, parting};
use std::rc::Rc;

/// How far beyond where they part two courses are compared: whatever differs does so by then.
const BEYOND: Span = Span::secs(60);

/// What comparing two courses came to. The first side is the other course, the second the one
/// that is shown.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The other course's name.
    pub name: String,
    /// How far they were compared.
    pub until: Time,
    /// What differs.
    pub found: Comparison,
    /// The session's edition that was compared: it is stale after a change.
    pub edition: u32,
}

impl Session {
    /// Compares the course that is shown with another. The cursor stays.
    pub fn compare(&mut self, other: Course) -> Result<Compared, String> {
        let document = self.document();
        let name = document.course_name(other).to_string();
        let scenario = Rc::new(document.course(other).ok_or("There is no such branch")?.clone());
        let ends = self.shown.until.min(scenario.until);
        let until = (parting(&self.shown, &scenario).min(ends) + BEYOND).min(ends);
        let mut theirs = self.runs.run(&scenario, (&self.shown, &*self.sim))?;
        let found = compare(&mut *theirs, &mut *self.sim.fork(), until);
        self.runs.keep(Run { scenario, sim: theirs });
        Ok(Compared { name, until, found: found?, edition: self.edition })
    }
}
