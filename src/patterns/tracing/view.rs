//! What is shown of a service and of a client.

use super::client::Client;
use super::message::baggage;
use super::service::{Job, Service};
use super::{Disk, span};
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{Cell, QueueView, Widget};

/// How many jobs are shown one by one.
const SHOWN: usize = 3;

/// A service.
pub fn service(service: &Service) -> NodeView {
    let mut view = NodeView::default();
    for job in service.jobs.iter().take(SHOWN) {
        let trace = format!("{:08x}", job.context.trace);
        let carries = baggage(job.context.user);
        let span = job.span.map_or("not traced".into(), |(id, _)| format!("span {}", span(id)));
        let words = format!("trace {trace}, {span}, {carries}");
        view.fields.push(Field::new(job.work.name(), words));
    }
    let length = service.jobs.len() as u32;
    let cells = service.jobs.iter().take(SHOWN).map(cell).collect();
    let queue = QueueView { name: "at work on", cells, length, capacity: None };
    view.widgets.push(Widget::Queue(queue));
    view
}

/// A job by the end of its trace's id, so that the same trace reads the same everywhere.
fn cell(job: &Job) -> Cell {
    let trace = job.context.trace;
    let waits = if job.waits { "waits for a call" } else { "works" };
    let full = format!("{} of trace {trace:08x}: {waits}", job.work.name());
    let tone = if job.waits { Tone::Quiet } else { Tone::Leading };
    Cell::new(format!("{:04x}", trace as u16), full, tone)
}

/// A client.
pub fn client(client: &Client, disk: &Disk) -> NodeView {
    let mut view = self::disk(disk);
    if let Some(took) = client.took {
        let millis = took.0 / 1_000;
        let meaning = format!("the last answer took {took}");
        view.badges.push(Badge { text: format!("{millis}ms"), meaning });
        view.fields.push(Field::new("last answer took", took));
    }
    view
}

/// A machine that is down.
pub fn disk(disk: &Disk) -> NodeView {
    NodeView { fields: vec![Field::new("requests", disk.requests)], ..NodeView::default() }
}
