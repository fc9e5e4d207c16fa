//! A client: makes one payment after another, and does not give up on one: no answer, 409 and 503
//! mean to ask again, the next server and with the same key. It never fails, so that what it asked
//! for is asked for until it is answered.

use std::collections::VecDeque;

use super::message::{Amount, ChargeNumber, Message, Payment, Request, Response, Status};
use super::{Idempotency, Method, Strategy, Timer, Turn, USUAL, declare};
use crate::common::unhashed::{Traced, Unhashed};
use kernel::history::{Call, Key, Outcome};
use kernel::ids::{OpId, SpanId};
use kernel::time::Time;
use pattern::declare::Tone;

/// What a client knows.
#[derive(Clone, Debug, Default, Hash)]
pub struct Client {
    /// The payment that waits for its answer.
    pub waiting: Option<Waiting>,
    /// What it was given to do next.
    pub queue: VecDeque<(Payment, Amount)>,
    /// How many payments of its own it has made.
    pub own: u32,
    /// How many payments it was told are made.
    pub receipts: u32,
    /// What they come to, in dollars.
    pub paid: u32,
    /// The last of them.
    pub last: Option<Receipt>,
}

/// A payment that waits for its answer.
#[derive(Clone, Debug, Hash)]
pub struct Waiting {
    /// Which.
    pub payment: Payment,
    /// How much.
    pub amount: Amount,
    /// The operation in the history.
    pub op: OpId,
    /// How often it was asked for.
    pub attempt: u32,
    /// The version of the account to be charged, once it was read.
    pub version: Option<u32>,
    /// Whether it waits to ask again, and for no answer.
    pub resting: bool,
    began: Time,
    span: Unhashed<SpanId>,
    attempt_span: Traced,
}

/// What a client was told of a payment that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// Which.
    pub payment: Payment,
    /// How much it asked for.
    pub amount: Amount,
    /// The charge that it was told of; 0 if none.
    pub charge: ChargeNumber,
}

