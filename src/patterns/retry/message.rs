//! The messages between clients and the server: who sends them, when and why; their kinds and their
//! words.

use super::trace::Context;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// One attempt at a call, by the number of the call at its client and of the attempt at the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The call's number, from 1.
    pub call: u32,
    /// The attempt's number, from 1: all after the first are retries.
    pub nth: u16,
}

/// A message between a client and the server.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks for its call to be carried out.
    Request {
        /// Which attempt this is.
        attempt: Attempt,
        /// Whether the request is one that the server can carry out.
        valid: bool,
        /// The version of the row that it rests on, where clients contend for versions.
        version: Option<u32>,
        /// The client's span.
        context: Context,
    },
    /// A client that will write the row reads it first, to learn its version.
    Read {
        /// Which attempt this is for.
        attempt: Attempt,
        /// The client's span.
        context: Context,
    },
    /// The server answers a reader.
    Row {
        /// The attempt it was read for.
        attempt: Attempt,
        /// The row's version.
        version: u32,
    },
    /// The server has carried out the call.
    Response(Attempt),
    /// The server has not carried out the call, and says why.
    Failure(Attempt, Error),
    /// The server's process has died, and its machine resets every connection.
    Reset,
}

/// Why a server has not carried out a call. It did nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Error {
    /// Its queue is full, or something it needs has failed for the moment (503).
    Unavailable,
    /// Its machine runs, but no process listens.
    Refused,
    /// The row has changed since it was read (409, or 412).
    Conflict,
    /// The request is one that it will never carry out (400).
    BadRequest,
}

/// The place of [`Message::Request`] among the kinds when it is a first attempt.
pub const REQUEST: u8 = 0;
/// The place of [`Message::Request`] among the kinds when it is a retry.
pub const RETRY: u8 = 1;

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Request",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client's first attempt at a call.",
    },
    MessageKind {
        name: "Retry",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "A client tries again what failed, or what was not answered in time.",
    },
    MessageKind {
        name: "Read",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A client reads the row that it is going to write.",
    },
    MessageKind {
        name: "Row",
        glyph: Glyph::Ring,
        tone: Tone::Quiet,
        help: "The server answers a reader with the row and its version.",
    },
    MessageKind {
        name: "Response",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The server has carried out the call.",
    },
    MessageKind {
        name: "Unavailable",
        glyph: Glyph::BarredRing,
        tone: Tone::Trying,
        help: "The server's queue is full, or it fails for the moment (503). This may pass.",
    },
    MessageKind {
        name: "ConnectionRefused",
        glyph: Glyph::BarredRing,
        tone: Tone::Quiet,
        help: "The server's machine answers that no process listens. This may pass.",
    },
    MessageKind {
        name: "ConnectionReset",
        glyph: Glyph::Diamond,
        tone: Tone::Bad,
        help: "The server's process has died; its machine resets every connection at once. What \
               was under way may have been carried out, or not.",
    },
    MessageKind {
        name: "BadRequest",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The server will never carry out this request (400). To try again is in vain.",
    },
    MessageKind {
        name: "Conflict",
        glyph: Glyph::Ring,
        tone: Tone::Bad,
        help: "The row has changed since the client read it: another was faster.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Request { attempt: Attempt { nth: 1, .. }, .. } => REQUEST,
            Message::Request { .. } => RETRY,
            Message::Read { .. } => 2,
            Message::Row { .. } => 3,
            Message::Response(_) => 4,
            Message::Failure(_, Error::Unavailable) => 5,
            Message::Failure(_, Error::Refused) => 6,
            Message::Reset => 7,
            Message::Failure(_, Error::BadRequest) => 8,
            Message::Failure(_, Error::Conflict) => 9,
        }
    }

    /// The message in words.
    pub fn describe(&self) -> MessageView {
        let (attempt, version) = match self {
            Message::Request { attempt, version, .. } => (Some(attempt), *version),
            Message::Row { attempt, version } => (Some(attempt), Some(*version)),
            Message::Read { attempt, .. }
            | Message::Response(attempt)
            | Message::Failure(attempt, _) => (Some(attempt), None),
            Message::Reset => (None, None),
        };
        let mut view = MessageView { label: String::new(), fields: Vec::new() };
        if let Some(Attempt { call, nth }) = attempt {
            view.label = format!("call {call}, attempt {nth}");
            view.fields.push(Field::new("call", call));
            view.fields.push(Field::new("attempt", nth));
        }
        if let Some(version) = version {
            view.label.push_str(&format!(", version {version}"));
            view.fields.push(Field::new("version", version));
        }
        if let Message::Request { valid: false, .. } = self {
            view.label.push_str(", invalid");
        }
        view
    }
}
