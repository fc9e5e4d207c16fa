//! The messages between clients, replicas and the primary: who sends them, when and why; their
//! kinds and their words. The sender and the receiver are the network's business and stand in no
//! message.

use super::SessionGuarantees;
use super::log::{Entry, Lsn, Post};
use kernel::history::Key;
use kernel::ids::NodeId;
use pattern::Pattern;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks the primary to add a value to a list, and again until it is answered. With
    /// sticky sessions it asks its replica, which passes it on.
    Write(Entry),
    /// The primary answers whoever sent it a write once that is in its log; a replica passes this
    /// on to the client when it has replayed the write itself.
    WriteResponse {
        /// The client.
        client: NodeId,
        /// The number of the write within its session.
        serial: u32,
        /// Its place in the log.
        lsn: Lsn,
    },
    /// A client asks a replica for a list, or the primary if no replica could answer.
    Read {
        /// The number of the question within its session.
        serial: u32,
        /// The list.
        key: Key,
        /// The session token: how far the server must have come to answer.
        since: Lsn,
    },
    /// A server answers with the list as it has it.
    ReadResponse {
        /// The number of the question.
        serial: u32,
        /// How far the server has come.
        lsn: Lsn,
        /// The list.
        posts: Vec<Post>,
    },
    /// A replica tells a client that it has not come as far as the client's token asks for.
    TooOld {
        /// The number of the question.
        serial: u32,
        /// How far the replica has come.
        lsn: Lsn,
    },
    /// The primary sends a replica what was added to its log: at once, and again until it is
    /// acknowledged. Without entries it asks the replica to subscribe, after a restart.
    Replicate {
        /// The place of the first entry.
        first: Lsn,
        /// The entries, in order.
        entries: Vec<Entry>,
    },
    /// A replica asks for the log from where it has come: when it starts, or the primary does.
    Subscribe {
        /// Up to where it has every entry on disk.
        received: Lsn,
        /// Up to where it has replayed them.
        replayed: Lsn,
    },
    /// A replica tells the primary how far it has come, when it has received or replayed something.
    ReplicateResponse {
        /// Up to where it has every entry on disk.
        received: Lsn,
        /// Up to where it has replayed them, which is what readers see.
        replayed: Lsn,
    },
}

/// The kinds, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Write",
        glyph: Glyph::Diamond,
        tone: Tone::Trying,
        help: "A client asks the primary to add a value to a list; with sticky sessions through \
               its replica.",
    },
    MessageKind {
        name: "WriteResponse",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The write is in the primary's log, at the place given.",
    },
    MessageKind {
        name: "Read",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client asks for a list, from a server that has come at least as far as its \
               token says.",
    },
    MessageKind {
        name: "ReadResponse",
        glyph: Glyph::Ring,
        tone: Tone::Good,
        help: "The list as this server has it.",
    },
    MessageKind {
        name: "TooOld",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The replica has not replayed what this session has seen or written: the client \
               asks another server.",
    },
    MessageKind {
        name: "Replicate",
        glyph: Glyph::Dart,
        tone: Tone::Leading,
        help: "The primary sends what was added to its log.",
    },
    MessageKind {
        name: "Subscribe",
        glyph: Glyph::Wedge,
        tone: Tone::Leading,
        help: "A replica that starts, or whose primary does, asks for the log from where it has \
               come.",
    },
    MessageKind {
        name: "ReplicateResponse",
        glyph: Glyph::Dot,
        tone: Tone::Leading,
        help: "A replica tells how much of the log it has received and replayed.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Write(_) => 0,
            Message::WriteResponse { .. } => 1,
            Message::Read { .. } => 2,
            Message::ReadResponse { .. } => 3,
            Message::TooOld { .. } => 4,
            Message::Replicate { .. } => 5,
            Message::Subscribe { .. } => 6,
            Message::ReplicateResponse { .. } => 7,
        }
    }

    /// The message in words.
    pub fn describe(&self, pattern: &SessionGuarantees) -> MessageView {
        let (label, fields) = match self {
            Message::Write(Entry { client, serial, key, value }) => (
                format!("{key} + {value}"),
                vec![
                    Field::new("client", pattern.name(*client)),
                    Field::new("serial", serial),
                    Field::new("list", key),
                    Field::new("value", value),
                ],
            ),
            Message::WriteResponse { client, serial, lsn } => (
                format!("at {lsn}"),
                vec![
                    Field::new("client", pattern.name(*client)),
                    Field::new("serial", serial),
                    Field::new("LSN", lsn),
                ],
            ),
            Message::Read { serial, key, since } => (
                if *since > 0 { format!("{key} from {since} on") } else { key.to_string() },
                vec![
                    Field::new("serial", serial),
                    Field::new("list", key),
                    Field::new("token", since),
                ],
            ),
            Message::ReadResponse { serial, lsn, posts } => (
                format!("{} at {lsn}", in_words(posts)),
                vec![
                    Field::new("serial", serial),
                    Field::new("list", in_words(posts)),
                    Field::new("LSN", lsn),
                ],
            ),
            Message::TooOld { serial, lsn } => (
                format!("only at {lsn}"),
                vec![Field::new("serial", serial), Field::new("LSN", lsn)],
            ),
            Message::Replicate { first, entries } => replicate(*first, entries),
            Message::Subscribe { received, replayed }
            | Message::ReplicateResponse { received, replayed } => (
                format!("has {received}, replayed {replayed}"),
                vec![Field::new("received", received), Field::new("replayed", replayed)],
            ),
        };
        MessageView { label, fields }
    }
}

fn replicate(first: Lsn, entries: &[Entry]) -> (String, Vec<Field>) {
    let words: Vec<String> =
        entries.iter().map(|entry| format!("{}{}", entry.key, entry.value)).collect();
    let words = words.join(" ");
    let label =
        if entries.is_empty() { "who follows?".into() } else { format!("{first}: {words}") };
    (label, vec![Field::new("first", first), Field::new("entries", words)])
}

/// A list as a sentence has it: `1 2 3`, or `nothing`.
pub fn in_words(posts: &[Post]) -> String {
    if posts.is_empty() {
        return "nothing".into();
    }
    posts.iter().map(|post| post.value.to_string()).collect::<Vec<_>>().join(" ")
}
