//! How nodes stand together: what room a node takes, and how a group is fitted into a region.
//!
//! Tries a few formations (ring, pair, grid) at ever smaller scales until nothing overlaps.
//! Knows no partition and no fault lines: that is [`super::layout`]'s business.

use std::f64::consts::{PI, TAU};

use super::geometry::{Point, Rect, nearest_on, point, polar, rank};
use super::shape::{self, Ink};
use super::text::words;
use kernel::order::by_key;
use pattern::declare::{Outline, Role, Room};

/// What takes room at a node: its figure with a timer ring and a badge, and what stands below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// The figure; squares are smaller than the others.
    pub outline: Outline,
    /// The room that its role asks for, for widgets.
    pub room: Room,
    /// How many characters the longest of its states' names has.
    pub letters: u8,
}

impl Build {
    /// A server as most are: a disc with a log.
    pub const SERVER: Build = Build { outline: Outline::Circle, room: Room::row(8), letters: 9 };
    /// A client as most are: a square with a caption.
    pub const CLIENT: Build = Build { outline: Outline::Square, room: Room::NONE, letters: 7 };

    /// What takes room at a node of this role.
    pub fn of(role: &Role) -> Build {
        let names = role.diagram.states.iter().map(|state| words(state.name).chars().count());
        let letters = names.max().unwrap_or(0).min(24) as u8;
        Build { outline: role.outline, room: role.room, letters }
    }

    /// Whether it is a client, which takes no part and reaches all sides of a partition at first.
    pub fn is_client(self) -> bool {
        self.outline == Outline::Square
    }
}

/// How large things are drawn. All nodes of a stage share one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// 1 on a roomy stage: a server's radius is 34 pixels then.
    pub scale: f64,
    /// How many columns and rows of cells there are at most below a node; 0 means that widgets are
    /// not drawn.
    pub cells: usize,
    /// Whether there is room for badges.
    pub badges: bool,
    /// Whether widgets stand beside their figures instead of below.
    pub beside: bool,
}

impl Measures {
    /// The radius of a disc, or half the side of a square.
    pub fn radius(self, build: Build) -> f64 {
        match build.outline {
            Outline::Circle | Outline::Hexagon => 34.0 * self.scale,
            Outline::Square => 22.0 * self.scale,
        }
    }

    /// The radius on which a running timer's arc is drawn.
    pub fn ring(self, build: Build) -> f64 {
        self.radius(build) + 6.0 * self.scale
    }

    /// A cell's width (with the space after it) and height.
    pub fn cell(self) -> (f64, f64) {
        ((24.0 * self.scale).max(17.0), (26.0 * self.scale).max(20.0))
    }

    /// The badge of a node with these characters in it: wider to the right if they need it.
    pub fn badge_of(self, centre: Point, build: Build, text: &str) -> Rect {
        let badge = self.badge(centre, build);
        let size = (10.5 * self.scale).max(9.0);
        let wanted = text.chars().count() as f64 * 0.62 * size + 8.0;
        Rect { right: badge.right.max(badge.left + wanted), ..badge }
    }

    /// Where the badge of a node stands: at its top right.
    pub fn badge(self, centre: Point, build: Build) -> Rect {
        let r = self.radius(build);
        let at = centre + point(1.15 * r, -1.26 * r);
        Rect::around(at, (34.0 * self.scale).max(27.0), (18.0 * self.scale).max(14.0))
    }

    /// The height of the letters of a state's name.
    pub fn letters(self) -> f64 {
        (10.0 * self.scale).max(9.0)
    }

    /// Whether a state's name of so many characters fits into the figure.
    pub fn fits(self, build: Build, characters: usize) -> bool {
        characters as f64 * self.letters() * 0.56 <= 2.0 * self.radius(build) - 4.0
    }

    /// Where the name of a node's state stands if it does not fit into the figure, unless all is
    /// very small. Squares without widgets keep room for one.
    pub fn caption(self, centre: Point, build: Build) -> Option<Rect> {
        if !self.badges {
            return None;
        }
        let width = f64::from(build.letters) * self.letters() * 0.6;
        let fits = self.fits(build, usize::from(build.letters));
        match build.outline {
            Outline::Square if build.room == Room::NONE => {
                let least = (96.0 * self.scale).max(56.0);
                let width = if fits { least } else { least.max(width) };
                let middle = centre + point(0.0, self.underside(build) + 7.0);
                Some(Rect::around(middle, width, 14.0))
            }
            Outline::Square | Outline::Circle | Outline::Hexagon => {
                // No wider than the figure: there is a neighbour.
                let width = width.min(2.0 * self.ring(build) + 10.0);
                let middle = centre + point(0.0, self.ring(build) + 6.0);
                let small = self.scale < 0.55;
                (!fits && !small).then(|| Rect::around(middle, width, 9.0))
            }
        }
    }

