//! What patterns show at their nodes stays within what can be drawn: short badges and cells, few
//! rows, at every moment of every story.

use super::{Complaints, patterns, stories};
use faultline::sim::frame::{Frame, NodeFrame};
use faultline::sim::time::Span;
use faultline::sim::widget::{Cell, Widget};

#[test]
fn what_is_shown_at_nodes_is_short_enough_to_be_drawn() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        for story in stories(entry) {
            let mut sim = story.start().expect("the story starts");
            let step = Span((story.until.0 / 40).max(1));
            while sim.now() < story.until {
                sim.seek((sim.now() + step).min(story.until)).expect("the story ends");
                let wrong = wrong(&sim.frame());
                let at = sim.now();
                complaints.check(wrong.is_none(), entry, || {
                    format!("“{}” at {at}: {}", story.title, wrong.unwrap_or_default())
                });
            }
        }
    }
    complaints.0.truncate(20);
    complaints.end();
}

/// What is too long in a frame.
fn wrong(frame: &Frame) -> Option<String> {
    frame
        .nodes
        .iter()
        .find_map(|node| wrong_at(node).map(|wrong| format!("{}: {wrong}", node.name)))
}

fn wrong_at(node: &NodeFrame) -> Option<String> {
    let view = &node.view;
    if view.badges.len() > 2 || view.widgets.len() > 2 {
        return Some("more than two badges or widgets".into());
    }
    if let Some(badge) = view.badges.iter().find(|it| it.text.chars().count() > 6) {
        return Some(format!("the badge “{}” is long", badge.text));
    }
    view.widgets.iter().find_map(too_long)
}

fn too_long(widget: &Widget) -> Option<String> {
    let cells = |cells: &[Cell]| match cells {
        _ if cells.len() > 8 => Some(format!("{} cells", cells.len())),
        _ => cells.iter().map(|it| &it.text).find(|it| it.chars().count() > 4).cloned(),
    };
    match widget {
        Widget::Log(log) => (log.cells.len() > 8).then(|| format!("{} cells", log.cells.len())),
        Widget::Queue(queue) => cells(&queue.cells),
        Widget::Pool(pool) => cells(&pool.cells),
        Widget::Bucket(bucket) => {
            (bucket.capacity == 0 || bucket.level > bucket.capacity).then(|| bucket.text.clone())
        }
        Widget::Table(table) => {
            let values = table.rows.iter().flat_map(|row| &row.values);
            let even = table.rows.iter().all(|row| row.values.len() == table.columns.len());
            let long = values.into_iter().find(|it| it.chars().count() > 8).cloned();
            long.or_else(|| (!even || table.rows.len() > 8).then(|| "uneven rows".into()))
        }
        Widget::Ring(ring) => {
            let points = ring.ends.iter().chain(&ring.keys);
            let known = points.into_iter().all(|it| usize::from(it.owner) < ring.owners.len());
            (!known).then(|| "a key of nobody".into())
        }
        Widget::Ledger(ledger) => {
            (ledger.entries.len() > 8).then(|| format!("{} entries", ledger.entries.len()))
        }
    }
}
