//! The orchestrator, Garcia-Molina and Salem's saga execution component: has the steps of each saga
//! executed in order, and those taken compensated if one fails. It writes to its log what it was
//! told before it acts on it. Knows nothing of what a step does.

use super::message::Message;
use super::properties::Step;
use super::{Saga, SagaOrchestration, Timer, Turn, declare};
use crate::common::unhashed::{Traced, Unhashed};
use kernel::ids::{NodeId, OpId};
use kernel::table::Table;
use kernel::time::Time;
use pattern::declare::Tone;

/// A record of the saga log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A saga begins; for whom, and its span.
    Begin(Saga, NodeId, OpId, Traced),
    /// A step was taken. Steps count from 0.
    Executed(Saga, u8),
    /// The saga is to be compensated: so many of its steps, counted from the first, may have been
    /// taken.
    Abort(Saga, u8),
    /// A step was compensated.
    Compensated(Saga, u8),
    /// The saga is over; true if it is completed.
    End(Saga, bool),
}

/// What an orchestrator keeps in memory; all of it follows from its log.
#[derive(Clone, Debug, Default, Hash)]
pub struct Orchestrator {
    /// The sagas that are not over.
    pub open: Table<Saga, Open>,
    /// How the others ended.
    pub ended: Table<Saga, bool>,
}

/// A saga that is not over.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Open {
    /// Who asked for it.
    client: NodeId,
    /// The client's operation.
    pub op: OpId,
    /// How far it has come.
    pub phase: Phase,
    /// How often the step, or the compensation, was asked for.
    pub attempts: u16,
    /// Since when somebody can see a part of it, by the orchestrator's own clock.
    half_since: Option<Time>,
    /// The saga's span.
    root: Traced,
    /// The span of the step, or of the compensation.
    span: Traced,
    /// The span of the time in which the saga is half done.
    window: Traced,
}

/// How far a saga has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// This step is under way, and all before it were taken.
    Forward(u8),
    /// Steps are being compensated.
    Backward {
        /// How many steps are to be compensated, counted from the first.
        steps: u8,
        /// How many of them are.
        done: u8,
    },
}

impl Orchestrator {
    /// Starts an orchestrator: goes on with all sagas whose end is not in the log. Without a
    /// durable log it starts with none.
    pub fn boot(turn: &mut Turn) -> Orchestrator {
        if !turn.p.durable_log {
            turn.disk.log.clear();
        }
        let mut orchestrator = Orchestrator::default();
        for record in turn.disk.log.clone() {
            orchestrator.replay(record);
        }
        let open: Vec<Saga> = orchestrator.open.iter().map(|(saga, _)| *saga).collect();
        for saga in open {
            orchestrator.resume(turn, saga);
        }
        orchestrator.measure(turn);
        orchestrator
    }

    /// Takes over what a record of the log says.
    fn replay(&mut self, record: Record) {
        match record {
            Record::Begin(saga, client, op, root) => {
                self.open.insert(saga, Open::new(client, op, root));
            }
            Record::Executed(saga, step) => {
                if let Some(open) = self.open.get_mut(&saga) {
                    open.phase = Phase::Forward(step + 1);
                }
            }
            Record::Abort(saga, steps) => {
                if let Some(open) = self.open.get_mut(&saga) {
                    open.phase = Phase::Backward { steps, done: 0 };
                }
            }
            Record::Compensated(saga, _) => {
                if let Some(Open { phase: Phase::Backward { done, .. }, .. }) =
                    self.open.get_mut(&saga)
                {
                    *done += 1;
                }
            }
            Record::End(saga, completed) => {
                self.open.remove(&saga);
                self.ended.insert(saga, completed);
            }
        }
    }

