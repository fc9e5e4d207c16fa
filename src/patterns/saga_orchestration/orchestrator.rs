//! The orchestrator, Garcia-Molina and Salem's saga execution component: has the steps of each saga
//! executed in order, and those taken compensated if one fails. It writes to its log what it was
//! told before it acts on it. Knows nothing of what a step does.

use super::message::Message;
use super::properties::Step;
use super::{Disk, Metric, Recovery, Saga, SagaOrchestration, Timer, Turn};
use crate::common::spans::Context;
use kernel::ids::OpId;
use kernel::table::Table;
use pattern::prelude::*;
use pattern::widget::{LogCell, LogView, Row, TableView};

states! {
    pub enum State {
        Idle: Quiet at (15, 60);
        /// All its sagas go forward.
        Executing: Leading at (50, 25);
        Compensating: Bad at (85, 60);
    }
    moves {
        Idle -> Executing: "begin";
        Executing -> Idle: "completed";
        Executing -> Compensating: "a step fails";
        Compensating -> Executing: "others go on";
        Compensating -> Idle: "all compensated";
    }
}

/// A record of the saga log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A saga begins; for whom, and its span.
    Begin(Saga, NodeId, OpId, Context),
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
    open: Table<Saga, Open>,
    /// How the others ended.
    ended: Table<Saga, bool>,
}

/// A saga that is not over.
#[derive(Clone, Copy, Debug, Hash)]
struct Open {
    /// Who asked for it.
    client: NodeId,
    /// The client's operation.
    op: OpId,
    phase: Phase,
    /// How often the step, or the compensation, was asked for.
    attempts: u16,
    /// Since when somebody can see a part of it, by the orchestrator's own clock.
    half_since: Option<Time>,
    /// The spans of the saga, of the step or compensation, and of the time in which it is half done.
    root: Context,
    span: Context,
    window: Context,
}

