//! What clogs hold, and what is handed over when they end.

use crate::sim::ids::{NodeId, RecordId};
use crate::sim::pattern::Pattern;
use crate::sim::plan::Plan;
use crate::sim::queue::Owner;
use crate::sim::record::What;
use crate::sim::time::Span;
use crate::sim::trace::Trace;
use crate::sim::world::World;

impl<P: Pattern> World<P> {
    /// Whether the message in a slot, which has come to the end of its way, is held there.
    pub(in crate::sim) fn hold(&mut self, slot: u32) -> bool {
        let Some(flight) = self.flights.get_mut(slot) else { return false };
        // What dies on its way does so whatever its ends are like.
        if flight.doom.is_some() || !self.clogs.between(flight.id.from, flight.id.to) {
            return false;
        }
        flight.held = true;
        self.clogs.hold(slot);
        true
    }

    /// Hands over what no clog holds any more.
    pub(super) fn release(&mut self, plan: &Plan<P>, trace: &mut Trace) {
        let flows = |slot: &u32| {
            let flight = self.flights.get(*slot);
            flight.is_none_or(|it| !self.clogs.between(it.id.from, it.id.to))
        };
        let free: Vec<u32> = self.clogs.held().iter().copied().filter(flows).collect();
        for slot in free {
            self.clogs.forget(slot);
            if let Some(flight) = self.flights.land(slot) {
                self.arrive(plan, trace, flight);
            }
        }
    }

    pub(super) fn clog(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        if !self.clogs.set(id, true) {
            return self.remark(plan, trace, id, acted, "is clogged already");
        }
        self.record(plan, trace, acted, id, What::Clogged, String::new);
    }

    pub(super) fn unclog(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        acted: RecordId,
    ) {
        if !self.clogs.set(id, false) {
            return self.remark(plan, trace, id, acted, "is not clogged");
        }
        self.record(plan, trace, acted, id, What::Unclogged, String::new);
    }

    /// Ends all clogs and swizzles.
    pub(super) fn flow(&mut self, plan: &Plan<P>, trace: &mut Trace, acted: RecordId) {
        self.clogs.calm();
        let clogged: Vec<NodeId> = self.clogs.nodes().collect();
        for node in clogged {
            self.unclog(plan, trace, node, acted);
        }
        self.release(plan, trace);
    }

    pub(super) fn swizzle(&mut self, acted: RecordId, nodes: &[NodeId], over: Span) {
        for step in self.clogs.swizzle(nodes, (self.now, over), acted, self.rank) {
            self.queue.push(step.at, step.rank, Owner::Swizzle);
            self.rank += 1;
        }
    }

    /// Takes the step of a swizzle that has this rank. Where the node is already as it should be,
    /// because it was clogged or unclogged by other means, there is nothing to do.
    pub(in crate::sim) fn swizzle_on(&mut self, plan: &Plan<P>, trace: &mut Trace, rank: u64) {
        let Some(step) = self.clogs.take(rank) else { return };
        if self.clogs.set(step.node, step.clogs) {
            let what = if step.clogs { What::Clogged } else { What::Unclogged };
            self.record(plan, trace, step.cause, step.node, what, String::new);
            self.release(plan, trace);
        }
        self.disturbed();
    }
}