impl Client {
    /// Starts a client. Its first own payment comes at a random moment of the first interval.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.rules.request_every);
        Client::default()
    }

    /// Makes a payment, when those before it are made.
    pub fn pay(&mut self, turn: &mut Turn, payment: Payment, amount: Amount) {
        self.queue.push_back((payment, amount));
        if self.waiting.is_none() {
            self.start_next(turn);
        }
    }

    /// An answer arrives.
    pub fn on_response(&mut self, turn: &mut Turn, response: Response) {
        let Some(waiting) = &mut self.waiting else { return };
        if response.serial != turn.disk.serial {
            // A late answer to an earlier payment.
            return;
        }
        let current = response.attempt == waiting.attempt && !waiting.resting;
        match response.status {
            // Whichever attempt it is that got through.
            Status::Paid(charge) => self.finish(turn, Some(charge)),
            Status::Mismatch => self.finish(turn, None),
            // It is answered no more, or by another attempt.
            _ if !current => {}
            // It only wanted to know.
            Status::Account { .. } if turn.rules.strategy() != Strategy::Version => {
                self.finish(turn, Some(0));
            }
            // An attempt before this one got through, or another client's.
            Status::Account { charge: Some((charge, amount)), .. } => {
                let same = amount == waiting.amount;
                self.finish(turn, same.then_some(charge));
            }
            Status::Account { version, charge: None } => {
                waiting.version = Some(version);
                self.send(turn);
            }
            Status::Stale => {
                waiting.version = None;
                self.send(turn);
            }
            Status::InProgress | Status::Failed => self.rest(turn),
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Workload => {
                turn.cx.set_timer(Timer::Workload, turn.rules.request_every);
                // A client that waits does not ask for more.
                if self.waiting.is_none() {
                    let payment = own_payment(turn.rules, turn.cx.index(), self.own);
                    self.own += 1;
                    turn.cx.workload(format!("pay {payment}"));
                    self.pay(turn, payment, USUAL);
                }
            }
            Timer::Request => self.rest(turn),
            Timer::Retry => self.send(turn),
            // Servers' timers.
            Timer::Store | Timer::Processing | Timer::Next => {}
        }
    }

    fn start_next(&mut self, turn: &mut Turn) {
        let Some((payment, amount)) = self.queue.pop_front() else { return };
        turn.disk.serial += 1;
        let op = turn.cx.invoke(Call::Add(Key(b'p'), payment.into()));
        let span = turn.cx.open(payment.into(), None, format!("pay {payment}"));
        self.waiting = Some(Waiting {
            payment,
            amount,
            op,
            attempt: 0,
            version: None,
            resting: false,
            began: turn.cx.now(),
            span: Unhashed(span),
            attempt_span: Unhashed(None),
        });
        self.send(turn);
    }

    /// Asks for the payment, each time another server.
    fn send(&mut self, turn: &mut Turn) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.close_attempt(turn, Tone::Quiet);
        waiting.attempt += 1;
        waiting.resting = false;
        let Waiting { payment, amount, attempt, version, .. } = *waiting;
        let method = match turn.rules.method() {
            // It reads the account first.
            Method::Put if turn.rules.keyed() && version.is_none() => Method::Get,
            method => method,
        };
        let parent = Some(waiting.span.0);
        let span = turn.cx.open(payment.into(), parent, format!("attempt {attempt}"));
        waiting.attempt_span = Unhashed(Some(span));
        let span = Unhashed(span);
        let (serial, keyed, if_match) = (turn.disk.serial, turn.rules.keyed(), version);
        let request = Request { serial, attempt, method, payment, keyed, amount, if_match, span };
        let server = turn.rules.server(u32::from(turn.cx.index()) + attempt - 1);
        turn.cx.send(server, Message::Request(request));
        turn.cx.cancel_timer(Timer::Retry);
        turn.cx.set_timer(Timer::Request, turn.rules.request_timeout);
    }

    /// Waits a little before it asks again.
    fn rest(&mut self, turn: &mut Turn) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.resting = true;
        waiting.close_attempt(turn, Tone::Bad);
        turn.cx.cancel_timer(Timer::Request);
        turn.cx.set_timer(Timer::Retry, turn.rules.retry_after);
    }

    /// The payment is made, by that charge, or it is refused.
    fn finish(&mut self, turn: &mut Turn, charge: Option<ChargeNumber>) {
        let Some(mut waiting) = self.waiting.take() else { return };
        turn.cx.cancel_timer(Timer::Request);
        turn.cx.cancel_timer(Timer::Retry);
        let (outcome, tone) = match charge {
            Some(_) => (Outcome::Done(None), Tone::Good),
            None => (Outcome::Refused, Tone::Bad),
        };
        waiting.close_attempt(turn, tone);
        turn.cx.close(waiting.span.0, tone);
        turn.cx.complete(waiting.op, outcome);
        let took = turn.cx.now().since(waiting.began).0 / 1_000;
        turn.cx.measure(declare::DELAY, took as u32);
        let Waiting { payment, amount, .. } = waiting;
        if let Some(charge) = charge {
            self.receipts += 1;
            self.last = Some(Receipt { payment, amount, charge });
            self.paid += u32::from(amount);
            turn.cx.measure(declare::RECEIPTS, self.paid);
        }
        self.start_next(turn);
    }
}

impl Waiting {
    fn close_attempt(&mut self, turn: &mut Turn, how: Tone) {
        if let Some(span) = self.attempt_span.0.take() {
            turn.cx.close(span, how);
        }
    }
}

/// The payments that a client makes on its own, which no other client makes; those below 100 are
/// left to whoever asks by hand.
fn own_payment(rules: &Idempotency, index: u16, number: u32) -> Payment {
    let nth = number * u32::from(rules.clients) + u32::from(index);
    (nth % 9_900) as Payment + 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_make_payments_of_their_own() {
        let rules = Idempotency { clients: 2, ..Idempotency::default() };
        let own = |index| (0..3).map(|n| own_payment(&rules, index, n)).collect::<Vec<_>>();
        assert_eq!(own(0), [100, 102, 104]);
        assert_eq!(own(1), [101, 103, 105]);
    }
}
