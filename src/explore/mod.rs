//! Exhaustive mode: every state that a small configuration can reach, breadth first.
//!
//! A seeded search tries long runs of a big cluster, and may always miss one. Here a small cluster
//! is taken through *every* order in which messages arrive, timers expire and machines crash, up
//! to a number of steps. What it does not find within that number of steps is not there, but for
//! what [`fingerprint`] says about chance.
//!
//! [`model`] says what can be explored: states, and the steps between them. [`breadth`] explores
//! it, and reports what TLC would: distinct states, generated states and depth, and a shortest
//! way to a state that breaks a promise.
//!
//! Knows no page, and runs natively only. Everything is decided by the model: the same states are
//! found in the same order however many threads look for them.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod breadth;
pub mod fingerprint;
pub mod model;
mod seen;
mod trail;