/// How far a saga has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
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
    /// Goes on with all sagas whose end is not in the log. Without a
    /// durable log it starts with none.
    pub(super) fn boot(turn: &mut Turn) -> Orchestrator {
        if !turn.rules.durable_log {
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
            open.window = open.root.open(turn.cx, "half done, recovered");
        }
        match open.phase {
            Phase::Forward(step) if turn.rules.recovery == Recovery::Backward => {
                turn.cx.note(format!("recovers: compensates {saga}"));
                self.abort(turn, saga, step + 1);
            }
            Phase::Forward(_) | Phase::Backward { .. } => {
                turn.cx.note(format!("recovers: goes on with {saga}"));
                self.next(turn, saga);
            }
        }
    }

    pub(super) fn state(&self) -> State {
        let backward = |open: &Open| matches!(open.phase, Phase::Backward { .. });
        match self.open.is_empty() {
            true => State::Idle,
            false if self.open.iter().any(|(_, open)| backward(open)) => State::Compensating,
            false => State::Executing,
        }
    }

    pub(super) fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        let step = turn.rules.step(from);
        match (message, step) {
            (Message::Begin { saga, op }, _) => self.begin(turn, from, saga, op),
            (Message::Executed(saga), Some(step)) => self.on_executed(turn, saga, step),
            (Message::Refused(saga), Some(step)) => self.on_refused(turn, saga, step),
            (Message::Compensated(saga), Some(step)) => self.on_compensated(turn, saga, step),
            (Message::CompensationFailed(saga), _) => {
                // The timer will ask again.
                let name = turn.rules.services()[usize::from(step.unwrap_or_default())].undo;
                turn.cx.note(format!("{saga}: could not {name} yet"));
            }
            // What it sends itself, what clients and services say to each other, and answers of
            // those who are no services.
            (
                Message::Outcome { .. }
                | Message::Execute(..)
                | Message::Executed(_)
                | Message::Refused(_)
                | Message::Compensate(..)
                | Message::Compensated(_)
                | Message::Look(_)
                | Message::Seen { .. },
                _,
            ) => {}
        }
    }

    /// There was no answer in time. A step is tried a few times, a compensation until it succeeds.
    pub(super) fn on_timeout(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get(&saga) else { return };
        turn.cx.measure(Metric::Retries, 1);
        match open.phase {
            Phase::Forward(step) if open.attempts > turn.rules.retries => {
                let name = turn.rules.services()[usize::from(step)].step;
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
        let root = Context::begin(turn.cx, saga.0, format_args!("saga {saga}"));
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
        open.span.close(turn.cx, Tone::Good);
        if open.half_since.is_none() {
            open.half_since = Some(turn.cx.now());
            open.window = open.root.open(turn.cx, "half done");
        }
        open.phase = Phase::Forward(step + 1);
        self.next(turn, saga);
        self.measure(turn);
    }

    /// A step was refused: it has not taken place, those before have.
    fn on_refused(&mut self, turn: &mut Turn, saga: Saga, step: u8) {
        if self.open.get(&saga).is_some_and(|open| open.phase == Phase::Forward(step)) {
            let name = turn.rules.services()[usize::from(step)].step;
            turn.cx.note(format!("{saga}: cannot {name}"));
            self.abort(turn, saga, step);
        }
    }

    /// Turns back. What is compensated is decided here, once, and survives a crash.
    fn abort(&mut self, turn: &mut Turn, saga: Saga, steps: u8) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        turn.disk.log.push(Record::Abort(saga, steps));
        open.span.close(turn.cx, Tone::Bad);
        open.phase = Phase::Backward { steps, done: 0 };
        self.next(turn, saga);
        self.measure(turn);
    }

    /// A step was compensated: on to the one before it, or to the end.
    fn on_compensated(&mut self, turn: &mut Turn, saga: Saga, step: u8) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        let current = current(turn.rules, open.phase);
        let Phase::Backward { done, .. } = &mut open.phase else { return };
        if current != Some(step) {
            // A second answer.
            return;
        }
        *done += 1;
        turn.disk.log.push(Record::Compensated(saga, step));
        open.span.close(turn.cx, Tone::Good);
        self.next(turn, saga);
        self.measure(turn);
    }

    /// Has the next step executed or compensated, or ends the saga.
    fn next(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        let Some(step) = current(turn.rules, open.phase) else { return self.end(turn, saga) };
        let service = &turn.rules.services()[usize::from(step)];
        let forward = matches!(open.phase, Phase::Forward(_));
        let name = if forward { service.step } else { service.undo };
        open.span = open.root.open(turn.cx, name);
        open.attempts = 0;
        self.ask(turn, saga);
    }

    /// Asks for the step, or the compensation, that is under way.
    fn ask(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.get_mut(&saga) else { return };
        let Some(step) = current(turn.rules, open.phase) else { return };
        open.attempts = open.attempts.saturating_add(1);
        let span = open.span;
        let message = match open.phase {
            Phase::Forward(_) => Message::Execute(saga, span),
            Phase::Backward { .. } => Message::Compensate(saga, span),
        };
        turn.cx.send(turn.rules.service(step), message);
        turn.cx.set_timer(Timer::Step(saga), turn.rules.step_timeout);
    }

    fn end(&mut self, turn: &mut Turn, saga: Saga) {
        let Some(open) = self.open.remove(&saga) else { return };
        let completed = matches!(open.phase, Phase::Forward(_));
        turn.disk.log.push(Record::End(saga, completed));
        turn.steps.push(Step::Ended(saga, completed));
        self.ended.insert(saga, completed);
        turn.cx.cancel_timer(Timer::Step(saga));
        let tone = if completed { Tone::Good } else { Tone::Bad };
        open.window.close(turn.cx, tone);
        open.root.close(turn.cx, tone);
        if let Some(since) = open.half_since {
            let window = turn.cx.now().since(since).0 / 1_000;
            turn.cx.measure(Metric::Window, window.min(u64::from(u32::MAX)) as u32);
        }
        let ends = if completed { Metric::Completed } else { Metric::Compensated };
        turn.cx.measure(ends, 1);
        turn.cx.send(open.client, Message::Outcome { saga, completed });
    }

    /// Reports how many sagas are half done.
    fn measure(&self, turn: &mut Turn) {
        let half = self.open.iter().filter(|(_, open)| open.half_since.is_some()).count();
        turn.cx.measure(Metric::HalfDone, half as u32);
    }

    pub(super) fn show(&self, rules: &SagaOrchestration, disk: &Disk, view: &mut NodeView) {
        show_log(disk, view);
        let rows = self.open.iter().take(4).map(|(saga, open)| {
            let step = current(rules, open.phase);
            let word = step.map_or("", |step| rules.services()[usize::from(step)].word);
            let (tone, way) = match open.phase {
                Phase::Forward(_) => (Tone::Leading, "do"),
                Phase::Backward { .. } => (Tone::Bad, "undo"),
            };
            Row::new(vec![saga.to_string(), way.into(), word.into()], tone)
        });
        view.widget(TableView {
            name: "under way",
            columns: &["saga", "", "step"],
            rows: rows.collect(),
            length: self.open.len() as u32,
        });
        for (saga, Open { phase, attempts, .. }) in self.open.iter() {
            match phase {
                Phase::Forward(step) => {
                    let step = step + 1;
                    let value = format_args!("{saga}: step {step}, asked {attempts} times");
                    view.field("forward", value);
                }
                Phase::Backward { steps, done } => view.field(
                    "backward",
                    format_args!("{saga}: {done} of {steps} compensated, asked {attempts} times"),
                ),
            }
        }
    }
}

