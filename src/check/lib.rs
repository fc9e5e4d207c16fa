//! Judges of what clients were told: whether one store, taking one operation after the other,
//! could have given these answers.
//!
//! * [`history`] is what they judge: operations, each with its process, its call, what came of it,
//!   and when it began and ended.
//! * [`model`] says what the objects do that clients use: registers, locks, queues, sets.
//! * [`linear`] judges linearizability: one order of all operations, in which each stands between
//!   its invocation and its return. [`online`] judges the same of a run while it is made.
//! * [`session`], [`causal`] and [`convergence`] judge what weaker stores promise, of histories in
//!   which every value tells who wrote it ([`differentiated`]). [`whole`] judges runs by them, and
//!   [`sessions`] judges a run's sessions while it is made.
//!
//! Knows runs only as far as their histories ([`kernel::history`]); histories of other
//! systems come in by [`import`], which the page does not contain.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod causal;
pub mod convergence;
pub mod differentiated;
pub mod history;
#[cfg(not(target_arch = "wasm32"))]
pub mod import;
pub mod linear;
pub mod model;
pub mod online;
mod search;
pub mod session;
pub mod sessions;
pub mod whole;
