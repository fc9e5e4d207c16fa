//! Faultline: distributed-system patterns as real protocols on one deterministic simulator.
//!
//! The way from a scenario to the screen goes through these rooms, and never back:
//!
//! * [`sim`] is the kernel: a deterministic discrete-event simulator.
//! * [`check`] judges what clients were told.
//! * [`patterns`] are the protocols that run on it, one folder each.
//! * [`scenario`] is the little language for links, files, documents and tests.
//! * [`compare`] puts two runs side by side.
//! * [`search`] tries to break patterns with faults drawn at random.
//! * `explore` looks at every state of a small configuration (native only).
//! * [`view`] turns a moment of a run into shapes, without floats flowing back.
//! * [`export`] writes runs for other tools: diagrams, traces, histories.
//! * `cli` is the command line (native only).
//! * The page, `src/page`, is a package of its own that stands on this one: it turns gestures into
//!   actions and scenes into SVG.

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod compare;
pub mod export;
pub mod scenario;
pub mod search;
pub mod view;

// These rooms are packages of their own, the engine and the patterns; here nobody needs to know.
#[cfg(not(target_arch = "wasm32"))]
pub use faultline_engine::explore;
pub use faultline_engine::{check, sim};
pub use faultline_patterns::patterns;
