//! What a node or a message carries along and no protocol reads: spans to be ended, what the last
//! event did, for the checks. It tells no two states apart, so it stays out of their hash, and the
//! exhaustive mode does not take them for different.

use std::hash::{Hash, Hasher};

use kernel::ids::SpanId;

/// Something carried along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aside<T>(pub T);

impl<T> Hash for Aside<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A span of work to be ended, or to begin others below; none after a crash.
pub type Traced = Aside<Option<SpanId>>;
