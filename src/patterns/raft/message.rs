//! The messages of Raft: who sends them, when and why; their kinds and their words. The sender
//! and the receiver are the network's business and stand in no message.

use std::hash::{Hash, Hasher};

use super::Raft;
use super::log::{Conflict, Entry, Index, Term};
use super::machine::{Answer, Command, Session};
use super::snapshot::Snapshot;
use super::view::store;
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use pattern::Pattern;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A message between servers, or between a client and a server.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A candidate asks every other server for its vote when its election timeout has expired.
    RequestVote {
        /// The term it wants to lead.
        term: Term,
        /// The index of its last entry.
        last_index: Index,
        /// The term of its last entry.
        last_term: Term,
        /// Whether the leader has asked it to stand.
        by_transfer: ByTransfer,
    },
    /// A server answers a candidate.
    RequestVoteResponse {
        /// The voter's term, from which a late candidate learns that it is late.
        term: Term,
        /// Whether it votes for the candidate.
        granted: bool,
    },
    /// A leader sends entries, or, without any, asserts that it leads.
    AppendEntries {
        /// The leader's term.
        term: Term,
        /// The index of the entry just before these.
        prev_index: Index,
        /// The term of that entry: the follower's must be the same.
        prev_term: Term,
        /// Up to where the leader knows its log to be committed.
        commit: Index,
        /// The entries, in order; none in a heartbeat.
        entries: Vec<Entry>,
        /// Which round this belongs to, where they are numbered.
        round: Rider<Round>,
    },
    /// A follower answers a leader.
    AppendEntriesResponse {
        /// The follower's term, from which a deposed leader learns that it is deposed.
        term: Term,
        /// What became of the entries.
        result: AppendResult,
        /// The round of the message that this answers.
        round: Rider<Round>,
    },
    /// A client asks a server to carry out a command; or a server passes on what it was asked.
    ClientRequest(Command),
    /// A server answers whoever sent a command.
    ClientResponse {
        /// The command's session.
        session: Session,
        /// The command's number within the session.
        serial: u32,
        /// The answer.
        reply: Reply,
    },
    /// A server whose election timeout has expired asks all others whether they would vote for it,
    /// before it stands for election.
    PreVote {
        /// The term it would stand for.
        term: Term,
        /// The index of its last entry.
        last_index: Index,
        /// The term of its last entry.
        last_term: Term,
    },
    /// A server answers whether it would vote.
    PreVoteResponse {
        /// Its own term.
        term: Term,
        /// The term that was asked about.
        asked: Term,
        /// Whether it would vote for the server: it hears no leader, and the server's log is up to
        /// date.
        granted: bool,
    },
    /// A leader sends a follower what its log has led to, in place of entries that it has dropped.
    InstallSnapshot {
        /// The leader's term.
        term: Term,
        /// The snapshot, in one piece.
        snapshot: Box<Snapshot>,
    },
    /// A leader asks its successor, which has all that it has, to stand for election at once.
    TimeoutNow {
        /// The leader's term.
        term: Term,
    },
}

/// Something that rides on a message where a parameter asks for it. What runs without hash is as if
/// it were not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rider<T>(pub Option<Box<T>>);

impl<T: Hash> Hash for Rider<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if let Some(rider) = &self.0 {
            rider.hash(state);
        }
    }
}

/// What a leader's message and its answer carry where they are numbered: whoever answers a round says
/// that the leader led when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Round {
    /// Its number within the term.
    pub number: u64,
    /// When this message of it was sent, by the leader's clock.
    pub sent: Time,
    /// The message's number among those to this follower.
    pub serial: u64,
    /// From the leader: how long its last answer took. From the follower: how often it would like to
    /// hear from the leader. Zero if there is nothing to say.
    pub span: Span,
    /// How often the leader speaks to its followers at present.
    pub every: Span,
}

/// Whether a candidate stands because the leader asked it to, and not because it heard none. What
/// runs without transfers of leadership hash is as if this were not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByTransfer(pub bool);

impl Hash for ByTransfer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.0 {
            self.0.hash(state);
        }
    }
}

/// What became of a leader's entries at a follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppendResult {
    /// The follower's log equals the leader's up to an index.
    Matched {
        /// That index.
        index: Index,
        /// How many entries the message carried; none in a heartbeat.
        entries: u32,
    },
    /// The follower does not have the entry before them.
    Rejected {
        /// The index of that entry, by which the leader tells an old answer from a new one.
        prev_index: Index,
        /// What the follower has there.
        conflict: Conflict,
    },
    /// The leader's term is over.
    Deposed,
    /// The follower has taken over a snapshot, or has what is in it.
    Installed {
        /// The snapshot's last index.
        index: Index,
    },
}

