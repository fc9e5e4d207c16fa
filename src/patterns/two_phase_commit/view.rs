//! What is shown of coordinators, participants and clients: rows with their locks, who waits for
//! them, logs, and every variable by name. Knows no layout and no colours.

use super::client::Client;
use super::coordinator::{Coordinator, Phase};
use super::participant::{Participant, Stage};
use super::sets::Rows;
use super::wal::{Record, Wal};
use super::{Disk, TwoPhaseCommit};
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{Cell, LogCell, LogView, QueueView, Row, TableView, Widget};

/// A running coordinator.
pub fn coordinator(p: &TwoPhaseCommit, it: &Coordinator, disk: &Disk, wal: &Wal) -> NodeView {
    let mut view = NodeView { fields: log_fields(disk, wal), ..NodeView::default() };
    for (tid, open) in it.open.iter() {
        let all = p.names(open.members);
        view.fields.push(match open.phase {
            Phase::Collecting { yes, .. } => {
                Field::new("collecting", format!("{tid}: Yes of [{}], of {all}", p.names(yes)))
            }
            Phase::Committing { acked } => {
                let acked = p.names(acked);
                Field::new("committing", format!("{tid}: acknowledged by [{acked}], of {all}"))
            }
        });
    }
    if let Some((tid, _)) = it.open.iter().next() {
        let meaning = format!("the first transaction that is not over: {tid}");
        view.badges.push(Badge { text: tid.to_string(), meaning });
    }
    view.widgets.push(Widget::Log(log_cells(disk, wal)));
    view
}

/// A running participant.
pub fn participant(p: &TwoPhaseCommit, it: &Participant, disk: &Disk, wal: &Wal) -> NodeView {
    let mut view = NodeView { fields: log_fields(disk, wal), ..NodeView::default() };
    for (tid, job) in it.open.iter() {
        let rows = job.work.rows;
        view.fields.push(match job.stage {
            Stage::Waiting => Field::new("waiting", format!("{tid} for {rows}")),
            Stage::Prepared => Field::new("in doubt", format!("{tid}, since {}", job.since)),
            Stage::Inquiring => Field::new("in doubt", format!("{tid}, since {}; asks", job.since)),
            Stage::Asking { undecided } => Field::new(
                "asking",
                format!("{tid}, since {}; [{}] do not know", job.since, p.names(undecided)),
            ),
            Stage::Blocked { undecided } => Field::new(
                "blocked",
                format!("{tid}, since {}; [{}] do not know", job.since, p.names(undecided)),
            ),
        });
    }
    if it.refuses {
        let meaning = "votes No the next time".into();
        view.badges.push(Badge { text: "No".into(), meaning });
    }
    view.widgets.push(Widget::Table(rows(p, it)));
    view.widgets.push(Widget::Queue(queue(it)));
    view
}

/// A running client.
pub fn client(it: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some(waiting) = &it.waiting {
        let meaning = format!("waits for the outcome of request {}", waiting.request);
        view.badges.push(Badge { text: format!("r{}", waiting.request), meaning });
        view.fields.push(Field::new("writes", format!("{} to {}", waiting.value, waiting.rows)));
    }
    view.fields.push(Field::new("last request", disk.serial));
    if !it.next.is_empty() {
        let next: Vec<String> = it.next.iter().map(ToString::to_string).collect();
        view.fields.push(Field::new("to do", next.join("; ")));
    }
    view
}

/// A machine that is down: what its disk holds.
pub fn disk(disk: &Disk) -> NodeView {
    let wal = Wal::default();
    let mut view = NodeView { fields: log_fields(disk, &wal), ..NodeView::default() };
    if !disk.log.is_empty() {
        view.widgets.push(Widget::Log(log_cells(disk, &wal)));
    }
    view
}

/// A participant's rows, and which transaction has locked them.
fn rows(p: &TwoPhaseCommit, it: &Participant) -> TableView {
    let held = it.open.iter().filter(|(_, job)| job.in_doubt());
    let held: Vec<_> = held.map(|(tid, job)| (tid, job.work.rows)).collect();
    let place = it.place;
    let rows = (0..).zip(&it.values).map(|(slot, value)| {
        let row = Rows::one(p, place, slot);
        let holder = held.iter().find(|(_, rows)| rows.meets(row));
        let tone = if holder.is_some() { Tone::Trying } else { Tone::Quiet };
        let lock = holder.map(|(tid, _)| tid.to_string());
        Row { values: vec![row.to_string(), value.to_string()], lock, tone }
    });
    let rows: Vec<Row> = rows.collect();
    TableView { name: "rows", columns: &["row", "value"], length: rows.len() as u32, rows }
}

/// The transactions that wait for a participant's rows.
fn queue(it: &Participant) -> QueueView {
    let cells = it.queue.iter().take(CELLS).map(|tid| {
        let rows = it.open.get(tid).map(|job| job.work.rows).unwrap_or_default();
        Cell::new(tid, format!("{tid} waits for {rows}"), Tone::Trying)
    });
    let length = it.queue.len() as u32;
    QueueView { name: "waiting for locks", cells: cells.collect(), length, capacity: None }
}

const CELLS: usize = 8;

/// The records, those in memory last, and whether they are on the disk.
fn records<'a>(
    disk: &'a Disk,
    wal: &'a Wal,
) -> impl DoubleEndedIterator<Item = (&'a Record, bool)> {
    let forced = disk.log.iter().map(|record| (record, true));
    forced.chain(wal.tail().iter().map(|record| (record, false)))
}

/// The newest records as cells; those that are on the disk as committed.
fn log_cells(disk: &Disk, wal: &Wal) -> LogView {
    let first = (disk.log.len() + wal.tail().len()).saturating_sub(CELLS);
    let cells = records(disk, wal).skip(first).map(|(record, forced)| {
        let (tid, name) = (record.tid(), record.name());
        let place = if forced { "on the disk" } else { "in memory, not forced" };
        LogCell {
            term: tid.0.into(),
            text: name.chars().take(3).collect(),
            full: format!("{name} {tid}, {place}"),
            committed: forced,
        }
    });
    LogView { first: first as u64 + 1, cells: cells.collect() }
}

/// The newest records in words.
fn log_fields(disk: &Disk, wal: &Wal) -> Vec<Field> {
    let words = |on_disk: bool| {
        let these = records(disk, wal).filter(|(_, forced)| *forced == on_disk).rev().take(WORDS);
        let mut words: Vec<String> =
            these.map(|(record, _)| format!("{} {}", record.name(), record.tid())).collect();
        words.reverse();
        if words.is_empty() { "empty".into() } else { words.join(", ") }
    };
    vec![Field::new("log", words(true)), Field::new("not forced", words(false))]
}

const WORDS: usize = 12;
