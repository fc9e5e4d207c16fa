//! How a crowd was over time: how many of it ran in which state, paused, or were down.
//!
//! Kept in steps that grow coarser the longer a run is, so that ten thousand nodes that change all
//! the time need no more room than a few. Knows no pixels but through a [`super::scale::Scale`].

use super::geometry::{Point, point, polyline};
use super::scale::Scale;
use kernel::host::Status;
use kernel::ids::NodeId;
use kernel::time::{Span, Time};

/// The counts of a crowd over time.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The crowd's role.
    pub role: u8,
    /// How many nodes it has.
    pub members: usize,
    /// How many states its diagram has.
    states: usize,
    /// What each node is counted as, by its id; [`UNCOUNTED`] before its first boot.
    kinds: Vec<u8>,
    /// How many are counted as what: the states in order, paused, down.
    counts: Vec<u32>,
    /// The counts from a time on.
    steps: Vec<(Time, Vec<u32>)>,
    /// How far steps are apart at least.
    grain: Span,
}

/// A layer of the area that shows a crowd: how many are counted as this, above those before.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Whether they run.
    pub status: Status,
    /// Their state, if they do.
    pub state: u8,
    /// The area as path data.
    pub path: String,
}

const UNCOUNTED: u8 = u8::MAX;
/// How many steps are kept at most; then every second one is given up.
const STEPS_MAX: usize = 2_048;
/// How wide a step is drawn at least, in pixels.
const STEP_WIDTH: f64 = 2.0;

impl Tally {
    /// A crowd before its first boot. `nodes` are all of the cluster.
    pub fn new(role: u8, members: usize, states: usize, nodes: usize) -> Tally {
        Tally {
            role,
            members,
            states,
            kinds: vec![UNCOUNTED; nodes],
            counts: vec![0; states + 2],
            steps: Vec::new(),
            grain: Span::millis(2),
        }
    }

    /// A node's status changes, or its state: none if it stays in the one it was in.
    pub fn change(&mut self, at: Time, node: NodeId, status: Status, state: Option<u8>) {
        let Some(kind) = self.kinds.get_mut(node.index()) else { return };
        let known = usize::from(*kind) < self.states;
        let next = match status {
            Status::Up => match state {
                Some(state) => usize::from(state).min(self.states.saturating_sub(1)),
                None if known => usize::from(*kind),
                None => 0,
            },
            Status::Paused => self.states,
            Status::Down => self.states + 1,
        };
        if let Some(count) = self.counts.get_mut(usize::from(*kind)) {
            *count -= 1;
        }
        *kind = next as u8;
        self.counts[next] += 1;
        if self.steps.len() >= STEPS_MAX {
            self.grain = Span(self.grain.0 * 2);
            let mut number = 0;
            self.steps.retain(|_| {
                number += 1;
                number % 2 == 1
            });
        }
        match self.steps.last_mut() {
            Some((since, counts)) if at < *since + self.grain => counts.clone_from(&self.counts),
            _ => self.steps.push((at, self.counts.clone())),
        }
    }

    /// The layers of the area between two heights, up to a time: quiet ones at the bottom, those
    /// that do not run at the top. What is empty all the time is left out.
    pub fn layers(&self, scale: &Scale, until: Time, (top, bottom): (f64, f64)) -> Vec<Layer> {
        let end = scale.x(until.min(scale.to));
        let steps = self.drawn(scale, end);
        let all = self.members.max(1) as f64;
        let height = |count: u32| bottom - (bottom - top) * f64::from(count) / all;
        let mut below: Vec<u32> = vec![0; steps.len()];
        let mut layers = Vec::new();
        for kind in 0..self.counts.len() {
            let above: Vec<u32> =
                steps.iter().zip(&below).map(|((_, counts), below)| below + counts[kind]).collect();
            if above != below {
                let mut outline = edge(&steps, &above, end, &height);
                outline.extend(edge(&steps, &below, end, &height).into_iter().rev());
                let (status, state) = match kind {
                    it if it == self.states => (Status::Paused, 0),
                    it if it > self.states => (Status::Down, 0),
                    it => (Status::Up, it as u8),
                };
                layers.push(Layer { status, state, path: polyline(&outline) + "Z" });
            }
            below = above;
        }
        layers
    }

