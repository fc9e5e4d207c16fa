//! The coordinator: asks for votes, decides, and sees to it that everybody hears of a commit. It
//! logs commits alone; a transaction of which it knows nothing was aborted. Knows no rows: only
//! who holds some.

use super::message::{Message, Work};
use super::sets::Members;
use super::steps::Step;
use super::wal::Record;
use super::{Decision, Tid, Timer, Turn, TwoPhaseCommit, declare};
use crate::common::unhashed::{Traced, Unhashed};
use kernel::ids::NodeId;
use kernel::table::Table;
use kernel::time::Span;
use pattern::Pattern;
use pattern::declare::Tone;

/// What a coordinator loses when it crashes. That it has committed is in its log.
#[derive(Clone, Debug, Default, Hash)]
pub struct Coordinator {
    /// The transactions that are not over.
    pub open: Table<Tid, Open>,
    /// For each client the latest request that it has taken up.
    served: Table<NodeId, u32>,
}

/// A transaction that is not over.
#[derive(Clone, Debug, Hash)]
pub struct Open {
    /// Who takes part.
    pub members: Members,
    /// How far it has come.
    pub phase: Phase,
    /// The whole of it, for the trace.
    root: Traced,
    /// The phase, for the trace.
    span: Traced,
}

/// A phase of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The first: collects votes for somebody's request.
    Collecting {
        /// Who has voted Yes.
        yes: Members,
        /// Who wants to know how it ends.
        client: NodeId,
        /// Its number of the request.
        request: u32,
    },
    /// The second, after a commit: collects acknowledgements.
    Committing {
        /// Who has acknowledged it.
        acked: Members,
    },
}

impl Coordinator {
    /// Starts a coordinator. A commit record without an end record is a promise to keep: it tells
    /// everybody again. Of all else it knows nothing, which means that it was aborted.
    pub fn boot(turn: &mut Turn) -> Coordinator {
        let mut coordinator = Coordinator::default();
        for record in turn.disk.log.clone() {
            match record {
                Record::Commit(tid, members, root) => {
                    let phase = Phase::Committing { acked: Members::default() };
                    let span = Traced::default();
                    coordinator.open.insert(tid, Open { members, phase, root, span });
                }
                Record::End(tid) => {
                    coordinator.open.remove(&tid);
                }
                // Participants' records.
                Record::Prepared(..) | Record::Committed(_) | Record::Aborted(_) => {}
            }
        }
        let promised: Vec<Tid> = coordinator.open.iter().map(|(tid, _)| *tid).collect();
        for tid in promised {
            turn.cx.note(format!("recovers: {tid} is committed, tells everybody again"));
            if let Some(open) = coordinator.open.get_mut(&tid) {
                open.span = begin_below(turn, tid, open.root, "commit, recovered");
            }
            coordinator.tell_commit(turn, tid);
        }
        coordinator
    }

