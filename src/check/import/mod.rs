//! Histories of other systems, as their testers wrote them down.
//!
//! * [`edn`] is what Jepsen keeps and Knossos reads: maps in Clojure's notation.
//! * [`jepsen_log`] is what Jepsen's early versions logged, in the etcd histories that Porcupine
//!   and others are tested with.
//! * [`kv_log`] is what Porcupine's key-value histories are written in.
//!
//! They agree on events, of which `pairing` makes operations, and differ in what an answer says:
//! each says so in its own file. A mistake in a history is told in one sentence.
//!
//! Native only: the page has histories of its own.

pub mod edn;
pub mod jepsen_log;
pub mod kv_log;
mod pairing;
mod words;

pub use pairing::History;
