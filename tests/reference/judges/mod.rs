//! The judges of histories: against histories with known verdicts, and against histories that are
//! right or wrong by construction.

mod corpora;
mod guarantees;
mod linearizable;
mod store;
