//! A rate as two whole numbers: so many in such a time. Knows no limiter.
//!
//! Fractions of a token are counted in units of which one token has as many as the time has
//! microseconds; every microsecond brings as many as the rate has tokens. So nothing is rounded.

use kernel::time::Span;

/// So many in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In which time; more than none.
    pub per: Span,
}

impl Rate {
    /// The units of so many tokens.
    pub fn units(&self, tokens: u32) -> i64 {
        i64::from(tokens) * self.per.0 as i64
    }

    /// The units that come in a time.
    pub fn units_in(&self, time: Span) -> i64 {
        // Whatever is longer than eleven days fills every bucket.
        i64::from(self.count) * time.0.min(1_000_000_000_000) as i64
    }

    /// How long it takes for so many units to come, rounded up.
    pub fn time_for(&self, units: i64) -> Span {
        Span((units.max(0) as u64).div_ceil(u64::from(self.count.max(1))))
    }

    /// The time from one to the next, rounded down.
    pub fn interval(&self) -> Span {
        Span(self.per.0 / u64::from(self.count.max(1)))
    }
}
