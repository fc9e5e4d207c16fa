//! A client history: what processes asked of an object, what came of it, and in which order that
//! began and ended.
//!
//! Knows neither where a history comes from nor what the object is to do. Positions are numbers
//! that grow with time: those of events in a file, or of records in a run.

use std::fmt;
use std::rc::Rc;

use kernel::history as simulated;

/// A value that clients write and read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// No value: of what was never written.
    #[default]
    Nil,
    /// A number.
    Number(i64),
    /// A text, a keyword, or anything else that is only compared.
    Text(Rc<str>),
    /// Values in an order; of sets, the ascending one.
    List(Vec<Value>),
}

/// What a process asks of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Its value: of a register, a list, a set.
    Read,
    /// Another value.
    Write(Value),
    /// The second value in place of the first, if it has the first.
    CompareAndSet(Value, Value),
    /// A value at the end of its own: text to text, or an element to a list.
    Append(Value),
    /// The lock for oneself.
    Acquire,
    /// The lock for others.
    Release,
    /// A value at the end of the queue.
    Enqueue(Value),
    /// The value at the head of the queue, and out of it.
    Dequeue,
    /// A value into the set.
    Add(Value),
    /// Several registers at once, one access after the other.
    Transaction(Vec<Access>),
}

/// An access to one register of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Sees a register's value.
    Read(Value),
    /// Gives a register, the first, a value, the second.
    Write(Value, Value),
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect and saw this: nil where there is nothing to see, for a transaction the list
    /// of what each access saw.
    Done(Value),
    /// It was told no because of what the object was: the value was another, the lock was held,
    /// the queue was empty.
    Refused,
    /// It did not happen, and says nothing about the object.
    Failed,
    /// Nobody knows: it took effect at any time after its invocation, or never.
    Unknown,
}

/// The return of what never returned.
pub const NEVER: u32 = u32::MAX;

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Who asked.
    pub process: u64,
    /// Which of many independent objects; nil if there is only one.
    pub key: Value,
    /// What for.
    pub call: Call,
    /// What came of it.
    pub outcome: Outcome,
    /// Where it began.
    pub invoked: u32,
    /// Where it ended; [`NEVER`] if its outcome is unknown.
    pub returned: u32,
}

impl Operation {
    /// Whether it can tell a right history from a wrong one. What did not happen cannot, nor can
    /// a question that nobody knows the answer to.
    pub fn matters(&self) -> bool {
        match self.outcome {
            Outcome::Done(_) | Outcome::Refused => true,
            Outcome::Failed => false,
            Outcome::Unknown => !self.observes(),
        }
    }

    /// Whether it leaves every object as it was, whenever it takes effect.
    pub fn observes(&self) -> bool {
        match (&self.call, &self.outcome) {
            (Call::Read, _) | (_, Outcome::Refused) => true,
            (Call::Transaction(accesses), _) => {
                accesses.iter().all(|access| matches!(access, Access::Read(_)))
            }
            (
                Call::Write(_)
                | Call::CompareAndSet(..)
                | Call::Append(_)
                | Call::Acquire
                | Call::Release
                | Call::Enqueue(_)
                | Call::Dequeue
                | Call::Add(_),
                _,
            ) => false,
        }
    }

    /// Whether it does to every object what the other does: then only their times differ.
    pub fn does_the_same_as(&self, other: &Operation) -> bool {
        self.call == other.call && (self.outcome == other.outcome || self.is_blind())
    }

    /// Whether it does the same whatever came of it, provided that it took effect.
    pub(super) fn is_blind(&self) -> bool {
        match self.call {
            Call::Write(_) | Call::Append(_) | Call::Enqueue(_) | Call::Add(_) => true,
            Call::Read
            | Call::CompareAndSet(..)
            | Call::Acquire
            | Call::Release
            | Call::Dequeue
            | Call::Transaction(_) => false,
        }
    }
}

/// The history of a run, with its records as positions. An operation keeps its number.
pub fn of_run(history: &[simulated::Operation]) -> Vec<Operation> {
    history.iter().map(Operation::from).collect()
}

impl From<&simulated::Operation> for Operation {
    fn from(operation: &simulated::Operation) -> Operation {
        let (key, call) = call(&operation.call);
        let (returned, outcome) = match &operation.answer {
            None | Some((_, simulated::Outcome::Unknown)) => (NEVER, Outcome::Unknown),
            Some((record, outcome)) => (record.0, told(&operation.call, outcome)),
        };
        Operation {
            process: u64::from(operation.client.0),
            key: Value::Text(key.to_string().into()),
            call,
            outcome,
            invoked: operation.invoked.0,
            returned,
        }
    }
}

