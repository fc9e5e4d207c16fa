//! An app server: one request at a time, and no memory of earlier ones but what the store has. What
//! it does before it charges, and on which condition, is the strategy.

use std::collections::VecDeque;

use super::message::{
    Answer, Ask, Condition, Message, Query, Request, Response, Says, Status, Token,
};
use super::store::{Progress, Record, Settled};
use super::{Method, Strategy, Timer, Turn};
use crate::common::unhashed::Unhashed;
use kernel::ids::{NodeId, SpanId};
use kernel::time::Span;
use pattern::declare::Tone;

/// What a server knows.
#[derive(Clone, Debug, Default, Hash)]
pub struct Server {
    /// The request it is at.
    pub work: Option<Work>,
    /// Requests that wait for their turn, and who sent them.
    pub queue: VecDeque<(NodeId, Request)>,
    /// Whether it fails at the next request it works on.
    pub failing: bool,
}

/// A request being handled.
#[derive(Clone, Debug, Hash)]
pub struct Work {
    /// Who is answered.
    pub client: NodeId,
    /// The request.
    pub request: Request,
    /// How far it has come.
    pub stage: Stage,
    /// The number of this handling, by which the store tells it from others.
    pub token: Token,
    span: Unhashed<SpanId>,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The store is asked whether it is new.
    Checking,
    /// It is being worked on.
    Working,
    /// The store is to make the charge.
    Recording,
}

impl Server {
    /// A request arrives.
    pub fn on_request(&mut self, turn: &mut Turn, from: NodeId, request: Request) {
        self.queue.push_back((from, request));
        if self.work.is_none() {
            self.start_next(turn);
        }
    }

    /// The store answers.
    pub fn on_answer(&mut self, turn: &mut Turn, answer: Answer) {
        let asked = |work: &&Work| work.token == answer.token && work.stage != Stage::Working;
        let Some(work) = self.work.as_ref().filter(asked) else {
            // It has given up waiting, or had heard it before.
            return;
        };
        let (stage, request) = (work.stage, work.request);
        match (stage, answer.says) {
            (Stage::Checking, Says::Found { record, version, charge }) => {
                self.on_found(turn, record, version, charge);
            }
            (Stage::Checking, Says::Claimed) => self.begin_work(turn),
            (Stage::Checking, Says::Refused(record)) => {
                self.respond(turn, stored(turn.rules.fingerprint, &request, record));
            }
            (Stage::Recording, Says::Charged(charge)) => {
                let strategy = turn.rules.strategy();
                let keys = !matches!(strategy, Strategy::None | Strategy::Version);
                if keys && !turn.rules.atomic {
                    // Checked, charged, and only now written down.
                    self.ask(turn, Ask::Save(Settled::Paid(charge)));
                }
                self.respond(turn, Status::Paid(charge));
            }
            (Stage::Recording, Says::Refused(record)) => {
                let status = match turn.rules.strategy() {
                    Strategy::Version => Status::Stale,
                    // Its claim was taken over: the client is to ask who has it now.
                    Strategy::IdempotencyKey => Status::InProgress,
                    Strategy::NaturalKey | Strategy::MessageDedup | Strategy::None => {
                        stored(turn.rules.fingerprint, &request, record)
                    }
                };
                self.respond(turn, status);
            }
            // A second answer to the question before.
            (Stage::Recording, Says::Found { .. } | Says::Claimed)
            | (Stage::Checking, Says::Charged(_))
            | (Stage::Working, _) => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            // What it asked for may have been done, or may yet be.
            Timer::Store => self.respond(turn, Status::Failed),
            Timer::Processing if self.failing => self.fail(turn),
            Timer::Processing => self.record(turn),
            Timer::Next => self.start_next(turn),
            // Clients' timers.
            Timer::Request | Timer::Retry | Timer::Workload => {}
        }
    }

    fn start_next(&mut self, turn: &mut Turn) {
        if self.work.is_some() {
            return;
        }
        let Some((client, request)) = self.queue.pop_front() else { return };
        turn.disk.serial += 1;
        let token = turn.disk.serial * u32::from(turn.rules.servers) + u32::from(turn.cx.index());
        let trace = request.payment.into();
        let span =
            turn.cx.open(trace, Some(request.span.0), format!("handle {}", request.in_words()));
        self.work =
            Some(Work { client, request, stage: Stage::Checking, token, span: Unhashed(span) });
        match (request.method, turn.rules.strategy()) {
            (Method::Get, _) => self.await_store(turn, Ask::Lookup),
            (_, Strategy::None) => self.begin_work(turn),
            // Check, then act.
            (_, _) if !turn.rules.atomic => self.await_store(turn, Ask::Lookup),
            (_, Strategy::IdempotencyKey) => self.await_store(turn, Ask::Claim),
            // The condition comes with the charge.
            (_, Strategy::NaturalKey | Strategy::Version | Strategy::MessageDedup) => {
                self.begin_work(turn);
            }
        }
    }

