//! Values of parameters: their kinds, their ranges, and how they are written.

use std::fmt;

use kernel::action::Ppm;
use kernel::quantity::{parse_range, parse_share, write_range};
use kernel::time::Span;

/// A parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A count: `5`.
    Count(u64),
    /// A length of time: `150ms`.
    Span(Span),
    /// A range of time to draw from: `150..300ms`.
    Range(Span, Span),
    /// A share: `0.5%`.
    Share(Ppm),
    /// One of a list of words.
    Choice(&'static str),
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A count between two bounds, both included.
    Count(u64, u64),
    /// A length of time between two bounds, both included.
    Span(Span, Span),
    /// A range of time within two bounds, both included.
    Range(Span, Span),
    /// A share between none and all.
    Share,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// A parameter's place in its pattern: one accessor reads it and writes it.
pub enum Slot<'a> {
    /// A count.
    Count(&'a mut u16),
    /// A length of time.
    Span(&'a mut Span),
    /// A range of time.
    Range(&'a mut (Span, Span)),
    /// A share.
    Share(&'a mut Ppm),
    /// A word, by its place among those that the parameter takes.
    Choice(&'a mut u8),
    /// A word, as a variant of an enum that has one for each.
    Word(&'a mut dyn Choice),
}

/// An enum with a variant for each word that a parameter takes, in the order of the words.
pub trait Choice {
    /// The place of the variant.
    fn place(&self) -> u8;
    /// Becomes the variant at a place, if there is one.
    fn choose(&mut self, place: u8);
}

impl Slot<'_> {
    /// The value there, of a parameter of this kind.
    pub fn get(self, kind: ParamKind) -> Value {
        match (self, kind) {
            (Slot::Choice(place), kind) => word(*place, kind),
            (Slot::Word(choice), kind) => word(choice.place(), kind),
            (Slot::Count(count), _) => Value::Count((*count).into()),
            (Slot::Span(span), _) => Value::Span(*span),
            (Slot::Range(range), _) => Value::Range(range.0, range.1),
            (Slot::Share(share), _) => Value::Share(*share),
        }
    }

    /// Puts a value there that is of the parameter's kind and in its range.
    pub fn set(self, kind: ParamKind, value: Value) {
        match (self, value) {
            (Slot::Count(count), Value::Count(n)) => *count = n as u16,
            (Slot::Span(span), Value::Span(value)) => *span = value,
            (Slot::Range(range), Value::Range(low, high)) => *range = (low, high),
            (Slot::Share(share), Value::Share(value)) => *share = value,
            (Slot::Choice(place), Value::Choice(word)) => *place = place_of(word, kind),
            (Slot::Word(choice), Value::Choice(word)) => choice.choose(place_of(word, kind)),
            // A value of another kind: the scenario's reader lets none through.
            (Slot::Count(_) | Slot::Span(_) | Slot::Range(_), _) => {}
            (Slot::Share(_) | Slot::Choice(_) | Slot::Word(_), _) => {}
        }
    }
}

/// The word at a place among those that a parameter takes.
fn word(place: u8, kind: ParamKind) -> Value {
    match kind {
        ParamKind::Choice(words) => {
            Value::Choice(words.get(usize::from(place)).copied().unwrap_or_default())
        }
        _ => Value::Count(place.into()),
    }
}

/// The place of a word among those that a parameter takes.
fn place_of(word: &str, kind: ParamKind) -> u8 {
    match kind {
        ParamKind::Choice(words) => {
            words.iter().position(|it| *it == word).unwrap_or_default() as u8
        }
        _ => 0,
    }
}

impl ParamKind {
    /// Reads a value of this kind; the sentence says what was expected.
    pub fn parse(self, text: &str) -> Result<Value, String> {
        match self {
            ParamKind::Count(low, high) => match text.parse::<u64>() {
                Ok(n) if (low..=high).contains(&n) && !text.starts_with('+') => Ok(Value::Count(n)),
                _ => Err(format!("“{text}” is not a number from {low} to {high}")),
            },
            ParamKind::Span(low, high) => {
                let span: Span = text.parse()?;
                within(span, low, high)?;
                Ok(Value::Span(span))
            }
            ParamKind::Range(low, high) => {
                let (from, to) = parse_range(text)?;
                within(from, low, high)?;
                within(to, low, high)?;
                Ok(Value::Range(from, to))
            }
            ParamKind::Share => parse_share(text).map(Value::Share),
            ParamKind::Choice(words) => words
                .iter()
                .find(|word| **word == text)
                .map(|word| Value::Choice(word))
                .ok_or_else(|| format!("“{text}” is not one of {}", words.join(", "))),
        }
    }
}

fn within(span: Span, low: Span, high: Span) -> Result<(), String> {
    if (low..=high).contains(&span) {
        return Ok(());
    }
    Err(format!("{span} is not between {low} and {high}"))
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Count(n) => write!(f, "{n}"),
            Value::Span(span) => write!(f, "{span}"),
            Value::Range(from, to) => write_range(f, *from, *to),
            Value::Share(ppm) => write!(f, "{ppm}"),
            Value::Choice(word) => f.write_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_share_their_unit_in_writing_and_read_back() {
        for (from, to, text) in [
            (150_000, 300_000, "150..300ms"),
            (900_000, 1_100_000, "900ms..1.1s"),
            (15_000, 15_000, "15ms"),
            (500, 2_000, "500us..2ms"),
        ] {
            let value = Value::Range(Span(from), Span(to));
            assert_eq!(value.to_string(), text);
            assert_eq!(parse_range(text), Ok((Span(from), Span(to))));
        }
        assert!(parse_range("300..150ms").is_err());
        assert!(parse_range("..150ms").is_err());
        assert!(parse_range("1..2..3ms").is_err());
    }

    #[test]
    fn shares_print_without_needless_zeros_and_read_back() {
        for (ppm, text) in [(5_000, "0.5%"), (0, "0%"), (1_000_000, "100%"), (1, "0.0001%")] {
            assert_eq!(Ppm(ppm).to_string(), text);
            assert_eq!(parse_share(text), Ok(Ppm(ppm)));
        }
        for text in ["", "%", "5", "101%", "1.23456%", "-1%", ".5%", "1.%", "1e2%"] {
            assert!(parse_share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_outside_their_bounds_are_refused() {
        assert!(ParamKind::Count(3, 9).parse("2").is_err());
        assert_eq!(ParamKind::Count(3, 9).parse("9"), Ok(Value::Count(9)));
        let kind = ParamKind::Span(Span::millis(1), Span::secs(1));
        assert!(kind.parse("2s").is_err());
        assert!(ParamKind::Choice(&["full", "none"]).parse("half").is_err());
    }
}
