//! A run of a pattern: its records, a cursor that can be moved to any moment, and what there is to
//! see there.
//!
//! An [`entry::Entry`] is a pattern with its types erased; with an [`entry::Setup`] (parameters,
//! seed, network, timed actions) it starts a [`Run`]. [`Sim`] is what everybody else sees of a run,
//! and a [`frame::Frame`] is the moment under the cursor as plain data. [`words`] is the grammar of
//! actions, [`until`] that of conditions; [`watch`] looks for the moment at which one comes true.
//!
//! Nothing here knows how a scenario is written as a whole, or how anything is drawn.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod entry;
#[cfg(not(target_arch = "wasm32"))]
pub mod exhaust;
pub mod frame;
pub mod reading;
#[allow(clippy::module_inception, reason = "the file is named for the type in it")]
mod run;
mod sim;
pub mod until;
pub mod watch;
pub mod words;

pub use run::{Run, plan};
pub use sim::Sim;

#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "toy"))]
pub mod toy;