    /// Where the name of a state stands at a node at the origin, its foot and middle; how high its
    /// letters are; and as much of it as there is room for.
    pub fn state(self, build: Build, name: &str) -> (Point, f64, String) {
        let inside = point(0.0, 13.0 * self.scale.max(0.8));
        if self.fits(build, name.chars().count()) {
            return (inside, self.letters(), name.into());
        }
        match self.caption(Point::default(), build) {
            Some(room) => {
                let size = self.letters().min(9.5);
                let foot = point(0.0, room.centre().y + 0.36 * size);
                (foot, size, shape::cut(name, room.width(), size, Ink::Label))
            }
            // The initial stands for it; the tooltip has it in full.
            None => (
                inside,
                self.letters(),
                name.chars().take(1).collect::<String>().to_ascii_uppercase(),
            ),
        }
    }

    /// The room for widgets below a node, if it has any.
    pub fn room(self, centre: Point, build: Build) -> Option<Rect> {
        let columns = usize::from(build.room.columns).min(self.cells);
        let rows = usize::from(build.room.rows).min(self.cells);
        if columns == 0 || rows == 0 {
            return None;
        }
        let (cell_width, cell_height) = self.cell();
        let more = (18.0 * self.scale).max(14.0) * (rows - 1) as f64;
        let asked = f64::from(build.room.columns) * cell_width;
        // A row of cells is told by their number; words in several rows need the width they asked
        // for, or they are cut.
        let whole = if rows > 1 { asked } else { 0.0 };
        let (width, height) = ((columns as f64 * cell_width).max(whole), cell_height + more);
        if self.beside {
            // Below the badge, if that reaches so far down.
            let badge = self.badge(centre, build).bottom + 3.0;
            let top = if self.badges {
                (centre.y - height / 2.0).max(badge)
            } else {
                centre.y - height / 2.0
            };
            let left = centre.x + self.ring(build) + (8.0 * self.scale).max(5.0);
            return Some(Rect { left, top, right: left + width, bottom: top + height });
        }
        let caption = self.caption(centre, build).map_or(centre.y, |it| it.bottom + 1.5);
        let top = caption.max(centre.y + self.underside(build));
        let left = centre.x - width / 2.0;
        Some(Rect { left, top, right: left + width, bottom: top + height })
    }

    /// How far below its centre a node's figure ends, and what stands below it begins.
    fn underside(self, build: Build) -> f64 {
        self.ring(build) + 12.0 * self.scale
    }

    /// Everything that takes room at a node, its disc first.
    pub fn parts(self, centre: Point, build: Build) -> Vec<Rect> {
        let side = 2.0 * (self.ring(build) + 2.0 * self.scale);
        let mut parts = vec![Rect::around(centre, side, side)];
        if self.badges {
            parts.push(self.badge(centre, build));
        }
        parts.extend(self.caption(centre, build));
        parts.extend(self.room(centre, build));
        parts
    }

    /// The rectangle around everything at a node.
    pub fn footprint(self, centre: Point, build: Build) -> Rect {
        let disc = Rect::around(centre, 0.0, 0.0);
        self.parts(centre, build).into_iter().fold(disc, Rect::union)
    }

    /// The room that any of these takes.
    pub fn footprints(self, builds: &[Build]) -> Rect {
        let feet = builds.iter().map(|build| self.footprint(Point::default(), *build));
        feet.fold(Rect::default(), Rect::union)
    }
}
/// A stage from this width and height on is large.
const LARGE: (f64, f64) = (1_300.0, 600.0);

/// Which formations may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Rings, and tiers of one column: no link passes behind a third node.
    Clear,
    /// Tiers from top to bottom where the ground is wide, too.
    Turned,
    /// Tiers of several columns too. And rings where links of clients pass behind nodes.
    Staggered,
    /// Rows and columns too.
    Any,
}

