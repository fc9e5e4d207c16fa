//! Sliding window log: the times of all that was admitted within a window's length. Exact, and it costs
//! a time for every request that it admits.

use std::collections::VecDeque;

use kernel::time::{Span, Time};

/// The times, in order.
#[derive(Clone, Debug, Default, Hash)]
pub struct SlidingLog {
    times: VecDeque<Time>,
}

impl SlidingLog {
    /// Notes a request, if fewer than the limit were admitted in the window that ends now.
    pub fn take(&mut self, limit: u32, length: Span, now: Time) -> bool {
        while self.times.front().is_some_and(|first| *first + length <= now) {
            self.times.pop_front();
        }
        let room = self.times.len() < limit as usize;
        if room {
            self.times.push_back(now);
        }
        room
    }

    /// How many were admitted in the window that ended with the last request.
    pub fn count(&self) -> u32 {
        self.times.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::{NodeId, Seed};
    use kernel::rng::{Purpose, Rng};

    #[test]
    fn every_window_long_interval_has_the_limit_at_most() {
        let mut log = SlidingLog::default();
        let mut rng = Rng::stream(Seed(1), Purpose::Node(NodeId(0)));
        let (mut now, mut admitted) = (Time::ZERO, Vec::new());
        for _ in 0..10_000 {
            now += rng.between(Span::ZERO, Span::millis(150));
            if log.take(10, Span::secs(1), now) {
                admitted.push(now);
            }
        }
        assert!(admitted.len() > 5_000, "{}", admitted.len());
        assert!(admitted.windows(11).all(|times| times[10].since(times[0]) >= Span::secs(1)));
    }
}