    /// What the store had a moment ago.
    fn on_found(
        &mut self,
        turn: &mut Turn,
        record: Option<Record>,
        version: u32,
        charge: Option<(u32, u16)>,
    ) {
        let Some(Work { request, .. }) = self.work else { return };
        let changed = request.if_match.is_some_and(|seen| seen != version);
        match (request.method, record) {
            (Method::Get, _) => self.respond(turn, Status::Account { version, charge }),
            (_, _) if changed => self.respond(turn, Status::Stale),
            (_, Some(_)) => {
                self.respond(turn, stored(turn.rules.fingerprint, &request, record));
            }
            (_, None) => self.begin_work(turn),
        }
    }

    fn begin_work(&mut self, turn: &mut Turn) {
        let Some(work) = &mut self.work else { return };
        work.stage = Stage::Working;
        turn.cx.cancel_timer(Timer::Store);
        turn.cx.set_timer(Timer::Processing, turn.rules.processing);
    }

    /// The work has failed for reasons that have nothing to do with the request. The next attempt may
    /// succeed, if the key lets it.
    fn fail(&mut self, turn: &mut Turn) {
        self.failing = false;
        turn.cx.note("fails");
        if turn.rules.strategy() == Strategy::IdempotencyKey {
            let ask = match turn.rules.errors_not_stored {
                true => Ask::Release,
                false => Ask::Save(Settled::Failed),
            };
            self.ask(turn, ask);
        }
        self.respond(turn, Status::Failed);
    }

    /// The work is done: the charge is to be made.
    fn record(&mut self, turn: &mut Turn) {
        let Some(work) = &mut self.work else { return };
        work.stage = Stage::Recording;
        let condition = match (turn.rules.strategy(), work.request.if_match) {
            (Strategy::None, _) if work.request.method.idempotent() => Condition::New,
            (Strategy::None, _) => Condition::Always,
            (_, _) if !turn.rules.atomic => Condition::Always,
            (Strategy::IdempotencyKey, _) => Condition::Claimed,
            (Strategy::NaturalKey | Strategy::MessageDedup, _) => Condition::Absent,
            (Strategy::Version, Some(version)) => Condition::Version(version),
            // A client names a version with every PUT.
            (Strategy::Version, None) => Condition::Always,
        };
        self.await_store(turn, Ask::Charge(condition));
    }

    fn await_store(&mut self, turn: &mut Turn, ask: Ask) {
        self.ask(turn, ask);
        turn.cx.set_timer(Timer::Store, turn.rules.store_timeout);
    }

    fn ask(&self, turn: &mut Turn, ask: Ask) {
        let Some(Work { request, token, .. }) = self.work else { return };
        // To cancel costs nothing.
        let amount = if request.method == Method::Delete { 0 } else { request.amount };
        let payment = request.payment;
        let query = Query { token, payment, amount, ask };
        turn.cx.send(turn.rules.store(), Message::Query(query));
    }

    /// Answers the client, and is free for the next.
    fn respond(&mut self, turn: &mut Turn, status: Status) {
        let Some(Work { client, request, span, .. }) = self.work.take() else { return };
        turn.cx.cancel_timer(Timer::Store);
        turn.cx.cancel_timer(Timer::Processing);
        let status = match (turn.rules.strategy(), status) {
            // Of a message it remembers the id alone.
            (Strategy::MessageDedup, Status::Paid(_)) => Status::Paid(0),
            (_, status) => status,
        };
        let good = matches!(status, Status::Paid(_) | Status::Account { .. });
        turn.cx.close(span.0, if good { Tone::Good } else { Tone::Bad });
        let Request { serial, attempt, .. } = request;
        turn.cx.send(client, Message::Response(Response { serial, attempt, status }));
        if !self.queue.is_empty() {
            turn.cx.set_timer(Timer::Next, Span::ZERO);
        }
    }
}

/// What is answered to a request whose key is there already.
fn stored(fingerprint: bool, request: &Request, record: Option<Record>) -> Status {
    // Whatever was there is gone again: the client is to come back.
    let Some(record) = record else { return Status::InProgress };
    if fingerprint && record.amount != request.amount {
        return Status::Mismatch;
    }
    match record.progress {
        Progress::Settled(Settled::Paid(charge)) => Status::Paid(charge),
        Progress::Settled(Settled::Failed) => Status::Failed,
        Progress::InProgress | Progress::Released => Status::InProgress,
    }
}
