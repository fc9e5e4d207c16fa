//! What is shown of the registry and of a worker.

use super::registry::{Opinion, Registry};
use super::worker::Worker;
use super::{Heartbeat, Pattern};
use kernel::ids::NodeId;
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{QueueView, Row, TableView, Widget};

/// How many workers are listed.
const LISTED: usize = 4;

/// The registry.
pub fn registry(heartbeat: &Heartbeat, registry: &Registry) -> NodeView {
    let (alive, all) = (registry.alive, heartbeat.workers);
    let badge = Badge { text: alive.to_string(), meaning: format!("{alive} of {all} alive") };
    let fields = vec![
        Field::new("taken for alive", format!("{alive} of {all}")),
        Field::new("messages in line", registry.line.len()),
        Field::new("messages taken in", registry.served),
        Field::new("messages dropped", registry.dropped),
    ];
    let line = QueueView {
        name: "line",
        length: registry.line.len() as u32,
        capacity: Some(heartbeat.line.into()),
        ..QueueView::default()
    };
    let widgets = vec![Widget::Table(suspects(heartbeat, registry)), Widget::Queue(line)];
    NodeView { badges: vec![badge], fields, widgets }
}

/// The workers that are dead, or have been missed.
fn suspects(heartbeat: &Heartbeat, registry: &Registry) -> TableView {
    let missed = |it: &Opinion| !it.alive || it.misses > 0;
    let all = (1..).map(NodeId).zip(&registry.list).filter(|(_, it)| missed(it));
    let row = |(id, it): (NodeId, &Opinion)| {
        let tone = if it.alive { Tone::Trying } else { Tone::Bad };
        let verdict = if it.alive { "suspect" } else { "dead" };
        Row::new(vec![heartbeat.name(id), verdict.into(), it.misses.to_string()], tone)
    };
    TableView {
        name: "missed",
        columns: &["who", "is", "miss"],
        length: all.clone().count() as u32,
        rows: all.take(LISTED).map(row).collect(),
    }
}

/// A worker.
pub fn worker(worker: &Worker) -> NodeView {
    let fields = vec![Field::new("heartbeats sent", worker.sent)];
    NodeView { fields, ..NodeView::default() }
}
