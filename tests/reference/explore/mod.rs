//! Exhaustive mode: the explorer counts what TLC counts on published specifications, and finds in
//! Raft what there is to be found.

mod atomic_commit;
mod chang_roberts;
mod ewd840;
mod miniatures;
mod paxos;
mod raft;
mod transaction_commit;
mod two_phase;
