//! A service: takes its step of each saga, or compensates it, as a transaction of its own that
//! everybody sees at once. Knows nothing of the steps of others, nor of how a saga ends.

use super::message::Message;
use super::properties::Step;
use super::{Saga, SagaOrchestration, Timer, Turn, declare};
use crate::common::unhashed::Traced;
use kernel::ids::NodeId;
use kernel::table::Table;
use pattern::declare::Tone;

/// What a service has done for a saga: on its disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Effect {
    /// How often its step has taken effect; more than once is a mistake.
    pub done: u8,
    /// How often it was undone.
    pub undone: u8,
    /// It has refused the step, and will again.
    pub refused: bool,
    /// It was asked to compensate: the step must not take effect any more.
    pub closed: bool,
}

impl Effect {
    /// Whether there is something to be seen of the step.
    pub fn stands(&self) -> bool {
        self.done > self.undone
    }
}

/// What a service loses in a crash: what it is working on.
#[derive(Clone, Debug, Default, Hash)]
pub struct Service {
    /// Its place among the services: that of its step, from 0.
    pub place: u8,
    /// The jobs that it works on, by number.
    pub jobs: Table<u32, Job>,
    /// The number of the last job.
    last: u32,
    /// Whether it refuses the next step.
    pub refuses: bool,
    /// Whether it fails at the next compensation.
    pub stumbles: bool,
}

/// A piece of work.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Job {
    /// For which saga.
    pub saga: Saga,
    /// Whether it compensates the step; otherwise it takes it.
    pub undo: bool,
    /// Its span.
    span: Traced,
}

impl Service {
    /// Starts a service.
    pub fn boot(turn: &mut Turn) -> Service {
        Service { place: turn.cx.index() as u8, ..Service::default() }
    }

    /// The state in the diagram.
    pub fn state(&self) -> u8 {
        match self.jobs.is_empty() {
            true => declare::IDLE,
            false if self.jobs.iter().any(|(_, job)| job.undo) => declare::UNDOING,
            false => declare::WORKING,
        }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Execute { saga, span } => self.on_execute(turn, saga, span),
            Message::Compensate { saga, span } => self.on_compensate(turn, saga, span),
            Message::Look { saga } => {
                let there = turn.disk.effects.get(&saga).is_some_and(Effect::stands);
                turn.cx.send(from, Message::Seen { saga, there });
            }
            // For the orchestrator and for clients.
            Message::Begin { .. }
            | Message::Outcome { .. }
            | Message::Executed { .. }
            | Message::Refused { .. }
            | Message::Compensated { .. }
            | Message::CompensationFailed { .. }
            | Message::Seen { .. } => {}
        }
    }

    /// It is asked for its step: what it has answered before it answers again.
    fn on_execute(&mut self, turn: &mut Turn, saga: Saga, span: Traced) {
        let known = turn.disk.effects.get(&saga).copied().unwrap_or_default();
        if known.closed && turn.p.late_check {
            turn.cx.note(format!("refuses {saga}, which was compensated before"));
            return answer(turn, Message::Refused { saga });
        }
        if turn.p.idempotence {
            match known {
                Effect { refused: true, .. } => return answer(turn, Message::Refused { saga }),
                Effect { done: 1.., .. } => return answer(turn, Message::Executed { saga }),
                Effect { done: 0, .. } if self.works_on(saga, false) => return,
                Effect { done: 0, .. } => {}
            }
        }
        self.start(turn, saga, false, span);
    }

    /// It is asked to undo its step. Whether it was taken or not, it must not be taken later.
    fn on_compensate(&mut self, turn: &mut Turn, saga: Saga, span: Traced) {
        let known = turn.disk.effects.get(&saga).copied().unwrap_or_default();
        if turn.p.idempotence && known.undone > 0 {
            return answer(turn, Message::Compensated { saga });
        }
        if turn.p.idempotence && self.works_on(saga, true) {
            return;
        }
        if turn.p.late_check {
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
            turn.close(job.span, Tone::Bad);
        }
        self.jobs.retain(|_, job| !dropped(job));
    }

    /// Starts to work.
    fn start(&mut self, turn: &mut Turn, saga: Saga, undo: bool, span: Traced) {
        self.last += 1;
        let span = turn.open(saga, span, if undo { "undo" } else { "work" });
        self.jobs.insert(self.last, Job { saga, undo, span });
        let (shortest, longest) = turn.p.service_time;
        let time = turn.cx.rng().between(shortest, longest);
        turn.cx.set_timer(Timer::Work(self.last), time);
    }

    /// The work is done: its transaction commits, or not.
    pub fn finish(&mut self, turn: &mut Turn, number: u32) {
        let Some(job) = self.jobs.remove(&number) else { return };
        let tone = match job.undo {
            true => self.compensate(turn, job.saga),
            false => self.execute(turn, job.saga),
        };
        turn.close(job.span, tone);
    }

    fn execute(&mut self, turn: &mut Turn, saga: Saga) -> Tone {
        let fails = u16::from(self.place) + 1 == turn.p.failing_step;
        let unlucky = turn.cx.rng().chance(turn.p.refusals);
        let effect = turn.disk.effects.get_or_insert_with(saga, Effect::default);
        if std::mem::take(&mut self.refuses) || fails || unlucky {
            effect.refused = true;
            answer(turn, Message::Refused { saga });
            return Tone::Bad;
        }
        effect.done = effect.done.saturating_add(1);
        turn.disk.ledger.push((saga, false));
        turn.steps.push(Step::Executed(saga));
        answer(turn, Message::Executed { saga });
        Tone::Good
    }

    fn compensate(&mut self, turn: &mut Turn, saga: Saga) -> Tone {
        if std::mem::take(&mut self.stumbles) {
            answer(turn, Message::CompensationFailed { saga });
            return Tone::Bad;
        }
        let effect = turn.disk.effects.get_or_insert_with(saga, Effect::default);
        // With nothing to undo there is nothing to enter; without idempotence nobody looks.
        let undoes = effect.stands() || (!turn.p.idempotence && effect.done > 0);
        if undoes {
            effect.undone = effect.undone.saturating_add(1);
            turn.disk.ledger.push((saga, true));
        }
        turn.steps.push(Step::Compensated(saga, undoes));
        answer(turn, Message::Compensated { saga });
        Tone::Good
    }
}

/// Answers the orchestrator.
fn answer(turn: &mut Turn, message: Message) {
    turn.cx.send(SagaOrchestration::LEADER, message);
}
