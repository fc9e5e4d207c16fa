//! Trying to break a pattern: many runs under faults drawn at random, until a promise is broken,
//! and then the smallest scenario that still breaks it.
//!
//! [`hunt`] finds, [`shrink`] makes small. Both go step by step, so that whoever drives them, on a
//! page or on many threads, can report progress and stop between steps. They work on any pattern
//! through its [`run::Sim`], know no page and no threads, and everything is decided
//! by seeds: what was found once is found again.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod hunt;
pub mod repair;
pub mod schedule;
pub mod shard;
pub mod shrink;
pub mod verdict;

use kernel::time::Time;
use pattern::declare::Info;
use run::entry::Entry;
use scenario::{Scenario, ScriptError};
use verdict::{Violation, up_to};

/// A promise that a trial broke.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The seed of the trial.
    pub seed: u64,
    /// The property's id.
    pub property: &'static str,
    /// The property as a sentence.
    pub name: &'static str,
    /// When it was broken.
    pub at: Time,
    /// How, in a sentence.
    pub why: String,
    /// The whole scenario that shows it, up to the violation.
    pub scenario: Scenario,
}

impl Finding {
    fn new(seed: u64, tried: &Scenario, violation: Violation) -> Finding {
        let Violation { property, name, at, why, .. } = violation;
        Finding { seed, property, name, at, why, scenario: up_to(tried, at) }
    }
}

/// The scenario that a search starts from when it is given a pattern alone, and is to do without
/// these safeguards.
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
