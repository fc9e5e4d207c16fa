//! Exports: golden files of a small run in every format, and what must hold of every export.
//!
//! `UPDATE_GOLDEN=1 cargo test --test export` writes the golden files anew.

mod animated;
mod cli;
mod clocks;
mod golden;
mod hostile;
#[path = "../program/mod.rs"]
mod program;
mod runs;
mod traces;
