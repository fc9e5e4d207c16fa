//! A consumer: for each event an effect of its own (stock taken, a letter sent), and in the same
//! transaction a row in its inbox by which it knows the event again. Events come at least once;
//! with the inbox their effect comes exactly once.

use super::event::{Event, Order, Step};
use super::message::Message;
use super::{Timer, Turn, declare};
use crate::common::unhashed::Traced;
use kernel::table::Table;
use pattern::declare::Tone;

/// What a consumer has on its disk.
#[derive(Clone, Debug, Default, Hash)]
pub struct Inbox {
    /// For each order the steps it has heard of, as bits.
    pub seen: Table<Order, u8>,
    /// The effects, in the order in which they took place.
    pub effects: Vec<(Order, Step)>,
}

/// What it knows besides.
#[derive(Clone, Debug, Default, Hash)]
pub struct Consumer {
    /// What it is processing: the offset of the first event, and the events.
    pub batch: Option<(u32, Vec<Event>)>,
    span: Traced,
}

impl Inbox {
    /// Whether it has heard of a change.
    pub fn has(&self, order: Order, step: Step) -> bool {
        self.seen.get(&order).is_some_and(|steps| steps & step.bit() != 0)
    }
}

impl Consumer {
    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, message: &Message) {
        // Nobody sends it anything else.
        let Message::Deliver { offset, events } = message else { return };
        if self.batch.is_some() {
            // It is at it, or at what came before; the broker will deliver it again.
            return;
        }
        self.span.0 = events
            .first()
            .map(|event| turn.cx.open(event.order.into(), Some(event.span.0), "take effect"));
        self.batch = Some((*offset, events.clone()));
        turn.cx.set_timer(Timer::Processing, turn.outbox.processing);
    }

    /// What was processed takes effect, all at once, and then it says so.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        let (Timer::Processing, Some((offset, events))) = (timer, self.batch.take()) else {
            return;
        };
        for event in &events {
            self.apply(turn, event);
        }
        if let Some(span) = self.span.0.take() {
            turn.cx.close(span, Tone::Good);
        }
        let next = offset + events.len() as u32;
        turn.cx.send(turn.outbox.broker(), Message::Ack(next));
    }

    fn apply(&mut self, turn: &mut Turn, event: &Event) {
        let inbox = &mut turn.disk.inbox;
        if turn.outbox.consumer_dedup && inbox.has(event.order, event.step) {
            turn.cx.measure(declare::ABSORBED, 1);
            turn.cx.note(format!("knows {} already", event.in_words()));
            return;
        }
        *inbox.seen.get_or_insert_with(event.order, || 0) |= event.step.bit();
        inbox.effects.push((event.order, event.step));
        let took = turn.cx.now().since(event.at).0 / 1_000;
        turn.cx.measure(declare::DELAY, took as u32);
        turn.cx.note(format!("takes note: {}", event.in_words()));
    }
}
