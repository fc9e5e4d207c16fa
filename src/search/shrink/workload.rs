//! What clients ask for, spelled out: a workload that goes on by itself becomes the few commands
//! that matter, given by hand.

use super::Variation;
use kernel::action::{Action, Timed};
use kernel::history::Operation;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::record::What;
use kernel::time::{Span, Time};
use pattern::value::{ParamKind, Value};
use run::Sim;
use scenario::{Scenario, limits};

/// With every operation that clients began on their own as an input, and without the parameter
/// that let them, if the pattern has one; each that can be zero is tried.
pub fn spelled_out(best: &Scenario, nth: u32) -> Variation {
    let params = (best.pattern.params)();
    let mut periods =
        params.iter().filter(|param| matches!(param.kind, ParamKind::Span(Span::ZERO, _)));
    let Some(param) = periods.nth(nth as usize) else { return Variation::Over };
    let Some(commands) = commands(best) else { return Variation::Over };
    let mut spelled = best.clone();
    if spelled.set_param(param.key, &Value::Span(Span::ZERO).to_string()).is_err() {
        return Variation::Skip;
    }
    let actions = &mut spelled.setup.actions;
    actions.extend(commands);
    by_key(actions, |timed| timed.at.0);
    if actions.len() > limits::ACTIONS { Variation::Skip } else { Variation::Try(spelled.into()) }
}

/// The operations that clients began on their own up to a time, by their numbers.
pub fn unasked(sim: &dyn Sim, until: Time) -> impl Iterator<Item = &Operation> {
    let records = sim.records();
    sim.history().iter().filter(move |operation| {
        let invoked = &records[operation.invoked.index()];
        let cause = records.get(invoked.cause.index());
        let asked = cause.is_some_and(|record| matches!(record.what, What::Acted(_)));
        !asked && invoked.at <= until
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
            Variation::Try(moved.into())
        }
        // It takes no such input.
        Ok(_) | Err(_) => Variation::Skip,
    }
}

/// With an input in the words of one of the pattern's own examples, which are short.
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

/// What clients asked for on their own, as inputs. None if there was nothing, or something that
/// cannot be asked for by hand.
fn commands(scenario: &Scenario) -> Option<Vec<Timed>> {
    let mut sim = scenario.start().ok()?;
    sim.seek(scenario.until).ok()?;
    let mut commands = Vec::new();
    for operation in unasked(sim.as_ref(), scenario.until) {
        let words = format!("input {} {}", sim.names().of(operation.client), operation.call);
        let at = sim.records()[operation.invoked.index()].at;
        commands.push(Timed { at, action: scenario.read_action(&words).ok()? });
    }
    (!commands.is_empty()).then_some(commands)
}
