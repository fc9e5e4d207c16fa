//! Faultline against what others have published: histories with known verdicts, test vectors,
//! figures of papers, and counts of explored states.

#[path = "../common/mod.rs"]
mod common;
mod explore;
mod figures;
mod judges;
mod raft;
mod session;
mod sharding;
