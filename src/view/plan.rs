//! What a layout is made from: who stands where, at which scale.
//!
//! Tries measures from the largest to the smallest until everything fits. Nodes in a ring or a flow,
//! crowds in boxes; within a partition, each group in a column of its own.

use std::f64::consts::TAU;

use super::crowd::{self, Crowd, FEW, Form};
use super::formation::{self, Build, Group, Measures, Style};
use super::geometry::{Point, Rect, within};
use super::layout::{Island, Layout, cracks, island, sides};
use super::star;
use super::tiers::{self, Item};
use super::ties::Ties;
use kernel::ids::NodeId;
use kernel::order::by_key;
use pattern::declare::{Arrangement, Info, Role};

/// What a layout is made from.
pub struct Plan<'a> {
    info: &'a Info,
    builds: Vec<Build>,
    ties: Ties,
    /// Each node's tier, where nodes stand in tiers.
    tiers: Vec<u8>,
    /// The roles that are drawn as crowds, and who of them is an example before others.
    crowded: Vec<u8>,
    telling: &'a [NodeId],
    groups: Vec<Vec<NodeId>>,
    /// What takes a place in each of them; in the whole cluster if there are none.
    grouped: Vec<Vec<Unit>>,
    /// What takes one among those of no group, while there are groups.
    common: Vec<Unit>,
    size: (f64, f64),
    bounds: Rect,
    /// Each server's angle on the whole ring, clockwise from the top; 0 for clients.
    bearings: Vec<f64>,
}

/// What takes a place of its own.
enum Unit {
    Node(NodeId),
    /// Of one role, at least [`FEW`].
    Crowd(Vec<NodeId>),
}

/// Where everything is.
struct Places {
    nodes: Vec<Point>,
    crowds: Vec<Crowd>,
}

