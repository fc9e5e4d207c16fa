//! A role's state diagram as shapes: pills placed by hand that hold their names, curved edges and
//! labels placed so that they stay clear of states and of each other.
//!
//! Every edge tries some bends and some places for its label, and takes the best in view of the
//! others. Depends on the declaration alone: what is lit changes nothing's place.

use super::geometry::{Point, Rect, crossing, nearest_on, point};
use crate::sim::declare::{Diagram, Tone};

/// A state diagram, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct DiagramScene {
    /// Its width and height.
    pub size: (f64, f64),
    /// The states, in the declaration's order.
    pub states: Vec<StateShape>,
    /// The moves, in the declaration's order.
    pub edges: Vec<EdgeShape>,
}

/// A state as a pill: a rectangle whose ends are half circles.
#[derive(Clone, Debug, PartialEq)]
pub struct StateShape {
    /// Its name, for the middle of the pill.
    pub name: &'static str,
    /// How it looks.
    pub tone: Tone,
    /// Its centre.
    pub centre: Point,
    /// Half its width and half its height.
    pub half: Point,
    /// Whether the node is in it.
    pub active: bool,
}

/// A move as a curve with an arrowhead at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeShape {
    /// The state left.
    pub from: u8,
    /// The state entered.
    pub to: u8,
    /// The curve as path data.
    pub path: String,
    /// The arrowhead as path data, to be filled.
    pub head: String,
    /// What brings it about.
    pub label: &'static str,
    /// The ground of the label, with the label in its middle.
    pub ground: Rect,
    /// Whether it is the move that the node made last.
    pub lit: bool,
}

/// The panel's size that diagrams are made for.
pub const SIZE: (f64, f64) = (304.0, 150.0);

/// The width of a letter: of a name in bold 10 pixel letters, of a label in 10.5 pixel ones.
const LETTER: (f64, f64) = (6.2, 5.7);

impl DiagramScene {
    /// The diagram in a panel of this size. `active` is the state that the node is in, `previous`
    /// the one it came from.
    pub fn of(
        diagram: &Diagram,
        active: Option<u8>,
        previous: Option<u8>,
        size: (f64, f64),
    ) -> DiagramScene {
        let states = places(diagram, size);
        let routes = Router { states: &states, size }.routes(diagram);
        let edges = diagram
            .edges
            .iter()
            .zip(routes)
            .filter_map(|(edge, route)| Some((edge, route?)))
            .map(|(edge, route)| EdgeShape {
                from: edge.from,
                to: edge.to,
                path: route.curve.path(),
                head: route.curve.head(),
                label: edge.label,
                ground: route.label,
                lit: false,
            })
            .collect();
        let mut scene = DiagramScene { size, states, edges };
        scene.light(active, previous);
        scene
    }

    /// Lights other states, and leaves everything in its place. Much cheaper than a new scene.
    pub fn light(&mut self, active: Option<u8>, previous: Option<u8>) {
        for (i, state) in self.states.iter_mut().enumerate() {
            state.active = active.is_some_and(|it| usize::from(it) == i);
        }
        for edge in &mut self.edges {
            edge.lit = previous == Some(edge.from) && active == Some(edge.to);
        }
    }
}

impl StateShape {
    /// How far outside of the pill a point is; less than 0 within.
    fn gap(&self, at: Point) -> f64 {
        let core = point(self.half.x - self.half.y, 0.0);
        nearest_on(self.centre - core, self.centre + core, at).distance(at) - self.half.y
    }

    /// How far outside of the pill a rectangle is.
    fn gap_to(&self, area: Rect) -> f64 {
        let core = self.half.x - self.half.y;
        let spots = (-4..=4).map(|i| self.centre + point(core * f64::from(i) / 4.0, 0.0));
        let nearest = spots.map(|at| area.clamp(at).distance(at)).fold(f64::MAX, f64::min);
        nearest - self.half.y
    }

