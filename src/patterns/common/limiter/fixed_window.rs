//! Fixed window: time is cut into windows, and each admits up to the limit. One counter, and nothing to
//! remember; but the end of one window and the beginning of the next may both be used up, and then
//! twice the limit passes in a moment.

use kernel::time::{Span, Time};

/// The count of the present window.
#[derive(Clone, Debug, Default, Hash)]
pub struct FixedWindow {
    window: u64,
    count: u32,
}

impl FixedWindow {
    /// Counts a request, if there is room for it in its window.
    pub fn take(&mut self, limit: u32, length: Span, now: Time) -> bool {
        let window = now.0 / length.0.max(1);
        if self.window != window {
            *self = FixedWindow { window, count: 0 };
        }
        let room = self.count < limit;
        self.count += u32::from(room);
        room
    }

    /// How many were counted in the window of the last request.
    pub fn count(&self) -> u32 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_limit_passes_around_a_boundary() {
        let mut window = FixedWindow::default();
        let admitted = (0..40u64)
            .map(|n| Time(900_000 + n * 5_000))
            .filter(|now| window.take(10, Span::secs(1), *now))
            .count();
        assert_eq!(admitted, 20);
    }
}