/// What a server answers to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// It is committed and applied.
    Done(Answer),
    /// The server does not lead; the server that does, as far as it knows.
    NotLeader(Option<NodeId>),
}

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "RequestVote",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "A candidate asks every other server for its vote when its election timeout has \
               expired.",
    },
    MessageKind {
        name: "VoteGranted",
        glyph: Glyph::Ring,
        tone: Tone::Trying,
        help: "A server votes for the candidate: its first vote in this term, for a log at least \
               as up to date as its own.",
    },
    MessageKind {
        name: "VoteDenied",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A server refuses its vote: it has voted for another, knows a higher term, or has \
               the more up-to-date log.",
    },
    MessageKind {
        name: "AppendEntries",
        glyph: Glyph::Dart,
        tone: Tone::Leading,
        help: "The leader sends entries for a follower's log, with the index and term of the \
               entry before them.",
    },
    MessageKind {
        name: "EntriesMatched",
        glyph: Glyph::Ring,
        tone: Tone::Leading,
        help: "A follower has stored the entries: its log equals the leader's up to the index \
               given.",
    },
    MessageKind {
        name: "EntriesRejected",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A follower does not have the entry before the leader's, or knows a higher term.",
    },
    MessageKind {
        name: "Heartbeat",
        glyph: Glyph::Dot,
        tone: Tone::Leading,
        help: "An AppendEntries without entries: the leader keeps its followers from standing \
               for election, and tells them what is committed.",
    },
    MessageKind {
        name: "HeartbeatResponse",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A follower answers a heartbeat.",
    },
    MessageKind {
        name: "ClientRequest",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client sends a command to the server that it believes to lead, and again until \
               it is answered.",
    },
    MessageKind {
        name: "ClientResponse",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The leader has committed and applied the command, and answers the client.",
    },
    MessageKind {
        name: "NotLeader",
        glyph: Glyph::HollowSquare,
        tone: Tone::Bad,
        help: "A server that does not lead sends the client on to the one it believes to.",
    },
    MessageKind {
        name: "PreVote",
        glyph: Glyph::Wedge,
        tone: Tone::Quiet,
        help: "A server that has heard from no leader asks all others whether they would vote for \
               it, before it stands for election.",
    },
    MessageKind {
        name: "PreVoteGranted",
        glyph: Glyph::Ring,
        tone: Tone::Quiet,
        help: "A server would vote for the one that asks: it has not heard from a leader for the \
               minimum election timeout either.",
    },
    MessageKind {
        name: "PreVoteDenied",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A server would not vote for the one that asks: it hears a leader, knows a higher \
               term, or has the more up-to-date log.",
    },
    MessageKind {
        name: "InstallSnapshot",
        glyph: Glyph::Diamond,
        tone: Tone::Leading,
        help: "The leader sends a follower that lacks entries which the leader has dropped what \
               they have led to.",
    },
    MessageKind {
        name: "SnapshotInstalled",
        glyph: Glyph::Ring,
        tone: Tone::Leading,
        help: "A follower has taken over the leader's snapshot.",
    },
    MessageKind {
        name: "TimeoutNow",
        glyph: Glyph::Wedge,
        tone: Tone::Leading,
        help: "The leader asks its successor, which has all that it has, to stand for election at \
               once.",
    },
];

