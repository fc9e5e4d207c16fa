//! Holds what the benchmarks measure against what is recorded in `benches/ratios.toml`.
//!
//! A benchmark prints lines like `ratio kernel/5-nodes 3.21`: how many times as long something takes
//! as something else in the same run, so that a slower machine changes nothing. Less is better.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::sh::{self, Result};

/// How much worse than recorded a new ratio may become, as a share.
const TOLERANCE: f64 = 0.25;

/// What the file begins with.
const HEAD: &str = "\
# How many times as long something takes as something else in the same run, as `cargo xtask soak`
# measures it and holds it against this file. Less is better; a ratio may exceed what is recorded by
# its tolerance, a share. `cargo xtask soak --record` writes the ratios anew and leaves tolerances.

";

/// A ratio as it is recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Recorded {
    ratio: f64,
    tolerance: f64,
}

/// Ratios by their names, as benchmarks print them.
#[derive(Default)]
pub struct Measured(BTreeMap<String, f64>);

impl Measured {
    /// Takes in a line of a benchmark's output. Of a name printed twice, the lesser counts.
    pub fn see(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let (Some("ratio"), Some(name), Some(value), None) =
            (words.next(), words.next(), words.next().and_then(|it| it.parse().ok()), words.next())
        else {
            return;
        };
        let least = self.0.entry(name.into()).or_insert(value);
        *least = value.min(*least);
    }

    /// Compares them with what is recorded; the error names all that are worse or missing.
    pub fn compare(&self) -> Result<()> {
        let complaints = complaints(&self.0, &read(&sh::read(&file())?)?);
        if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
    }

    /// Writes them into the file, with the tolerances that it has.
    pub fn record(&self) -> Result<()> {
        let path = file();
        let old = if path.exists() { read(&sh::read(&path)?)? } else { BTreeMap::new() };
        let text = written(&self.0, &old);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}.", path.display()))
    }
}

fn file() -> PathBuf {
    sh::root().join("benches/ratios.toml")
}

/// Reads the file, of whose language it uses one kind of line:
/// `"kernel/5-nodes" = { ratio = 3.21, tolerance = 0.25 }`.
fn read(text: &str) -> Result<BTreeMap<String, Recorded>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let row = |line: &str| {
        let (name, table) = line.split_once(" = {")?;
        let number = |key: &str| {
            let fields =
                table.trim_end_matches('}').split(',').map(|it| it.trim().split_once(" = "));
            let (_, value) = fields.flatten().find(|(name, _)| *name == key)?;
            value.parse().ok()
        };
        let recorded = Recorded { ratio: number("ratio")?, tolerance: number("tolerance")? };
        Some((name.trim_matches('"').to_string(), recorded))
    };
    let rows = lines.map(|line| row(line).ok_or_else(|| format!("ratios.toml: what is “{line}”?")));
    rows.collect()
}

fn written(measured: &BTreeMap<String, f64>, old: &BTreeMap<String, Recorded>) -> String {
    let rows = measured.iter().map(|(name, ratio)| {
        let tolerance = old.get(name).map_or(TOLERANCE, |it| it.tolerance);
        format!("\"{name}\" = {{ ratio = {ratio:.3}, tolerance = {tolerance} }}\n")
    });
    HEAD.to_string() + &rows.collect::<String>()
}

fn complaints(
    measured: &BTreeMap<String, f64>,
    recorded: &BTreeMap<String, Recorded>,
) -> Vec<String> {
    let unknown = measured.keys().filter(|name| !recorded.contains_key(*name));
    let unknown = unknown.map(|name| format!("{name} is not recorded."));
    let worse = recorded.iter().filter_map(|(name, it)| match measured.get(name) {
        None => Some(format!("{name} is recorded, and nothing has measured it.")),
        Some(now) if *now > it.ratio * (1.0 + it.tolerance) => {
            Some(format!("{name} was {:.3} and is {now:.3}.", it.ratio))
        }
        Some(_) => None,
    });
    unknown.chain(worse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(lines: &[&str]) -> BTreeMap<String, f64> {
        let mut measured = Measured::default();
        lines.iter().for_each(|line| measured.see(line));
        measured.0
    }

    #[test]
    fn lines_with_a_ratio_are_seen_and_the_least_counts() {
        let lines = ["ratio a/b 1.5", "ratio a/b 1.25", "ratio of what", "5 nodes: ratio 2"];
        assert_eq!(measured(&lines), BTreeMap::from([("a/b".into(), 1.25)]));
    }

    #[test]
    fn what_is_written_is_read_with_its_tolerance() {
        let now = measured(&["ratio a 2", "ratio b 0.5"]);
        let old = BTreeMap::from([("b".into(), Recorded { ratio: 9.0, tolerance: 0.1 })]);
        let text = written(&now, &old);
        let b = Recorded { ratio: 0.5, tolerance: 0.1 };
        let a = Recorded { ratio: 2.0, tolerance: TOLERANCE };
        assert_eq!(read(&text), Ok(BTreeMap::from([("a".into(), a), ("b".into(), b)])));
        assert!(read("a = 2\n").is_err());
    }

    #[test]
    fn what_is_worse_than_its_tolerance_unknown_or_missing_is_told() {
        let recorded = |ratio| Recorded { ratio, tolerance: 0.25 };
        let old = ["a", "b", "c"].map(|name| (name.to_string(), recorded(1.0)));
        let now = measured(&["ratio a 1.2", "ratio b 1.3", "ratio d 1"]);
        assert_eq!(
            complaints(&now, &BTreeMap::from(old)),
            [
                "d is not recorded.",
                "b was 1.000 and is 1.300.",
                "c is recorded, and nothing has measured it.",
            ]
        );
    }
}
