//! Numbers of pixels, shares and speeds as text with a fixed count of decimals.
//!
//! Everything drawn goes through here: the standard library's writer is exact for every float
//! there is, which no picture needs and which would weigh 20 kB in the page.

use std::fmt;

use super::geometry::Point;

/// A number to be written with a fixed count of decimals, rounded half away from zero. Zero has
/// no sign, so that a change of it is no change of the text.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    number: f64,
    places: u32,
}

/// A number with so many decimals, at most nine.
pub fn decimal(number: f64, places: u32) -> Decimal {
    Decimal { number, places: places.min(9) }
}

/// A number with one decimal: a tenth of a pixel is finer than anybody sees.
pub fn tenths(number: f64) -> Decimal {
    decimal(number, 1)
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10u64.pow(self.places);
        // What is no number becomes zero, what is too large the largest there is.
        let parts = (self.number.abs() * one as f64 + 0.5) as u64;
        if self.number < 0.0 && parts > 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", parts / one)?;
        if self.places == 0 {
            return Ok(());
        }
        write!(f, ".{:0places$}", parts % one, places = self.places as usize)
    }
}

/// Both coordinates in tenths, as path data and transforms have them: `12.0 -3.5`.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", tenths(self.x), tenths(self.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::point;

    #[test]
    fn numbers_are_rounded_half_away_from_zero() {
        for (number, text) in [
            (0.0, "0.0"),
            (1.0, "1.0"),
            (2.25, "2.3"),
            (-2.25, "-2.3"),
            (0.04, "0.0"),
            (9.96, "10.0"),
            (-1234.5, "-1234.5"),
        ] {
            assert_eq!(tenths(number).to_string(), text);
        }
    }

    #[test]
    fn zero_has_no_sign() {
        for number in [-0.0, -0.04, f64::NAN] {
            assert_eq!(tenths(number).to_string(), "0.0");
        }
    }

    #[test]
    fn decimals_keep_their_zeros() {
        assert_eq!(decimal(1.05, 3).to_string(), "1.050");
        assert_eq!(decimal(12.5, 0).to_string(), "13");
        assert_eq!(point(1.0, -3.04).to_string(), "1.0 -3.0");
    }

    #[test]
    fn what_is_too_large_is_still_written() {
        assert_eq!(decimal(f64::INFINITY, 0).to_string(), u64::MAX.to_string());
    }
}
