//! The service's database: orders, the outbox or the log of it, and what became of every
//! transaction. A transaction is atomic because it is carried out in one event, and durable
//! because it is on the disk when the answer is sent. Knows no broker.

use super::event::{Event, Order, Step, in_words};
use super::message::{Message, Outcome, Row, TransactionId};
use super::{BATCH, Mode, Turn, declare};
use kernel::ids::NodeId;
use kernel::table::Table;

/// What the database has on its disk.
#[derive(Clone, Debug, Default, Hash)]
pub struct Tables {
    /// The orders, each with the events of the steps it has taken, in order.
    pub orders: Table<Order, Vec<Event>>,
    /// What became of every transaction.
    pub transactions: Table<TransactionId, Outcome>,
    /// The rows of the outbox that are not deleted; of a log, the records that are not confirmed.
    pub rows: Vec<Row>,
    /// The number of the last row that was ever written.
    pub last_row: u32,
}

/// What it knows besides.
#[derive(Clone, Debug, Hash)]
pub struct Database {
    /// Whether there are rows that no relay has dealt with.
    pub backlog: bool,
    /// The session of the relay that the log is sent to as it grows.
    pub follower: Option<u32>,
}

impl Tables {
    /// How many steps an order has taken.
    pub fn steps(&self, order: Order) -> u8 {
        self.orders.get(&order).map_or(0, |steps| steps.len() as u8)
    }
}

impl Database {
    /// Starts the database with what its disk holds. Whoever followed its log asks again.
    pub fn boot(turn: &mut Turn) -> Database {
        let mut database = Database { backlog: false, follower: None };
        database.count_rows(turn);
        database
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: &Message) {
        let tables = &mut turn.disk.tables;
        match *message {
            Message::Transaction { id, command, with_event } => {
                let event = command.event(turn.cx.now());
                let outcome = self.execute(turn, id, event, with_event);
                turn.cx.send(from, Message::TransactionResponse { id, outcome });
            }
            Message::QueryTransaction(id) => {
                // Whoever asks has given up on it. If it is still on its way it is too late now:
                // the answer must stay true.
                let outcome = *tables.transactions.get_or_insert_with(id, || Outcome::Refused);
                let committed = outcome != Outcome::Refused;
                turn.cx.send(from, Message::TransactionStatus { id, committed });
            }
            Message::Poll => {
                let rows = tables.rows.iter().take(BATCH).copied().collect();
                turn.cx.send(from, Message::OutboxRows(rows));
            }
            Message::Follow { session, after } => {
                self.follower = Some(session);
                let rows = tables.rows.iter().filter(|row| row.number > after);
                let rows: Vec<Row> = rows.take(BATCH).copied().collect();
                let until = rows.last().map_or(tables.last_row, |row| row.number);
                turn.cx.send(from, Message::LogRecords { session, after, until, rows });
            }
            Message::Delete(number) => {
                match turn.outbox.mode() {
                    Mode::LogTailing => tables.rows.retain(|row| row.number > number),
                    Mode::Polling | Mode::TransactionalMessages => {
                        tables.rows.retain(|row| row.number != number);
                        turn.cx.send(from, Message::Deleted(number));
                    }
                }
                self.count_rows(turn);
            }
            // These are for the others.
            Message::Command(_)
            | Message::CommandResponse { .. }
            | Message::TransactionResponse { .. }
            | Message::OutboxRows(_)
            | Message::LogRecords { .. }
            | Message::Deleted(_)
            | Message::Publish(_)
            | Message::PublishResponse(_)
            | Message::Half { .. }
            | Message::HalfResponse(_)
            | Message::EndTransaction { .. }
            | Message::CheckTransaction(_)
            | Message::TransactionStatus { .. }
            | Message::Deliver { .. }
            | Message::Ack(_) => {}
        }
    }

    /// Carries out a transaction, once: sent again it is answered as it was the first time.
    fn execute(
        &mut self,
        turn: &mut Turn,
        id: TransactionId,
        event: Event,
        with_event: bool,
    ) -> Outcome {
        let tables = &mut turn.disk.tables;
        if let Some(outcome) = tables.transactions.get(&id) {
            return *outcome;
        }
        let (taken, asked) = (tables.steps(event.order), event.step.number());
        let outcome = match asked {
            _ if asked <= taken => Outcome::Repeated,
            _ if asked == taken + 1 => Outcome::Committed,
            _ => Outcome::Refused,
        };
        tables.transactions.insert(id, outcome);
        if outcome == Outcome::Committed {
            tables.orders.get_or_insert_with(event.order, Vec::new).push(event);
            turn.cx.measure(declare::COMMITTED, 1);
            turn.cx.note(format!("commits {}", in_words(event.order, event.step)));
            if with_event {
                self.write_event(turn, event);
            }
        }
        outcome
    }

    /// The other half of the transaction. A log that is followed is sent on as it grows.
    fn write_event(&mut self, turn: &mut Turn, event: Event) {
        let tables = &mut turn.disk.tables;
        tables.last_row += 1;
        let row = Row { number: tables.last_row, event };
        tables.rows.push(row);
        self.count_rows(turn);
        if let (Mode::LogTailing, Some(session)) = (turn.outbox.mode(), self.follower) {
            let (after, until, rows) = (row.number - 1, row.number, vec![row]);
            let records = Message::LogRecords { session, after, until, rows };
            turn.cx.send(turn.outbox.relay(), records);
        }
    }

    fn count_rows(&mut self, turn: &mut Turn) {
        let rows = turn.disk.tables.rows.len() as u32;
        self.backlog = rows > 0;
        turn.cx.measure(declare::ROWS, rows);
    }
}

/// What an order is, in words.
pub fn status(steps: &[Event]) -> &'static str {
    steps.last().map_or("none", |event| Step::name(event.step))
}
