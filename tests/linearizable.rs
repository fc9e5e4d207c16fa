//! The judge of linearizability against what is right by construction, and against every order
//! there is: it accepts the histories of a store that is right, and where an answer has been
//! changed it says what trying all orders says.

mod reference;

use std::collections::BTreeMap;

use faultline::check::history::{NEVER, Operation, Outcome, Value};
use faultline::check::linear::{Verdict, judge};
use faultline::check::model::{Model, Mutex, Queue, Register, Set};
use proptest::prelude::*;
use reference::{KINDS, Kind, history, moves};

fn verdict(kind: Kind, history: &[Operation]) -> Verdict {
    match kind {
        Kind::Register | Kind::Text => judge(&Register::default(), history, u64::MAX),
        Kind::Mutex => judge(&Mutex, history, u64::MAX),
        Kind::Queue => judge(&Queue, history, u64::MAX),
        Kind::Set => judge(&Set, history, u64::MAX),
    }
}

/// Whether any order of the operations is a linearization, found by trying all.
fn some_order_fits(kind: Kind, history: &[Operation]) -> bool {
    let mut objects: BTreeMap<&Value, Vec<&Operation>> = BTreeMap::new();
    for operation in history.iter().filter(|it| it.outcome != Outcome::Failed) {
        objects.entry(&operation.key).or_default().push(operation);
    }
    objects.into_values().all(|operations| match kind {
        Kind::Register | Kind::Text => fits(&Register::default(), operations, None),
        Kind::Mutex => fits(&Mutex, operations, None),
        Kind::Queue => fits(&Queue, operations, None),
        Kind::Set => fits(&Set, operations, None),
    })
}

/// Whether the operations have an order from this state on, or from the initial one.
fn fits<M: Model>(model: &M, left: Vec<&Operation>, state: Option<M::State>) -> bool {
    let state = state.unwrap_or_else(|| model.initial());
    let due = left.iter().map(|it| it.returned).min().unwrap_or(NEVER);
    // What never returned need not have happened.
    due == NEVER
        || left.iter().enumerate().any(|(at, it)| {
            let after = (it.invoked < due).then(|| model.step(&state, it)).flatten();
            after.is_some_and(|after| {
                let mut left = left.clone();
                left.remove(at);
                fits(model, left, Some(after))
            })
        })
}

/// A history with one answer changed: to a value, to a refusal, or to what did not happen.
fn changed(mut history: Vec<Operation>, which: prop::sample::Index, to: u8) -> Vec<Operation> {
    let answered = |it: &&mut Operation| it.returned != NEVER;
    let mut answers: Vec<&mut Operation> = history.iter_mut().filter(answered).collect();
    if !answers.is_empty() {
        let at = which.index(answers.len());
        answers[at].outcome = match to {
            0 => Outcome::Failed,
            1 => Outcome::Refused,
            2 => Outcome::Done(Value::Nil),
            3 => Outcome::Done("ab".into()),
            4 => Outcome::Done(Value::list([0u32, 1])),
            value => Outcome::Done(Value::from(u32::from(value) - 5)),
        };
    }
    history
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_store_that_is_right_is_found_right(moves in moves(120)) {
        for kind in KINDS {
            prop_assert_eq!(verdict(kind, &history(kind, &moves)), Verdict::Linearizable);
        }
    }

    #[test]
    fn the_judge_agrees_with_trying_all_orders(
        moves in moves(26),
        which in any::<prop::sample::Index>(),
        to in 0..8u8,
    ) {
        for kind in KINDS {
            let history = changed(history(kind, &moves), which, to);
            let expected = some_order_fits(kind, &history);
            let verdict = verdict(kind, &history);
            prop_assert_eq!(verdict == Verdict::Linearizable, expected, "{:?}: {:#?}", kind, history);
            if let Verdict::NotLinearizable(found) = verdict {
                let culprit = history[found.culprit].returned;
                let key = &history[found.culprit].key;
                let before = |it: &&Operation| it.invoked < culprit && it.key == *key;
                let open = |it: &Operation| {
                    if it.returned < culprit { it.clone() } else { Operation { returned: NEVER, ..it.clone() } }
                };
                let beginning: Vec<_> = history.iter().filter(before).map(open).collect();
                prop_assert!(some_order_fits(kind, &beginning), "the culprit is not the first: {:#?}", history);
            }
        }
    }
}
