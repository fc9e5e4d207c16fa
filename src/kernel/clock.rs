//! A node's own clock: how far it is off, how fast it goes, and what that makes of its timers.
//!
//! Clocks are wrong in two ways. An offset is what somebody set them to: it moves what the node
//! reads, and no timer. A drift is how fast they go: it adds up, and it changes how long a timer
//! really lasts, because timers run on the clock without its offset, as on a monotonic clock.
//!
//! Whole microseconds only, rounded so that no timer expires before its clock has shown its span.
//! Knows no node.

use std::fmt;
use std::str::FromStr;

use crate::time::{Span, Time};

/// A clock. One that was never touched shows virtual time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    offset: Offset,
    drift: Drift,
    /// When its drift was last set, and what it showed then, but for the offset.
    set: Time,
    shown: Time,
}

/// How far a clock was set off, in microseconds: ahead if positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(pub i64);

/// How much faster than time a clock goes, in parts per million; slower if negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Drift(pub i32);

/// What is done to a clock; `None` leaves one as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClockChange {
    /// The new offset.
    pub offset: Option<Offset>,
    /// The new drift, from now on.
    pub drift: Option<Drift>,
}

impl Offset {
    /// No clock is set further off, ahead or behind.
    pub const MOST: Span = Span::secs(3_600);
}

impl Drift {
    /// No clock goes faster or slower by more: half as fast again, or half as fast.
    pub const MOST: u32 = 500_000;
}

const MILLION: u64 = 1_000_000;

impl Clock {
    /// A clock that shows virtual time.
    pub const TRUE: Clock =
        Clock { offset: Offset(0), drift: Drift(0), set: Time::ZERO, shown: Time::ZERO };

    /// What the node reads: never less than nothing.
    #[inline]
    pub fn reading(&self, now: Time) -> Time {
        Time(self.monotonic(now).0.saturating_add_signed(self.offset.0))
    }

    /// What the clock shows but for its offset.
    #[inline]
    pub fn monotonic(&self, now: Time) -> Time {
        let passed = now.since(self.set).0;
        self.shown + Span(if self.is_even() { passed } else { scale(passed, self.rate(), MILLION) })
    }

    /// When a span will have passed on this clock.
    #[inline]
    pub fn after(&self, now: Time, span: Span) -> Time {
        if self.is_even() {
            return now + span;
        }
        let shown = (self.monotonic(now) + span).since(self.shown);
        (self.set + Span(scale_up(shown.0, MILLION, self.rate()))).max(now)
    }

    /// Sets the clock, or lets it go at another rate.
    pub fn change(&mut self, change: ClockChange, now: Time) {
        if let Some(offset) = change.offset {
            self.offset = offset;
        }
        if let Some(drift) = change.drift {
            (self.shown, self.set, self.drift) = (self.monotonic(now), now, drift);
        }
    }

    /// How far it was set off.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// How fast it goes.
    pub fn drift(&self) -> Drift {
        self.drift
    }

    /// How far it is off by now: what it was set off, and what its drift has added up to.
    pub fn ahead(&self, now: Time) -> Offset {
        let drifted = self.monotonic(now).0.wrapping_sub(now.0) as i64;
        Offset(drifted.saturating_add(self.offset.0))
    }

    #[inline]
    fn is_even(&self) -> bool {
        self.drift.0 == 0
    }

    /// What it shows of a million microseconds.
    fn rate(&self) -> u64 {
        MILLION.saturating_add_signed(i64::from(self.drift.0)).max(1)
    }
}

/// `n * factor / divisor`, rounded down, or the most there is.
fn scale(n: u64, factor: u64, divisor: u64) -> u64 {
    let scaled = u128::from(n) * u128::from(factor) / u128::from(divisor);
    scaled.try_into().unwrap_or(u64::MAX)
}

/// The same rounded up.
fn scale_up(n: u64, factor: u64, divisor: u64) -> u64 {
    let scaled = (u128::from(n) * u128::from(factor)).div_ceil(u128::from(divisor));
    scaled.try_into().unwrap_or(u64::MAX)
}

/// `+50ms`, `-1.5s`, `0ms`.
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", sign(self.0), Span(self.0.unsigned_abs()))
    }
}

/// `+200ppm`, `-200ppm`, `0ppm`.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}ppm", sign(i64::from(self.0)), self.0.unsigned_abs())
    }
}

fn sign(n: i64) -> &'static str {
    match n.signum() {
        1 => "+",
        -1 => "-",
        _ => "",
    }
}

/// The rest of a number, and whether it is negative.
fn signed(text: &str) -> (&str, bool) {
    match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    }
}

