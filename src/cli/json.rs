//! What a search found as lines of JSON, one object a line: the help of `search` documents them.
//! Runs are told by [`crate::export::jsonl`].

use std::io::Write;

use serde::Serialize;

use super::Failure;
use crate::search::Finding;

/// A line. Times are microseconds of the run.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Row<'a> {
    Finding {
        seed: u64,
        property: &'a str,
        name: &'a str,
        at: u64,
        why: &'a str,
        scenario: String,
        smallest: Option<String>,
    },
}

/// Writes what a search has found, and the text of the smallest scenario made of it.
pub fn finding(
    out: &mut dyn Write,
    finding: &Finding,
    smallest: Option<String>,
) -> Result<(), Failure> {
    let Finding { seed, property, name, at, why, scenario } = finding;
    let scenario = scenario.to_text();
    let row = Row::Finding { seed: *seed, property, name, at: at.0, why, scenario, smallest };
    serde_json::to_writer(&mut *out, &row).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
