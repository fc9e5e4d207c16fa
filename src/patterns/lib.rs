//! The patterns, one folder each. Adding one takes its folder, a line here and a line in the catalogue.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod bully;
pub mod circuit_breaker;
pub mod common;
pub mod fencing;
pub mod heartbeat;
pub mod idempotency;
pub mod outbox;
pub mod raft;
pub mod rate_limiter;
pub mod redis_lock;
pub mod retry;
pub mod saga_orchestration;
pub mod session;
pub mod sharding;
pub mod split_brain;
pub mod tracing;
pub mod two_phase_commit;
