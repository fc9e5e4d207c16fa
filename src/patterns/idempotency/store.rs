//! The store: the ledger of an account, and the keys of requests. It carries out each query in one
//! step, which is what a unique constraint, a conditional put or a transaction gives: whoever asks
//! it twice, for a check and then for a write, has two steps.

use super::message::{
    Amount, Answer, Ask, ChargeNumber, Condition, Message, Payment, Query, Says, Token,
};
use super::{Idempotency, Strategy, Turn, declare};
use kernel::ids::NodeId;
use kernel::table::Table;
use kernel::time::Time;

/// What the store has on its disk.
#[derive(Clone, Debug, Default, Hash)]
pub struct Books {
    /// The charges, in the order in which they were made; the first is number 1.
    pub ledger: Vec<Charge>,
    /// What is known of every key.
    pub keys: Table<Payment, Record>,
}

/// An entry of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Charge {
    /// What for.
    pub payment: Payment,
    /// How much.
    pub amount: Amount,
    /// How often the payment's key had been forgotten before.
    pub generation: u16,
}

/// What is known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// The amount in the request that it came with, which stands for a hash of the whole request.
    pub amount: Amount,
    /// Who has claimed it.
    pub token: Token,
    /// When it was claimed, by the store's clock.
    pub since: Time,
    /// What has become of the request.
    pub progress: Progress,
    /// How often the key had been forgotten before.
    pub generation: u16,
}

/// What has become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Nobody is at it any more: it failed, and may be tried again.
    Released,
    /// The owner of the token is at it.
    InProgress,
    /// It was answered.
    Settled(Settled),
}

/// The answer that is stored for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Settled {
    /// The payment was made.
    Paid(ChargeNumber),
    /// The server failed; stored only where nobody knows better.
    Failed,
}

impl Settled {
    /// In words: `201, charge 3`.
    pub fn in_words(self) -> String {
        match self {
            Settled::Paid(charge) => format!("201, charge {charge}"),
            Settled::Failed => "503".into(),
        }
    }
}

impl Record {
    /// In words.
    pub fn in_words(&self) -> String {
        match self.progress {
            Progress::Released => "released".into(),
            Progress::InProgress => "in progress".into(),
            Progress::Settled(settled) => settled.in_words(),
        }
    }
}

impl Books {
    /// Whether some key is claimed and not settled.
    pub fn in_progress(&self) -> bool {
        self.keys.iter().any(|(_, record)| record.progress == Progress::InProgress)
    }

    /// The version of the account: how often it was charged.
    pub fn version(&self) -> u32 {
        self.ledger.len() as u32
    }

    /// What was charged in all, in dollars.
    pub fn total(&self) -> u32 {
        self.ledger.iter().map(|charge| u32::from(charge.amount)).sum()
    }

    /// The first charge for a payment.
    pub fn charge(&self, payment: Payment) -> Option<(ChargeNumber, Amount)> {
        let mut charges = (1..).zip(&self.ledger);
        let found = charges.find(|(_, charge)| charge.payment == payment);
        found.map(|(number, charge)| (number, charge.amount))
    }

    /// The record of a key, unless it was released or is older than keys are kept.
    fn live(&self, rules: &Idempotency, payment: Payment, now: Time) -> Option<&Record> {
        let record = self.keys.get(&payment)?;
        (record.progress != Progress::Released && !is_forgotten(rules, record, now))
            .then_some(record)
    }

    /// How often a key was forgotten by now.
    fn generation(&self, rules: &Idempotency, payment: Payment, now: Time) -> u16 {
        let Some(record) = self.keys.get(&payment) else { return 0 };
        record.generation + u16::from(is_forgotten(rules, record, now))
    }
}

/// A server asks for something.
pub fn on_query(turn: &mut Turn, from: NodeId, query: Query) {
    let says = match query.ask {
        Ask::Lookup => Some(look_up(turn, query.payment)),
        Ask::Claim => Some(claim(turn, query)),
        Ask::Charge(condition) => Some(charge(turn, query, condition)),
        Ask::Save(settled) => {
            save(turn, query, settled);
            None
        }
        Ask::Release => {
            let record = turn.disk.books.keys.get_mut(&query.payment);
            let mine = |record: &&mut Record| owns(query.token, record);
            if let Some(record) = record.filter(mine) {
                record.progress = Progress::Released;
            }
            None
        }
    };
    if let Some(says) = says {
        turn.cx.send(from, Message::Answer(Answer { token: query.token, says }));
    }
}