    /// The state in the diagram: what its least advanced transaction is in.
    pub fn state(&self) -> u8 {
        let collecting = |open: &Open| matches!(open.phase, Phase::Collecting { .. });
        match self.open.is_empty() {
            true => declare::IDLE,
            false if self.open.iter().any(|(_, open)| collecting(open)) => declare::COLLECTING,
            false => declare::COMMITTING,
        }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Begin { request, op, rows, value } => {
                let (members, root) = (rows.members(turn.p), Traced::default());
                let work = Work { op, rows, value, members, root };
                self.begin(turn, (from, request), work);
            }
            Message::Vote { tid, yes } => self.on_vote(turn, from, tid, yes),
            Message::Ack { tid } => self.on_ack(turn, from, tid),
            Message::DecisionRequest { tid } => self.on_inquiry(turn, from, tid),
            // What it sends itself; and what participants tell each other.
            Message::Outcome { .. }
            | Message::Prepare { .. }
            | Message::Decision { .. }
            | Message::Undecided { .. } => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Vote(tid) => {
                turn.cx.note(format!("{tid}: votes are missing"));
                turn.step(Step::GaveUp(tid));
                self.abort(turn, tid, Members::default());
            }
            Timer::Ack(tid) => self.tell_commit(turn, tid),
            // Participants' and clients' timers.
            Timer::Lock(_) | Timer::Decision(_) | Timer::Request(_) | Timer::Workload => {}
        }
    }

    /// First phase: asks for votes. The number is on the disk before anybody hears of it, so that
    /// no two transactions ever have the same.
    fn begin(&mut self, turn: &mut Turn, (client, request): (NodeId, u32), work: Work) {
        let served = self.served.get_or_insert_with(client, || 0);
        if request <= *served {
            // A second copy of a request.
            return;
        }
        *served = request;
        let (number, members) = (turn.disk.serial, work.members);
        turn.disk.serial += 1;
        let tid = Tid(number * u32::from(turn.p.coordinators) + u32::from(turn.cx.index()) + 1);
        turn.step(Step::Began(tid, members));
        let root = turn.cx.open(tid.0, None, format!("{tid} writes {}", work.rows));
        let root = Unhashed(Some(root));
        let span = begin_below(turn, tid, root, "collect votes");
        for place in members.iter() {
            let work = Work { rows: work.rows.at(turn.p, place), root, ..work };
            turn.cx.send(turn.p.participant(place), Message::Prepare { tid, work });
        }
        turn.cx.set_timer(Timer::Vote(tid), turn.p.vote_timeout);
        let phase = Phase::Collecting { yes: Members::default(), client, request };
        self.open.insert(tid, Open { members, phase, root, span });
    }

    /// A vote arrives. One No is enough to abort; it takes all to commit.
    fn on_vote(&mut self, turn: &mut Turn, from: NodeId, tid: Tid, vote: bool) {
        let Some(place) = turn.p.place(from) else { return };
        let Some(open) = self.open.get_mut(&tid) else {
            // Presumed abort: a late Yes is answered, a late No needs no answer.
            if vote {
                turn.cx.send(from, Message::Decision { tid, decision: Decision::Abort });
            }
            return;
        };
        let Phase::Collecting { yes, .. } = &mut open.phase else {
            // A second copy of a vote; the commit is on its way, and is repeated.
            return;
        };
        if vote {
            *yes = yes.with(place);
            if yes.count() >= turn.p.quorum(open.members.count()) {
                self.commit(turn, tid);
            }
        } else if turn.p.unanimity {
            turn.cx.note(format!("{tid}: {} votes No", turn.p.name(from)));
            self.abort(turn, tid, Members::default().with(place));
        }
    }

    /// Decides to commit. With its commit record on the disk the transaction is committed; whoever
    /// hears of it before may hear the opposite after a crash.
    fn commit(&mut self, turn: &mut Turn, tid: Tid) {
        let Some(open) = self.open.get_mut(&tid) else { return };
        turn.cx.cancel_timer(Timer::Vote(tid));
        turn.log(Record::Commit(tid, open.members, open.root));
        if turn.p.force_decision {
            turn.force();
        }
        turn.cx.note(format!("commits {tid}"));
        turn.step(Step::Decided(tid, Decision::Commit));
        turn.cx.measure(declare::COMMITTED, 1);
        close(turn, open.span, Tone::Good);
        open.span = begin_below(turn, tid, open.root, "commit");
        let acked = Members::default();
        if let Phase::Collecting { client, request, .. } =
            std::mem::replace(&mut open.phase, Phase::Committing { acked })
        {
            turn.cx.send(client, Message::Outcome { request, decision: Decision::Commit });
        }
        self.tell_commit(turn, tid);
    }

    /// Decides to abort, tells all but those who have aborted already, and forgets. There is nothing
    /// to log: whoever asks later is told the same.
    fn abort(&mut self, turn: &mut Turn, tid: Tid, aborted: Members) {
        let Some(open) = self.open.remove(&tid) else { return };
        turn.cx.cancel_timer(Timer::Vote(tid));
        turn.step(Step::Decided(tid, Decision::Abort));
        turn.cx.measure(declare::ABORTED, 1);
        close(turn, open.span, Tone::Bad);
        close(turn, open.root, Tone::Bad);
        for place in open.members.without(aborted).iter() {
            let decision = Decision::Abort;
            turn.cx.send(turn.p.participant(place), Message::Decision { tid, decision });
        }
        if let Phase::Collecting { client, request, .. } = open.phase {
            turn.cx.send(client, Message::Outcome { request, decision: Decision::Abort });
        }
    }

    /// Second phase: tells those who have not acknowledged a commit, and tells them again later.
    fn tell_commit(&mut self, turn: &mut Turn, tid: Tid) {
        let Some(open) = self.open.get(&tid) else { return };
        let Phase::Committing { acked } = open.phase else { return };
        for place in open.members.without(acked).iter() {
            let decision = Decision::Commit;
            turn.cx.send(turn.p.participant(place), Message::Decision { tid, decision });
        }
        turn.cx.set_timer(Timer::Ack(tid), turn.p.decision_timeout);
    }

    /// An acknowledgement arrives. After the last it may forget the transaction; should a crash
    /// lose the end record it will only tell everybody once more.
    fn on_ack(&mut self, turn: &mut Turn, from: NodeId, tid: Tid) {
        let Some(place) = turn.p.place(from) else { return };
        // Without the transaction it is a second copy, after the last.
        let Some(open) = self.open.get_mut(&tid) else { return };
        let Phase::Committing { acked } = &mut open.phase else { return };
        *acked = acked.with(place);
        if !open.members.without(*acked).is_empty() {
            return;
        }
        turn.cx.cancel_timer(Timer::Ack(tid));
        close(turn, open.span, Tone::Good);
        close(turn, open.root, Tone::Good);
        turn.log(Record::End(tid));
        self.open.remove(&tid);
    }

    /// A participant in doubt asks.
    fn on_inquiry(&mut self, turn: &mut Turn, from: NodeId, tid: Tid) {
        let answer = match self.open.get(&tid).map(|open| open.phase) {
            Some(Phase::Collecting { .. }) => Message::Undecided { tid },
            Some(Phase::Committing { .. }) => Message::Decision { tid, decision: Decision::Commit },
            // Presumed abort. Who had voted for a commit that is over has acknowledged it, and
            // will not mind what it is told now.
            None => Message::Decision { tid, decision: Decision::Abort },
        };
        turn.cx.send(from, answer);
    }
}

/// Begins a span below another, if there is one.
pub fn begin_below(turn: &mut Turn, tid: Tid, parent: Traced, name: &str) -> Traced {
    Unhashed(parent.0.map(|parent| turn.cx.open(tid.0, Some(parent), name)))
}

/// Ends a span, if there is one.
pub fn close(turn: &mut Turn, span: Traced, how: Tone) {
    if let Some(span) = span.0 {
        turn.cx.close(span, how);
    }
}

impl TwoPhaseCommit {
    /// How long a client waits for the outcome of its transaction before it gives up: longer than
    /// an outcome takes with everything in order.
    pub fn request_timeout(&self) -> Span {
        Span(self.vote_timeout.0 * 2)
    }
}
