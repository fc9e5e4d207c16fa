//! The words for how links behave: `latency=10..20ms loss=0.5% order=fifo`.

use std::fmt;
use std::str::FromStr;

use super::cursor::{Mistake, Words};
use super::spelling::unknown;
use crate::sim::action::{LinkChange, Order};
use crate::sim::dist::Latency;
use crate::sim::time::Span;
use crate::sim::value::{parse_range, parse_share, write_range};

/// No message takes longer, but for those of the long tail.
pub const LONGEST_LATENCY: Span = Span::secs(60);

/// What is said where settings should stand and none does.
pub const NO_SETTING: &str = "Expected latency=, loss=, duplication= or order= here";

const KEYS: [&str; 4] = ["latency", "loss", "duplication", "order"];

/// The settings that change, as `key=value` words.
pub fn write_change(change: &LinkChange) -> String {
    let latency = change.latency.map(|latency| format!("latency={latency}"));
    let loss = change.loss.map(|loss| format!("loss={loss}"));
    let duplication = change.duplication.map(|share| format!("duplication={share}"));
    let order = change.order.map(|order| format!("order={order}"));
    [latency, loss, duplication, order].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Reads settings to the end of the line, each at most once.
pub fn parse_change(words: &mut Words) -> Result<LinkChange, Mistake> {
    let mut change = LinkChange::default();
    while !words.is_empty() {
        let word = words.word("a setting")?;
        let Some((key, value)) = word.split('=') else {
            return Err(word.mistake(format!(
                "Expected a setting like latency=10..20ms, not {}",
                word.quoted()
            )));
        };
        let share = || parse_share(value.text).map_err(|message| value.mistake(message));
        let before = match key.text {
            "latency" => change.latency.replace(value.parse()?).is_some(),
            "loss" => change.loss.replace(share()?).is_some(),
            "duplication" => change.duplication.replace(share()?).is_some(),
            "order" => change.order.replace(value.parse()?).is_some(),
            _ => return Err(unknown(key, "setting", KEYS)),
        };
        if before {
            return Err(key.mistake(format!("{} is set twice", key.quoted())));
        }
    }
    Ok(change)
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