    /// The point on the way from the middle to another point that is so far outside.
    fn exit(&self, to: Point, gap: f64) -> Point {
        let along = (to - self.centre).unit();
        let (mut low, mut high) = (0.0, self.half.x + gap + 1.0);
        for _ in 0..16 {
            let middle = (low + high) / 2.0;
            if self.gap(self.centre + along * middle) < gap {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.centre + along * high
    }
}

/// The states where they are declared to be, but whole within the panel.
fn places(diagram: &Diagram, size: (f64, f64)) -> Vec<StateShape> {
    let high = if diagram.states.len() > 5 { 12.0 } else { 14.0 };
    let place = |state: &crate::sim::declare::State| {
        let letters = state.name.chars().count() as f64;
        let half = point((letters * LETTER.0 / 2.0 + 9.0).max(high + 8.0), high);
        // Room for the ring around the active state.
        let margin = half + point(8.0, 8.0);
        let room = Rect {
            left: margin.x,
            top: margin.y,
            right: (size.0 - margin.x).max(margin.x),
            bottom: (size.1 - margin.y).max(margin.y),
        };
        let (x, y) = (f64::from(state.place.0) / 100.0, f64::from(state.place.1) / 100.0);
        let centre = room.clamp(point(x * size.0, y * size.1));
        StateShape { name: state.name, tone: state.tone, centre, half, active: false }
    };
    diagram.states.iter().map(place).collect()
}

/// How many points of a curve are looked at, besides the tip of its arrow.
const POINTS: usize = 25;

/// A cubic curve from state to state.
#[derive(Clone, Copy, Debug)]
struct Curve {
    start: Point,
    bend: (Point, Point),
    end: Point,
    /// Points along it, the last one the tip of its arrow.
    points: [Point; POINTS + 1],
    /// How odd it looks.
    odd: f64,
}

impl Curve {
    fn new(start: Point, bend: (Point, Point), end: Point, odd: f64) -> Curve {
        let mut curve = Curve { start, bend, end, points: [end; POINTS + 1], odd };
        for i in 0..POINTS {
            curve.points[i] = curve.at(i as f64 / (POINTS - 1) as f64);
        }
        curve.points[POINTS] = end + (end - bend.1).unit() * 5.0;
        curve
    }

    fn at(&self, t: f64) -> Point {
        let (a, b) = (self.start.towards(self.bend.0, t), self.bend.0.towards(self.bend.1, t));
        let c = self.bend.1.towards(self.end, t);
        a.towards(b, t).towards(b.towards(c, t), t)
    }

    fn crossings(&self, other: &Curve) -> usize {
        let meets = |a: &[Point]| {
            let pairs = other.points.windows(2);
            pairs.filter(|b| crossing(a[0], a[1], b[0], b[1]).is_some()).count()
        };
        self.points.windows(2).map(meets).sum()
    }

    /// Whether it passes through an area.
    fn enters(&self, area: Rect) -> bool {
        self.points.windows(2).any(|it| area.meets(it[0], it[1]))
    }

    fn path(&self) -> String {
        let Curve { start: s, bend: (b, c), end: e, .. } = self;
        format!("M{s}C{b} {c} {e}")
    }

    fn head(&self) -> String {
        let along = (self.end - self.bend.1).unit();
        let (side, tip) = (along.turned() * 3.5, self.end + along * 5.0);
        let (a, b) = (self.end - along * 2.0 + side, self.end - along * 2.0 - side);
        format!("M{tip}L{a}L{b}Z")
    }
}

/// A curve and the ground of its label.
#[derive(Clone, Copy, Debug)]
struct Route {
    curve: Curve,
    label: Rect,
}

struct Router<'a> {
    states: &'a [StateShape],
    size: (f64, f64),
}

/// What must not be costs so much.
const NEVER: f64 = 1_000.0;

impl Router<'_> {
    /// A route for every edge between states that there are: the best of some attempts, which begin
    /// with different edges.
    fn routes(&self, diagram: &Diagram) -> Vec<Option<Route>> {
        let count = diagram.edges.len();
        let mut best: (Vec<Option<Route>>, f64) = (Vec::new(), f64::MAX);
        for turn in 0..MOST {
            if turn >= ATTEMPTS.min(count) && best.1 < NEVER {
                break;
            }
            let mut order: Vec<usize> = (0..count).collect();
            if turn % 2 == 1 {
                order.reverse();
            }
            order.rotate_left(turn / 2 % count.max(1));
            let attempt = self.attempt(diagram, &order);
            if attempt.1 < best.1 {
                best = attempt;
            }
        }
        best.0
    }

