//! The messages of Bully: who sends them, when and why. None says more than its kind: the
//! numbers of nodes, which decide everything, are the network's business.

use pattern::declare::{Glyph, MessageKind, Tone};

/// A message between nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A node that stands asks every higher node whether it runs.
    Election,
    /// A higher node answers: it runs, and takes the matter over.
    Answer,
    /// A new leader tells every lower node.
    Coordinator,
    /// A leader tells every lower node that it still leads.
    Heartbeat,
}

/// The kinds of message, in the order of the variants.
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "ELECTION",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "A node that stands asks every node with a higher number whether it runs.",
    },
    MessageKind {
        name: "ANSWER",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A higher node tells one that stands to wait: it runs, and stands itself.",
    },
    MessageKind {
        name: "COORDINATOR",
        glyph: Glyph::Diamond,
        tone: Tone::Leading,
        help: "A node that nobody answered leads from now on, and tells every lower node.",
    },
    MessageKind {
        name: "Heartbeat",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A leader tells every lower node that it is still there.",
    },
];
