//! Finds for every edge of a state diagram a curve and a place for its label, in view of all others.
//!
//! Every edge has some ways to be drawn. What a way costs by itself is found once; what two ways cost
//! each other, when they are first seen together. Then edges choose in turn, in several orders and
//! rounds. Knows nothing of what a curve looks like.

use super::curve::{Curve, arcs, labels, loops};
use super::{LETTER, StateShape};
use crate::geometry::Rect;
use pattern::declare::Diagram;

/// A curve and the ground of its label.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The curve.
    pub curve: Curve,
    /// The ground of its label.
    pub label: Rect,
}

/// A route for every edge between states that there are: the best of some attempts, which begin
/// with different edges.
pub fn routes(states: &[StateShape], diagram: &Diagram, size: (f64, f64)) -> Vec<Option<Route>> {
    let count = diagram.edges.len();
    let mut router = Router::of(states, diagram, size);
    let mut best: (Vec<Option<Choice>>, f64) = (Vec::new(), f64::MAX);
    for turn in 0..MOST {
        if turn >= ATTEMPTS.min(count) && best.1 < NEVER {
            break;
        }
        let mut order: Vec<usize> = (0..count).collect();
        if turn % 2 == 1 {
            order.reverse();
        }
        order.rotate_left(turn / 2 % count.max(1));
        let attempt = router.attempt(&order);
        if attempt.1 < best.1 {
            best = attempt;
        }
    }
    let route = |it: Choice| Route { curve: router.ways[it.way].curve, label: it.label };
    best.0.into_iter().map(|it| it.map(route)).collect()
}

/// What must not be costs so much.
const NEVER: f64 = 1_000.0;
/// So many orders are tried, and at most so many until nothing is wrong.
const ATTEMPTS: usize = 8;
const MOST: usize = 16;
/// An attempt ends after so many rounds.
const ROUNDS: usize = 6;

struct Router<'a> {
    states: &'a [StateShape],
    room: Rect,
    edges: Vec<Edge>,
    /// The ways of all edges.
    ways: Vec<Way>,
    /// What a way costs in view of another, once it is known.
    pairs: Vec<Option<f64>>,
}

/// An edge: which of all ways are its own, and the width of its label.
struct Edge {
    ways: std::ops::Range<usize>,
    width: f64,
}

/// A way to draw an edge, and what it costs by itself.
struct Way {
    curve: Curve,
    cost: f64,
}

/// The way that an edge takes for now, by its number.
#[derive(Clone, Copy)]
struct Choice {
    way: usize,
    label: Rect,
}

