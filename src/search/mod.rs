//! Trying to break a pattern: many runs under faults drawn at random, until a promise is broken.
//!
//! Works on any pattern through its [`crate::sim::handle::Sim`], and knows no page. Everything is
//! decided by a seed, so that what was found once is found again.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod schedule;

use crate::sim::entry::{Entry, Setup};
use crate::sim::frame::{Breach, Standing};
use crate::sim::order::by_key;
use crate::sim::time::Time;

/// A promise that a run broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The property's id.
    pub property: &'static str,
    /// How it was broken.
    pub breach: Breach,
}

/// Runs a setup to a time, and gives the promises that were broken, the earliest first.
/// The sentence says what is wrong with the setup, or that the run ran away.
pub fn findings(entry: &Entry, setup: &Setup, until: Time) -> Result<Vec<Finding>, String> {
    let mut sim = (entry.start)(setup)?;
    sim.seek(until)?;
    let properties = sim.frame().properties.into_iter();
    let mut findings: Vec<Finding> = properties
        .filter_map(|property| match property.standing {
            Standing::Broken(breach) if property.limit.is_none() => {
                Some(Finding { property: property.id, breach })
            }
            // A limit is known beforehand, and something good may yet come.
            Standing::Broken(_)
            | Standing::Holds
            | Standing::NotYet(_)
            | Standing::Stuck { .. } => None,
        })
        .collect();
    by_key(&mut findings, |finding| u64::from(finding.breach.record.0));
    Ok(findings)
}
