//! Where everything on the stage stands: nodes, islands, fault lines.
//!
//! The picture follows from the topology and the partition alone; no scenario stores a position.
//! Where what goes is [`super::plan`]'s business.
//! Without a partition equals stand on a ring, the first at the top, clockwise, and clients in a
//! row below; a flow of work stands in [`super::tiers`]. With one, its groups are islands from left
//! to right, each arranged in the same way; nodes in no group, which reach all sides, stand at the
//! bottom where the fault lines end.

use super::crowd::Crowd;
use super::fault::{self, FaultLine};
use super::formation::{Build, Measures};
use super::geometry::{Point, Rect, blob, hull, mean, nearest_in, smooth};
use super::plan::Plan;
use super::ties::Ties;
use kernel::ids::NodeId;
use pattern::declare::Info;

/// The stage at rest, or while a node is being dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The stage's width and height.
    pub size: (f64, f64),
    /// How large things are drawn.
    pub measures: Measures,
    /// What takes room at each node.
    pub builds: Vec<Build>,
    /// Who sends whom messages.
    pub ties: Ties,
    /// The nodes' centres, by id; of nodes hidden in a crowd, where they are thought to stand.
    pub nodes: Vec<Point>,
    /// The crowds of nodes that are not drawn one by one.
    pub crowds: Vec<Crowd>,
    /// The nodes that are, in order.
    pub drawn: Vec<NodeId>,
    /// The crowd in which each node is hidden.
    pub hidden_in: Vec<Option<u16>>,
    /// The groups of the partition, left to right; empty if there is none.
    pub groups: Vec<Vec<NodeId>>,
    /// The group of each node, by its place; none if it reaches all.
    pub sides: Vec<Option<u16>>,
    /// The groups' islands, in the same order.
    pub islands: Vec<Island>,
    /// The cracks between them.
    pub faults: Vec<FaultLine>,
    /// Where nodes and islands may be: the stage without its margins.
    pub bounds: Rect,
    /// Where nodes of no group stand while there is a partition. Empty if there are none.
    pub commons: Rect,
}

/// A group of nodes that reach each other, on ground of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Island {
    /// The corners of its shore.
    pub outline: Vec<Point>,
    /// The shore as smooth path data.
    pub path: String,
    /// Its middle.
    pub centre: Point,
}

/// What the pointer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// A node.
    Node(NodeId),
    /// A crowd with all its members, by its place in [`Layout::crowds`].
    Crowd(usize),
}

impl Layout {
    /// The stage at rest. `roles` has each node's role; `groups` is the partition in force.
    pub fn of(info: &Info, roles: &[u8], groups: &[Vec<NodeId>], size: (f64, f64)) -> Layout {
        Layout::telling(info, roles, groups, size, &[])
    }

    /// The same with some nodes of crowds, as far as there is room, as examples before others.
    pub fn telling(
        info: &Info,
        roles: &[u8],
        groups: &[Vec<NodeId>],
        size: (f64, f64),
        telling: &[NodeId],
    ) -> Layout {
        Plan::new(info, roles, groups, size, telling).layout()
    }

    /// The stage while something is held at a point, and `groups` is what dropping it there would
    /// make of the partition. Nothing else moves; a fault line opens beside the pointer.
    pub fn held(&self, groups: &[Vec<NodeId>], grip: Grip, at: Point) -> Layout {
        let mut layout = self.clone();
        let moved = self.moved(grip);
        layout.carry(grip, at);
        layout.groups = groups.to_vec();
        layout.sides = sides(groups, self.nodes.len());
        let island = |group: &[NodeId]| self.island_held(&layout, group, &moved);
        let islands: Vec<Island> = groups.iter().map(|group| island(group)).collect();
        let staying: Vec<Vec<NodeId>> = groups
            .iter()
            .map(|group| group.iter().copied().filter(|id| !moved.contains(id)).collect())
            .filter(|group: &Vec<NodeId>| !group.is_empty())
            .collect();
        let shores: Vec<Vec<Point>> = staying.iter().map(|group| island(group).outline).collect();
        let span = self.span();
        let mut faults = cracks(&shores, span, self.measures.scale);
        if groups.contains(&moved) {
            let near = |group: &&Vec<NodeId>| gap(&layout.ground(group, false), at);
            let nearest = staying.iter().min_by(|a, b| near(a).total_cmp(&near(b)));
            // Keeps clear of logs and badges, or at least of the discs.
            let crack = nearest.and_then(|group| {
                [true, false].into_iter().find_map(|all| {
                    let (island, held) = (layout.ground(group, all), layout.ground(&moved, all));
                    fault::around(&island, &held, span, &faults, self.measures.scale)
                })
            });
            faults.extend(crack);
        }
        (layout.islands, layout.faults) = (islands, faults);
        layout
    }

