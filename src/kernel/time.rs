//! Virtual time: instants and durations in whole microseconds, and how they are written.
//!
//! Knows no wall clock. A `u64` of microseconds never passes through `usize`, which is 32 bits
//! wide in WebAssembly and would wrap after 71 minutes.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

/// An instant of a run: microseconds since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

/// A length of virtual time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub u64);

impl Time {
    /// The start of every run.
    pub const ZERO: Time = Time(0);
    /// Later than any instant a run can reach.
    pub const NEVER: Time = Time(u64::MAX);

    /// The time passed since `earlier`, or nothing if `earlier` is later.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A span of `n` microseconds.
    pub const fn micros(n: u64) -> Span {
        Span(n)
    }

    /// A span of `n` milliseconds.
    pub const fn millis(n: u64) -> Span {
        Span(n * 1_000)
    }

    /// A span of `n` seconds.
    pub const fn secs(n: u64) -> Span {
        Span(n * 1_000_000)
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    fn sub(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}

impl Mul<u64> for Span {
    type Output = Span;
    fn mul(self, times: u64) -> Span {
        Span(self.0.saturating_mul(times))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

/// Seconds with as few decimals as are exact: `1.2s`, `0.000001s`, `3s`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal(f, self.0, 1_000_000, 6)?;
        f.write_str("s")
    }
}

/// The largest unit that needs at most three decimals: `150ms`, `1.5s`, `20us`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            us if us >= 1_000_000 && us % 1_000 == 0 => {
                decimal(f, us, 1_000_000, 6)?;
                f.write_str("s")
            }
            us if us >= 1_000 => {
                decimal(f, us, 1_000, 3)?;
                f.write_str("ms")
            }
            0 => f.write_str("0ms"),
            us => write!(f, "{us}us"),
        }
    }
}

/// Writes `value / unit` with the trailing zeros of its decimals left out.
fn decimal(f: &mut fmt::Formatter<'_>, value: u64, unit: u64, digits: usize) -> fmt::Result {
    write!(f, "{}", value / unit)?;
    let rest = value % unit;
    if rest > 0 {
        let padded = format!("{rest:0digits$}");
        write!(f, ".{}", padded.trim_end_matches('0'))?;
    }
    Ok(())
}

/// Reads `1.2s`, `150ms` or `20us`; finer than a microsecond is refused, not rounded.
impl FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Span, String> {
        let bad = || format!("“{text}” is not a time: write it like 1.5s, 150ms or 20us");
        let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(bad)?;
        let (number, unit) = text.split_at(split);
        let micros_per_unit: u64 = match unit {
            "s" => 1_000_000,
            "ms" => 1_000,
            "us" => 1,
            _ => return Err(bad()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        if fraction.is_empty() || fraction.len() > 9 {
            return Err(bad());
        }
        let scaled = fraction.parse::<u64>().map_err(|_| bad())? * micros_per_unit;
        let scale = 10u64.pow(fraction.len() as u32);
        if !scaled.is_multiple_of(scale) {
            return Err(format!("“{text}” is finer than a microsecond"));
        }
        whole
            .checked_mul(micros_per_unit)
            .and_then(|us| us.checked_add(scaled / scale))
            .map(Span)
            .ok_or_else(|| format!("“{text}” is longer than any run"))
    }
}

/// An instant is read as the span since the start.
impl FromStr for Time {
    type Err = String;
    fn from_str(text: &str) -> Result<Time, String> {
        text.parse::<Span>().map(|span| Time(span.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_print_in_the_unit_that_reads_best_and_read_back() {
        for (us, text) in [
            (0, "0ms"),
            (20, "20us"),
            (1_000, "1ms"),
            (1_250, "1.25ms"),
            (150_000, "150ms"),
            (1_500_000, "1.5s"),
            (1_500_001, "1500.001ms"),
            (60_000_000, "60s"),
        ] {
            assert_eq!(Span(us).to_string(), text);
            assert_eq!(text.parse(), Ok(Span(us)));
        }
    }

    #[test]
    fn instants_print_in_seconds_and_read_back() {
        for (us, text) in [(0, "0s"), (800_000, "0.8s"), (1_200_001, "1.200001s")] {
            assert_eq!(Time(us).to_string(), text);
            assert_eq!(text.parse(), Ok(Time(us)));
        }
    }

    #[test]
    fn malformed_times_are_refused() {
        for text in ["", "s", "5", "1.s", ".5s", "1.2.3s", "-1s", "1m", "0.0000001s", "1e3s"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
        assert!("99999999999999999999s".parse::<Span>().is_err());
        assert!("18446744073709551615s".parse::<Span>().is_err());
    }
}
