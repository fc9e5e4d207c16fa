//! What gestures mean: a node dropped somewhere, a stroke drawn across links.
//!
//! Pure: asks a layout at rest and answers with groups. Whoever asks makes actions of the answer,
//! or shows it as a preview while the pointer is still down.

use super::geometry::{Point, crossing, hull, mean, nearest_in, rank};
use super::layout::Layout;
use crate::sim::ids::NodeId;
use crate::sim::order::by_key;

/// What a node dropped at a point does to the partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drop {
    /// Nothing: the node goes back to its place.
    Stay,
    /// All are together again.
    Heal,
    /// These groups, left to right.
    Partition(Vec<Vec<NodeId>>),
}

/// What dropping a node at a point means. `layout` is the stage at rest, before the drag.
pub fn drop(layout: &Layout, node: NodeId, at: Point) -> Drop {
    if node.index() >= layout.nodes.len() {
        return Drop::Stay;
    }
    match goal(layout, node, at) {
        Goal::Home => Drop::Stay,
        Goal::Island(island) => settle(
            layout,
            regroup(layout, node, |groups| {
                groups[island].push(node);
                by_key(&mut groups[island], |id| u64::from(id.0));
            }),
        ),
        Goal::Alone => {
            let place = layout.islands.iter().filter(|it| it.centre.x < at.x).count();
            settle(layout, split_off(layout, node, place, at))
        }
        Goal::Commons => settle(layout, regroup(layout, node, |_| {})),
    }
}

/// The groups to draw while a node is held at a point: those that dropping it would make.
pub fn preview(layout: &Layout, node: NodeId, at: Point) -> Vec<Vec<NodeId>> {
    match drop(layout, node, at) {
        Drop::Stay => layout.groups.clone(),
        Drop::Heal => Vec::new(),
        Drop::Partition(groups) => groups,
    }
}

/// The directed links that a stroke crosses, each from the stroke's left to its right as seen
/// along its way. What is not drawn is not crossed.
pub fn crossed(layout: &Layout, stroke: &[Point]) -> Vec<(NodeId, NodeId)> {
    let mut links = Vec::new();
    for a in layout.ids() {
        for b in layout.ids().filter(|b| *b > a && layout.ties.tied(a, *b)) {
            let (from, to) = (layout.at(a), layout.at(b));
            let cut = stroke.windows(2).find(|w| crossing(w[0], w[1], from, to).is_some());
            match cut {
                // On a screen, y points down: a positive cross product lies to the right.
                Some(w) if (w[1] - w[0]).cross(to - from) > 0.0 => links.push((a, b)),
                Some(_) => links.push((b, a)),
                None => {}
            }
        }
    }
    links
}

/// What a stroke that cuts links does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The groups that the cuts part completely, left to right; empty if all still hold together.
    pub groups: Vec<Vec<NodeId>>,
    /// The cuts that remain to be made one by one.
    pub cuts: Vec<(NodeId, NodeId)>,
}

/// Whether cutting these links both ways, on top of the partition in force, parts the cluster
/// completely, but for clients that stand aside. Then it is a partition, which reads better than a
/// dozen cuts.
pub fn split(layout: &Layout, cuts: &[(NodeId, NodeId)]) -> Split {
    let was_cut = |a: NodeId, b: NodeId| layout.parted(a, b) || !layout.ties.tied(a, b);
    let is_cut =
        |a: NodeId, b: NodeId| was_cut(a, b) || cuts.contains(&(a, b)) || cuts.contains(&(b, a));
    let (clients, servers): (Vec<NodeId>, Vec<NodeId>) =
        layout.ids().partition(|id| layout.ties.stands_aside(*id));
    let mut groups = held_together(&servers, is_cut);
    if groups.len() <= held_together(&servers, was_cut).len() {
        return Split { groups: Vec::new(), cuts: cuts.to_vec() };
    }
    for client in clients {
        let open = |group: &Vec<NodeId>| group.iter().all(|server| !is_cut(client, *server));
        let closed = |group: &Vec<NodeId>| group.iter().all(|server| is_cut(client, *server));
        // A client that the stroke leaves with exactly one side belongs to it.
        let sides: Vec<usize> = (0..groups.len()).filter(|i| open(&groups[*i])).collect();
        if let [side] = sides[..]
            && (0..groups.len()).all(|i| i == side || closed(&groups[i]))
        {
            groups[side].push(client);
        }
    }
    for group in &mut groups {
        by_key(group, |id| u64::from(id.0));
    }
    let middle = |group: &Vec<NodeId>| {
        let places: Vec<Point> = group.iter().map(|id| layout.at(*id)).collect();
        mean(&places).x
    };
    by_key(&mut groups, |group| rank(middle(group)));
    let group_of = |id: &NodeId| groups.iter().position(|group| group.contains(id));
    let parted = |(a, b): &(NodeId, NodeId)| matches!((group_of(a), group_of(b)), (Some(a), Some(b)) if a != b);
    let cuts = cuts.iter().copied().filter(|link| !parted(link)).collect();
    Split { groups, cuts }
}