/// What to try, the best first: fewer log cells before smaller nodes, and somewhat smaller rings
/// before larger grids. On an upright stage flows run downwards, and widgets are out of their way beside
/// the figures, if there is room.
pub fn candidates(stage: (f64, f64)) -> impl Iterator<Item = (Measures, Style)> {
    let mut list = Vec::new();
    for it in measures() {
        if stage.0 < stage.1 && it.cells > 0 {
            list.push(Measures { beside: true, ..it });
        }
        list.push(it);
    }
    // Who watches a large stage sits farther off.
    let large = stage.0 >= LARGE.0 && stage.1 >= LARGE.1;
    let larger = [1.45, 1.3, 1.15].into_iter().filter(move |_| large);
    let larger = larger
        .map(|scale| (Measures { scale, cells: 8, badges: true, beside: false }, Style::Clear));
    // Several columns before a column of much smaller nodes, and before links behind nodes.
    let steps = [
        (Style::Clear, 0.7..2.0),
        (Style::Turned, 0.8..2.0),
        (Style::Staggered, 0.7..2.0),
        (Style::Turned, 0.6..0.8),
        (Style::Staggered, 0.5..0.7),
    ];
    let mut tried: Vec<(Measures, Style)> = larger.collect();
    for (style, scales) in steps {
        let within = |it: &&Measures| scales.contains(&it.scale) && it.cells >= 3;
        tried.extend(list.iter().filter(within).map(|it| (*it, style)));
    }
    tried.extend(list.iter().map(|it| (*it, Style::Any)));
    tried.into_iter()
}

fn measures() -> Vec<Measures> {
    let mut list = Vec::new();
    for step in 0..=17 {
        let scale = 1.0 - 0.04 * f64::from(step);
        let (most, least) = match step {
            0..=4 => (8, 4),
            5..=12 => (6, 3),
            _ => (5, 2),
        };
        for cells in (least..=most).rev() {
            list.push(Measures { scale, cells, badges: true, beside: false });
        }
    }
    for scale in [0.6, 0.5, 0.4, 0.3, 0.24] {
        list.push(Measures { scale, cells: 0, badges: false, beside: false });
    }
    list
}

/// A group to be placed: its servers in order, then its clients.
pub struct Group<'a> {
    /// Where each server stands on the unpartitioned ring, as an angle clockwise from the top.
    pub bearings: &'a [f64],
    /// What takes room at each server.
    pub servers: &'a [Build],
    /// What takes room at each of the clients that stand with them.
    pub clients: &'a [Build],
}

/// Places a group within a region: the servers' centres, then the clients'. `None` if it does
/// not fit without overlaps.
pub fn fit(group: &Group, region: Rect, measures: Measures, style: Style) -> Option<Vec<Point>> {
    let (foot, count) = (measures.footprints(group.clients), group.clients.len());
    let (rows, rest) = split_rows(count, foot, region);
    let clients = spread(count, foot, rows, measures.scale)?;
    let formations = formations(group, rest, measures, style)?;
    let built: Vec<Build> = group.servers.iter().chain(group.clients).copied().collect();
    let mut best: Option<(usize, Vec<Point>)> = None;
    // On narrow ground there is nothing aside.
    let asides = if region.width() < region.height() { &ASIDE[..1] } else { &ASIDE };
    for servers in formations {
        for share in asides {
            let aside = point(share * region.width(), 0.0);
            let clients = clients.iter().map(|at| *at + aside);
            let places: Vec<Point> = servers.iter().copied().chain(clients).collect();
            let parts: Vec<Vec<Rect>> =
                places.iter().zip(&built).map(|(at, build)| measures.parts(*at, *build)).collect();
            if clear(&parts, region) {
                let hidden = hidden(&places, &built, measures);
                if best.as_ref().is_none_or(|it| hidden < it.0) {
                    best = Some((hidden, places));
                }
            }
            if count == 0 || best.as_ref().is_some_and(|it| it.0 == 0) {
                break;
            }
        }
        if best.as_ref().is_some_and(|it| it.0 == 0 || style != Style::Clear) {
            break;
        }
    }
    best.filter(|it| it.0 == 0 || style != Style::Clear).map(|it| it.1)
}

/// How far the clients move aside so that their links pass behind no server, in widths of the region.
const ASIDE: [f64; 7] = [0.0, -0.1, 0.1, -0.2, 0.2, -0.32, 0.32];

/// How many times a link passes behind a node that is not its end, where all have links but clients
/// among themselves.
fn hidden(places: &[Point], builds: &[Build], measures: Measures) -> usize {
    let mut count = 0;
    for (a, from) in places.iter().enumerate() {
        for (b, to) in places[..a].iter().enumerate() {
            if builds[a].is_client() && builds[b].is_client() {
                continue;
            }
            let behind = |(other, at): &(usize, &Point)| {
                let radius = measures.radius(builds[*other]);
                *other != a && *other != b && nearest_on(*from, *to, **at).distance(**at) < radius
            };
            count += places.iter().enumerate().filter(behind).count();
        }
    }
    count
}

