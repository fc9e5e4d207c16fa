//! Every parameter at the ends of its range: the run starts, or one sentence says why not; it ends,
//! and no node makes a move that its diagram does not have.

use super::{Complaints, patterns};
use crate::common::scenario;
use faultline::kernel::time::Time;
use faultline::pattern::value::{ParamKind, Value};
use faultline::run::entry::{Entry, Param};
use faultline::run::frame::Standing;

/// How long each run is.
const LENGTH: Time = Time(2_000_000);

#[test]
fn the_ends_of_every_range_can_be_run() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        for param in (entry.params)() {
            for value in ends(&param) {
                let wrong = run(entry, &param, value);
                complaints.check(wrong.is_none(), entry, || {
                    format!("{}={value}: {}", param.key, wrong.unwrap_or_default())
                });
            }
        }
    }
    complaints.end();
}

fn ends(param: &Param) -> Vec<Value> {
    match param.kind {
        ParamKind::Count(low, high) => vec![Value::Count(low), Value::Count(high)],
        ParamKind::Span(low, high) => vec![Value::Span(low), Value::Span(high)],
        ParamKind::Range(low, high) => {
            vec![Value::Range(low, low), Value::Range(low, high), Value::Range(high, high)]
        }
        ParamKind::Share => {
            [0, 1_000_000].map(|ppm| Value::Share(faultline::kernel::action::Ppm(ppm))).to_vec()
        }
        ParamKind::Choice(words) => words.iter().map(|word| Value::Choice(word)).collect(),
    }
}

/// Whether a refusal says what is at odds: the parameter by a word of its name, the value, or an
/// action of the trial that the value leaves no room for.
fn explains(sentence: &str, param: &Param, value: Value) -> bool {
    let mut words = param.key.split('_').filter(|word| word.len() > 3);
    let names = words.any(|word| sentence.contains(word)) || sentence.contains(&value.to_string());
    !sentence.contains('\n') && (names || sentence.contains('“'))
}

/// What is wrong with a run under this value, if something is.
fn run(entry: &Entry, param: &Param, value: Value) -> Option<String> {
    let mut setup = scenario(entry.info.trial).setup;
    setup.params.retain(|(key, _)| *key != param.key);
    setup.params.push((param.key, value));
    let mut sim = match (entry.start)(&setup) {
        Ok(sim) => sim,
        Err(sentence) if explains(&sentence, param, value) => return None,
        Err(sentence) => return Some(format!("it does not explain: {sentence}")),
    };
    // It may be stopped because it has too many records: that is an end too.
    let _ = sim.seek(LENGTH);
    let moves = sim.frame().properties.into_iter().find(|it| it.id == "state-diagram");
    moves.and_then(|it| match it.standing {
        Standing::Broken(breach) => Some(breach.why),
        Standing::Holds | Standing::NotYet(_) | Standing::Stuck { .. } => None,
    })
}
