//! The lanes of a space-time diagram: which nodes have one, and where.
//!
//! Where there is no room for all nodes, those have one in which most happens. Whoever acts on the
//! cluster is a process beside the nodes, and comes first.

use std::ops::Range;

use super::{BOTTOM, Source, TOP};
use crate::geometry::within;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::record::{Record, What};

/// A lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// The node; none for whoever acts from outside.
    pub node: Option<NodeId>,
    /// Its middle.
    pub y: f64,
    /// Its height.
    pub pitch: f64,
}

/// No lane is lower: names are written beside them.
const LOWEST: f64 = 14.0;
/// No lane is higher, however much room there is.
const HIGHEST: f64 = 46.0;

/// The place of a process among all that could have a lane: whoever acts first, then the nodes.
pub(super) fn rank(node: Option<NodeId>) -> usize {
    node.map_or(0, |node| node.index() + 1)
}

/// The lanes within a height, and how many nodes have none.
pub(super) fn lanes(source: Source, stretch: Range<usize>, height: f64) -> (Vec<Lane>, usize) {
    let count = source.roles.len();
    let room = (height - TOP - BOTTOM).max(LOWEST * 2.0);
    let most = ((room / LOWEST) as usize).saturating_sub(1).max(1);
    let shown = if count <= most { (0..count).collect() } else { busiest(source, stretch, most) };
    let hidden = count - shown.len();
    let pitch = within(room / (shown.len() + 1) as f64, LOWEST, HIGHEST);
    let nodes = shown.into_iter().map(|index: usize| Some(NodeId(index as u16)));
    let lane = |(place, node)| Lane { node, y: TOP + (place as f64 + 0.5) * pitch, pitch };
    (std::iter::once(None).chain(nodes).enumerate().map(lane).collect(), hidden)
}

/// The nodes in which most happens, and the one that is wanted, in their order.
fn busiest(source: Source, stretch: Range<usize>, most: usize) -> Vec<usize> {
    let mut busy: Vec<(u64, usize)> = (0..source.roles.len()).map(|it| (0, it)).collect();
    for record in &source.records[stretch] {
        let weight = weight(record);
        let ends =
            record.message().map_or([Some(record.node), None], |it| [Some(it.from), Some(it.to)]);
        for node in ends.into_iter().flatten() {
            if let Some(it) = busy.get_mut(node.index()) {
                it.0 += weight;
            }
        }
    }
    if let Some(it) = source.wanted.and_then(|node| busy.get_mut(node.index())) {
        it.0 = u64::from(u32::MAX);
    }
    by_key(&mut busy, |(weight, _)| u64::MAX - weight);
    busy.truncate(most);
    by_key(&mut busy, |(_, index)| *index as u64);
    busy.into_iter().map(|it| it.1).collect()
}

/// What is rare tells more than what happens all the time.
fn weight(record: &Record) -> u64 {
    match record.what {
        What::Crashed | What::Paused | What::Booted | What::Resumed | What::Violated(_) => 20,
        What::Moved { .. } | What::Wiped | What::Clogged | What::Unclogged | What::Slowed(_) => 10,
        What::Acted(_) | What::Lost { .. } | What::Noted(_) => 4,
        What::Sent { .. }
        | What::Delivered { .. }
        | What::Expired { .. }
        | What::Invoked(_)
        | What::Completed(_) => 1,
        What::Measured { .. } | What::Opened(_) | What::Closed(_) => 0,
    }
}
