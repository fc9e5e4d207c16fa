//! The engine, as a package of its own: what runs for every event, and what judges it.
//!
//! It is compiled for speed, in the page too, where everything that people wait for less often is
//! compiled for size. Knows no pattern, no scenario, no picture and no page, which the compiler sees
//! to: the patterns and the library `faultline` stand on this one and name its rooms as their own.

pub mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod explore;
pub mod sim;
