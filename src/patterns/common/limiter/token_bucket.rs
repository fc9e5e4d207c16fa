//! Token bucket: tokens come at a steady rate up to the size of the bucket, and whatever is admitted
//! takes one. After a pause a whole bucket may be used at once; in the long run the rate holds.
//!
//! As in Go's `x/time/rate`, what is reserved may leave the bucket in debt, and a clock that is set
//! back brings nothing. Time is an argument.

use super::rate::Rate;
use kernel::time::{Span, Time};

/// A bucket.
#[derive(Clone, Debug, Hash)]
pub struct TokenBucket {
    /// In units: see [`Rate`]. Below zero after a reservation.
    level: i64,
    last: Time,
}

/// How a bucket works.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    /// How fast tokens come.
    pub rate: Rate,
    /// How many fit.
    pub burst: u32,
    /// Whether that is the most there can be.
    pub capped: bool,
}

impl TokenBucket {
    /// A full bucket.
    pub fn full(bucket: &Bucket, now: Time) -> TokenBucket {
        TokenBucket { level: bucket.rate.units(bucket.burst), last: now }
    }

    /// Takes so many tokens, if they are there.
    pub fn take(&mut self, bucket: &Bucket, tokens: u32, now: Time) -> bool {
        self.fill(bucket, now);
        let wanted = bucket.rate.units(tokens);
        let enough = self.level >= wanted;
        if enough {
            self.level -= wanted;
        }
        enough
    }

    /// Takes as many of these tokens as are there.
    pub fn take_some(&mut self, bucket: &Bucket, tokens: u32, now: Time) -> u32 {
        let granted = tokens.min(self.tokens(bucket, now));
        self.level -= bucket.rate.units(granted);
        granted
    }

    /// Takes tokens in advance, if the wait for them is not too long: when they will be there.
    pub fn reserve(
        &mut self,
        bucket: &Bucket,
        tokens: u32,
        longest: Option<Span>,
        now: Time,
    ) -> Option<Time> {
        self.fill(bucket, now);
        if tokens > bucket.burst {
            return None;
        }
        let left = self.level - bucket.rate.units(tokens);
        let wait = bucket.rate.time_for(-left);
        if longest.is_some_and(|longest| wait > longest) {
            return None;
        }
        self.level = left;
        Some(now + wait)
    }

    /// How many whole tokens there are.
    pub fn tokens(&mut self, bucket: &Bucket, now: Time) -> u32 {
        self.fill(bucket, now);
        (self.level.max(0) / bucket.rate.units(1)) as u32
    }

    /// How long it takes until there is a token.
    pub fn next_token(&mut self, bucket: &Bucket, now: Time) -> Span {
        self.fill(bucket, now);
        bucket.rate.time_for(bucket.rate.units(1) - self.level)
    }

    /// What is in it, in thousandths of a token, as it was when it was last used.
    pub fn thousandths(&self, bucket: &Bucket) -> u64 {
        (self.level.max(0) as u64).saturating_mul(1_000) / bucket.rate.units(1).max(1) as u64
    }

    fn fill(&mut self, bucket: &Bucket, now: Time) {
        let filled = self.level + bucket.rate.units_in(now.since(self.last));
        let most = if bucket.capped { bucket.rate.units(bucket.burst) } else { i64::MAX };
        self.level = filled.min(most);
        self.last = now;
    }
}
