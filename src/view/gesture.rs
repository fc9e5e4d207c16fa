//! What gestures mean: a node dropped somewhere, a stroke drawn across links.
//!
//! Pure: asks a layout at rest and answers with groups. Whoever asks makes actions of the answer,
//! or shows it as a preview while the pointer is still down.

use super::geometry::{Point, crossing, hull, mean, nearest_in, rank};
use super::layout::{Grip, Layout};
use kernel::ids::NodeId;
use kernel::order::by_key;

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

/// What dropping a node or a crowd at a point means. `layout` is the stage at rest, before the drag.
pub fn drop(layout: &Layout, grip: Grip, at: Point) -> Drop {
    let moved = layout.moved(grip);
    if moved.last().is_none_or(|id| id.index() >= layout.nodes.len()) {
        return Drop::Stay;
    }
    match goal(layout, grip, &moved, at) {
        Goal::Home => Drop::Stay,
        Goal::Island(island) => join(layout, grip, Some(island)),
        Goal::Alone => {
            let place = layout.islands.iter().filter(|it| it.centre.x < at.x).count();
            settle(layout, split_off(layout, moved, place, at))
        }
        Goal::Commons => join(layout, grip, None),
    }
}

/// What moving a node or a crowd to the next island means, to the right or to the left; past the
/// last one there is a new one. It is what dragging it there would mean.
pub fn shove(layout: &Layout, grip: Grip, right: bool) -> Drop {
    let moved = layout.moved(grip);
    let Some(own) = moved.first().map(|id| layout.group_of(*id)) else { return Drop::Stay };
    let last = layout.groups.len().saturating_sub(1);
    let next = match own {
        // From among those that reach all sides, to the outermost island.
        None if layout.groups.is_empty() => None,
        None => Some(if right { last } else { 0 }),
        Some(own) if right => (own < last).then_some(own + 1),
        Some(own) => own.checked_sub(1),
    };
    let alone = own.is_some_and(|own| layout.groups[own].len() == moved.len());
    match next {
        Some(island) => join(layout, grip, Some(island)),
        None if alone => Drop::Stay,
        None => {
            let (place, x) = if right { (layout.groups.len(), f64::MAX) } else { (0, f64::MIN) };
            settle(layout, split_off(layout, moved, place, Point { x, y: 0.0 }))
        }
    }
}

/// What moving a node or a crowd to an island means, by its place from the left; with none, to
/// where it reaches all of them.
pub fn join(layout: &Layout, grip: Grip, island: Option<usize>) -> Drop {
    let moved = layout.moved(grip);
    let groups = regroup(layout, &moved, |groups| {
        if let Some(group) = island.and_then(|island| groups.get_mut(island)) {
            group.extend(&moved);
            by_key(group, |id| u64::from(id.0));
        }
    });
    settle(layout, groups)
}

/// The groups to draw while something is held at a point: those that dropping it would make.
pub fn preview(layout: &Layout, grip: Grip, at: Point) -> Vec<Vec<NodeId>> {
    match drop(layout, grip, at) {
        Drop::Stay => layout.groups.clone(),
        Drop::Heal => Vec::new(),
        Drop::Partition(groups) => groups,
    }
}