/// Places nodes of this footprint in one or more rows within a region, evenly. `None` if they do
/// not fit.
pub fn spread(count: usize, foot: Rect, region: Rect, scale: f64) -> Option<Vec<Point>> {
    let foot = foot.grown(3.0);
    let (per_row, rows) = rows_of(count, region.width(), foot);
    if foot.width() > region.width() || rows as f64 * foot.height() > region.height() + 0.01 {
        return (count == 0).then(Vec::new);
    }
    let pitch = (region.width() / per_row as f64).min(foot.width().max(150.0 * scale));
    let row_height = region.height() / rows as f64;
    let place = |i: usize| {
        let (row, column) = (i / per_row, i % per_row);
        let in_row = per_row.min(count - row * per_row) as f64;
        let x = region.centre().x + (column as f64 - (in_row - 1.0) / 2.0) * pitch;
        let y = region.top + (row as f64 + 0.5) * row_height;
        point(x - foot.centre().x, y - foot.centre().y)
    };
    Some((0..count).map(place).collect())
}

/// Cuts off, at the bottom of a region, the rows that so many nodes of this footprint need.
pub fn split_rows(count: usize, foot: Rect, region: Rect) -> (Rect, Rect) {
    let foot = foot.grown(3.0);
    let (_, rows) = rows_of(count, region.width(), foot);
    let edge = if count == 0 { region.bottom } else { region.bottom - rows as f64 * foot.height() };
    (Rect { top: edge, ..region }, Rect { bottom: edge, ..region })
}

fn rows_of(count: usize, width: f64, foot: Rect) -> (usize, usize) {
    let per_row = ((width / foot.width()) as usize).clamp(1, count.max(1));
    let rows = count.div_ceil(per_row).max(1);
    // Even rows look better than a full one and a remainder.
    (count.div_ceil(rows).max(1), rows)
}

/// The last resort where nothing else fits: plain discs on a grid. Returns the centres, the scale at
/// which the discs stay apart, and the size of the grid's cells.
pub fn grid(count: usize, region: Rect) -> (Vec<Point>, f64, Point) {
    let (width, height) = (region.width().max(1.0), region.height().max(1.0));
    let columns = ((count as f64 * width / height).sqrt().ceil() as usize).clamp(1, count.max(1));
    let rows = count.div_ceil(columns).max(1);
    let (dx, dy) = (width / columns as f64, height / rows as f64);
    let place = |i: usize| {
        let (column, row) = ((i % columns) as f64, (i / columns) as f64);
        point(region.left + (column + 0.5) * dx, region.top + (row + 0.5) * dy)
    };
    // A disc with its ring is 84 pixels wide at scale 1.
    ((0..count).map(place).collect(), (dx.min(dy) / 90.0).min(0.5), point(dx, dy))
}

/// Ways in which servers can stand in a region, the best first. `None` if not even one fits.
fn formations(
    group: &Group,
    region: Rect,
    measures: Measures,
    style: Style,
) -> Option<Vec<Vec<Point>>> {
    let (bearings, count) = (group.bearings, group.bearings.len());
    let foot = measures.footprints(group.servers);
    // Where centres may be.
    let free = Rect {
        left: region.left - foot.left,
        top: region.top - foot.top,
        right: region.right - foot.right,
        bottom: region.bottom - foot.bottom,
    };
    if count == 0 {
        return Some(vec![Vec::new()]);
    }
    if free.width() < 0.0 || free.height() < 0.0 {
        return None;
    }
    if count == 1 {
        return Some(vec![vec![free.centre()]]);
    }
    let mut list: Vec<Vec<Point>> =
        turns(bearings).into_iter().map(|turn| ring(count, free, measures.scale, turn)).collect();
    if style == Style::Any {
        list.extend((1..=count.min(4)).map(|columns| lattice(count, columns, free)));
    }
    Some(list)
}

/// Servers on an ellipse as large as there is room, within reason, clockwise; `turn` is the first
/// one's angle from the top.
fn ring(count: usize, free: Rect, scale: f64, turn: f64) -> Vec<Point> {
    let places: Vec<Point> =
        (0..count).map(|i| polar(turn + TAU * i as f64 / count as f64 - PI / 2.0)).collect();
    let start = Rect::around(places[0], 0.0, 0.0);
    let taken = places.iter().fold(start, |all, at| all.union(Rect::around(*at, 0.0, 0.0)));
    // Neighbours need not be further apart than this.
    let chord = 125.0 * scale.max(0.6) / polar(PI / count as f64).y;
    let high = (free.height() / taken.height().max(1e-6)).min(chord);
    let wide = (free.width() / taken.width().max(1e-6)).min(1.25 * chord);
    let middle = taken.centre();
    let place =
        |at: &Point| free.centre() + point((at.x - middle.x) * wide, (at.y - middle.y) * high);
    places.iter().map(place).collect()
}

