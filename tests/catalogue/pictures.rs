//! What patterns show at their nodes stays within what can be drawn: short badges and cells, few
//! rows, nothing over anything else or outside the stage, at every moment of every story.

use super::{Complaints, patterns};
use crate::common::stories;
use faultline::kernel::ids::NodeId;
use faultline::kernel::time::Span;
use faultline::pattern::widget::{Cell, Widget};
use faultline::run::entry::Entry;
use faultline::run::frame::{Frame, NodeFrame};
use faultline::view::geometry::Rect;
use faultline::view::layout::Layout;

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

/// The stage on a desktop, on a tablet and on a phone.
const STAGES: [(f64, f64); 3] = [(1_096.0, 560.0), (724.0, 420.0), (390.0, 450.0)];

#[test]
fn nothing_at_a_node_lies_over_another_or_leaves_the_stage_on_any_screen() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        for story in stories(entry) {
            let mut sim = story.start().expect("the story starts");
            let step = Span((story.until.0 / 40).max(1));
            let mut layouts: Vec<Layout> = Vec::new();
            while sim.now() < story.until {
                sim.seek((sim.now() + step).min(story.until)).expect("the story ends");
                let (frame, at) = (sim.frame(), sim.now());
                // Where things stand follows from the partition.
                if layouts.first().is_none_or(|it| it.groups != frame.partition) {
                    layouts = STAGES.map(|size| placed(entry, &frame, size)).to_vec();
                }
                for layout in &layouts {
                    let wrong = overlaps(layout, &frame);
                    complaints.check(wrong.is_none(), entry, || {
                        let (wrong, size) = (wrong.unwrap_or_default(), layout.size);
                        format!("“{}” at {at} on {size:?}: {wrong}", story.title)
                    });
                }
            }
        }
    }
    complaints.0.truncate(20);
    complaints.end();
}

fn placed(entry: &Entry, frame: &Frame, size: (f64, f64)) -> Layout {
    let roles: Vec<u8> = frame.nodes.iter().map(|node| node.role).collect();
    Layout::of(entry.info, &roles, &frame.partition, size)
}

/// What lies over something else, or outside.
fn overlaps(layout: &Layout, frame: &Frame) -> Option<String> {
    let (width, height) = layout.size;
    let whole = Rect { left: -0.5, top: -0.5, right: width + 0.5, bottom: height + 0.5 };
    let mut all: Vec<(NodeId, Rect)> = Vec::new();
    // Examples of a crowd stand in its box.
    let example = |id: &NodeId| layout.crowds.iter().any(|crowd| crowd.members.contains(id));
    for id in layout.drawn.iter().copied().filter(|id| !example(id)) {
        let (at, build) = (layout.at(id), layout.build(id));
        let parts = layout.measures.parts(at, build).into_iter();
        let badges = frame.nodes[id.index()].view.badges.iter().take(1);
        let badges = badges.filter(|_| layout.measures.badges);
        let badges = badges.map(|it| layout.measures.badge_of(at, build, &it.text));
        all.extend(parts.chain(badges).map(|part| (id, part)));
    }
    let boxes = layout.crowds.iter().filter_map(|crowd| Some((crowd.head()?, crowd.area)));
    all.extend(boxes);
    let name = |id: NodeId| frame.nodes[id.index()].name.clone();
    for (nth, (id, part)) in all.iter().enumerate() {
        if !whole.covers(*part) {
            return Some(format!("{} is outside by {part:?}", name(*id)));
        }
        let mut others = all[nth + 1..].iter().filter(|it| it.0 != *id);
        if let Some((other, _)) = others.find(|it| it.1.overlaps(part.grown(-0.5))) {
            return Some(format!("{} lies over {}", name(*id), name(*other)));
        }
    }
    None
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
