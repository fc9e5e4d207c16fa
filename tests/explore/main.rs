//! Exhaustive mode: the explorer counts what TLC counts on published specifications.
//!
//! Knows no page and no command line.

mod atomic_commit;
mod chang_roberts;
mod ewd840;
mod miniatures;
mod paxos;
mod transaction_commit;
mod two_phase;
