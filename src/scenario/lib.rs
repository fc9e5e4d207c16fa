//! The scenario: the only thing that is ever saved or sent.
//!
//! A [`Scenario`] is a pattern with everything that decides its run, and the notes that people
//! pinned to it. As text (`script` reads it, `print` writes it) it is files, documentation and
//! tests; as a [`link`] it travels in an address. There is nothing else to keep: records, frames
//! and pictures follow from it.
//!
//! ```text
//! faultline 1
//! title Split brain: the minority leader cannot commit
//! pattern raft nodes=5 election_timeout=150..300ms
//! without durable-vote
//! network latency=10..20ms loss=0.5%
//! seed k3f9
//! at 0.8s  input n0 put x=1
//! at 1.2s  partition n0 n1 | n2 n3 n4
//! at 1.3s  note n0 Still believes it leads term 1
//! at 3s    heal
//! until 6s
//! ```
//!
//! The end may be a condition, `until n0 is Leader or 10s`: what may be awaited is said in
//! [`run::until`].
//!
//! Below the trunk may stand branches, each with what it has instead of the trunk's later actions
//! and notes, and with the header lines that differ:
//!
//! ```text
//! branch No heal from 2s
//! at 2.5s  crash n0
//! until 8s
//! branch Smallest counter-example from 0s
//! pattern raft nodes=3
//! seed 17
//! at 1s    crash n0
//! ```
//!
//! Every text in this form is either a scenario within its limits or one clear sentence with a
//! line and a column. Nothing here reads files, runs anything by itself, or knows a picture.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

mod blocks;
mod branch;
mod carry;
mod differences;
mod edit;
mod end;
mod fork;
mod header;
pub mod link;
mod notes;
mod percent;
mod print;
mod script;
pub mod stories;
mod timed;
mod versions;

use std::fmt;

pub use branch::{Branch, Course, parting};
pub use carry::{Carried, Counterparts};
pub use differences::{Difference, differences};
pub use end::{End, Ending};
pub use script::ScriptError;
pub use versions::CURRENT as VERSION;

use kernel::ids::{Names, NodeId};
use kernel::order::by_key;
use kernel::time::Time;
use run::Sim;
use run::entry::{Entry, Setup};
use run::until::Condition;

/// A run to be had: pattern, setup, faults and notes.
#[derive(Clone)]
pub struct Scenario {
    /// What it shows, in a line; empty if it has no title yet.
    pub title: String,
    /// The pattern.
    pub pattern: &'static Entry,
    /// What decides the run.
    pub setup: Setup,
    /// What people have to say about it, in order of time.
    pub notes: Vec<Note>,
    /// Where the run ends, unless somebody lets it go on.
    pub until: Time,
    /// What ends the run before, when it comes true for the first time.
    pub goal: Option<Condition>,
    /// Other courses that the run can take, in the order of their numbers.
    pub branches: Vec<Branch>,
}

/// Words pinned to a moment, and to a node if they are about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The moment.
    pub at: Time,
    /// The node.
    pub node: Option<NodeId>,
    /// The words.
    pub text: String,
}

/// What a scenario may hold. Whatever is in a link stays within these.
pub mod limits {
    use kernel::time::Time;

    /// Bytes of text.
    pub const TEXT_BYTES: usize = 256 * 1024;
    /// Characters of a title.
    pub const TITLE_CHARS: usize = 120;
    /// Actions, those that branches share with the trunk counted once.
    pub const ACTIONS: usize = 5_000;
    /// Nodes that actions name, each time that one does: a range is a short word for many.
    pub const NAMED: usize = 200_000;
    /// Notes, counted likewise.
    pub const NOTES: usize = 200;
    /// Characters of a note.
    pub const NOTE_CHARS: usize = 280;
    /// Branches.
    pub const BRANCHES: usize = 16;
    /// Characters of a branch's name.
    pub const BRANCH_CHARS: usize = 60;
    /// The latest moment, and the end of the longest run.
    pub const UNTIL: Time = Time(600_000_000);
}

impl Scenario {
    /// A pattern as it comes, without a fault, for ten seconds.
    pub fn new(pattern: &'static Entry) -> Scenario {
        Scenario {
            title: String::new(),
            pattern,
            setup: Setup::default(),
            notes: Vec::new(),
            until: Time(10_000_000),
            goal: None,
            branches: Vec::new(),
        }
    }

    /// Reads a scenario whose pattern is one of `catalog`.
    pub fn parse(text: &str, catalog: &'static [Entry]) -> Result<Scenario, ScriptError> {
        script::parse(text, catalog)
    }

    /// The scenario in its one canonical form.
    pub fn to_text(&self) -> String {
        self.to_string()
    }

    /// The names of its nodes; the sentence says what is wrong with its parameters.
    pub fn names(&self) -> Result<Names, String> {
        (self.pattern.names)(&self.setup)
    }

    /// Starts its run at time zero.
    pub fn start(&self) -> Result<Box<dyn Sim>, String> {
        (self.pattern.start)(&self.setup)
    }

    /// The time of the last action or note.
    fn last(&self) -> Time {
        let action = self.setup.actions.last().map(|timed| timed.at);
        let note = self.notes.last().map(|note| note.at);
        action.max(note).unwrap_or_default()
    }

    /// Puts actions and notes in order; what is written first at one time happens first.
    fn sort(&mut self) {
        by_key(&mut self.setup.actions, |timed| timed.at.0);
        by_key(&mut self.notes, |note| note.at.0);
    }
}

/// Equal scenarios have the same text.
impl PartialEq for Scenario {
    fn eq(&self, other: &Scenario) -> bool {
        self.pattern.info.id == other.pattern.info.id
            && self.title == other.title
            && self.setup == other.setup
            && self.notes == other.notes
            && self.end() == other.end()
            && self.branches == other.branches
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;
