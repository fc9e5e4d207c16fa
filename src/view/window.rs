//! The stretch of time that is looked at: zoomed about a moment, moved along, following the cursor.
//!
//! Pure arithmetic; knows neither pixels nor what happens in it.

use crate::geometry::within;
use kernel::time::{Span, Time};

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: Time,
    /// Its end, later than the beginning.
    pub to: Time,
}

/// What is shorter shows nothing more: messages take milliseconds.
pub const SHORTEST: Span = Span(2_000);
/// A cursor that is watched stays left of this share of the window.
const AHEAD: f64 = 0.62;
/// A cursor that was put somewhere is at least this share away from the window's ends.
const EDGE: f64 = 0.08;

impl Window {
    /// So much time about a moment, which is where a cursor is watched, as far as time began.
    pub fn about(now: Time, span: Span) -> Window {
        let before = Span((span.0 as f64 * AHEAD) as u64);
        Window::starting(now - before, span)
    }

    fn starting(from: Time, span: Span) -> Window {
        Window { from, to: from + span }
    }

    /// How long it is.
    pub fn span(&self) -> Span {
        self.to.since(self.from)
    }

    /// Whether a moment is in it.
    pub fn has(&self, at: Time) -> bool {
        self.from <= at && at <= self.to
    }

    /// Whether all of another one is in it.
    pub fn covers(&self, other: &Window) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// So many times as long, no longer than `longest`; the moment stays where it is in the window.
    pub fn zoomed(&self, about: Time, times: f64, longest: Span) -> Window {
        let old = self.span().0.max(1) as f64;
        let new = within(old * times, SHORTEST.0 as f64, longest.0 as f64);
        let about = about.max(self.from).min(self.to);
        let share = about.since(self.from).0 as f64 / old;
        Window::starting(about - Span((new * share) as u64), Span(new as u64))
    }

    /// Moved by so many of its own lengths, back where negative; not to before the start.
    pub fn panned(&self, lengths: f64) -> Window {
        let by = Span((self.span().0 as f64 * lengths.abs()) as u64);
        let from = if lengths < 0.0 { self.from - by } else { self.from + by };
        Window::starting(from, self.span())
    }

    /// Moved so that it ends no later than `end`, as far as there is room.
    pub fn until(&self, end: Time) -> Window {
        let over = self.to.since(end);
        Window::starting(self.from - over, self.span())
    }

    /// Where it is when a cursor that moves on is watched: it stands still until the cursor has come
    /// far, and goes along from then on.
    pub fn following(&self, now: Time) -> Window {
        let far = Span((self.span().0 as f64 * AHEAD) as u64);
        if now < self.from || now > self.to {
            return Window::about(now, self.span());
        }
        if now > self.from + far { Window::starting(now - far, self.span()) } else { *self }
    }

    /// Where it is when the cursor has been put somewhere: as it was, if the cursor is well within.
    pub fn showing(&self, now: Time) -> Window {
        let edge = Span((self.span().0 as f64 * EDGE) as u64);
        let left = now < self.from + edge && self.from > Time::ZERO;
        if left || now + edge > self.to { Window::about(now, self.span()) } else { *self }
    }

    /// The same with so much of its length more on both sides.
    pub fn widened(&self, share: f64) -> Window {
        let more = Span((self.span().0 as f64 * share) as u64);
        Window { from: self.from - more, to: self.to + more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(from: u64, to: u64) -> Window {
        Window { from: Time(from * 1_000), to: Time(to * 1_000) }
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer_in_its_place() {
        let longest = Span::secs(10);
        assert_eq!(ms(1_000, 2_000).zoomed(Time(1_250_000), 0.5, longest), ms(1_125, 1_625));
        assert_eq!(ms(1_000, 2_000).zoomed(Time(2_000_000), 2.0, longest), ms(0, 2_000));
        assert_eq!(ms(0, 1_000).zoomed(Time(0), 1e-9, longest).span(), SHORTEST);
        assert_eq!(ms(0, 1_000).zoomed(Time(0), 1e9, longest).span(), longest);
    }

    #[test]
    fn nothing_is_before_the_start_or_after_the_end() {
        assert_eq!(ms(300, 1_300).panned(-0.5), ms(0, 1_000));
        assert_eq!(ms(300, 1_300).panned(0.5), ms(800, 1_800));
        assert_eq!(ms(2_500, 3_500).until(Time(3_000_000)), ms(2_000, 3_000));
        assert_eq!(ms(0, 5_000).until(Time(3_000_000)), ms(0, 5_000));
    }

    #[test]
    fn a_cursor_that_is_watched_pushes_the_window_and_never_makes_it_jump() {
        let mut window = ms(0, 1_000);
        for step in 0..3_000 {
            let before = window;
            let now = Time(step * 1_000);
            window = window.following(now);
            assert!(window.has(now));
            assert!(window.from.since(before.from).0 <= 1_000 && before.from <= window.from);
        }
        assert_eq!(window.span(), Span::secs(1));
    }

    #[test]
    fn a_cursor_put_elsewhere_is_gone_to_and_one_well_within_moves_nothing() {
        let window = ms(1_000, 2_000);
        assert_eq!(window.showing(Time(1_500_000)), window);
        assert!(window.showing(Time(5_000_000)).has(Time(5_000_000)));
        assert_eq!(ms(0, 1_000).showing(Time::ZERO), ms(0, 1_000));
    }
}
