//! Faultline: distributed-system patterns as real protocols on one deterministic simulator.
//!
//! This library names the crates that the program consists of. The way from a scenario to the
//! screen goes through them in this order, and never back:
//!
//! * [`kernel`] is the deterministic discrete-event simulator.
//! * [`pattern`] is the trait that every protocol implements, and what a pattern declares.
//! * [`check`] judges what clients were told.
//! * [`patterns`] are the protocols, one folder each; [`catalogue`] is the list of them.
//! * [`run`] is a run with a cursor, without its pattern's types.
//! * [`scenario`] is the language for links, files, documents and tests.
//! * [`compare`] compares two runs.
//! * [`search`] looks for faults that break a pattern; [`explore`] looks at every state of a small
//!   configuration.
//! * [`view`] turns a moment of a run into shapes; [`export`] writes runs for other tools.
//! * [`cli`] is the command line.
//!
//! The page, `src/page`, is a crate of its own and stands on the same crates.

pub use {
    catalogue, check, cli, compare, explore, export, kernel, pattern, patterns, run, scenario,
    search, view,
};