    /// Goes on with a saga after a crash. The step under way may have been taken or not: forward, it
    /// is asked for again; backward, it is compensated in any case.
    fn resume(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        if !matches!(open.phase, Phase::Forward(0)) {
            open.half_since = Some(turn.cx.now());
            open.window = turn.open(saga, open.root, "half done, recovered");
        }
        match open.phase {
            Phase::Forward(step) if turn.p.recovery == declare::BACKWARD => {
                turn.cx.note(format!("recovers: compensates {saga}"));
                self.abort(turn, saga, step + 1);
            }
            Phase::Forward(_) | Phase::Backward { .. } => {
                turn.cx.note(format!("recovers: goes on with {saga}"));
                self.next(turn, saga);
            }
        }
    }

    /// The state in the diagram.
    pub fn state(&self) -> u8 {
        let backward = |open: &Open| matches!(open.phase, Phase::Backward { .. });
        match self.open.is_empty() {
            true => declare::IDLE,
            false if self.open.iter().any(|(_, open)| backward(open)) => declare::COMPENSATING,
            false => declare::EXECUTING,
        }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        let step = turn.p.step(from);
        match (message, step) {
            (Message::Begin { saga, op }, _) => self.begin(turn, from, saga, op),
            (Message::Executed { saga }, Some(step)) => self.on_executed(turn, saga, step),
            (Message::Refused { saga }, Some(step)) => self.on_refused(turn, saga, step),
            (Message::Compensated { saga }, Some(step)) => self.on_compensated(turn, saga, step),
            (Message::CompensationFailed { saga }, _) => {
                // The timer will ask again.
                let name = turn.p.services()[usize::from(step.unwrap_or_default())].undo;
                turn.cx.note(format!("{saga}: could not {name} yet"));
            }
            // What it sends itself, what clients and services say to each other, and answers of
            // those who are no services.
            (
                Message::Outcome { .. }
                | Message::Execute { .. }
                | Message::Executed { .. }
                | Message::Refused { .. }
                | Message::Compensate { .. }
                | Message::Compensated { .. }
                | Message::Look { .. }
                | Message::Seen { .. },
                _,
            ) => {}
        }
    }

    /// There was no answer in time. A step is tried a few times, a compensation until it succeeds.
    pub fn on_timeout(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get(&saga) else { return };
        turn.cx.measure(declare::RETRIES, 1);
        match open.phase {
            Phase::Forward(step) if open.attempts > turn.p.retries => {
                let name = turn.p.services()[usize::from(step)].step;
                turn.cx.note(format!("{saga}: no answer to “{name}”, which may have happened"));
                self.abort(turn, saga, step + 1);
            }
            Phase::Forward(_) | Phase::Backward { .. } => self.ask(turn, saga),
        }
    }

    fn begin(&mut self, turn: &mut Turn, client: NodeId, saga: Saga, op: OpId) {
        if let Some(completed) = self.ended.get(&saga) {
            // A second copy, after all is over.
            let completed = *completed;
            return turn.cx.send(client, Message::Outcome { saga, completed });
        }
        if self.open.get(&saga).is_some() {
            // A second copy.
            return;
        }
        let root = Unhashed(Some(turn.cx.open(saga.0, None, format!("saga {saga}"))));
        turn.disk.log.push(Record::Begin(saga, client, op, root));
        turn.steps.push(Step::Began(saga, op));
        self.open.insert(saga, Open::new(client, op, root));
        self.next(turn, saga);
    }

