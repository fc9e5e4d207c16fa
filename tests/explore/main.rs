//! Exhaustive mode: the explorer counts what TLC counts on published specifications, and finds in
//! Raft what there is to be found.
//!
//! Knows no page and no command line.

mod atomic_commit;
mod chang_roberts;
mod command;
mod ewd840;
mod miniatures;
mod paxos;
#[path = "../program/mod.rs"]
mod program;
mod raft;
mod transaction_commit;
mod two_phase;
