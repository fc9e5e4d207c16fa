//! A store that is right by construction, and the histories of its clients: every operation takes
//! effect at one moment between its invocation and its return. What judges are tested with.
//!
//! Knows no judge.

use std::collections::BTreeMap;

use faultline::check::history::{Call, NEVER, Operation, Outcome, Value};
use proptest::prelude::*;

/// What a store's objects are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Registers: read, write, compare-and-set.
    Register,
    /// Locks.
    Mutex,
    /// First in, first out.
    Queue,
    /// Sets that grow.
    Set,
    /// Texts that are appended to.
    Text,
}

pub const KINDS: [Kind; 5] = [Kind::Register, Kind::Mutex, Kind::Queue, Kind::Set, Kind::Text];

/// What one process does next.
#[derive(Clone, Debug)]
pub struct Move {
    process: u64,
    key: u8,
    /// Chooses the call, if the process has none under way.
    call: u8,
    value: u8,
    /// Whether the process gives up an operation under way instead of going on with it.
    gives_up: bool,
}

/// Some moves of three processes on one or two keys.
pub fn moves(most: usize) -> impl Strategy<Value = Vec<Move>> {
    let one = (0..3u64, 0..2u8, any::<u8>(), 0..3u8, prop::bool::weighted(0.1));
    let one = one.prop_map(|(process, key, call, value, gives_up)| Move {
        process,
        key: key / 2,
        call,
        value,
        gives_up,
    });
    prop::collection::vec(one, 0..most)
}

/// The history of these moves on a store of this kind.
pub fn history(kind: Kind, moves: &[Move]) -> Vec<Operation> {
    let mut store: BTreeMap<Value, Vec<Value>> = BTreeMap::new();
    let mut operations: Vec<Operation> = Vec::new();
    // For each process its operation under way, and what came of it once it has taken effect.
    let mut open: BTreeMap<u64, (usize, Option<Outcome>)> = BTreeMap::new();
    for (at, it) in (1..).zip(moves) {
        match open.remove(&it.process) {
            None => {
                open.insert(it.process, (operations.len(), None));
                operations.push(Operation {
                    process: it.process,
                    key: Value::from(u32::from(it.key)),
                    call: call(kind, it),
                    outcome: Outcome::Unknown,
                    invoked: at,
                    returned: NEVER,
                });
            }
            Some(_) if it.gives_up => {}
            Some((number, None)) => {
                let operation = &operations[number];
                let object = store.entry(operation.key.clone()).or_default();
                open.insert(it.process, (number, Some(apply(kind, object, &operation.call))));
            }
            Some((number, Some(outcome))) => {
                operations[number].outcome = outcome;
                operations[number].returned = at;
            }
        }
    }
    operations
}

fn call(kind: Kind, it: &Move) -> Call {
    let value = || Value::from(u32::from(it.value));
    match (kind, it.call % 4) {
        (Kind::Register, 0 | 1) => Call::Read,
        (Kind::Register, 2) => Call::Write(value()),
        (Kind::Register, _) => {
            Call::CompareAndSet(value(), Value::from(u32::from(it.call / 4 % 3)))
        }
        (Kind::Mutex, 0 | 1) => Call::Acquire,
        (Kind::Mutex, _) => Call::Release,
        (Kind::Queue, 0 | 1) => Call::Enqueue(value()),
        (Kind::Queue, _) => Call::Dequeue,
        (Kind::Set, 0 | 1) => Call::Add(value()),
        (Kind::Set, _) => Call::Read,
        (Kind::Text, 0 | 1) => Call::Append(Value::from(["a", "b", "c"][usize::from(it.value)])),
        (Kind::Text, _) => Call::Read,
    }
}

/// What an object, a list of values in every kind, does with a call.
fn apply(kind: Kind, object: &mut Vec<Value>, call: &Call) -> Outcome {
    let held = !object.is_empty();
    match call {
        Call::Read => return Outcome::Done(seen(kind, object)),
        Call::Write(value) => *object = vec![value.clone()],
        Call::CompareAndSet(old, new) if object.first() == Some(old) => *object = vec![new.clone()],
        Call::Acquire if !held => object.push(Value::Nil),
        Call::Release if held => object.clear(),
        Call::Append(value) | Call::Enqueue(value) => object.push(value.clone()),
        Call::Add(value) => match object.binary_search(value) {
            Ok(_) => {}
            Err(place) => object.insert(place, value.clone()),
        },
        Call::Dequeue if held => return Outcome::Done(object.remove(0)),
        Call::CompareAndSet(..) | Call::Acquire | Call::Release | Call::Dequeue => {
            return Outcome::Refused;
        }
        Call::Transaction(_) => unreachable!("no kind has transactions"),
    }
    Outcome::Done(Value::Nil)
}

fn seen(kind: Kind, object: &[Value]) -> Value {
    match (kind, object) {
        (Kind::Set, all) => Value::List(all.to_vec()),
        (_, []) => Value::Nil,
        (Kind::Text, all) => all.iter().map(Value::to_string).collect::<String>().as_str().into(),
        (_, [first, ..]) => first.clone(),
    }
}
