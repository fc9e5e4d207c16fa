//! The words for records: what the event list shows and what golden traces are made of.

use std::fmt;

use super::ids::RecordId;
use super::time::Time;

/// A record in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The record.
    pub record: RecordId,
    /// Its time.
    pub at: Time,
    /// The node, or the two ends of the message: `n0`, `n0 → n1`.
    pub place: String,
    /// What happened: `RequestVote term 2, log 2@1`.
    pub text: String,
}

/// One line of a golden trace: `   1.309000s  n0 → n2  RequestVote term 2`.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.at.0;
        write!(f, "{:>4}.{:06}s  {}  {}", us / 1_000_000, us % 1_000_000, self.place, self.text)
    }
}
