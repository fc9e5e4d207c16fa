//! A miniature of Babaoglu and Toueg's atomic commitment: with a simple broadcast, with a
//! reliable one (non-blocking), and with a timeout in the place of that, which is wrong.

use faultline::explore::model::Model;

/// So many participants, at most three, and how the decision gets to them.
#[derive(Clone, Copy, Debug)]
pub struct AtomicCommit {
    pub participants: usize,
    pub broadcast: Broadcast,
}

/// How the coordinator's decision is made known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broadcast {
    /// A message to each, which the coordinator's death may interrupt.
    Simple,
    /// Each participant forwards the decision to all others before it follows it.
    Reliable,
    /// Participants follow the decision at once, forward it later, and abort when nobody who is
    /// alive seems to know one.
    Timeout,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    coordinator: Coordinator,
    participants: Vec<Participant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Coordinator {
    alive: bool,
    decision: Option<Decision>,
    requested: [bool; 3],
    votes: [Option<bool>; 3],
    sent: [Option<Decision>; 3],
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Participant {
    alive: bool,
    vote: bool,
    voted: bool,
    decision: Option<Decision>,
    /// What it has forwarded to each; to itself, what it will decide. With a timeout it may
    /// forward, to no avail, that it knows nothing.
    forwarded: [Option<Option<Decision>>; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    Commit,
    Abort,
}

/// What happens; the numbers are participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Requests(usize),
    GetsVote(usize),
    DetectsFault(usize),
    Decides,
    Broadcasts(usize),
    CoordinatorDies,
    Votes(usize),
    AbortsOnItsVote(usize),
    AbortsWithoutRequest(usize),
    Learns(usize),
    Forwards(usize, usize),
    LearnsFrom(usize, usize),
    AbortsOnTimeout(usize),
    Follows(usize),
    Dies(usize),
}

impl Model for AtomicCommit {
    type State = State;
    type Step = Step;

    fn initial(&self) -> Vec<State> {
        let participant = |vote| Participant {
            alive: true,
            vote,
            voted: false,
            decision: None,
            forwarded: [None; 3],
        };
        let coordinator = Coordinator {
            alive: true,
            decision: None,
            requested: [false; 3],
            votes: [None; 3],
            sent: [None; 3],
        };
        let votes = 0..1u8 << self.participants;
        votes
            .map(|votes| State {
                coordinator: coordinator.clone(),
                participants: (0..self.participants)
                    .map(|i| participant(votes >> i & 1 == 1))
                    .collect(),
            })
            .collect()
    }

    fn successors(&self, state: &State, mut each: impl FnMut(Step, State)) {
        self.coordinator_steps(state, &mut each);
        // In the specifications with forwarding a step of one participant stands under two
        // quantifiers, and TLC takes it once for each other value of the second.
        let times = if self.broadcast == Broadcast::Simple { 1 } else { self.participants };
        for i in (0..self.participants).filter(|i| state.participants[*i].alive) {
            for _ in 0..times {
                self.own_steps(state, i, &mut each);
            }
            if self.broadcast != Broadcast::Simple {
                self.forwarding_steps(state, i, &mut each);
            }
        }
    }

    fn broken(&self, state: &State) -> Option<&'static str> {
        let all = &state.participants;
        let commits = all.iter().any(|it| it.decision == Some(Decision::Commit));
        let aborts = all.iter().any(|it| it.decision == Some(Decision::Abort));
        let unanimous = all.iter().all(|it| it.vote);
        let faulty = !state.coordinator.alive || all.iter().any(|it| !it.alive);
        if commits && aborts {
            Some("AC1")
        } else if commits && !unanimous {
            Some("AC2")
        } else if aborts && unanimous && !faulty {
            Some("AC3")
        } else {
            None
        }
    }
}

