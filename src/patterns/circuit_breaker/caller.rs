//! The caller: a service with a pool of threads. A thread that calls the dependency is blocked until
//! the call ends, so a dependency that hangs takes the threads away from everything else; unless a
//! circuit breaker lets calls fail before they are made.

use super::message::{Answer, Context, Message};
use super::{CircuitBreaker, Disk, Input, Timer, declare};
use crate::common::breaker::{Breaker, Permit, State};
use crate::common::pool::{Admission, Pool};
use crate::common::window::Outcome;
use kernel::history;
use kernel::history::Key;
use kernel::ids::{NodeId, OpId, SpanId};
use kernel::time::{Span, Time};
use pattern::Cx;
use pattern::declare::Tone;
use std::hash::{Hash, Hasher};

/// A running caller. The number of its last call is on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Caller {
    /// The circuit to the dependency.
    pub breaker: Breaker,
    /// Its threads, and the requests that wait for one.
    pub pool: Pool<Job>,
    /// The number of the last call made before it started, which tells this start from earlier ones:
    /// between two that made calls it has grown.
    pub started: u32,
    /// What it did in the event just handled, for the checks.
    pub trail: Trail,
}

/// A user's request that has a thread, or waits for one.
#[derive(Clone, Debug, Hash)]
pub struct Job {
    user: NodeId,
    /// The request's number at its user.
    pub number: u32,
    /// Whether it takes a call to the dependency.
    pub order: bool,
    context: Context,
    /// The call that the thread waits for.
    pub call: Option<Call>,
}

/// A call to the dependency.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Call {
    /// Its number, from 1.
    pub number: u32,
    /// The operation in the history.
    pub op: OpId,
    /// The breaker's leave; none if the breaker was not heeded.
    permit: Option<Permit>,
    began: Time,
    span: Quiet,
}

/// A span, which makes no difference to the protocol.
#[derive(Clone, Copy, Debug)]
struct Quiet(Option<SpanId>);

impl Hash for Quiet {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// What the checks need to know of an event.
#[derive(Clone, Debug, Default, Hash)]
pub struct Trail {
    /// For every call that was made: the state of the circuit, and its generation.
    pub made: Vec<(State, u32)>,
    /// A result that was taken into account: the generation of its call, and that of the circuit.
    pub counted: Option<(u32, u32)>,
}

impl Caller {
    /// Starts with a closed circuit: it has nothing against the dependency yet.
    pub fn boot(pattern: &CircuitBreaker, disk: &Disk, cx: &mut Cx<CircuitBreaker>) -> Caller {
        cx.measure(declare::STATE, State::Closed as u32);
        cx.measure(declare::BUSY, 0);
        cx.measure(declare::WAITING, 0);
        Caller {
            breaker: Breaker::new(&pattern.config(), cx.now()),
            pool: Pool::new(pattern.threads, pattern.queue),
            started: disk.counter,
            trail: Trail::default(),
        }
    }

    /// A user asks, or the dependency answers.
    pub fn on_message(
        &mut self,
        (pattern, disk): (&CircuitBreaker, &mut Disk),
        from: NodeId,
        message: Message,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        let before = self.begin();
        match message {
            Message::Request { number, order, context } => {
                let job = Job { user: from, number, order, context, call: None };
                match self.pool.admit(job) {
                    Admission::Free(thread, job) => self.work(pattern, disk, thread, job, cx),
                    Admission::Queued => {}
                    Admission::Full(job) => {
                        cx.send(job.user, Message::Response(number, Answer::TurnedAway));
                    }
                }
            }
            Message::CallResponse(number, done) => {
                // A call that was given up has no thread any more.
                if let Some(thread) = self.waits_for(number) {
                    self.call_ends((pattern, disk), thread, Some(done), cx);
                }
            }
            // These go to users and to the dependency.
            Message::Response(..) | Message::Call { .. } => {}
        }
        self.end(before, cx);
    }

    /// A thread is done, a call has taken too long, or the circuit has been open for long enough.
    pub fn on_timer(
        &mut self,
        (pattern, disk): (&CircuitBreaker, &mut Disk),
        timer: Timer,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        let before = self.begin();
        match timer {
            Timer::Thread(thread) => {
                if let Some(job) = self.pool.finish(thread) {
                    cx.send(job.user, Message::Response(job.number, Answer::Served));
                }
                self.next(pattern, disk, thread, cx);
            }
            Timer::Call(number) => {
                if let Some(thread) = self.waits_for(number) {
                    self.call_ends((pattern, disk), thread, None, cx);
                }
            }
            Timer::Reset => {
                self.breaker.state(&pattern.config(), cx.now());
                self.await_reset(cx);
            }
            // Timers of users and of the dependency.
            Timer::Service(_) | Timer::Patience(_) | Timer::Workload => {}
        }
        self.end(before, cx);
    }

