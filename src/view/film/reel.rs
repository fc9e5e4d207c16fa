//! A moving picture's own time, and keyframes on it.
//!
//! Virtual time passes evenly, but for holds: while things on the stage find new places, the run
//! stands still. The picture ends with a pause and begins again. What is animated is written in
//! SVG's own words (SMIL), which browsers play in images too, and in a loop.

use std::fmt::Write;

use crate::decimal::decimal;
use crate::geometry::within;
use kernel::time::{Span, Time};

/// How much slower than virtual time a film plays at most: messages can be followed by eye.
const SLOWEST: f64 = 10.0;
/// Where that would take longer than this, it plays faster.
const LONGEST_MS: f64 = 40_000.0;
/// And slower where it would be over sooner.
const SHORTEST_MS: f64 = 2_500.0;
/// How long a hold lasts.
pub const HOLD_MS: f64 = 900.0;
/// The pause at the end.
const PAUSE_MS: f64 = 2_000.0;

/// The time of a film.
#[derive(Clone, Debug)]
pub struct Reel {
    from: Time,
    to: Time,
    /// Milliseconds of the film for a microsecond of the run.
    rate: f64,
    /// When the run stands still.
    holds: Vec<Time>,
}

/// Something that changes: what it is from when on, in milliseconds of the film. Between two
/// keyframes it changes evenly, unless it jumps.
#[derive(Clone, Debug)]
pub struct Keys<T> {
    /// The keyframes, in order of time.
    pub keys: Vec<(f64, T)>,
}

impl<T> Default for Keys<T> {
    fn default() -> Keys<T> {
        Keys { keys: Vec::new() }
    }
}

impl Reel {
    /// The time of a stretch of a run.
    pub fn of(from: Time, to: Time) -> Reel {
        let us = to.since(from).0.max(1) as f64;
        let ms = within(us / 1_000.0 * SLOWEST, SHORTEST_MS, LONGEST_MS);
        Reel { from, to, rate: ms / us, holds: Vec::new() }
    }

    /// Has the run stand still at a time.
    pub fn hold(&mut self, at: Time) {
        self.holds.push(at);
    }

    /// When a moment of the run is reached, in milliseconds; at the end of its hold, if there is
    /// one.
    pub fn at(&self, at: Time) -> f64 {
        let holds = self.holds.iter().filter(|held| **held <= at).count();
        at.since(self.from).0 as f64 * self.rate + holds as f64 * HOLD_MS
    }

    /// The same at the start of its hold.
    pub fn before(&self, at: Time) -> f64 {
        self.at(at) - self.holds.iter().filter(|held| **held == at).count() as f64 * HOLD_MS
    }

    /// How long the run has stood still when this time of the film is the end of a hold.
    pub fn hold_until(&self, at: f64) -> Option<f64> {
        let held = self.holds.iter().find(|held| self.at(**held) == at)?;
        Some(at - self.before(*held))
    }

    /// When the film begins again.
    pub fn end(&self) -> f64 {
        self.at(self.to) + PAUSE_MS
    }

    /// When it comes to its last moment.
    pub fn last(&self) -> f64 {
        self.at(self.to)
    }

    /// How much longer everything lasts than in the run.
    pub fn slowness(&self) -> f64 {
        self.rate * 1_000.0
    }

    /// How much of the stretch is over, and when in the film.
    pub fn course(&self) -> Vec<(f64, f64)> {
        let whole = self.to.since(self.from).0.max(1) as f64;
        let share = |at: Time| at.since(self.from).0 as f64 / whole;
        let mut course = vec![(0.0, 0.0)];
        for held in &self.holds {
            course.extend([self.before(*held), self.at(*held)].map(|at| (at, share(*held))));
        }
        course.push((self.last(), 1.0));
        course
    }

    /// A span that makes a readable clock: about a hundred ticks.
    pub fn tick(&self) -> Span {
        let us = self.to.since(self.from).0;
        let mut tick = 1_000;
        for factor in [2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000] {
            if us / tick <= 120 {
                break;
            }
            tick = factor * 1_000;
        }
        Span(tick)
    }
}

impl<T: Clone + PartialEq> Keys<T> {
    /// Is this from a time on.
    pub fn set(&mut self, at: f64, value: T) {
        if self.keys.last().is_none_or(|last| last.1 != value) {
            self.keys.push((at, value));
        }
    }

