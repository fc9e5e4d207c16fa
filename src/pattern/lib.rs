//! What a pattern is: the trait [`Pattern`], which every protocol implements, and the vocabulary in
//! which it declares itself as data.
//!
//! [`kit`] has the macros with which a pattern says each thing once. [`declare`] has roles, state diagrams, kinds of message, parameters, safeguards, properties and
//! charts; [`view`] and [`widget`] what is shown of a node; [`fault`] the faults that a pattern may
//! claim to survive. [`instance::Instance`] puts a pattern behind the kernel's
//! [`Protocol`](kernel::protocol::Protocol).
//!
//! Nothing here knows a run with a cursor, a scenario, or how anything is drawn.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod declare;
pub mod doc;
pub mod fault;
pub mod handler;
pub mod instance;
pub mod kit;
pub mod names;
#[allow(clippy::module_inception, reason = "the file is named for the trait in it")]
mod pattern;
pub mod plan;
pub mod prelude;
pub mod value;
pub mod view;
pub mod widget;

pub use pattern::{Cx, Effect, HasKind, Pattern};
