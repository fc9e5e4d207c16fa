//! Where everything on the stage stands: nodes, islands, fault lines.
//!
//! The picture follows from the topology and the partition alone; no scenario stores a position.
//! Without a partition equals stand on a ring, the first at the top, clockwise, and clients in a
//! row below; a flow of work stands in [`super::tiers`]. With one, its groups are islands from left
//! to right, each arranged in the same way; nodes in no group, which reach all sides, stand at the
//! bottom where the fault lines end.

use std::f64::consts::TAU;

use super::fault::{self, FaultLine};
use super::formation::{self, Build, Group, Measures, Style};
use super::geometry::{Point, Rect, blob, hull, mean, nearest_in, smooth, within};
use super::tiers::{self, Item};
use super::ties::Ties;
use crate::sim::declare::{Arrangement, Info};
use crate::sim::ids::NodeId;
use crate::sim::order::by_key;

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
    /// The nodes' centres, by id.
    pub nodes: Vec<Point>,
    /// The groups of the partition, left to right; empty if there is none.
    pub groups: Vec<Vec<NodeId>>,
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

impl Layout {
    /// The stage at rest. `roles` has each node's role; `groups` is the partition in force.
    pub fn of(info: &Info, roles: &[u8], groups: &[Vec<NodeId>], size: (f64, f64)) -> Layout {
        let builds: Vec<Build> = roles.iter().map(|role| build(info, *role)).collect();
        let plan = Plan::new(info, roles, builds, groups, size);
        formation::candidates(plan.builds.len())
            .filter(|(_, style)| plan.tiers.is_empty() || *style == Style::Any)
            .find_map(|(measures, style)| {
                plan.place(measures, style).map(|nodes| plan.finish(measures, nodes))
            })
            .unwrap_or_else(|| plan.crowd())
    }

    /// The stage while a node is held at a point, and `groups` is what dropping it there would
    /// make of the partition. Nothing else moves; a fault line opens beside the pointer.
    pub fn held(&self, groups: &[Vec<NodeId>], node: NodeId, at: Point) -> Layout {
        let mut layout = self.clone();
        if let Some(place) = layout.nodes.get_mut(node.index()) {
            *place = at;
        }
        layout.groups = groups.to_vec();
        layout.islands =
            groups.iter().map(|group| self.island_held(&layout, group, node)).collect();
        let staying: Vec<Vec<NodeId>> = groups
            .iter()
            .map(|group| group.iter().copied().filter(|id| *id != node).collect())
            .filter(|group: &Vec<NodeId>| !group.is_empty())
            .collect();
        let shores: Vec<Vec<Point>> =
            staying.iter().map(|group| self.island_held(&layout, group, node).outline).collect();
        let span = self.span();
        layout.faults = cracks(&shores, span, self.measures.scale);
        if groups.iter().any(|group| group[..] == [node]) {
            let near = |group: &&Vec<NodeId>| gap(&layout.ground(group, false), at);
            let nearest = staying.iter().min_by(|a, b| near(a).total_cmp(&near(b)));
            // Keeps clear of logs and badges, or at least of the discs.
            let crack = nearest.and_then(|group| {
                [true, false].into_iter().find_map(|all| {
                    let (island, held) = (layout.ground(group, all), layout.ground(&[node], all));
                    fault::around(&island, &held, span, &layout.faults, self.measures.scale)
                })
            });
            layout.faults.extend(crack);
        }
        layout
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
        self.groups.iter().position(|group| group.contains(&node))
    }

    /// Whether a partition keeps the two apart.
    pub fn parted(&self, a: NodeId, b: NodeId) -> bool {
        matches!((self.group_of(a), self.group_of(b)), (Some(a), Some(b)) if a != b)
    }

