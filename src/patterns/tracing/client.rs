//! A client: asks the gateway for a profile now and then, one request at a time. It is a browser,
//! and knows nothing of traces.

use super::{GATEWAY, Message, Metric, Request, Timer, Tracing, Work};
use pattern::prelude::*;

type Turn<'a, 'w> = super::Turn<'a, 'w, Tracing>;

states! {
    pub enum State {
        Idle: Quiet at (20, 50);
        Waiting: Trying at (80, 50);
    }
    moves {
        Idle -> Waiting: "request";
        Waiting -> Idle: "answer";
    }
}

/// A running client.
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The number of the request that it waits for, and when it sent it.
    pub(super) waiting: Option<(u32, Time)>,
    /// How long the last answer took.
    took: Option<Span>,
}

/// Without an answer for so long, a client gives up. Its users have gone before.
const PATIENCE: Span = secs(5);

impl Client {
    pub(super) fn boot(rules: &Tracing, cx: &mut Cx<Tracing>) -> Client {
        if rules.every > Span::ZERO {
            let first = cx.rng().between(ms(1), rules.every);
            cx.set_timer(Timer::Next, first);
        }
        Client { waiting: None, took: None }
    }

    /// The next request is due.
    pub(super) fn on_next(&mut self, turn: &mut Turn) {
        turn.rules.workload().due(turn.cx);
        if self.waiting.is_none() {
            turn.cx.workload("get");
        }
        self.ask(turn);
    }

    /// Sends a request, unless one is on its way.
    pub(super) fn ask(&mut self, turn: &mut Turn) {
        if self.waiting.is_some() {
            return;
        }
        turn.disk.requests += 1;
        let number = turn.disk.requests;
        self.waiting = Some((number, turn.cx.now()));
        let request = Request { client: turn.cx.index(), number };
        let message = Message::Call { job: number, work: Work::Get, request, context: None };
        turn.cx.send(Tracing::service(GATEWAY), message);
        turn.cx.set_timer(Timer::Request, PATIENCE);
    }

    /// The gateway answers.
    pub(super) fn on_message(&mut self, message: Message, cx: &mut Cx<Tracing>) {
        let (job, how) = match message {
            Message::Response { job, .. } => (job, Metric::Answered),
            Message::Failure { job } => (job, Metric::Failed),
            // Nobody asks clients.
            Message::Call { .. } => return,
        };
        let Some((_, since)) = self.waiting.take_if(|(number, _)| *number == job) else { return };
        cx.cancel_timer(Timer::Request);
        let took = cx.now().since(since);
        self.took = Some(took);
        cx.measure(how, 1);
        cx.measure(Metric::ResponseTime, (took.0 / 1_000) as u32);
    }

    /// Nobody has answered.
    pub(super) fn on_timeout(&mut self, cx: &mut Cx<Tracing>) {
        self.waiting = None;
        cx.cancel_timer(Timer::Request);
        cx.measure(Metric::Failed, 1);
    }

    pub(super) fn state(&self) -> State {
        if self.waiting.is_some() { State::Waiting } else { State::Idle }
    }

    /// Adds to what is shown of its disk.
    pub(super) fn view(&self, mut view: NodeView) -> NodeView {
        if let Some(took) = self.took {
            let meaning = format_args!("the last answer took {took}");
            view.badge(format_args!("{}ms", took.0 / 1_000), meaning);
            view.field("last answer took", took);
        }
        view
    }
}
