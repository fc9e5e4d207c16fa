//! What each action does to a world. Those on nodes, on messages and on what clogs them have files
//! of their own; what is left, the network's cuts and links, is here.

mod clogging;
mod messages;
mod nodes;

use std::hash::Hash;

use super::action::Action;
use super::clock::Drift;
use super::host::Host;
use super::ids::{NodeId, RecordId};
use super::pattern::Pattern;
use super::plan::{Plan, nodes as named};
use super::record::{Loss, What};
use super::trace::Trace;
use super::words;
use super::world::World;

impl<P: Pattern> World<P> {
    /// Lets the next action take effect. One that finds nothing to act on (a node already down, a
    /// message no longer in flight) says so in a note: the run may have changed under it.
    pub(super) fn act(&mut self, plan: &Plan<P>, trace: &mut Trace) {
        let number = self.acted;
        self.acted += 1;
        let action = &plan.actions[number as usize].action;
        action.hash(&mut self.digest);
        let first = named(action).first().copied().unwrap_or(NodeId(0));
        let words = || words::write(action, &plan.names);
        let acted = self.record(plan, trace, RecordId::NONE, first, What::Acted(number), words);
        match action {
            Action::Crash(nodes) => self.each(plan, trace, acted, nodes, World::crash),
            Action::Restart(nodes) => self.each(plan, trace, acted, nodes, World::restart),
            Action::Pause(nodes) => self.each(plan, trace, acted, nodes, World::pause),
            Action::Resume(nodes) => self.each(plan, trace, acted, nodes, World::resume),
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
                    self.flow(plan, trace, acted);
                }
            }
            Action::Shape(link, change) => self.links.shape(*link, *change),
            Action::Drop(id) => self.drop_message(plan, trace, acted, *id),
            Action::Delay(id, span) => self.delay_message(plan, trace, acted, *id, *span),
            Action::Input(node, _) => self.ask(plan, trace, acted, *node, number),
            Action::Slow(nodes, by) => {
                for node in nodes {
                    self.slow(plan, trace, acted, *node, *by);
                }
            }
            Action::Clock(node, change) => self.set_clock(*node, *change),
            Action::Wipe(nodes) => self.each(plan, trace, acted, nodes, World::wipe),
            Action::Duplicate(id) => self.duplicate_message(plan, trace, acted, *id),
            Action::Deliver(id) => self.deliver_message(plan, trace, acted, *id),
            Action::Fire(node, timer) => self.fire(plan, trace, acted, *node, timer),
            Action::Clog(nodes) => self.each(plan, trace, acted, nodes, World::clog),
            Action::Unclog(nodes) => {
                self.each(plan, trace, acted, nodes, World::unclog);
                self.release(plan, trace);
            }
            Action::Swizzle(nodes, over) => self.swizzle(acted, nodes, *over),
        }
        self.disturbed();
    }

    /// Something was done to the run: what should happen is awaited anew.
    fn disturbed(&mut self) {
        let troubled = !self.is_whole();
        self.verdicts.disturbed(self.now, self.operations, troubled);
    }

    /// Whether all nodes run as fast as they should and nothing is wrong with the network.
    fn is_whole(&self) -> bool {
        let well = |host: &Host<P>| host.is_prompt() && host.clock.drift() == Drift(0);
        self.hosts.iter().all(well)
            && self.cuts.is_none()
            && self.clogs.is_none()
            && self.links.shaped().next().is_none()
    }

    fn each(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        nodes: &[NodeId],
        change: fn(&mut World<P>, &Plan<P>, &mut Trace, NodeId, RecordId),
    ) {
        for node in nodes {
            change(self, plan, trace, *node, acted);
        }
    }

    /// After cuts have changed: a message that has yet to come half-way is doomed if its link is
    /// cut, and saved if it no longer is.
    fn recheck_flights(&mut self) {
        let mut changed = Vec::new();
        for (slot, flight) in self.flights.iter() {
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
            if let Some(flight) = self.flights.get_mut(slot) {
                flight.doom = doom;
                self.reticket(slot);
            }
        }
    }

    /// Says that an action found nothing to act on.
    fn remark(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        acted: RecordId,
        text: &str,
    ) {
        let number = self.notes;
        trace.note(number, text);
        self.notes += 1;
        self.record(plan, trace, acted, id, What::Noted(number), || text.to_string());
    }
}
