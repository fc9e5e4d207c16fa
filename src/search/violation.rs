//! The properties that a run of a scenario violates, and the part of the scenario that shows it.

use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::time::Time;
use run::Sim;
use run::frame::{PropertyFrame, Standing};
use scenario::Scenario;

/// A property that a run violated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The property's id.
    pub property: &'static str,
    /// The property as a sentence.
    pub name: &'static str,
    /// When it was violated; for a liveness property, when waiting for it ended.
    pub at: Time,
    /// At which node; none for a liveness property.
    pub node: Option<NodeId>,
    /// The reason, as a sentence.
    pub why: String,
}

/// The property of ending before the limit of records: it holds of every pattern and is declared by
/// none.
const RUN_AWAY: (&str, &str) = ("run-away", "A run comes to its end");

/// Runs a scenario to its end and returns the violations, earliest first: of all properties that the
/// pattern guarantees, or only of the one named, guaranteed or not. A scenario that cannot be started
/// violates nothing.
pub fn broken(scenario: &Scenario, only: Option<&str>) -> Vec<Violation> {
    let Ok(mut sim) = scenario.start() else { return Vec::new() };
    let stopped = sim.seek(scenario.until).err();
    let properties = sim.frame().properties.into_iter();
    let mut violations: Vec<Violation> =
        properties.filter_map(|it| violation(sim.as_ref(), it, only)).collect();
    if let Some(why) = stopped.filter(|_| only.is_none_or(|only| only == RUN_AWAY.0)) {
        let (property, name) = RUN_AWAY;
        violations.push(Violation { property, name, at: sim.now(), node: None, why });
    }
    by_key(&mut violations, |it| it.at.0);
    violations
}

/// How a run has violated a property before its cursor, guaranteed or not.
pub fn breach(sim: &dyn Sim, property: &str) -> Option<Violation> {
    let found = sim.frame().properties.into_iter().find(|it| it.id == property)?;
    violation(sim, found, Some(property))
}

/// The violation that a property's status tells of, unless it is a known limitation that was not
/// asked for.
fn violation(sim: &dyn Sim, property: PropertyFrame, only: Option<&str>) -> Option<Violation> {
    let counts = only.map_or(property.limit.is_none(), |only| only == property.id);
    let (at, node, why) = match property.standing {
        _ if !counts => return None,
        Standing::Holds | Standing::NotYet(_) => return None,
        Standing::Stuck { awaited, since } => {
            let why = format!("{awaited}, with nothing wrong any more since {since}");
            (sim.now(), None, why)
        }
        Standing::Broken(breach) => {
            let node = sim.records()[breach.record.index()].node;
            (breach.at, Some(node), breach.why)
        }
    };
    Some(Violation { property: property.id, name: property.name, at, node, why })
}

/// The scenario up to the violation: later actions have no part in it.
pub fn up_to(scenario: &Scenario, at: Time) -> Scenario {
    let mut shorter = scenario.clone();
    // An action at that same time may be the cause, such as a resume or an input.
    shorter.setup.actions.retain(|timed| timed.at <= at);
    shorter.notes.retain(|note| note.at <= at);
    shorter.until = at;
    shorter
}
