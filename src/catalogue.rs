//! The patterns, as a package of its own: the protocols and what there is to see of them.
//!
//! In the page they are compiled for size, because there are many of them, and the engine under
//! them for speed. Knows no scenario, no picture and no page, as the engine does; the library
//! `faultline` names this room as its own too.

pub mod patterns;

// What patterns stand on, under the names that it has in the library.
#[cfg(not(target_arch = "wasm32"))]
use faultline_engine::explore;
use faultline_engine::{check, doc, sim};
