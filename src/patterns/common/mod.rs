//! Parts that several patterns are made of, each with its own tests. None is a protocol, and none
//! knows a pattern.
//!
//! | Part | What it is for |
//! |---|---|
//! | [`turn`] | what handlers are given: parameters, disk and context, as one argument |
//! | [`client`] | requests of a client, one at a time, and the workload that makes them |
//! | [`spans`] | the trace of a call: attempts and waits, and the server's work below them |
//! | [`pool`] | workers with a queue before them |
//! | [`backoff`] | how long to wait before a retry |
//! | [`breaker`], [`window`] | a circuit breaker and its counts |
//! | [`limiter`] | rate limiters |
//! | [`lease`] | a lock that expires |
//! | [`quorum`] | majorities and sets of nodes |
//! | [`unhashed`] | what no protocol reads |

pub mod backoff;
pub mod breaker;
pub mod client;
pub mod lease;
pub mod limiter;
pub mod pool;
pub mod quorum;
pub mod spans;
pub mod turn;
pub mod unhashed;
pub mod window;

#[cfg(test)]
mod tests;
