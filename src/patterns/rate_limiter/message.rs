//! The messages between clients, limiters, gateways and the store: who sends them, when and why; their
//! kinds and their words.

use kernel::time::Time;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks for something that is limited.
    Request {
        /// The request's number at its client, from 1.
        number: u32,
        /// When it was sent, by the client's clock.
        sent: Time,
    },
    /// A limiter or a gateway lets a request pass.
    Admitted(u32),
    /// A limiter or a gateway turns a request away (429).
    Rejected(u32),
    /// A gateway counts a request in the store, under a number of its own.
    Increment(u32),
    /// A gateway reads the count, under a number of its own.
    Get(u32),
    /// A gateway writes what it takes for the count.
    Set {
        /// The window that it read the count of.
        window: u64,
        /// The count that it read, and one.
        count: u32,
    },
    /// The store answers a gateway.
    Count {
        /// The gateway's number.
        question: u32,
        /// The window, by the store's clock.
        window: u64,
        /// What was counted in it, this request included if it was counted.
        count: u32,
    },
}

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Request",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client asks for something that is limited: a copy goes to every limiter, and one \
               to a gateway.",
    },
    MessageKind {
        name: "Admitted",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The request passes.",
    },
    MessageKind {
        name: "Rejected",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The request is turned away: too many requests (429).",
    },
    MessageKind {
        name: "Increment",
        glyph: Glyph::Diamond,
        tone: Tone::Leading,
        help: "A gateway counts a request in the shared store, in one step.",
    },
    MessageKind {
        name: "Get",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "A gateway reads the count in the shared store, to write it back later.",
    },
    MessageKind {
        name: "Set",
        glyph: Glyph::Dart,
        tone: Tone::Trying,
        help: "A gateway writes the count that it has read, and one.",
    },
    MessageKind {
        name: "Count",
        glyph: Glyph::Ring,
        tone: Tone::Leading,
        help: "The store tells a gateway the count of the present window.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Request { .. } => 0,
            Message::Admitted(_) => 1,
            Message::Rejected(_) => 2,
            Message::Increment(_) => 3,
            Message::Get(_) => 4,
            Message::Set { .. } => 5,
            Message::Count { .. } => 6,
        }
    }

    /// The message in words.
    pub fn describe(&self) -> MessageView {
        match self {
            Message::Request { number, sent } => MessageView {
                label: format!("number {number}"),
                fields: vec![Field::new("number", number), Field::new("sent", sent)],
            },
            Message::Admitted(number)
            | Message::Rejected(number)
            | Message::Increment(number)
            | Message::Get(number) => MessageView {
                label: format!("number {number}"),
                fields: vec![Field::new("number", number)],
            },
            Message::Set { window, count } | Message::Count { window, count, .. } => MessageView {
                label: format!("{count} in window {window}"),
                fields: vec![Field::new("window", window), Field::new("count", count)],
            },
        }
    }
}
