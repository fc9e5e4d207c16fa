//! A service: takes its step of each saga, or compensates it, as a transaction of its own that
//! everybody sees at once. Knows nothing of the steps of others, nor of how a saga ends.

use super::message::Message;
use super::properties::Step;
use super::{Disk, Saga, SagaOrchestration, THE_ORCHESTRATOR, Timer, Turn, model};
use crate::common::spans::Context;
use kernel::table::Table;
use pattern::prelude::*;
use pattern::widget::{LedgerEntry, LedgerView};

states! {
    pub enum State {
        Idle: Quiet at (15, 60);
        Working: Trying at (50, 25);
        /// Works on a compensation.
        Undoing: Bad at (85, 60);
    }
    moves {
        Idle -> Working: "execute";
        Working -> Idle: "done or refused";
        Idle -> Undoing: "compensate";
        Undoing -> Idle: "undone";
        Working -> Undoing: "compensate";
        Undoing -> Working: "others go on";
    }
}

/// What a service has done for a saga: on its disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Effect {
    /// How often its step has taken effect; more than once is a mistake.
    done: u8,
    /// How often it was undone.
    undone: u8,
    /// It has refused the step, and will again.
    refused: bool,
    /// It was asked to compensate: the step must not take effect any more.
    closed: bool,
}

impl Effect {
    /// Whether there is something to be seen of the step.
    fn stands(&self) -> bool {
        self.done > self.undone
    }
}

/// What a service loses in a crash: what it is working on.
#[derive(Clone, Debug, Default, Hash)]
pub struct Service {
    /// Its place among the services: that of its step, from 0.
    place: u8,
    /// The jobs that it works on, by number.
    jobs: Table<u32, Job>,
    /// The number of the last job.
    last: u32,
    /// Whether it refuses the next step.
    pub(super) refuses: bool,
    /// Whether it fails at the next compensation.
    pub(super) stumbles: bool,
}

/// A piece of work.
#[derive(Clone, Copy, Debug, Hash)]
struct Job {
    saga: Saga,
    /// Whether it compensates the step; otherwise it takes it.
    undo: bool,
    span: Context,
}

impl Service {
    pub(super) fn boot(turn: &mut Turn) -> Service {
        Service { place: turn.cx.index() as u8, ..Service::default() }
    }

    pub(super) fn state(&self) -> State {
        match self.jobs.is_empty() {
            true => State::Idle,
            false if self.jobs.iter().any(|(_, job)| job.undo) => State::Undoing,
            false => State::Working,
        }
    }

