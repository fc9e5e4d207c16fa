//! What is shown of each role: the keys and the ledger at the store, what a server is at, what a
//! client waits for. Knows no layout and no colours.

use super::client::Client;
use super::server::{Server, Stage};
use super::store::{Books, Progress, Settled};
use super::{Disk, Idempotency};
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{Cell, LedgerEntry, LedgerView, QueueView, Row, TableView, Widget};

/// How many cells or lines of a list are shown.
const SHOWN: usize = 8;
/// How many keys are shown.
const KEYS: usize = 3;

/// A client.
pub fn client(client: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some(waiting) = &client.waiting {
        let (payment, attempt) = (waiting.payment, waiting.attempt);
        let meaning = format!("payment {payment}, attempt {attempt}");
        view.badges.push(Badge { text: format!("{payment}·{attempt}"), meaning });
        view.fields.push(Field::new("payment", payment));
        view.fields.push(Field::new("amount", dollars(waiting.amount.into())));
        view.fields.push(Field::new("attempt", attempt));
        if let Some(version) = waiting.version {
            view.fields.push(Field::new("If-Match", version));
        }
    }
    if let Some(receipt) = client.last {
        let words = format!("payment {}, charge {}", receipt.payment, receipt.charge);
        view.fields.push(Field::new("last receipt", words));
    }
    view.fields.push(Field::new("receipts", client.receipts));
    view.fields.push(Field::new("paid, as it knows", dollars(client.paid)));
    view.fields.push(Field::new("last number", disk.serial));
    view
}

/// A server.
pub fn server(rules: &Idempotency, server: &Server, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some(work) = &server.work {
        let stage = match work.stage {
            Stage::Checking => "asks the store whether it is new",
            Stage::Working => "works on it",
            Stage::Recording => "has the charge made",
        };
        let payment = work.request.payment;
        let meaning = format!("payment {payment}: {stage}");
        view.badges.push(Badge { text: payment.to_string(), meaning });
        view.fields.push(Field::new("request", work.request.in_words()));
        view.fields.push(Field::new("stage", stage));
        view.fields.push(Field::new("token", work.token));
    }
    if server.failing {
        view.fields.push(Field::new("next request", "will fail"));
    }
    let cells = server.queue.iter().take(SHOWN).map(|(from, request)| {
        let who = pattern::Pattern::name(rules, *from);
        Cell::new(request.payment, format!("{} of {who}", request.in_words()), Tone::Trying)
    });
    let length = server.queue.len() as u32;
    let queue = QueueView { name: "requests", cells: cells.collect(), length, capacity: None };
    view.fields.push(Field::new("last token", disk.serial));
    view.widgets.push(Widget::Queue(queue));
    view
}

/// The store.
pub fn store(books: &Books) -> NodeView {
    NodeView {
        badges: Vec::new(),
        fields: vec![
            Field::new("charges", books.ledger.len()),
            Field::new("charged", dollars(books.total())),
            Field::new("keys", books.keys.len()),
            Field::new("version", books.version()),
        ],
        widgets: vec![Widget::Ledger(ledger(books)), Widget::Table(keys(books))],
    }
}

/// A machine that is down: what its disk holds, if it is the store's.
pub fn disk(disk: &Disk) -> NodeView {
    if !disk.books.ledger.is_empty() || !disk.books.keys.is_empty() {
        return store(&disk.books);
    }
    NodeView { fields: vec![Field::new("last number", disk.serial)], ..NodeView::default() }
}

fn ledger(books: &Books) -> LedgerView {
    let all = &books.ledger;
    let again = |at: usize| all[..at].iter().any(|it| it.payment == all[at].payment);
    let first = all.len().saturating_sub(SHOWN);
    let entries = (first..all.len()).map(|at| LedgerEntry {
        what: format!("pay {}", all[at].payment),
        amount: format!("-{}", all[at].amount),
        tone: if again(at) { Tone::Bad } else { Tone::Quiet },
    });
    LedgerView {
        name: "account".into(),
        entries: entries.collect(),
        length: all.len() as u32,
        balance: dollars(books.total()),
        wrong: (first..all.len()).any(again),
    }
}

/// The newest keys: those in progress first, because they are what a retry meets.
fn keys(books: &Books) -> TableView {
    let open = |progress| progress == Progress::InProgress;
    let rows = |wanted: bool| {
        books.keys.iter().rev().filter(move |(_, record)| open(record.progress) == wanted)
    };
    let rows = rows(true).chain(rows(false)).take(KEYS).map(|(key, record)| {
        let (says, tone) = match record.progress {
            Progress::Released => ("released".into(), Tone::Quiet),
            Progress::InProgress => ("working".into(), Tone::Trying),
            Progress::Settled(Settled::Paid(charge)) => (format!("201 #{charge}"), Tone::Good),
            Progress::Settled(Settled::Failed) => ("503".into(), Tone::Bad),
        };
        Row::new(vec![key.to_string(), says], tone)
    });
    TableView {
        name: "keys",
        columns: &["key", "response"],
        rows: rows.collect(),
        length: books.keys.len() as u32,
    }
}

fn dollars(amount: u32) -> String {
    format!("$ {amount}")
}
