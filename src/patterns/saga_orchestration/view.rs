//! What is shown of the orchestrator, of services and of clients: the saga log, what is under way,
//! ledgers, and every variable by name. Knows no layout and no colours.

use super::client::Client;
use super::orchestrator::{Orchestrator, Phase, Record, current};
use super::service::Service;
use super::{Disk, Saga, SagaOrchestration, model};
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{LedgerEntry, LedgerView, LogCell, LogView, Row, TableView, Widget};

/// A running orchestrator.
pub fn orchestrator(p: &SagaOrchestration, it: &Orchestrator, disk: &Disk) -> NodeView {
    let mut view = NodeView { fields: vec![log_field(disk)], ..NodeView::default() };
    view.widgets.push(Widget::Log(log_cells(disk)));
    let rows = it.open.iter().take(ROWS).map(|(saga, open)| {
        let word = current(p, open.phase).map_or("", |step| p.services()[usize::from(step)].word);
        let (tone, way) = match open.phase {
            Phase::Forward(_) => (Tone::Leading, "do"),
            Phase::Backward { .. } => (Tone::Bad, "undo"),
        };
        Row::new(vec![saga.to_string(), way.into(), word.into()], tone)
    });
    view.widgets.push(Widget::Table(TableView {
        name: "under way",
        columns: &["saga", "", "step"],
        rows: rows.collect(),
        length: it.open.len() as u32,
    }));
    for (saga, open) in it.open.iter() {
        let attempts = open.attempts;
        view.fields.push(match open.phase {
            Phase::Forward(step) => {
                Field::new("forward", format!("{saga}: step {}, asked {attempts} times", step + 1))
            }
            Phase::Backward { steps, done } => Field::new(
                "backward",
                format!("{saga}: {done} of {steps} compensated, asked {attempts} times"),
            ),
        });
    }
    view
}

const ROWS: usize = 4;

/// A running service.
pub fn service(p: &SagaOrchestration, it: &Service, disk: &Disk) -> NodeView {
    let service = &p.services()[usize::from(it.place)];
    let meaning = format!("its step is to {}, its compensation to {}", service.step, service.undo);
    let mut view = NodeView {
        badges: vec![Badge { text: service.word.into(), meaning }],
        fields: vec![Field::new("step", service.step), Field::new("compensation", service.undo)],
        widgets: vec![Widget::Ledger(ledger(service, disk))],
    };
    for (_, job) in it.jobs.iter() {
        let what = if job.undo { service.undo } else { service.step };
        view.fields.push(Field::new("works on", format!("{}: {what}", job.saga)));
    }
    if it.refuses {
        let meaning = "refuses the next step".into();
        view.badges.push(Badge { text: "no".into(), meaning });
    } else if it.stumbles {
        let meaning = "fails at the next compensation".into();
        view.badges.push(Badge { text: "fails".into(), meaning });
    }
    view.fields.push(effects_field(disk));
    view
}

/// A running client.
pub fn client(it: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some((saga, _)) = it.waiting {
        let meaning = format!("waits for the end of {saga}");
        view.badges.push(Badge { text: saga.to_string(), meaning });
    }
    view.fields.push(Field::new("sagas asked for", disk.serial));
    if it.next > 0 {
        view.fields.push(Field::new("to ask for", it.next));
    }
    view
}

/// A machine that is down: what its disk holds.
pub fn disk(disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if !disk.log.is_empty() {
        view.fields.push(log_field(disk));
        view.widgets.push(Widget::Log(log_cells(disk)));
    }
    if !disk.effects.is_empty() {
        view.fields.push(effects_field(disk));
    }
    if disk.serial > 0 {
        view.fields.push(Field::new("sagas asked for", disk.serial));
    }
    view
}

/// A service's ledger, with what its entries add up to. It is wrong where a step stands twice or
/// was undone more often than done.
fn ledger(service: &model::Service, disk: &Disk) -> LedgerView {
    let amount = |undo: bool| if undo { -service.amount } else { service.amount };
    let total: i64 = disk.ledger.iter().map(|(_, undo)| amount(*undo)).sum();
    let latest = disk.ledger.len().saturating_sub(CELLS);
    let entries = disk.ledger[latest..].iter().map(|(saga, undo)| LedgerEntry {
        what: if *undo { format!("undo {saga}") } else { saga.to_string() },
        amount: format!("{:+}", amount(*undo)),
        tone: if *undo { Tone::Bad } else { Tone::Good },
    });
    LedgerView {
        name: service.ledger.into(),
        entries: entries.collect(),
        length: disk.ledger.len() as u32,
        balance: format!("{}{}{}", service.before, service.start + total, service.after),
        wrong: disk.effects.iter().any(|(_, it)| it.done > 1 || it.undone > it.done),
    }
}

const CELLS: usize = 8;

/// A record in at most three characters, and in full.
fn words(record: &Record) -> (Saga, String, String) {
    match *record {
        Record::Begin(saga, ..) => (saga, "beg".into(), format!("begin {saga}")),
        Record::Executed(saga, step) => {
            (saga, format!("T{}", step + 1), format!("T{} of {saga} executed", step + 1))
        }
        Record::Abort(saga, _) => (saga, "abt".into(), format!("abort {saga}")),
        Record::Compensated(saga, step) => {
            (saga, format!("C{}", step + 1), format!("C{} of {saga} executed", step + 1))
        }
        Record::End(saga, _) => (saga, "end".into(), format!("end {saga}")),
    }
}

/// The newest records as cells; those of sagas that have ended as committed.
fn log_cells(disk: &Disk) -> LogView {
    let first = disk.log.len().saturating_sub(CELLS);
    let ended = |saga: Saga| {
        disk.log.iter().any(|record| matches!(record, Record::End(other, _) if *other == saga))
    };
    let cells = disk.log[first..].iter().map(|record| {
        let (saga, text, full) = words(record);
        LogCell { term: saga.0.into(), text, full, committed: ended(saga) }
    });
    LogView { first: first as u64 + 1, cells: cells.collect() }
}

/// The newest records in words.
fn log_field(disk: &Disk) -> Field {
    let first = disk.log.len().saturating_sub(WORDS);
    let all: Vec<String> = disk.log[first..].iter().map(|record| words(record).2).collect();
    Field::new("saga log", if all.is_empty() { "empty".into() } else { all.join("; ") })
}

/// What a service has done, the latest sagas last.
fn effects_field(disk: &Disk) -> Field {
    let first = disk.effects.len().saturating_sub(WORDS);
    let words: Vec<String> = disk
        .effects
        .iter()
        .skip(first)
        .map(|(saga, it)| {
            let how = match it.stands() {
                true => "done",
                false if it.done > 0 => "undone",
                false if it.refused => "refused",
                false => "closed",
            };
            format!("{saga} {how}")
        })
        .collect();
    Field::new("sagas", if words.is_empty() { "none".into() } else { words.join(", ") })
}

const WORDS: usize = 12;