    /// The steps that are far enough apart to be drawn, and where.
    fn drawn(&self, scale: &Scale, end: f64) -> Vec<(f64, &[u32])> {
        let mut list: Vec<(f64, &[u32])> = Vec::new();
        for (at, counts) in &self.steps {
            let x = scale.x(*at).max(scale.left);
            if x > end {
                break;
            }
            match list.last_mut() {
                Some((before, shown)) if x < *before + STEP_WIDTH => *shown = counts,
                _ => list.push((x, counts)),
            }
        }
        list
    }
}

/// The stairs of one edge of a layer, from left to right.
fn edge(
    steps: &[(f64, &[u32])],
    counts: &[u32],
    end: f64,
    height: &dyn Fn(u32) -> f64,
) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::with_capacity(2 * steps.len());
    for (number, ((x, _), count)) in steps.iter().zip(counts).enumerate() {
        let y = height(*count);
        let next = steps.get(number + 1).map_or(end, |(next, _)| *next);
        match points.last_mut() {
            Some(last) if last.y == y => last.x = next,
            _ => points.extend([point(*x, y), point(next, y)]),
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale =
        Scale { from: Time::ZERO, to: Time(10_000_000), left: 0.0, right: 1_000.0 };

    fn booted() -> Tally {
        let mut tally = Tally::new(1, 4, 2, 9);
        for id in 3..7 {
            tally.change(Time::ZERO, NodeId(id), Status::Up, None);
        }
        tally
    }

    #[test]
    fn everybody_is_counted_once() {
        let mut tally = booted();
        assert_eq!(tally.counts, [4, 0, 0, 0]);
        tally.change(Time(1), NodeId(3), Status::Up, Some(1));
        tally.change(Time(2), NodeId(4), Status::Down, None);
        tally.change(Time(3), NodeId(5), Status::Paused, None);
        assert_eq!(tally.counts, [1, 1, 1, 1]);
        tally.change(Time(4), NodeId(4), Status::Up, None);
        assert_eq!(tally.counts, [2, 1, 1, 0]);
        // A node of another role.
        tally.change(Time(5), NodeId(99), Status::Up, None);
        assert_eq!(tally.counts, [2, 1, 1, 0]);
    }

    #[test]
    fn layers_stand_on_each_other_and_fill_the_lane() {
        let mut tally = booted();
        tally.change(Time(5_000_000), NodeId(3), Status::Up, Some(1));
        let layers = tally.layers(&SCALE, SCALE.to, (0.0, 40.0));
        assert_eq!(layers.len(), 2);
        assert_eq!((layers[0].status, layers[0].state), (Status::Up, 0));
        // All of the lane at first, three quarters from the middle on.
        assert!(layers[0].path.starts_with("M0.0 0.0 L500.0 0.0 L500.0 10.0 L1000.0 10.0"));
        let above = "M0.0 0.0 L1000.0 0.0 L1000.0 10.0 L500.0 10.0 L500.0 0.0";
        assert!(layers[1].path.starts_with(above));
        assert!(tally.layers(&SCALE, Time(4_000_000), (0.0, 40.0)).len() == 1);
    }

    #[test]
    fn the_longest_run_needs_no_more_room() {
        let mut tally = booted();
        for n in 0..100_000u64 {
            let node = NodeId(3 + (n % 4) as u16);
            tally.change(Time(n * 10_000), node, Status::Up, Some((n / 4 % 2) as u8));
        }
        assert!(tally.steps.len() <= STEPS_MAX);
        assert_eq!(tally.steps.last().map(|it| &it.1), Some(&tally.counts));
        assert!(tally.steps.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