    pub(super) fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Execute(saga, span) => self.on_execute(turn, saga, span),
            Message::Compensate(saga, span) => self.on_compensate(turn, saga, span),
            Message::Look(saga) => {
                let there = turn.disk.effects.get(&saga).is_some_and(Effect::stands);
                turn.cx.send(from, Message::Seen { saga, there });
            }
            // For the orchestrator and for clients.
            Message::Begin { .. }
            | Message::Outcome { .. }
            | Message::Executed(_)
            | Message::Refused(_)
            | Message::Compensated(_)
            | Message::CompensationFailed(_)
            | Message::Seen { .. } => {}
        }
    }

    /// It is asked for its step: what it has answered before it answers again.
    fn on_execute(&mut self, turn: &mut Turn, saga: Saga, span: Context) {
        let known = turn.disk.effects.get(&saga).copied().unwrap_or_default();
        if known.closed && turn.rules.late_check {
            turn.cx.note(format!("refuses {saga}, which was compensated before"));
            return answer(turn, Message::Refused(saga));
        }
        if turn.rules.idempotence {
            match known {
                Effect { refused: true, .. } => return answer(turn, Message::Refused(saga)),
                Effect { done: 1.., .. } => return answer(turn, Message::Executed(saga)),
                Effect { done: 0, .. } if self.works_on(saga, false) => return,
                Effect { done: 0, .. } => {}
            }
        }
        self.start(turn, saga, false, span);
    }

    /// It is asked to undo its step. Whether it was taken or not, it must not be taken later.
    fn on_compensate(&mut self, turn: &mut Turn, saga: Saga, span: Context) {
        let known = turn.disk.effects.get(&saga).copied().unwrap_or_default();
        if turn.rules.idempotence && known.undone > 0 {
            return answer(turn, Message::Compensated(saga));
        }
        if turn.rules.idempotence && self.works_on(saga, true) {
            return;
        }
        if turn.rules.late_check {
            let effect = turn.disk.effects.get_or_insert_with(saga, Effect::default);
            effect.closed = true;
            self.drop_step(turn, saga);
        }
        self.start(turn, saga, true, span);
    }

    /// Whether such a job is under way.
    fn works_on(&self, saga: Saga, undo: bool) -> bool {
        self.jobs.iter().any(|(_, job)| (job.saga, job.undo) == (saga, undo))
    }

    /// Stops working on a step that is not wanted any more.
    fn drop_step(&mut self, turn: &mut Turn, saga: Saga) {
        let dropped = |job: &Job| job.saga == saga && !job.undo;
        for (number, job) in self.jobs.iter().filter(|(_, job)| dropped(job)) {
            turn.cx.cancel_timer(Timer::Work(*number));
            job.span.close(turn.cx, Tone::Bad);
        }
        self.jobs.retain(|_, job| !dropped(job));
    }

    fn start(&mut self, turn: &mut Turn, saga: Saga, undo: bool, span: Context) {
        self.last += 1;
        let span = span.open(turn.cx, if undo { "undo" } else { "work" });
        self.jobs.insert(self.last, Job { saga, undo, span });
        let (shortest, longest) = turn.rules.service_time;
        let time = turn.cx.rng().between(shortest, longest);
        turn.cx.set_timer(Timer::Work(self.last), time);
    }

    /// The work is done: its transaction commits, or not.
    pub(super) fn finish(&mut self, turn: &mut Turn, number: u32) {
        let Some(job) = self.jobs.remove(&number) else { return };
        let tone = match job.undo {
            true => self.compensate(turn, job.saga),
            false => self.execute(turn, job.saga),
        };
        job.span.close(turn.cx, tone);
    }

    fn execute(&mut self, turn: &mut Turn, saga: Saga) -> Tone {
        let fails = u16::from(self.place) + 1 == turn.rules.failing_step;
        let unlucky = turn.cx.rng().chance(turn.rules.refusals);
        let effect = turn.disk.effects.get_or_insert_with(saga, Effect::default);
        if std::mem::take(&mut self.refuses) || fails || unlucky {
            effect.refused = true;
            answer(turn, Message::Refused(saga));
            return Tone::Bad;
        }
        effect.done = effect.done.saturating_add(1);
        turn.disk.ledger.push((saga, false));
        turn.steps.push(Step::Executed(saga));
        answer(turn, Message::Executed(saga));
        Tone::Good
    }

    fn compensate(&mut self, turn: &mut Turn, saga: Saga) -> Tone {
        if std::mem::take(&mut self.stumbles) {
            answer(turn, Message::CompensationFailed(saga));
            return Tone::Bad;
        }
        let effect = turn.disk.effects.get_or_insert_with(saga, Effect::default);
        // With nothing to undo there is nothing to enter; without idempotence nobody looks.
        let undoes = effect.stands() || (!turn.rules.idempotence && effect.done > 0);
        if undoes {
            effect.undone = effect.undone.saturating_add(1);
            turn.disk.ledger.push((saga, true));
        }
        turn.steps.push(Step::Compensated(saga, undoes));
        answer(turn, Message::Compensated(saga));
        Tone::Good
    }

    pub(super) fn show(&self, rules: &SagaOrchestration, disk: &Disk, view: &mut NodeView) {
        let service = &rules.services()[usize::from(self.place)];
        let (step, undo) = (service.step, service.undo);
        let meaning = format_args!("its step is to {step}, its compensation to {undo}");
        view.badge(service.word, meaning);
        view.field("step", step);
        view.field("compensation", undo);
        view.widget(ledger(service, disk));
        for (_, job) in self.jobs.iter() {
            let what = if job.undo { undo } else { step };
            view.field("works on", format_args!("{}: {what}", job.saga));
        }
        if self.refuses {
            view.badge("no", "refuses the next step");
        } else if self.stumbles {
            view.badge("fails", "fails at the next compensation");
        }
        show_effects(disk, view);
    }
}

/// Answers the orchestrator.
fn answer(turn: &mut Turn, message: Message) {
    turn.cx.send(THE_ORCHESTRATOR, message);
}

/// A service's ledger, with what its entries add up to. It is wrong where a step stands twice or
/// was undone more often than done.
fn ledger(service: &model::Service, disk: &Disk) -> LedgerView {
    let amount = |undo: bool| if undo { -service.amount } else { service.amount };
    let total: i64 = disk.ledger.iter().map(|(_, undo)| amount(*undo)).sum();
    let latest = disk.ledger.len().saturating_sub(8);
    let entries = disk.ledger[latest..].iter().map(|(saga, undo)| LedgerEntry {
        what: if *undo { format!("undo {saga}") } else { saga.to_string() },
        amount: format!("{:+}", amount(*undo)),
        tone: if *undo { Tone::Bad } else { Tone::Good },
    });
    LedgerView {
        name: service.ledger.into(),
        entries: entries.collect(),
        length: disk.ledger.len() as u32,
        balance: format!("{}{}{}", service.before, service.start + total, service.after),
        wrong: disk.effects.iter().any(|(_, it)| it.done > 1 || it.undone > it.done),
    }
}

/// Shows what a service has done, the latest sagas last.
pub fn show_effects(disk: &Disk, view: &mut NodeView) {
    let first = disk.effects.len().saturating_sub(12);
    let words = disk.effects.iter().skip(first).map(|(saga, it)| match it.stands() {
        true => format!("{saga} done"),
        false if it.done > 0 => format!("{saga} undone"),
        false if it.refused => format!("{saga} refused"),
        false => format!("{saga} closed"),
    });
    let words: Vec<String> = words.collect();
    view.field("sagas", if words.is_empty() { "none".into() } else { words.join(", ") });
}
