//! The messages: requests and responses between clients and servers, questions and answers between
//! servers and the store; their kinds and their words.

use super::Method;
use super::store::{Record, Settled};
use crate::common::unhashed::Unhashed;
use kernel::ids::SpanId;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// The number of a payment, which is its key.
pub type Payment = u16;
/// Dollars.
pub type Amount = u16;
/// The number of a charge in the ledger, from 1.
pub type ChargeNumber = u32;
/// Who has claimed a key: a number that no two claims have in common.
pub type Token = u32;

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks a server for a payment, and the next server again if it is not answered.
    Request(Request),
    /// A server answers a client.
    Response(Response),
    /// A server asks the store for something.
    Query(Query),
    /// The store answers.
    Answer(Answer),
}

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The client's number for the payment.
    pub serial: u32,
    /// Which attempt it is.
    pub attempt: u32,
    /// The method.
    pub method: Method,
    /// The number of the payment.
    pub payment: Payment,
    /// Whether that number is sent as a key.
    pub keyed: bool,
    /// How much.
    pub amount: Amount,
    /// The version of the account that it is meant for (`If-Match`).
    pub if_match: Option<u32>,
    /// The span of this attempt.
    pub span: Unhashed<SpanId>,
}

/// A response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Response {
    /// The client's number for the payment.
    pub serial: u32,
    /// The attempt that it answers.
    pub attempt: u32,
    /// What it says.
    pub status: Status,
}

/// What a response says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 201: the payment is made, now or before. 0 where the answer is a mere acknowledgement.
    Paid(ChargeNumber),
    /// 200: the account's version, and the charge for this payment if there is one.
    Account {
        /// The version (`ETag`).
        version: u32,
        /// The number of the charge and its amount.
        charge: Option<(ChargeNumber, Amount)>,
    },
    /// 409: the same request is being handled.
    InProgress,
    /// 412: the account has another version.
    Stale,
    /// 422: the key belongs to another request.
    Mismatch,
    /// 503: the server has failed, or has had no answer from the store.
    Failed,
}

/// What a server asks of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// The server's number for it, which is its token if it claims a key.
    pub token: Token,
    /// The payment.
    pub payment: Payment,
    /// How much.
    pub amount: Amount,
    /// What is to be done.
    pub ask: Ask,
}

/// What the store is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// Says what it has of the payment, and nothing more.
    Lookup,
    /// Inserts the key if it is absent, as claimed by this token.
    Claim,
    /// Makes a charge, if the condition holds.
    Charge(Condition),
    /// Keeps a response for the key; nobody waits for the answer.
    Save(Settled),
    /// Lets go of the key, after a failure; nobody waits for the answer.
    Release,
}

/// On which condition a charge is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// None.
    Always,
    /// There is no such charge; if there is, it is as if it had been made now.
    New,
    /// The key is absent, and is inserted with the charge.
    Absent,
    /// The key is still claimed by this token, and is settled with the charge.
    Claimed,
    /// The account has this version.
    Version(u32),
}

