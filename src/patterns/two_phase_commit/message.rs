//! The messages of two-phase commit: who sends them, when and why; their kinds and their words.
//! The sender and the receiver are the network's business and stand in no message.

use super::sets::{Members, Rows};
use super::{Decision, Tid, TwoPhaseCommit};
use crate::common::unhashed::Traced;
use kernel::ids::OpId;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks its coordinator for a transaction.
    Begin {
        /// The client's number of the request, by which a second copy is known.
        request: u32,
        /// The first of its writes in the clients' history.
        op: OpId,
        /// The rows to write.
        rows: Rows,
        /// What to write into all of them.
        value: u32,
    },
    /// The coordinator tells the client how its transaction ended, once it has decided.
    Outcome {
        /// The client's number of the request.
        request: u32,
        /// How it ended.
        decision: Decision,
    },
    /// The coordinator asks each participant for its vote (VOTE-REQ in 7.4).
    Prepare {
        /// The transaction.
        tid: Tid,
        /// What the participant is to be ready for.
        work: Work,
    },
    /// A participant votes, once: Yes when it can commit whatever happens to it, No otherwise.
    Vote {
        /// The transaction.
        tid: Tid,
        /// True for Yes.
        yes: bool,
    },
    /// The coordinator tells everybody, and repeats a commit until it is acknowledged. Whoever is
    /// asked and knows how the transaction ended sends it too.
    Decision {
        /// The transaction.
        tid: Tid,
        /// How it ends.
        decision: Decision,
    },
    /// A participant has committed: the coordinator need not remember the transaction for it.
    Ack {
        /// The transaction.
        tid: Tid,
    },
    /// A participant that is in doubt for too long asks the coordinator, and if that does not answer
    /// all other participants (DECISION-REQ in 7.4).
    DecisionRequest {
        /// The transaction.
        tid: Tid,
    },
    /// Who is asked is in doubt too, or, being the coordinator, still collects votes.
    Undecided {
        /// The transaction.
        tid: Tid,
    },
}

/// A participant's part of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Work {
    /// The first of the client's writes in the clients' history.
    pub op: OpId,
    /// The participant's rows to write.
    pub rows: Rows,
    /// What to write into all of them.
    pub value: u32,
    /// All who take part, whom to ask.
    pub members: Members,
    /// The transaction's span.
    pub root: Traced,
}

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Begin",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client asks its coordinator for a transaction that writes some rows.",
    },
    MessageKind {
        name: "Committed",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The coordinator tells the client that its transaction is committed.",
    },
    MessageKind {
        name: "Aborted",
        glyph: Glyph::HollowSquare,
        tone: Tone::Bad,
        help: "The coordinator tells the client that its transaction did not take place.",
    },
    MessageKind {
        name: "Prepare",
        glyph: Glyph::Dart,
        tone: Tone::Trying,
        help: "First phase: the coordinator sends a participant its writes and asks for its vote.",
    },
    MessageKind {
        name: "VoteYes",
        glyph: Glyph::Ring,
        tone: Tone::Trying,
        help: "A participant has locked the rows and forced a prepared record: it can commit \
               whatever happens to it, and from now on may not abort alone.",
    },
    MessageKind {
        name: "VoteNo",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A participant cannot commit, or its transaction waited too long for a row. It has \
               aborted.",
    },
    MessageKind {
        name: "Commit",
        glyph: Glyph::Diamond,
        tone: Tone::Good,
        help: "Second phase: all have voted Yes and the commit record is in the coordinator's \
               log. Repeated until it is acknowledged.",
    },
    MessageKind {
        name: "Abort",
        glyph: Glyph::Diamond,
        tone: Tone::Bad,
        help: "The transaction takes place nowhere: somebody voted No or did not vote in time, or \
               whoever is asked knows nothing of it.",
    },
    MessageKind {
        name: "Ack",
        glyph: Glyph::Dot,
        tone: Tone::Good,
        help: "A participant has committed and will not ask again.",
    },
    MessageKind {
        name: "DecisionRequest",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "Termination: a participant that is in doubt for too long asks the coordinator, and \
               if that does not answer the other participants.",
    },
    MessageKind {
        name: "Undecided",
        glyph: Glyph::BarredRing,
        tone: Tone::Quiet,
        help: "Whoever was asked is in doubt too, or still collects votes.",
    },
];

/// The kind of requests to prepare.
pub const PREPARE: u8 = 3;
/// The kind of Yes votes.
pub const VOTE_YES: u8 = 4;
/// The kind of commits.
pub const COMMIT: u8 = 6;
/// The kind of acknowledgements.
pub const ACK: u8 = 8;

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Begin { .. } => 0,
            Message::Outcome { decision: Decision::Commit, .. } => 1,
            Message::Outcome { decision: Decision::Abort, .. } => 2,
            Message::Prepare { .. } => PREPARE,
            Message::Vote { yes: true, .. } => VOTE_YES,
            Message::Vote { yes: false, .. } => 5,
            Message::Decision { decision: Decision::Commit, .. } => COMMIT,
            Message::Decision { decision: Decision::Abort, .. } => 7,
            Message::Ack { .. } => ACK,
            Message::DecisionRequest { .. } => 9,
            Message::Undecided { .. } => 10,
        }
    }

    /// The message in words.
    pub fn describe(&self, p: &TwoPhaseCommit) -> MessageView {
        match self {
            Message::Begin { request, rows, value, .. } => MessageView {
                label: format!("request {request}, writes {value} to {rows}"),
                fields: vec![
                    Field::new("request", request),
                    Field::new("rows", rows),
                    Field::new("value", value),
                ],
            },
            Message::Outcome { request, decision } => MessageView {
                label: format!("request {request}"),
                fields: vec![
                    Field::new("request", request),
                    Field::new("decision", decision.verb()),
                ],
            },
            Message::Prepare { tid, work } => MessageView {
                label: format!("{tid}, writes {} to {}", work.value, work.rows),
                fields: vec![
                    Field::new("transaction", tid),
                    Field::new("rows", work.rows),
                    Field::new("value", work.value),
                    Field::new("participants", p.names(work.members)),
                ],
            },
            Message::Vote { tid, .. }
            | Message::Decision { tid, .. }
            | Message::Ack { tid }
            | Message::DecisionRequest { tid }
            | Message::Undecided { tid } => {
                MessageView { label: tid.to_string(), fields: vec![Field::new("transaction", tid)] }
            }
        }
    }
}