impl FromStr for Offset {
    type Err = String;
    fn from_str(text: &str) -> Result<Offset, String> {
        let (rest, negative) = signed(text);
        let span: Span = rest
            .parse()
            .map_err(|_| format!("“{text}” is not an offset: write it like +50ms or -1.5s"))?;
        if span > Offset::MOST {
            return Err(format!("A clock is set off by at most {}", Offset::MOST));
        }
        // At most an hour: it fits.
        let offset = span.0 as i64;
        Ok(Offset(if negative { -offset } else { offset }))
    }
}

impl FromStr for Drift {
    type Err = String;
    fn from_str(text: &str) -> Result<Drift, String> {
        let (rest, negative) = signed(text);
        let digits = rest.strip_suffix("ppm").filter(|it| it.bytes().all(|b| b.is_ascii_digit()));
        let Some(digits) = digits.filter(|it| !it.is_empty()) else {
            return Err(format!("“{text}” is not a drift: write it like +200ppm or -200ppm"));
        };
        match digits.parse::<u32>() {
            Ok(ppm) if ppm <= Drift::MOST => {
                let drift = ppm as i32;
                Ok(Drift(if negative { -drift } else { drift }))
            }
            // More than allowed, or more than fits.
            Ok(_) | Err(_) => Err(format!("A clock drifts by at most {}ppm", Drift::MOST)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drifting(ppm: i32, since: u64) -> Clock {
        let mut clock = Clock::TRUE;
        clock.change(ClockChange { drift: Some(Drift(ppm)), offset: None }, Time(since));
        clock
    }

    #[test]
    fn an_offset_moves_the_reading_and_no_timer() {
        let mut clock = Clock::TRUE;
        clock.change(ClockChange { offset: Some(Offset(-50)), drift: None }, Time(10));
        assert_eq!((clock.reading(Time(20)), clock.reading(Time(80))), (Time(0), Time(30)));
        assert_eq!(clock.after(Time(20), Span(7)), Time(27));
        assert_eq!(clock.ahead(Time(20)), Offset(-50));
    }

    #[test]
    fn a_drift_adds_up_from_when_it_was_set_and_stays_when_it_ends() {
        let mut clock = drifting(500_000, 1_000);
        assert_eq!(clock.reading(Time(1_000)), Time(1_000));
        assert_eq!(clock.reading(Time(1_100)), Time(1_150));
        assert_eq!(clock.after(Time(1_100), Span(300)), Time(1_300));
        clock.change(ClockChange { drift: Some(Drift(0)), offset: None }, Time(1_100));
        assert_eq!(clock.reading(Time(2_000)), Time(2_050));
        assert_eq!(clock.after(Time(2_000), Span(300)), Time(2_300));
        assert_eq!(clock.ahead(Time(2_000)), Offset(50));
    }

    proptest! {
        #[test]
        fn a_timer_expires_at_the_first_instant_at_which_its_span_has_passed(
            ppm in -500_000..=500_000i32,
            since in 0..600_000_000u64,
            passed in 0..600_000_000u64,
            span in 0..600_000_000u64,
        ) {
            let (clock, now, span) = (drifting(ppm, since), Time(since + passed), Span(span));
            let due = clock.after(now, span);
            let end = clock.monotonic(now) + span;
            prop_assert!(due >= now && clock.monotonic(due) >= end);
            prop_assert!(due == now || clock.monotonic(due - Span(1)) < end);
        }

        #[test]
        fn no_number_is_too_large(ppm in -500_000..=500_000i32, now: u64, span: u64, set: u64) {
            let mut clock = drifting(ppm, set);
            clock.change(ClockChange { offset: Some(Offset(i64::MIN)), drift: None }, Time(now));
            let due = clock.after(Time(now), Span(span));
            prop_assert!(due >= Time(now));
            let _ = (clock.reading(due), clock.ahead(due));
        }
    }

    #[test]
    fn offsets_and_drifts_print_with_their_sign_and_read_back() {
        for (text, micros) in [("+50ms", 50_000), ("-1.5s", -1_500_000), ("0ms", 0)] {
            assert_eq!(Offset(micros).to_string(), text);
            assert_eq!(text.parse(), Ok(Offset(micros)));
        }
        for (text, ppm) in [("+200ppm", 200), ("-500000ppm", -500_000), ("0ppm", 0)] {
            assert_eq!(Drift(ppm).to_string(), text);
            assert_eq!(text.parse(), Ok(Drift(ppm)));
        }
        assert_eq!("50ms".parse(), Ok(Offset(50_000)));
        for text in ["", "+", "--5ms", "+-5ms", "5", "3601s", "-3600.001s"] {
            assert!(text.parse::<Offset>().is_err(), "{text}");
        }
        for text in ["", "ppm", "+ppm", "5", "--5ppm", "1.5ppm", "500001ppm", "99999999999ppm"] {
            assert!(text.parse::<Drift>().is_err(), "{text}");
        }
    }
}
