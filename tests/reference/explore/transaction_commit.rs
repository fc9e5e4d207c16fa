//! A miniature of Gray and Lamport's TCommit: what it means to commit a transaction, without a
//! word about how it is done.

use faultline::explore::model::Model;

/// So many resource managers, at most six.
pub struct TransactionCommit(pub usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    Working,
    Prepared,
    Committed,
    Aborted,
}

/// A resource manager's new state.
pub type Step = (usize, Resource);

impl Model for TransactionCommit {
    type State = Vec<Resource>;
    type Step = Step;

    fn initial(&self) -> Vec<Vec<Resource>> {
        vec![vec![Resource::Working; self.0]]
    }

    fn successors(&self, state: &Vec<Resource>, mut each: impl FnMut(Step, Vec<Resource>)) {
        use Resource::{Aborted, Committed, Prepared, Working};
        let can_commit = state.iter().all(|it| matches!(it, Prepared | Committed));
        let not_committed = state.iter().all(|it| *it != Committed);
        let mut to = |resource: usize, new: Resource| {
            let mut next = state.clone();
            next[resource] = new;
            each((resource, new), next);
        };
        for (resource, is) in state.iter().enumerate() {
            if *is == Working {
                to(resource, Prepared);
            }
            if *is == Prepared && can_commit {
                to(resource, Committed);
            }
            if matches!(is, Working | Prepared) && not_committed {
                to(resource, Aborted);
            }
        }
    }

    fn broken(&self, state: &Vec<Resource>) -> Option<&'static str> {
        let both = state.contains(&Resource::Committed) && state.contains(&Resource::Aborted);
        both.then_some("TCConsistent")
    }
}
