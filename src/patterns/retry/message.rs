//! The messages between clients and the server: who sends them, when and why.

use crate::common::spans::Context;
use pattern::prelude::*;

/// One attempt at a call, by the number of the call at its client and of the attempt at the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The call's number, from 1.
    pub call: u32,
    /// The attempt's number, from 1: all after the first are retries.
    pub nth: u16,
}

/// `call 3, attempt 2`.
impl std::fmt::Display for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "call {}, attempt {}", self.call, self.nth)
    }
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

kinds! {
    /// The kinds of message.
    pub enum Kind of Message {
        /// A client's first attempt at a call.
        Message::Request { attempt: Attempt { nth: 1, .. }, .. } =>
            Request = "Request", Square, Quiet;
        /// A client tries again what failed, or what was not answered in time.
        Message::Request { .. } => Retry = "Retry", Wedge, Trying;
        /// A client reads the row that it is going to write.
        Message::Read { .. } => Read = "Read", Dot, Quiet;
        /// The server answers a reader with the row and its version.
        Message::Row { .. } => Row = "Row", Ring, Quiet;
        /// The server has carried out the call.
        Message::Response(_) => Response = "Response", HollowSquare, Good;
        /// The server's queue is full, or it fails for the moment (503). This may pass.
        Message::Failure(_, Error::Unavailable) => Unavailable = "Unavailable", BarredRing, Trying;
        /// The server's machine answers that no process listens. This may pass.
        Message::Failure(_, Error::Refused) => Refused = "ConnectionRefused", BarredRing, Quiet;
        /// The server's process has died; its machine resets every connection at once. What was
        /// under way may have been carried out, or not.
        Message::Reset => Reset = "ConnectionReset", Diamond, Bad;
        /// The server will never carry out this request (400). To try again is in vain.
        Message::Failure(_, Error::BadRequest) => BadRequest = "BadRequest", BarredRing, Bad;
        /// The row has changed since the client read it: another was faster.
        Message::Failure(_, Error::Conflict) => Conflict = "Conflict", Ring, Bad;
    }
}

impl Message {
    /// The message in words.
    pub fn describe(&self) -> MessageView {
        let (attempt, version) = match self {
            Message::Request { attempt, version, .. } => (attempt, *version),
            Message::Row { attempt, version } => (attempt, Some(*version)),
            Message::Read { attempt, .. }
            | Message::Response(attempt)
            | Message::Failure(attempt, _) => (attempt, None),
            Message::Reset => return MessageView::default(),
        };
        let mut view = MessageView::labelled(attempt);
        view.field("call", attempt.call);
        view.field("attempt", attempt.nth);
        if let Some(version) = version {
            view.label.push_str(&format!(", version {version}"));
            view.field("version", version);
        }
        if let Message::Request { valid: false, .. } = self {
            view.label.push_str(", invalid");
        }
        view
    }
}
