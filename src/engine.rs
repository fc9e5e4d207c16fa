//! The engine, as a package of its own: what runs for every event, and what judges it.
//!
//! It is compiled for speed, in the page too, where everything that people wait for less often is
//! compiled for size. Knows no scenario, no picture and no page, which the compiler sees to: the
//! library `faultline` stands on this one and names its rooms as its own.

pub mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod explore;
pub mod patterns;
pub mod sim;
