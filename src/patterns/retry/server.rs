//! The server: some workers, a queue before them, and a process that can be restarted. What comes
//! when the queue is full is turned away at once.
//!
//! It does not know whether a client still waits for what it is working on: nobody tells it. That
//! is why a server with a long queue may be busy all the time and yet help nobody.

use super::message::{Attempt, Error, Message};
use super::{CLIENT, Disk, Input, Metric, Retry, Timer};
use crate::common::pool::{Admission, Pool};
use crate::common::spans::Context;
use pattern::prelude::*;
use pattern::widget::{Cell, QueueView};

type Turn<'a, 'w> = super::Turn<'a, 'w, Retry>;

states! {
    /// How the server fares.
    pub enum State {
        /// Takes what comes.
        Serving: Good at (15, 30);
        /// The queue was full, and is not yet half empty.
        Overloaded: Bad at (85, 30);
        /// The process has died and the next is starting.
        Restarting: Trying at (50, 80);
    }
    moves {
        Serving -> Overloaded: "queue full";
        Overloaded -> Serving: "queue half empty";
        Serving -> Restarting: "process dies";
        Overloaded -> Restarting: "process dies";
        Restarting -> Serving: "process is up";
    }
}

/// A running server. It has nothing on disk but the version of the row.
#[derive(Clone, Debug, Hash)]
pub struct Server {
    pub(super) state: State,
    /// Its workers, and what waits for them.
    pool: Pool<Job>,
    /// The calls that were carried out in the event just handled, for the checks.
    pub(super) executed: Vec<(NodeId, u32)>,
}

/// What a worker is to do for whom.
#[derive(Clone, Debug, Hash)]
struct Job {
    client: NodeId,
    attempt: Attempt,
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
    pub fn boot(turn: &mut Turn) -> Server {
        let server = Server {
            state: State::Serving,
            pool: Pool::new(turn.rules.workers, turn.rules.queue),
            executed: Vec::new(),
        };
        server.report(turn);
        server
    }

    /// A client asks for something.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
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
        if self.state == State::Restarting {
            turn.cx.send(from, Message::Failure(attempt, Error::Refused));
            return;
        }
        if !valid {
            // To see this takes no worker.
            turn.cx.send(from, Message::Failure(attempt, Error::BadRequest));
            return;
        }
        match self.pool.admit(Job { client: from, attempt, task, context }) {
            Admission::Free(worker, job) => self.start(turn, worker, job),
            Admission::Queued => self.report(turn),
            Admission::Full(_) => {
                self.state = State::Overloaded;
                turn.cx.send(from, Message::Failure(attempt, Error::Unavailable));
            }
        }
    }

    /// A worker is done, or the next process is up.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        self.executed.clear();
        match timer {
            Timer::Service(worker) => {
                if let Some(job) = self.pool.finish(worker) {
                    self.finish(turn, job);
                }
                self.work_on(turn, worker);
            }
            Timer::Restart => self.state = State::Serving,
            // Clients' timers.
            Timer::Attempt(_) | Timer::Backoff(_) | Timer::Workload => {}
        }
    }

    /// The user asks for something.
    pub fn on_input(&mut self, turn: &mut Turn, input: Input) {
        self.executed.clear();
        match input {
            Input::Restart if self.state == State::Restarting => {
                turn.cx.note("is restarting already");
            }
            Input::Restart => self.restart(turn),
            Input::Call | Input::CallInvalid => turn.cx.note("a server makes no calls"),
        }
    }

    /// The process dies with all that it had in memory. Its machine does not: it resets every
    /// connection, and refuses new ones until the next process is up.
    fn restart(&mut self, turn: &mut Turn) {
        let lost = self.pool.busy().count() + self.pool.waiting().len();
        turn.cx.note(format!("restarts; requests lost: {lost}"));
        for (worker, job) in self.pool.busy() {
            job.context.close(turn.cx, Tone::Bad);
            turn.cx.cancel_timer(Timer::Service(worker));
        }
        self.pool = Pool::new(turn.rules.workers, turn.rules.queue);
        self.report(turn);
        self.state = State::Restarting;
        turn.cx.set_timer(Timer::Restart, turn.rules.restart);
        for client in turn.cx.nodes(CLIENT) {
            turn.cx.send(client, Message::Reset);
        }
    }

    /// A worker that is free takes what waits, until it has something that takes time.
    fn work_on(&mut self, turn: &mut Turn, worker: u16) {
        while self.pool.is_free(worker) {
            let Some(job) = self.pool.dequeue() else { break };
            self.report(turn);
            self.start(turn, worker, job);
        }
        if self.state == State::Overloaded && self.pool.is_half_empty() {
            self.state = State::Serving;
        }
    }

    /// A worker begins. Work that takes no time is done at once.
    fn start(&mut self, turn: &mut Turn, worker: u16, job: Job) {
        let (shortest, longest) = turn.rules.service;
        let time = turn.cx.rng().between(shortest, longest);
        let job = Job { context: job.context.open(turn.cx, "serve"), ..job };
        if time == Span::ZERO {
            self.finish(turn, job);
        } else {
            self.pool.start(worker, job);
            turn.cx.set_timer(Timer::Service(worker), time);
        }
    }

    /// A worker has done what it was to do, and answers whoever asked.
    fn finish(&mut self, turn: &mut Turn, job: Job) {
        let Job { client, attempt, task, context } = job;
        let fails = turn.cx.rng().chance(turn.rules.errors);
        let answer = match task {
            _ if fails => Message::Failure(attempt, Error::Unavailable),
            Task::Read => Message::Row { attempt, version: turn.disk.counter },
            Task::Execute(Some(version)) if version != turn.disk.counter => {
                Message::Failure(attempt, Error::Conflict)
            }
            Task::Execute(_) => {
                turn.disk.counter += 1;
                self.executed.push((client, attempt.call));
                Message::Response(attempt)
            }
        };
        let failed = matches!(answer, Message::Failure(..));
        context.close(turn.cx, if failed { Tone::Bad } else { Tone::Good });
        turn.cx.send(client, answer);
    }

    fn report(&self, turn: &mut Turn) {
        turn.cx.measure(Metric::Queue, self.pool.waiting().len() as u32);
    }

    /// Shows its workers and its queue.
    pub fn show(&self, it: &Retry, disk: &Disk, view: &mut NodeView) {
        let cell = |job: &Job| {
            let tone = if job.attempt.nth > 1 { Tone::Trying } else { Tone::Quiet };
            Cell::new(job.attempt.call % 10_000, job.attempt, tone)
        };
        let pool = self.pool.view("workers", cell);
        let waiting = self.pool.waiting();
        let queue = QueueView {
            name: "requests",
            cells: waiting.iter().take(8).map(cell).collect(),
            length: waiting.len() as u32,
            capacity: Some(it.queue.into()),
        };
        view.field("calls carried out", disk.counter);
        view.field(
            "condition",
            match self.state {
                State::Serving => "serving",
                State::Overloaded => "overloaded: turns requests away while its queue is full",
                State::Restarting => "restarting",
            },
        );
        view.field("workers busy", format_args!("{} of {}", pool.busy, pool.size));
        view.field("requests waiting", format_args!("{} of {}", queue.length, it.queue));
        view.widget(pool);
        view.widget(queue);
    }
}
