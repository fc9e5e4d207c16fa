//! Numbers and moments in few characters, for labels that must not jump about.
//!
//! Not for scenarios: what is written there is exact, see [`kernel::time`].

use super::decimal::decimal;
use kernel::flights::Flight;
use kernel::ids::{Names, NodeId};
use kernel::record::Loss;
use kernel::time::{Span, Time};
use pattern::declare::Info;

/// A moment to the millisecond, as on a stop-watch: `1.320 s`.
pub fn clock(at: Time) -> String {
    format!("{}.{:03} s", at.0 / 1_000_000, at.0 % 1_000_000 / 1_000)
}

/// A span of time in three digits or so: `850 µs`, `8.2 ms`, `150 ms`, `1.32 s`.
pub fn span(span: Span) -> String {
    match span.0 {
        us @ 0..1_000 => format!("{us} µs"),
        us @ 1_000..10_000 => format!("{} ms", short(us as f64 / 1e3, 1)),
        us @ 10_000..1_000_000 => format!("{} ms", us / 1_000),
        us => format!("{} s", short(us as f64 / 1e6, 2)),
    }
}

/// How fast virtual time runs: `0.1×`, `100×`.
pub fn speed(times: f64) -> String {
    format!("{}×", short(times, 3))
}

/// A count with its thousands apart: `12,345`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A name as it is read: `BackingOff` becomes `backing off`.
pub fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 2);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
        before = c;
    }
    words
}

/// Words as the beginning of a sentence. They are the page's own, so ASCII is all that is looked at.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

/// What a message died of, or will.
pub fn loss(why: Loss) -> &'static str {
    match why {
        Loss::Chance => "lost by chance",
        Loss::Cut => "lost at the cut",
        Loss::Down => "lost: the receiver is down",
        Loss::Dropped => "dropped",
    }
}

/// From one node to another: `n0 → n2`.
pub fn way(from: NodeId, to: NodeId, names: &Names) -> String {
    format!("{} → {}", names.of(from), names.of(to))
}

/// A message on its way: `RequestVote from n0 to n2, arrives in 8.2 ms`.
pub fn flight(flight: &Flight, info: &Info, names: &Names, now: Time) -> String {
    let kind = info.messages.get(usize::from(flight.kind)).map_or("message", |kind| kind.name);
    let (from, to) = (names.of(flight.id.from), names.of(flight.id.to));
    let end = match flight.doom {
        Some((at, why)) => format!("will be {} in {}", loss(why), span(at.since(now))),
        None => format!("arrives in {}", span(flight.due.since(now))),
    };
    format!("{kind} from {from} to {to}, {end}")
}

/// A number with at most so many decimals and no needless zeros.
pub fn short(number: f64, decimals: u32) -> String {
    let text = decimal(number, decimals).to_string();
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_always_has_three_decimals() {
        assert_eq!(clock(Time(1_320_000)), "1.320 s");
        assert_eq!(clock(Time(0)), "0.000 s");
        assert_eq!(clock(Time(61_000_999)), "61.000 s");
    }

    #[test]
    fn spans_are_short() {
        for (us, text) in
            [(0, "0 µs"), (850, "850 µs"), (8_200, "8.2 ms"), (9_000, "9 ms"), (150_400, "150 ms")]
        {
            assert_eq!(span(Span(us)), text);
        }
        assert_eq!(span(Span(1_320_000)), "1.32 s");
        assert_eq!(span(Span(2_000_000)), "2 s");
    }

    #[test]
    fn names_are_read_as_words() {
        let read = ["Follower", "BackingOff", "HalfOpen", "In doubt", "CP"].map(words);
        assert_eq!(read, ["follower", "backing off", "half open", "in doubt", "cp"]);
    }

    #[test]
    fn speeds_and_counts_read_well() {
        assert_eq!([speed(0.1), speed(100.0), speed(0.05)], ["0.1×", "100×", "0.05×"]);
        assert_eq!(
            [count(0), count(999), count(1_000), count(12_345_678)],
            ["0", "999", "1,000", "12,345,678"]
        );
    }
}
