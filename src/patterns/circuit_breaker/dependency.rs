//! The dependency: some workers with a queue, in good health, slow, or failing. It knows nothing of
//! circuits; a call that nobody waits for any more costs it as much as any other.

use super::message::Message;
use super::{CircuitBreaker, Input, Timer};
use crate::common::pool::{Admission, Pool};
use kernel::ids::NodeId;
use pattern::Cx;

/// A running dependency.
#[derive(Clone, Debug, Hash)]
pub struct Dependency {
    /// How it fares.
    pub health: Health,
    /// Its workers, and the calls that wait for them.
    pub pool: Pool<Job>,
}

/// How a dependency fares, which is its state in the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Health {
    /// It takes its usual time.
    Healthy,
    /// It takes very long: a lost index, a full disk, a lock.
    Slow,
    /// It answers every call with an error, at once.
    Failing,
}

/// A call that is worked on, or waits.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Job {
    /// The call's number at the caller.
    pub call: u32,
    caller: NodeId,
}

impl Dependency {
    /// Starts in good health, with nothing to do.
    pub fn boot(pattern: &CircuitBreaker) -> Dependency {
        let pool = Pool::new(pattern.workers, pattern.backlog);
        Dependency { health: Health::Healthy, pool }
    }

    /// The caller calls.
    pub fn on_message(
        &mut self,
        pattern: &CircuitBreaker,
        from: NodeId,
        message: Message,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        let Message::Call { number: call, .. } = message else {
            // Everything else is between the caller and its users, or goes to the caller.
            return;
        };
        if self.health == Health::Failing {
            cx.send(from, Message::CallResponse(call, false));
            return;
        }
        match self.pool.admit(Job { call, caller: from }) {
            Admission::Free(worker, job) => self.start(pattern, worker, job, cx),
            Admission::Queued => {}
            Admission::Full(_) => cx.send(from, Message::CallResponse(call, false)),
        }
    }

    /// A worker is done: it answers, and takes what waits.
    pub fn on_timer(
        &mut self,
        pattern: &CircuitBreaker,
        timer: Timer,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        let Timer::Service(worker) = timer else {
            // Timers of users and of the caller.
            return;
        };
        if let Some(Job { call, caller }) = self.pool.finish(worker) {
            cx.send(caller, Message::CallResponse(call, true));
        }
        if let Some(job) = self.pool.dequeue() {
            self.start(pattern, worker, job, cx);
        }
    }

    /// The user changes its health. What is under way is done at the new pace.
    pub fn on_input(
        &mut self,
        pattern: &CircuitBreaker,
        input: Input,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        self.health = match input {
            Input::Slow => Health::Slow,
            Input::Fail => Health::Failing,
            Input::Recover => Health::Healthy,
            Input::Order | Input::Page => {
                cx.note("takes calls from the caller only");
                return;
            }
        };
        let busy: Vec<(u16, Job)> = self.pool.busy().map(|(worker, job)| (worker, *job)).collect();
        for (worker, job) in busy {
            if self.health == Health::Failing {
                self.pool.finish(worker);
                cx.cancel_timer(Timer::Service(worker));
                cx.send(job.caller, Message::CallResponse(job.call, false));
            } else {
                self.start(pattern, worker, job, cx);
            }
        }
        while self.health == Health::Failing
            && let Some(job) = self.pool.dequeue()
        {
            cx.send(job.caller, Message::CallResponse(job.call, false));
        }
    }

    fn start(
        &mut self,
        pattern: &CircuitBreaker,
        worker: u16,
        job: Job,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        let (shortest, longest) = pattern.service;
        let usual = cx.rng().between(shortest, longest);
        let time = if self.health == Health::Slow { pattern.slow_service } else { usual };
        self.pool.start(worker, job);
        cx.set_timer(Timer::Service(worker), time);
    }
}
