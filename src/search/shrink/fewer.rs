//! Variations with fewer actions, fewer nodes, and fewer settings.

use super::Variation;
use kernel::action::{LinkSettings, Ppm};
use kernel::ids::Seed;
use kernel::rng::{Purpose, Rng};
use pattern::value::{ParamKind, Value};
use scenario::Scenario;

/// Pairs of actions are taken away together only where there are at most so many: there are half
/// as many pairs as the square of it.
const PAIRS_UP_TO: usize = 16;

/// Without the `nth` of so many equal parts of the actions.
pub fn part(best: &Scenario, parts: usize, nth: u32) -> Variation {
    let (count, nth) = (best.setup.actions.len(), nth as usize);
    if nth >= parts || count < parts {
        return Variation::Over;
    }
    let mut fewer = best.clone();
    fewer.setup.actions.drain(count * nth / parts..count * (nth + 1) / parts);
    Variation::Try(fewer.into())
}

/// Without one action, the last first: what came before it is then as it was.
pub fn single(best: &Scenario, nth: u32) -> Variation {
    let Some(place) = best.setup.actions.len().checked_sub(nth as usize + 1) else {
        return Variation::Over;
    };
    let mut fewer = best.clone();
    fewer.setup.actions.remove(place);
    Variation::Try(fewer.into())
}

/// Without one action and the time until the next: all that follows comes so much sooner, and has
/// the cluster in the state in which the action found it.
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

/// Without two actions: a fault and its repair may be nothing one without the other.
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

/// With some of the actions, drawn at random, under a seed drawn likewise. Where no single action
/// can go, many may: what was only ever needed to undo another.
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

/// With a lower count, the lowest first; what is done to nodes that are gone is done no more.
pub fn nodes(best: &Scenario, nth: u32) -> Variation {
    let known = (best.pattern.params)();
    let mut lower = known.iter().flat_map(|param| {
        let now = value(best, param.key).unwrap_or(param.default);
        let below = match (param.kind, now) {
            (ParamKind::Count(low, _), Value::Count(now)) => low..now,
            // No counts.
            _ => 0..0,
        };
        below.map(|count| (param.key, count))
    });
    let Some((key, count)) = lower.nth(nth as usize) else { return Variation::Over };
    let mut fewer = best.clone();
    match fewer.set_param(key, &count.to_string()) {
        Ok(_) => Variation::Try(fewer.into()),
        // Not with the other parameters as they are.
        Err(_) => Variation::Skip,
    }
}

/// With a parameter as it comes, or with the safeguards that are off switched on.
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

/// With a network that is less out of the ordinary.
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
