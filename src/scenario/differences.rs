//! What two scenarios differ in before anything happens: pattern, parameters, safeguards, network,
//! seed.
//!
//! Their actions are not compared here: where those part, runs do (see [`compare`]).

use super::Scenario;

/// One thing in which two scenarios differ from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What: `seed`, a parameter's key, a safeguard's id.
    pub what: String,
    /// As the two have it: `on` and `off` for a safeguard.
    pub sides: [String; 2],
}

/// What two scenarios differ in from the start, in the order of a header. Where they are of two
/// patterns, parameters and safeguards are not compared.
pub fn differences(a: &Scenario, b: &Scenario) -> Vec<Difference> {
    let whole = a.pattern.info.id == b.pattern.info.id;
    let pairs = settings(a, whole).into_iter().zip(settings(b, whole));
    let different = pairs.filter(|(a, b)| a != b);
    different.map(|((what, a), (_, b))| Difference { what, sides: [a, b] }).collect()
}

/// Everything that a header decides, with its value; of a pattern's own only if `whole`.
fn settings(scenario: &Scenario, whole: bool) -> Vec<(String, String)> {
    let Scenario { pattern, setup, .. } = scenario;
    let mut settings = vec![("pattern".to_string(), pattern.info.id.to_string())];
    if whole {
        settings.extend((pattern.params)().iter().map(|param| {
            let given = setup.params.iter().find(|(key, _)| *key == param.key);
            let value = given.map_or(param.default, |(_, value)| *value);
            (param.key.to_string(), value.to_string())
        }));
        settings.extend((pattern.safeguards)().iter().map(|guard| {
            let off = setup.without.contains(&guard.id);
            (guard.id.to_string(), if off { "off" } else { "on" }.to_string())
        }));
    }
    let network = setup.network;
    settings.extend([
        ("latency".to_string(), network.latency.to_string()),
        ("loss".to_string(), network.loss.to_string()),
        ("duplication".to_string(), network.duplication.to_string()),
        ("order".to_string(), network.order.to_string()),
        ("seed".to_string(), setup.seed.to_string()),
    ]);
    settings
}