/// The directed links that a stroke crosses, each from the stroke's left to its right as seen
/// along its way. What is not drawn is not crossed; of a crowd, one node stands for all.
pub fn crossed(layout: &Layout, stroke: &[Point]) -> Vec<(NodeId, NodeId)> {
    let heads: Vec<NodeId> = layout.heads().collect();
    let mut links = Vec::new();
    for (nth, a) in heads.iter().copied().enumerate() {
        for b in heads.iter().copied().skip(nth + 1).filter(|b| layout.ties.tied(a, *b)) {
            let (from, to) = (layout.middle(a), layout.middle(b));
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

/// The links that stand behind those crossed.
pub fn all_behind(layout: &Layout, links: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
    let pairs = links.iter().flat_map(|(from, to)| {
        let (from, to) = (layout.behind(*from), layout.behind(*to));
        from.into_iter().flat_map(move |a| to.clone().into_iter().map(move |b| (a, b)))
    });
    pairs.collect()
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
        layout.heads().partition(|id| layout.ties.stands_aside(*id));
    let mut groups = held_together(&servers, is_cut);
    if groups.len() <= held_together(&servers, was_cut).len() {
        return Split { groups: Vec::new(), cuts: cuts.to_vec() };
    }
    groups = sides(layout, groups, cuts);
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
    let middle = |group: &Vec<NodeId>| {
        let places: Vec<Point> = group.iter().map(|id| layout.middle(*id)).collect();
        mean(&places).x
    };
    by_key(&mut groups, |group| rank(middle(group)));
    let group_of = |id: &NodeId| groups.iter().position(|group| group.contains(id));
    let parted = |(a, b): &(NodeId, NodeId)| matches!((group_of(a), group_of(b)), (Some(a), Some(b)) if a != b);
    let cuts = cuts.iter().copied().filter(|link| !parted(link)).collect();
    let all = |group: &Vec<NodeId>| {
        let mut all: Vec<NodeId> = group.iter().flat_map(|head| layout.behind(*head)).collect();
        by_key(&mut all, |id| u64::from(id.0));
        all
    };
    Split { groups: groups.iter().map(all).collect(), cuts }
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

/// Groups that lie on the same side of what is cut and never had a link to each other are one.
fn sides(layout: &Layout, groups: Vec<Vec<NodeId>>, cuts: &[(NodeId, NodeId)]) -> Vec<Vec<NodeId>> {
    let side = |group: &[NodeId]| {
        let cut = cuts.iter().find(|(a, b)| group.contains(a) != group.contains(b));
        cut.map(|(a, _)| group.contains(a))
    };
    let strangers = |a: &[NodeId], b: &[NodeId]| {
        let pairs = || a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b)));
        pairs().all(|(a, b)| !layout.ties.tied(a, b) && !layout.parted(a, b))
    };
    let mut list: Vec<Vec<NodeId>> = Vec::new();
    for group in groups {
        let alike = |other: &&mut Vec<NodeId>| {
            side(other).is_some() && side(other) == side(&group) && strangers(other, &group)
        };
        match list.iter_mut().find(alike) {
            Some(other) => other.extend(group),
            None => list.push(group),
        }
    }
    list
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

fn goal(layout: &Layout, grip: Grip, moved: &[NodeId], at: Point) -> Goal {
    let node = moved[0];
    let (radius, home) = match grip {
        Grip::Node(id) => (layout.radius(id), layout.at(id)),
        Grip::Crowd(index) => (layout.radius(node), layout.crowds[index].area.centre()),
    };
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
                (false, alone) if alone == moved.len() => Goal::Home,
                (false, _) => Goal::Alone,
            }
        }
        (Some(_), None) if layout.commons.contains(at) => Goal::Home,
        (Some(_), None) if home.distance(at) < 2.5 * radius => Goal::Home,
        (Some(_), None) => Goal::Alone,
        // No partition yet: where all stand is the island, without a shore of its own.
        (None, _) => {
            let places: Vec<Point> = layout.heads().map(|id| layout.middle(id)).collect();
            let away = nearest_in(&hull(&places), at).map_or(0.0, |near| near.distance(at));
            let largest = layout.heads().map(|id| layout.radius(id)).fold(0.0, f64::max);
            if away < 1.3 * largest { Goal::Home } else { Goal::Alone }
        }
    }
}

/// The groups with some nodes taken out, and then changed.
fn regroup(
    layout: &Layout,
    moved: &[NodeId],
    change: impl FnOnce(&mut Vec<Vec<NodeId>>),
) -> Vec<Vec<NodeId>> {
    let mut groups = layout.groups.clone();
    let mut stays = vec![true; layout.nodes.len()];
    moved.iter().for_each(|id| stays[id.index()] = false);
    for group in &mut groups {
        group.retain(|id| stays[id.index()]);
    }
    change(&mut groups);
    groups.retain(|group| !group.is_empty());
    groups
}

/// The groups with some nodes in one of their own, at this place from the left.
fn split_off(layout: &Layout, moved: Vec<NodeId>, place: usize, at: Point) -> Vec<Vec<NodeId>> {
    if !layout.groups.is_empty() {
        return regroup(layout, &moved.clone(), |groups| groups.insert(place, moved));
    }
    let mut stays = vec![true; layout.nodes.len()];
    moved.iter().for_each(|id| stays[id.index()] = false);
    // The first split: all are on one side or the other, but clients that stand aside reach both.
    let others: Vec<NodeId> =
        layout.ids().filter(|id| stays[id.index()] && !layout.ties.stands_aside(*id)).collect();
    let rest = layout.heads().filter(|id| stays[id.index()] && !layout.ties.stands_aside(*id));
    let places: Vec<Point> = rest.map(|id| layout.middle(id)).collect();
    if at.x < mean(&places).x { vec![moved, others] } else { vec![others, moved] }
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
