//! The timers of a world: set, expired, and found again in the queue.
//!
//! Timers run on their nodes' clocks; the queue runs on virtual time. What lies between is one
//! division when a timer is set, and one more when its clock changes its rate.

use crate::host::{Armed, NO_TICKET, Pending};
use crate::ids::{NodeId, RecordId};
use crate::protocol::Call;
use crate::queue::Owner;
use crate::record::What;
use crate::time::{Span, Time};
use crate::world::{Env, NO_WORDS, World};

impl World {
    /// Sets a timer of a node, in the place of one that is unset for it if it was set already.
    pub fn arm(&mut self, id: NodeId, set_by: RecordId, kind: u8, old: Option<usize>, after: Span) {
        let rank = self.draw();
        let host = &mut self.hosts[id.index()];
        let (set, due) = (self.now, host.clock.after(self.now, after));
        let ticket = old
            .map(|place| host.timers.swap_remove(place))
            .map(|old| (old.ticket, old.ticket_at))
            .filter(|(ticket, at)| *ticket != NO_TICKET && *at <= due);
        let (ticket, ticket_at) = ticket.unwrap_or_else(|| {
            self.queue.push(due, rank, Owner::Timer(id));
            (rank, due)
        });
        host.timers.push(Armed { kind, set_by, set, due, rank, ticket, ticket_at });
    }

    /// Unsets the timer at a place of a node's table.
    pub fn disarm(&mut self, id: NodeId, place: usize) {
        self.hosts[id.index()].timers.swap_remove(place);
    }

    /// A timer's time has come: its node handles that now, or when it can.
    pub(crate) fn come_up(&mut self, env: &mut Env, id: NodeId, place: usize) {
        let host = &mut self.hosts[id.index()];
        if host.is_prompt() {
            return self.expire(env, id, place);
        }
        let armed = &mut host.timers[place];
        armed.ticket = NO_TICKET;
        let pending = Pending::Timer(armed.rank);
        self.wait(id, pending);
    }

    /// A node handles the expiry of the timer at that place of its table.
    pub(crate) fn expire(&mut self, env: &mut Env, node: NodeId, place: usize) {
        let Armed { kind, set_by, .. } = self.hosts[node.index()].timers.swap_remove(place);
        let what = What::Expired { kind };
        let record = self.record(&mut env.scribe, set_by, node, what, NO_WORDS);
        self.call(env, node, record, Call::Timer(place));
    }

    /// Puts the timers of a node to when they expire now that its clock goes otherwise. `left` says
    /// how much of a timer that was due then is left on the clock.
    pub(crate) fn rescale(&mut self, id: NodeId, left: impl Fn(Time) -> Span) {
        let host = &mut self.hosts[id.index()];
        // What has expired already waits in the inbox, and waits on.
        for armed in host.timers.iter_mut().filter(|armed| armed.ticket != NO_TICKET) {
            armed.due = host.clock.after(self.now, left(armed.due));
            // A ticket that comes up too early is exchanged then; one that comes up too late is not.
            if armed.due < armed.ticket_at {
                let rank = self.rank;
                self.rank += 1;
                (armed.rank, armed.ticket, armed.ticket_at) = (rank, rank, armed.due);
                self.queue.push(armed.due, rank, Owner::Timer(id));
            }
        }
    }

    /// Removes void tickets from the head of the queue, and puts those of timers that were set
    /// again in the meantime where they belong.
    pub(crate) fn settle(&mut self) {
        while let Some(ticket) = self.queue.first() {
            let (rank, at) = (ticket.rank, ticket.at);
            match ticket.owner {
                Owner::Flight(slot) if self.flights.holds(slot, rank) => return,
                Owner::Work(node) if self.hosts[node.index()].work == rank => return,
                Owner::Swizzle if self.clogs.awaits(rank) => return,
                Owner::Flight(_) | Owner::Work(_) | Owner::Swizzle => {
                    self.queue.pop();
                }
                Owner::Timer(node) => {
                    let timers = &mut self.hosts[node.index()].timers;
                    let mut armed = timers.iter_mut();
                    let armed = armed.find(|it| it.ticket == rank);
                    if armed.as_ref().is_some_and(|it| it.rank == rank && it.due == at) {
                        return;
                    }
                    self.queue.pop();
                    if let Some(armed) = armed {
                        (armed.ticket, armed.ticket_at) = (armed.rank, armed.due);
                        self.queue.push(armed.due, armed.rank, Owner::Timer(node));
                    }
                }
            }
        }
    }
}