fn look_up(turn: &Turn, payment: Payment) -> Says {
    let books = &turn.disk.books;
    let record = books.live(turn.rules, payment, turn.cx.now()).copied();
    Says::Found { record, version: books.version(), charge: books.charge(payment) }
}

/// Inserts a key, in one step, if it is absent, or if who has claimed it was not heard from for too
/// long: then whatever that one writes later is refused.
fn claim(turn: &mut Turn, query: Query) -> Says {
    let (rules, now) = (turn.rules, turn.cx.now());
    let books = &mut turn.disk.books;
    if let Some(record) = books.live(rules, query.payment, now) {
        let held = now.since(record.since) < rules.lock_timeout;
        match record.progress {
            // It asks twice.
            Progress::InProgress if record.token == query.token => return Says::Claimed,
            Progress::InProgress if !held => {}
            Progress::InProgress | Progress::Settled(_) | Progress::Released => {
                return Says::Refused(Some(*record));
            }
        }
        turn.cx.note(format!("gives key {} to another: its claim has run out", query.payment));
    }
    put(turn, query, Progress::InProgress);
    Says::Claimed
}

fn charge(turn: &mut Turn, query: Query, condition: Condition) -> Says {
    let (rules, now) = (turn.rules, turn.cx.now());
    let books = &turn.disk.books;
    let record = books.keys.get(&query.payment);
    match condition {
        Condition::Always => {}
        Condition::New => {
            if let Some((number, _)) = books.charge(query.payment) {
                return Says::Charged(number);
            }
        }
        Condition::Absent => {
            if let Some(record) = books.live(rules, query.payment, now) {
                return Says::Refused(Some(*record));
            }
            let settled = Settled::Paid(books.version() + 1);
            put(turn, query, Progress::Settled(settled));
        }
        Condition::Claimed => {
            let Some(record) = record.filter(|record| owns(query.token, record)) else {
                turn.cx.note(format!("refuses a charge: key {} is another's", query.payment));
                return Says::Refused(record.copied());
            };
            if let Progress::Settled(Settled::Paid(number)) = record.progress {
                // It was asked twice.
                return Says::Charged(number);
            }
            let settled = Settled::Paid(books.version() + 1);
            put(turn, query, Progress::Settled(settled));
        }
        Condition::Version(version) if version == books.version() => {}
        Condition::Version(_) => return Says::Refused(None),
    }
    let generation = turn.disk.books.generation(rules, query.payment, now);
    let Query { payment, amount, .. } = query;
    turn.disk.books.ledger.push(Charge { payment, amount, generation });
    let number = turn.disk.books.version();
    turn.cx.note(match amount {
        0 => format!("cancels {payment}"),
        _ => format!("charges ${amount} for {payment}"),
    });
    turn.cx.measure(declare::CHARGED, turn.disk.books.total());
    Says::Charged(number)
}

/// Stores a response in a step of its own. The first one stays.
fn save(turn: &mut Turn, query: Query, settled: Settled) {
    let live = turn.disk.books.live(turn.rules, query.payment, turn.cx.now());
    if live.is_none_or(|record| owns(query.token, record)) {
        put(turn, query, Progress::Settled(settled));
    }
}

fn put(turn: &mut Turn, query: Query, progress: Progress) {
    let Query { payment, amount, token, .. } = query;
    let since = turn.cx.now();
    let generation = turn.disk.books.generation(turn.rules, payment, since);
    let record = Record { amount, token, since, progress, generation };
    turn.disk.books.keys.insert(payment, record);
}

fn owns(token: Token, record: &Record) -> bool {
    record.token == token && record.progress != Progress::Released
}

/// Whether a key is older than keys are kept. What is in progress is not; natural keys are kept for
/// as long as what they are the keys of.
fn is_forgotten(rules: &Idempotency, record: &Record, now: Time) -> bool {
    let old = now.since(record.since) >= rules.key_ttl;
    match (rules.strategy(), record.progress) {
        (Strategy::IdempotencyKey | Strategy::MessageDedup, Progress::Settled(_)) => old,
        (Strategy::IdempotencyKey | Strategy::MessageDedup, _) => false,
        (Strategy::None | Strategy::NaturalKey | Strategy::Version, _) => false,
    }
}