    /// The layout with everything this share of the way from where it was before.
    pub fn on_the_way(&self, before: &Layout, share: f64) -> Layout {
        let mut layout = self.clone();
        for (place, from) in layout.nodes.iter_mut().zip(&before.nodes) {
            *place = from.towards(*place, share);
        }
        for crowd in &mut layout.crowds {
            let head = crowd.members.first();
            // Where it comes from another box, or leaves some behind in one.
            let from =
                before.crowds.iter().find(|it| head.is_some_and(|id| it.members.contains(id)));
            if let Some(from) = from {
                let way = from.area.centre() - crowd.area.centre();
                crowd.area = crowd.area.moved(way * (1.0 - share));
            }
        }
        layout
    }

    /// The nodes that a grip moves.
    pub fn moved(&self, grip: Grip) -> Vec<NodeId> {
        match grip {
            Grip::Node(id) => vec![id],
            Grip::Crowd(index) => {
                self.crowds.get(index).map_or(Vec::new(), |crowd| crowd.members.clone())
            }
        }
    }

    /// Moves what is held to a point.
    fn carry(&mut self, grip: Grip, at: Point) {
        match grip {
            Grip::Node(id) => {
                if let Some(place) = self.nodes.get_mut(id.index()) {
                    *place = at;
                }
            }
            Grip::Crowd(index) => {
                let Some(crowd) = self.crowds.get_mut(index) else { return };
                let way = at - crowd.area.centre();
                crowd.area = crowd.area.moved(way);
                for id in &crowd.members {
                    self.nodes[id.index()] = self.nodes[id.index()] + way;
                }
            }
        }
    }

    /// The node's centre.
    pub fn at(&self, node: NodeId) -> Point {
        self.nodes.get(node.index()).copied().unwrap_or_default()
    }

    /// What takes room at the node.
    pub fn build(&self, node: NodeId) -> Build {
        self.builds.get(node.index()).copied().unwrap_or(Build::SERVER)
    }

    /// The node's radius.
    pub fn radius(&self, node: NodeId) -> f64 {
        self.measures.radius(self.build(node))
    }

    /// The group that the node belongs to, as an index; `None` if it reaches all.
    pub fn group_of(&self, node: NodeId) -> Option<usize> {
        self.sides.get(node.index()).copied().flatten().map(usize::from)
    }

    /// Whether a partition keeps the two apart.
    pub fn parted(&self, a: NodeId, b: NodeId) -> bool {
        matches!((self.group_of(a), self.group_of(b)), (Some(a), Some(b)) if a != b)
    }