    /// Routes found one by one in an order, and what they cost in all. From the second round on each
    /// sees all others, not only those before.
    fn attempt(&self, diagram: &Diagram, order: &[usize]) -> (Vec<Option<Route>>, f64) {
        let mut routes: Vec<Option<Route>> = vec![None; diagram.edges.len()];
        let mut least = f64::MAX;
        for _round in 0..6 {
            let mut total = 0.0;
            for &i in order {
                let edge = &diagram.edges[i];
                let others = routes.iter().enumerate().filter(|it| it.0 != i);
                let others: Vec<Route> = others.filter_map(|it| *it.1).collect();
                let ends = (usize::from(edge.from), usize::from(edge.to));
                let best = self.best(ends, edge.label, &others);
                total += best.map_or(0.0, |(cost, _)| cost);
                routes[i] = best.map(|(_, route)| route);
            }
            if total >= least - 1e-6 {
                break;
            }
            least = total;
        }
        (routes, least)
    }

    /// The best way to draw an edge in view of the others, and what it costs.
    fn best(&self, ends: (usize, usize), label: &str, others: &[Route]) -> Option<(f64, Route)> {
        let curves = match (self.states.get(ends.0), self.states.get(ends.1)) {
            (Some(a), Some(b)) if ends.0 != ends.1 => arcs(a, b),
            (Some(a), Some(_)) => loops(a),
            // The declaration names a state that there is not: nothing to draw.
            (None, _) | (_, None) => Vec::new(),
        };
        let width = label.chars().count() as f64 * LETTER.1 + 4.0;
        let mut best: Option<(f64, Route)> = None;
        for curve in curves {
            let curve_cost = curve.odd + self.curve_cost(&curve, ends, others);
            let mut consider = |label: Rect, odd: f64| {
                let bound = best.map_or(f64::MAX, |it| it.0);
                if curve_cost + odd < bound {
                    let route = Route { curve, label };
                    let cost = curve_cost + odd + self.label_cost(&route, others);
                    if cost < bound {
                        best = Some((cost, route));
                    }
                }
            };
            labels(&curve, width, &mut consider);
        }
        best
    }

    fn curve_cost(&self, curve: &Curve, ends: (usize, usize), others: &[Route]) -> f64 {
        let room = self.room();
        let outside = curve.points.iter().filter(|at| !room.contains(**at)).count();
        let mut cost = outside as f64 * NEVER;
        for (i, state) in self.states.iter().enumerate() {
            let near = if i == ends.0 || i == ends.1 { 1.5 } else { 5.0 };
            let through = |at: &&Point| state.gap(**at) < near;
            cost += curve.points.iter().filter(through).count() as f64 * NEVER;
        }
        for other in others {
            cost += 50.0 * curve.crossings(&other.curve) as f64;
            let touches = |at: &&Point| other.curve.points.iter().any(|it| it.distance(**at) < 6.0);
            cost += curve.points.iter().filter(touches).count() as f64 * 4.0;
            cost += if curve.enters(other.label.grown(1.5)) { NEVER } else { 0.0 };
        }
        cost
    }

    fn label_cost(&self, route: &Route, others: &[Route]) -> f64 {
        let mut cost = if self.room().covers(route.label) { 0.0 } else { NEVER };
        let near = |state: &&StateShape| state.gap_to(route.label) < 3.0;
        cost += self.states.iter().filter(near).count() as f64 * NEVER;
        // On its own curve it is read well, and hides a part of it.
        cost += if route.curve.enters(route.label) { 5.0 } else { 0.0 };
        let area = route.label.grown(1.5);
        for other in others {
            let hidden = other.label.overlaps(area) || other.curve.enters(area);
            cost += if hidden { NEVER } else { 0.0 };
        }
        cost
    }

