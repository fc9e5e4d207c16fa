//! A client: makes calls, waits for each attempt no longer than a timeout, and decides what to do
//! about a failure: to give up, or to wait and try again.
//!
//! Its calls are independent of each other: a new one is made when it is due, whether or not those
//! before have ended. So failing calls do not slow the client down, as they would not slow down the
//! users of a web page.

use super::backoff::Strategy;
use super::budget::Budget;
use super::message::{Attempt, Error, Message};
use super::trace::Spans;
use super::{Disk, Input, Retry, Timer, declare};
use crate::sim::declare::Tone;
use crate::sim::history::{self, Key, Outcome};
use crate::sim::ids::{NodeId, OpId};
use crate::sim::pattern::Cx;
use crate::sim::time::{Span, Time};

/// What a client knows. The number of its last call is on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The calls that have not ended, in the order in which they were made.
    pub calls: Vec<Call>,
    /// What is left for retries.
    pub budget: Budget,
    /// How many calls it has made since it started.
    pub made: u32,
    /// How many of them it has made because they were due, and not because it was told to.
    pub own: u32,
    /// How many retries it has decided on since it started.
    pub retries: u32,
    /// What it decided in the event just handled, for the checks.
    pub decided: Vec<Decision>,
}

/// A call that has not ended.
#[derive(Clone, Debug, Hash)]
pub struct Call {
    /// The attempt that is on its way, or that failed last.
    pub attempt: Attempt,
    /// What it waits for.
    pub stage: Stage,
    /// The operation in the history.
    pub op: OpId,
    /// The wait before the last retry; the base before the first.
    previous: Span,
    /// Whether the request is one that the server can carry out.
    valid: bool,
    /// Whether an attempt was left without an answer: it may have been carried out.
    doubtful: bool,
    began: Time,
    spans: Spans,
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The row, to learn its version.
    Reading,
    /// The answer.
    Requesting,
    /// The moment of the next attempt.
    BackingOff,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The server said so.
    Error(Error),
    /// No answer came in time.
    Timeout,
    /// The connection was reset.
    Reset,
}

/// What a client made of a failure.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Decision {
    /// The attempt that failed.
    pub failed: Attempt,
    /// Why.
    pub failure: Failure,
    /// The wait before the retry before.
    pub previous: Span,
    /// The wait before the next; none if it gave up.
    pub wait: Option<Span>,
}

impl Failure {
    /// Whether the same request may succeed later.
    pub fn is_transient(self) -> bool {
        match self {
            Failure::Error(Error::BadRequest) => false,
            Failure::Error(Error::Unavailable | Error::Refused | Error::Conflict)
            | Failure::Timeout
            | Failure::Reset => true,
        }
    }

    /// It in a few words.
    pub fn in_words(self) -> &'static str {
        match self {
            Failure::Error(Error::Unavailable) => "unavailable",
            Failure::Error(Error::Refused) => "connection refused",
            Failure::Error(Error::Conflict) => "conflict",
            Failure::Error(Error::BadRequest) => "bad request",
            Failure::Timeout => "timeout",
            Failure::Reset => "connection reset",
        }
    }
}

impl Client {
    /// Starts a client, with a full budget.
    pub fn boot(retry: &Retry, cx: &mut Cx<Retry>) -> Client {
        let (earliest, latest) = retry.start;
        let first = cx.rng().between(earliest, latest);
        if retry.every > Span::ZERO {
            cx.set_timer(Timer::Workload, first);
        }
        Client {
            calls: Vec::new(),
            budget: Budget::full(retry.reserve),
            made: 0,
            own: 0,
            retries: 0,
            decided: Vec::new(),
        }
    }

