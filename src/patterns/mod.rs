//! All patterns. Adding one takes its folder and two lines here.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod raft;

use crate::sim::entry::Entry;

/// Every pattern, in the order of the gallery.
pub static ALL: &[Entry] = &[Entry::of::<raft::Raft>()];
