//! What actions do to nodes: they crash and boot, stop and go on, get slow, lose their disks, hear
//! inputs, and have their clocks and timers meddled with.

use crate::sim::clock::ClockChange;
use crate::sim::frame::Status;
use crate::sim::handler::Event;
use crate::sim::host::{NO_TICKET, Pending};
use crate::sim::ids::{NodeId, RecordId};
use crate::sim::pattern::Pattern;
use crate::sim::plan::Plan;
use crate::sim::queue::Owner;
use crate::sim::record::{Loss, What};
use crate::sim::time::Span;
use crate::sim::trace::Trace;
use crate::sim::world::World;

impl<P: Pattern> World<P> {
    pub(super) fn crash(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status == Status::Down {
            return self.remark(plan, trace, id, acted, "is down already");
        }
        host.status = Status::Down;
        host.node = None;
        host.moved = None;
        // A process that comes back is not slow any more. Its clock is the machine's.
        (host.slow, host.work) = (Span::ZERO, NO_TICKET);
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

    pub(super) fn restart(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        acted: RecordId,
    ) {
        if self.hosts[id.index()].status != Status::Down {
            return self.remark(plan, trace, id, acted, "is not down");
        }
        self.boot(plan, trace, id, acted);
    }

    pub(super) fn pause(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status != Status::Up {
            return self.remark(plan, trace, id, acted, "is not running");
        }
        host.status = Status::Paused;
        // What it was at work on is begun anew when it goes on.
        host.work = NO_TICKET;
        self.record(plan, trace, acted, id, What::Paused, String::new);
    }

    pub(super) fn resume(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        acted: RecordId,
    ) {
        let host = &mut self.hosts[id.index()];
        if host.status != Status::Paused {
            return self.remark(plan, trace, id, acted, "is not paused");
        }
        host.status = Status::Up;
        self.record(plan, trace, acted, id, What::Resumed, String::new);
        self.catch_up(plan, trace, id);
    }

    /// A node handles what has piled up: all of it at once, or the first of it if it is slow.
    fn catch_up(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId) {
        while self.hosts[id.index()].is_prompt() {
            let Some(pending) = self.hosts[id.index()].inbox.pop_front() else { return };
            self.take_up(plan, trace, id, pending);
        }
        self.begin_work(id);
    }

    /// A node handles one thing of what has piled up.
    fn take_up(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, pending: Pending<P>) {
        match pending {
            Pending::Message(flight) => self.deliver(plan, trace, *flight),
            Pending::Timer { timer, rank } => {
                if let Some(place) = self.still_armed(id, timer, rank) {
                    self.expire(plan, trace, id, place);
                }
            }
            Pending::Input(number, acted) => self.input(plan, trace, id, number, acted),
        }
    }

    /// Where a timer that waits in the inbox stands, unless it was set again or unset meanwhile.
    fn still_armed(&self, id: NodeId, timer: P::Timer, rank: u64) -> Option<usize> {
        let host = &self.hosts[id.index()];
        host.armed(timer).filter(|place| host.timers[*place].rank == rank)
    }

    /// Something has come for a node that does not handle it at once.
    pub(in crate::sim) fn wait(&mut self, id: NodeId, pending: Pending<P>) {
        self.hosts[id.index()].inbox.push_back(pending);
        self.begin_work(id);
    }

    /// Lets a slow node begin with the first of what waits, if it runs and is not at work already.
    fn begin_work(&mut self, id: NodeId) {
        let host = &self.hosts[id.index()];
        if host.status != Status::Up || host.slow == Span::ZERO || host.work != NO_TICKET {
            return;
        }
        // Timers that no longer count take no time.
        while let Some(Pending::Timer { timer, rank }) = self.hosts[id.index()].inbox.front() {
            if self.still_armed(id, *timer, *rank).is_some() {
                break;
            }
            self.hosts[id.index()].inbox.pop_front();
        }
        let rank = self.rank;
        let host = &mut self.hosts[id.index()];
        if !host.inbox.is_empty() {
            host.work = rank;
            self.queue.push(self.now + host.slow, rank, Owner::Work(id));
            self.rank += 1;
        }
    }

    /// A slow node is done with the first of what waits: what follows from it follows now.
    pub(in crate::sim) fn finish_work(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId) {
        let host = &mut self.hosts[id.index()];
        host.work = NO_TICKET;
        if let Some(pending) = host.inbox.pop_front() {
            self.take_up(plan, trace, id, pending);
        }
        self.begin_work(id);
    }

    pub(super) fn slow(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: NodeId,
        by: Span,
    ) {
        let host = &mut self.hosts[id.index()];
        if host.status == Status::Down {
            return self.remark(plan, trace, id, acted, "is down");
        }
        if host.slow == by {
            let text = if by == Span::ZERO { "is not slow" } else { "is that slow already" };
            return self.remark(plan, trace, id, acted, text);
        }
        host.slow = by;
        // The words see to it that it fits.
        let what = What::Slowed(u32::try_from(by.0).unwrap_or(u32::MAX));
        self.record(plan, trace, acted, id, what, String::new);
        let host = &mut self.hosts[id.index()];
        if host.is_prompt() {
            host.work = NO_TICKET;
            self.catch_up(plan, trace, id);
        }
    }

    pub(super) fn wipe(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, acted: RecordId) {
        if self.hosts[id.index()].status != Status::Down {
            self.crash(plan, trace, id, acted);
        }
        self.hosts[id.index()].disk = P::Disk::default();
        self.record(plan, trace, acted, id, What::Wiped, String::new);
    }

    pub(super) fn set_clock(&mut self, id: NodeId, change: ClockChange) {
        let host = &mut self.hosts[id.index()];
        let (now, before) = (self.now, host.clock);
        host.clock.change(change, now);
        if host.clock.drift() != before.drift() {
            self.rescale(id, |due| before.monotonic(due).since(before.monotonic(now)));
        }
    }

    pub(super) fn fire(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: NodeId,
        timer: &str,
    ) {
        let host = &mut self.hosts[id.index()];
        let is_meant = |kind: u8| P::INFO.timers[usize::from(kind)].name == timer;
        let armed = host.timers.iter_mut().enumerate();
        let armed = armed.filter(|(_, armed)| {
            // One that has expired already only waits for its node.
            armed.ticket != NO_TICKET && is_meant(plan.pattern.timer_kind(armed.timer))
        });
        match armed.min_by_key(|(_, armed)| (armed.due, armed.rank)) {
            Some((place, armed)) => {
                armed.set_by = acted;
                self.come_up(plan, trace, id, place);
            }
            None => self.remark(plan, trace, id, acted, "has no such timer set"),
        }
    }

    /// A node is asked something.
    pub(super) fn ask(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: NodeId,
        number: u32,
    ) {
        let host = &self.hosts[id.index()];
        match host.status {
            Status::Down => self.remark(plan, trace, id, acted, "is down and hears nothing"),
            Status::Up | Status::Paused if host.is_prompt() => {
                self.input(plan, trace, id, number, acted);
            }
            Status::Up | Status::Paused => self.wait(id, Pending::Input(number, acted)),
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
}
