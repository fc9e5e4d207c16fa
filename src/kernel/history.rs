//! What clients asked and what they were told: the history that consistency is judged by.
//!
//! An operation whose answer never came stays [`Outcome::Unknown`]: it may have taken effect.

use std::borrow::Cow;

use crate::ids::{NodeId, OpId, RecordId};
use crate::verdicts::Suspicion;

/// A key of a simulated store: one lower-case letter, which is all that a story needs and what a
/// small picture can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u8);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", char::from(self.0))
    }
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// The value of a key.
    Read(Key),
    /// A new value for a key.
    Write(Key, u32),
    /// The second value in place of the first, if the key has the first.
    CompareAndSet(Key, u32, u32),
    /// A value at the end of a key's list.
    Append(Key, u32),
    /// A lock for oneself.
    Acquire(Key),
    /// A lock for others.
    Release(Key),
    /// A value at the end of a queue.
    Enqueue(Key, u32),
    /// The value at the head of a queue, and out of it.
    Dequeue(Key),
    /// A value into a set.
    Add(Key, u32),
}

impl Call {
    /// The key that is asked for.
    pub fn key(&self) -> Key {
        match *self {
            Call::Read(key)
            | Call::Write(key, _)
            | Call::CompareAndSet(key, _, _)
            | Call::Append(key, _)
            | Call::Acquire(key)
            | Call::Release(key)
            | Call::Enqueue(key, _)
            | Call::Dequeue(key)
            | Call::Add(key, _) => key,
        }
    }
}

/// What a client learned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It took effect; a read carries the value, `None` if there is none.
    Done(Option<u32>),
    /// It did not and will not take effect.
    Failed,
    /// Nobody knows: it may have taken effect, or may yet.
    Unknown,
    /// It was told no, and that says something: the value was another, the lock was held, the
    /// queue was empty.
    Refused,
    /// A read took effect and saw these: a list in its order, or a set.
    Listed(Vec<u32>),
}

/// A request that a node made by itself, as a part of its automatic workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadRequest {
    /// The node.
    pub node: NodeId,
    /// The record of the event that it made the request in.
    pub record: RecordId,
    /// The input that asks for the same.
    pub input: Cow<'static, str>,
}

/// One operation of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The node that asked.
    pub client: NodeId,
    /// What for.
    pub call: Call,
    /// The record of the invocation.
    pub invoked: RecordId,
    /// The record of the answer, and the answer; `None` while it is awaited.
    pub answer: Option<(RecordId, Outcome)>,
}

/// Judges a history while it is made. It is part of the world, so that going back in time takes
/// its memory back too; it remembers what it needs and no more.
pub trait Judge {
    /// A client begins an operation.
    fn invoke(&mut self, id: OpId, operation: &Operation);

    /// A client learns what became of an operation; the reason and the records to blame if that
    /// cannot be, after all that clients were told before.
    fn complete(&mut self, id: OpId, operation: &Operation) -> Result<(), Suspicion>;

    /// The same judge with the same memory.
    fn another(&self) -> Box<dyn Judge>;
}

/// Of its memory nothing is told: the words for it would be in the page and never be used.
impl std::fmt::Debug for dyn Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Judge")
    }
}

impl Clone for Box<dyn Judge> {
    fn clone(&self) -> Box<dyn Judge> {
        self.another()
    }
}
