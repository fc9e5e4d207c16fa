//! What clients ask for, spelled out: a workload that goes on by itself becomes the few commands
//! that matter, given by hand.

use super::Variation;
use crate::scenario::{Scenario, limits};
use crate::sim::action::{Action, Timed};
use crate::sim::ids::NodeId;
use crate::sim::order::by_key;
use crate::sim::record::What;
use crate::sim::time::Span;
use crate::sim::value::{ParamKind, Value};

/// The scenario with every operation that clients began on their own as an input, and without the
/// parameter that let them; none if the pattern has no such parameter, or would go on asking.
pub fn spelled_out(scenario: &Scenario) -> Option<Scenario> {
    let (commands, count) = commands(scenario)?;
    (scenario.pattern.params)().into_iter().find_map(|param| {
        let ParamKind::Span(Span::ZERO, _) = param.kind else { return None };
        let mut spelled = scenario.clone();
        spelled.set_param(param.key, &Value::Span(Span::ZERO).to_string()).ok()?;
        let actions = &mut spelled.setup.actions;
        actions.extend(commands.iter().cloned());
        by_key(actions, |timed| timed.at.0);
        let fits = actions.len() <= limits::ACTIONS;
        (fits && operations(&spelled)? <= count).then_some(spelled)
    })
}

/// With one input given to another node: the `nth` of all such pairs.
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
            Variation::Try(moved)
        }
        // It takes no such input.
        Ok(_) | Err(_) => Variation::Skip,
    }
}

/// What clients asked for on their own, as inputs, and how many operations there were in all. None
/// if there was nothing, or something that cannot be asked for by hand.
fn commands(scenario: &Scenario) -> Option<(Vec<Timed>, usize)> {
    let mut sim = scenario.start().ok()?;
    sim.seek(scenario.until).ok()?;
    let records = sim.records();
    let mut commands = Vec::new();
    for operation in sim.history() {
        let invoked = &records[operation.invoked.index()];
        let cause = records.get(invoked.cause.index());
        if cause.is_some_and(|record| matches!(record.what, What::Acted(_))) {
            continue;
        }
        let words = format!("input {} {}", sim.names().of(operation.client), operation.call);
        commands.push(Timed { at: invoked.at, action: scenario.read_action(&words).ok()? });
    }
    (!commands.is_empty()).then_some((commands, sim.history().len()))
}

/// How many operations there are in a run.
fn operations(scenario: &Scenario) -> Option<usize> {
    let mut sim = scenario.start().ok()?;
    sim.seek(scenario.until).ok()?;
    Some(sim.history().len())
}
