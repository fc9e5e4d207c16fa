//! The messages between clients and services: who sends them, when and why.

use kernel::ids::SpanId;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A client's request, numbered so that whoever looks at the whole can tell what belongs together.
/// Services make no use of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The client's place among the clients.
    pub client: u16,
    /// The number of the client's request, from 1.
    pub number: u32,
}

/// What travels with a call, as W3C's `traceparent` and `baggage` headers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The trace that the call belongs to.
    pub trace: u32,
    /// The caller's span, if the trace is sampled.
    pub parent: Option<SpanId>,
    /// Whether the trace is sampled.
    pub sampled: bool,
    /// Baggage: the user that all this is done for.
    pub user: Option<u16>,
}

/// What is asked of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// Of the gateway: a user's profile.
    Get,
    /// Of the authentication service: whether the user is who they say.
    Authorize,
    /// Of Redis: the user's session.
    Session,
    /// Of the user service: the profile.
    Profile,
    /// Of the cache: the profile, if it knows it.
    Look,
    /// Of the database: the profile.
    Query,
    /// Of the cache: to remember the profile.
    Fill,
}

/// A message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A client or a service asks a service to do something.
    Call {
        /// The caller's number for it.
        job: u32,
        /// What.
        work: Work,
        /// For which request.
        request: Request,
        /// In which trace, if the caller says so.
        context: Option<Context>,
    },
    /// A service has done it.
    Response {
        /// The caller's number for it.
        job: u32,
        /// Whether the cache knew the answer; true for all others.
        hit: bool,
    },
    /// A service could not do it, because a call of its own was not answered.
    Failure {
        /// The caller's number for it.
        job: u32,
    },
}

/// The kinds of message.
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Call",
        glyph: Glyph::Square,
        tone: Tone::Leading,
        help: "A client or a service asks a service for something, with the context of its trace.",
    },
    MessageKind {
        name: "Response",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "A service has done what it was asked for.",
    },
    MessageKind {
        name: "Failure",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A service gives up, because a call that it made was not answered in time.",
    },
];

impl Work {
    /// What a span of it is called.
    pub fn name(self) -> &'static str {
        match self {
            Work::Get => "GET /profile",
            Work::Authorize => "authorize",
            Work::Session => "GET session",
            Work::Profile => "profile",
            Work::Look => "cache get",
            Work::Query => "SELECT user",
            Work::Fill => "cache set",
        }
    }
}

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Call { .. } => 0,
            Message::Response { .. } => 1,
            Message::Failure { .. } => 2,
        }
    }

    /// The message in words.
    pub fn describe(&self) -> MessageView {
        match self {
            Message::Call { work, context, .. } => {
                let fields = match context {
                    Some(context) => vec![
                        Field::new("trace", format!("{:08x}", context.trace)),
                        Field::new("parent span", parent(context.parent)),
                        Field::new("sampled", context.sampled),
                        Field::new("baggage", baggage(context.user)),
                    ],
                    None => vec![Field::new("trace", "none")],
                };
                MessageView { label: work.name().into(), fields }
            }
            Message::Response { hit, .. } => {
                let label = if *hit { "" } else { "miss" };
                MessageView { label: label.into(), fields: Vec::new() }
            }
            Message::Failure { .. } => MessageView { label: String::new(), fields: Vec::new() },
        }
    }
}

/// Baggage in words.
pub fn baggage(user: Option<u16>) -> String {
    user.map_or("none".into(), |user| format!("user={user}"))
}

fn parent(parent: Option<SpanId>) -> String {
    parent.map_or("none".into(), |id| super::span(id).to_string())
}
