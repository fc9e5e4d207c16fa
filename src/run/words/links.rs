//! The words for how links behave: `latency=10..20ms loss=0.5% order=fifo`.

use super::cursor::{Mistake, Words};
use super::spelling::unknown;
use kernel::action::LinkChange;
use kernel::quantity::parse_share;

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
