//! What is shown of each role: the orders and the outbox at the database, the topic at the broker,
//! the effects at a consumer. Knows no layout and no colours.

use super::broker::Broker;
use super::client::Client;
use super::consumer::{Consumer, Inbox};
use super::database::{Database, status};
use super::event::{Step, in_words};
use super::message::listed;
use super::relay::{Relay, Stage};
use super::service::{Service, Waits};
use super::{Disk, Mode, Outbox};
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{
    Cell, LedgerEntry, LedgerView, LogCell, LogView, QueueView, Row, TableView, Widget,
};

/// How many cells or lines of a list are shown.
const SHOWN: usize = 8;
/// How many orders are shown.
const ORDERS: usize = 3;

/// A client.
pub fn client(client: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some(command) = client.waiting {
        let words = command.in_words();
        view.badges.push(Badge { text: command.short(), meaning: format!("waits for: {words}") });
        view.fields.push(Field::new("waits for", words));
    }
    let queue: Vec<String> =
        client.queue.iter().map(|(order, step)| format!("{} {order}", step.verb())).collect();
    if !queue.is_empty() {
        view.fields.push(Field::new("to do", queue.join(", ")));
    }
    view.fields.push(Field::new("last number", disk.serial));
    view
}

/// The service.
pub fn service(outbox: &Outbox, service: &Service) -> NodeView {
    let mut view = NodeView::default();
    if let Some(work) = service.work {
        let words = work.request.command.in_words();
        let whom = match work.waits {
            Waits::Database => outbox.database(),
            Waits::Broker => outbox.broker(),
        };
        let text = work.request.command.short();
        view.badges.push(Badge { text, meaning: format!("carries out: {words}") });
        view.fields.push(Field::new("carries out", words));
        view.fields.push(Field::new("transaction", work.transaction));
        let name = pattern::Pattern::name(outbox, whom);
        view.fields.push(Field::new("waits for", name));
    }
    view.fields.push(Field::new("commands waiting", service.queue.len()));
    view
}

/// The database.
pub fn database(outbox: &Outbox, database: &Database, disk: &Disk) -> NodeView {
    let mut view = tables(outbox, disk);
    if let Some(session) = database.follower {
        view.fields.push(Field::new("log sent to", format!("the relay's session {session}")));
    }
    view
}

/// The broker.
pub fn broker(outbox: &Outbox, broker: &Broker, disk: &Disk) -> NodeView {
    let mut view = topic(outbox, disk);
    let counts: Vec<String> = broker.delivering.iter().map(ToString::to_string).collect();
    view.fields.push(Field::new("being delivered", counts.join(", ")));
    view
}

/// A consumer.
pub fn consumer(consumer: &Consumer, disk: &Disk) -> NodeView {
    let mut view = effects(&disk.inbox);
    if let Some((offset, events)) = &consumer.batch {
        view.fields.push(Field::new("offset", offset));
        view.fields.push(Field::new("processes", listed(events.iter())));
    }
    view
}

/// The relay.
pub fn relay(relay: &Relay) -> NodeView {
    let cells = relay.rows.iter().take(SHOWN).map(|it| {
        let (tone, how) = match it.stage {
            Stage::Waiting => (Tone::Quiet, "waits for an earlier one of its order"),
            Stage::Published(_) => (Tone::Trying, "is being published"),
            Stage::Deleting => (Tone::Good, "is published, and being deleted"),
        };
        Cell::new(it.row.event.short(), format!("{} {how}", it.row.event.in_words()), tone)
    });
    let length = relay.rows.len() as u32;
    let queue = QueueView { name: "in hand", cells: cells.collect(), length, capacity: None };
    NodeView {
        badges: Vec::new(),
        fields: vec![Field::new("last row of the log", relay.received)],
        widgets: vec![Widget::Queue(queue)],
    }
}

/// A machine that is down: what its disk holds, if it is one with a disk to speak of.
pub fn disk(outbox: &Outbox, disk: &Disk) -> NodeView {
    if disk.tables.last_row > 0 || !disk.tables.transactions.is_empty() {
        tables(outbox, disk)
    } else if !disk.topic.events.is_empty() || !disk.topic.half.is_empty() {
        topic(outbox, disk)
    } else if !disk.inbox.effects.is_empty() {
        effects(&disk.inbox)
    } else {
        let fields = vec![Field::new("last number", disk.serial)];
        NodeView { fields, ..NodeView::default() }
    }
}

