//! The messages between workers and the registry: who sends them, when and why.

use pattern::declare::{Glyph, MessageKind, Tone};

/// A message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A worker tells the registry that it runs, once an interval.
    Heartbeat,
    /// The registry asks a worker whether it runs, once an interval.
    Probe,
    /// A worker answers a probe.
    Healthy,
}

/// The kinds of message, in the order of the variants.
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Heartbeat",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A worker tells the registry that it runs.",
    },
    MessageKind {
        name: "GET /health",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "The registry asks a worker whether it runs.",
    },
    MessageKind {
        name: "200 OK",
        glyph: Glyph::Ring,
        tone: Tone::Good,
        help: "A worker answers the registry that it runs.",
    },
];
