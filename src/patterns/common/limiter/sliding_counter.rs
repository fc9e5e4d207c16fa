//! Sliding window counter: two counters make do for a log. What was admitted in the window before counts
//! for the part of it that a sliding window would still cover, as if it had been spread evenly.
//!
//! As at Cloudflare: J. Desgats, *How we built rate limiting capable of scaling to millions of
//! domains* (2017).

use kernel::time::{Span, Time};

/// The counts of the present window and of the one before.
#[derive(Clone, Debug, Default, Hash)]
pub struct SlidingCounter {
    window: u64,
    before: u32,
    count: u32,
}

impl SlidingCounter {
    /// A counter that knows what was counted, in this window and in the one before.
    pub fn with(window: u64, before: u32, count: u32) -> SlidingCounter {
        SlidingCounter { window, before, count }
    }

    /// Counts a request, if the estimate stays within the limit.
    pub fn take(&mut self, limit: u32, length: Span, now: Time) -> bool {
        let estimate = self.estimate(length, now);
        let room = estimate + length.0 <= u64::from(limit) * length.0;
        self.count += u32::from(room);
        room
    }

    /// The estimate of what was admitted in the window that ends now, times the window's length in
    /// microseconds: so it is a whole number.
    pub fn estimate(&mut self, length: Span, now: Time) -> u64 {
        let length = length.0.max(1);
        let window = now.0 / length;
        if self.window != window {
            let before = if self.window + 1 == window { self.count } else { 0 };
            *self = SlidingCounter { window, before, count: 0 };
        }
        u64::from(self.before) * (length - now.0 % length) + u64::from(self.count) * length
    }

    /// What was counted in the window before, and in the present one.
    pub fn counts(&self) -> (u32, u32) {
        (self.before, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_that_of_cloudflare_s_example() {
        // 42 in the minute before, 18 in the first quarter of this one: 42 · 45/60 + 18 = 49.5.
        let minute = Span::secs(60);
        let mut counter = SlidingCounter::with(7, 42, 18);
        let now = Time(7 * minute.0 + 15_000_000);
        assert_eq!(counter.estimate(minute, now) * 10 / minute.0, 495);
        assert!(counter.clone().take(51, minute, now));
        assert!(!counter.take(50, minute, now));
    }

    #[test]
    fn a_window_without_requests_is_forgotten() {
        let mut counter = SlidingCounter::with(1, 9, 9);
        assert_eq!(counter.estimate(Span::secs(1), Time(3_500_000)), 0);
    }
}
