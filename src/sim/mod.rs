//! The kernel: one deterministic discrete-event simulator for all patterns.
//!
//! # From a setup to a picture
//!
//! A [`entry::Setup`] (parameters, seed, network, timed actions) decides a run completely. A
//! [`world::World`] is all nodes and the network at one moment, and moves from event to event: it
//! takes the earliest from its queue and hands it to the [`protocol::Protocol`], which has the
//! values of the pattern's types. There the node's handler of the [`pattern::Pattern`] changes the
//! node, and the effects that it pushed are executed; everything is recorded with its cause. A
//! [`run::Run`] keeps the records and some earlier worlds, so that a cursor can be moved to any
//! moment. [`handle::Sim`] is what everybody else sees of it; a [`frame::Frame`] is the moment under
//! the cursor as plain data.
//!
//! # Rules of the kernel
//!
//! * The same setup gives the same records on every machine, natively and in WebAssembly. No
//!   floats, no hash maps, no wall clock, no randomness but [`rng`]'s.
//! * Events are ordered by time, and at the same time by the order in which they were scheduled.
//!   Actions of time `t` come after all events of time `t`: what a user saw before acting at `t`
//!   is what everybody sees before it.
//! * Every purpose has a stream of randomness of its own, and a message always draws the same
//!   number of values, so that a fault changes nothing but what it causes.
//! * What a protocol does wrong is a violation in the records, never a panic.
//!
//! Nothing here knows a pattern, a script, a picture, or a browser.
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
pub mod declare;
pub mod digest;
pub mod dist;
pub mod doc;
pub mod entry;
#[cfg(not(target_arch = "wasm32"))]
pub mod exhaust;
pub mod fault;
pub mod flights;
pub mod frame;
pub mod handle;
pub mod handler;
pub mod history;
pub mod host;
pub mod ids;
pub mod kit;
pub mod links;
pub mod narrate;
pub mod order;
pub mod pattern;
pub mod plan;
pub mod prelude;
pub mod protocol;
pub mod queue;
pub mod reading;
pub mod record;
pub mod rng;
pub mod run;
pub mod span;
pub mod table;
pub mod time;
mod timers;
pub mod trace;
pub mod until;
pub mod value;
mod verdicts;
mod views;
pub mod watch;
pub mod widget;
pub mod words;
pub mod world;

#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "toy"))]
pub mod toy;
