//! The messages: who sends them, when and why; their kinds and their words.

use super::event::{Command, Event};
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// The number of a transaction, given by the service and never given twice.
pub type TransactionId = u32;

/// A message between two of the six.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks the service for a change of an order, and again until it is answered.
    Command(Command),
    /// The service answers a client when it has done all that it does itself.
    CommandResponse {
        /// The client's number for the command.
        serial: u32,
        /// Whether it was carried out, now or earlier.
        accepted: bool,
    },
    /// The service asks the database to carry out a transaction, and again until it is answered.
    Transaction {
        /// Its number.
        id: TransactionId,
        /// What is to be changed.
        command: Command,
        /// Whether the event is written with it, in the same transaction.
        with_event: bool,
    },
    /// The database tells the service what became of a transaction.
    TransactionResponse {
        /// Its number.
        id: TransactionId,
        /// What became of it.
        outcome: Outcome,
    },
    /// A polling relay asks for the oldest rows of the outbox.
    Poll,
    /// The database answers a poll with rows that are not deleted.
    OutboxRows(Vec<Row>),
    /// A relay that tails the log asks for what is after a position, and keeps the connection.
    Follow {
        /// The number of the relay's life: what was sent to an earlier one is not for it.
        session: u32,
        /// The last row it has; 0 for all that was never confirmed.
        after: u32,
    },
    /// The database sends what was committed, as its log has it: when asked, and at every commit.
    LogRecords {
        /// The session of the relay.
        session: u32,
        /// The position they follow: every row after it that is not confirmed is here,
        after: u32,
        /// up to this one.
        until: u32,
        /// The rows.
        rows: Vec<Row>,
    },
    /// A relay deletes a row, or confirms the log up to it, once the broker has the event.
    Delete(u32),
    /// The database tells a polling relay that a row is gone.
    Deleted(u32),
    /// A relay, or a service that writes twice, hands the broker an event, again until it is
    /// acknowledged.
    Publish(Event),
    /// The broker has appended the event to its topic.
    PublishResponse(Event),
    /// The service gives the broker an event that nobody is to see yet, before its transaction.
    Half {
        /// The transaction that decides on it.
        id: TransactionId,
        /// The event.
        event: Event,
    },
    /// The broker has stored it.
    HalfResponse(TransactionId),
    /// The service tells the broker how the transaction ended, once.
    EndTransaction {
        /// Which.
        id: TransactionId,
        /// Whether the event is to be seen.
        commit: bool,
    },
    /// The broker has not heard how a transaction ended, and asks the service.
    CheckTransaction(TransactionId),
    /// The service, asked for what it does not remember, asks the database.
    QueryTransaction(TransactionId),
    /// The database says whether a transaction is committed. If it is not, it never will be.
    TransactionStatus {
        /// Which.
        id: TransactionId,
        /// Whether it is committed.
        committed: bool,
    },
    /// The broker delivers what a consumer has not acknowledged, and again until it has.
    Deliver {
        /// The offset of the first event.
        offset: u32,
        /// The events, in the topic's order.
        events: Vec<Event>,
    },
    /// A consumer has processed everything before an offset.
    Ack(u32),
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is committed.
    Committed,
    /// There was nothing to do: another had done it.
    Repeated,
    /// It is rolled back: the order is not ready for the step.
    Refused,
}

