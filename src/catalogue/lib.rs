//! The list of all patterns, with their types erased, in the order of the gallery.
//!
//! This crate alone knows every pattern. Whoever needs the list (the page, the command line, the
//! tests) depends on it; the language of scenarios gets the list from them. Adding a pattern takes
//! one line here.

use pattern::Pattern;
use run::entry::Entry;

/// Every pattern, in the order of the gallery.
pub static ALL: &[Entry] = &[
    of::<patterns::bully::Bully>(),
    of::<patterns::heartbeat::Heartbeat>(),
    of::<patterns::redis_lock::RedisLock>(),
    of::<patterns::split_brain::SplitBrain>(),
    of::<patterns::fencing::Fencing>(),
    of::<patterns::raft::Raft>(),
    of::<patterns::two_phase_commit::TwoPhaseCommit>(),
    of::<patterns::saga_orchestration::SagaOrchestration>(),
    of::<patterns::outbox::Outbox>(),
    of::<patterns::circuit_breaker::CircuitBreaker>(),
    of::<patterns::retry::Retry>(),
    of::<patterns::rate_limiter::RateLimiter>(),
    of::<patterns::idempotency::Idempotency>(),
    of::<patterns::session::SessionGuarantees>(),
    of::<patterns::sharding::Sharding>(),
    of::<patterns::tracing::Tracing>(),
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
    let entry = entry.explored_by(explore::explore::<P>);
    entry
}
