//! Searching for counter-examples: runs under random faults until a property is violated, then
//! shrinks the scenario to the smallest one that still violates it.
//!
//! [`random`] finds a violation and [`shrink`] makes its scenario smaller. Both are iterators, so that
//! the caller, on a page or on many threads, can report progress and stop between two runs. They
//! see a pattern only through [`run::Sim`]. All randomness comes from seeds: the same search finds
//! the same again.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod random;
pub mod repair;
pub mod schedule;
pub mod shard;
pub mod shrink;
pub mod violation;

use kernel::time::Time;
use pattern::declare::Info;
use run::entry::Entry;
use scenario::{Scenario, ScriptError};
use violation::{Violation, up_to};

/// A violation that a trial found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The seed of the trial.
    pub seed: u64,
    /// The property's id.
    pub property: &'static str,
    /// The property as a sentence.
    pub name: &'static str,
    /// When it was violated.
    pub at: Time,
    /// The reason, as a sentence.
    pub why: String,
    /// The scenario that shows it, up to the violation.
    pub scenario: Scenario,
}

impl Finding {
    fn new(seed: u64, tried: &Scenario, violation: Violation) -> Finding {
        let Violation { property, name, at, why, .. } = violation;
        Finding { seed, property, name, at, why, scenario: up_to(tried, at) }
    }
}

/// The scenario that a search starts from when it is given only a pattern, and the safeguards to
/// switch off.
pub fn trial<'a>(
    entry: &Entry,
    without: impl IntoIterator<Item = &'a str>,
    catalog: &'static [Entry],
) -> Result<Scenario, ScriptError> {
    let Info { trial, trials, .. } = entry.info;
    let own = |guard: &str| trials.iter().find(|(id, _)| *id == guard);
    let lines = without.into_iter().find_map(own).map_or(*trial, |(_, lines)| lines);
    Scenario::parse(&format!("faultline 1\n{lines}\n"), catalog)
}

#[cfg(test)]
mod tests;