impl Open {
    fn new(client: NodeId, op: OpId, root: Context) -> Open {
        let (span, window) = Default::default();
        let phase = Phase::Forward(0);
        Open { client, op, phase, attempts: 0, half_since: None, root, span, window }
    }
}

/// The step that is being executed or compensated; none when there is no other.
fn current(rules: &SagaOrchestration, phase: Phase) -> Option<u8> {
    match phase {
        Phase::Forward(step) => (step < rules.length()).then_some(step),
        Phase::Backward { steps, done } if done >= steps => None,
        Phase::Backward { steps, done } if rules.reverse_order => Some(steps - 1 - done),
        Phase::Backward { done, .. } => Some(done),
    }
}

impl Record {
    /// Its saga, and the record in at most three characters and in full.
    fn words(&self) -> (Saga, String, String) {
        match *self {
            Record::Begin(saga, ..) => (saga, "beg".into(), format!("begin {saga}")),
            Record::Executed(saga, step) => {
                (saga, format!("T{}", step + 1), format!("T{} of {saga} executed", step + 1))
            }
            Record::Abort(saga, _) => (saga, "abt".into(), format!("abort {saga}")),
            Record::Compensated(saga, step) => {
                (saga, format!("C{}", step + 1), format!("C{} of {saga} executed", step + 1))
            }
            Record::End(saga, _) => (saga, "end".into(), format!("end {saga}")),
        }
    }
}

/// Shows the newest records of the log in words, and as cells: those of sagas that have ended as
/// committed.
pub fn show_log(disk: &Disk, view: &mut NodeView) {
    let newest = |count| disk.log.len().saturating_sub(count);
    let all: Vec<String> = disk.log[newest(12)..].iter().map(|record| record.words().2).collect();
    view.field("saga log", if all.is_empty() { "empty".into() } else { all.join("; ") });
    let ended = |saga: Saga| {
        disk.log.iter().any(|record| matches!(record, Record::End(other, _) if *other == saga))
    };
    let first = newest(8);
    let cells = disk.log[first..].iter().map(|record| {
        let (saga, text, full) = record.words();
        LogCell { term: saga.0.into(), text, full, committed: ended(saga) }
    });
    view.widget(LogView { first: first as u64 + 1, cells: cells.collect() });
}
