//! The time axis: from moments to places and back, and where its ticks stand.

use super::text::short;
use kernel::time::Time;

/// A stretch of time on a stretch of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The moment at the left end.
    pub from: Time,
    /// The moment at the right end.
    pub to: Time,
    /// The left end.
    pub left: f64,
    /// The right end.
    pub right: f64,
}

/// A labelled moment of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// When.
    pub at: Time,
    /// Where.
    pub x: f64,
    /// `1.5 s`.
    pub label: String,
}

impl Scale {
    /// Where a moment is. Moments outside the scale are outside the stretch.
    pub fn x(&self, at: Time) -> f64 {
        self.x_micros(at.0 as f64)
    }

    /// Where a moment in microseconds is, which may lie between two instants of the run.
    pub fn x_micros(&self, at: f64) -> f64 {
        self.left + (at - self.from.0 as f64) * self.pixels_per_micro()
    }

    /// The moment at a place, held to the scale's ends.
    pub fn at(&self, x: f64) -> Time {
        let passed = ((x - self.left) / self.pixels_per_micro()).max(0.0);
        Time((self.from.0 + passed.round() as u64).min(self.to.0))
    }

    /// Ticks at round times, at least `apart` pixels from each other.
    pub fn ticks(&self, apart: f64) -> Vec<Tick> {
        let least = apart / self.pixels_per_micro();
        let step = round_up(least);
        let decimals = (0..6).find(|d| step.is_multiple_of(10u64.pow(6 - d))).unwrap_or(6);
        let first = self.from.0.div_ceil(step);
        let count = (self.to.0 / step + 1).saturating_sub(first).min(1_000);
        (first..first + count)
            .map(|number| {
                let at = Time(number * step);
                let label = format!("{} s", short(at.0 as f64 / 1e6, decimals));
                Tick { at, x: self.x(at), label }
            })
            .collect()
    }

    fn pixels_per_micro(&self) -> f64 {
        (self.right - self.left).max(1.0) / self.to.since(self.from).0.max(1) as f64
    }
}

/// The first of 1, 2, 5, 10, 20, 50, … microseconds that is at least so long.
fn round_up(least: f64) -> u64 {
    let steps = (0..13).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u64.pow(power)));
    steps.into_iter().find(|step| *step as f64 >= least).unwrap_or(10u64.pow(13))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale = Scale { from: Time(0), to: Time(3_000_000), left: 96.0, right: 1_400.0 };

    #[test]
    fn places_and_moments_lead_to_each_other() {
        for us in [0, 1, 1_320_000, 2_999_999, 3_000_000] {
            assert_eq!(SCALE.at(SCALE.x(Time(us))), Time(us));
        }
        assert_eq!((SCALE.at(-50.0), SCALE.at(9_999.0)), (SCALE.from, SCALE.to));
    }

    #[test]
    fn ticks_stand_at_round_times() {
        let labels: Vec<String> = SCALE.ticks(150.0).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["0 s", "0.5 s", "1 s", "1.5 s", "2 s", "2.5 s", "3 s"]);
        let close = Scale { from: Time(1_200_100), to: Time(1_200_900), ..SCALE };
        let labels: Vec<String> = close.ticks(400.0).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["1.2005 s"]);
    }

    #[test]
    fn a_scale_of_no_length_does_no_harm() {
        let none = Scale { from: Time(5), to: Time(5), left: 0.0, right: 0.0 };
        assert!(none.x(Time(5)).is_finite() && none.ticks(80.0).len() <= 1_000);
        assert_eq!(none.at(3.0), Time(5));
    }
}
