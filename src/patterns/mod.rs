//! All patterns. Adding one takes its folder and two lines here.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod bully;
pub mod circuit_breaker;
pub mod common;
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

use crate::sim::entry::Entry;
use crate::sim::pattern::Pattern;

/// Every pattern, in the order of the gallery.
pub static ALL: &[Entry] = &[
    of::<bully::Bully>(),
    of::<heartbeat::Heartbeat>(),
    of::<redis_lock::RedisLock>(),
    of::<split_brain::SplitBrain>(),
    of::<raft::Raft>(),
    of::<two_phase_commit::TwoPhaseCommit>(),
    of::<saga_orchestration::SagaOrchestration>(),
    of::<outbox::Outbox>(),
    of::<circuit_breaker::CircuitBreaker>(),
    of::<retry::Retry>(),
    of::<rate_limiter::RateLimiter>(),
    of::<idempotency::Idempotency>(),
    of::<session::SessionGuarantees>(),
    of::<sharding::Sharding>(),
    of::<tracing::Tracing>(),
];

/// The families that patterns belong to, in the order of the gallery.
pub const FAMILIES: &[&str] = &[
    "Leader election and coordination",
    "Consensus",
    "Distributed transactions",
    "Fault tolerance",
    "Idempotency and delivery",
    "Consistency and replication",
    "Scalability and discovery",
    "Combinations",
];

/// A pattern with all that can be done with it: where there are threads, exploring it too.
const fn of<P: Pattern>() -> Entry {
    let entry = Entry::of::<P>();
    #[cfg(not(target_arch = "wasm32"))]
    let entry = entry.explored_by(crate::explore::explore::<P>);
    entry
}
