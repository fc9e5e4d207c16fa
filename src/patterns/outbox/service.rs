//! The order service: one command at a time, and for each the path by which its change gets into
//! the database and its event to the broker. It keeps nothing in mind through a crash but the
//! number of its last transaction.

use std::collections::VecDeque;

use super::event::Command;
use super::message::{Message, Outcome, TransactionId};
use super::{Path, Timer, Turn};
use crate::common::unhashed::Unhashed;
use kernel::ids::{NodeId, SpanId};
use pattern::declare::Tone;

/// What the service knows.
#[derive(Clone, Debug, Default, Hash)]
pub struct Service {
    /// The command it is at.
    pub work: Option<Work>,
    /// Commands that wait for their turn.
    pub queue: VecDeque<Request>,
}

/// A command and who sent it.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Request {
    /// Who is answered.
    pub client: NodeId,
    /// What is asked.
    pub command: Command,
}

/// A command being carried out.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Work {
    /// The command.
    pub request: Request,
    /// Its transaction.
    pub transaction: TransactionId,
    /// Whom it waits for.
    pub waits: Waits,
    span: Unhashed<SpanId>,
}

/// Whom a command waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waits {
    /// The database, for what becomes of the transaction.
    Database,
    /// The broker, for its word that it has the event.
    Broker,
}

impl Service {
    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: &Message) {
        match *message {
            Message::Command(command) => {
                let known = self.work.iter().map(|work| &work.request).chain(&self.queue);
                let mut known = known.map(|it| (it.client, it.command.serial));
                // One that is sent again while it waits, or is being carried out.
                if !known.any(|it| it == (from, command.serial)) {
                    self.queue.push_back(Request { client: from, command });
                    self.start_next(turn);
                }
            }
            Message::TransactionResponse { id, outcome } => self.on_outcome(turn, id, outcome),
            Message::PublishResponse(event) => {
                let of = |work: &Work| event.is(&work.request.command.event(event.at));
                if self.work.as_ref().is_some_and(of) {
                    self.on_stored(turn);
                }
            }
            Message::HalfResponse(id) if self.is_at(id) => self.on_stored(turn),
            // It was stored a second time, or for a life before this one.
            Message::HalfResponse(_) => {}
            // While it is at it, it does not know; the broker will ask again.
            Message::CheckTransaction(id) if self.is_at(id) => {}
            Message::CheckTransaction(id) => {
                turn.cx.send(turn.outbox.database(), Message::QueryTransaction(id));
            }
            Message::TransactionStatus { id, committed } => {
                let end = Message::EndTransaction { id, commit: committed };
                turn.cx.send(turn.outbox.broker(), end);
            }
            // These are for the others.
            Message::CommandResponse { .. }
            | Message::Transaction { .. }
            | Message::Poll
            | Message::OutboxRows(_)
            | Message::Follow { .. }
            | Message::LogRecords { .. }
            | Message::Delete(_)
            | Message::Deleted(_)
            | Message::Publish(_)
            | Message::Half { .. }
            | Message::EndTransaction { .. }
            | Message::QueryTransaction(_)
            | Message::Deliver { .. }
            | Message::Ack(_) => {}
        }
    }

    /// A timer expires: what was asked last is asked again.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Database | Timer::Broker => self.ask(turn),
            // The others' timers.
            Timer::Request
            | Timer::Workload
            | Timer::Poll
            | Timer::Row(_)
            | Timer::Redelivery(_)
            | Timer::CheckBack
            | Timer::Processing => {}
        }
    }

    fn is_at(&self, id: TransactionId) -> bool {
        self.work.is_some_and(|work| work.transaction == id)
    }

    fn start_next(&mut self, turn: &mut Turn) {
        if self.work.is_some() {
            return;
        }
        let Some(request) = self.queue.pop_front() else { return };
        turn.disk.serial += 1;
        let waits = match turn.outbox.path() {
            Path::Outbox | Path::CommitFirst => Waits::Database,
            Path::PublishFirst | Path::Transactional => Waits::Broker,
        };
        let Command { order, span, .. } = request.command;
        let span = turn.cx.open(order.into(), Some(span.0), "handle command");
        self.work =
            Some(Work { request, transaction: turn.disk.serial, waits, span: Unhashed(span) });
        self.ask(turn);
    }

    /// Asks whom the work waits for, and again if there is no answer in time.
    fn ask(&mut self, turn: &mut Turn) {
        let Some(Work { request, transaction: id, waits, .. }) = self.work else { return };
        let command = request.command;
        let event = command.event(turn.cx.now());
        let (to, message, timer) = match waits {
            Waits::Database => {
                let with_event = turn.outbox.path() == Path::Outbox;
                let message = Message::Transaction { id, command, with_event };
                (turn.outbox.database(), message, Timer::Database)
            }
            Waits::Broker if turn.outbox.path() == Path::Transactional => {
                (turn.outbox.broker(), Message::Half { id, event }, Timer::Broker)
            }
            Waits::Broker => (turn.outbox.broker(), Message::Publish(event), Timer::Broker),
        };
        turn.cx.send(to, message);
        turn.cx.set_timer(timer, turn.outbox.request_timeout);
    }

    /// Turns to the other of the two.
    fn turn_to(&mut self, turn: &mut Turn, whom: Waits) {
        let Some(work) = &mut self.work else { return };
        work.waits = whom;
        turn.cx.cancel_timer(Timer::Database);
        turn.cx.cancel_timer(Timer::Broker);
        self.ask(turn);
    }

    /// The database has answered.
    fn on_outcome(&mut self, turn: &mut Turn, id: TransactionId, outcome: Outcome) {
        let asked = |work: &&Work| work.transaction == id && work.waits == Waits::Database;
        if self.work.as_ref().filter(asked).is_none() {
            // The answer to a question that was asked twice, or before a crash.
            return;
        }
        match (turn.outbox.path(), outcome) {
            // Its event is still to be written, to the broker this time. If the service crashes
            // before, nobody knows that it is missing.
            (Path::CommitFirst, Outcome::Committed) => self.turn_to(turn, Waits::Broker),
            (Path::Transactional, _) => {
                let end = Message::EndTransaction { id, commit: outcome != Outcome::Refused };
                turn.cx.send(turn.outbox.broker(), end);
                self.finish(turn, outcome);
            }
            // Whoever finds the change made takes its event for published.
            (Path::CommitFirst | Path::Outbox | Path::PublishFirst, _) => {
                self.finish(turn, outcome);
            }
        }
    }

    /// The broker has what it was given.
    fn on_stored(&mut self, turn: &mut Turn) {
        match (turn.outbox.path(), self.work.map(|work| work.waits)) {
            (Path::CommitFirst, Some(Waits::Broker)) => self.finish(turn, Outcome::Committed),
            (Path::PublishFirst | Path::Transactional, Some(Waits::Broker)) => {
                self.turn_to(turn, Waits::Database);
            }
            // A second answer, when the first had been heard; the outbox's path asks no broker.
            (_, Some(Waits::Database) | None) | (Path::Outbox, _) => {}
        }
    }

    fn finish(&mut self, turn: &mut Turn, outcome: Outcome) {
        let Some(Work { request, span, .. }) = self.work.take() else { return };
        turn.cx.cancel_timer(Timer::Database);
        turn.cx.cancel_timer(Timer::Broker);
        let accepted = outcome != Outcome::Refused;
        turn.cx.close(span.0, if accepted { Tone::Good } else { Tone::Bad });
        let serial = request.command.serial;
        turn.cx.send(request.client, Message::CommandResponse { serial, accepted });
        self.start_next(turn);
    }
}