    fn room(&self) -> Rect {
        Rect { left: 1.0, top: 1.0, right: self.size.0 - 1.0, bottom: self.size.1 - 1.0 }
    }
}

/// So many orders are tried, and at most so many until nothing is wrong.
const ATTEMPTS: usize = 8;
const MOST: usize = 16;

/// Places for a curve's label: above and below it, a little further off, beside a steep one, on it.
fn labels(curve: &Curve, width: f64, consider: &mut impl FnMut(Rect, f64)) {
    let beside = width / 2.0 + 5.0;
    let spots = [
        (point(0.0, -9.0), 0.0),
        (point(0.0, 9.0), 0.0),
        (point(beside, 0.0), 1.0),
        (point(-beside, 0.0), 1.0),
        (point(beside * 0.6, 10.0), 2.0),
        (point(beside * 0.6, -10.0), 2.0),
        (point(-beside * 0.6, 10.0), 2.0),
        (point(-beside * 0.6, -10.0), 2.0),
        (point(0.0, -14.0), 3.0),
        (point(0.0, 14.0), 3.0),
        (point(0.0, 0.0), 1.0),
    ];
    for t in [0.5_f64, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82] {
        let far = (t - 0.5).abs() * 5.0;
        for (off, odd) in spots {
            consider(Rect::around(curve.at(t) + off, width, 12.0), far + odd);
        }
    }
}

/// Curves from one state to another, on both sides. A slight bend leaves room for one that goes back.
fn arcs(a: &StateShape, b: &StateShape) -> Vec<Curve> {
    let across = (b.centre - a.centre).unit().turned();
    let middle = a.centre.towards(b.centre, 0.5);
    let arc = |sag: f64| {
        let via = middle + across * (sag * 2.0);
        let (start, end) = (a.exit(via, 2.0), b.exit(via, 8.0));
        // The quadratic curve over `via` as a cubic one.
        let bend = (start.towards(via, 2.0 / 3.0), end.towards(via, 2.0 / 3.0));
        Curve::new(start, bend, end, (sag.abs() - 14.0).abs() / 4.0)
    };
    let bends = [0.0, 7.0, 14.0, 22.0, 30.0, 40.0, 50.0, 62.0, 76.0];
    bends.into_iter().flat_map(|sag| [arc(sag), arc(-sag)]).skip(1).collect()
}