impl AtomicCommit {
    fn coordinator_steps(&self, state: &State, each: &mut impl FnMut(Step, State)) {
        let coordinator = &state.coordinator;
        if !coordinator.alive {
            return;
        }
        let mut to = |step, change: &dyn Fn(&mut Coordinator)| {
            let mut next = state.clone();
            change(&mut next.coordinator);
            each(step, next);
        };
        let everybody = 0..self.participants;
        let asked_all = everybody.clone().all(|i| coordinator.requested[i]);
        for i in everybody.clone() {
            let participant = &state.participants[i];
            if !coordinator.requested[i] {
                to(Step::Requests(i), &|it| it.requested[i] = true);
            }
            let waits = coordinator.decision.is_none() && asked_all;
            if waits && coordinator.votes[i].is_none() {
                if participant.voted {
                    to(Step::GetsVote(i), &|it| it.votes[i] = Some(participant.vote));
                } else if !participant.alive {
                    to(Step::DetectsFault(i), &|it| it.decision = Some(Decision::Abort));
                }
            }
            if coordinator.decision.is_some() && coordinator.sent[i].is_none() {
                to(Step::Broadcasts(i), &|it| it.sent[i] = it.decision);
            }
        }
        let votes = &coordinator.votes[everybody];
        if coordinator.decision.is_none() && votes.iter().all(Option::is_some) {
            if votes.iter().all(|vote| *vote == Some(true)) {
                to(Step::Decides, &|it| it.decision = Some(Decision::Commit));
            }
            // Once for each vote that is a reason.
            for _ in votes.iter().filter(|vote| **vote == Some(false)) {
                to(Step::Decides, &|it| it.decision = Some(Decision::Abort));
            }
        }
        to(Step::CoordinatorDies, &|it| it.alive = false);
    }

    /// What a participant does that forwards nothing.
    fn own_steps(&self, state: &State, i: usize, each: &mut impl FnMut(Step, State)) {
        let (coordinator, me) = (&state.coordinator, &state.participants[i]);
        let mut to = |step, change: &dyn Fn(&mut Participant)| {
            let mut next = state.clone();
            change(&mut next.participants[i]);
            each(step, next);
        };
        to(Step::Dies(i), &|it| it.alive = false);
        if coordinator.requested[i] {
            to(Step::Votes(i), &|it| it.voted = true);
        }
        let abort = |it: &mut Participant| it.decision = Some(Decision::Abort);
        let undecided = me.decision.is_none();
        if undecided && me.voted && !me.vote {
            to(Step::AbortsOnItsVote(i), &abort);
        }
        if undecided && !coordinator.alive && !coordinator.requested[i] {
            to(Step::AbortsWithoutRequest(i), &abort);
        }
        let told = coordinator.sent[i];
        match self.broadcast {
            Broadcast::Simple | Broadcast::Timeout if undecided && told.is_some() => {
                to(Step::Learns(i), &|it| it.decision = told);
            }
            Broadcast::Reliable if me.forwarded[i].is_none() && told.is_some() => {
                to(Step::Learns(i), &|it| it.forwarded[i] = Some(told));
            }
            Broadcast::Simple | Broadcast::Timeout | Broadcast::Reliable => {}
        }
        let everybody = 0..self.participants;
        let forwarded_all = everybody.clone().all(|j| me.forwarded[j].is_some());
        if self.broadcast == Broadcast::Reliable && forwarded_all {
            to(Step::Follows(i), &|it| it.decision = it.forwarded[i].flatten());
        }
        if self.broadcast != Broadcast::Simple && undecided && nobody_knows(state) {
            to(Step::AbortsOnTimeout(i), &abort);
        }
    }

    /// What a participant does with each other.
    fn forwarding_steps(&self, state: &State, i: usize, each: &mut impl FnMut(Step, State)) {
        let me = &state.participants[i];
        let mut to = |step, change: &dyn Fn(&mut Participant)| {
            let mut next = state.clone();
            change(&mut next.participants[i]);
            each(step, next);
        };
        for j in (0..self.participants).filter(|j| *j != i) {
            let heard = state.participants[j].forwarded[i];
            match self.broadcast {
                Broadcast::Reliable => {
                    if me.forwarded[i].is_some() && me.forwarded[j].is_none() {
                        to(Step::Forwards(i, j), &|it| it.forwarded[j] = it.forwarded[i]);
                    }
                    if me.forwarded[i].is_none() && heard.is_some() {
                        to(Step::LearnsFrom(i, j), &|it| it.forwarded[i] = heard);
                    }
                }
                Broadcast::Timeout => {
                    if me.forwarded[j].is_none() {
                        to(Step::Forwards(i, j), &|it| it.forwarded[j] = Some(it.decision));
                    }
                    if let (None, Some(heard)) = (me.decision, heard) {
                        to(Step::LearnsFrom(i, j), &|it| it.decision = heard);
                    }
                }
                Broadcast::Simple => {}
            }
        }
    }
}

/// The coordinator is dead, and nobody alive has a decision from it or from one who died.
fn nobody_knows(state: &State) -> bool {
    let alive = |i: &usize| state.participants[*i].alive;
    let everybody = 0..state.participants.len();
    !state.coordinator.alive
        && everybody.clone().filter(alive).all(|i| state.coordinator.sent[i].is_none())
        && everybody.clone().filter(|i| !alive(i)).all(|dead| {
            let forwarded = &state.participants[dead].forwarded;
            everybody.clone().filter(alive).all(|i| forwarded[i].is_none())
        })
}
