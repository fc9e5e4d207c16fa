//! The clock that turns wall time into virtual time.
//!
//! It knows only the stamps of animation frames; the cursor that it drives is the session's.

use kernel::time::Time;
use view::geometry::within;

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

/// How the speed differs from the one that was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Not at all.
    #[default]
    Even,
    /// Something interesting is near.
    Slow,
    /// Nothing interesting is near.
    Quick,
}

/// Near an interesting moment time runs so much slower.
const SLOWEST: f64 = 0.3;

/// Far from all of them it runs so much faster.
const QUICKEST: f64 = 4.0;

/// So near is near: seconds of the user's time at the chosen speed, before and after the moment.
const NEAR: (f64, f64) = (0.7, 0.5);

/// From here on it is far, and from there on as far as can be.
const FAR: (f64, f64) = (1.4, 3.4);

/// Whether the run plays, how fast, and where between two microseconds it is.
#[derive(Clone, Debug)]
pub struct Playback {
    /// Whether it plays.
    pub playing: bool,
    /// The speed, by its place in [`SPEEDS`].
    pub speed: usize,
    /// Virtual seconds a second, where not the speed decides but where the run is to be.
    pub pace: Option<f64>,
    /// Whether time slows down around interesting moments and hurries on between them.
    pub auto: bool,
    /// How many times the chosen speed time runs at.
    factor: f64,
    last_ms: Option<f64>,
    /// Virtual time owed to the cursor: less than a microsecond, unless steps are held back.
    owed_us: f64,
}

impl Playback {
    /// A clock that stands, or runs at the opening speed.
    pub fn new(playing: bool) -> Playback {
        Playback {
            playing,
            speed: OPENING_SPEED,
            pace: None,
            auto: false,
            factor: 1.0,
            last_ms: None,
            owed_us: 0.0,
        }
    }

    /// The same, with time slowing down around interesting moments or not.
    pub fn with_auto(self, auto: bool) -> Playback {
        Playback { auto, ..self }
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

    /// Virtual seconds a second, as chosen.
    pub fn rate(&self) -> f64 {
        self.pace.unwrap_or(SPEEDS[self.speed].0)
    }

    /// How the speed differs from the one that was chosen.
    pub fn auto_pace(&self) -> Pace {
        match self.factor {
            _ if !self.auto || !self.playing => Pace::Even,
            slow if slow < 0.8 => Pace::Slow,
            quick if quick > 1.3 => Pace::Quick,
            _ => Pace::Even,
        }
    }

    /// Takes in where the cursor is between two interesting moments, as far as there are any. What
    /// is shown stays the same, only when it is shown does not.
    pub fn heed(&mut self, now: Time, (last, next): (Option<Time>, Option<Time>)) {
        self.factor = 1.0;
        if !self.auto || self.pace.is_some() {
            return;
        }
        let seconds = |us: u64| us as f64 / 1e6 / self.rate();
        let since = last.map_or(f64::INFINITY, |at| seconds(now.since(at).0));
        let Some(until) = next.map(|at| seconds(at.since(now).0)) else {
            // Nothing to hurry to.
            self.factor = 1.0 - (1.0 - SLOWEST) * ease(1.0 - since / NEAR.1);
            return;
        };
        let nearness = ease(1.0 - until / NEAR.0).max(ease(1.0 - since / NEAR.1));
        let farness = ease((until.min(since + NEAR.0) - FAR.0) / (FAR.1 - FAR.0));
        self.factor = 1.0 - (1.0 - SLOWEST) * nearness + (QUICKEST - 1.0) * farness;
    }

    /// An animation frame: where the cursor goes from `now`.
    pub fn tick(&mut self, stamp_ms: f64, now: Time) -> Time {
        let passed =
            self.last_ms.map_or(0.0, |last| within(stamp_ms - last, 0.0, LONGEST_FRAME_MS));
        self.last_ms = Some(stamp_ms);
        if !self.playing {
            return now;
        }
        self.owed_us += passed * 1_000.0 * self.rate() * self.factor;
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

/// From nothing to all without a jolt at either end.
fn ease(share: f64) -> f64 {
    let share = within(share, 0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays from the start to a moment, with one interesting moment on the way: the stamps of the
    /// frames at which the cursor was at each tenth of a second.
    fn play(auto: bool, interesting: Time, end: Time) -> Vec<(u64, Pace)> {
        let mut playback = Playback { auto, speed: 6, ..Playback::new(true) };
        let (mut now, mut passed) = (Time::ZERO, Vec::new());
        for frame in 0..2_000 {
            let (last, next) = match now < interesting {
                true => (None, Some(interesting)),
                false => (Some(interesting), Some(Time(60_000_000))),
            };
            playback.heed(now, (last, next));
            let to = playback.tick(f64::from(frame) * 10.0, now);
            assert!(to.since(now).0 <= 40_000, "no more than four times as fast");
            now = to;
            passed.push((now.0, playback.auto_pace()));
            if now >= end {
                break;
            }
        }
        passed
    }

    #[test]
    fn time_slows_down_around_what_is_interesting_and_hurries_to_it() {
        let (at, end) = (Time(8_000_000), Time(10_000_000));
        let passed = play(true, at, end);
        let paces = |from: u64, to: u64| -> Vec<Pace> {
            passed.iter().filter(|it| from <= it.0 && it.0 < to).map(|it| it.1).collect()
        };
        assert!(paces(1_000_000, 4_000_000).iter().all(|it| *it == Pace::Quick));
        assert!(paces(7_700_000, 8_200_000).iter().all(|it| *it == Pace::Slow));
        // Smooth: from one frame to the next the speed changes by little.
        let steps: Vec<u64> = passed.windows(2).map(|it| it[1].0 - it[0].0).collect();
        assert!(steps.windows(2).all(|it| it[0].abs_diff(it[1]) < 1_700), "{steps:?}");
        assert!(play(false, at, end).iter().all(|it| it.1 == Pace::Even));
    }

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
