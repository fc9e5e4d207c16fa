//! A client: makes calls, waits for each attempt no longer than a timeout, and decides what to do
//! about a failure: to give up, or to wait and try again.
//!
//! Its calls are independent of each other: a new one is made when it is due, whether or not those
//! before have ended. So failing calls do not slow the client down, as they would not slow down the
//! users of a web page.

use super::budget::Budget;
use super::message::{Attempt, Error, Message};
use super::{Contention, Disk, Input, Metric, Retry, THE_SERVER, Timer};
use crate::common::backoff::Strategy;
use crate::common::spans::Spans;
use kernel::history;
use kernel::history::{Key, Outcome};
use kernel::ids::OpId;
use pattern::prelude::*;
use pattern::widget::BucketView;

type Turn<'a, 'w> = super::Turn<'a, 'w, Retry>;

states! {
    /// What a client is doing.
    pub enum State {
        /// No call is under way.
        Idle: Quiet at (15, 30);
        /// An attempt is under way.
        Waiting: Leading at (85, 30);
        /// Whatever is under way waits for its next attempt.
        BackingOff: Trying at (50, 80);
    }
    moves {
        Idle -> Waiting: "call";
        Waiting -> Idle: "answer, or given up";
        Waiting -> BackingOff: "failure that may pass";
        BackingOff -> Waiting: "next attempt";
    }
}

/// The calls of so many clients are traced, as a tracer samples: a thousand clients would fill the run
/// with spans that nobody reads.
const SAMPLED: u16 = 8;

