//! Which nodes are clogged, what is held because of it, and what is still to come of swizzles.
//!
//! A clog loses nothing and cuts nothing: messages from and to the node travel as always, and wait
//! at the end of their way. Swizzling (FoundationDB's swizzle-clogging) clogs a few nodes one by
//! one and unclogs them in another order, so that what is unclogged first talks to what is still
//! held. Knows no message, only the slots they are in.

use crate::ids::{NodeId, RecordId, Seed};
use crate::rng::{Purpose, Rng};
use crate::time::{Span, Time};

/// The clogs in force.
#[derive(Clone, Debug)]
pub struct Clogs {
    seed: Seed,
    clogged: Vec<bool>,
    /// How many are clogged: mostly none, and then no message is looked at.
    count: usize,
    /// The slots of the messages held, in the order in which they arrived.
    held: Vec<u32>,
    /// What swizzles have yet to do.
    steps: Vec<Step>,
}

/// A step of a swizzle: a node is clogged, or unclogged.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// When.
    pub at: Time,
    /// The rank of its ticket in the queue.
    pub rank: u64,
    /// The node.
    pub node: NodeId,
    /// Whether it is clogged then.
    pub clogs: bool,
    /// The record of the swizzle.
    pub cause: RecordId,
}

impl Clogs {
    /// Everything flows.
    pub fn none(nodes: usize, seed: Seed) -> Clogs {
        Clogs { seed, clogged: vec![false; nodes], count: 0, held: Vec::new(), steps: Vec::new() }
    }

    /// Whether no node is clogged, nor will be by a swizzle.
    pub fn is_none(&self) -> bool {
        !self.any() && self.steps.is_empty()
    }

    /// Whether any node is clogged.
    #[inline]
    pub fn any(&self) -> bool {
        self.count > 0
    }

    /// Whether what one node sends another is held.
    #[inline]
    pub fn between(&self, from: NodeId, to: NodeId) -> bool {
        self.any() && (self.clogged[from.index()] || self.clogged[to.index()])
    }

    /// Clogs or unclogs a node; false if it was so already.
    pub fn set(&mut self, node: NodeId, clogged: bool) -> bool {
        let changes = std::mem::replace(&mut self.clogged[node.index()], clogged) != clogged;
        match (changes, clogged) {
            (true, true) => self.count += 1,
            (true, false) => self.count -= 1,
            (false, _) => {}
        }
        changes
    }

    /// The nodes that are clogged.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let nodes = self.clogged.iter().zip(0..);
        nodes.filter_map(|(clogged, id)| clogged.then_some(NodeId(id)))
    }

    /// Holds the message in a slot.
    pub fn hold(&mut self, slot: u32) {
        self.held.push(slot);
    }

    /// Holds the message in a slot no longer; false if it was not held.
    pub fn forget(&mut self, slot: u32) -> bool {
        let count = self.held.len();
        self.held.retain(|held| *held != slot);
        self.held.len() < count
    }

    /// The slots of the messages held, in the order in which they arrived.
    pub fn held(&self) -> &[u32] {
        &self.held
    }

    /// Draws the steps of a swizzle, two for each node, and returns them in the order of the nodes.
    /// `rank` is that of the first ticket.
    pub fn swizzle(
        &mut self,
        nodes: &[NodeId],
        (now, over): (Time, Span),
        cause: RecordId,
        rank: u64,
    ) -> &[Step] {
        let first = nodes.first().copied().unwrap_or(NodeId(0));
        let mut rng = Rng::stream(self.seed, Purpose::Swizzle(now, first));
        let (half, before) = (Span(over.0 / 2), self.steps.len());
        for node in nodes {
            let rank = rank + (self.steps.len() - before) as u64;
            let clog = now + rng.between(Span::ZERO, half);
            let unclog = now + half + rng.between(Span::ZERO, Span(over.0 - half.0));
            let step = Step { at: clog, rank, node: *node, clogs: true, cause };
            self.steps.extend([step, Step { at: unclog, rank: rank + 1, clogs: false, ..step }]);
        }
        &self.steps[before..]
    }

    /// Whether a ticket of that rank still counts.
    pub fn awaits(&self, rank: u64) -> bool {
        self.steps.iter().any(|step| step.rank == rank)
    }

    /// Takes the step of that rank out of the list.
    pub fn take(&mut self, rank: u64) -> Option<Step> {
        let place = self.steps.iter().position(|step| step.rank == rank)?;
        Some(self.steps.swap_remove(place))
    }

    /// Ends all swizzles.
    pub fn calm(&mut self) {
        self.steps.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: [NodeId; 4] = [NodeId(0), NodeId(1), NodeId(2), NodeId(3)];

    #[test]
    fn a_clog_holds_what_its_node_sends_and_is_sent() {
        let mut clogs = Clogs::none(4, Seed(1));
        assert!(!clogs.between(N[0], N[1]));
        assert!(clogs.set(N[1], true) && !clogs.set(N[1], true));
        assert!(clogs.between(N[0], N[1]) && clogs.between(N[1], N[2]));
        assert!(!clogs.between(N[0], N[2]));
        assert!(clogs.set(N[1], false) && !clogs.set(N[1], false));
        assert!(!clogs.between(N[0], N[1]));
    }

    #[test]
    fn swizzles_clog_in_the_first_half_and_unclog_in_the_second_in_another_order() {
        let order = |steps: &[Step], clogs: bool| {
            let mut steps: Vec<Step> =
                steps.iter().filter(|it| it.clogs == clogs).copied().collect();
            steps.sort_by_key(|step| (step.at, step.rank));
            steps.iter().map(|step| step.node).collect::<Vec<NodeId>>()
        };
        let over = Span::secs(2);
        let mut orders = Vec::new();
        for seed in 0..20 {
            let mut clogs = Clogs::none(4, Seed(seed));
            let steps = clogs.swizzle(&N, (Time(5), over), RecordId(0), 7).to_vec();
            assert_eq!(steps.len(), 8);
            for step in &steps {
                let passed = step.at.since(Time(5));
                assert!(if step.clogs { passed <= Span::secs(1) } else { passed >= Span::secs(1) });
                assert!(passed <= over && clogs.awaits(step.rank));
            }
            orders.push((order(&steps, true), order(&steps, false)));
        }
        assert!(orders.iter().any(|(on, off)| on != off));
        assert!(orders.iter().any(|order| *order != orders[0]));
    }
}
