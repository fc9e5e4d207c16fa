//! The clock that turns wall time into virtual time.
//!
//! It knows only the stamps of animation frames; the cursor that it drives is the session's.

use faultline::sim::time::Time;
use faultline::view::geometry::within;

/// Speeds as virtual seconds a second, and how they are written.
pub const SPEEDS: [(f64, &str); 13] = [
    (0.01, "0.01×"),
    (0.02, "0.02×"),
    (0.05, "0.05×"),
    (0.1, "0.1×"),
    (0.2, "0.2×"),
    (0.5, "0.5×"),
    (1.0, "1×"),
    (2.0, "2×"),
    (5.0, "5×"),
    (10.0, "10×"),
    (20.0, "20×"),
    (50.0, "50×"),
    (100.0, "100×"),
];

/// The speed at which the page opens: messages can be followed by eye.
pub const OPENING_SPEED: usize = 3;

/// A frame that comes later than this after the one before was not late: the page was hidden.
const LONGEST_FRAME_MS: f64 = 100.0;

/// Whether the run plays, how fast, and where between two microseconds it is.
#[derive(Clone, Debug)]
pub struct Playback {
    /// Whether it plays.
    pub playing: bool,
    /// The speed, by its place in [`SPEEDS`].
    pub speed: usize,
    /// Virtual seconds a second, where not the speed decides but where the run is to be.
    pub pace: Option<f64>,
    last_ms: Option<f64>,
    /// Virtual time owed to the cursor: less than a microsecond, unless steps are held back.
    owed_us: f64,
}

impl Playback {
    /// A clock that stands, or runs at the opening speed.
    pub fn new(playing: bool) -> Playback {
        Playback { playing, speed: OPENING_SPEED, pace: None, last_ms: None, owed_us: 0.0 }
    }

    /// Starts or stops the clock.
    pub fn set_playing(&mut self, playing: bool) {
        self.playing = playing;
        self.last_ms = None;
        self.owed_us = 0.0;
    }

    /// Takes the next faster or slower speed, if there is one.
    pub fn shift_speed(&mut self, faster: bool) {
        self.speed = match faster {
            true => (self.speed + 1).min(SPEEDS.len() - 1),
            false => self.speed.saturating_sub(1),
        };
    }

    /// Virtual seconds a second.
    pub fn rate(&self) -> f64 {
        self.pace.unwrap_or(SPEEDS[self.speed].0)
    }

    /// An animation frame: where the cursor goes from `now`.
    pub fn tick(&mut self, stamp_ms: f64, now: Time) -> Time {
        let passed =
            self.last_ms.map_or(0.0, |last| within(stamp_ms - last, 0.0, LONGEST_FRAME_MS));
        self.last_ms = Some(stamp_ms);
        if !self.playing {
            return now;
        }
        self.owed_us += passed * 1_000.0 * self.rate();
        let whole = self.owed_us.floor();
        self.owed_us -= whole;
        Time(now.0.saturating_add(whole as u64))
    }

    /// An animation frame in which time stands still, because something else has to catch up.
    pub fn wait(&mut self, stamp_ms: f64) {
        self.last_ms = Some(stamp_ms);
    }

    /// Gives back virtual time that the cursor did not take: with reduced motion it moves from
    /// event to event and waits in between.
    pub fn give_back(&mut self, from: Time, to: Time) {
        self.owed_us += to.since(from).0 as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_at_a_tenth_of_the_speed_is_a_hundred_milliseconds() {
        let mut playback = Playback::new(true);
        let mut now = Time(5);
        for frame in 0..=60 {
            now = playback.tick(f64::from(frame) * 1_000.0 / 60.0, now);
        }
        assert!(now.0.abs_diff(100_005) <= 1, "{now:?}");
    }

    #[test]
    fn a_hidden_page_does_not_leap_ahead() {
        let mut playback = Playback::new(true);
        playback.speed = 6;
        let now = playback.tick(0.0, Time::ZERO);
        assert_eq!(playback.tick(60_000.0, now), Time(100_000));
    }

    #[test]
    fn time_given_back_is_not_lost() {
        let mut playback = Playback::new(true);
        playback.speed = 6;
        playback.tick(0.0, Time::ZERO);
        let to = playback.tick(10.0, Time::ZERO);
        playback.give_back(Time::ZERO, to);
        assert_eq!(playback.tick(20.0, Time::ZERO), Time(20_000));
    }

    #[test]
    fn the_ladder_of_speeds_ends_at_both_ends() {
        let mut playback = Playback::new(false);
        for _ in 0..20 {
            playback.shift_speed(true);
        }
        assert_eq!(SPEEDS[playback.speed].1, "100×");
        for _ in 0..20 {
            playback.shift_speed(false);
        }
        assert_eq!(SPEEDS[playback.speed].1, "0.01×");
    }
}
