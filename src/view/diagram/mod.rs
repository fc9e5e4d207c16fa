//! A role's state diagram as shapes: pills placed by hand that hold their names, curved edges and
//! labels placed so that they stay clear of states and of each other.
//!
//! Every edge tries some bends and some places for its label, and takes the best in view of the
//! others. Depends on the declaration alone: what is lit changes nothing's place.

mod curve;
mod router;

use super::geometry::{Point, Rect, nearest_on, point};
use pattern::declare::{Diagram, Tone};

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
        let routes = router::routes(&states, diagram, size);
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
    /// The rectangle around the pill.
    fn area(&self) -> Rect {
        Rect::around(self.centre, self.half.x * 2.0, self.half.y * 2.0)
    }

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
    let place = |state: &pattern::declare::State| {
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

#[cfg(test)]
mod tests {
    use super::curve::Curve;
    use super::*;

    use crate::stand_in::INFO;
    use pattern::declare::{Edge, State};

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
        let declared = catalogue::ALL.iter().map(|entry| entry.info).chain([&INFO]);
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
        let curve = Curve::new(at[0], (at[1], at[2]), at[3]);
        (0..=100).map(|i| curve.at(f64::from(i) / 100.0)).collect()
    }

    #[test]
    fn names_fit_into_their_states_and_states_keep_apart() {
        for (name, diagram) in diagrams() {
            let scene = DiagramScene::of(diagram, Some(0), None, SIZE);
            let room = Rect { left: 0.0, top: 0.0, right: SIZE.0, bottom: SIZE.1 };
            for (i, state) in scene.states.iter().enumerate() {
                let letters = state.name.chars().count() as f64 * LETTER.0;
                assert!(letters + 12.0 <= state.half.x * 2.0, "{name}: {}", state.name);
                assert!(room.covers(state.area().grown(5.0)), "{name}: {}", state.name);
                for other in &scene.states[..i] {
                    let apart = !state.area().grown(8.0).overlaps(other.area());
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
