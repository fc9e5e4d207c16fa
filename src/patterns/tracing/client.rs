//! A client: asks the gateway for a profile now and then, one request at a time. It is a browser,
//! and knows nothing of traces.

use super::declare::{ANSWERED, FAILED, RESPONSE_TIME};
use super::message::{Message, Request, Work};
use super::{Disk, GATEWAY, Timer, Tracing};
use kernel::time::{Span, Time};
use pattern::Cx;

/// A running client.
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The number of the request that it waits for, and when it sent it.
    pub waiting: Option<(u32, Time)>,
    /// How long the last answer took.
    pub took: Option<Span>,
}

/// Without an answer for so long, a client gives up. Its users have gone before.
const PATIENCE: Span = Span::secs(5);

impl Client {
    /// A client that starts: its first request is due at once, but for a little chance.
    pub fn boot(tracing: &Tracing, cx: &mut Cx<Tracing>) -> Client {
        if tracing.every > Span::ZERO {
            let first = cx.rng().between(Span::millis(1), tracing.every);
            cx.set_timer(Timer::Next, first);
        }
        Client { waiting: None, took: None }
    }

    /// The next request is due.
    pub fn on_next(&mut self, tracing: &Tracing, disk: &mut Disk, cx: &mut Cx<Tracing>) {
        cx.set_timer(Timer::Next, tracing.every);
        if self.waiting.is_none() {
            cx.workload("get");
        }
        self.ask(tracing, disk, cx);
    }

    /// Sends a request, unless one is on its way.
    pub fn ask(&mut self, _: &Tracing, disk: &mut Disk, cx: &mut Cx<Tracing>) {
        if self.waiting.is_some() {
            return;
        }
        disk.requests += 1;
        let number = disk.requests;
        self.waiting = Some((number, cx.now()));
        let request = Request { client: cx.index(), number };
        let work = Work::Get;
        let message = Message::Call { job: number, work, request, context: None };
        cx.send(Tracing::service(GATEWAY), message);
        cx.set_timer(Timer::Request, PATIENCE);
    }

    /// The gateway answers.
    pub fn on_message(&mut self, message: Message, cx: &mut Cx<Tracing>) {
        let (job, good) = match message {
            Message::Response { job, .. } => (job, true),
            Message::Failure { job } => (job, false),
            // Nobody asks clients.
            Message::Call { .. } => return,
        };
        let Some((_, since)) = self.waiting.filter(|(number, _)| *number == job) else { return };
        self.done(cx);
        let took = cx.now().since(since);
        self.took = Some(took);
        cx.measure(if good { ANSWERED } else { FAILED }, 1);
        cx.measure(RESPONSE_TIME, (took.0 / 1_000) as u32);
    }

    /// Nobody has answered.
    pub fn on_timeout(&mut self, cx: &mut Cx<Tracing>) {
        self.done(cx);
        cx.measure(FAILED, 1);
    }

    fn done(&mut self, cx: &mut Cx<Tracing>) {
        self.waiting = None;
        cx.cancel_timer(Timer::Request);
    }
}
