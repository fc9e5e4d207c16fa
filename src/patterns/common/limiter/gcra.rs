//! The generic cell rate algorithm: one time says everything. It is the theoretical arrival time, at which
//! the next request would come if requests came at the rate; one that comes too long before is turned
//! away. It decides as a token bucket does, and has nothing to fill.
//!
//! After ITU-T I.371 (ATM traffic control), with the answers of redis-cell: how many more would pass,
//! when to try again, and when the limiter is as new. Time is an argument.

use super::rate::Rate;
use kernel::time::{Span, Time};

/// The theoretical arrival time, in units: see [`Rate`]; as many a microsecond as the rate has tokens.
#[derive(Clone, Debug, Default, Hash)]
pub struct Gcra {
    tat: i64,
}

/// How it works.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// The rate.
    pub rate: Rate,
    /// How many may come at once.
    pub limit: u32,
    /// Whether time that was not used is forgotten: past the present nothing is saved up.
    pub capped: bool,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was turned away.
    pub limited: bool,
    /// How many more would pass now.
    pub remaining: u32,
    /// When the limiter will be as new.
    pub reset_after: Span,
    /// When it would pass; none if it has passed, or never will.
    pub retry_after: Option<Span>,
}

impl Gcra {
    /// Lets a request of this weight pass, or turns it away.
    pub fn take(&mut self, quota: &Quota, weight: u32, now: Time) -> Answer {
        let rate = &quota.rate;
        let at = rate.units_in(Span(now.0));
        let increment = rate.units(weight);
        let tolerance = rate.units(quota.limit);
        let from = if quota.capped { self.tat.max(at) } else { self.tat };
        let next = from + increment;
        let early = next - tolerance - at;
        let limited = early > 0;
        if !limited {
            self.tat = next;
        }
        let ahead = (self.tat - at).max(0);
        let never = increment > tolerance;
        Answer {
            limited,
            remaining: ((tolerance - ahead).max(0) / rate.units(1).max(1)) as u32,
            reset_after: rate.time_for(ahead),
            retry_after: (limited && !never).then(|| rate.time_for(early)),
        }
    }

    /// How far the theoretical arrival time is ahead, in thousandths of a request.
    pub fn thousandths(&self, quota: &Quota, now: Time) -> u64 {
        let ahead = (self.tat - quota.rate.units_in(Span(now.0))).max(0) as u64;
        ahead.saturating_mul(1_000) / quota.rate.units(1).max(1) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::super::token_bucket::{Bucket, TokenBucket};
    use super::*;
    use kernel::ids::{NodeId, Seed};
    use kernel::rng::{Purpose, Rng};

    #[test]
    fn it_decides_as_a_token_bucket_does() {
        let rate = Rate { count: 7, per: Span::secs(1) };
        let quota = Quota { rate, limit: 5, capped: true };
        let bucket = Bucket { rate, burst: 5, capped: true };
        let mut rng = Rng::stream(Seed(1), Purpose::Node(NodeId(0)));
        let (mut gcra, mut tokens) = (Gcra::default(), TokenBucket::full(&bucket, Time::ZERO));
        let (mut now, mut admitted) = (Time::ZERO, 0);
        for _ in 0..10_000 {
            now += rng.between(Span::ZERO, Span::millis(200));
            let passed = !gcra.take(&quota, 1, now).limited;
            assert_eq!(passed, tokens.take(&bucket, 1, now), "at {now}");
            admitted += u32::from(passed);
        }
        assert!((6_000..8_000).contains(&admitted), "{admitted}");
    }
}
