//! A miniature of Lamport's TwoPhase: a transaction manager commits a transaction among resource
//! managers. Re-derived from its published meaning; messages are never taken off the network.

use faultline::explore::model::Model;

/// So many resource managers, at most eight.
pub struct TwoPhase(pub u8);

/// What the resource managers are: each is in one of four sets, or works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    prepared: u8,
    committed: u8,
    aborted: u8,
    manager: Manager,
    /// From whom the manager has received that it is prepared.
    received: u8,
    /// Who has sent that it is prepared.
    sent: u8,
    /// Which of its decisions the manager has sent.
    decided: Option<Decision>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Manager {
    #[default]
    Init,
    Committed,
    Aborted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Decision {
    Commit,
    Abort,
}

/// What happens; the number is a resource manager's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    ManagerReceives(u8),
    ManagerCommits,
    ManagerAborts,
    Prepares(u8),
    ChoosesToAbort(u8),
    IsToldToCommit(u8),
    IsToldToAbort(u8),
}

impl Model for TwoPhase {
    type State = State;
    type Step = Step;

    fn initial(&self) -> Vec<State> {
        vec![State::default()]
    }

    fn successors(&self, state: &State, mut each: impl FnMut(Step, State)) {
        let all = (0xff_u16 >> (8 - self.0)) as u8;
        let State { prepared, committed, aborted, received, sent, .. } = *state;
        if state.manager == Manager::Init {
            if received == all {
                let decided = Some(Decision::Commit);
                let next = State { manager: Manager::Committed, decided, ..*state };
                each(Step::ManagerCommits, next);
            }
            let decided = Some(Decision::Abort);
            each(Step::ManagerAborts, State { manager: Manager::Aborted, decided, ..*state });
        }
        for resource in 0..self.0 {
            let bit = 1 << resource;
            if state.manager == Manager::Init && sent & bit != 0 {
                let next = State { received: received | bit, ..*state };
                each(Step::ManagerReceives(resource), next);
            }
            if (prepared | committed | aborted) & bit == 0 {
                let next = State { prepared: prepared | bit, sent: sent | bit, ..*state };
                each(Step::Prepares(resource), next);
                let next = State { aborted: aborted | bit, ..*state };
                each(Step::ChoosesToAbort(resource), next);
            }
            let (prepared, committed, aborted) =
                (prepared & !bit, committed & !bit, aborted & !bit);
            match state.decided {
                Some(Decision::Commit) => {
                    let next = State { prepared, committed: committed | bit, aborted, ..*state };
                    each(Step::IsToldToCommit(resource), next);
                }
                Some(Decision::Abort) => {
                    let next = State { prepared, committed, aborted: aborted | bit, ..*state };
                    each(Step::IsToldToAbort(resource), next);
                }
                None => {}
            }
        }
    }

    fn broken(&self, state: &State) -> Option<&'static str> {
        (state.committed != 0 && state.aborted != 0).then_some("TCConsistent")
    }
}
