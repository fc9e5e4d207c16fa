//! What has been found out about a pattern's properties: which were broken and how, which good
//! things have happened since somebody last interfered, and the judges of the clients' history.
//!
//! Knows no pattern: properties are numbers here. It is part of the world.

use crate::history::{Judge, Operation};
use crate::ids::{OpId, RecordId};
use crate::time::{Span, Time};

/// What a check finds.
pub type Verdict = Result<(), Suspicion>;

/// Why a check failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// The reason, in a sentence.
    pub why: String,
    /// The earlier records to blame.
    pub blame: Vec<RecordId>,
}

/// How a property was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// When.
    pub at: Time,
    /// The record of the violation.
    pub record: RecordId,
    /// Why, in a sentence.
    pub why: String,
    /// The records to blame, in order.
    pub blame: Vec<RecordId>,
}

/// The state of all properties' checks but for what a pattern's own checks remember.
#[derive(Clone, Debug)]
pub struct Verdicts {
    /// For each property, and one more for the diagrams: how it was broken.
    breaches: Vec<Option<Breach>>,
    /// For each property whether what it awaits has happened since the last action.
    met: Vec<bool>,
    /// The judges of the history, each with its property. One that has found fault is dismissed.
    judges: Vec<(usize, Box<dyn Judge>)>,
    /// When the last action took effect, and how many operations had been asked for.
    calm_since: Time,
    asked: u32,
    /// Whether anything is wrong with nodes or network.
    troubled: bool,
}

impl Verdicts {
    /// Nothing is known yet of this many properties.
    pub fn none(properties: usize, judges: Vec<(usize, Box<dyn Judge>)>) -> Verdicts {
        Verdicts {
            breaches: vec![None; properties + 1],
            met: vec![false; properties],
            judges,
            calm_since: Time::ZERO,
            asked: 0,
            troubled: false,
        }
    }

    /// The number under which a move that no diagram has is kept.
    pub fn diagrams(&self) -> usize {
        self.met.len()
    }

    /// How a property was broken.
    pub fn breach(&self, number: usize) -> Option<&Breach> {
        self.breaches[number].as_ref()
    }

    /// Keeps how a property was broken, the first time.
    pub fn broken(&mut self, number: usize, breach: Breach) {
        self.breaches[number].get_or_insert(breach);
    }

    /// An action has taken effect: what is to happen sooner or later is awaited anew.
    pub fn disturbed(&mut self, now: Time, asked: u32, troubled: bool) {
        self.met.fill(false);
        self.asked = asked;
        self.calm_since = now;
        self.troubled = troubled;
    }

    /// How many operations had been asked for when the last action took effect.
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// Whether it is worth asking if what a property awaits has happened.
    pub fn awaits(&self, number: usize) -> bool {
        !self.troubled && !self.met[number]
    }

    /// What a property awaits has happened.
    pub fn has_met(&mut self, number: usize) {
        self.met[number] = true;
    }

    /// Since when a property waits in vain for what was to happen within a span.
    pub fn stuck(&self, number: usize, within: Span, now: Time) -> Option<Time> {
        let late = self.awaits(number) && now >= self.calm_since + within;
        late.then_some(self.calm_since)
    }

    /// The judges hear that a client begins an operation.
    #[inline(never)]
    pub fn invoked(&mut self, id: OpId, operation: &Operation) {
        for (_, judge) in &mut self.judges {
            judge.invoke(id, operation);
        }
    }

    /// The judges hear what a client learned; the properties it breaks.
    #[inline(never)]
    pub fn completed(&mut self, id: OpId, operation: &Operation) -> Vec<(usize, Suspicion)> {
        let mut found = Vec::new();
        self.judges.retain_mut(|(number, judge)| match judge.complete(id, operation) {
            Ok(()) => true,
            Err(suspicion) => {
                found.push((*number, suspicion));
                false
            }
        });
        found
    }
}