/// Servers in staggered columns, row by row.
fn lattice(count: usize, columns: usize, free: Rect) -> Vec<Point> {
    let rows = count.div_ceil(columns);
    let share = |i: usize, of: usize| if of < 2 { 0.5 } else { i as f64 / (of - 1) as f64 };
    let place = |i: usize| {
        let (row, column) = (i / columns, i % columns);
        let in_row = columns.min(count - row * columns);
        // A last row that is not full is centred under the others.
        let x = if in_row == 1 { 0.5 } else { share(column, in_row) };
        point(free.left + x * free.width(), free.top + share(row, rows) * free.height())
    };
    (0..count).map(place).collect()
}

/// Turns of a ring that leave it symmetric, the one that moves nodes least first.
fn turns(bearings: &[f64]) -> Vec<f64> {
    let count = bearings.len();
    let pull = bearings.iter().enumerate().fold(Point::default(), |sum, (i, bearing)| {
        sum + polar(bearing - TAU * i as f64 / count as f64)
    });
    let wanted = if pull.length() < 1e-6 { 0.0 } else { pull.y.atan2(pull.x) };
    // A pair stands upright, the one that was higher on top.
    let symmetric: Vec<f64> = match count {
        2 if polar(bearings[0]).x >= polar(bearings[1]).x - 1e-6 => vec![0.0],
        2 => vec![PI],
        // Mirrored at the upright axis, or at the level one.
        _ => (0..2 * count)
            .flat_map(|k| [k as f64 * PI / count as f64, PI / 2.0 + k as f64 * PI / count as f64])
            .collect(),
    };
    let off = |turn: f64| {
        let angle = (turn - wanted).rem_euclid(TAU);
        angle.min(TAU - angle)
    };
    let mut sorted = symmetric;
    by_key(&mut sorted, |turn| rank(off(*turn)));
    sorted.truncate(6);
    sorted
}

/// Whether nothing overlaps and all lies within the region.
fn clear(nodes: &[Vec<Rect>], region: Rect) -> bool {
    let within = region.grown(0.5);
    nodes.iter().enumerate().all(|(i, parts)| {
        parts.iter().all(|part| {
            let part_with_air = part.grown(3.0);
            within.covers(*part)
                && nodes[..i].iter().flatten().all(|other| !part_with_air.overlaps(*other))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Measures = Measures { scale: 1.0, cells: 4, badges: true, beside: false };
    const REGION: Rect = Rect { left: 0.0, top: 0.0, right: 500.0, bottom: 600.0 };

    fn bearings(of: usize, indices: impl IntoIterator<Item = usize>) -> Vec<f64> {
        indices.into_iter().map(|i| TAU * i as f64 / of as f64).collect()
    }

    fn placed(bearings: &[f64]) -> Vec<Point> {
        let servers = vec![Build::SERVER; bearings.len()];
        fit(&Group { bearings, servers: &servers, clients: &[] }, REGION, ROOM, Style::Clear)
            .expect("there is room")
    }

    #[test]
    fn a_whole_ring_has_its_first_server_at_the_top_and_runs_clockwise() {
        let at = placed(&bearings(4, 0..4));
        assert!((at[0].x - at[2].x).abs() < 0.1 && at[0].y < at[1].y);
        assert!(at[1].x > at[0].x && at[2].y > at[1].y && at[3].x < at[0].x);
    }

    #[test]
    fn a_pair_stands_upright_with_the_higher_one_on_top() {
        let at = placed(&bearings(5, [0, 1]));
        assert!((at[0].x - at[1].x).abs() < 0.1 && at[0].y < at[1].y);
        // n2 stands at the bottom of a ring of five, n4 at the upper left.
        let at = placed(&bearings(5, [2, 4]));
        assert!(at[1].y < at[0].y);
    }

    #[test]
    fn three_of_five_keep_their_sides() {
        // n2 at the lower right, n3 at the lower left, n4 at the upper left.
        let at = placed(&bearings(5, [2, 3, 4]));
        assert!(at[0].x > at[1].x && at[0].x > at[2].x && at[2].y < at[1].y);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let small = Rect { right: 100.0, bottom: 100.0, ..REGION };
        let (bearings, servers) = (&bearings(5, 0..5), &[Build::SERVER; 5]);
        let ring = Group { bearings, servers, clients: &[] };
        assert!(fit(&ring, small, ROOM, Style::Any).is_none());
        let row = Group { bearings: &[], servers: &[], clients: &[Build::CLIENT; 3] };
        assert!(fit(&row, small, ROOM, Style::Any).is_none());
    }
}
