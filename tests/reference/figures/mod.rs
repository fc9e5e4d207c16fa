//! Patterns against published figures, formulas and test vectors.

mod bully;
mod circuit_breaker;
mod heartbeat;
mod idempotency;
mod outbox;
mod rate_limiter;
mod retry;
mod saga_orchestration;
mod sharding;
mod tracing;
mod two_phase_commit;