    /// All nodes.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u16).map(NodeId)
    }

    /// The ground of a group while a node is held: as at rest if the node has nothing to do with
    /// it. `held` has the nodes' places.
    fn island_held(&self, held: &Layout, group: &[NodeId], node: NodeId) -> Island {
        let at_rest = self.groups.iter().position(|it| it[..] == *group && !it.contains(&node));
        if let Some(index) = at_rest {
            return self.islands[index].clone();
        }
        // A node in the hand carries no more ground than it needs.
        let (pad, measures) =
            if *group == [node] { (8.0, self.short_logs()) } else { (16.0, self.measures) };
        island(group, &self.builds, &held.nodes, measures, |_| pad * measures.scale)
    }

    /// The measures as if logs were short, which most are.
    fn short_logs(&self) -> Measures {
        Measures { cells: self.measures.cells.min(3), ..self.measures }
    }

    /// The hull of a group's nodes: of all that is drawn at them, or of their discs only.
    fn ground(&self, group: &[NodeId], all: bool) -> Vec<Point> {
        let mut corners = Vec::new();
        for id in group {
            let parts = self.short_logs().parts(self.at(*id), self.build(*id));
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

/// What a layout is made from.
struct Plan {
    builds: Vec<Build>,
    ties: Ties,
    /// Each node's tier, where nodes stand in tiers.
    tiers: Vec<u8>,
    groups: Vec<Vec<NodeId>>,
    size: (f64, f64),
    bounds: Rect,
    /// Each server's angle on the whole ring, clockwise from the top; 0 for clients.
    bearings: Vec<f64>,
}

impl Plan {
    fn new(
        info: &Info,
        roles: &[u8],
        builds: Vec<Build>,
        groups: &[Vec<NodeId>],
        size: (f64, f64),
    ) -> Plan {
        let tier = |role: &u8| info.roles.get(usize::from(*role)).map_or(0, |role| role.tier);
        let tiers = match info.arrangement {
            Arrangement::Ring => Vec::new(),
            Arrangement::Tiers => roles.iter().map(tier).collect(),
        };
        let servers = builds.iter().filter(|build| !build.is_client()).count().max(1);
        let mut bearings = Vec::with_capacity(builds.len());
        let mut passed = 0;
        for build in &builds {
            bearings.push(TAU * f64::from(passed) / servers as f64);
            passed += u32::from(!build.is_client());
        }
        let (width, height) = size;
        // Room for the label that heals above.
        let bounds = Rect {
            left: within(width * 0.02, 6.0, 24.0),
            top: within(height * 0.06, 30.0, 36.0),
            right: width - within(width * 0.02, 6.0, 24.0),
            bottom: height - within(height * 0.02, 8.0, 12.0),
        };
        let known = |id: &NodeId| id.index() < builds.len();
        let groups = groups.iter().map(|group| group.iter().copied().filter(known).collect());
        let groups = groups.filter(|group: &Vec<NodeId>| !group.is_empty()).collect();
        Plan { ties: Ties::of(info, roles), tiers, groups, size, bounds, bearings, builds }
    }

    /// All nodes' centres at these measures; `None` if they do not fit.
    fn place(&self, measures: Measures, style: Style) -> Option<Vec<Point>> {
        let mut nodes = vec![Point::default(); self.builds.len()];
        if self.groups.is_empty() {
            self.place_group(&self.everybody(), self.bounds, (measures, style), &mut nodes)?;
            return Some(nodes);
        }
        let commons = self.commons(measures);
        let outsiders = self.outsiders();
        let foot = self.common_foot(measures);
        let spots = formation::spread(outsiders.len(), foot, commons, measures.scale)?;
        for (id, spot) in outsiders.iter().zip(spots) {
            nodes[id.index()] = spot;
        }
        for (group, column) in self.groups.iter().zip(self.columns(commons.top, measures.scale)) {
            let shore = (15.0 * measures.scale).max(5.0);
            self.place_group(group, column.grown(-shore), (measures, style), &mut nodes)?;
        }
        Some(nodes)
    }

    fn place_group(
        &self,
        group: &[NodeId],
        region: Rect,
        (measures, style): (Measures, Style),
        nodes: &mut [Point],
    ) -> Option<()> {
        if !self.tiers.is_empty() {
            return self.place_flow(group, region, measures, nodes);
        }
        let (mut servers, clients): (Vec<NodeId>, Vec<NodeId>) =
            group.iter().partition(|id| !self.builds[id.index()].is_client());
        by_key(&mut servers, |id| u64::from(id.0));
        let bearings: Vec<f64> = servers.iter().map(|id| self.bearings[id.index()]).collect();
        let built = |ids: &[NodeId]| -> Vec<Build> {
            ids.iter().map(|id| self.builds[id.index()]).collect()
        };
        let group =
            Group { bearings: &bearings, servers: &built(&servers), clients: &built(&clients) };
        let placed = formation::fit(&group, region, measures, style)?;
        for (id, at) in servers.iter().chain(&clients).zip(placed) {
            nodes[id.index()] = at;
        }
        Some(())
    }

    fn place_flow(
        &self,
        group: &[NodeId],
        region: Rect,
        measures: Measures,
        nodes: &mut [Point],
    ) -> Option<()> {
        let mut group = group.to_vec();
        by_key(&mut group, |id| u64::from(id.0));
        let item = |id: &NodeId| {
            let build = self.builds[id.index()];
            let foot = measures.footprint(Point::default(), build);
            Item { tier: self.tiers[id.index()], foot, radius: measures.ring(build) }
        };
        let items: Vec<Item> = group.iter().map(item).collect();
        let places = tiers::fit(&items, &self.ties.among(&group), region, measures.scale)?;
        for (id, at) in group.iter().zip(places) {
            nodes[id.index()] = at;
        }
        Some(())
    }

    /// The picture around nodes that are in their places.
    fn finish(&self, measures: Measures, nodes: Vec<Point>) -> Layout {
        let commons = self.commons(measures);
        let columns = self.columns(commons.top, measures.scale);
        let islands: Vec<Island> = self
            .groups
            .iter()
            .zip(columns)
            .map(|(group, column)| {
                // As much ground as the column has, within reason.
                let pad = |parts: Rect| {
                    let slack = (parts.left - column.left)
                        .min(column.right - parts.right)
                        .min(parts.top - column.top)
                        .min(column.bottom - parts.bottom);
                    (slack / 1.2).min(48.0 * measures.scale).max(5.0)
                };
                island(group, &self.builds, &nodes, measures, pad)
            })
            .collect();
        let shores: Vec<Vec<Point>> = islands.iter().map(|it| it.outline.clone()).collect();
        let span = Rect { bottom: commons.top, ..self.bounds };
        Layout {
            size: self.size,
            measures,
            builds: self.builds.clone(),
            ties: self.ties.clone(),
            nodes,
            groups: self.groups.clone(),
            faults: cracks(&shores, span, measures.scale),
            islands,
            bounds: self.bounds,
            commons,
        }
    }

    /// The last resort for very many nodes: plain discs on grids.
    fn crowd(&self) -> Layout {
        let rough = Measures { scale: 0.5, cells: 0, badges: false };
        let mut nodes = vec![Point::default(); self.builds.len()];
        let mut scale = rough.scale;
        let commons = self.commons(rough);
        let mut fill = |ids: &[NodeId], region: Rect| {
            let (spots, fits) = formation::grid(ids.len(), region);
            scale = scale.min(fits);
            for (id, spot) in ids.iter().zip(spots) {
                nodes[id.index()] = spot;
            }
        };
        if self.groups.is_empty() {
            fill(&self.everybody(), self.bounds);
        } else {
            fill(&self.outsiders(), commons);
            for (group, column) in self.groups.iter().zip(self.columns(commons.top, rough.scale)) {
                fill(group, column.grown(-8.0));
            }
        }
        self.finish(Measures { scale, ..rough }, nodes)
    }

    /// The strip at the bottom for nodes of no group. Never more than half the stage.
    fn commons(&self, measures: Measures) -> Rect {
        let count = if self.groups.is_empty() { 0 } else { self.outsiders().len() };
        let (strip, _) = formation::split_rows(count, self.common_foot(measures), self.bounds);
        Rect { top: strip.top.max(self.bounds.centre().y), ..strip }
    }

    /// A column for each island, wider for larger groups, with gaps for the fault lines.
    fn columns(&self, bottom: f64, scale: f64) -> Vec<Rect> {
        let weights: Vec<f64> = self.groups.iter().map(|it| (it.len() as f64).sqrt()).collect();
        let total: f64 = weights.iter().sum();
        let gap = (44.0 * scale).max(14.0);
        let room = self.bounds.width() - gap * (weights.len() as f64 - 1.0);
        let mut left = self.bounds.left;
        let column = |weight: &f64| {
            let right = left + room * weight / total;
            let column = Rect { left, top: self.bounds.top, right, bottom: bottom - 4.0 };
            left = right + gap;
            column
        };
        weights.iter().map(column).collect()
    }

    fn everybody(&self) -> Vec<NodeId> {
        (0..self.builds.len() as u16).map(NodeId).collect()
    }

    /// The nodes of no group.
    fn outsiders(&self) -> Vec<NodeId> {
        let listed = |id: &NodeId| self.groups.iter().any(|group| group.contains(id));
        self.everybody().into_iter().filter(|id| !listed(id)).collect()
    }

    /// The room that any node of no group takes.
    fn common_foot(&self, measures: Measures) -> Rect {
        let builds = self.outsiders().into_iter().map(|id| self.builds[id.index()]);
        measures.footprints(&builds.collect::<Vec<Build>>())
    }
}

fn build(info: &Info, role: u8) -> Build {
    info.roles.get(usize::from(role)).map_or(Build::SERVER, Build::of)
}

fn island(
    group: &[NodeId],
    builds: &[Build],
    nodes: &[Point],
    measures: Measures,
    pad: impl Fn(Rect) -> f64,
) -> Island {
    let mut parts = Vec::new();
    for id in group {
        parts.extend(measures.parts(nodes[id.index()], builds[id.index()]));
    }
    let Some(whole) = parts.iter().copied().reduce(Rect::union) else {
        return Island { outline: Vec::new(), path: String::new(), centre: Point::default() };
    };
    let key = group.first().map_or(0, |id| u64::from(id.0));
    let outline = blob(&parts, pad(whole), key);
    Island { path: smooth(&outline), centre: mean(&outline), outline }
}

fn cracks(shores: &[Vec<Point>], span: Rect, scale: f64) -> Vec<FaultLine> {
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
