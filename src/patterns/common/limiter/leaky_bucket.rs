//! Leaky bucket: what is admitted waits in a queue that leaks at a steady rate. What leaves it is even,
//! however uneven what comes; what finds the bucket full is turned away.
//!
//! As in Uber's `ratelimit`, time that was not used may be saved up, which is called slack; the
//! limiter here has none. Time is an argument.

use super::rate::Rate;
use kernel::time::{Span, Time};

/// A bucket with a leak.
#[derive(Clone, Debug, Default, Hash)]
pub struct LeakyBucket {
    /// When the last request left it, or will; none before the first.
    last: Option<Time>,
    /// What is saved up, as time.
    slack: Span,
}

/// How it leaks.
#[derive(Clone, Copy, Debug)]
pub struct Leak {
    /// How much leaves it.
    pub rate: Rate,
    /// How many wait at most, the one that is leaving not counted; no end if none.
    pub room: Option<u32>,
    /// How many that could have left before may leave at once.
    pub slack: u32,
}

impl LeakyBucket {
    /// When a request leaves that comes now; none if there is no room for it.
    pub fn take(&mut self, leak: &Leak, now: Time) -> Option<Time> {
        let interval = leak.rate.interval();
        let Some(last) = self.last else {
            self.last = Some(now);
            return Some(now);
        };
        let due = last + interval;
        let (leaves, slack) = if due >= now {
            // Late by so much, of which some may have been saved up.
            let wait = due.since(now);
            let used = wait.min(self.slack);
            (now + Span(wait.0 - used.0), Span(self.slack.0 - used.0))
        } else {
            let most = interval.0.saturating_mul(leak.slack.into());
            (now, Span((self.slack + now.since(due)).0.min(most)))
        };
        let ahead = leaves.since(now).0.div_ceil(interval.0.max(1));
        if leak.room.is_some_and(|room| ahead > u64::from(room)) {
            return None;
        }
        (self.last, self.slack) = (Some(leaves), slack);
        Some(leaves)
    }

    /// What leaves it is late by so much, and what comes after is as late.
    pub fn postpone(&mut self, late: Span) {
        self.last = self.last.map(|last| last + late);
    }
}