fn tables(outbox: &Outbox, disk: &Disk) -> NodeView {
    let tables = &disk.tables;
    let newest = tables.orders.iter().rev().take(ORDERS).map(|(order, steps)| {
        let done = steps.len() == Step::ALL.len();
        let tone = if done { Tone::Good } else { Tone::Quiet };
        Row::new(vec![order.to_string(), status(steps).to_string()], tone)
    });
    let orders = TableView {
        name: "orders",
        columns: &["order", "status"],
        rows: newest.collect(),
        length: tables.orders.len() as u32,
    };
    let name = match outbox.mode() {
        Mode::LogTailing => "log",
        Mode::Polling | Mode::TransactionalMessages => "outbox",
    };
    let cells = tables.rows.iter().take(SHOWN).map(|row| {
        Cell::new(
            row.event.short(),
            format!("{}: {}", row.number, row.event.in_words()),
            Tone::Trying,
        )
    });
    let length = tables.rows.len() as u32;
    let rows = QueueView { name, cells: cells.collect(), length, capacity: None };
    NodeView {
        badges: Vec::new(),
        fields: vec![
            Field::new("orders", tables.orders.len()),
            Field::new(name, listed(tables.rows.iter().map(|row| &row.event))),
            Field::new("rows ever written", tables.last_row),
            Field::new("transactions", tables.transactions.len()),
        ],
        widgets: vec![Widget::Table(orders), Widget::Queue(rows)],
    }
}

fn topic(outbox: &Outbox, disk: &Disk) -> NodeView {
    let topic = &disk.topic;
    let first = topic.events.len().saturating_sub(SHOWN);
    let acknowledged = topic.acknowledged.iter().min().copied().unwrap_or_default();
    let cells = (first as u64 + 1..).zip(&topic.events[first..]).map(|(index, event)| LogCell {
        term: event.order.into(),
        text: event.short(),
        full: format!("offset {}: {}", index - 1, event.in_words()),
        committed: index <= u64::from(acknowledged),
    });
    let log = LogView { first: first as u64 + 1, cells: cells.collect() };
    let come = (0..outbox.consumers).zip(&topic.acknowledged);
    let come: Vec<String> =
        come.map(|(number, offset)| format!("consumer {number}: {offset}")).collect();
    let mut fields =
        vec![Field::new("events", topic.events.len()), Field::new("acknowledged", come.join(", "))];
    let mut badges = Vec::new();
    if !topic.half.is_empty() {
        let count = topic.half.len();
        badges
            .push(Badge { text: format!("½ {count}"), meaning: format!("{count} half messages") });
        fields.push(Field::new("half messages", listed(topic.half.iter().map(|(_, event)| event))));
    }
    NodeView { badges, fields, widgets: vec![Widget::Log(log)] }
}

fn effects(inbox: &Inbox) -> NodeView {
    let all = &inbox.effects;
    let mut distinct = 0;
    for (_, steps) in inbox.seen.iter() {
        distinct += steps.count_ones() as usize;
    }
    let wrong = all.len() > distinct;
    let first = all.len().saturating_sub(SHOWN);
    let entries = (first..).zip(&all[first..]).map(|(at, (order, step))| {
        let again = all[..at].contains(&(*order, *step));
        let tone = if again { Tone::Bad } else { Tone::Quiet };
        let amount = if again { "twice" } else { "once" };
        LedgerEntry { what: in_words(*order, *step), amount: amount.into(), tone }
    });
    let balance = format!("{} of {distinct}", all.len());
    let ledger = LedgerView {
        name: "effects".into(),
        entries: entries.collect(),
        length: all.len() as u32,
        balance,
        wrong,
    };
    NodeView {
        badges: Vec::new(),
        fields: vec![Field::new("effects", all.len()), Field::new("events in the inbox", distinct)],
        widgets: vec![Widget::Ledger(ledger)],
    }
}
