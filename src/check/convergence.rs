//! Convergence: once nobody writes any more and everything has been delivered, all replicas are
//! equal (strong eventual consistency asks no more of a quiet system; Shapiro et al. 2011).
//!
//! Knows neither replicas nor when a system is quiet; both are for the caller to say.

use std::collections::BTreeMap;

use super::differentiated::Anomaly;
use super::history::{Call, Operation, Outcome, Value};

/// Two replicas that differ, of all, or none.
pub fn differing<Id: Clone, S: PartialEq>(
    replicas: impl IntoIterator<Item = (Id, S)>,
) -> Option<(Id, Id)> {
    let mut replicas = replicas.into_iter();
    let (first, state) = replicas.next()?;
    replicas.find(|(_, other)| *other != state).map(|(other, _)| (first, other))
}

/// Judges what clients read from a position on, after which the system is quiet: all reads of a
/// key see the same.
pub fn judge(history: &[Operation], quiet: u32) -> Result<(), Anomaly> {
    let mut seen: BTreeMap<&Value, (usize, &Outcome)> = BTreeMap::new();
    for (number, operation) in history.iter().enumerate() {
        let reads = operation.call == Call::Read && matches!(operation.outcome, Outcome::Done(_));
        if !reads || operation.invoked < quiet {
            continue;
        }
        let (first, outcome) = *seen.entry(&operation.key).or_insert((number, &operation.outcome));
        if *outcome != operation.outcome {
            return Err(Anomaly {
                name: "divergence",
                blame: vec![first, number],
                template: "{0} and {1} differ, though nobody writes any more",
            });
        }
    }
    Ok(())
}