    /// Is this at a time, and changes evenly from what it was.
    pub fn reach(&mut self, at: f64, value: T) {
        self.keys.push((at, value));
    }
}

/// Writes an animation of an attribute that jumps from value to value.
pub fn jumps<T>(
    out: &mut String,
    attribute: &str,
    keys: &[(f64, T)],
    end: f64,
    mut value: impl FnMut(&mut String, &T),
) {
    open(out, "animate", attribute, end);
    out.push_str(r#" calcMode="discrete""#);
    list(out, keys, end, &mut value, false);
    out.push_str("/>");
}

/// Writes an animation of an attribute that changes evenly from value to value.
pub fn changes<T>(
    out: &mut String,
    attribute: &str,
    keys: &[(f64, T)],
    end: f64,
    mut value: impl FnMut(&mut String, &T),
) {
    open(out, "animate", attribute, end);
    list(out, keys, end, &mut value, true);
    out.push_str("/>");
}

/// The same of a place.
pub fn moves<T>(
    out: &mut String,
    keys: &[(f64, T)],
    end: f64,
    even: bool,
    mut value: impl FnMut(&mut String, &T),
) {
    open(out, "animateTransform", "transform", end);
    out.push_str(r#" type="translate""#);
    if !even {
        out.push_str(r#" calcMode="discrete""#);
    }
    list(out, keys, end, &mut value, even);
    out.push_str("/>");
}

fn open(out: &mut String, element: &str, attribute: &str, end: f64) {
    let seconds = decimal(end / 1_000.0, 3);
    // Writing to a string does not fail.
    let _ = write!(
        out,
        r#"<{element} attributeName="{attribute}" dur="{seconds}s" repeatCount="indefinite""#
    );
}

/// The values and their times. An even change begins at 0 and ends at 1.
fn list<T>(
    out: &mut String,
    keys: &[(f64, T)],
    end: f64,
    value: &mut impl FnMut(&mut String, &T),
    even: bool,
) {
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return };
    let led = (first.0 > 0.0).then_some((0.0, &first.1));
    let ended = even.then_some((end, &last.1));
    let all = || led.into_iter().chain(keys.iter().map(|(at, it)| (*at, it))).chain(ended);
    for (name, times) in [("values", false), ("keyTimes", true)] {
        let _ = write!(out, " {name}=\"");
        for (place, (at, it)) in all().enumerate() {
            if place > 0 {
                out.push(';');
            }
            match times {
                false => value(out, it),
                true => {
                    let _ = write!(out, "{}", share(at / end));
                }
            }
        }
        out.push('"');
    }
}

/// A share of the whole, as short as it can be: `0`, `.0125`, `1`.
fn share(share: f64) -> String {
    let text = decimal(within(share, 0.0, 1.0), 5).to_string();
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text.strip_prefix('0') {
        Some("") | None => text.into(),
        Some(rest) => rest.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_stands_still_in_a_hold() {
        let mut reel = Reel::of(Time(1_000_000), Time(2_000_000));
        reel.hold(Time(1_200_000));
        assert_eq!(reel.at(Time(1_100_000)), 1_000.0);
        assert_eq!(reel.before(Time(1_200_000)), 2_000.0);
        assert_eq!(reel.at(Time(1_200_000)), 2_000.0 + HOLD_MS);
        assert_eq!(reel.end(), 10_000.0 + HOLD_MS + PAUSE_MS);
    }

    #[test]
    fn a_long_stretch_plays_faster() {
        let reel = Reel::of(Time::ZERO, Time(60_000_000));
        assert_eq!((reel.last(), reel.tick()), (LONGEST_MS, Span(500_000)));
        assert!(Reel::of(Time::ZERO, Time(100_000)).slowness() > 20.0);
    }

    #[test]
    fn keyframes_are_written_from_start_to_end() {
        let mut out = String::new();
        let keys = [(250.0, 3), (500.0, 4)];
        changes(&mut out, "x", &keys, 1_000.0, |out, it| *out += &it.to_string());
        assert_eq!(
            out,
            "<animate attributeName=\"x\" dur=\"1.000s\" repeatCount=\"indefinite\" \
             values=\"3;3;4;4\" keyTimes=\"0;.25;.5;1\"/>"
        );
    }
}
