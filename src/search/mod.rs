//! Trying to break a pattern: many runs under faults drawn at random, until a promise is broken.
//!
//! Works on any pattern through its [`crate::sim::handle::Sim`], and knows no page. Everything is
//! decided by a seed, so that what was found once is found again.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod schedule;

use crate::sim::entry::{Entry, Setup};
use crate::sim::frame::{Breach, Standing};
use crate::sim::time::Time;

/// A promise that a run broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The property's id; none if a node moved as its diagram does not allow.
    pub property: Option<&'static str>,
    /// How it was broken.
    pub breach: Breach,
}

/// Runs a setup to a time, and gives the promises that were broken, the earliest first.
/// The sentence says what is wrong with the setup, or that the run ran away.
pub fn findings(entry: &Entry, setup: &Setup, until: Time) -> Result<Vec<Finding>, String> {
    let mut sim = (entry.start)(setup)?;
    sim.seek(until)?;
    let properties = (entry.properties)();
    let mut findings: Vec<Finding> = sim
        .frame()
        .properties
        .into_iter()
        .enumerate()
        .filter_map(|(number, property)| match property.standing {
            Standing::Broken(breach) => {
                Some(Finding { property: properties.get(number).map(|(id, _)| *id), breach })
            }
            Standing::Holds | Standing::NotYet(_) => None,
        })
        .collect();
    findings.sort_by_key(|finding| finding.breach.record);
    Ok(findings)
}