/// The groups of nodes that have links to each other, directly or by way of others.
fn held_together(nodes: &[NodeId], is_cut: impl Fn(NodeId, NodeId) -> bool) -> Vec<Vec<NodeId>> {
    let mut groups: Vec<Vec<NodeId>> = Vec::new();
    for id in nodes {
        // A node joins all groups that it has a link to into one.
        let (mut joined, apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group: &Vec<NodeId>| group.iter().any(|other| !is_cut(*id, *other)));
        joined.push(vec![*id]);
        groups = apart;
        groups.push(joined.concat());
    }
    groups
}

/// Where a drag ends.
enum Goal {
    /// Near enough to where it came from.
    Home,
    /// On another group's island.
    Island(usize),
    /// Away from all others.
    Alone,
    /// With the nodes that reach all sides.
    Commons,
}

fn goal(layout: &Layout, node: NodeId, at: Point) -> Goal {
    let radius = layout.radius(node);
    let own = layout.group_of(node);
    let gap = |island: usize| {
        let shore = hull(&layout.islands[island].outline);
        nearest_in(&shore, at).map_or(f64::MAX, |near| near.distance(at))
    };
    let nearest = (0..layout.islands.len()).min_by(|a, b| gap(*a).total_cmp(&gap(*b)));
    match (nearest, own) {
        (Some(island), Some(own)) if island == own && gap(own) < 0.4 * radius => Goal::Home,
        (Some(island), _) if Some(island) != own && gap(island) < 0.4 * radius => {
            Goal::Island(island)
        }
        // A node that is alone already stays alone until it joins others; only the way back to
        // those who reach all sides is open to a client.
        (Some(_), Some(own)) => {
            let client = layout.ties.stands_aside(node);
            match (client && layout.commons.contains(at), layout.groups[own].len()) {
                (true, _) => Goal::Commons,
                (false, 1) => Goal::Home,
                (false, _) => Goal::Alone,
            }
        }
        (Some(_), None) if layout.commons.contains(at) => Goal::Home,
        (Some(_), None) if layout.at(node).distance(at) < 2.5 * radius => Goal::Home,
        (Some(_), None) => Goal::Alone,
        // No partition yet: where all stand is the island, without a shore of its own.
        (None, _) => {
            let ring = hull(&layout.nodes);
            let away = nearest_in(&ring, at).map_or(0.0, |near| near.distance(at));
            let largest = layout.ids().map(|id| layout.radius(id)).fold(0.0, f64::max);
            if away < 1.3 * largest { Goal::Home } else { Goal::Alone }
        }
    }
}

/// The groups with the node taken out, and then changed.
fn regroup(
    layout: &Layout,
    node: NodeId,
    change: impl FnOnce(&mut Vec<Vec<NodeId>>),
) -> Vec<Vec<NodeId>> {
    let mut groups = layout.groups.clone();
    for group in &mut groups {
        group.retain(|id| *id != node);
    }
    change(&mut groups);
    groups.retain(|group| !group.is_empty());
    groups
}

/// The groups with the node in one of its own, at this place from the left.
fn split_off(layout: &Layout, node: NodeId, place: usize, at: Point) -> Vec<Vec<NodeId>> {
    if !layout.groups.is_empty() {
        return regroup(layout, node, |groups| groups.insert(place, vec![node]));
    }
    // The first split: all are on one side or the other, but clients that stand aside reach both.
    let others: Vec<NodeId> =
        layout.ids().filter(|id| *id != node && !layout.ties.stands_aside(*id)).collect();
    let places: Vec<Point> = others.iter().map(|id| layout.at(*id)).collect();
    if at.x < mean(&places).x { vec![vec![node], others] } else { vec![others, vec![node]] }
}

/// The drop that leads to these groups.
fn settle(layout: &Layout, groups: Vec<Vec<NodeId>>) -> Drop {
    let groups: Vec<Vec<NodeId>> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    if groups == layout.groups {
        Drop::Stay
    } else if groups.len() < 2 {
        Drop::Heal
    } else {
        Drop::Partition(groups)
    }
}

#[cfg(test)]
#[path = "gesture_tests.rs"]
mod tests;
