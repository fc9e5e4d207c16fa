//! What actions do to nodes: they crash and boot, stop and go on, get slow, lose their disks, hear
//! inputs, and have their clocks and timers meddled with.

use crate::action::Action;
use crate::clock::ClockChange;
use crate::host::Status;
use crate::host::{NO_TICKET, Pending};
use crate::ids::{NodeId, RecordId};
use crate::protocol::Call;
use crate::queue::Owner;
use crate::record::{Loss, What};
use crate::time::Span;
use crate::world::{Env, NO_WORDS, World};

impl World {
    pub(crate) fn crash(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status == Status::Down {
            return self.remark(&mut env.scribe, id, acted, "is down already");
        }
        host.status = Status::Down;
        host.moved = None;
        // A process that comes back is not slow any more. Its clock is the machine's.
        (host.slow, host.work) = (Span::ZERO, NO_TICKET);
        host.timers.clear();
        let inbox = std::mem::take(&mut host.inbox);
        env.protocol.stop(id);
        self.record(&mut env.scribe, acted, id, What::Crashed, NO_WORDS);
        for pending in inbox {
            // Timers and inputs that waited vanish with the node's memory; messages are missed.
            if let Pending::Message(flight) = pending {
                self.lose(env, *flight, Loss::Down);
            }
        }
    }

    pub(crate) fn restart(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        if self.hosts[id.index()].status != Status::Down {
            return self.remark(&mut env.scribe, id, acted, "is not down");
        }
        self.boot(env, id, acted);
    }

    pub(crate) fn pause(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status != Status::Up {
            return self.remark(&mut env.scribe, id, acted, "is not running");
        }
        host.status = Status::Paused;
        // What it was at work on is begun anew when it goes on.
        host.work = NO_TICKET;
        self.record(&mut env.scribe, acted, id, What::Paused, NO_WORDS);
    }

    pub(crate) fn resume(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        let host = &mut self.hosts[id.index()];
        if host.status != Status::Paused {
            return self.remark(&mut env.scribe, id, acted, "is not paused");
        }
        host.status = Status::Up;
        self.record(&mut env.scribe, acted, id, What::Resumed, NO_WORDS);
        self.catch_up(env, id);
    }

    /// A node handles what has piled up: all of it at once, or the first of it if it is slow.
    fn catch_up(&mut self, env: &mut Env, id: NodeId) {
        while self.hosts[id.index()].is_prompt() {
            let Some(pending) = self.hosts[id.index()].inbox.pop_front() else { return };
            self.take_up(env, id, pending);
        }
        self.begin_work(id);
    }

    /// A node handles one thing of what has piled up.
    fn take_up(&mut self, env: &mut Env, id: NodeId, pending: Pending) {
        match pending {
            Pending::Message(flight) => self.deliver(env, *flight),
            Pending::Timer(rank) => {
                if let Some(place) = self.still_armed(id, rank) {
                    self.expire(env, id, place);
                }
            }
            Pending::Input(number, acted) => self.input(env, id, number, acted),
        }
    }

    /// Where a timer that waits in the inbox stands, unless it was set again or unset meanwhile.
    fn still_armed(&self, id: NodeId, rank: u64) -> Option<usize> {
        self.hosts[id.index()].timers.iter().position(|armed| armed.rank == rank)
    }

    /// Something has come for a node that does not handle it at once.
    pub(crate) fn wait(&mut self, id: NodeId, pending: Pending) {
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
        while let Some(Pending::Timer(rank)) = self.hosts[id.index()].inbox.front() {
            if self.still_armed(id, *rank).is_some() {
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
    #[cold]
    pub(crate) fn finish_work(&mut self, env: &mut Env, id: NodeId) {
        let host = &mut self.hosts[id.index()];
        host.work = NO_TICKET;
        if let Some(pending) = host.inbox.pop_front() {
            self.take_up(env, id, pending);
        }
        self.begin_work(id);
    }

    pub(crate) fn slow(&mut self, env: &mut Env, acted: RecordId, id: NodeId, by: Span) {
        let host = &mut self.hosts[id.index()];
        if host.status == Status::Down {
            return self.remark(&mut env.scribe, id, acted, "is down");
        }
        if host.slow == by {
            let text = if by == Span::ZERO { "is not slow" } else { "is that slow already" };
            return self.remark(&mut env.scribe, id, acted, text);
        }
        host.slow = by;
        // The words see to it that it fits.
        let what = What::Slowed(u32::try_from(by.0).unwrap_or(u32::MAX));
        self.record(&mut env.scribe, acted, id, what, NO_WORDS);
        let host = &mut self.hosts[id.index()];
        if host.is_prompt() {
            host.work = NO_TICKET;
            self.catch_up(env, id);
        }
    }

    pub(crate) fn wipe(&mut self, env: &mut Env, id: NodeId, acted: RecordId) {
        if self.hosts[id.index()].status != Status::Down {
            self.crash(env, id, acted);
        }
        env.protocol.wipe(id);
        self.record(&mut env.scribe, acted, id, What::Wiped, NO_WORDS);
    }

    pub(crate) fn set_clock(&mut self, id: NodeId, change: ClockChange) {
        let host = &mut self.hosts[id.index()];
        let (now, before) = (self.now, host.clock);
        host.clock.change(change, now);
        if host.clock.drift() != before.drift() {
            self.rescale(id, |due| before.monotonic(due).since(before.monotonic(now)));
        }
    }

    pub(crate) fn fire(&mut self, env: &mut Env, acted: RecordId, id: NodeId, timer: &str) {
        let host = &mut self.hosts[id.index()];
        let kinds = &env.scribe.plan.vocabulary.timers;
        let armed = host.timers.iter_mut().enumerate();
        let armed = armed.filter(|(_, armed)| {
            // One that has expired already only waits for its node.
            armed.ticket != NO_TICKET && kinds[usize::from(armed.kind)] == timer
        });
        match armed.min_by_key(|(_, armed)| (armed.due, armed.rank)) {
            Some((place, armed)) => {
                armed.set_by = acted;
                self.come_up(env, id, place);
            }
            None => self.remark(&mut env.scribe, id, acted, "has no such timer set"),
        }
    }

    /// A node is asked something.
    pub(crate) fn ask(&mut self, env: &mut Env, acted: RecordId, id: NodeId, number: u32) {
        let host = &self.hosts[id.index()];
        match host.status {
            Status::Down => self.remark(&mut env.scribe, id, acted, "is down and hears nothing"),
            Status::Up | Status::Paused if host.is_prompt() => {
                self.input(env, id, number, acted);
            }
            Status::Up | Status::Paused => self.wait(id, Pending::Input(number, acted)),
        }
    }

    fn input(&mut self, env: &mut Env, id: NodeId, number: u32, acted: RecordId) {
        if let Action::Input(_, text) = &env.scribe.plan.actions[number as usize].action {
            self.call(env, id, acted, Call::Input(text));
        }
    }
}
