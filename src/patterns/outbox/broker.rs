//! The broker: a topic, which is a durable log of events; for each consumer how far it has come;
//! and, where it takes part in transactions, half messages that nobody is to see yet.

use super::event::Event;
use super::message::{Message, TransactionId};
use super::{BATCH, Outbox, Timer, Turn, declare};
use kernel::ids::NodeId;
use kernel::table::Table;

/// What the broker has on its disk.
#[derive(Clone, Debug, Default, Hash)]
pub struct Topic {
    /// The events, in the order in which they are delivered.
    pub events: Vec<Event>,
    /// For each consumer how many it has acknowledged.
    pub acknowledged: Vec<u32>,
    /// Half messages, by their transactions.
    pub half: Table<TransactionId, Event>,
}

/// What it knows besides.
#[derive(Clone, Debug, Hash)]
pub struct Broker {
    /// For each consumer how many events are on their way to it.
    pub delivering: Vec<u32>,
}

impl Topic {
    /// How many events the slowest consumer has not acknowledged.
    pub fn lag(&self) -> u32 {
        let slowest = self.acknowledged.iter().min().copied().unwrap_or_default();
        self.events.len() as u32 - slowest
    }
}

impl Broker {
    /// Starts the broker: delivers what its disk says was not acknowledged.
    pub fn boot(turn: &mut Turn) -> Broker {
        let consumers = usize::from(turn.outbox.consumers);
        turn.disk.topic.acknowledged.resize(consumers, 0);
        let mut broker = Broker { delivering: vec![0; consumers] };
        broker.deliver(turn);
        if !turn.disk.topic.half.is_empty() {
            turn.cx.set_timer(Timer::CheckBack, turn.outbox.check_back);
        }
        broker
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: &Message) {
        match *message {
            Message::Publish(event) => {
                self.append(turn, event);
                turn.cx.send(from, Message::PublishResponse(event));
            }
            Message::Half { id, event } => {
                if turn.disk.topic.half.is_empty() {
                    turn.cx.set_timer(Timer::CheckBack, turn.outbox.check_back);
                }
                turn.disk.topic.half.insert(id, event);
                turn.cx.send(from, Message::HalfResponse(id));
            }
            Message::EndTransaction { id, commit } => {
                // Told a second time there is nothing left to decide.
                let Some(event) = turn.disk.topic.half.remove(&id) else { return };
                if commit {
                    self.append(turn, event);
                }
            }
            Message::Ack(offset) => {
                let consumer = usize::from(from.0 - Outbox::consumer(turn.outbox, 0).0);
                let acknowledged = &mut turn.disk.topic.acknowledged[consumer];
                // An old one says nothing new.
                if offset > *acknowledged {
                    *acknowledged = offset;
                    self.delivering[consumer] = 0;
                    turn.cx.cancel_timer(Timer::Redelivery(consumer as u16));
                    self.deliver(turn);
                }
            }
            // These are for the others.
            Message::Command(_)
            | Message::CommandResponse { .. }
            | Message::Transaction { .. }
            | Message::TransactionResponse { .. }
            | Message::Poll
            | Message::OutboxRows(_)
            | Message::Follow { .. }
            | Message::LogRecords { .. }
            | Message::Delete(_)
            | Message::Deleted(_)
            | Message::PublishResponse(_)
            | Message::HalfResponse(_)
            | Message::CheckTransaction(_)
            | Message::QueryTransaction(_)
            | Message::TransactionStatus { .. }
            | Message::Deliver { .. } => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Redelivery(consumer) => {
                self.delivering[usize::from(consumer)] = 0;
                self.deliver(turn);
            }
            Timer::CheckBack => {
                for (id, _) in turn.disk.topic.half.iter() {
                    turn.cx.send(turn.outbox.service(), Message::CheckTransaction(*id));
                }
                if !turn.disk.topic.half.is_empty() {
                    turn.cx.set_timer(Timer::CheckBack, turn.outbox.check_back);
                }
            }
            // The others' timers.
            Timer::Request
            | Timer::Workload
            | Timer::Database
            | Timer::Broker
            | Timer::Row(_)
            | Timer::Poll
            | Timer::Processing => {}
        }
    }

    fn append(&mut self, turn: &mut Turn, event: Event) {
        turn.disk.topic.events.push(event);
        turn.cx.measure(declare::PUBLISHED, 1);
        self.deliver(turn);
    }

    /// Delivers to every consumer that has nothing on its way what it has not acknowledged.
    fn deliver(&mut self, turn: &mut Turn) {
        let topic = &turn.disk.topic;
        for (consumer, delivering) in (0..).zip(&mut self.delivering) {
            let offset = topic.acknowledged[usize::from(consumer)];
            let waiting = topic.events.iter().skip(offset as usize);
            if *delivering > 0 || offset as usize == topic.events.len() {
                continue;
            }
            let events: Vec<Event> = waiting.take(BATCH).copied().collect();
            *delivering = events.len() as u32;
            turn.cx.send(turn.outbox.consumer(consumer), Message::Deliver { offset, events });
            turn.cx.set_timer(Timer::Redelivery(consumer), turn.outbox.redelivery);
        }
        turn.cx.measure(declare::LAG, topic.lag());
    }
}