    /// A step was taken: on to the next, or to the end.
    fn on_executed(&mut self, turn: &mut Turn, saga: Saga, step: u8) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        if open.phase != Phase::Forward(step) {
            // A second answer, or one that comes after the saga was given up.
            return;
        }
        turn.disk.log.push(Record::Executed(saga, step));
        turn.close(open.span, Tone::Good);
        if open.half_since.is_none() {
            open.half_since = Some(turn.cx.now());
            open.window = turn.open(saga, open.root, "half done");
        }
        open.phase = Phase::Forward(step + 1);
        self.next(turn, saga);
        self.measure(turn);
    }

    /// A step was refused: it has not taken place, those before have.
    fn on_refused(&mut self, turn: &mut Turn, saga: Saga, step: u8) {
        if self.open.get(&saga).is_some_and(|open| open.phase == Phase::Forward(step)) {
            let name = turn.p.services()[usize::from(step)].step;
            turn.cx.note(format!("{saga}: cannot {name}"));
            self.abort(turn, saga, step);
        }
    }

    /// Turns back. What is compensated is decided here, once, and survives a crash.
    fn abort(&mut self, turn: &mut Turn, saga: Saga, steps: u8) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        turn.disk.log.push(Record::Abort(saga, steps));
        turn.close(open.span, Tone::Bad);
        open.phase = Phase::Backward { steps, done: 0 };
        self.next(turn, saga);
        self.measure(turn);
    }

    /// A step was compensated: on to the one before it, or to the end.
    fn on_compensated(&mut self, turn: &mut Turn, saga: Saga, step: u8) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        let current = current(turn.p, open.phase);
        let Phase::Backward { done, .. } = &mut open.phase else { return };
        if current != Some(step) {
            // A second answer.
            return;
        }
        *done += 1;
        turn.disk.log.push(Record::Compensated(saga, step));
        turn.close(open.span, Tone::Good);
        self.next(turn, saga);
        self.measure(turn);
    }

    /// Has the next step executed or compensated, or ends the saga.
    fn next(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        let Some(step) = current(turn.p, open.phase) else { return self.end(turn, saga) };
        let service = &turn.p.services()[usize::from(step)];
        let forward = matches!(open.phase, Phase::Forward(_));
        let name = if forward { service.step } else { service.undo };
        open.span = turn.open(saga, open.root, name);
        open.attempts = 0;
        self.ask(turn, saga);
    }

    /// Asks for the step, or the compensation, that is under way.
    fn ask(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        let Some(step) = current(turn.p, open.phase) else { return };
        open.attempts = open.attempts.saturating_add(1);
        let span = open.span;
        let message = match open.phase {
            Phase::Forward(_) => Message::Execute { saga, span },
            Phase::Backward { .. } => Message::Compensate { saga, span },
        };
        turn.cx.send(turn.p.service(step), message);
        turn.cx.set_timer(Timer::Step(saga), turn.p.step_timeout);
    }

    fn end(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.remove(&saga) else { return };
        let completed = matches!(open.phase, Phase::Forward(_));
        turn.disk.log.push(Record::End(saga, completed));
        turn.steps.push(Step::Ended(saga, completed));
        self.ended.insert(saga, completed);
        turn.cx.cancel_timer(Timer::Step(saga));
        let tone = if completed { Tone::Good } else { Tone::Bad };
        turn.close(open.window, tone);
        turn.close(open.root, tone);
        if let Some(since) = open.half_since {
            let window = turn.cx.now().since(since).0 / 1_000;
            turn.cx.measure(declare::WINDOW, window.min(u64::from(u32::MAX)) as u32);
        }
        let ends = if completed { declare::COMPLETED } else { declare::COMPENSATED };
        turn.cx.measure(ends, 1);
        turn.cx.send(open.client, Message::Outcome { saga, completed });
    }

    /// Reports how many sagas are half done.
    fn measure(&self, turn: &mut Turn) {
        let half = self.open.iter().filter(|(_, open)| open.half_since.is_some()).count();
        turn.cx.measure(declare::HALF_DONE, half as u32);
    }
}

impl Open {
    fn new(client: NodeId, op: OpId, root: Traced) -> Open {
        let (span, window) = Default::default();
        let phase = Phase::Forward(0);
        Open { client, op, phase, attempts: 0, half_since: None, root, span, window }
    }
}

/// The step that is being executed or compensated; none when there is no other.
pub fn current(p: &SagaOrchestration, phase: Phase) -> Option<u8> {
    match phase {
        Phase::Forward(step) => (step < p.length()).then_some(step),
        Phase::Backward { steps, done } if done >= steps => None,
        Phase::Backward { steps, done } if p.reverse_order => Some(steps - 1 - done),
        Phase::Backward { done, .. } => Some(done),
    }
}
