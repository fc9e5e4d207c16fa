//! What each action does to a world.

use std::hash::Hash;

use super::action::Action;
use super::frame::Status;
use super::handler::Event;
use super::host::Pending;
use super::ids::{MessageId, NodeId, RecordId};
use super::pattern::Pattern;
use super::plan::{Plan, nodes};
use super::record::{Loss, What};
use super::time::Span;
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
        let first = nodes(action).first().copied().unwrap_or(NodeId(0));
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
            }
            Action::Shape(link, change) => self.links.shape(*link, *change),
            Action::Drop(id) => self.drop_message(plan, trace, acted, *id),
            Action::Delay(id, span) => self.delay_message(plan, trace, acted, *id, *span),
            Action::Input(node, _) => match self.hosts[node.index()].status {
                Status::Up => self.input(plan, trace, *node, number, acted),
                Status::Paused => {
                    let host = &mut self.hosts[node.index()];
                    host.inbox.push_back(Pending::Input(number, acted));
                }
                Status::Down => self.remark(plan, trace, *node, acted, "is down and hears nothing"),
            },
        }
        let troubled = !self.is_whole();
        self.verdicts.disturbed(self.now, self.operations, troubled);
    }

    /// Whether all nodes run and nothing is wrong with the network.
    fn is_whole(&self) -> bool {
        self.hosts.iter().all(|host| host.status == Status::Up)
            && self.cuts.is_none()
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

    fn crash(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status == Status::Down {
            return self.remark(plan, trace, id, acted, "is down already");
        }
        host.status = Status::Down;
        host.node = None;
        host.moved = None;
        host.timers.clear();
        let inbox = std::mem::take(&mut host.inbox);
        self.record(plan, trace, acted, id, What::Crashed, String::new);
        for pending in inbox {
            // Timers and inputs that waited vanish with the node's memory; messages are missed.
            if let Pending::Message(flight) = pending {
                self.lose(plan, trace, *flight, Loss::Down);
            }
        }
    }

    fn restart(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        if self.hosts[id.index()].status != Status::Down {
            return self.remark(plan, trace, id, acted, "is not down");
        }
        self.boot(plan, trace, id, acted);
    }

    fn pause(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status != Status::Up {
            return self.remark(plan, trace, id, acted, "is not running");
        }
        host.status = Status::Paused;
        self.record(plan, trace, acted, id, What::Paused, String::new);
    }

    fn resume(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status != Status::Paused {
            return self.remark(plan, trace, id, acted, "is not paused");
        }
        host.status = Status::Up;
        self.record(plan, trace, acted, id, What::Resumed, String::new);
        while let Some(pending) = self.hosts[id.index()].inbox.pop_front() {
            match pending {
                Pending::Message(flight) => self.deliver(plan, trace, *flight),
                Pending::Timer { timer, rank } => {
                    let host = &self.hosts[id.index()];
                    let place = host.armed(timer).filter(|place| host.timers[*place].rank == rank);
                    if let Some(place) = place {
                        self.expire(plan, trace, id, place);
                    }
                }
                Pending::Input(number, acted) => self.input(plan, trace, id, number, acted),
            }
        }
    }

    fn input(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        number: u32,
        acted: RecordId,
    ) {
        if let Some(input) = &plan.inputs[number as usize] {
            self.handle(plan, trace, id, acted, Event::Input(input));
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

    fn drop_message(&mut self, plan: &Plan<P>, trace: &mut Trace, acted: RecordId, id: MessageId) {
        let flight = self.flights.find(id).and_then(|slot| self.flights.land(slot));
        match flight {
            Some(flight) => self.lose(plan, trace, flight, Loss::Dropped),
            None => self.remark(plan, trace, id.from, acted, GONE),
        }
    }

    fn delay_message(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: MessageId,
        span: Span,
    ) {
        let now = self.now;
        let slot = self.flights.find(id);
        let flight = slot.and_then(|slot| Some((slot, self.flights.get_mut(slot)?)));
        let Some((slot, flight)) = flight else {
            return self.remark(plan, trace, id.from, acted, GONE);
        };
        flight.done = flight.progress(now);
        flight.since = now;
        flight.due += span;
        let half_way = flight.half_way();
        flight.doom = flight.doom.map(|(_, why)| (half_way, why));
        self.reticket(slot);
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

const GONE: &str = "has no such message in flight";
