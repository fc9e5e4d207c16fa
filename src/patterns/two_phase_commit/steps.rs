//! What an event did, for the checks: they look at a node after its event, and some of what is
//! promised is about what it did and not about what it is now. No part of the protocol reads it.

use std::hash::{Hash, Hasher};

use super::sets::Members;
use super::{Decision, Tid};
use crate::sim::ids::SpanId;

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

/// The steps of one event. They follow from the event, so they tell no two states apart.
#[derive(Clone, Debug, Default)]
pub struct Steps(pub Vec<Step>);

impl Hash for Steps {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A span of work to be ended, or to begin others below. Tracing changes nothing, so two machines
/// that differ in it alone are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traced(pub Option<SpanId>);

impl Hash for Traced {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}