/// Loops from a state back to itself: above, below, to the sides.
fn loops(a: &StateShape) -> Vec<Curve> {
    let around = |out: Point| {
        let side = out.turned();
        let away = |by: f64| a.exit(a.centre + out * a.half.y * 2.0 + side * by, 2.0);
        let (start, end) = (away(14.0), away(-14.0) + out * 5.0);
        Curve::new(
            start,
            (start + out * 22.0 + side * 8.0, end + out * 18.0 - side * 8.0),
            end,
            0.0,
        )
    };
    [point(0.0, -1.0), point(0.0, 1.0), point(1.0, 0.0), point(-1.0, 0.0)].map(around).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns;
    use crate::sim::declare::{Edge, State};
    use crate::view::stand_in::INFO;

    /// Every diagram that a pattern declares, and one with a loop.
    fn diagrams() -> Vec<(&'static str, &'static Diagram)> {
        const LOOPED: Diagram = Diagram {
            states: &[
                State { name: "Closed", tone: Tone::Good, place: (15, 50) },
                State { name: "Open", tone: Tone::Bad, place: (85, 50) },
            ],
            edges: &[
                Edge { from: 0, to: 1, label: "too many failures" },
                Edge { from: 1, to: 0, label: "probe succeeded" },
                Edge { from: 1, to: 1, label: "timeout" },
            ],
        };
        let declared = patterns::ALL.iter().map(|entry| entry.info).chain([&INFO]);
        let mut list: Vec<_> = declared
            .flat_map(|info| info.roles.iter().map(|role| (info.id, &role.diagram)))
            .collect();
        list.push(("looped", &LOOPED));
        list
    }

    /// The points of a curve's path data, close together.
    fn course(edge: &EdgeShape) -> Vec<Point> {
        let numbers = edge.path.split(['M', 'C', ' ', ',']).filter_map(|it| it.parse().ok());
        let list: Vec<f64> = numbers.collect();
        let at: Vec<Point> = list.chunks(2).map(|it| point(it[0], it[1])).collect();
        let curve = Curve::new(at[0], (at[1], at[2]), at[3], 0.0);
        (0..=100).map(|i| curve.at(f64::from(i) / 100.0)).collect()
    }

    #[test]
    fn names_fit_into_their_states_and_states_keep_apart() {
        for (name, diagram) in diagrams() {
            let scene = DiagramScene::of(diagram, Some(0), None, SIZE);
            let room = Rect { left: 0.0, top: 0.0, right: SIZE.0, bottom: SIZE.1 };
            let area = |it: &StateShape| Rect::around(it.centre, it.half.x * 2.0, it.half.y * 2.0);
            for (i, state) in scene.states.iter().enumerate() {
                let letters = state.name.chars().count() as f64 * LETTER.0;
                assert!(letters + 12.0 <= state.half.x * 2.0, "{name}: {}", state.name);
                assert!(room.covers(area(state).grown(5.0)), "{name}: {}", state.name);
                for other in &scene.states[..i] {
                    let apart = !area(state).grown(8.0).overlaps(area(other));
                    assert!(apart, "{name}: {} on {}", state.name, other.name);
                }
            }
        }
    }

    #[test]
    fn labels_stay_clear_of_states_of_each_other_and_of_others_curves() {
        let mut wrong = Vec::new();
        for (name, diagram) in diagrams() {
            let scene = DiagramScene::of(diagram, Some(0), None, SIZE);
            assert_eq!(scene.edges.len(), diagram.edges.len(), "{name}");
            let room = Rect { left: 0.0, top: 0.0, right: SIZE.0, bottom: SIZE.1 };
            for (i, edge) in scene.edges.iter().enumerate() {
                let mut check = |right: bool, what: &str| {
                    if !right {
                        wrong.push(format!("{name}: “{}” {what}", edge.label));
                    }
                };
                check(room.covers(edge.ground), "leaves the panel");
                for state in &scene.states {
                    check(state.gap_to(edge.ground) > 1.0, state.name);
                    let ends = [edge.from, edge.to].map(|it| scene.states[usize::from(it)].name);
                    let near = if ends.contains(&state.name) { 1.0 } else { 3.0 };
                    let clear = course(edge).into_iter().all(|at| state.gap(at) > near);
                    check(clear, &format!("runs through {}", state.name));
                }
                for (j, other) in scene.edges.iter().enumerate() {
                    let apart = j >= i || !edge.ground.overlaps(other.ground);
                    check(apart, &format!("on “{}”", other.label));
                    let crossed = course(other).into_iter().any(|at| edge.ground.contains(at));
                    check(i == j || !crossed, &format!("is crossed by “{}”", other.label));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_lit_changes_nothing_else() {
        let diagram = &INFO.roles[0].diagram;
        let (idle, lit) = (
            DiagramScene::of(diagram, None, None, SIZE),
            DiagramScene::of(diagram, Some(1), Some(0), SIZE),
        );
        let path = |scene: &DiagramScene| {
            scene.edges.iter().map(|edge| (edge.path.clone(), edge.ground)).collect::<Vec<_>>()
        };
        assert_eq!(path(&idle), path(&lit));
        let mut relit = idle.clone();
        relit.light(Some(1), Some(0));
        assert_eq!(relit, lit);
        assert_eq!(
            lit.edges.iter().map(|edge| edge.lit).collect::<Vec<_>>(),
            [true, false, false, false]
        );
        assert!(lit.states[1].active && !idle.states[1].active);
    }

    #[test]
    fn a_diagram_without_states_is_empty() {
        let empty = Diagram { states: &[], edges: &[Edge { from: 0, to: 1, label: "x" }] };
        assert!(DiagramScene::of(&empty, Some(0), None, SIZE).edges.is_empty());
    }
}
