//! The automatic workload: requests that nodes make by themselves become inputs, which are taken
//! away one by one like all other actions.

use super::Variation;
use kernel::action::{Action, Timed};
use kernel::history::WorkloadRequest;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::time::Time;
use run::Sim;
use scenario::{Scenario, limits};

/// With the automatic workload switched off, and every request of it as an input at the same time;
/// or every request up to the last action, because what has to happen is awaited from that on.
pub fn as_inputs(best: &Scenario, nth: u32) -> Variation {
    let until = match nth {
        _ if !is_on(best) => return Variation::Over,
        0 => best.until,
        1 => best.setup.actions.last().map_or(Time::ZERO, |timed| timed.at),
        _ => return Variation::Over,
    };
    let Some(mut actions) = inputs(best, until) else { return Variation::Over };
    let mut quiet = best.clone();
    let off = best.pattern.info.workload.split_once('=');
    if off.is_none_or(|(key, value)| quiet.set_param(key, value).is_err()) {
        return Variation::Over;
    }
    // Actions come after timers of the same time: the inputs, in the place of those, come first.
    actions.append(&mut quiet.setup.actions);
    by_key(&mut actions, |timed| timed.at.0);
    quiet.setup.actions = actions;
    if quiet.setup.actions.len() > limits::ACTIONS {
        return Variation::Over;
    }
    Variation::Try(quiet.into())
}

/// Whether nodes may make requests by themselves.
pub fn is_on(scenario: &Scenario) -> bool {
    let off = || {
        let (key, off) = scenario.pattern.info.workload.split_once('=')?;
        let spec = (scenario.pattern.params)().into_iter().find(|spec| spec.key == key)?;
        let set = scenario.setup.params.iter().find(|(set, _)| *set == key);
        let now = set.map_or(spec.default, |(_, value)| *value);
        Some(spec.kind.parse(off) != Ok(now))
    };
    off().unwrap_or(false)
}

/// The requests that nodes have made by themselves up to a time.
pub fn requests(sim: &dyn Sim, until: Time) -> impl Iterator<Item = &WorkloadRequest> {
    let at = |request: &WorkloadRequest| sim.records()[request.record.index()].at;
    sim.workload().iter().filter(move |request| at(request) <= until)
}

/// With one input given to another node: the `nth` of all pairs of an input and a node.
pub fn moved(best: &Scenario, nth: u32) -> Variation {
    let Ok(names) = best.names() else { return Variation::Over };
    let (place, node) =
        (nth as usize / names.0.len(), NodeId((nth as usize % names.0.len()) as u16));
    let Some(timed) = best.setup.actions.get(place) else { return Variation::Over };
    let Action::Input(from, text) = &timed.action else { return Variation::Skip };
    let words = format!("input {} {text}", names.of(node));
    match best.read_action(&words) {
        Ok(action) if *from != node => {
            let mut moved = best.clone();
            moved.setup.actions[place].action = action;
            Variation::Try(moved.into())
        }
        // It takes no such input.
        Ok(_) | Err(_) => Variation::Skip,
    }
}

/// With one input replaced by the pattern's example of that kind of input, which is short.
pub fn said(best: &Scenario, nth: u32) -> Variation {
    let (inputs, nth) = (best.pattern.inputs, nth as usize);
    let Some(timed) = best.setup.actions.get(nth / inputs.len().max(1)) else {
        return Variation::Over;
    };
    let Action::Input(node, text) = &timed.action else { return Variation::Skip };
    let spec = &inputs[nth % inputs.len()];
    let verb = |text: &str| text.split_whitespace().next().map(str::to_string);
    if verb(spec.example) != verb(text) {
        return Variation::Skip;
    }
    let mut shorter = best.clone();
    let action = Action::Input(*node, spec.example.into());
    shorter.setup.actions[nth / inputs.len()].action = action;
    Variation::Try(shorter.into())
}

/// The requests of the automatic workload up to a time as inputs. None if one is not understood.
fn inputs(scenario: &Scenario, until: Time) -> Option<Vec<Timed>> {
    let mut sim = scenario.start().ok()?;
    sim.seek(until).ok()?;
    let input = |request: &WorkloadRequest| {
        let words = format!("input {} {}", sim.names().of(request.node), request.input);
        let at = sim.records()[request.record.index()].at;
        Some(Timed { at, action: scenario.read_action(&words).ok()? })
    };
    requests(sim.as_ref(), until).map(input).collect()
}
