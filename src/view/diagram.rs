//! A role's state diagram as shapes: circles placed by hand, curved edges and labels placed so
//! that they stay clear of states and of each other.
//!
//! Every edge tries some bends and some places for its label, and takes the best in view of the
//! others. Depends on the declaration alone: what is lit changes nothing's place.

use super::geometry::{Point, Rect, crossing, point};
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

/// A state as a circle.
#[derive(Clone, Debug, PartialEq)]
pub struct StateShape {
    /// Its name, for the middle of the circle.
    pub name: &'static str,
    /// How it looks.
    pub tone: Tone,
    /// Its centre.
    pub centre: Point,
    /// Its radius.
    pub radius: f64,
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
    /// The label's centre.
    pub label_at: Point,
    /// Whether it is the move that the node made last.
    pub lit: bool,
}

/// The panel's size that diagrams are made for.
pub const SIZE: (f64, f64) = (304.0, 150.0);

impl DiagramScene {
    /// The diagram in a panel of this size. `active` is the state that the node is in, `previous`
    /// the one it came from.
    pub fn of(
        diagram: &Diagram,
        active: Option<u8>,
        previous: Option<u8>,
        size: (f64, f64),
    ) -> DiagramScene {
        let states: Vec<StateShape> = places(diagram, size)
            .zip(diagram.states)
            .map(|((centre, radius), state)| StateShape {
                name: state.name,
                tone: state.tone,
                centre,
                radius,
                active: false,
            })
            .collect();
        let routes = Router { states: &states, size }.routes(diagram);
        let edges = diagram
            .edges
            .iter()
            .zip(routes)
            .filter_map(|(edge, route)| Some((edge, route?)))
            .map(|(edge, route)| EdgeShape {
                from: edge.from,
                to: edge.to,
                path: route.path(),
                head: route.head(),
                label: edge.label,
                label_at: route.label.centre(),
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

/// The states' centres and radii: as declared, but whole within the panel.
fn places(diagram: &Diagram, size: (f64, f64)) -> impl Iterator<Item = (Point, f64)> + use<'_> {
    let radius = if diagram.states.len() > 5 { 24.0 } else { 30.0 };
    // Room for the ring around the active state.
    let margin = radius + 6.0;
    diagram.states.iter().map(move |state| {
        let (x, y) = (f64::from(state.place.0) / 100.0, f64::from(state.place.1) / 100.0);
        let room = Rect {
            left: margin,
            top: margin,
            right: (size.0 - margin).max(margin),
            bottom: (size.1 - margin).max(margin),
        };
        (room.clamp(point(x * size.0, y * size.1)), radius)
    })
}

/// A curve (quadratic, or cubic for a loop) and the place of its label.
#[derive(Clone, Copy, Debug)]
struct Route {
    start: Point,
    bend: (Point, Point),
    end: Point,
    label: Rect,
}

impl Route {
    fn at(&self, t: f64) -> Point {
        let (a, b) = (self.start.towards(self.bend.0, t), self.bend.0.towards(self.bend.1, t));
        let c = self.bend.1.towards(self.end, t);
        a.towards(b, t).towards(b.towards(c, t), t)
    }

    fn points(&self) -> impl Iterator<Item = Point> + '_ {
        (0..=16).map(|i| self.at(f64::from(i) / 16.0))
    }

    fn crossings(&self, other: &Route) -> usize {
        let (mine, theirs): (Vec<Point>, Vec<Point>) =
            (self.points().collect(), other.points().collect());
        let meets = |a: &[Point]| {
            theirs.windows(2).filter(|b| crossing(a[0], a[1], b[0], b[1]).is_some()).count()
        };
        mine.windows(2).map(meets).sum()
    }

    fn path(&self) -> String {
        let Route { start: s, bend: (b, c), end: e, .. } = self;
        format!("M{s}C{b} {c} {e}")
    }

    fn head(&self) -> String {
        let along = (self.end - self.bend.1).unit();
        let (side, tip) = (along.turned() * 3.5, self.end + along * 5.0);
        let (a, b) = (self.end - along * 2.0 + side, self.end - along * 2.0 - side);
        format!("M{tip}L{a}L{b}Z")
    }
}

struct Router<'a> {
    states: &'a [StateShape],
    size: (f64, f64),
}

impl Router<'_> {
    /// A route for every edge between states that there are: the better of two attempts, one
    /// beginning with the first edge, one with the last.
    fn routes(&self, diagram: &Diagram) -> Vec<Option<Route>> {
        let order: Vec<usize> = (0..diagram.edges.len()).collect();
        let backwards: Vec<usize> = order.iter().rev().copied().collect();
        let attempts = [order, backwards].map(|order| self.attempt(diagram, &order));
        let best = attempts.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|(routes, _)| routes).unwrap_or_default()
    }

    /// Routes found one by one in an order, and what they cost in all. The second round sees all
    /// others, not only those before.
    fn attempt(&self, diagram: &Diagram, order: &[usize]) -> (Vec<Option<Route>>, f64) {
        let mut routes: Vec<Option<Route>> = vec![None; diagram.edges.len()];
        let mut total = 0.0;
        for _round in 0..4 {
            total = 0.0;
            for &i in order {
                let edge = &diagram.edges[i];
                let others: Vec<Route> = routes
                    .iter()
                    .enumerate()
                    .filter(|it| it.0 != i)
                    .filter_map(|it| *it.1)
                    .collect();
                let ends = (usize::from(edge.from), usize::from(edge.to));
                let best = self.best(ends, edge.label, &others);
                total += best.map_or(0.0, |(cost, _)| cost);
                routes[i] = best.map(|(_, route)| route);
            }
        }
        (routes, total)
    }

    /// The best way to draw an edge in view of the others, and what it costs.
    fn best(&self, ends: (usize, usize), label: &str, others: &[Route]) -> Option<(f64, Route)> {
        let curves = match (self.states.get(ends.0), self.states.get(ends.1)) {
            (Some(a), Some(b)) if ends.0 != ends.1 => arcs(a, b),
            (Some(a), Some(_)) => loops(a),
            // The declaration names a state that there is not: nothing to draw.
            (None, _) | (_, None) => Vec::new(),
        };
        // 10.5 pixel letters are about 5.7 wide.
        let width = label.chars().count() as f64 * 5.7 + 4.0;
        let routes = curves.into_iter().flat_map(|(start, bend, end, odd)| {
            let bare = Route { start, bend, end, label: Rect::default() };
            let curve_cost = odd + self.curve_cost(&bare, ends, others);
            labels(&bare, width).map(move |(label, odd)| {
                let route = Route { label, ..bare };
                (curve_cost + odd + self.label_cost(&route, others), route)
            })
        });
        routes.min_by(|a, b| a.0.total_cmp(&b.0))
    }

    fn curve_cost(&self, route: &Route, ends: (usize, usize), others: &[Route]) -> f64 {
        let room = self.room();
        let outside = route.points().filter(|at| !room.contains(*at)).count();
        let mut cost = outside as f64 * 20.0;
        let passed = self.states.iter().enumerate().filter(|(i, _)| *i != ends.0 && *i != ends.1);
        for (_, state) in passed {
            let through = |at: &Point| at.distance(state.centre) < state.radius + 6.0;
            cost += route.points().filter(through).count() as f64 * 20.0;
        }
        for other in others {
            cost += 40.0 * route.crossings(other) as f64;
            let touches = |at: &Point| other.points().any(|it| it.distance(*at) < 6.0);
            cost += route.points().filter(touches).count() as f64 * 4.0;
            let area = other.label.grown(3.0);
            cost += route.points().filter(|at| area.contains(*at)).count() as f64 * 10.0;
        }
        cost
    }

    fn label_cost(&self, route: &Route, others: &[Route]) -> f64 {
        let mut cost = if self.room().covers(route.label) { 0.0 } else { 200.0 };
        for state in self.states {
            let near = route.label.clamp(state.centre).distance(state.centre);
            cost += if near < state.radius + 3.0 { 200.0 } else { 0.0 };
        }
        let own = route.label.grown(1.5);
        cost += route.points().filter(|at| own.contains(*at)).count() as f64 * 8.0;
        let area = route.label.grown(3.0);
        for other in others {
            cost += if other.label.overlaps(area) { 200.0 } else { 0.0 };
            cost += other.points().filter(|at| area.contains(*at)).count() as f64 * 10.0;
        }
        cost
    }

    fn room(&self) -> Rect {
        Rect { left: 1.0, top: 1.0, right: self.size.0 - 1.0, bottom: self.size.1 - 1.0 }
    }
}

