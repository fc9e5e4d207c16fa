//! Variations with fewer actions, nodes and settings.

use super::Variation;
use kernel::action::{LinkSettings, Ppm};
use kernel::ids::Seed;
use kernel::rng::{Purpose, Rng};
use pattern::value::{ParamKind, Value};
use scenario::Scenario;

/// Pairs of actions are removed only if there are at most this many actions, because the number of
/// pairs grows with the square.
const PAIRS_UP_TO: usize = 16;

/// Without the `nth` of this many equal parts of the actions.
pub fn part(best: &Scenario, parts: usize, nth: u32) -> Variation {
    let (count, nth) = (best.setup.actions.len(), nth as usize);
    if nth >= parts || count < parts {
        return Variation::Over;
    }
    let mut fewer = best.clone();
    fewer.setup.actions.drain(count * nth / parts..count * (nth + 1) / parts);
    Variation::Try(fewer.into())
}

/// Without one action, the last first, because what happens before it does not change.
pub fn single(best: &Scenario, nth: u32) -> Variation {
    let Some(place) = best.setup.actions.len().checked_sub(nth as usize + 1) else {
        return Variation::Over;
    };
    let mut fewer = best.clone();
    fewer.setup.actions.remove(place);
    Variation::Try(fewer.into())
}

/// Without one action and the time up to the next: the following actions then find the cluster in the
/// state in which the removed one found it.
pub fn closing(best: &Scenario, nth: u32) -> Variation {
    let (actions, place) = (&best.setup.actions, nth as usize);
    let [Some(gone), Some(next)] = [actions.get(place), actions.get(place + 1)] else {
        return Variation::Over;
    };
    let gap = next.at.since(gone.at);
    let mut fewer = best.clone();
    fewer.setup.actions.remove(place);
    fewer.setup.actions[place..].iter_mut().for_each(|timed| timed.at = timed.at - gap);
    Variation::Try(fewer.into())
}

/// Without two actions, since a fault and its repair can often only go together.
pub fn pair(best: &Scenario, nth: u32) -> Variation {
    let count = best.setup.actions.len();
    let (first, second) = (nth as usize / count.max(1), nth as usize % count.max(1));
    if count > PAIRS_UP_TO || first >= count {
        return Variation::Over;
    }
    if first >= second {
        return Variation::Skip;
    }
    let mut fewer = best.clone();
    fewer.setup.actions.remove(second);
    fewer.setup.actions.remove(first);
    Variation::Try(fewer.into())
}

/// With a random subset of the actions and a random seed. Several actions may be superfluous together
/// where no single one is.
pub fn sample(best: &Scenario, nth: u32, samples: u32) -> Variation {
    if nth >= samples {
        return Variation::Over;
    }
    let mut rng = Rng::stream(Seed(nth.into()), Purpose::Faults);
    let share = Ppm(200_000 + 150_000 * (nth % 5));
    let mut fewer = best.clone();
    fewer.setup.actions.retain(|_| rng.chance(share));
    fewer.setup.seed = Seed(rng.below(1_000));
    Variation::Try(fewer.into())
}

/// With a parameter that is a count lower, the lowest value first.
pub fn nodes(best: &Scenario, nth: u32) -> Variation {
    let known = (best.pattern.params)();
    let mut lower = known.iter().flat_map(|param| {
        let now = value(best, param.key).unwrap_or(param.default);
        let below = match (param.kind, now) {
            (ParamKind::Count(low, _), Value::Count(now)) => low..now,
            // Not a count.
            _ => 0..0,
        };
        below.map(|count| (param.key, count))
    });
    let Some((key, count)) = lower.nth(nth as usize) else { return Variation::Over };
    let mut fewer = best.clone();
    match fewer.set_param(key, &count.to_string()) {
        Ok(_) => Variation::Try(fewer.into()),
        // The other parameters do not allow it.
        Err(_) => Variation::Skip,
    }
}

/// With one parameter at its default, or one safeguard switched on.
pub fn params(best: &Scenario, nth: u32) -> Variation {
    let mut simpler = best.clone();
    let nth = nth as usize;
    let params = best.setup.params.len();
    if let Some((key, _)) = best.setup.params.get(nth) {
        let known = (best.pattern.params)();
        let default = known.iter().find(|param| param.key == *key).map(|param| param.default);
        let reset = default.map(|value| simpler.set_param(key, &value.to_string()));
        return if matches!(reset, Some(Ok(_))) {
            Variation::Try(simpler.into())
        } else {
            Variation::Skip
        };
    }
    let Some(guard) = best.setup.without.get(nth - params) else { return Variation::Over };
    match simpler.set_safeguard(guard, true) {
        Ok(()) => Variation::Try(simpler.into()),
        Err(_) => Variation::Skip,
    }
}

/// With one setting of the network, or all of them, at the default.
pub fn network(best: &Scenario, nth: u32) -> Variation {
    let usual = LinkSettings::default();
    let mut simpler = best.clone();
    let network = &mut simpler.setup.network;
    match nth {
        0 => *network = usual,
        1 => network.loss = usual.loss,
        2 => network.duplication = usual.duplication,
        3 => network.latency = usual.latency,
        4 => network.order = usual.order,
        _ => return Variation::Over,
    }
    Variation::Try(simpler.into())
}

fn value(scenario: &Scenario, key: &str) -> Option<Value> {
    scenario.setup.params.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
}
