//! Raft against its paper, its dissertation and other implementations, and under random faults.

mod elections;
mod linearizable;
mod paper;
mod quorum;
mod safety;
mod stories;
mod variants;