fn call(call: &simulated::Call) -> (simulated::Key, Call) {
    use simulated::Call as Asked;
    match *call {
        Asked::Read(key) => (key, Call::Read),
        Asked::Write(key, value) => (key, Call::Write(value.into())),
        Asked::CompareAndSet(key, old, new) => (key, Call::CompareAndSet(old.into(), new.into())),
        Asked::Append(key, value) => (key, Call::Append(value.into())),
        Asked::Acquire(key) => (key, Call::Acquire),
        Asked::Release(key) => (key, Call::Release),
        Asked::Enqueue(key, value) => (key, Call::Enqueue(value.into())),
        Asked::Dequeue(key) => (key, Call::Dequeue),
        Asked::Add(key, value) => (key, Call::Add(value.into())),
    }
}

fn told(call: &simulated::Call, outcome: &simulated::Outcome) -> Outcome {
    use simulated::{Call as Asked, Outcome as Told};
    match (outcome, call) {
        (Told::Done(Some(value)), _) => Outcome::Done((*value).into()),
        // An empty queue gives no value.
        (Told::Done(None), Asked::Dequeue(_)) => Outcome::Refused,
        (Told::Done(None), _) => Outcome::Done(Value::Nil),
        (Told::Listed(values), _) => Outcome::Done(Value::list(values.iter().copied())),
        (Told::Refused, _) => Outcome::Refused,
        (Told::Failed, _) => Outcome::Failed,
        (Told::Unknown, _) => Outcome::Unknown,
    }
}

impl Value {
    /// A list of values.
    pub fn list(values: impl IntoIterator<Item = impl Into<Value>>) -> Value {
        Value::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        Value::Number(number.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nil => f.write_str("nil"),
            Value::Number(number) => write!(f, "{number}"),
            // In quotation marks where it could be taken for more than one word.
            Value::Text(text) if text.is_empty() || text.contains(char::is_whitespace) => {
                write!(f, "“{text}”")
            }
            Value::Text(text) => f.write_str(text),
            Value::List(values) => {
                f.write_str("[")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at > 0 { " " } else { "" })?;
                }
                f.write_str("]")
            }
        }
    }
}

/// What was asked, and what was seen where there was something to see: `read 0`, `write 2`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.call {
            Call::Read => f.write_str("read")?,
            Call::Write(value) => write!(f, "write {value}")?,
            Call::CompareAndSet(old, new) => write!(f, "compare-and-set {old} to {new}")?,
            Call::Append(value) => write!(f, "append {value}")?,
            Call::Acquire => f.write_str("acquire")?,
            Call::Release => f.write_str("release")?,
            Call::Enqueue(value) => write!(f, "enqueue {value}")?,
            Call::Dequeue => f.write_str("dequeue")?,
            Call::Add(value) => write!(f, "add {value}")?,
            Call::Transaction(accesses) => return self.transaction(accesses, f),
        }
        match (&self.call, &self.outcome) {
            (Call::Read | Call::Dequeue, Outcome::Done(seen)) => write!(f, " {seen}"),
            (_, Outcome::Done(_)) => Ok(()),
            (_, Outcome::Refused) => f.write_str(" (refused)"),
            (_, Outcome::Failed) => f.write_str(" (failed)"),
            (_, Outcome::Unknown) => f.write_str(" (outcome unknown)"),
        }
    }
}

impl Operation {
    fn transaction(&self, accesses: &[Access], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = match &self.outcome {
            Outcome::Done(Value::List(seen)) => seen.as_slice(),
            Outcome::Done(_) | Outcome::Refused | Outcome::Failed | Outcome::Unknown => &[],
        };
        f.write_str("transaction [")?;
        for (at, access) in accesses.iter().enumerate() {
            let gap = if at > 0 { ", " } else { "" };
            match (access, seen.get(at)) {
                (Access::Read(key), Some(value)) => write!(f, "{gap}read {key}={value}")?,
                (Access::Read(key), None) => write!(f, "{gap}read {key}")?,
                (Access::Write(key, value), _) => write!(f, "{gap}write {key}={value}")?,
            }
        }
        f.write_str("]")
    }
}
