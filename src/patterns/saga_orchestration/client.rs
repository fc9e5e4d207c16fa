//! A client: asks for sagas, one after another, and may look at what the latest has done so far. It
//! gives up on one that it hears nothing of, which may end one way or the other.

use super::message::Message;
use super::properties::Step;
use super::{Disk, Saga, SagaOrchestration, THE_ORCHESTRATOR, Timer, Turn};
use crate::common::client::Requests;
use kernel::history::{Call, Key, Outcome};
use kernel::ids::OpId;
use pattern::prelude::*;

states! {
    pub enum State {
        Idle: Quiet at (25, 50);
        Waiting: Trying at (75, 50);
    }
    moves {
        Idle -> Waiting: "begin";
        Waiting -> Idle: "outcome";
    }
}

/// What a client knows. How many sagas it has asked for is on its disk, so that no two have the
/// same number.
#[derive(Clone, Debug, Default, Hash)]
pub struct Client {
    /// The saga whose end it waits for, with its operation, and how many it is to ask for next.
    requests: Requests<(), (Saga, OpId)>,
    look: Option<Look>,
}

/// A look at a saga.
#[derive(Clone, Copy, Debug, Hash)]
struct Look {
    saga: Saga,
    /// The services that have answered, as bits by their places.
    answered: u8,
    /// Those at which its step has taken effect.
    there: u8,
}

impl Client {
    pub(super) fn boot(turn: &mut Turn) -> Client {
        turn.rules.workload().start(turn.cx);
        Client::default()
    }

    pub(super) fn state(&self) -> State {
        if self.requests.is_idle() { State::Idle } else { State::Waiting }
    }

    pub(super) fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Outcome { saga, completed } => {
                let outcome = if completed { Outcome::Done(None) } else { Outcome::Failed };
                self.end(turn, saga, outcome);
            }
            Message::Seen { saga, there } => self.on_seen(turn, from, saga, there),
            // Between the orchestrator and services.
            Message::Begin { .. }
            | Message::Execute(..)
            | Message::Executed(_)
            | Message::Refused(_)
            | Message::Compensate(..)
            | Message::Compensated(_)
            | Message::CompensationFailed(_)
            | Message::Look(_) => {}
        }
    }

    /// Its next saga is due. A client that waits does not ask for more.
    pub(super) fn on_workload(&mut self, turn: &mut Turn) {
        turn.rules.workload().due(turn.cx);
        if self.requests.is_idle() {
            turn.cx.workload("begin");
            self.ask(turn);
        }
    }

    /// It has waited long enough.
    pub(super) fn give_up(&mut self, turn: &mut Turn, saga: Saga) {
        turn.cx.note(format!("gives up waiting for {saga}, which may be completed or not"));
        self.end(turn, saga, Outcome::Unknown);
    }

    /// It is to ask for a saga.
    pub(super) fn ask(&mut self, turn: &mut Turn) {
        self.requests.push(());
        self.begin_next(turn);
    }

    fn begin_next(&mut self, turn: &mut Turn) {
        let Some(()) = self.requests.start_next() else { return };
        let saga = saga(turn, turn.disk.serial);
        turn.disk.serial += 1;
        let op = turn.cx.invoke(Call::Add(Key(turn.rules.model.key()), saga.0));
        turn.cx.send(THE_ORCHESTRATOR, Message::Begin { saga, op });
        // Every step may be tried as often as allowed.
        let tries = u64::from(turn.rules.retries) + 2;
        let patience = turn.rules.step_timeout * tries * u64::from(turn.rules.length());
        turn.cx.set_timer(Timer::Request(saga), patience);
        self.requests.wait((saga, op));
    }

    /// A saga is over, as far as the client knows.
    fn end(&mut self, turn: &mut Turn, saga: Saga, outcome: Outcome) {
        // It may have given up on this one.
        let Some((_, op)) = self.requests.end_if(|(waiting, _)| *waiting == saga) else { return };
        turn.cx.cancel_timer(Timer::Request(saga));
        turn.cx.complete(op, outcome);
        self.begin_next(turn);
    }

    /// It is to look at its latest saga: asks every service what is to be seen of it.
    pub(super) fn look(&mut self, turn: &mut Turn) {
        let Some(number) = turn.disk.serial.checked_sub(1) else {
            return turn.cx.note("has asked for nothing yet");
        };
        let saga = saga(turn, number);
        self.look = Some(Look { saga, answered: 0, there: 0 });
        for step in 0..turn.rules.length() {
            turn.cx.send(turn.rules.service(step), Message::Look(saga));
        }
    }

    /// A service shows what is there.
    fn on_seen(&mut self, turn: &mut Turn, from: NodeId, saga: Saga, there: bool) {
        // It may look at another by now.
        let Some(look) = self.look.as_mut().filter(|look| look.saga == saga) else { return };
        let Some(step) = turn.rules.step(from) else { return };
        look.answered |= 1 << step;
        look.there |= u8::from(there) << step;
        let look = *look;
        if look.answered.count_ones() == u32::from(turn.rules.length()) {
            turn.cx.note(format!("sees of {saga}: {}", in_words(turn.rules, look.there)));
            turn.steps.push(Step::Looked(saga, look.there));
            self.look = None;
        }
    }

    pub(super) fn show(&self, disk: &Disk, view: &mut NodeView) {
        if let Some((saga, _)) = self.requests.waiting() {
            view.badge(saga, format_args!("waits for the end of {saga}"));
        }
        view.field("sagas asked for", disk.serial);
        let next = self.requests.queue().len();
        if next > 0 {
            view.field("to ask for", next);
        }
    }
}

/// A client's saga with this number among its own. Clients count in steps of how many they are.
fn saga(turn: &Turn, number: u32) -> Saga {
    Saga(number * u32::from(turn.rules.clients) + u32::from(turn.cx.index()) + 1)
}

/// The steps that can be seen, as words.
pub fn in_words(rules: &SagaOrchestration, there: u8) -> String {
    let seen = rules.services().iter().enumerate().filter(|(place, _)| there >> place & 1 == 1);
    let words: Vec<&str> = seen.map(|(_, service)| service.word).collect();
    if words.is_empty() { "nothing".into() } else { words.join(", ") }
}
