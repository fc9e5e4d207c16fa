//! Histories in which every value tells who wrote it: no value is written twice to one key. What a
//! read sees is then a matter of record, and weaker guarantees than linearizability can be judged
//! without a search.
//!
//! Registers are read as they are: the value seen stands for all that it replaced. Lists and sets
//! show every write that has reached them. Knows no guarantee; they are in [`super::session`],
//! [`super::causal`] and [`super::convergence`].

use std::collections::BTreeMap;

use super::history::{Access, Call, Operation, Outcome, Value};

/// A history with all that it says of who saw whose writes.
#[derive(Debug)]
pub struct Differentiated<'a> {
    /// The operations, in the order of their invocations.
    pub operations: &'a [Operation],
    /// The writes that happened or may have.
    pub writes: Vec<Write<'a>>,
    /// For each operation what it read; nothing if it did not read, or nobody knows what.
    pub shown: Vec<Vec<Shown<'a>>>,
    /// For each operation its writes.
    pub written: Vec<Vec<WriteId>>,
    /// The operations that saw what nobody wrote.
    pub from_nowhere: Vec<usize>,
}

/// A write's number in a history.
pub type WriteId = usize;

/// A value given to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write<'a> {
    /// The number of the operation.
    pub operation: usize,
    /// The key.
    pub key: &'a Value,
}

/// What an operation saw of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The key.
    pub key: &'a Value,
    /// The writes whose values it saw; none if nobody had written.
    pub writes: Vec<WriteId>,
    /// Whether it saw all that had been written, and not the last value alone.
    pub whole: bool,
}

impl<'a> Differentiated<'a> {
    /// The sentence says why it is no such history.
    pub fn of(operations: &'a [Operation]) -> Result<Differentiated<'a>, String> {
        let mut ids: BTreeMap<(&Value, &Value), WriteId> = BTreeMap::new();
        let mut history = Differentiated {
            operations,
            writes: Vec::new(),
            shown: vec![Vec::new(); operations.len()],
            written: vec![Vec::new(); operations.len()],
            from_nowhere: Vec::new(),
        };
        for (number, operation) in operations.iter().enumerate() {
            for (key, value) in values_written(operation) {
                let id = history.writes.len();
                if ids.insert((key, value), id).is_some() {
                    return Err(format!("{value} is written twice to {key}"));
                }
                history.writes.push(Write { operation: number, key });
                history.written[number].push(id);
            }
        }
        for (number, operation) in operations.iter().enumerate() {
            for (key, seen) in values_read(operation) {
                let (values, whole) = match seen {
                    Value::Nil => (&[][..], false),
                    Value::List(values) => (values.as_slice(), true),
                    one => (std::slice::from_ref(one), false),
                };
                let known = values.iter().filter_map(|it| ids.get(&(key, it)).copied());
                let writes: Vec<WriteId> = known.collect();
                if writes.len() < values.len() {
                    history.from_nowhere.push(number);
                }
                history.shown[number].push(Shown { key, writes, whole });
            }
        }
        Ok(history)
    }

    /// Whether a read misses a write. Of a register it does when it shows a value older than the
    /// write, of a list when the write is not in it.
    pub fn lacks(
        &self,
        shown: &Shown,
        write: WriteId,
        older: impl Fn(WriteId, WriteId) -> bool,
    ) -> bool {
        if shown.key != self.writes[write].key || shown.writes.contains(&write) {
            return false;
        }
        match shown.writes.as_slice() {
            [] => true,
            _ if shown.whole => true,
            [seen, ..] => older(*seen, write),
        }
    }

    /// Whether a write's answer had come before another was asked for. Where one place decides the
    /// order of writes, as a primary does, that makes it the older one.
    pub fn answered_before(&self, write: WriteId, other: WriteId) -> bool {
        let operation = |id: WriteId| &self.operations[self.writes[id].operation];
        operation(write).returned < operation(other).invoked
    }

    /// Whether a write is known to have happened: its client was told.
    pub fn is_acknowledged(&self, write: WriteId) -> bool {
        matches!(self.operations[self.writes[write].operation].outcome, Outcome::Done(_))
    }
}

/// The keys and values that an operation writes, unless it did not happen.
fn values_written(operation: &Operation) -> Vec<(&Value, &Value)> {
    if matches!(operation.outcome, Outcome::Failed | Outcome::Refused) {
        return Vec::new();
    }
    match &operation.call {
        Call::Write(value)
        | Call::CompareAndSet(_, value)
        | Call::Append(value)
        | Call::Enqueue(value)
        | Call::Add(value) => vec![(&operation.key, value)],
        Call::Transaction(accesses) => accesses
            .iter()
            .filter_map(|access| match access {
                Access::Write(key, value) => Some((key, value)),
                Access::Read(_) => None,
            })
            .collect(),
        Call::Read | Call::Acquire | Call::Release | Call::Dequeue => Vec::new(),
    }
}

/// The keys that an operation read, with what it saw.
fn values_read(operation: &Operation) -> Vec<(&Value, &Value)> {
    let Outcome::Done(seen) = &operation.outcome else { return Vec::new() };
    match (&operation.call, seen) {
        (Call::Read, seen) => vec![(&operation.key, seen)],
        (Call::Transaction(accesses), Value::List(seen)) => {
            let pairs = accesses.iter().zip(seen);
            pairs
                .filter_map(|(access, seen)| match access {
                    Access::Read(key) => Some((key, seen)),
                    Access::Write(..) => None,
                })
                .collect()
        }
        // Nothing else reads, or it reads what it takes away.
        _ => Vec::new(),
    }
}

/// What a history shows that a guarantee forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// What it is called in the literature.
    pub name: &'static str,
    /// The operations to blame, by number, in the order in which the sentence names them.
    pub blame: Vec<usize>,
    /// The sentence, with `{0}` where the first of them is to be named, and so on, or with `{*}`
    /// where all are.
    pub template: &'static str,
}

impl Anomaly {
    /// What happened, in a sentence. Processes are called what they are called.
    pub fn sentence(&self, history: &[Operation], called: impl Fn(u64) -> String) -> String {
        let in_words = |number: &usize| {
            let operation = &history[*number];
            let key = match &operation.key {
                Value::Nil => String::new(),
                key => format!(" of {key}"),
            };
            format!("{operation}{key} by {}", called(operation.process))
        };
        let words: Vec<String> = self.blame.iter().map(in_words).collect();
        let mut sentence = self.template.replace("{*}", &words.join(", "));
        for (place, words) in words.iter().enumerate() {
            sentence = sentence.replace(&format!("{{{place}}}"), words);
        }
        sentence
    }
}
