//! What clogs hold, and what is handed over when they end.

use crate::flights::InFlight;
use crate::ids::{NodeId, RecordId};
use crate::queue::Owner;
use crate::record::What;
use crate::time::Span;
use crate::world::{Env, NO_WORDS, World};

impl World {
    /// Whether the message in a slot, which has come to the end of its way, is held there.
    pub(crate) fn hold(&mut self, slot: u32) -> bool {
        let Some(InFlight { flight, .. }) = self.flights.get_mut(slot) else { return false };
        // What dies on its way does so whatever its ends are like.
        if flight.doom.is_some() || !self.clogs.between(flight.id.from, flight.id.to) {
            return false;
        }
        flight.held = true;
        self.clogs.hold(slot);
        true
    }

    /// Hands over what no clog holds any more.
    pub(crate) fn release(&mut self, env: &mut Env) {
        let flows = |slot: &u32| {
            let flight = self.flights.get(*slot);
            flight.is_none_or(|it| !self.clogs.between(it.flight.id.from, it.flight.id.to))
        };
        let free: Vec<u32> = self.clogs.held().iter().copied().filter(flows).collect();
        for slot in free {
            self.clogs.forget(slot);
            if let Some(flight) = self.flights.land(slot) {
                self.arrive(env, flight);
            }
        }
    }

    pub(crate) fn clog(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        if !self.clogs.set(id, true) {
            return self.remark(&mut env.scribe, id, acted, "is clogged already");
        }
        self.record(&mut env.scribe, acted, id, What::Clogged, NO_WORDS);
    }

    pub(crate) fn unclog(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        if !self.clogs.set(id, false) {
            return self.remark(&mut env.scribe, id, acted, "is not clogged");
        }
        self.record(&mut env.scribe, acted, id, What::Unclogged, NO_WORDS);
    }

    /// Ends all clogs and swizzles.
    pub(crate) fn flow(&mut self, env: &mut Env, acted: RecordId) {
        self.clogs.calm();
        let clogged: Vec<NodeId> = self.clogs.nodes().collect();
        for node in clogged {
            self.unclog(env, node, acted);
        }
        self.release(env);
    }

    pub(crate) fn swizzle(&mut self, acted: RecordId, nodes: &[NodeId], over: Span) {
        for step in self.clogs.swizzle(nodes, (self.now, over), acted, self.rank) {
            self.queue.push(step.at, step.rank, Owner::Swizzle);
            self.rank += 1;
        }
    }

    /// Takes the step of a swizzle that has this rank. Where the node is already as it should be,
    /// because it was clogged or unclogged by other means, there is nothing to do.
    #[cold]
    pub(crate) fn swizzle_on(&mut self, env: &mut Env, rank: u64) {
        let Some(step) = self.clogs.take(rank) else { return };
        if self.clogs.set(step.node, step.clogs) {
            let what = if step.clogs { What::Clogged } else { What::Unclogged };
            self.record(&mut env.scribe, step.cause, step.node, what, NO_WORDS);
            self.release(env);
        }
        self.disturbed();
    }
}