/// What the store answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// The server's number.
    pub token: Token,
    /// What it says.
    pub says: Says,
}

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Says {
    /// What there is of a payment.
    Found {
        /// The record of its key.
        record: Option<Record>,
        /// The version of the account.
        version: u32,
        /// The charge and its amount.
        charge: Option<(ChargeNumber, Amount)>,
    },
    /// The key is yours.
    Claimed,
    /// The charge is made.
    Charged(ChargeNumber),
    /// The condition does not hold, or the key is not absent: its record.
    Refused(Option<Record>),
}

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Request",
        glyph: Glyph::Square,
        tone: Tone::Leading,
        help: "A client asks a server for a payment, and the next server again until it is \
               answered.",
    },
    MessageKind {
        name: "Paid",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The payment is made (201). A retry gets the response that is stored.",
    },
    MessageKind {
        name: "Account",
        glyph: Glyph::HollowSquare,
        tone: Tone::Quiet,
        help: "The account as it is, with its version (200).",
    },
    MessageKind {
        name: "Conflict",
        glyph: Glyph::HollowSquare,
        tone: Tone::Trying,
        help: "A request with this key is being handled (409). The client comes back later.",
    },
    MessageKind {
        name: "PreconditionFailed",
        glyph: Glyph::BarredRing,
        tone: Tone::Trying,
        help: "The account has another version than the client has seen (412).",
    },
    MessageKind {
        name: "Unprocessable",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "The key belongs to a request with another body (422).",
    },
    MessageKind {
        name: "Unavailable",
        glyph: Glyph::HollowSquare,
        tone: Tone::Bad,
        help: "The server has failed, or does not know (503). The client comes back later.",
    },
    MessageKind {
        name: "Lookup",
        glyph: Glyph::Wedge,
        tone: Tone::Quiet,
        help: "A server asks what there is of a payment.",
    },
    MessageKind {
        name: "Found",
        glyph: Glyph::Ring,
        tone: Tone::Quiet,
        help: "The store says what there is of a payment at this moment.",
    },
    MessageKind {
        name: "ClaimKey",
        glyph: Glyph::Wedge,
        tone: Tone::Trying,
        help: "A server inserts the key if it is absent: one step, of which one of two wins.",
    },
    MessageKind {
        name: "KeyClaimed",
        glyph: Glyph::Ring,
        tone: Tone::Trying,
        help: "The key was absent, or its claim has run out: it is this server's now.",
    },
    MessageKind {
        name: "Charge",
        glyph: Glyph::Diamond,
        tone: Tone::Leading,
        help: "A server makes the charge, on a condition that the store checks as it writes.",
    },
    MessageKind {
        name: "Charged",
        glyph: Glyph::Ring,
        tone: Tone::Good,
        help: "The charge is in the ledger.",
    },
    MessageKind {
        name: "Refused",
        glyph: Glyph::BarredRing,
        tone: Tone::Quiet,
        help: "The key is there already, or the condition does not hold: nothing was written.",
    },
    MessageKind {
        name: "SettleKey",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A server stores a response for a key, or lets go of the key after a failure.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Request(_) => 0,
            Message::Response(response) => match response.status {
                Status::Paid(_) => 1,
                Status::Account { .. } => 2,
                Status::InProgress => 3,
                Status::Stale => 4,
                Status::Mismatch => 5,
                Status::Failed => 6,
            },
            Message::Query(query) => match query.ask {
                Ask::Lookup => 7,
                Ask::Claim => 9,
                Ask::Charge(_) => 11,
                Ask::Save(_) | Ask::Release => 14,
            },
            Message::Answer(answer) => match answer.says {
                Says::Found { .. } => 8,
                Says::Claimed => 10,
                Says::Charged(_) => 12,
                Says::Refused(_) => 13,
            },
        }
    }

    /// What is shown of the message.
    pub fn describe(&self) -> MessageView {
        match self {
            Message::Request(request) => {
                let label = request.in_words();
                let fields = vec![
                    Field::new("request", &label),
                    Field::new("attempt", request.attempt),
                    Field::new("payment", request.payment),
                ];
                MessageView { label, fields }
            }
            Message::Response(response) => of("status", response.status.in_words()),
            Message::Query(query) => of("query", query.in_words()),
            Message::Answer(answer) => of("answer", answer.says.in_words()),
        }
    }
}

fn of(name: &'static str, label: String) -> MessageView {
    let fields = vec![Field::new(name, &label)];
    MessageView { label, fields }
}

impl Request {
    /// In words: `POST $100, key 7`.
    pub fn in_words(&self) -> String {
        let method = self.method.name();
        match (self.method, self.if_match) {
            (Method::Get, _) => method.into(),
            (Method::Put, Some(version)) => {
                format!("{method} {} ${}, if version {version}", self.payment, self.amount)
            }
            (Method::Put, None) => format!("{method} {} ${}", self.payment, self.amount),
            (Method::Delete, _) => format!("{method} {}", self.payment),
            (Method::Post | Method::Patch, _) if self.keyed => {
                format!("{method} ${}, key {}", self.amount, self.payment)
            }
            (Method::Post | Method::Patch, _) => format!("{method} ${}", self.amount),
        }
    }
}

impl Status {
    /// Its code (RFC 9110, 15).
    pub fn code(self) -> u16 {
        match self {
            Status::Paid(_) => 201,
            Status::Account { .. } => 200,
            Status::InProgress => 409,
            Status::Stale => 412,
            Status::Mismatch => 422,
            Status::Failed => 503,
        }
    }

    fn in_words(self) -> String {
        let code = self.code();
        match self {
            Status::Paid(charge) if charge > 0 => format!("{code}, charge {charge}"),
            Status::Account { version, charge: None } => format!("{code}, version {version}"),
            Status::Account { version, charge: Some((charge, _)) } => {
                format!("{code}, version {version}, charge {charge}")
            }
            Status::Paid(_)
            | Status::InProgress
            | Status::Stale
            | Status::Mismatch
            | Status::Failed => code.to_string(),
        }
    }
}

impl Query {
    fn in_words(self) -> String {
        let Query { payment, amount, .. } = self;
        match self.ask {
            Ask::Lookup | Ask::Claim => format!("key {payment}"),
            Ask::Charge(condition) => {
                let condition = match condition {
                    Condition::Always => "".into(),
                    Condition::New => " if there is none".into(),
                    Condition::Absent => " if the key is absent".into(),
                    Condition::Claimed => " if the key is mine".into(),
                    Condition::Version(version) => format!(" if version {version}"),
                };
                format!("{payment}: ${amount}{condition}")
            }
            Ask::Save(settled) => format!("key {payment}: {}", settled.in_words()),
            Ask::Release => format!("key {payment}: release"),
        }
    }
}

impl Says {
    fn in_words(self) -> String {
        match self {
            Says::Found { record: Some(record), .. } | Says::Refused(Some(record)) => {
                record.in_words()
            }
            Says::Found { record: None, version, charge } => match charge {
                Some((charge, _)) => format!("version {version}, charge {charge}"),
                None => format!("nothing, version {version}"),
            },
            Says::Refused(None) | Says::Claimed => String::new(),
            Says::Charged(charge) => format!("charge {charge}"),
        }
    }
}