    /// Nothing can be asked of it directly.
    pub fn on_input(&mut self, _: Input, cx: &mut Cx<CircuitBreaker>) {
        self.trail = Trail::default();
        cx.note("serves users only");
    }

    /// The thread that waits for a call.
    fn waits_for(&self, number: u32) -> Option<u16> {
        self.pool.find(|job| job.call.is_some_and(|call| call.number == number))
    }

    /// A thread takes a request. One that is refused by the circuit is answered at once.
    fn work(
        &mut self,
        pattern: &CircuitBreaker,
        disk: &mut Disk,
        thread: u16,
        job: Job,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        if !job.order {
            self.pool.start(thread, job);
            cx.set_timer(Timer::Thread(thread), pattern.page);
            return;
        }
        let permit = self.breaker.ask(&pattern.config(), cx.now()).ok();
        if permit.is_none() && pattern.breaker {
            cx.measure(declare::REFUSED, 1);
            cx.send(job.user, Message::Response(job.number, pattern.instead()));
            return;
        }
        let (state, generation) = (self.breaker.last_state(), self.breaker.generation());
        self.trail.made.push((state, generation));
        disk.counter += 1;
        let number = disk.counter;
        let span = job.context.0.map(|(trace, parent)| cx.open(trace, Some(parent), "call"));
        let op = cx.invoke(history::Call::Read(Key(b'd')));
        let call = Call { number, op, permit, began: cx.now(), span: Quiet(span) };
        self.pool.start(thread, Job { call: Some(call), ..job });
        if pattern.timeouts {
            cx.set_timer(Timer::Call(number), pattern.timeout);
        }
        let probe = state == State::HalfOpen;
        cx.send(DEPENDENCY, Message::Call { number, probe });
    }

    /// A call has ended, with an answer or without: the breaker is told, the user is answered, and the
    /// thread goes on.
    fn call_ends(
        &mut self,
        (pattern, disk): (&CircuitBreaker, &mut Disk),
        thread: u16,
        done: Option<bool>,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        let Some(job) = self.pool.finish(thread) else { return };
        let Some(call) = job.call else { return };
        cx.cancel_timer(Timer::Call(call.number));
        let outcome = match done {
            Some(true) if cx.now().since(call.began) >= pattern.slow_call => Outcome::Slow,
            Some(true) => Outcome::Success,
            Some(false) | None => Outcome::Failure,
        };
        if let Some(permit) = call.permit {
            let generation = self.breaker.generation();
            let now = cx.now();
            if self.breaker.report(&pattern.config(), permit, outcome, now) {
                self.trail.counted = Some((permit.generation, generation));
            }
        }
        if outcome != Outcome::Success {
            cx.measure(declare::FAILED, 1);
        }
        let answered = done == Some(true);
        if let Some(span) = call.span.0 {
            cx.close(span, if answered { Tone::Good } else { Tone::Bad });
        }
        cx.complete(
            call.op,
            match done {
                Some(true) => history::Outcome::Done(None),
                Some(false) => history::Outcome::Failed,
                None => history::Outcome::Unknown,
            },
        );
        let answer = if answered { Answer::Served } else { pattern.instead() };
        cx.send(job.user, Message::Response(job.number, answer));
        self.next(pattern, disk, thread, cx);
    }

    /// A thread that is free takes what waits, until it has something that takes time.
    fn next(
        &mut self,
        pattern: &CircuitBreaker,
        disk: &mut Disk,
        thread: u16,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        while self.pool.is_free(thread) {
            let Some(job) = self.pool.dequeue() else { break };
            self.work(pattern, disk, thread, job, cx);
        }
    }

    /// What is reported when it has changed: threads busy, requests waiting, and the circuit.
    fn levels(&self) -> (u32, u32, State, u32) {
        let busy = self.pool.busy().count() as u32;
        let waiting = self.pool.waiting().len() as u32;
        (busy, waiting, self.breaker.last_state(), self.breaker.generation())
    }

    fn begin(&mut self) -> (u32, u32, State, u32) {
        self.trail = Trail::default();
        self.levels()
    }

    fn end(&mut self, before: (u32, u32, State, u32), cx: &mut Cx<CircuitBreaker>) {
        let now = self.levels();
        if now.0 != before.0 {
            cx.measure(declare::BUSY, now.0);
        }
        if now.1 != before.1 {
            cx.measure(declare::WAITING, now.1);
        }
        if now.2 != before.2 {
            cx.measure(declare::STATE, now.2 as u32);
        }
        if now.3 != before.3 {
            self.await_reset(cx);
        }
    }

    /// An open circuit is half-open when its time is up, even if nobody asks.
    fn await_reset(&self, cx: &mut Cx<CircuitBreaker>) {
        match self.breaker.half_open_at() {
            Some(at) => cx.set_timer(Timer::Reset, at.since(cx.now()).max(Span(1))),
            None => cx.cancel_timer(Timer::Reset),
        }
    }
}

/// There is one dependency, and it comes after the caller.
const DEPENDENCY: NodeId = NodeId(1);
