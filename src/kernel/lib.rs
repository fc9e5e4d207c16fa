//! The kernel: one deterministic discrete-event simulator for all patterns.
//!
//! A [`world::World`] is all nodes and the network at one moment. It moves from event to event: it
//! takes the earliest from its queue and hands it to the [`protocol::Protocol`], whose handler
//! changes a node and returns effects; the world executes these, and records everything with its
//! cause in a [`trace::Trace`]. A [`plan::Plan`] is what stays the same meanwhile: names, roles, and
//! the actions to come.
//!
//! # Rules of the kernel
//!
//! * The same plan and seed give the same records on every machine, natively and in WebAssembly. No
//!   floats, no hash maps, no wall clock, no randomness but [`rng`]'s.
//! * Events are ordered by time, and at the same time by the order in which they were scheduled.
//!   Actions of time `t` come after all events of time `t`: what a user saw before acting at `t`
//!   is what everybody sees before it.
//! * Every purpose has a stream of randomness of its own, and a message always draws the same
//!   number of values, so that a fault changes nothing but what it causes.
//! * What a protocol does wrong is a violation in the records, never a panic.
//!
//! The kernel knows no pattern, no scenario, no picture, and no browser. Kinds of message, timers,
//! states and properties are numbers here; [`narrate::Vocabulary`] has their names.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

/// What the kernel and the patterns make of a scenario, as a number. It grows by one whenever the
/// same scenario would give other records than before; links carry it, so that the page can say
/// why an old link's run looks different.
pub const REVISION: u32 = 1;

mod act;
pub mod action;
pub mod clock;
pub mod clogs;
pub mod cuts;
pub mod digest;
pub mod dist;
pub mod flights;
pub mod history;
pub mod host;
pub mod ids;
pub mod links;
pub mod narrate;
pub mod order;
pub mod plan;
pub mod protocol;
pub mod quantity;
pub mod queue;
pub mod record;
pub mod rng;
pub mod span;
pub mod table;
pub mod time;
mod timers;
pub mod trace;
pub mod verdicts;
pub mod world;
