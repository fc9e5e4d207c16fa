//! The messages between users, the caller and the dependency: who sends them, when and why; their
//! kinds and their words.

use kernel::ids::SpanId;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};
use std::hash::{Hash, Hasher};

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A user asks the caller for something.
    Request {
        /// The request's number at its user, from 1.
        number: u32,
        /// Whether it takes a call to the dependency.
        order: bool,
        /// The user's span.
        context: Context,
    },
    /// The caller answers a user.
    Response(u32, Answer),
    /// The caller calls the dependency.
    Call {
        /// The call's number at the caller, from 1.
        number: u32,
        /// Whether a half-open circuit let it through.
        probe: bool,
    },
    /// The dependency answers: whether it did what it was called for.
    CallResponse(u32, bool),
}

/// What a user gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// What was asked for.
    Served,
    /// Something that needs no dependency: a cached price, a promise to send a mail.
    Fallback,
    /// An error: the dependency failed, or was not called.
    Failed,
    /// An error: no thread is free, and the queue is full (503).
    TurnedAway,
}

/// What a request tells the caller of its user's spans. It makes no difference to the protocol, and is
/// left out of the hash.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context(pub Option<(u32, SpanId)>);

impl Hash for Context {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// The place of [`Message::Call`] among the kinds when it is a probe.
pub const PROBE: u8 = 7;
/// The place of [`Message::Call`] among the kinds.
pub const CALL: u8 = 6;

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Order",
        glyph: Glyph::Square,
        tone: Tone::Leading,
        help: "A user asks for something that takes a call to the dependency.",
    },
    MessageKind {
        name: "Page",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A user asks for something that the caller can do by itself.",
    },
    MessageKind {
        name: "Served",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The caller gives a user what was asked for.",
    },
    MessageKind {
        name: "Fallback",
        glyph: Glyph::HollowSquare,
        tone: Tone::Trying,
        help: "The caller gives a user the next best thing, because the dependency fails or is \
               left alone.",
    },
    MessageKind {
        name: "Failed",
        glyph: Glyph::HollowSquare,
        tone: Tone::Bad,
        help: "The caller tells a user that the dependency fails, or is left alone.",
    },
    MessageKind {
        name: "TurnedAway",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The caller has no thread for the request, and no place in its queue (503).",
    },
    MessageKind {
        name: "Call",
        glyph: Glyph::Dart,
        tone: Tone::Leading,
        help: "The caller calls the dependency through a closed circuit.",
    },
    MessageKind {
        name: "Probe",
        glyph: Glyph::Diamond,
        tone: Tone::Trying,
        help: "The caller calls the dependency through a half-open circuit, to see whether it is \
               well again.",
    },
    MessageKind {
        name: "Reply",
        glyph: Glyph::Ring,
        tone: Tone::Good,
        help: "The dependency has done what it was called for.",
    },
    MessageKind {
        name: "Error",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The dependency says that it cannot do what it was called for.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Request { order: true, .. } => 0,
            Message::Request { order: false, .. } => 1,
            Message::Response(_, Answer::Served) => 2,
            Message::Response(_, Answer::Fallback) => 3,
            Message::Response(_, Answer::Failed) => 4,
            Message::Response(_, Answer::TurnedAway) => 5,
            Message::Call { probe: false, .. } => CALL,
            Message::Call { probe: true, .. } => PROBE,
            Message::CallResponse(_, true) => 8,
            Message::CallResponse(_, false) => 9,
        }
    }

    /// The message in words.
    pub fn describe(&self) -> MessageView {
        let (Message::Request { number, .. }
        | Message::Response(number, _)
        | Message::Call { number, .. }
        | Message::CallResponse(number, _)) = self;
        MessageView {
            label: format!("number {number}"),
            fields: vec![Field::new("number", number)],
        }
    }
}
