//! What actions do to messages in flight: they are dropped, delayed, doubled and delivered.

use crate::action::Order;
use crate::flights::InFlight;
use crate::ids::{MessageId, RecordId};
use crate::order::by_key;
use crate::record::Loss;
use crate::time::{Span, Time};
use crate::world::{Env, Launch, World};

const GONE: &str = "has no such message in flight";

impl World {
    pub(crate) fn drop_message(&mut self, env: &mut Env, acted: RecordId, id: MessageId) {
        let Some(slot) = self.flights.find(id) else {
            return self.remark(&mut env.scribe, id.from, acted, GONE);
        };
        self.clogs.forget(slot);
        if let Some(flight) = self.flights.land(slot) {
            self.lose(env, flight, Loss::Dropped);
        }
    }

    pub(crate) fn delay_message(
        &mut self,
        env: &mut Env,
        acted: RecordId,
        id: MessageId,
        span: Span,
    ) {
        let slot = self.flights.find(id);
        let Some((slot, flight)) =
            slot.and_then(|slot| Some((slot, &self.flights.get(slot)?.flight)))
        else {
            return self.remark(&mut env.scribe, id.from, acted, GONE);
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
            .map(|(slot, it)| (slot, &it.flight))
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
        let Some(InFlight { flight, .. }) = self.flights.get_mut(slot) else { return };
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

    pub(crate) fn duplicate_message(&mut self, env: &mut Env, acted: RecordId, id: MessageId) {
        let slot = self.flights.find(id);
        let Some(InFlight { flight, parcel, .. }) = slot.and_then(|slot| self.flights.get(slot))
        else {
            return self.remark(&mut env.scribe, id.from, acted, GONE);
        };
        let (kind, parcel, whole) = (flight.kind, *parcel, flight.due.since(flight.sent));
        let Some(copy) = self.flights.copy(id) else {
            return self.remark(
                &mut env.scribe,
                id.from,
                acted,
                "has copied that message too often",
            );
        };
        let due = self.links.line_up(id.from, id.to, self.now + whole);
        let id = MessageId { copy, ..id };
        let parcel = env.protocol.copy(parcel);
        let launch = Launch { id, kind, due, lost: false, copies: copy, parcel };
        self.launch(&mut env.scribe, acted, launch, &|| env.protocol.label(parcel));
    }

    pub(crate) fn deliver_message(&mut self, env: &mut Env, acted: RecordId, id: MessageId) {
        let slot = self.flights.find(id);
        let Some((slot, flight)) =
            slot.and_then(|slot| Some((slot, &self.flights.get(slot)?.flight)))
        else {
            return self.remark(&mut env.scribe, id.from, acted, GONE);
        };
        let sent = flight.record;
        let earlier = self.flights.iter().map(|(_, it)| it.flight).any(|it| {
            (it.id.from, it.id.to) == (id.from, id.to) && it.record < sent && it.doom.is_none()
        });
        if earlier && self.links.order(id.from, id.to) == Order::Fifo {
            return self.remark(&mut env.scribe, id.from, acted, AHEAD);
        }
        self.clogs.forget(slot);
        if let Some(mut flight) = self.flights.land(slot) {
            flight.flight.doom = None;
            self.arrive(env, flight);
        }
    }
}

const AHEAD: &str = "has an earlier message on that link, which keeps the order";