/// What a client knows. The number of its last call is on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The calls that have not ended, in the order in which they were made.
    pub calls: Vec<Call>,
    /// What is left for retries.
    budget: Budget,
    /// How many calls it has made since it started.
    pub made: u32,
    /// How many of them it has made because they were due, and not because it was told to.
    own: u32,
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
    pub fn boot(turn: &mut Turn) -> Client {
        let (earliest, latest) = turn.rules.start;
        let first = turn.cx.rng().between(earliest, latest);
        if turn.rules.every > Span::ZERO {
            turn.cx.set_timer(Timer::Workload, first);
        }
        Client {
            calls: Vec::new(),
            budget: Budget::full(turn.rules.reserve),
            made: 0,
            own: 0,
            retries: 0,
            decided: Vec::new(),
        }
    }

    /// The server answers, or its machine does.
    pub fn on_message(&mut self, turn: &mut Turn, message: Message) {
        self.decided.clear();
        match message {
            Message::Row { attempt, version } => {
                // A row for an attempt that was given up says nothing.
                if let Some(place) = self.awaits(attempt, Stage::Reading) {
                    let call = &mut self.calls[place];
                    call.stage = Stage::Requesting;
                    call.request(turn, Some(version));
                }
            }
            Message::Response(attempt) => match self.awaits(attempt, Stage::Requesting) {
                Some(place) => self.succeed(turn, place),
                // The work was done for nobody.
                None => turn.cx.measure(Metric::Late, 1),
            },
            Message::Failure(attempt, error) => {
                let place = self.awaits(attempt, Stage::Requesting);
                if let Some(place) = place.or_else(|| self.awaits(attempt, Stage::Reading)) {
                    self.fail(turn, place, Failure::Error(error));
                }
            }
            Message::Reset => self.reset(turn),
            // These go to the server.
            Message::Request { .. } | Message::Read { .. } => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        self.decided.clear();
        match timer {
            Timer::Workload => {
                self.own += 1;
                if turn.rules.calls == 0 || self.own < turn.rules.calls.into() {
                    turn.cx.set_timer(Timer::Workload, turn.rules.every);
                }
                let valid = !turn.cx.rng().chance(turn.rules.invalid);
                turn.cx.workload(if valid { "call" } else { "call invalid" });
                self.call(turn, valid);
            }
            Timer::Attempt(number) => {
                if let Some(place) = self.place(number) {
                    self.fail(turn, place, Failure::Timeout);
                }
            }
            Timer::Backoff(number) => {
                if let Some(place) = self.place(number) {
                    self.calls[place].spans.end_step(turn.cx, Tone::Good);
                    self.calls[place].attempt.nth += 1;
                    self.calls[place].attempt(turn);
                }
            }
            // The server's timers.
            Timer::Service(_) | Timer::Restart => {}
        }
    }

    /// The user asks for calls.
    pub fn on_input(&mut self, turn: &mut Turn, input: Input) {
        self.decided.clear();
        match input {
            Input::Call => self.call(turn, true),
            Input::CallInvalid => self.call(turn, false),
            Input::Restart => turn.cx.note("only the server can be restarted"),
        }
    }

    /// The state in the diagram.
    pub fn state(&self) -> State {
        if self.calls.is_empty() {
            State::Idle
        } else if self.calls.iter().all(|call| call.stage == Stage::BackingOff) {
            State::BackingOff
        } else {
            State::Waiting
        }
    }

    /// Shows its calls and its budget.
    pub fn show(&self, it: &Retry, disk: &Disk, view: &mut NodeView) {
        let worst = self.calls.iter().map(|call| call.attempt.nth).max();
        if let Some(nth) = worst.filter(|nth| *nth > 1) {
            let meaning = format_args!("attempt {nth} of {}", it.max_attempts);
            view.badge(format_args!("×{nth}"), meaning);
        }
        view.field("calls made", disk.counter);
        view.field("calls under way", self.calls.len());
        view.field("retries since start", self.retries);
        for call in self.calls.iter().take(8) {
            let stage = match call.stage {
                Stage::Reading => "reads the row",
                Stage::Requesting => "waits for an answer",
                Stage::BackingOff => "backs off",
            };
            view.field("under way", format_args!("{}: {stage}", call.attempt));
        }
        if it.budget {
            let (level, capacity) = self.budget.thousandths();
            let (whole, tenths) = (level / 1_000, level % 1_000 / 100);
            view.widget(BucketView {
                name: "retry budget",
                level,
                capacity: capacity.max(1),
                text: format!("{whole}.{tenths} of {}", capacity / 1_000),
                tone: if level < 1_000 { Tone::Bad } else { Tone::Good },
            });
        }
    }

    /// The place of a call that waits for this of this attempt.
    fn awaits(&self, attempt: Attempt, stage: Stage) -> Option<usize> {
        self.calls.iter().position(|call| (call.attempt, call.stage) == (attempt, stage))
    }

    fn place(&self, number: u32) -> Option<usize> {
        self.calls.iter().position(|call| call.attempt.call == number)
    }

    fn call(&mut self, turn: &mut Turn, valid: bool) {
        turn.disk.counter += 1;
        self.made += 1;
        self.budget.deposit(turn.rules.share);
        let number = turn.disk.counter;
        // Every call of every client appends a value of its own to one list.
        let value = number.saturating_mul(turn.rules.clients.into()) + u32::from(turn.cx.index());
        let op = turn.cx.invoke(history::Call::Append(Key(b'x'), value));
        let trace = (turn.cx.index() < SAMPLED).then_some(op.0);
        let spans = Spans::begin(turn.cx, trace, format_args!("call {number}"));
        let mut call = Call {
            attempt: Attempt { call: number, nth: 1 },
            stage: Stage::Requesting,
            op,
            previous: turn.rules.base,
            valid,
            doubtful: false,
            began: turn.cx.now(),
            spans,
        };
        call.attempt(turn);
        self.calls.push(call);
    }

    fn succeed(&mut self, turn: &mut Turn, place: usize) {
        let call = &mut self.calls[place];
        turn.cx.measure(Metric::Done, 1);
        let took = turn.cx.now().since(call.began).0 / 1_000;
        turn.cx.measure(Metric::Took, u32::try_from(took).unwrap_or(u32::MAX));
        call.spans.end_step(turn.cx, Tone::Good);
        self.end(turn, place, Outcome::Done(None));
    }

    /// Every connection is reset. A client that has nothing under way connects again at once, and
    /// asks for what it would have been told: as watches, subscriptions and sessions do.
    fn reset(&mut self, turn: &mut Turn) {
        if self.calls.is_empty() {
            self.call(turn, true);
            return;
        }
        // From behind, because those that are given up are taken out.
        for place in (0..self.calls.len()).rev() {
            if self.calls[place].stage != Stage::BackingOff {
                self.fail(turn, place, Failure::Reset);
            }
        }
    }

    /// An attempt has failed: decides what to do about it.
    fn fail(&mut self, turn: &mut Turn, place: usize, failure: Failure) {
        let call = &mut self.calls[place];
        call.doubtful |= matches!(failure, Failure::Timeout | Failure::Reset);
        call.spans.end_step(turn.cx, Tone::Bad);
        turn.cx.cancel_timer(Timer::Attempt(call.attempt.call));
        let Call { attempt: failed, previous, .. } = *call;
        let wait = self.wait(turn, place, failure);
        self.decided.push(Decision { failed, failure, previous, wait });
        let Some(wait) = wait else {
            turn.cx.measure(Metric::GivenUp, 1);
            let doubtful = self.calls[place].doubtful;
            self.end(turn, place, if doubtful { Outcome::Unknown } else { Outcome::Failed });
            return;
        };
        self.retries += 1;
        let call = &mut self.calls[place];
        call.previous = wait;
        if wait == Span::ZERO {
            call.attempt.nth += 1;
            call.attempt(turn);
        } else {
            call.stage = Stage::BackingOff;
            call.spans.step(turn.cx, format_args!("back off {wait}"));
            turn.cx.set_timer(Timer::Backoff(failed.call), wait);
        }
    }

    /// How long to wait before trying again; none to give up.
    fn wait(&mut self, turn: &mut Turn, place: usize, failure: Failure) -> Option<Span> {
        let call = &self.calls[place];
        let backoff = turn.rules.backoff();
        let wait = backoff.wait(call.attempt.nth, call.previous, turn.cx.rng());
        let exhausted = turn.rules.attempt_limit && call.attempt.nth >= turn.rules.max_attempts;
        let permanent = turn.rules.classification && !failure.is_transient();
        if backoff.strategy == Strategy::None || exhausted || permanent {
            return None;
        }
        if turn.rules.budget && !self.budget.withdraw() {
            turn.cx.measure(Metric::Forgone, 1);
            return None;
        }
        Some(wait)
    }

    fn end(&mut self, turn: &mut Turn, place: usize, outcome: Outcome) {
        let mut call = self.calls.remove(place);
        turn.cx.cancel_timer(Timer::Attempt(call.attempt.call));
        let good = matches!(outcome, Outcome::Done(_));
        call.spans.end(turn.cx, if good { Tone::Good } else { Tone::Bad });
        turn.cx.complete(call.op, outcome);
    }
}

impl Call {
    /// Makes the attempt that is next: where versions are contended for it begins with reading.
    fn attempt(&mut self, turn: &mut Turn) {
        let Attempt { call, nth } = self.attempt;
        self.spans.step(turn.cx, format_args!("attempt {nth}"));
        if turn.rules.timeouts {
            turn.cx.set_timer(Timer::Attempt(call), turn.rules.timeout);
        }
        if turn.rules.contend == Contention::Versions {
            self.stage = Stage::Reading;
            let context = self.spans.context();
            turn.cx.send(THE_SERVER, Message::Read { attempt: self.attempt, context });
        } else {
            self.stage = Stage::Requesting;
            self.request(turn, None);
        }
    }

    fn request(&self, turn: &mut Turn, version: Option<u32>) {
        let Call { attempt, valid, .. } = *self;
        let context = self.spans.context();
        turn.cx.send(THE_SERVER, Message::Request { attempt, valid, version, context });
    }
}
