//! How quantities are written and read: ranges of time, shares, latencies.
//!
//! Scenarios, parameters and settings of links share these forms.

use std::fmt;
use std::str::FromStr;

use crate::action::{Order, Ppm};
use crate::dist::Latency;
use crate::time::Span;

/// No message takes longer, but for those of the long tail.
pub const LONGEST_LATENCY: Span = Span::secs(60);

/// Reads `150..300ms`, `0.9..1.1s`, `900ms..1.1s`, or one time for both ends.
pub fn parse_range(text: &str) -> Result<(Span, Span), String> {
    let Some((from, to)) = text.split_once("..") else {
        let span: Span = text.parse()?;
        return Ok((span, span));
    };
    let end: Span = to.parse()?;
    let start: Span = if from.ends_with(|c: char| c.is_ascii_digit()) {
        let unit = to.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        format!("{from}{unit}").parse()?
    } else {
        from.parse()?
    };
    if start > end {
        return Err(format!("“{text}” begins later than it ends"));
    }
    Ok((start, end))
}

/// Writes a range with its unit once where both ends share it: `150..300ms`.
pub fn write_range(f: &mut fmt::Formatter<'_>, from: Span, to: Span) -> fmt::Result {
    if from == to {
        return write!(f, "{from}");
    }
    let unit = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (start, end) = (from.to_string(), to.to_string());
    let shared = start[start.len() - unit(&start)..] == end[end.len() - unit(&end)..];
    let start = if shared { &start[..start.len() - unit(&start)] } else { &start };
    write!(f, "{start}..{end}")
}

/// Reads `0.5%`, down to a ten-thousandth of a per cent.
pub fn parse_share(text: &str) -> Result<Ppm, String> {
    let bad = || format!("“{text}” is not a share: write it like 0.5%");
    let number = text.strip_suffix('%').ok_or_else(bad)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 3 || fraction.len() > 4 {
        return Err(bad());
    }
    let ppm = format!("{whole}{fraction:0<4}").parse().map_err(|_| bad())?;
    if ppm > Ppm::ONE.0 {
        return Err(format!("“{text}” is more than all of them"));
    }
    Ok(Ppm(ppm))
}

impl fmt::Display for Ppm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 10_000, self.0 % 10_000);
        write!(f, "{whole}")?;
        if fraction > 0 {
            write!(f, ".{}", format!("{fraction:04}").trim_end_matches('0'))?;
        }
        f.write_str("%")
    }
}

/// `10ms`, `10..20ms`, or `10ms~` for a long tail above a median.
impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Latency::Fixed(span) => write!(f, "{span}"),
            Latency::Uniform(low, high) => write_range(f, *low, *high),
            Latency::LongTail(median) => write!(f, "{median}~"),
        }
    }
}

impl FromStr for Latency {
    type Err = String;
    fn from_str(text: &str) -> Result<Latency, String> {
        let (latency, longest) = match text.strip_suffix('~') {
            Some(median) => {
                let median = median.parse()?;
                (Latency::LongTail(median), median)
            }
            None => match parse_range(text)? {
                (low, high) if low == high => (Latency::Fixed(low), high),
                (low, high) => (Latency::Uniform(low, high), high),
            },
        };
        if longest > LONGEST_LATENCY {
            return Err(format!("A latency is at most {LONGEST_LATENCY}"));
        }
        Ok(latency)
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Order::Any => "any",
            Order::Fifo => "fifo",
        })
    }
}

impl FromStr for Order {
    type Err = String;
    fn from_str(text: &str) -> Result<Order, String> {
        match text {
            "any" => Ok(Order::Any),
            "fifo" => Ok(Order::Fifo),
            _ => Err(format!("“{text}” is not an order: write fifo or any")),
        }
    }
}
