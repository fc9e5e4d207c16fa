//! What is shown of clients and of the server. Knows no picture.

use super::budget::Budget;
use super::client::{Client, Stage};
use super::server::{Condition, Job, Server};
use super::{Disk, Retry};
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{BucketView, Cell, QueueView, Widget};

/// A client.
pub fn client(retry: &Retry, client: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    let worst = client.calls.iter().map(|call| call.attempt.nth).max();
    if let Some(nth) = worst.filter(|nth| *nth > 1) {
        let meaning = format!("attempt {nth} of {}", retry.max_attempts);
        view.badges.push(Badge { text: format!("×{nth}"), meaning });
    }
    view.fields = vec![
        Field::new("calls made", disk.counter),
        Field::new("calls under way", client.calls.len()),
        Field::new("retries since start", client.retries),
    ];
    for call in client.calls.iter().take(SHOWN) {
        let stage = match call.stage {
            Stage::Reading => "reads the row",
            Stage::Requesting => "waits for an answer",
            Stage::BackingOff => "backs off",
        };
        let text = format!("call {}, attempt {}: {stage}", call.attempt.call, call.attempt.nth);
        view.fields.push(Field::new("under way", text));
    }
    if retry.budget {
        view.widgets.push(Widget::Bucket(bucket(&client.budget)));
    }
    view
}

/// The server.
pub fn server(retry: &Retry, server: &Server, disk: &Disk) -> NodeView {
    let cell = |job: &Job| {
        let full = format!("call {}, attempt {}", job.attempt.call, job.attempt.nth);
        let tone = if job.attempt.nth > 1 { Tone::Trying } else { Tone::Quiet };
        Cell::new(job.attempt.call % 10_000, full, tone)
    };
    let pool = server.pool.view("workers", cell);
    let waiting = server.pool.waiting();
    let queue = QueueView {
        name: "requests",
        cells: waiting.iter().take(SHOWN).map(cell).collect(),
        length: waiting.len() as u32,
        capacity: Some(retry.queue.into()),
    };
    let condition = match server.condition {
        Condition::Serving => "serving",
        Condition::Overloaded => "overloaded: turns requests away while its queue is full",
        Condition::Restarting => "restarting",
    };
    let mut view = disk_of_server(disk);
    view.fields.push(Field::new("condition", condition));
    view.fields.push(Field::new("workers busy", format!("{} of {}", pool.busy, pool.size)));
    view.fields
        .push(Field::new("requests waiting", format!("{} of {}", queue.length, retry.queue)));
    view.widgets = vec![Widget::Pool(pool), Widget::Queue(queue)];
    view
}

/// A machine that is down. Clients' disks and the server's hold a number each.
pub fn disk(disk: &Disk) -> NodeView {
    NodeView { fields: vec![Field::new("on disk", disk.counter)], ..NodeView::default() }
}

/// How many calls or requests are listed one by one.
const SHOWN: usize = 8;

fn disk_of_server(disk: &Disk) -> NodeView {
    NodeView { fields: vec![Field::new("calls carried out", disk.counter)], ..NodeView::default() }
}

fn bucket(budget: &Budget) -> BucketView {
    let (level, capacity) = budget.thousandths();
    let text = format!("{}.{} of {}", level / 1_000, level % 1_000 / 100, capacity / 1_000);
    let tone = if level < 1_000 { Tone::Bad } else { Tone::Good };
    BucketView { name: "retry budget", level, capacity: capacity.max(1), text, tone }
}
