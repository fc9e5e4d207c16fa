//! The relay: brings the events of the outbox to the broker, and lets go of a row only when the
//! broker has acknowledged its event. So it publishes everything at least once, and, when it
//! crashes between the two, twice. It keeps nothing but the number of its lives: where it stands is
//! in the database.

use super::message::{Message, Row};
use super::{Mode, Timer, Turn};
use crate::common::unhashed::Unhashed;
use kernel::ids::SpanId;
use pattern::declare::Tone;

/// What the relay knows.
#[derive(Clone, Debug, Hash)]
pub struct Relay {
    /// The rows that it deals with, by their numbers.
    pub rows: Vec<Pending>,
    /// The last row it has of the log; 0 before the first.
    pub received: u32,
}

/// A row being dealt with.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Pending {
    /// The row.
    pub row: Row,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a row has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It waits for an earlier one of its order.
    Waiting,
    /// It was sent to the broker.
    Published(Unhashed<SpanId>),
    /// The broker has it; the row is to be deleted.
    Deleting,
}

impl Relay {
    /// Starts the relay: asks for what is there at once.
    pub fn boot(turn: &mut Turn) -> Relay {
        turn.disk.serial += 1;
        let relay = Relay { rows: Vec::new(), received: 0 };
        relay.ask_for_rows(turn);
        relay
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, message: &Message) {
        match message {
            Message::OutboxRows(rows) => {
                self.take(turn, rows);
            }
            Message::LogRecords { session, after, until, rows }
                if *session == turn.disk.serial && *after <= self.received =>
            {
                let known = rows.partition_point(|row| row.number <= self.received);
                self.received = self.received.max(*until);
                self.take(turn, &rows[known..]);
            }
            // What follows something that it does not have overtook it, or that was lost: it asks
            // again from where it stands. What was meant for an earlier life is not for this one.
            Message::LogRecords { .. } => {}
            Message::PublishResponse(event) => {
                let of = |it: &Pending| {
                    it.row.event.is(event) && matches!(it.stage, Stage::Published(_))
                };
                if let Some(at) = self.rows.iter().position(of) {
                    self.on_published(turn, at);
                }
            }
            Message::Deleted(number) => {
                // Told a second time it may hold the row again, from an answer that was late.
                let gone = |it: &Pending| it.row.number == *number && it.stage == Stage::Deleting;
                if let Some(at) = self.rows.iter().position(gone) {
                    self.rows.remove(at);
                    turn.cx.cancel_timer(Timer::Row(*number));
                }
            }
            // These are for the others.
            Message::Command(_)
            | Message::CommandResponse { .. }
            | Message::Transaction { .. }
            | Message::TransactionResponse { .. }
            | Message::Poll
            | Message::Follow { .. }
            | Message::Delete(_)
            | Message::Publish(_)
            | Message::Half { .. }
            | Message::HalfResponse(_)
            | Message::EndTransaction { .. }
            | Message::CheckTransaction(_)
            | Message::QueryTransaction(_)
            | Message::TransactionStatus { .. }
            | Message::Deliver { .. }
            | Message::Ack(_) => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Poll => self.ask_for_rows(turn),
            Timer::Row(number) => {
                let Some(it) = self.rows.iter().find(|it| it.row.number == number) else { return };
                match it.stage {
                    Stage::Published(_) => {
                        turn.cx.send(turn.outbox.broker(), Message::Publish(it.row.event));
                    }
                    Stage::Deleting => {
                        turn.cx.send(turn.outbox.database(), Message::Delete(number));
                    }
                    // Its turn has not come, and no timer is set for it.
                    Stage::Waiting => return,
                }
                turn.cx.set_timer(timer, turn.outbox.request_timeout);
            }
            // The others' timers.
            Timer::Request
            | Timer::Workload
            | Timer::Database
            | Timer::Broker
            | Timer::Redelivery(_)
            | Timer::CheckBack
            | Timer::Processing => {}
        }
    }

    /// Asks for more. A polling relay first ends what it has: a row that is asked for while its
    /// deletion is on the way would be published again.
    fn ask_for_rows(&self, turn: &mut Turn) {
        let database = turn.outbox.database();
        match turn.outbox.mode() {
            Mode::LogTailing => {
                let (session, after) = (turn.disk.serial, self.received);
                turn.cx.send(database, Message::Follow { session, after });
            }
            Mode::Polling | Mode::TransactionalMessages if self.rows.is_empty() => {
                turn.cx.send(database, Message::Poll);
            }
            Mode::Polling | Mode::TransactionalMessages => {}
        }
        turn.cx.set_timer(Timer::Poll, turn.outbox.relay_interval);
    }

    /// Takes in rows that it does not have.
    fn take(&mut self, turn: &mut Turn, rows: &[Row]) {
        for row in rows {
            let at = self.rows.partition_point(|it| it.row.number < row.number);
            if self.rows.get(at).is_none_or(|it| it.row.number != row.number) {
                self.rows.insert(at, Pending { row: *row, stage: Stage::Waiting });
            }
        }
        self.publish(turn);
    }

    /// Publishes what may be: of each order one event at a time, the earliest first, because two on
    /// their way at once may overtake each other.
    fn publish(&mut self, turn: &mut Turn) {
        for at in 0..self.rows.len() {
            let Pending { row, stage } = self.rows[at];
            let before = &self.rows[..at];
            let unpublished =
                |it: &Pending| it.row.event.order == row.event.order && it.stage != Stage::Deleting;
            let held = turn.outbox.publish_in_order && before.iter().any(unpublished);
            if stage == Stage::Waiting && !held {
                let (trace, parent) = (row.event.order.into(), Some(row.event.span.0));
                let span = turn.cx.open(trace, parent, "publish");
                self.rows[at].stage = Stage::Published(Unhashed(span));
                turn.cx.send(turn.outbox.broker(), Message::Publish(row.event));
                turn.cx.set_timer(Timer::Row(row.number), turn.outbox.request_timeout);
            }
        }
    }

    /// The broker has the event: its row can go.
    fn on_published(&mut self, turn: &mut Turn, at: usize) {
        if let Stage::Published(Unhashed(span)) = self.rows[at].stage {
            turn.cx.close(span, Tone::Good);
        }
        let database = turn.outbox.database();
        match turn.outbox.mode() {
            Mode::LogTailing => {
                let number = self.rows.remove(at).row.number;
                turn.cx.cancel_timer(Timer::Row(number));
                // Only what is before the first that is still to be published.
                let first = self.rows.first().map_or(self.received + 1, |it| it.row.number);
                turn.cx.send(database, Message::Delete(first - 1));
            }
            Mode::Polling | Mode::TransactionalMessages => {
                self.rows[at].stage = Stage::Deleting;
                let number = self.rows[at].row.number;
                turn.cx.send(database, Message::Delete(number));
                turn.cx.set_timer(Timer::Row(number), turn.outbox.request_timeout);
            }
        }
        self.publish(turn);
    }
}