/// Places for a curve's label: above and below it, a little further off, and beside a steep one.
fn labels(curve: &Route, width: f64) -> impl Iterator<Item = (Rect, f64)> + use<> {
    let beside = width / 2.0 + 5.0;
    let spots = [
        (point(0.0, -10.0), 0.0),
        (point(0.0, 10.0), 0.0),
        (point(0.0, -16.0), 3.0),
        (point(0.0, 16.0), 3.0),
        (point(beside, 0.0), 1.0),
        (point(-beside, 0.0), 1.0),
        (point(beside * 0.6, 11.0), 2.0),
        (point(beside * 0.6, -11.0), 2.0),
        (point(-beside * 0.6, 11.0), 2.0),
        (point(-beside * 0.6, -11.0), 2.0),
    ];
    let curve = *curve;
    [0.5_f64, 0.4, 0.6, 0.3, 0.7].into_iter().flat_map(move |t| {
        let far = (t - 0.5).abs() * 4.0;
        spots.map(|(off, odd)| (Rect::around(curve.at(t) + off, width, 12.0), far + odd))
    })
}

type Curve = (Point, (Point, Point), Point, f64);

/// Curves from one state to another, the flattest first.
fn arcs(a: &StateShape, b: &StateShape) -> Vec<Curve> {
    let across = (b.centre - a.centre).unit().turned();
    let middle = a.centre.towards(b.centre, 0.5);
    let bends = [14.0, -14.0, 26.0, -26.0, 40.0, -40.0, 56.0, -56.0, 72.0, -72.0];
    let arc = |sag: f64| {
        let via = middle + across * (sag * 2.0);
        let start = a.centre + (via - a.centre).unit() * (a.radius + 2.0);
        let end = b.centre + (via - b.centre).unit() * (b.radius + 8.0);
        // The quadratic curve over `via` as a cubic one.
        let bend = (start.towards(via, 2.0 / 3.0), end.towards(via, 2.0 / 3.0));
        (start, bend, end, sag.abs() / 4.0)
    };
    bends.into_iter().map(arc).collect()
}