    /// The server answers, or its machine does.
    pub fn on_message(
        &mut self,
        retry: &Retry,
        disk: &mut Disk,
        message: Message,
        cx: &mut Cx<Retry>,
    ) {
        self.decided.clear();
        match message {
            Message::Row { attempt, version } => {
                // A row for an attempt that was given up says nothing.
                if let Some(place) = self.awaits(attempt, Stage::Reading) {
                    let call = &mut self.calls[place];
                    call.stage = Stage::Requesting;
                    call.request(Some(version), cx);
                }
            }
            Message::Response(attempt) => match self.awaits(attempt, Stage::Requesting) {
                Some(place) => self.succeed(place, cx),
                // The work was done for nobody.
                None => cx.measure(declare::LATE, 1),
            },
            Message::Failure(attempt, error) => {
                let place = self.awaits(attempt, Stage::Requesting);
                if let Some(place) = place.or_else(|| self.awaits(attempt, Stage::Reading)) {
                    self.fail(retry, place, Failure::Error(error), cx);
                }
            }
            Message::Reset => self.reset(retry, disk, cx),
            // These go to the server.
            Message::Request { .. } | Message::Read { .. } => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, retry: &Retry, disk: &mut Disk, timer: Timer, cx: &mut Cx<Retry>) {
        self.decided.clear();
        match timer {
            Timer::Workload => {
                self.own += 1;
                if retry.calls == 0 || self.own < retry.calls.into() {
                    cx.set_timer(Timer::Workload, retry.every);
                }
                let valid = !cx.rng().chance(retry.invalid);
                cx.workload(if valid { "call" } else { "call invalid" });
                self.call(retry, disk, valid, cx);
            }
            Timer::Attempt(number) => {
                if let Some(place) = self.place(number) {
                    self.fail(retry, place, Failure::Timeout, cx);
                }
            }
            Timer::Backoff(number) => {
                if let Some(place) = self.place(number) {
                    self.calls[place].spans.end_step(cx, Tone::Good);
                    self.calls[place].attempt.nth += 1;
                    self.calls[place].attempt(retry, cx);
                }
            }
            // The server's timers.
            Timer::Service(_) | Timer::Restart => {}
        }
    }

    /// The user asks for calls.
    pub fn on_input(&mut self, retry: &Retry, disk: &mut Disk, input: Input, cx: &mut Cx<Retry>) {
        self.decided.clear();
        match input {
            Input::Call { valid } => self.call(retry, disk, valid, cx),
            Input::Restart => cx.note("only the server can be restarted"),
        }
    }

    /// The place of a call that waits for this of this attempt.
    fn awaits(&self, attempt: Attempt, stage: Stage) -> Option<usize> {
        self.calls.iter().position(|call| (call.attempt, call.stage) == (attempt, stage))
    }

    fn place(&self, number: u32) -> Option<usize> {
        self.calls.iter().position(|call| call.attempt.call == number)
    }

    fn call(&mut self, retry: &Retry, disk: &mut Disk, valid: bool, cx: &mut Cx<Retry>) {
        disk.counter += 1;
        self.made += 1;
        self.budget.deposit(retry.share);
        let number = disk.counter;
        // Every call of every client appends a value of its own to one list.
        let value = number.saturating_mul(retry.clients.into()) + u32::from(cx.index());
        let op = cx.invoke(history::Call::Append(Key(b'x'), value));
        let spans = Spans::begin(cx, op, number);
        let mut call = Call {
            attempt: Attempt { call: number, nth: 1 },
            stage: Stage::Requesting,
            op,
            previous: retry.base,
            valid,
            doubtful: false,
            began: cx.now(),
            spans,
        };
        call.attempt(retry, cx);
        self.calls.push(call);
    }

    fn succeed(&mut self, place: usize, cx: &mut Cx<Retry>) {
        let call = &mut self.calls[place];
        cx.measure(declare::DONE, 1);
        let took = cx.now().since(call.began).0 / 1_000;
        cx.measure(declare::TOOK, u32::try_from(took).unwrap_or(u32::MAX));
        call.spans.end_step(cx, Tone::Good);
        self.end(place, Outcome::Done(None), cx);
    }

    /// Every connection is reset. A client that has nothing under way connects again at once, and
    /// asks for what it would have been told: as watches, subscriptions and sessions do.
    fn reset(&mut self, retry: &Retry, disk: &mut Disk, cx: &mut Cx<Retry>) {
        if self.calls.is_empty() {
            self.call(retry, disk, true, cx);
            return;
        }
        // From behind, because those that are given up are taken out.
        for place in (0..self.calls.len()).rev() {
            if self.calls[place].stage != Stage::BackingOff {
                self.fail(retry, place, Failure::Reset, cx);
            }
        }
    }

    /// An attempt has failed: decides what to do about it.
    fn fail(&mut self, retry: &Retry, place: usize, failure: Failure, cx: &mut Cx<Retry>) {
        let call = &mut self.calls[place];
        call.doubtful |= matches!(failure, Failure::Timeout | Failure::Reset);
        call.spans.end_step(cx, Tone::Bad);
        cx.cancel_timer(Timer::Attempt(call.attempt.call));
        let Call { attempt: failed, previous, .. } = *call;
        let wait = self.wait(retry, place, failure, cx);
        self.decided.push(Decision { failed, failure, previous, wait });
        let Some(wait) = wait else {
            cx.measure(declare::GIVEN_UP, 1);
            let doubtful = self.calls[place].doubtful;
            self.end(place, if doubtful { Outcome::Unknown } else { Outcome::Failed }, cx);
            return;
        };
        self.retries += 1;
        let call = &mut self.calls[place];
        call.previous = wait;
        if wait == Span::ZERO {
            call.attempt.nth += 1;
            call.attempt(retry, cx);
        } else {
            call.stage = Stage::BackingOff;
            call.spans.step(cx, || format!("back off {wait}"));
            cx.set_timer(Timer::Backoff(failed.call), wait);
        }
    }

    /// How long to wait before trying again; none to give up.
    fn wait(
        &mut self,
        retry: &Retry,
        place: usize,
        failure: Failure,
        cx: &mut Cx<Retry>,
    ) -> Option<Span> {
        let call = &self.calls[place];
        let backoff = retry.backoff();
        let wait = backoff.wait(call.attempt.nth, call.previous, cx.rng());
        let exhausted = retry.attempt_limit && call.attempt.nth >= retry.max_attempts;
        let permanent = retry.classification && !failure.is_transient();
        if backoff.strategy == Strategy::None || exhausted || permanent {
            return None;
        }
        if retry.budget && !self.budget.withdraw() {
            cx.measure(declare::FORGONE, 1);
            return None;
        }
        Some(wait)
    }

    fn end(&mut self, place: usize, outcome: Outcome, cx: &mut Cx<Retry>) {
        let mut call = self.calls.remove(place);
        cx.cancel_timer(Timer::Attempt(call.attempt.call));
        let good = matches!(outcome, Outcome::Done(_));
        call.spans.end(cx, if good { Tone::Good } else { Tone::Bad });
        cx.complete(call.op, outcome);
    }
}

impl Call {
    /// Makes the attempt that is next: where versions are contended for it begins with reading.
    fn attempt(&mut self, retry: &Retry, cx: &mut Cx<Retry>) {
        let Attempt { call, nth } = self.attempt;
        self.spans.step(cx, || format!("attempt {nth}"));
        if retry.timeouts {
            cx.set_timer(Timer::Attempt(call), retry.timeout);
        }
        if retry.by_version() {
            self.stage = Stage::Reading;
            let context = self.spans.context();
            cx.send(SERVER, Message::Read { attempt: self.attempt, context });
        } else {
            self.stage = Stage::Requesting;
            self.request(None, cx);
        }
    }

    fn request(&self, version: Option<u32>, cx: &mut Cx<Retry>) {
        let Call { attempt, valid, .. } = *self;
        let context = self.spans.context();
        cx.send(SERVER, Message::Request { attempt, valid, version, context });
    }
}

/// There is one server, and it comes first.
const SERVER: NodeId = NodeId(0);
