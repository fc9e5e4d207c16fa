//! The server: some workers, a queue before them, and a process that can be restarted. What comes
//! when the queue is full is turned away at once.
//!
//! It does not know whether a client still waits for what it is working on: nobody tells it. That
//! is why a server with a long queue may be busy all the time and yet help nobody.

use super::message::{Attempt, Error, Message};
use super::trace::Context;
use super::{Input, Retry, Timer, declare};
use crate::common::pool::{Admission, Pool};
use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::Cx;
use pattern::declare::Tone;

/// A running server. It has nothing on disk but the row, which is in [`super::Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Server {
    /// How it fares.
    pub condition: Condition,
    /// Its workers, and what waits for them.
    pub pool: Pool<Job>,
    /// The calls that were carried out in the event just handled, for the checks.
    pub executed: Vec<(NodeId, u32)>,
}

/// How a server fares, which is its state in the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// It takes what comes.
    Serving,
    /// Its queue was full, and is not yet half empty.
    Overloaded,
    /// Its process has died and the next is starting.
    Restarting,
}

/// What a worker is to do for whom.
#[derive(Clone, Debug, Hash)]
pub struct Job {
    client: NodeId,
    /// The attempt that it is for.
    pub attempt: Attempt,
    task: Task,
    context: Context,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Task {
    /// To carry out the call, if the row still has this version.
    Execute(Option<u32>),
    /// To tell the row's version.
    Read,
}

impl Server {
    /// A process starts. Nobody is told: clients find out when they ask.
    pub fn boot(retry: &Retry, cx: &mut Cx<Retry>) -> Server {
        let server = Server {
            condition: Condition::Serving,
            pool: Pool::new(retry.workers, retry.queue),
            executed: Vec::new(),
        };
        server.report(cx);
        server
    }

    /// A client asks for something.
    pub fn on_message(
        &mut self,
        (retry, row): (&Retry, &mut u32),
        from: NodeId,
        message: Message,
        cx: &mut Cx<Retry>,
    ) {
        self.executed.clear();
        let (attempt, valid, task, context) = match message {
            Message::Request { attempt, valid, version, context } => {
                (attempt, valid, Task::Execute(version), context)
            }
            Message::Read { attempt, context } => (attempt, true, Task::Read, context),
            // These go to clients.
            Message::Row { .. } | Message::Response(_) | Message::Failure(..) | Message::Reset => {
                return;
            }
        };
        if self.condition == Condition::Restarting {
            cx.send(from, Message::Failure(attempt, Error::Refused));
            return;
        }
        if !valid {
            // To see this takes no worker.
            cx.send(from, Message::Failure(attempt, Error::BadRequest));
            return;
        }
        match self.pool.admit(Job { client: from, attempt, task, context }) {
            Admission::Free(worker, job) => self.start(retry, row, worker, job, cx),
            Admission::Queued => self.report(cx),
            Admission::Full(_) => {
                self.condition = Condition::Overloaded;
                cx.send(from, Message::Failure(attempt, Error::Unavailable));
            }
        }
    }

    /// A worker is done, or the next process is up.
    pub fn on_timer(&mut self, (retry, row): (&Retry, &mut u32), timer: Timer, cx: &mut Cx<Retry>) {
        self.executed.clear();
        match timer {
            Timer::Service(worker) => {
                if let Some(job) = self.pool.finish(worker) {
                    self.finish(retry, row, job, cx);
                }
                self.work_on(retry, row, worker, cx);
            }
            Timer::Restart => self.condition = Condition::Serving,
            // Clients' timers.
            Timer::Attempt(_) | Timer::Backoff(_) | Timer::Workload => {}
        }
    }

    /// The user asks for something.
    pub fn on_input(&mut self, retry: &Retry, input: Input, cx: &mut Cx<Retry>) {
        self.executed.clear();
        match input {
            Input::Restart if self.condition == Condition::Restarting => {
                cx.note("is restarting already");
            }
            Input::Restart => self.restart(retry, cx),
            Input::Call { .. } => cx.note("a server makes no calls"),
        }
    }

    /// The process dies with all that it had in memory. Its machine does not: it resets every
    /// connection, and refuses new ones until the next process is up.
    fn restart(&mut self, retry: &Retry, cx: &mut Cx<Retry>) {
        let lost = self.pool.busy().count() + self.pool.waiting().len();
        cx.note(format!("restarts; requests lost: {lost}"));
        for (worker, job) in self.pool.busy() {
            job.context.close(cx, Tone::Bad);
            cx.cancel_timer(Timer::Service(worker));
        }
        self.pool = Pool::new(retry.workers, retry.queue);
        self.report(cx);
        self.condition = Condition::Restarting;
        cx.set_timer(Timer::Restart, retry.restart);
        for client in cx.nodes(Retry::CLIENT) {
            cx.send(client, Message::Reset);
        }
    }

    /// A worker that is free takes what waits, until it has something that takes time.
    fn work_on(&mut self, retry: &Retry, row: &mut u32, worker: u16, cx: &mut Cx<Retry>) {
        while self.pool.is_free(worker) {
            let Some(job) = self.pool.dequeue() else { break };
            self.report(cx);
            self.start(retry, row, worker, job, cx);
        }
        if self.condition == Condition::Overloaded && self.pool.is_half_empty() {
            self.condition = Condition::Serving;
        }
    }

    /// A worker begins. Work that takes no time is done at once.
    fn start(&mut self, retry: &Retry, row: &mut u32, worker: u16, job: Job, cx: &mut Cx<Retry>) {
        let (shortest, longest) = retry.service;
        let time = cx.rng().between(shortest, longest);
        let job = Job { context: job.context.open(cx), ..job };
        if time == Span::ZERO {
            self.finish(retry, row, job, cx);
        } else {
            self.pool.start(worker, job);
            cx.set_timer(Timer::Service(worker), time);
        }
    }

    /// A worker has done what it was to do, and answers whoever asked.
    fn finish(&mut self, retry: &Retry, row: &mut u32, job: Job, cx: &mut Cx<Retry>) {
        let Job { client, attempt, task, context } = job;
        let fails = cx.rng().chance(retry.errors);
        let answer = match task {
            _ if fails => Message::Failure(attempt, Error::Unavailable),
            Task::Read => Message::Row { attempt, version: *row },
            Task::Execute(Some(version)) if version != *row => {
                Message::Failure(attempt, Error::Conflict)
            }
            Task::Execute(_) => {
                *row += 1;
                self.executed.push((client, attempt.call));
                Message::Response(attempt)
            }
        };
        let failed = matches!(answer, Message::Failure(..));
        context.close(cx, if failed { Tone::Bad } else { Tone::Good });
        cx.send(client, answer);
    }

    fn report(&self, cx: &mut Cx<Retry>) {
        cx.measure(declare::QUEUE, self.pool.waiting().len() as u32);
    }
}
