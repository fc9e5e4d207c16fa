//! Spans: pieces of work with a beginning, an end and a parent, as distributed tracing has them.
//!
//! A span belongs to a trace; which one, and below which other span, is what a protocol carries in
//! its messages, and may lose. After Sigelman et al., *Dapper* (2010), section 2.1.

use crate::ids::{NodeId, RecordId, SpanId};

/// How a span ended. Its number goes into the digests of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpanStatus {
    /// It ended, and nobody says how.
    Unset = 0,
    /// It did what it was to do.
    Ok = 3,
    /// It failed.
    Error = 4,
}

/// A piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The trace it belongs to, as far as the node knew that began it.
    pub trace: u32,
    /// The span it is part of, as far as that node knew.
    pub parent: Option<SpanId>,
    /// What is done: `GET /profile`.
    pub name: String,
    /// Where.
    pub node: NodeId,
    /// The record of its beginning.
    pub opened: RecordId,
    /// The record of its end, and how it ended; none while it lasts, and for ever if its node
    /// crashed.
    pub closed: Option<(RecordId, SpanStatus)>,
}
