//! A client: asks for sagas, one after another, and may look at what the latest has done so far. It
//! gives up on one that it hears nothing of, which may end one way or the other.

use super::message::Message;
use super::properties::Step;
use super::{Saga, SagaOrchestration, Timer, Turn, declare};
use kernel::history::{Call, Key, Outcome};
use kernel::ids::{NodeId, OpId};
use kernel::time::Span;

/// What a client knows. How many sagas it has asked for is on its disk, so that no two have the
/// same number.
#[derive(Clone, Debug, Default, Hash)]
pub struct Client {
    /// The saga whose end it waits for, and the operation in the history.
    pub waiting: Option<(Saga, OpId)>,
    /// How many sagas it was given to ask for next.
    pub next: u32,
    /// What it looks at.
    pub look: Option<Look>,
}

/// A look at a saga.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Look {
    /// Which.
    pub saga: Saga,
    /// The services that have answered, as bits by their places.
    pub answered: u8,
    /// Those at which its step has taken effect.
    pub there: u8,
}

impl Client {
    /// Starts a client. Its first own saga comes at a random moment of the first interval, so that
    /// several clients do not begin all at once.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.p.request_every);
        Client::default()
    }

    /// The state in the diagram.
    pub fn state(&self) -> u8 {
        if self.waiting.is_some() { declare::WAITING } else { declare::IDLE }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Outcome { saga, completed } => {
                let outcome = if completed { Outcome::Done(None) } else { Outcome::Failed };
                self.end(turn, saga, outcome);
            }
            Message::Seen { saga, there } => self.on_seen(turn, from, saga, there),
            // Between the orchestrator and services.
            Message::Begin { .. }
            | Message::Execute { .. }
            | Message::Executed { .. }
            | Message::Refused { .. }
            | Message::Compensate { .. }
            | Message::Compensated { .. }
            | Message::CompensationFailed { .. }
            | Message::Look { .. } => {}
        }
    }

    /// Its next saga is due. A client that waits does not ask for more.
    pub fn on_workload(&mut self, turn: &mut Turn) {
        turn.cx.set_timer(Timer::Workload, turn.p.request_every);
        if self.waiting.is_none() {
            turn.cx.workload("begin");
            self.ask(turn);
        }
    }

    /// It has waited long enough.
    pub fn give_up(&mut self, turn: &mut Turn, saga: Saga) {
        turn.cx.note(format!("gives up waiting for {saga}, which may be completed or not"));
        self.end(turn, saga, Outcome::Unknown);
    }

    /// It is to ask for a saga.
    pub fn ask(&mut self, turn: &mut Turn) {
        self.next += 1;
        if self.waiting.is_none() {
            self.begin(turn);
        }
    }

    fn begin(&mut self, turn: &mut Turn) {
        if self.next == 0 {
            return;
        }
        self.next -= 1;
        let number = turn.disk.serial;
        turn.disk.serial += 1;
        let saga = Saga(number * u32::from(turn.p.clients) + u32::from(turn.cx.index()) + 1);
        let set = Key(declare::KEYS[usize::from(turn.p.model).min(declare::KEYS.len() - 1)]);
        let op = turn.cx.invoke(Call::Add(set, saga.0));
        turn.cx.send(SagaOrchestration::LEADER, Message::Begin { saga, op });
        turn.cx.set_timer(Timer::Request(saga), turn.p.request_timeout());
        self.waiting = Some((saga, op));
    }

    /// A saga is over, as far as the client knows.
    fn end(&mut self, turn: &mut Turn, saga: Saga, outcome: Outcome) {
        // It may have given up on this one.
        let Some((_, op)) = self.waiting.take_if(|(waiting, _)| *waiting == saga) else { return };
        turn.cx.cancel_timer(Timer::Request(saga));
        turn.cx.complete(op, outcome);
        self.begin(turn);
    }

    /// It is to look at its latest saga: asks every service what is to be seen of it.
    pub fn look(&mut self, turn: &mut Turn) {
        let Some(number) = turn.disk.serial.checked_sub(1) else {
            return turn.cx.note("has asked for nothing yet");
        };
        let saga = Saga(number * u32::from(turn.p.clients) + u32::from(turn.cx.index()) + 1);
        self.look = Some(Look { saga, answered: 0, there: 0 });
        for step in 0..turn.p.length() {
            turn.cx.send(turn.p.service(step), Message::Look { saga });
        }
    }

    /// A service shows what is there.
    fn on_seen(&mut self, turn: &mut Turn, from: NodeId, saga: Saga, there: bool) {
        // It may look at another by now.
        let Some(look) = self.look.as_mut().filter(|look| look.saga == saga) else { return };
        let Some(step) = turn.p.step(from) else { return };
        look.answered |= 1 << step;
        look.there |= u8::from(there) << step;
        let look = *look;
        if look.answered.count_ones() == u32::from(turn.p.length()) {
            turn.cx.note(format!("sees of {saga}: {}", in_words(turn.p, look.there)));
            turn.steps.push(Step::Looked(saga, look.there));
            self.look = None;
        }
    }
}

/// The steps that can be seen, as words.
pub fn in_words(p: &SagaOrchestration, there: u8) -> String {
    let seen = p.services().iter().enumerate().filter(|(place, _)| there >> place & 1 == 1);
    let words: Vec<&str> = seen.map(|(_, service)| service.word).collect();
    if words.is_empty() { "nothing".into() } else { words.join(", ") }
}

impl SagaOrchestration {
    /// How long a client waits for the end of a saga: every step may be tried as often as allowed.
    pub fn request_timeout(&self) -> Span {
        let tries = u64::from(self.retries) + 2;
        Span(self.step_timeout.0 * tries * u64::from(self.length()))
    }
}
