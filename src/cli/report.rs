//! A run in words: the kinds of its records, how its properties stand, and how it ended.

pub use export::jsonl::kind;
use run::frame::{PropertyFrame, Standing};
use scenario::{End, Ending, Scenario};

/// A property and how it stands, in a line.
pub fn standing(property: &PropertyFrame) -> String {
    let (name, source) = (property.name, property.source);
    match &property.standing {
        Standing::Holds => format!("holds: {name} ({source})"),
        Standing::NotYet(awaited) => format!("pending: {name}: {awaited}"),
        Standing::Stuck { awaited, since } => format!("stuck since {since}: {name}: {awaited}"),
        Standing::Broken(breach) => match property.limit {
            None => format!("violated at {}: {name}: {}", breach.at, breach.why),
            Some(limit) => {
                format!("known limitation at {}: {name}: {} ({limit})", breach.at, breach.why)
            }
        },
    }
}

/// What a run ended with, if it was to end with something.
pub fn ending(scenario: &Scenario, end: &End, ending: &Ending) -> Option<String> {
    let goal = scenario.condition_in_words(&end.goal?);
    match ending {
        Ending::InTime => None,
        Ending::Reached(_) => Some(format!("ended: {goal}")),
        Ending::Missed => Some(format!("ended before: {goal}")),
    }
}

/// Whether a promise is broken.
pub fn is_violated(property: &PropertyFrame) -> bool {
    matches!(property.standing, Standing::Broken(_)) && property.limit.is_none()
}
