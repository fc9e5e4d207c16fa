//! What is shown of the primary, of a replica and of a client. Knows no layout and no colours.

use super::client::{Client, Request};
use super::log::{Entry, Log, Lsn};
use super::memory::Mechanism;
use super::message::in_words;
use super::primary::Primary;
use super::replica::{Replica, position};
use super::{Disk, SessionGuarantees};
use pattern::Pattern;
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{Cell, LogCell, LogView, QueueView, Widget};

/// The running primary.
pub fn primary(pattern: &SessionGuarantees, primary: &Primary, disk: &Disk) -> NodeView {
    let everywhere = primary.replicas.iter().map(|it| it.replayed).min().unwrap_or_default();
    let mut view = log_view(&disk.log, |lsn| lsn <= everywhere);
    let of = |value: fn(&super::primary::Progress) -> Lsn| {
        let names = (0..).map(|place| pattern.name(pattern.replica(place)));
        let all = names.zip(&primary.replicas).map(|(name, it)| format!("{name}: {}", value(it)));
        all.collect::<Vec<_>>().join(", ")
    };
    view.fields.push(Field::new("sent", of(|it| it.sent)));
    view.fields.push(Field::new("received", of(|it| it.received)));
    view.fields.push(Field::new("replayed", of(|it| it.replayed)));
    view
}

/// A running replica.
pub fn replica(replica: &Replica, disk: &Disk) -> NodeView {
    let mut view = disk_of_replica(disk);
    let waiting: Vec<String> = replica.waiting.iter().map(ToString::to_string).collect();
    if !waiting.is_empty() {
        view.fields.push(Field::new("to replay", waiting.join(" ")));
    }
    if !replica.answers.is_empty() {
        view.fields.push(Field::new("answers kept back", replica.answers.len()));
    }
    view
}

/// A running client.
pub fn client(pattern: &SessionGuarantees, client: &Client, disk: &Disk) -> NodeView {
    let mut view = session(pattern, disk);
    if let Some(waiting) = &client.waiting {
        let question = words(&waiting.request);
        view.fields.push(Field::new("asks", question));
        view.fields.push(Field::new("of", pattern.name(waiting.target)));
        view.fields.push(Field::new("asked others before", waiting.retries));
    }
    if let Some((key, values)) = &client.shown {
        let shown = values.iter().rev().take(CELLS).rev();
        let cell = |value: &u32| Cell::new(value, format!("{value} in {key}"), Tone::Quiet);
        view.widgets.push(Widget::Queue(QueueView {
            name: "last read",
            cells: shown.map(cell).collect(),
            length: values.len() as u32,
            capacity: None,
        }));
        let list: Vec<String> = values.iter().map(ToString::to_string).collect();
        view.fields.push(Field::new("last read", format!("{key}: {}", list.join(" "))));
    }
    if !client.queue.is_empty() {
        let queue: Vec<String> = client.queue.iter().map(words).collect();
        view.fields.push(Field::new("to do", queue.join(", ")));
    }
    view
}

/// A machine that is down: what its disk holds.
pub fn disk(disk: &Disk) -> NodeView {
    if disk.serial > 0 {
        return NodeView {
            fields: vec![Field::new("last question", disk.serial)],
            ..NodeView::default()
        };
    }
    if disk.replayed.is_empty() { log_view(&disk.log, |_| false) } else { disk_of_replica(disk) }
}

/// So many cells are shown of a log or a list.
const CELLS: usize = 8;

fn disk_of_replica(disk: &Disk) -> NodeView {
    let mut view = log_view(&disk.log, |lsn| disk.replayed.contains(&lsn));
    let at = position(disk);
    let meaning = format!("has replayed the log up to {at}");
    view.badges.push(Badge { text: format!("@{at}"), meaning });
    view.fields.push(Field::new("replayed", disk.replayed.len()));
    view
}

/// What a session remembers.
fn session(pattern: &SessionGuarantees, disk: &Disk) -> NodeView {
    let memory = &disk.memory;
    let mut view = NodeView::default();
    match pattern.mechanism() {
        Some(Mechanism::Token) => {
            let token = memory.token;
            let meaning = format!("session token: a server must have come as far as {token}");
            view.badges.push(Badge { text: format!("≥{token}"), meaning });
            view.fields.push(Field::new("token", token));
        }
        Some(Mechanism::Cache) => {
            let count: usize = memory.cache.iter().map(|(_, posts)| posts.len()).sum();
            let meaning = format!("{count} values in the session's cache");
            view.badges.push(Badge { text: format!("+{count}"), meaning });
            for (key, posts) in memory.cache.iter() {
                view.fields.push(Field::new("cached", format!("{key}: {}", in_words(posts))));
            }
        }
        Some(Mechanism::Sticky) => {
            if let Some(replica) = memory.replica.map(|it| pattern.name(it)) {
                let meaning = format!("the session keeps to {replica}");
                view.fields.push(Field::new("keeps to", &replica));
                view.badges.push(Badge { text: replica, meaning });
            }
        }
        None => {}
    }
    view.fields.push(Field::new("last question", disk.serial));
    view
}

/// The newest entries as cells.
fn log_view(log: &Log, committed: impl Fn(Lsn) -> bool) -> NodeView {
    let count = log.entries().count();
    let newest = log.entries().skip(count.saturating_sub(CELLS));
    let cell = |(lsn, entry): (Lsn, &Entry)| LogCell {
        term: u64::from(lsn),
        text: short(entry),
        full: format!("entry {lsn}: {} + {}", entry.key, entry.value),
        committed: committed(lsn),
    };
    let first = newest.clone().next().map_or(1, |(lsn, _)| u64::from(lsn));
    let cells = newest.map(cell).collect();
    NodeView {
        fields: vec![Field::new("log", format!("{count} entries"))],
        widgets: vec![Widget::Log(LogView { first, cells })],
        ..NodeView::default()
    }
}

/// An entry in at most three characters.
fn short(entry: &Entry) -> String {
    let Entry { key, value, .. } = entry;
    if *value < 100 { format!("{key}{value}") } else { key.to_string() }
}

fn words(request: &Request) -> String {
    match request {
        Request::Append(key, value) => format!("append {value} to {key}"),
        Request::Get(key) => format!("get {key}"),
    }
}