/// A row of the outbox, or a record of it in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Its number: rows are numbered as they are committed, from 1, without gaps.
    pub number: u32,
    /// What it says.
    pub event: Event,
}

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Command",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client asks for a change of an order, and again until it is answered.",
    },
    MessageKind {
        name: "Accepted",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The service answers: the change is committed.",
    },
    MessageKind {
        name: "Refused",
        glyph: Glyph::HollowSquare,
        tone: Tone::Bad,
        help: "The service answers: the order is not ready for this step.",
    },
    MessageKind {
        name: "Transaction",
        glyph: Glyph::Diamond,
        tone: Tone::Leading,
        help: "The service commits a change of an order; with the outbox, its event in the same \
               transaction.",
    },
    MessageKind {
        name: "Committed",
        glyph: Glyph::Ring,
        tone: Tone::Leading,
        help: "The database has committed the transaction, or had done so for an earlier one.",
    },
    MessageKind {
        name: "RolledBack",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The database has rolled the transaction back.",
    },
    MessageKind {
        name: "Poll",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "The relay asks for rows of the outbox, or to be sent the log from a position on.",
    },
    MessageKind {
        name: "OutboxRows",
        glyph: Glyph::Dart,
        tone: Tone::Quiet,
        help: "The database sends rows of the outbox, or records of its log.",
    },
    MessageKind {
        name: "Delete",
        glyph: Glyph::Diamond,
        tone: Tone::Quiet,
        help: "The broker has the event: the relay deletes its row, or confirms the log up to it.",
    },
    MessageKind {
        name: "Deleted",
        glyph: Glyph::Ring,
        tone: Tone::Quiet,
        help: "The row is gone from the outbox.",
    },
    MessageKind {
        name: "Publish",
        glyph: Glyph::Dart,
        tone: Tone::Good,
        help: "An event for the topic, sent again until the broker acknowledges it.",
    },
    MessageKind {
        name: "Published",
        glyph: Glyph::Ring,
        tone: Tone::Good,
        help: "The broker has appended the event to the topic.",
    },
    MessageKind {
        name: "HalfMessage",
        glyph: Glyph::Dart,
        tone: Tone::Trying,
        help: "An event that the broker keeps back until it hears how the transaction ended.",
    },
    MessageKind {
        name: "HalfStored",
        glyph: Glyph::Ring,
        tone: Tone::Trying,
        help: "The broker has stored the half message: the transaction may begin.",
    },
    MessageKind {
        name: "EndTransaction",
        glyph: Glyph::Diamond,
        tone: Tone::Good,
        help: "The service tells the broker to show the half message, or to drop it.",
    },
    MessageKind {
        name: "CheckTransaction",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "Check-back: the broker asks what became of a transaction, and the service asks the \
               database.",
    },
    MessageKind {
        name: "TransactionStatus",
        glyph: Glyph::BarredRing,
        tone: Tone::Trying,
        help: "The database says whether the transaction is committed; if not, it never will be.",
    },
    MessageKind {
        name: "Deliver",
        glyph: Glyph::Dart,
        tone: Tone::Leading,
        help: "The broker delivers events to a consumer, and again until they are acknowledged.",
    },
    MessageKind {
        name: "Ack",
        glyph: Glyph::Dot,
        tone: Tone::Good,
        help: "A consumer has processed all events before an offset.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Command(_) => 0,
            Message::CommandResponse { accepted: true, .. } => 1,
            Message::CommandResponse { accepted: false, .. } => 2,
            Message::Transaction { .. } => 3,
            Message::TransactionResponse { outcome: Outcome::Refused, .. } => 5,
            Message::TransactionResponse { .. } => 4,
            Message::Poll | Message::Follow { .. } => 6,
            Message::OutboxRows(_) | Message::LogRecords { .. } => 7,
            Message::Delete(_) => 8,
            Message::Deleted(_) => 9,
            Message::Publish(_) => 10,
            Message::PublishResponse(_) => 11,
            Message::Half { .. } => 12,
            Message::HalfResponse(_) => 13,
            Message::EndTransaction { .. } => 14,
            Message::CheckTransaction(_) | Message::QueryTransaction(_) => 15,
            Message::TransactionStatus { .. } => 16,
            Message::Deliver { .. } => 17,
            Message::Ack(_) => 18,
        }
    }

    /// What is shown of the message.
    pub fn describe(&self) -> MessageView {
        let label = self.label();
        let fields = vec![Field::new(self.carries(), &label)];
        MessageView { label, fields }
    }

    /// What the message carries, by name.
    fn carries(&self) -> &'static str {
        match self {
            Message::Command(_) | Message::CommandResponse { .. } => "command",
            Message::Transaction { .. }
            | Message::TransactionResponse { .. }
            | Message::HalfResponse(_)
            | Message::EndTransaction { .. }
            | Message::CheckTransaction(_)
            | Message::QueryTransaction(_)
            | Message::TransactionStatus { .. } => "transaction",
            Message::Poll
            | Message::OutboxRows(_)
            | Message::Follow { .. }
            | Message::LogRecords { .. } => "rows",
            Message::Delete(_) | Message::Deleted(_) => "row",
            Message::Publish(_)
            | Message::PublishResponse(_)
            | Message::Half { .. }
            | Message::Deliver { .. } => "event",
            Message::Ack(_) => "offset",
        }
    }

    fn label(&self) -> String {
        match self {
            Message::Command(command) => command.in_words(),
            Message::CommandResponse { serial, .. } => format!("number {serial}"),
            Message::Transaction { id, command, with_event } => {
                let event = if *with_event { " and its event" } else { "" };
                format!("{id}: {}{event}", command.in_words())
            }
            Message::TransactionResponse { id, outcome } => match outcome {
                Outcome::Committed | Outcome::Refused => id.to_string(),
                Outcome::Repeated => format!("{id}: it was done before"),
            },
            Message::Poll => String::new(),
            Message::OutboxRows(rows) | Message::LogRecords { rows, .. } => {
                listed(rows.iter().map(|row| &row.event))
            }
            Message::Follow { after, .. } => format!("after {after}"),
            Message::Delete(number) | Message::Deleted(number) | Message::Ack(number) => {
                number.to_string()
            }
            Message::Publish(event) | Message::PublishResponse(event) => event.in_words(),
            Message::Half { id, event } => format!("{id}: {}", event.in_words()),
            Message::HalfResponse(id)
            | Message::CheckTransaction(id)
            | Message::QueryTransaction(id) => id.to_string(),
            Message::EndTransaction { id, commit: true }
            | Message::TransactionStatus { id, committed: true } => format!("{id}: commit"),
            Message::EndTransaction { id, commit: false }
            | Message::TransactionStatus { id, committed: false } => format!("{id}: rollback"),
            Message::Deliver { offset, events } => format!("{offset}: {}", listed(events.iter())),
        }
    }
}

/// Events in a row: `7 placed, 7 paid`.
pub fn listed<'a>(events: impl Iterator<Item = &'a Event>) -> String {
    let words: Vec<String> = events.map(Event::in_words).collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}
