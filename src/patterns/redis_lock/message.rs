//! The messages between workers, the lock server and the storage: who sends them, when and why.

use super::RedisLock;
use kernel::ids::NodeId;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A worker's name for one of its attempts: unique for ever, and the value that it sets the key
/// to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// The worker.
    pub worker: NodeId,
    /// The number of its attempt, from 1.
    pub serial: u32,
}

/// A number that comes with each lock and only ever rises.
pub type Fence = u32;

/// A message. All but the first of the answers carry the attempt that they are about, so that late
/// ones are told from those awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A worker wants the lock: `SET lock token NX PX ttl`.
    Set(Token),
    /// The lock server answers: the fencing token if the lock is the caller's now.
    SetResponse(Token, Option<Fence>),
    /// A worker gives the lock back: a script that deletes the key if it holds the token.
    Release(Token),
    /// The lock server answers: whether there was something to delete.
    ReleaseResponse(Token, bool),
    /// A worker that holds the lock reads the counter.
    Read(Token, Fence),
    /// The storage answers: the counter, or nothing if the number is too old.
    ReadResponse(Token, Option<u32>),
    /// A worker writes the counter.
    Write(Token, Fence, u32),
    /// The storage answers: whether it has taken the value.
    WriteResponse(Token, bool),
}

/// The kinds of message.
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "SET NX PX",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "A worker wants the lock, and sets the key unless somebody else has.",
    },
    MessageKind {
        name: "OK",
        glyph: Glyph::Diamond,
        tone: Tone::Good,
        help: "The lock server has given the lock to the worker, with a fencing token.",
    },
    MessageKind {
        name: "nil",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The lock server says that somebody else holds the lock.",
    },
    MessageKind {
        name: "DEL if mine",
        glyph: Glyph::Wedge,
        tone: Tone::Quiet,
        help: "A worker gives the lock back; the key is deleted if it still holds its token.",
    },
    MessageKind {
        name: "Deleted",
        glyph: Glyph::Ring,
        tone: Tone::Quiet,
        help: "The lock server says whether it had a lock of the worker to delete.",
    },
    MessageKind {
        name: "Read",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A worker that holds the lock reads the counter.",
    },
    MessageKind {
        name: "Write",
        glyph: Glyph::Dart,
        tone: Tone::Leading,
        help: "A worker writes the counter that it has read and incremented.",
    },
    MessageKind {
        name: "Response",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The storage has read or taken the value.",
    },
    MessageKind {
        name: "Stale",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The storage refuses a request, because it has seen a higher fencing token.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Set(_) => 0,
            Message::SetResponse(_, Some(_)) => 1,
            Message::SetResponse(_, None) => 2,
            Message::Release(_) => 3,
            Message::ReleaseResponse(..) => 4,
            Message::Read(..) => 5,
            Message::Write(..) => 6,
            Message::ReadResponse(_, Some(_)) | Message::WriteResponse(_, true) => 7,
            Message::ReadResponse(_, None) | Message::WriteResponse(_, false) => 8,
        }
    }

    /// The message in words.
    pub fn describe(&self, lock: &RedisLock) -> MessageView {
        let (label, token) = match *self {
            Message::Set(token) | Message::Release(token) => (lock.token(token), token),
            Message::SetResponse(token, Some(fence)) => (format!("fencing token {fence}"), token),
            Message::SetResponse(token, None) => (String::new(), token),
            Message::ReleaseResponse(token, deleted) => {
                (if deleted { "1" } else { "0" }.into(), token)
            }
            Message::Read(token, fence) => (format!("with {fence}"), token),
            Message::Write(token, fence, value) => (format!("{value} with {fence}"), token),
            Message::ReadResponse(token, Some(value)) => (value.to_string(), token),
            Message::WriteResponse(token, true) => ("taken".into(), token),
            Message::ReadResponse(token, None) | Message::WriteResponse(token, false) => {
                (String::new(), token)
            }
        };
        MessageView { label, fields: vec![Field::new("token", lock.token(token))] }
    }
}
