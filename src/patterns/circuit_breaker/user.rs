//! A user: asks the caller for orders and pages, waits for each answer as long as patience lasts, and
//! asks again when the next request is due, whatever became of those before.

use super::message::{Answer, Context, Message};
use super::{CircuitBreaker, Disk, Input, Timer, declare};
use kernel::ids::{NodeId, SpanId};
use pattern::Cx;
use pattern::declare::Tone;
use std::hash::{Hash, Hasher};

/// What a user knows. The number of the last request is on the [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct User {
    /// The requests that wait for their answers.
    pub open: Vec<Request>,
    /// How many requests were answered, by [`Answer`]: served, fallback, failed, turned away.
    pub answers: [u32; 4],
    /// How many were never answered in time.
    pub lost: u32,
}

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    number: u32,
    span: Option<SpanId>,
}

/// Its span makes no difference.
impl Hash for Request {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// Requests of so many users are traced, as a tracer samples.
const SAMPLED: u16 = 3;

impl User {
    /// Starts a user, whose first request comes at a random moment of the first interval.
    pub fn boot(pattern: &CircuitBreaker, cx: &mut Cx<CircuitBreaker>) -> User {
        cx.set_staggered(Timer::Workload, pattern.every);
        User { open: Vec::new(), answers: [0; 4], lost: 0 }
    }

    /// The caller answers.
    pub fn on_message(&mut self, message: Message, cx: &mut Cx<CircuitBreaker>) {
        let Message::Response(number, answer) = message else {
            // Everything else is for the caller or the dependency.
            return;
        };
        // Patience may have ended before: then the answer is for nobody.
        if !self.end(number, answer == Answer::Served, cx) {
            return;
        }
        self.answers[answer as usize] += 1;
        cx.measure(declare::ANSWERS[answer as usize], 1);
    }

    /// Patience ends, or the next request is due.
    pub fn on_timer(
        &mut self,
        pattern: &CircuitBreaker,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        match timer {
            Timer::Workload => {
                cx.set_timer(Timer::Workload, pattern.every);
                let order = cx.rng().chance(pattern.orders);
                cx.workload(if order { "order" } else { "page" });
                self.ask(pattern, disk, order, cx);
            }
            Timer::Patience(number) => {
                if self.end(number, false, cx) {
                    self.lost += 1;
                    cx.measure(declare::LOST, 1);
                }
            }
            // Timers of the caller and of the dependency.
            Timer::Thread(_) | Timer::Call(_) | Timer::Reset | Timer::Service(_) => {}
        }
    }

    /// Somebody asks for a request.
    pub fn on_input(
        &mut self,
        pattern: &CircuitBreaker,
        disk: &mut Disk,
        input: Input,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        match input {
            Input::Order => self.ask(pattern, disk, true, cx),
            Input::Page => self.ask(pattern, disk, false, cx),
            Input::Slow | Input::Fail | Input::Recover => cx.note("only the dependency does that"),
        }
    }

    fn ask(
        &mut self,
        pattern: &CircuitBreaker,
        disk: &mut Disk,
        order: bool,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        disk.counter += 1;
        let number = disk.counter;
        let trace = number.saturating_mul(u32::from(SAMPLED)) + u32::from(cx.index());
        let span = (order && cx.index() < SAMPLED)
            .then(|| cx.open(trace, None, format!("order {number}")));
        self.open.push(Request { number, span });
        cx.set_timer(Timer::Patience(number), pattern.patience);
        let context = Context(span.map(|span| (trace, span)));
        cx.send(CALLER, Message::Request { number, order, context });
    }

    /// A request ends; false if it has ended before.
    fn end(&mut self, number: u32, well: bool, cx: &mut Cx<CircuitBreaker>) -> bool {
        let Some(place) = self.open.iter().position(|open| open.number == number) else {
            return false;
        };
        cx.cancel_timer(Timer::Patience(number));
        if let Some(span) = self.open.remove(place).span {
            cx.close(span, if well { Tone::Good } else { Tone::Bad });
        }
        true
    }
}

/// There is one caller, and it comes first.
const CALLER: NodeId = NodeId(0);