impl Message {
    /// The term that the message carries, if it is between servers.
    pub fn term(&self) -> Option<Term> {
        match self {
            Message::RequestVote { term, .. }
            | Message::RequestVoteResponse { term, .. }
            | Message::PreVoteResponse { term, .. }
            | Message::InstallSnapshot { term, .. }
            | Message::TimeoutNow { term }
            | Message::AppendEntries { term, .. }
            | Message::AppendEntriesResponse { term, .. } => Some(*term),
            // Nobody is in the term that this asks about.
            Message::PreVote { .. } => None,
            // Clients know no terms.
            Message::ClientRequest(_) | Message::ClientResponse { .. } => None,
        }
    }

    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::RequestVote { .. } => 0,
            Message::RequestVoteResponse { granted: true, .. } => 1,
            Message::RequestVoteResponse { granted: false, .. } => 2,
            Message::AppendEntries { entries, .. } if !entries.is_empty() => 3,
            Message::AppendEntriesResponse { result, .. } => match result {
                AppendResult::Matched { entries: 0, .. } => 7,
                AppendResult::Matched { .. } => 4,
                AppendResult::Rejected { .. } | AppendResult::Deposed => 5,
                AppendResult::Installed { .. } => 15,
            },
            Message::AppendEntries { .. } => 6,
            Message::ClientRequest(_) => 8,
            Message::ClientResponse { reply: Reply::Done(_), .. } => 9,
            Message::ClientResponse { reply: Reply::NotLeader(_), .. } => 10,
            Message::PreVote { .. } => 11,
            Message::PreVoteResponse { granted: true, .. } => 12,
            Message::PreVoteResponse { granted: false, .. } => 13,
            Message::InstallSnapshot { .. } => 14,
            Message::TimeoutNow { .. } => 16,
        }
    }

    /// The message in words.
    pub fn describe(&self, raft: &Raft) -> MessageView {
        MessageView { label: self.label(raft), fields: self.fields(raft) }
    }

    /// One short line. A place in a log is written `index@term`, as is a command in its place.
    fn label(&self, raft: &Raft) -> String {
        match self {
            Message::RequestVote { term, last_index, last_term, .. }
            | Message::PreVote { term, last_index, last_term } => {
                format!("term {term}, log {last_index}@{last_term}")
            }
            Message::RequestVoteResponse { term, .. } | Message::TimeoutNow { term } => {
                format!("term {term}")
            }
            Message::PreVoteResponse { asked, .. } => format!("term {asked}"),
            Message::InstallSnapshot { term, snapshot } => {
                format!("term {term}, up to {}@{}", snapshot.base.index, snapshot.base.term)
            }
            Message::AppendEntries { term, commit, entries, .. } if entries.is_empty() => {
                format!("term {term}, commit {commit}")
            }
            Message::AppendEntries { term, prev_index, prev_term, entries, .. } => {
                format!("term {term}, {} after {prev_index}@{prev_term}", in_words(entries))
            }
            Message::AppendEntriesResponse { term, result, .. } => match result {
                AppendResult::Matched { index, .. } | AppendResult::Installed { index } => {
                    format!("term {term}, up to {index}")
                }
                AppendResult::Rejected { prev_index, conflict } => match conflict.term {
                    Some(other) => format!("term {term}, {prev_index} is of term {other}"),
                    None => format!("term {term}, log ends before {}", conflict.first),
                },
                AppendResult::Deposed => format!("term {term} is newer"),
            },
            Message::ClientRequest(command) => {
                format!("{}, number {}", command.op, command.serial)
            }
            Message::ClientResponse { serial, reply, .. } => match reply {
                Reply::Done(None) => format!("number {serial}"),
                Reply::Done(Some(value)) => format!("number {serial}, value {value}"),
                Reply::NotLeader(Some(leader)) => format!("try {}", raft.name(*leader)),
                Reply::NotLeader(None) => "knows no leader".into(),
            },
        }
    }

    /// Every field by the name that the paper gives it.
    fn fields(&self, raft: &Raft) -> Vec<Field> {
        match self {
            Message::RequestVote { term, last_index, last_term, .. }
            | Message::PreVote { term, last_index, last_term } => vec![
                Field::new("term", term),
                Field::new("lastLogIndex", last_index),
                Field::new("lastLogTerm", last_term),
            ],
            Message::RequestVoteResponse { term, granted } => {
                vec![Field::new("term", term), Field::new("voteGranted", granted)]
            }
            Message::InstallSnapshot { term, snapshot } => vec![
                Field::new("term", term),
                Field::new("lastIncludedIndex", snapshot.base.index),
                Field::new("lastIncludedTerm", snapshot.base.term),
                Field::new("data", store(&snapshot.machine)),
            ],
            Message::PreVoteResponse { term, asked, granted } => vec![
                Field::new("term", term),
                Field::new("asked for", asked),
                Field::new("voteGranted", granted),
            ],
            Message::AppendEntries { term, prev_index, prev_term, commit, entries, round } => {
                let mut fields = vec![
                    Field::new("term", term),
                    Field::new("prevLogIndex", prev_index),
                    Field::new("prevLogTerm", prev_term),
                    Field::new("entries", in_words(entries)),
                    Field::new("leaderCommit", commit),
                ];
                fields.extend(round_fields(round));
                fields
            }
            Message::TimeoutNow { term } => vec![Field::new("term", term)],
            Message::AppendEntriesResponse { term, result, round } => {
                let mut fields = vec![Field::new("term", term)];
                fields.extend(result_fields(result));
                fields.extend(round_fields(round));
                fields
            }
            Message::ClientRequest(Command { session, serial, op }) => vec![
                Field::new("command", op),
                Field::new("session", session_in_words(raft, *session)),
                Field::new("number", serial),
            ],
            Message::ClientResponse { session, serial, .. } => vec![
                Field::new("session", session_in_words(raft, *session)),
                Field::new("number", serial),
                Field::new("reply", self.label(raft)),
            ],
        }
    }
}

/// Entries with their terms: `x=1@2 y=2@2`.
pub fn in_words(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "none".into();
    }
    let words = entries.iter().map(|entry| format!("{}@{}", entry.command.op, entry.term));
    words.collect::<Vec<_>>().join(" ")
}

fn session_in_words(raft: &Raft, session: Session) -> String {
    match session.number {
        0 => raft.name(session.client),
        number => format!("{}, command {number}", raft.name(session.client)),
    }
}

fn round_fields(round: &Rider<Round>) -> Option<Field> {
    round.0.as_ref().map(|round| Field::new("round", round.number))
}

fn result_fields(result: &AppendResult) -> Vec<Field> {
    match result {
        AppendResult::Matched { index, .. } | AppendResult::Installed { index } => {
            vec![Field::new("success", true), Field::new("matchIndex", index)]
        }
        AppendResult::Rejected { prev_index, conflict } => vec![
            Field::new("success", false),
            Field::new("prevLogIndex", prev_index),
            Field::new(
                "conflictTerm",
                conflict.term.map_or("none".into(), |term| term.to_string()),
            ),
            Field::new("firstIndex", conflict.first),
        ],
        AppendResult::Deposed => vec![Field::new("success", false)],
    }
}
