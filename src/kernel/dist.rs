//! How long messages travel: distributions over whole microseconds.

use crate::time::Span;

/// A distribution of latencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Latency {
    /// Always the same.
    Fixed(Span),
    /// Every microsecond from the first to the last equally likely.
    Uniform(Span, Span),
    /// Most near the median, a few far above it: see [`LONG_TAIL`].
    LongTail(Span),
}

/// The quantiles of a long-tailed latency as thousandths of its median, at 0, 1/16, …, 16/16.
/// In between, the latency is interpolated. A log-normal body (sigma 0.35) with a tail that
/// reaches four times the median in its last sixteenth, as data-centre round trips show.
pub const LONG_TAIL: [u64; 17] = [
    500, 585, 669, 733, 790, 843, 895, 946, 1_000, 1_057, 1_118, 1_187, 1_266, 1_364, 1_496, 1_711,
    4_000,
];
