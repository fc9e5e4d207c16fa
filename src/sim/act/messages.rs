//! What actions do to messages in flight: they are dropped, delayed, doubled and delivered.

use crate::sim::action::Order;
use crate::sim::ids::{MessageId, RecordId};
use crate::sim::order::by_key;
use crate::sim::pattern::Pattern;
use crate::sim::plan::Plan;
use crate::sim::record::Loss;
use crate::sim::time::{Span, Time};
use crate::sim::trace::Trace;
use crate::sim::world::{Launch, World};

const GONE: &str = "has no such message in flight";

impl<P: Pattern> World<P> {
    pub(super) fn drop_message(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: MessageId,
    ) {
        let Some(slot) = self.flights.find(id) else {
            return self.remark(plan, trace, id.from, acted, GONE);
        };
        self.clogs.forget(slot);
        if let Some(flight) = self.flights.land(slot) {
            self.lose(plan, trace, flight, Loss::Dropped);
        }
    }

    pub(super) fn delay_message(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: MessageId,
        span: Span,
    ) {
        let slot = self.flights.find(id);
        let Some((slot, flight)) = slot.and_then(|slot| Some((slot, self.flights.get(slot)?)))
        else {
            return self.remark(plan, trace, id.from, acted, GONE);
        };
        // One that is held has arrived as it is, and arrives again.
        let (sent, due) = (flight.record, flight.due.max(self.now) + span);
        self.put_off(slot, due);
        if self.links.order(id.from, id.to) == Order::Fifo {
            self.put_off_followers(id, sent, due);
        }
    }

    /// Where a link keeps the order, what was sent after a message arrives after it.
    fn put_off_followers(&mut self, id: MessageId, sent: RecordId, due: Time) {
        let same_link = |it: MessageId| (it.from, it.to) == (id.from, id.to);
        let mut followers: Vec<(RecordId, u32, Time)> = (self.flights.iter())
            .filter(|(_, flight)| same_link(flight.id) && flight.record > sent)
            .map(|(slot, flight)| (flight.record, slot, flight.due))
            .collect();
        by_key(&mut followers, |(record, ..)| u64::from(record.0));
        let mut last = due;
        for (_, slot, due) in followers {
            if due <= last {
                last += Span(1);
                self.put_off(slot, last);
            } else {
                last = due;
            }
        }
        self.links.line_up(id.from, id.to, last);
    }

    /// Lets a message arrive at a later time.
    fn put_off(&mut self, slot: u32, due: Time) {
        let Some(flight) = self.flights.get_mut(slot) else { return };
        if flight.held {
            flight.held = false;
            self.clogs.forget(slot);
        }
        flight.done = flight.progress(self.now);
        flight.since = self.now;
        flight.due = due;
        let half_way = flight.half_way();
        flight.doom = flight.doom.map(|(_, why)| (half_way, why));
        self.reticket(slot);
    }

    pub(super) fn duplicate_message(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: MessageId,
    ) {
        let slot = self.flights.find(id);
        let Some(flight) = slot.and_then(|slot| self.flights.get(slot)) else {
            return self.remark(plan, trace, id.from, acted, GONE);
        };
        let (kind, msg) = (flight.kind, flight.msg.clone());
        let whole = flight.due.since(flight.sent);
        let Some(copy) = self.flights.copy(id) else {
            return self.remark(plan, trace, id.from, acted, "has copied that message too often");
        };
        let due = self.links.line_up(id.from, id.to, self.now + whole);
        let id = MessageId { copy, ..id };
        let launch = Launch { id, kind, due, lost: false, copies: copy };
        self.launch(plan, trace, acted, launch, msg);
    }

    pub(super) fn deliver_message(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        acted: RecordId,
        id: MessageId,
    ) {
        let slot = self.flights.find(id);
        let Some((slot, flight)) = slot.and_then(|slot| Some((slot, self.flights.get(slot)?)))
        else {
            return self.remark(plan, trace, id.from, acted, GONE);
        };
        let sent = flight.record;
        let earlier = self.flights.iter().any(|(_, it)| {
            (it.id.from, it.id.to) == (id.from, id.to) && it.record < sent && it.doom.is_none()
        });
        if earlier && self.links.order(id.from, id.to) == Order::Fifo {
            return self.remark(plan, trace, id.from, acted, AHEAD);
        }
        self.clogs.forget(slot);
        if let Some(mut flight) = self.flights.land(slot) {
            flight.doom = None;
            self.arrive(plan, trace, flight);
        }
    }
}

const AHEAD: &str = "has an earlier message on that link, which keeps the order";