impl<'a> Router<'a> {
    fn of(states: &'a [StateShape], diagram: &Diagram, size: (f64, f64)) -> Router<'a> {
        let room = Rect { left: 1.0, top: 1.0, right: size.0 - 1.0, bottom: size.1 - 1.0 };
        let mut router =
            Router { states, room, edges: Vec::new(), ways: Vec::new(), pairs: Vec::new() };
        for edge in diagram.edges {
            let ends = (usize::from(edge.from), usize::from(edge.to));
            let curves = match (states.get(ends.0), states.get(ends.1)) {
                (Some(a), Some(b)) if ends.0 != ends.1 => arcs(a, b),
                (Some(a), Some(_)) => loops(a),
                // The declaration names a state that there is not: nothing to draw.
                (None, _) | (_, None) => Vec::new(),
            };
            let first = router.ways.len();
            for (curve, odd) in curves {
                let cost = odd + router.own_cost(&curve, ends);
                router.ways.push(Way { curve, cost });
            }
            let width = edge.label.chars().count() as f64 * LETTER.1 + 4.0;
            router.edges.push(Edge { ways: first..router.ways.len(), width });
        }
        router.pairs = vec![None; router.ways.len() * router.ways.len()];
        router
    }

    /// What a curve costs whatever the others do: it leaves the panel, or runs through states.
    fn own_cost(&self, curve: &Curve, ends: (usize, usize)) -> f64 {
        let outside = curve.points.iter().filter(|at| !self.room.contains(**at)).count();
        let through = self.states.iter().enumerate().map(|(i, state)| {
            let near = if i == ends.0 || i == ends.1 { 1.5 } else { 5.0 };
            curve.points_in(state, near)
        });
        (outside + through.sum::<usize>()) as f64 * NEVER
    }

    /// Ways found one by one in an order, and what they cost in all. From the second round on each
    /// sees all others, not only those before.
    fn attempt(&mut self, order: &[usize]) -> (Vec<Option<Choice>>, f64) {
        let mut choices: Vec<Option<Choice>> = vec![None; self.edges.len()];
        let mut least = f64::MAX;
        for _round in 0..ROUNDS {
            let mut total = 0.0;
            for &i in order {
                let others = choices.iter().enumerate().filter(|it| it.0 != i);
                let others: Vec<Choice> = others.filter_map(|it| *it.1).collect();
                let best = self.best(i, &others);
                total += best.map_or(0.0, |(cost, _)| cost);
                choices[i] = best.map(|(_, choice)| choice);
            }
            if total >= least - 1e-6 {
                break;
            }
            least = total;
        }
        (choices, least)
    }

    /// The best way to draw an edge in view of the others, and what it costs.
    fn best(&mut self, edge: usize, others: &[Choice]) -> Option<(f64, Choice)> {
        let Edge { ways, width } = &self.edges[edge];
        let (ways, width) = (ways.clone(), *width);
        let mut best: Option<(f64, Choice)> = None;
        for way in ways {
            let bound = best.map_or(f64::MAX, |it| it.0);
            let Some(cost) = self.way_cost(way, others, bound) else { continue };
            for (label, odd) in labels(&self.ways[way].curve, width) {
                let bound = best.map_or(f64::MAX, |it| it.0);
                let choice = Choice { way, label };
                if let Some(cost) = self.label_cost(cost + odd, &choice, others, bound) {
                    best = Some((cost, choice));
                }
            }
        }
        best
    }

    /// What a way costs in view of the others, if that is below a bound.
    fn way_cost(&mut self, way: usize, others: &[Choice], bound: f64) -> Option<f64> {
        let mut cost = self.ways[way].cost;
        for other in others {
            if cost >= bound {
                return None;
            }
            let entered = self.ways[way].curve.enters(other.label.grown(1.5));
            cost += self.pair_cost(way, other.way) + if entered { NEVER } else { 0.0 };
        }
        (cost < bound).then_some(cost)
    }

    fn pair_cost(&mut self, way: usize, other: usize) -> f64 {
        let place = way * self.ways.len() + other;
        *self.pairs[place].get_or_insert_with(|| {
            let (curve, other) = (&self.ways[way].curve, &self.ways[other].curve);
            50.0 * curve.crossings(other) as f64 + 4.0 * curve.points_near(other, 6.0) as f64
        })
    }

    /// What a label costs together with its curve, if that is below a bound.
    fn label_cost(
        &self,
        curve: f64,
        choice: &Choice,
        others: &[Choice],
        bound: f64,
    ) -> Option<f64> {
        let label = choice.label;
        let mut cost = curve + if self.room.covers(label) { 0.0 } else { NEVER };
        if cost >= bound {
            return None;
        }
        let near = |state: &&StateShape| {
            state.area().grown(3.0).overlaps(label) && state.gap_to(label) < 3.0
        };
        cost += self.states.iter().filter(near).count() as f64 * NEVER;
        // On its own curve it is read well, and hides a part of it.
        cost += if self.ways[choice.way].curve.enters(label) { 5.0 } else { 0.0 };
        let area = label.grown(1.5);
        for other in others {
            if cost >= bound {
                return None;
            }
            let hidden = other.label.overlaps(area) || self.ways[other.way].curve.enters(area);
            cost += if hidden { NEVER } else { 0.0 };
        }
        (cost < bound).then_some(cost)
    }
}