impl Plan<'_> {
    /// Takes note of everything. Nodes of the partition that do not exist are passed over.
    pub fn new<'a>(
        info: &'a Info,
        roles: &[u8],
        groups: &[Vec<NodeId>],
        size: (f64, f64),
        telling: &'a [NodeId],
    ) -> Plan<'a> {
        let builds: Vec<Build> = roles.iter().map(|role| build(info, *role)).collect();
        let crowded = crowd::crowded(info, roles, size);
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
        let mut plan = Plan {
            ties: Ties::of(info, roles),
            tiers: tiers_of(info, roles, &crowded),
            info,
            crowded,
            telling,
            groups,
            grouped: Vec::new(),
            common: Vec::new(),
            size,
            bounds,
            bearings,
            builds,
        };
        let sides = sides(&plan.groups, roles.len());
        let outside = |id: &NodeId| sides[id.index()].is_none();
        let outsiders: Vec<NodeId> = plan.everybody().into_iter().filter(outside).collect();
        if plan.groups.is_empty() {
            plan.grouped = vec![plan.units(&outsiders)];
        } else {
            plan.grouped = plan.groups.iter().map(|group| plan.units(group)).collect();
            plan.common = plan.units(&outsiders);
        }
        plan
    }

    /// The largest layout that fits.
    pub fn layout(&self) -> Layout {
        formation::candidates(self.size)
            .find_map(|(measures, style)| {
                self.place(measures, style).map(|places| self.finish(measures, places))
            })
            .unwrap_or_else(|| self.squeezed())
    }

    /// Where all is at these measures; `None` if it does not fit.
    fn place(&self, measures: Measures, style: Style) -> Option<Places> {
        let mut places = self.nowhere();
        let commons = self.commons(measures);
        let foot = self.common_foot(measures);
        let spots = formation::spread(self.common.len(), foot, commons, measures.scale)?;
        for (unit, spot) in self.common.iter().zip(spots) {
            self.put(unit, spot, measures, &mut places);
        }
        let shore = if self.groups.is_empty() { 0.0 } else { (15.0 * measures.scale).max(5.0) };
        for (units, column) in self.grouped.iter().zip(self.columns(commons.top, measures.scale)) {
            self.place_group(units, column.grown(-shore), (measures, style), &mut places)?;
        }
        Some(places)
    }

    fn nowhere(&self) -> Places {
        Places { nodes: vec![Point::default(); self.builds.len()], crowds: Vec::new() }
    }

    /// The nodes of a group in order, those of crowded roles together unless they are few.
    fn units(&self, group: &[NodeId]) -> Vec<Unit> {
        let mut group = group.to_vec();
        by_key(&mut group, |id| u64::from(id.0));
        let mut units = Vec::new();
        let mut crowds: Vec<Vec<NodeId>> = self.crowded.iter().map(|_| Vec::new()).collect();
        for id in group {
            let role = self.ties.role(id);
            match self.crowded.iter().position(|crowded| *crowded == role) {
                Some(index) => crowds[index].push(id),
                None => units.push(Unit::Node(id)),
            }
        }
        for crowd in crowds {
            match crowd.len() < FEW {
                true => units.extend(crowd.into_iter().map(Unit::Node)),
                false => units.push(Unit::Crowd(crowd)),
            }
        }
        units
    }

    fn place_group(
        &self,
        units: &[Unit],
        region: Rect,
        (measures, style): (Measures, Style),
        places: &mut Places,
    ) -> Option<()> {
        if !self.tiers.is_empty() {
            return self.place_flow(units, region, (measures, style), places);
        }
        // A ring looks the same from all sides, and has no columns.
        let turned = style == Style::Turned;
        if measures.beside || turned || (style == Style::Staggered && measures.scale < 0.6) {
            return None;
        }
        // In a ring there are no crowds.
        let group: Vec<NodeId> = units.iter().map(Unit::head).collect();
        let (servers, clients): (Vec<NodeId>, Vec<NodeId>) =
            group.iter().partition(|id| !self.builds[id.index()].is_client());
        let bearings: Vec<f64> = servers.iter().map(|id| self.bearings[id.index()]).collect();
        let built = |ids: &[NodeId]| -> Vec<Build> {
            ids.iter().map(|id| self.builds[id.index()]).collect()
        };
        let group =
            Group { bearings: &bearings, servers: &built(&servers), clients: &built(&clients) };
        let placed = formation::fit(&group, region, measures, style)?;
        for (id, at) in servers.iter().chain(&clients).zip(placed) {
            places.nodes[id.index()] = at;
        }
        Some(())
    }

    fn place_flow(
        &self,
        units: &[Unit],
        region: Rect,
        (measures, style): (Measures, Style),
        places: &mut Places,
    ) -> Option<()> {
        let heads: Vec<NodeId> = units.iter().map(Unit::head).collect();
        let item = |unit: &Unit| {
            let (head, foot) = (unit.head(), self.foot(unit, measures));
            let radius = match unit {
                Unit::Node(id) => measures.ring(self.builds[id.index()]),
                Unit::Crowd(_) => foot.width().min(foot.height()) / 2.0,
            };
            let widgets = match unit {
                Unit::Node(id) => measures.room(Point::default(), self.builds[id.index()]),
                Unit::Crowd(_) => None,
            };
            Item { tier: self.tiers[head.index()], foot, radius, widgets }
        };
        let items: Vec<Item> = units.iter().map(item).collect();
        let ties = self.ties.among(&heads);
        let (scale, alone) = (measures.scale, units.iter().all(Unit::is_node));
        let star = || star::fit(&items, &ties, region, scale).filter(|_| alone);
        let spots = star().or_else(|| tiers::fit(&items, &ties, region, scale, style))?;
        for (unit, at) in units.iter().zip(spots) {
            self.put(unit, at, measures, places);
        }
        Some(())
    }

    /// The room that a unit takes around its centre.
    fn foot(&self, unit: &Unit, measures: Measures) -> Rect {
        match unit {
            Unit::Node(id) => measures.footprint(Point::default(), self.builds[id.index()]),
            Unit::Crowd(members) => self.form(members, measures).foot,
        }
    }

    fn form(&self, members: &[NodeId], measures: Measures) -> Form {
        let build = self.builds[members[0].index()];
        Form::of(self.role(members), build, measures, members.len())
    }

    fn role(&self, members: &[NodeId]) -> &Role {
        &self.info.roles[usize::from(self.ties.role(members[0]))]
    }

    fn put(&self, unit: &Unit, at: Point, measures: Measures, places: &mut Places) {
        let Places { nodes, crowds } = places;
        match unit {
            Unit::Node(id) => nodes[id.index()] = at,
            Unit::Crowd(members) => {
                let role = self.ties.role(members[0]);
                let form = self.form(members, measures);
                let place = |id: NodeId, at: Point| nodes[id.index()] = at;
                crowds.push(form.crowd((role, members), at, self.telling, place));
            }
        }
    }

    /// The picture around what is in its place.
    fn finish(&self, measures: Measures, places: Places) -> Layout {
        let commons = self.commons(measures);
        let mut hidden_in = vec![None; self.builds.len()];
        for (number, crowd) in places.crowds.iter().enumerate() {
            for id in &crowd.hidden {
                hidden_in[id.index()] = Some(number as u16);
            }
        }
        let shown = |id: &NodeId| hidden_in[id.index()].is_none();
        let mut layout = Layout {
            size: self.size,
            measures,
            builds: self.builds.clone(),
            ties: self.ties.clone(),
            drawn: self.everybody().into_iter().filter(shown).collect(),
            hidden_in,
            nodes: places.nodes,
            crowds: places.crowds,
            groups: self.groups.clone(),
            sides: sides(&self.groups, self.builds.len()),
            faults: Vec::new(),
            islands: Vec::new(),
            bounds: self.bounds,
            commons,
        };
        let columns = self.columns(commons.top, measures.scale);
        let ground = |(group, column): (&Vec<NodeId>, Rect)| {
            // As much ground as the column has, within reason.
            let pad = |parts: Rect| {
                let slack = (parts.left - column.left)
                    .min(column.right - parts.right)
                    .min(parts.top - column.top)
                    .min(column.bottom - parts.bottom);
                (slack / 1.2).min(48.0 * measures.scale).max(5.0)
            };
            island(&layout.parts(group, measures), group, pad)
        };
        let islands: Vec<Island> = self.groups.iter().zip(columns).map(ground).collect();
        let shores: Vec<Vec<Point>> = islands.iter().map(|it| it.outline.clone()).collect();
        let span = Rect { bottom: commons.top, ..self.bounds };
        layout.faults = cracks(&shores, span, measures.scale);
        layout.islands = islands;
        layout
    }

    /// The last resort where nothing fits: plain discs and boxes on grids.
    fn squeezed(&self) -> Layout {
        let rough = Measures { scale: 0.5, cells: 0, badges: false, beside: false };
        let mut places = self.nowhere();
        let mut scale = rough.scale;
        let commons = self.commons(rough);
        let mut fill = |units: &[Unit], region: Rect| {
            let (spots, fits, cell) = formation::grid(units.len(), region);
            scale = scale.min(fits);
            for (unit, spot) in units.iter().zip(spots) {
                let place = |id: NodeId, at: Point| places.nodes[id.index()] = at;
                match unit {
                    Unit::Node(id) => places.nodes[id.index()] = spot,
                    Unit::Crowd(members) => {
                        let area =
                            Rect::around(spot, (cell.x - 8.0).max(1.0), (cell.y - 8.0).max(1.0));
                        let role = self.ties.role(members[0]);
                        places.crowds.push(Crowd::squeezed((role, members), area, place));
                    }
                }
            }
        };
        fill(&self.common, commons);
        let shore = if self.groups.is_empty() { 0.0 } else { 8.0 };
        for (units, column) in self.grouped.iter().zip(self.columns(commons.top, rough.scale)) {
            fill(units, column.grown(-shore));
        }
        self.finish(Measures { scale, ..rough }, places)
    }

    /// The strip at the bottom for nodes of no group. Never more than half the stage.
    fn commons(&self, measures: Measures) -> Rect {
        let (strip, _) =
            formation::split_rows(self.common.len(), self.common_foot(measures), self.bounds);
        Rect { top: strip.top.max(self.bounds.centre().y), ..strip }
    }

    /// A column for each island, wider for larger groups, with gaps for the fault lines. The whole
    /// stage if there are none.
    fn columns(&self, bottom: f64, scale: f64) -> Vec<Rect> {
        if self.groups.is_empty() {
            return vec![self.bounds];
        }
        let size = |units: &Vec<Unit>| units.iter().map(Unit::weight).sum::<f64>();
        let weights: Vec<f64> = self.grouped.iter().map(|it| size(it).sqrt()).collect();
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

    /// The room that any unit of no group takes.
    fn common_foot(&self, measures: Measures) -> Rect {
        let feet = self.common.iter().map(|unit| self.foot(unit, measures));
        feet.fold(Rect::default(), Rect::union)
    }
}

impl Unit {
    /// The node, or the first of the crowd.
    fn head(&self) -> NodeId {
        match self {
            Unit::Node(id) => *id,
            Unit::Crowd(members) => members[0],
        }
    }

    fn is_node(&self) -> bool {
        matches!(self, Unit::Node(_))
    }

    /// How many nodes it takes the room of.
    fn weight(&self) -> f64 {
        match self {
            Unit::Node(_) => 1.0,
            Unit::Crowd(_) => 4.0,
        }
    }
}

/// Each node's tier; empty where nodes stand in a ring. With crowds nobody does: they stand in the
/// order of their roles.
fn tiers_of(info: &Info, roles: &[u8], crowded: &[u8]) -> Vec<u8> {
    let tier = |role: &u8| info.roles.get(usize::from(*role)).map_or(0, |role| role.tier);
    match info.arrangement {
        Arrangement::Ring if crowded.is_empty() => Vec::new(),
        Arrangement::Ring => roles.to_vec(),
        Arrangement::Tiers => roles.iter().map(tier).collect(),
    }
}

fn build(info: &Info, role: u8) -> Build {
    info.roles.get(usize::from(role)).map_or(Build::SERVER, Build::of)
}