    /// All nodes.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u16).map(NodeId)
    }

    /// The crowd in which a node is hidden, if it is.
    pub fn crowd_of(&self, node: NodeId) -> Option<&Crowd> {
        let index = self.hidden_in.get(node.index()).copied().flatten()?;
        self.crowds.get(usize::from(index))
    }

    /// Everything that is drawn and can have links: the nodes, and for each crowd the one of those
    /// hidden in it that stands for all.
    pub fn heads(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.drawn.iter().copied().chain(self.crowds.iter().filter_map(Crowd::head))
    }

    /// All that a head stands for.
    pub fn behind(&self, head: NodeId) -> Vec<NodeId> {
        self.crowd_of(head).map_or_else(|| vec![head], |crowd| crowd.hidden.clone())
    }

    /// The middle of what is drawn for a node: its own centre, or that of the box it is hidden in.
    pub fn middle(&self, node: NodeId) -> Point {
        self.crowd_of(node).map_or_else(|| self.at(node), |crowd| crowd.area.centre())
    }

    /// Where a line from a node to elsewhere leaves what is drawn of it. `reach` is how far the
    /// node itself reaches.
    pub fn edge(&self, node: NodeId, from: Point, to: Point, reach: f64) -> Point {
        match self.crowd_of(node) {
            None => from + (to - from).unit() * reach,
            Some(crowd) => crowd.area.grown(2.0).exit(from, to),
        }
    }

    /// What takes room at nodes, the rest of each after its disc; crowds' boxes too.
    pub fn parts(&self, ids: &[NodeId], measures: Measures) -> Vec<Vec<Rect>> {
        let drawn = ids.iter().filter(|id| self.crowd_of(**id).is_none());
        let boxes = self.crowds.iter().filter(|it| it.head().is_some_and(|it| ids.contains(&it)));
        drawn
            .map(|id| measures.parts(self.at(*id), self.build(*id)))
            .chain(boxes.map(|crowd| vec![crowd.area]))
            .collect()
    }

    /// The ground of a group while something is held: as at rest if that has nothing to do with
    /// it. `held` has the nodes' places.
    fn island_held(&self, held: &Layout, group: &[NodeId], moved: &[NodeId]) -> Island {
        let touched = moved.iter().any(|id| group.contains(id));
        let at_rest = self.groups.iter().position(|it| it[..] == *group && !touched);
        if let Some(index) = at_rest {
            return self.islands[index].clone();
        }
        // What is in the hand carries no more ground than it needs.
        let (pad, measures) =
            if *group == *moved { (8.0, self.short_logs()) } else { (16.0, self.measures) };
        island(&held.parts(group, measures), group, |_| pad * measures.scale)
    }

    /// The measures as if logs were short, which most are.
    fn short_logs(&self) -> Measures {
        Measures { cells: self.measures.cells.min(3), ..self.measures }
    }

    /// The hull of a group: of all that is drawn at its nodes, or of their discs only.
    fn ground(&self, group: &[NodeId], all: bool) -> Vec<Point> {
        let mut corners = Vec::new();
        for parts in self.parts(group, self.short_logs()) {
            for part in &parts[..if all { parts.len() } else { 1 }] {
                corners.extend(part.corners());
            }
        }
        hull(&corners)
    }

    /// Where fault lines run.
    fn span(&self) -> Rect {
        Rect { bottom: self.commons.top, ..self.bounds }
    }
}

/// The ground around these parts of a group's nodes.
pub(super) fn island(parts: &[Vec<Rect>], group: &[NodeId], pad: impl Fn(Rect) -> f64) -> Island {
    let parts = parts.concat();
    let Some(whole) = parts.iter().copied().reduce(Rect::union) else {
        return Island { outline: Vec::new(), path: String::new(), centre: Point::default() };
    };
    let key = group.first().map_or(0, |id| u64::from(id.0));
    let outline = blob(&parts, pad(whole), key);
    Island { path: smooth(&outline), centre: mean(&outline), outline }
}

/// The group of each of so many nodes.
pub(super) fn sides(groups: &[Vec<NodeId>], nodes: usize) -> Vec<Option<u16>> {
    let mut sides = vec![None; nodes];
    for (group, members) in groups.iter().enumerate() {
        for id in members {
            if let Some(side) = sides.get_mut(id.index()) {
                *side = Some(group as u16);
            }
        }
    }
    sides
}

/// The fault lines between neighbouring shores.
pub(super) fn cracks(shores: &[Vec<Point>], span: Rect, scale: f64) -> Vec<FaultLine> {
    let pairs = shores.windows(2).enumerate();
    pairs.map(|(i, pair)| fault::between(&pair[0], &pair[1], span, scale, i as u64)).collect()
}

/// How far a point is from a shore.
fn gap(shore: &[Point], at: Point) -> f64 {
    nearest_in(shore, at).map_or(f64::MAX, |near| near.distance(at))
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "topology_tests.rs"]
mod topology;
