//! What the objects do that clients use, one operation after the other.
//!
//! A model is asked whether an operation can take effect now with the outcome that its client was
//! told, and what the object is then. Knows nothing of processes and of time.

use std::fmt::Debug;

use super::history::{Access, Call, Operation, Outcome, Value};

/// An object's behaviour.
pub trait Model {
    /// What the object is at one moment.
    type State: Clone + Ord + Debug;

    /// What it is in the beginning.
    fn initial(&self) -> Self::State;

    /// What it is after an operation that takes effect; none if it cannot have that outcome now.
    /// Where the outcome is unknown, the operation does what it was meant to do, or nothing is
    /// said for it: that it had no effect is not asked here.
    fn step(&self, state: &Self::State, operation: &Operation) -> Option<Self::State>;

    /// A state in words, for sentences.
    fn words(&self, state: &Self::State) -> String;
}

/// A register: read, write, compare-and-set, and append for texts and lists.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Its first value.
    pub initial: Value,
}

impl Model for Register {
    type State = Value;

    fn initial(&self) -> Value {
        self.initial.clone()
    }

    fn step(&self, state: &Value, operation: &Operation) -> Option<Value> {
        match (&operation.call, &operation.outcome) {
            (Call::Read, Outcome::Done(seen)) => (state == seen).then(|| state.clone()),
            (Call::Write(value), Outcome::Done(_) | Outcome::Unknown) => Some(value.clone()),
            (Call::CompareAndSet(old, new), Outcome::Done(_) | Outcome::Unknown) => {
                (state == old).then(|| new.clone())
            }
            (Call::CompareAndSet(old, _), Outcome::Refused) => {
                (state != old).then(|| state.clone())
            }
            (Call::Append(value), Outcome::Done(_) | Outcome::Unknown) => {
                Some(appended(state, value))
            }
            // No register does this.
            _ => None,
        }
    }

    fn words(&self, state: &Value) -> String {
        state.to_string()
    }
}

/// A value with another at its end. What nothing can be appended to becomes a list.
fn appended(state: &Value, value: &Value) -> Value {
    match (state, value) {
        (Value::Nil, Value::Text(_)) => value.clone(),
        (Value::Text(before), Value::Text(more)) => Value::Text([&**before, more].concat().into()),
        (Value::List(before), _) => Value::List(before.iter().chain([value]).cloned().collect()),
        (Value::Nil, _) => Value::List(vec![value.clone()]),
        (before, _) => Value::List(vec![before.clone(), value.clone()]),
    }
}

/// A lock that one holds at a time. Whoever asks may release it: a lock whose owner counts is
/// released by that owner alone, which its client sees to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mutex;

impl Model for Mutex {
    /// Whether it is held.
    type State = bool;

    fn initial(&self) -> bool {
        false
    }

    fn step(&self, held: &bool, operation: &Operation) -> Option<bool> {
        match (&operation.call, &operation.outcome) {
            (Call::Acquire, Outcome::Done(_) | Outcome::Unknown) => (!held).then_some(true),
            (Call::Release, Outcome::Done(_) | Outcome::Unknown) => held.then_some(false),
            (Call::Acquire, Outcome::Refused) => held.then_some(true),
            (Call::Release, Outcome::Refused) => (!held).then_some(false),
            // No lock does this.
            _ => None,
        }
    }

    fn words(&self, held: &bool) -> String {
        if *held { "held".into() } else { "free".into() }
    }
}

/// A queue: first in, first out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Queue;

impl Model for Queue {
    /// From the head on.
    type State = Vec<Value>;

    fn initial(&self) -> Vec<Value> {
        Vec::new()
    }

    fn step(&self, state: &Vec<Value>, operation: &Operation) -> Option<Vec<Value>> {
        let (head, rest) = match state.split_first() {
            Some((head, rest)) => (Some(head), rest),
            None => (None, &[][..]),
        };
        match (&operation.call, &operation.outcome) {
            (Call::Enqueue(value), Outcome::Done(_) | Outcome::Unknown) => {
                Some(state.iter().chain([value]).cloned().collect())
            }
            (Call::Dequeue, Outcome::Done(seen)) => (head == Some(seen)).then(|| rest.to_vec()),
            (Call::Dequeue, Outcome::Unknown) => head.map(|_| rest.to_vec()),
            (Call::Dequeue, Outcome::Refused) => head.is_none().then(Vec::new),
            // No queue does this.
            _ => None,
        }
    }

    fn words(&self, state: &Vec<Value>) -> String {
        Value::List(state.clone()).to_string()
    }
}

/// A set that only grows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Set;

impl Model for Set {
    /// In ascending order.
    type State = Vec<Value>;

    fn initial(&self) -> Vec<Value> {
        Vec::new()
    }

    fn step(&self, state: &Vec<Value>, operation: &Operation) -> Option<Vec<Value>> {
        match (&operation.call, &operation.outcome) {
            (Call::Add(value), Outcome::Done(_) | Outcome::Unknown) => {
                let mut state = state.clone();
                if let Err(place) = state.binary_search(value) {
                    state.insert(place, value.clone());
                }
                Some(state)
            }
            (Call::Read, Outcome::Done(Value::List(seen))) => {
                let mut seen = seen.clone();
                seen.sort();
                seen.dedup();
                (*state == seen).then_some(seen)
            }
            // Nothing was seen of a set that nothing was added to.
            (Call::Read, Outcome::Done(Value::Nil)) => state.is_empty().then(Vec::new),
            // No set does this.
            _ => None,
        }
    }

    fn words(&self, state: &Vec<Value>) -> String {
        Value::List(state.clone()).to_string()
    }
}

/// Several registers that transactions read and write at once.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// The first value of each.
    pub initial: Value,
}

impl Model for Registers {
    /// Those that were written, with their values, by key.
    type State = Vec<(Value, Value)>;

    fn initial(&self) -> Self::State {
        Vec::new()
    }

    fn step(&self, state: &Self::State, operation: &Operation) -> Option<Self::State> {
        let Call::Transaction(accesses) = &operation.call else { return None };
        let seen = match &operation.outcome {
            Outcome::Done(Value::List(seen)) => Some(seen),
            Outcome::Unknown => None,
            Outcome::Done(_) | Outcome::Refused | Outcome::Failed => return None,
        };
        let mut state = state.clone();
        for (at, access) in accesses.iter().enumerate() {
            match access {
                Access::Read(key) => {
                    let place = state.binary_search_by(|(it, _)| it.cmp(key));
                    let value = place.map_or(&self.initial, |place| &state[place].1);
                    if seen.is_some_and(|seen| seen.get(at) != Some(value)) {
                        return None;
                    }
                }
                Access::Write(key, value) => match state.binary_search_by(|(it, _)| it.cmp(key)) {
                    Ok(place) => state[place].1 = value.clone(),
                    Err(place) => state.insert(place, (key.clone(), value.clone())),
                },
            }
        }
        Some(state)
    }

    fn words(&self, state: &Self::State) -> String {
        let words: Vec<_> = state.iter().map(|(key, value)| format!("{key}={value}")).collect();
        words.join(", ")
    }
}
