//! What Faultline does and prints, told exactly: golden runs, exports, links, the language of
//! scenarios, faults, comparisons, the search and the command line; and the project's own files.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden` writes the golden files anew.

mod command_line;
#[path = "../common/mod.rs"]
mod common;
mod comparison;
mod faults;
mod formats;
mod language;
mod links;
mod project;
mod runs;
mod search;
mod whatif;
