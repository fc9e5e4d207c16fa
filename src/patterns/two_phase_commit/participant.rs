//! A participant: locks rows, votes, and does as was decided. Between its Yes and the decision it
//! is in doubt, and keeps its rows locked. Knows nothing of other participants but how to ask
//! them.

use super::coordinator::{begin_below, close};
use super::message::{Message, Work};
use super::sets::{Members, Rows};
use super::steps::Step;
use super::wal::Record;
use super::{Decision, Tid, Timer, Turn, TwoPhaseCommit, declare};
use crate::common::unhashed::Traced;
use kernel::ids::NodeId;
use kernel::table::Table;
use kernel::time::Time;
use pattern::declare::Tone;

/// What a participant keeps in memory; all of it but the queue follows from its log.
#[derive(Clone, Debug, Default, Hash)]
pub struct Participant {
    /// Its place among the participants.
    pub place: u8,
    /// What is in its rows.
    pub values: Vec<u32>,
    /// The transactions that are not decided here.
    pub open: Table<Tid, Job>,
    /// How the others ended.
    pub outcomes: Table<Tid, Decision>,
    /// Those that wait for rows, the first come first.
    pub queue: Vec<Tid>,
    /// Whether it votes No the next time.
    pub refuses: bool,
    /// The locked rows and the waiting transactions that it has reported.
    reported: [u32; 2],
}

/// A transaction that is not decided here.
#[derive(Clone, Debug, Hash)]
pub struct Job {
    /// What it is about.
    pub work: Work,
    /// How far it has come.
    pub stage: Stage,
    /// Since when, by the participant's own clock.
    pub since: Time,
    /// The stage, for the trace.
    span: Traced,
}

/// How far a transaction has come at a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Its rows are locked by others. No vote has been given: it may still be aborted at will.
    Waiting,
    /// It has locked its rows, and the vote was Yes: in doubt.
    Prepared,
    /// It has asked the coordinator.
    Inquiring,
    /// It has asked the other participants too, because the coordinator has not answered.
    Asking {
        /// Who is in doubt as well.
        undecided: Members,
    },
    /// Nobody that it can reach knows.
    Blocked {
        /// Who is in doubt as well.
        undecided: Members,
    },
}

impl Job {
    /// Whether it has voted Yes, and so has locked its rows.
    pub fn in_doubt(&self) -> bool {
        self.stage != Stage::Waiting
    }
}

impl Participant {
    /// Starts a participant. What is prepared in its log and not decided is in doubt again, with
    /// its rows locked before anything else can happen to them. What it had voted on without a
    /// record is forgotten.
    pub fn boot(turn: &mut Turn) -> Participant {
        let values = vec![0; usize::from(turn.p.rows)];
        let mut participant =
            Participant { place: turn.cx.index() as u8, values, ..Participant::default() };
        for record in turn.disk.log.clone() {
            match record {
                Record::Prepared(tid, work) => {
                    let (stage, since, span) = (Stage::Prepared, turn.cx.now(), Traced::default());
                    participant.open.insert(tid, Job { work, stage, since, span });
                }
                Record::Committed(tid) => {
                    if let Some(job) = participant.open.remove(&tid) {
                        participant.write(turn.p, job.work);
                    }
                    participant.outcomes.insert(tid, Decision::Commit);
                }
                Record::Aborted(tid) => {
                    participant.open.remove(&tid);
                    participant.outcomes.insert(tid, Decision::Abort);
                }
                // Coordinators' records.
                Record::Commit(..) | Record::End(_) => {}
            }
        }
        for (tid, job) in participant.open.clone() {
            turn.cx.note(format!("recovers: in doubt about {tid}, locks {}", job.work.rows));
            turn.cx.set_timer(Timer::Decision(tid), turn.p.decision_timeout);
            let span = begin_below(turn, tid, job.work.root, "in doubt, recovered");
            participant.open.insert(tid, Job { span, ..job });
        }
        // What was reported before the crash may no longer be so.
        participant.reported = [u32::MAX; 2];
        participant.measure(turn);
        participant
    }

    /// The state in the diagram.
    pub fn state(&self) -> u8 {
        let blocked = |job: &Job| matches!(job.stage, Stage::Blocked { .. });
        match self.open.is_empty() {
            true => declare::IDLE,
            false if self.open.iter().any(|(_, job)| blocked(job)) => declare::BLOCKED,
            // Whatever waits waits for one that is prepared.
            false => declare::PREPARED,
        }
    }