/// Loops from a state back to itself: above, below, to the sides.
fn loops(a: &StateShape) -> Vec<Curve> {
    let around = |out: Point| {
        let side = out.turned();
        let leave = (out + side * 0.5).unit();
        let enter = (out - side * 0.5).unit();
        let (start, end) =
            (a.centre + leave * (a.radius + 2.0), a.centre + enter * (a.radius + 8.0));
        (start, (start + leave * 22.0, end + enter * 18.0), end, 0.0)
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

    fn label(edge: &EdgeShape) -> Rect {
        Rect::around(edge.label_at, edge.label.chars().count() as f64 * 5.7, 11.0)
    }

    #[test]
    fn labels_stay_clear_of_states_of_each_other_and_of_the_edge() {
        for (name, diagram) in diagrams() {
            let scene = DiagramScene::of(diagram, Some(0), None, SIZE);
            assert_eq!(scene.edges.len(), diagram.edges.len(), "{name}");
            let room = Rect { left: 0.0, top: 0.0, right: SIZE.0, bottom: SIZE.1 };
            for (i, edge) in scene.edges.iter().enumerate() {
                assert!(room.covers(label(edge)), "{name}: “{}” leaves the panel", edge.label);
                for state in &scene.states {
                    let near = label(edge).clamp(state.centre).distance(state.centre);
                    assert!(near > state.radius, "{name}: “{}” on {}", edge.label, state.name);
                }
                for other in &scene.edges[..i] {
                    let apart = !label(edge).overlaps(label(other));
                    assert!(apart, "{name}: “{}” on “{}”", edge.label, other.label);
                }
            }
        }
    }

    #[test]
    fn what_is_lit_changes_nothing_else() {
        let diagram = &INFO.roles[0].diagram;
        let (idle, lit) = (
            DiagramScene::of(diagram, None, None, SIZE),
            DiagramScene::of(diagram, Some(1), Some(0), SIZE),
        );
        let path = |scene: &DiagramScene| {
            scene.edges.iter().map(|edge| (edge.path.clone(), edge.label_at)).collect::<Vec<_>>()
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
