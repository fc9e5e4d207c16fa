//! What each action does to a world. Those on nodes, on messages and on what clogs them have files
//! of their own; what is left, the network's cuts and links, is here.

mod clogging;
mod messages;
mod nodes;

use std::hash::Hash;

use crate::action::Action;
use crate::clock::Drift;
use crate::flights::InFlight;
use crate::host::Host;
use crate::ids::{NodeId, RecordId};
use crate::plan::nodes as named;
use crate::record::{Loss, What};
use crate::world::{Env, World};

impl World {
    /// Lets the next action take effect. One that finds nothing to act on (a node already down, a
    /// message no longer in flight) says so in a note: the run may have changed under it.
    #[cold]
    pub(crate) fn act(&mut self, env: &mut Env) {
        let number = self.acted;
        self.acted += 1;
        let plan = env.scribe.plan;
        let action = &plan.actions[number as usize].action;
        action.hash(&mut self.digest);
        let first = named(action).first().copied().unwrap_or(NodeId(0));
        let words = || (plan.vocabulary.write_action)(action, &plan.names);
        let acted =
            self.record(&mut env.scribe, RecordId::NONE, first, What::Acted(number), &words);
        match action {
            Action::Crash(nodes) => self.each(env, acted, nodes, World::crash),
            Action::Restart(nodes) => self.each(env, acted, nodes, World::restart),
            Action::Pause(nodes) => self.each(env, acted, nodes, World::pause),
            Action::Resume(nodes) => self.each(env, acted, nodes, World::resume),
            Action::Partition(groups) => {
                self.cuts.partition(groups, self.now);
                self.recheck_flights();
            }
            Action::Cut(links) => {
                self.cuts.cut(links, self.now);
                self.recheck_flights();
            }
            Action::Heal(links) => {
                self.cuts.heal(links);
                self.recheck_flights();
                if links.is_empty() {
                    self.flow(env, acted);
                }
            }
            Action::Shape(link, change) => self.links.shape(*link, *change),
            Action::Drop(id) => self.drop_message(env, acted, *id),
            Action::Delay(id, span) => self.delay_message(env, acted, *id, *span),
            Action::Input(node, _) => self.ask(env, acted, *node, number),
            Action::Slow(nodes, by) => {
                for node in nodes {
                    self.slow(env, acted, *node, *by);
                }
            }
            Action::Clock(node, change) => self.set_clock(*node, *change),
            Action::Wipe(nodes) => self.each(env, acted, nodes, World::wipe),
            Action::Duplicate(id) => self.duplicate_message(env, acted, *id),
            Action::Deliver(id) => self.deliver_message(env, acted, *id),
            Action::Fire(node, timer) => self.fire(env, acted, *node, timer),
            Action::Clog(nodes) => self.each(env, acted, nodes, World::clog),
            Action::Unclog(nodes) => {
                self.each(env, acted, nodes, World::unclog);
                self.release(env);
            }
            Action::Swizzle(nodes, over) => self.swizzle(acted, nodes, *over),
        }
        self.disturbed();
    }

    /// Something was done to the run: what should happen is awaited anew.
    fn disturbed(&mut self) {
        let troubled = !self.is_whole();
        self.verdicts.disturbed(self.now, self.numbers.operations, troubled);
    }

    /// Whether all nodes run as fast as they should and nothing is wrong with the network.
    fn is_whole(&self) -> bool {
        let well = |host: &Host| host.is_prompt() && host.clock.drift() == Drift(0);
        self.hosts.iter().all(well)
            && self.cuts.is_none()
            && self.clogs.is_none()
            && self.links.shaped().next().is_none()
    }

    /// Once for all kinds of change: what is rare need not be fast.
    #[inline(never)]
    fn each(
        &mut self,
        env: &mut Env,
        acted: RecordId,
        nodes: &[NodeId],
        change: fn(&mut World, &mut Env, NodeId, RecordId),
    ) {
        for node in nodes {
            change(self, env, *node, acted);
        }
    }

    /// After cuts have changed: a message that has yet to come half-way is doomed if its link is
    /// cut, and saved if it no longer is.
    fn recheck_flights(&mut self) {
        let mut changed = Vec::new();
        for (slot, InFlight { flight, .. }) in self.flights.iter() {
            let half_way = flight.half_way();
            if half_way <= self.now {
                continue;
            }
            let blocked = self.cuts.blocks(flight.id.from, flight.id.to);
            match flight.doom {
                None if blocked => changed.push((slot, Some((half_way, Loss::Cut)))),
                Some((_, Loss::Cut)) if !blocked => changed.push((slot, None)),
                None | Some(_) => {}
            }
        }
        for (slot, doom) in changed {
            if let Some(it) = self.flights.get_mut(slot) {
                it.flight.doom = doom;
                self.reticket(slot);
            }
        }
    }
}
