//! A client: begins transactions of its own and those it is given, one after another, and gives
//! up on one whose outcome it is not told: that one may have been committed or not.

use std::collections::VecDeque;

use super::message::Message;
use super::sets::Rows;
use super::{Decision, Timer, Turn, declare};
use kernel::history::{Call, Outcome};
use kernel::ids::{NodeId, OpId};

/// What a client knows. The number of its last request is on its disk, so that its coordinator
/// does not take a new one for an old one.
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The request that waits for its outcome.
    pub waiting: Option<Waiting>,
    /// The transactions that it was given to begin next.
    pub next: VecDeque<Rows>,
    /// Its coordinator.
    pub coordinator: NodeId,
}

/// A request that waits for its outcome.
#[derive(Clone, Debug, Hash)]
pub struct Waiting {
    /// Its number.
    pub request: u32,
    /// The rows that it writes.
    pub rows: Rows,
    /// What it writes into all of them.
    pub value: u32,
    /// The writes in the history, one for each row.
    ops: Vec<OpId>,
}

impl Client {
    /// Starts a client. Its first own transaction comes at a random moment of the first interval,
    /// so that several clients do not begin all at once.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.p.request_every);
        let coordinator = NodeId(turn.cx.index() % turn.p.coordinators);
        Client { waiting: None, next: VecDeque::new(), coordinator }
    }

    /// The state in the diagram.
    pub fn state(&self) -> u8 {
        if self.waiting.is_some() { declare::WAITING } else { declare::IDLE }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, message: Message) {
        let Message::Outcome { request, decision } = message else {
            // Everything else is between coordinators and participants.
            return;
        };
        // It may have given up on this one.
        let Some(waiting) = self.waiting.take_if(|it| it.request == request) else { return };
        turn.cx.cancel_timer(Timer::Request(request));
        let outcome = match decision {
            Decision::Commit => Outcome::Done(None),
            Decision::Abort => Outcome::Failed,
        };
        self.end(turn, waiting, outcome);
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Workload => {
                turn.cx.set_timer(Timer::Workload, turn.p.request_every);
                let rows = own_transaction(turn);
                // A client that waits does not ask for more.
                if self.waiting.is_none() {
                    turn.cx.workload(format!("begin {rows}"));
                    self.ask(turn, rows);
                }
            }
            Timer::Request(_) => {
                let Some(waiting) = self.waiting.take() else { return };
                turn.cx.note("gives up: the transaction may be committed or not");
                self.end(turn, waiting, Outcome::Unknown);
            }
            // Coordinators' and participants' timers.
            Timer::Vote(_) | Timer::Ack(_) | Timer::Lock(_) | Timer::Decision(_) => {}
        }
    }

    /// It is to begin a transaction.
    pub fn ask(&mut self, turn: &mut Turn, rows: Rows) {
        self.next.push_back(rows);
        if self.waiting.is_none() {
            self.begin_next(turn);
        }
    }

    /// A request is over, one way or another.
    fn end(&mut self, turn: &mut Turn, waiting: Waiting, outcome: Outcome) {
        for op in waiting.ops {
            turn.cx.complete(op, outcome.clone());
        }
        self.begin_next(turn);
    }

    /// Begins the next transaction, with a value that no other transaction writes.
    fn begin_next(&mut self, turn: &mut Turn) {
        let Some(rows) = self.next.pop_front() else { return };
        turn.disk.serial += 1;
        let request = turn.disk.serial;
        let value = (request - 1) * u32::from(turn.p.clients) + u32::from(turn.cx.index()) + 1;
        let writes = rows.keys().map(|key| turn.cx.invoke(Call::Write(key, value)));
        let ops: Vec<OpId> = writes.collect();
        let Some(op) = ops.first().copied() else { return };
        turn.cx.send(self.coordinator, Message::Begin { request, op, rows, value });
        turn.cx.set_timer(Timer::Request(request), turn.p.request_timeout());
        self.waiting = Some(Waiting { request, rows, value, ops });
    }
}

/// The transactions that a client begins on its own: one row at every participant.
fn own_transaction(turn: &mut Turn) -> Rows {
    let mut rows = Rows::default();
    for place in 0..turn.p.participants as u8 {
        let slot = turn.cx.rng().below(turn.p.rows.into()) as u16;
        rows = rows.with(Rows::one(turn.p, place, slot));
    }
    rows
}
