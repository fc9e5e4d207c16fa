//! What an event did, for the checks: they look at a node after its event, and some of what is
//! promised is about what it did and not about what it is now. No part of the protocol reads it.

use super::sets::Members;
use super::{Decision, Tid};

/// A step of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The machine started, or started again.
    Booted,
    /// A coordinator began a transaction with these participants.
    Began(Tid, Members),
    /// A participant voted: true is Yes.
    Voted(Tid, bool),
    /// A coordinator waited for votes in vain.
    GaveUp(Tid),
    /// A machine decided.
    Decided(Tid, Decision),
}