    /// The rows that are locked.
    pub fn locked(&self) -> Rows {
        let held = self.open.iter().filter(|(_, job)| job.in_doubt());
        held.fold(Rows::default(), |rows, (_, job)| rows.with(job.work.rows))
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Prepare { tid, work } => self.on_prepare(turn, tid, work),
            Message::Decision { tid, decision } => self.on_decision(turn, tid, decision),
            Message::DecisionRequest { tid } => self.on_inquiry(turn, from, tid),
            Message::Undecided { tid } => self.on_undecided(turn, from, tid),
            // For coordinators and clients.
            Message::Begin { .. }
            | Message::Outcome { .. }
            | Message::Vote { .. }
            | Message::Ack { .. } => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Lock(tid) => {
                turn.cx.note(format!("{tid} has waited too long for its rows"));
                self.vote_no(turn, tid);
            }
            Timer::Decision(tid) => self.on_doubt(turn, tid),
            // Coordinators' and clients' timers.
            Timer::Vote(_) | Timer::Ack(_) | Timer::Request(_) | Timer::Workload => {}
        }
    }

    /// The coordinator asks for a vote.
    fn on_prepare(&mut self, turn: &mut Turn, tid: Tid, work: Work) {
        match self.outcomes.get(&tid) {
            // It has aborted on its own, because it was asked by somebody in doubt; or the
            // decision has overtaken the request.
            Some(Decision::Abort) => {
                let coordinator = turn.p.coordinator(tid);
                return turn.cx.send(coordinator, Message::Vote { tid, yes: false });
            }
            // A second copy, after all is over.
            Some(Decision::Commit) => return,
            // A second copy, while it waits for its rows or for the decision.
            None if self.open.get(&tid).is_some() => return,
            None => {}
        }
        let unwilling = turn.cx.rng().chance(turn.p.no_votes);
        if std::mem::take(&mut self.refuses) || unwilling {
            turn.cx.note(format!("cannot commit {tid}"));
            return self.vote_no(turn, tid);
        }
        let (stage, since, span) = (Stage::Waiting, turn.cx.now(), Traced::default());
        self.open.insert(tid, Job { work, stage, since, span });
        self.queue.push(tid);
        self.lock(turn);
        if let Some(job) = self.open.get_mut(&tid).filter(|job| !job.in_doubt()) {
            job.span = begin_below(turn, tid, work.root, "wait for locks");
            turn.cx.set_timer(Timer::Lock(tid), turn.p.lock_timeout);
        }
        self.measure(turn);
    }

    /// Lets those prepare whose rows are free, and wanted by nobody who came before them.
    fn lock(&mut self, turn: &mut Turn) {
        let mut taken = self.locked();
        for tid in self.queue.clone() {
            let Some(job) = self.open.get(&tid) else { continue };
            let rows = job.work.rows;
            if !rows.meets(taken) {
                self.queue.retain(|waiting| *waiting != tid);
                self.prepare(turn, tid);
            }
            taken = taken.with(rows);
        }
    }

    /// Votes Yes. Once the prepared record is on the disk it can commit, or abort, after any crash.
    fn prepare(&mut self, turn: &mut Turn, tid: Tid) {
        let Some(job) = self.open.get_mut(&tid) else { return };
        turn.cx.cancel_timer(Timer::Lock(tid));
        turn.log(Record::Prepared(tid, job.work));
        if turn.p.force_vote {
            turn.force();
        }
        close(turn, job.span, Tone::Good);
        job.span = begin_below(turn, tid, job.work.root, "in doubt");
        (job.stage, job.since) = (Stage::Prepared, turn.cx.now());
        turn.step(Step::Voted(tid, true));
        turn.cx.send(turn.p.coordinator(tid), Message::Vote { tid, yes: true });
        turn.cx.set_timer(Timer::Decision(tid), turn.p.decision_timeout);
    }

    /// Votes No, which it may as long as it has not voted Yes. The record is forced, so that a
    /// second copy of the request is not answered Yes after a crash.
    fn vote_no(&mut self, turn: &mut Turn, tid: Tid) {
        turn.step(Step::Voted(tid, false));
        self.decide(turn, tid, Decision::Abort);
        turn.force();
        turn.cx.send(turn.p.coordinator(tid), Message::Vote { tid, yes: false });
    }

    /// Somebody says how the transaction ends.
    fn on_decision(&mut self, turn: &mut Turn, tid: Tid, decision: Decision) {
        let coordinator = turn.p.coordinator(tid);
        match (self.outcomes.get(&tid), self.open.get(&tid), decision) {
            // It has acknowledged this before, or is told of a commit that it could not prevent.
            (Some(_), _, Decision::Commit) => turn.cx.send(coordinator, Message::Ack { tid }),
            // It knows. After a commit this is what somebody presumed who had forgotten.
            (Some(_), _, Decision::Abort) => {}
            (None, Some(job), Decision::Commit) if job.in_doubt() => {
                self.decide(turn, tid, Decision::Commit);
                if turn.p.force_ack {
                    turn.force();
                }
                turn.cx.send(coordinator, Message::Ack { tid });
            }
            // A commit without this vote: it will be told again when it has its rows.
            (None, Some(_), Decision::Commit) => {}
            // Whether in doubt or waiting; or before the request itself, which is then refused. The
            // record need not be forced: without it, it would ask and be told the same.
            (None, _, Decision::Abort) => self.decide(turn, tid, Decision::Abort),
            // It has voted, and a crash has taken its vote and its writes: it cannot commit.
            (None, None, Decision::Commit) => {
                turn.cx.note(format!("knows nothing of {tid}: its writes are lost"));
                self.decide(turn, tid, Decision::Abort);
                turn.cx.send(coordinator, Message::Ack { tid });
            }
        }
    }

    /// The transaction ends here: its writes take place or not, and its rows are free.
    fn decide(&mut self, turn: &mut Turn, tid: Tid, decision: Decision) {
        turn.step(Step::Decided(tid, decision));
        self.outcomes.insert(tid, decision);
        turn.log(match decision {
            Decision::Commit => Record::Committed(tid),
            Decision::Abort => Record::Aborted(tid),
        });
        turn.cx.cancel_timer(Timer::Lock(tid));
        turn.cx.cancel_timer(Timer::Decision(tid));
        self.queue.retain(|waiting| *waiting != tid);
        if let Some(job) = self.open.remove(&tid) {
            let tone = if decision == Decision::Commit { Tone::Good } else { Tone::Bad };
            close(turn, job.span, tone);
            if job.in_doubt() {
                let held = turn.cx.now().since(job.since).0 / 1_000;
                turn.cx.measure(declare::HELD, held.min(u64::from(u32::MAX)) as u32);
            }
            if decision == Decision::Commit {
                self.write(turn.p, job.work);
            }
        }
        self.lock(turn);
        self.measure(turn);
    }

    /// It is in doubt for too long: asks the coordinator; if that does not answer, the others as well,
    /// since one of them may know; and takes note if none of them does.
    fn on_doubt(&mut self, turn: &mut Turn, tid: Tid) {
        let Some(job) = self.open.get_mut(&tid) else { return };
        if !turn.p.patience {
            turn.cx.note(format!("is tired of waiting and aborts {tid}: a heuristic decision"));
            self.decide(turn, tid, Decision::Abort);
            return turn.force();
        }
        job.stage = match job.stage {
            Stage::Waiting | Stage::Prepared => Stage::Inquiring,
            Stage::Inquiring => Stage::Asking { undecided: Members::default() },
            Stage::Asking { undecided } | Stage::Blocked { undecided } => {
                Stage::Blocked { undecided }
            }
        };
        turn.cx.set_timer(Timer::Decision(tid), turn.p.decision_timeout);
        if !turn.p.inquiry {
            return;
        }
        turn.cx.send(turn.p.coordinator(tid), Message::DecisionRequest { tid });
        if job.stage != Stage::Inquiring {
            for place in job.work.members.iter().filter(|place| *place != self.place) {
                turn.cx.send(turn.p.participant(place), Message::DecisionRequest { tid });
            }
        }
    }

    /// Another participant is in doubt and asks. One that has not voted may abort, and then must
    /// not vote Yes any more, not even after a crash.
    fn on_inquiry(&mut self, turn: &mut Turn, from: NodeId, tid: Tid) {
        let answer = match (self.outcomes.get(&tid), self.open.get(&tid)) {
            (Some(decision), _) => Message::Decision { tid, decision: *decision },
            (None, Some(job)) if job.in_doubt() => Message::Undecided { tid },
            (None, Some(_)) | (None, None) => {
                turn.cx.note(format!("has not voted on {tid}, and aborts it"));
                self.vote_no(turn, tid);
                Message::Decision { tid, decision: Decision::Abort }
            }
        };
        turn.cx.send(from, answer);
    }

    /// Somebody who was asked does not know either.
    fn on_undecided(&mut self, turn: &mut Turn, from: NodeId, tid: Tid) {
        // It may have been decided meanwhile.
        let Some(job) = self.open.get_mut(&tid) else { return };
        match (&mut job.stage, turn.p.place(from)) {
            (Stage::Asking { undecided } | Stage::Blocked { undecided }, Some(place)) => {
                *undecided = undecided.with(place);
            }
            // The coordinator is there, and will decide.
            (Stage::Inquiring | Stage::Asking { .. } | Stage::Blocked { .. }, None) => {
                job.stage = Stage::Prepared;
            }
            // A late answer.
            (Stage::Waiting | Stage::Prepared | Stage::Inquiring, _) => {}
        }
    }

    /// Writes rows.
    fn write(&mut self, p: &TwoPhaseCommit, work: Work) {
        for (slot, value) in (0..).zip(&mut self.values) {
            if Rows::one(p, self.place, slot).meets(work.rows) {
                *value = work.value;
            }
        }
    }

    /// Reports what is locked and who waits, where that has changed.
    fn measure(&mut self, turn: &mut Turn) {
        let now = [self.locked().count(), self.queue.len() as u32];
        let metrics = [declare::LOCKED, declare::WAITING_FOR_LOCKS];
        for ((metric, now), reported) in metrics.into_iter().zip(now).zip(&mut self.reported) {
            if *reported != now {
                *reported = now;
                turn.cx.measure(metric, now);
            }
        }
    }
}
