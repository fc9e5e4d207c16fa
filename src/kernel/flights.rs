//! The messages on their way: where each is, when it arrives, and of what it will die.

use crate::action::Ppm;
use crate::ids::{MessageId, RecordId};
use crate::protocol::Parcel;
use crate::record::Loss;
use crate::time::{Span, Time};

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Which.
    pub id: MessageId,
    /// Its kind, an index into the protocol's kinds of message.
    pub kind: u8,
    /// The record of its sending.
    pub record: RecordId,
    /// When it was sent.
    pub sent: Time,
    /// The start of the leg it is on: when it was sent, or was delayed last.
    pub since: Time,
    /// How much of the way lay behind it then. From there it moves evenly, to arrive when due.
    pub done: Ppm,
    /// When it arrives, or would.
    pub due: Time,
    /// When and of what it will die, as things stand.
    pub doom: Option<(Time, Loss)>,
    /// Whether it has come to the end of its way and is held there, because one of its ends is
    /// clogged.
    pub held: bool,
}

/// All messages in flight, in slots that are used again.
#[derive(Clone, Debug)]
pub struct Flights {
    slots: Vec<Option<InFlight>>,
    free: Vec<u32>,
}

/// A message in flight.
#[derive(Clone, Copy, Debug)]
pub struct InFlight {
    /// What everybody may see of it.
    pub flight: Flight,
    /// The number of the last copy made of it. All copies in flight know it.
    pub copies: u8,
    /// The rank of its ticket in the queue.
    pub ticket: u64,
    /// Where the pattern's instance has the message itself.
    pub parcel: Parcel,
}

impl Flight {
    /// When it is half-way, where a cut link would end it.
    #[inline]
    pub fn half_way(&self) -> Time {
        let left = Ppm::ONE.0 - self.done.0;
        let to_half = (Ppm::ONE.0 / 2).saturating_sub(self.done.0);
        let leg = self.due.since(self.since).0;
        self.since + Span((u128::from(leg) * u128::from(to_half) / u128::from(left.max(1))) as u64)
    }

    /// How much of the way lies behind it.
    pub fn progress(&self, now: Time) -> Ppm {
        let leg = self.due.since(self.since).0.max(1);
        let gone = now.since(self.since).0.min(leg);
        let left = u128::from(Ppm::ONE.0 - self.done.0);
        Ppm(self.done.0 + (left * u128::from(gone) / u128::from(leg)) as u32)
    }

    /// When its next ticket must come up: its death or its arrival.
    #[inline]
    pub fn end(&self) -> Time {
        self.doom.map_or(self.due, |(at, _)| at)
    }
}

impl Flights {
    /// Nothing in flight.
    pub fn none() -> Flights {
        Flights { slots: Vec::new(), free: Vec::new() }
    }

    /// Puts a message on its way and returns its slot.
    #[inline]
    pub fn launch(&mut self, flight: InFlight) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(flight);
            return slot;
        }
        self.slots.push(Some(flight));
        self.slots.len() as u32 - 1
    }

    /// Takes a message out of its slot.
    #[inline]
    pub fn land(&mut self, slot: u32) -> Option<InFlight> {
        let flight = self.slots[slot as usize].take()?;
        self.free.push(slot);
        Some(flight)
    }

    /// The message in a slot.
    #[inline]
    pub fn get(&self, slot: u32) -> Option<&InFlight> {
        self.slots[slot as usize].as_ref()
    }

    /// The message in a slot, to be changed.
    #[inline]
    pub fn get_mut(&mut self, slot: u32) -> Option<&mut InFlight> {
        self.slots[slot as usize].as_mut()
    }

    /// Whether a ticket of that rank for that slot still counts.
    #[inline]
    pub fn holds(&self, slot: u32, ticket: u64) -> bool {
        self.slots[slot as usize].as_ref().is_some_and(|flight| flight.ticket == ticket)
    }

    /// All messages in flight with their slots, in the order of the slots.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &InFlight)> {
        let slots = self.slots.iter().enumerate();
        slots.filter_map(|(slot, flight)| Some((slot as u32, flight.as_ref()?)))
    }

    /// Notes that a copy of a message was made, and returns its number; none if there have been as
    /// many as can be told apart.
    pub fn copy(&mut self, id: MessageId) -> Option<u8> {
        let same = |flight: &InFlight| {
            let of = flight.flight.id;
            (of.from, of.to, of.nth) == (id.from, id.to, id.nth)
        };
        let copies = self.iter().filter(|(_, it)| same(it)).map(|(_, it)| it.copies).max()?;
        let number = copies.checked_add(1)?;
        for flight in self.slots.iter_mut().flatten().filter(|flight| same(flight)) {
            flight.copies = number;
        }
        Some(number)
    }

    /// The slot of a message.
    pub fn find(&self, id: MessageId) -> Option<u32> {
        self.iter().find(|(_, it)| it.flight.id == id).map(|(slot, _)| slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{NodeId, RecordId};

    fn flight(due: u64) -> Flight {
        Flight {
            id: MessageId { from: NodeId(0), to: NodeId(1), nth: 1, copy: 0 },
            kind: 0,
            record: RecordId(0),
            sent: Time(100),
            since: Time(100),
            done: Ppm(0),
            due: Time(due),
            doom: None,
            held: false,
        }
    }

    #[test]
    fn a_message_is_half_way_at_half_its_time() {
        let message = flight(300);
        assert_eq!(message.half_way(), Time(200));
        assert_eq!(message.progress(Time(150)), Ppm(250_000));
        assert_eq!(message.progress(Time(900)), Ppm::ONE);
    }

    #[test]
    fn a_delayed_message_goes_on_from_where_it_was() {
        let mut message = flight(300);
        message.done = message.progress(Time(150));
        message.since = Time(150);
        message.due = Time(450);
        assert_eq!(message.progress(Time(150)), Ppm(250_000));
        assert_eq!(message.half_way(), Time(250));
    }

    #[test]
    fn slots_are_used_again() {
        let mut flights = Flights::none();
        let launched = InFlight { flight: flight(300), copies: 0, ticket: 1, parcel: 0 };
        let first = flights.launch(launched);
        assert!(flights.land(first).is_some() && flights.land(first).is_none());
        assert_eq!(flights.launch(launched), first);
        assert!(flights.holds(first, 1) && !flights.holds(first, 2));
    }
}
