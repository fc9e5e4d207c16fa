//! What a search or an exploration found as lines of JSON, one object a line: the help of `search`
//! and `explore` documents them.
//! Runs are told by [`export::jsonl`].

use std::io::Write;

use serde::Serialize;

use super::Failure;
use run::exhaust::{Answer, Progress, Verdict};
use search::Finding;

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
    Explored {
        verdict: &'static str,
        distinct: u64,
        generated: u64,
        depth: u32,
        property: Option<&'a str>,
        why: Option<&'a str>,
        steps: Option<usize>,
        scenario: Option<String>,
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
    row(out, &Row::Finding { seed: *seed, property, name, at: at.0, why, scenario, smallest })
}

/// Writes what came of an exploration, and the text of the scenario that breaks a promise.
pub fn explored(
    out: &mut dyn Write,
    answer: &Answer,
    scenario: Option<String>,
) -> Result<(), Failure> {
    let (verdict, violation) = match &answer.verdict {
        Verdict::Exhausted => ("exhausted", None),
        Verdict::Steps => ("depth", None),
        Verdict::States => ("states", None),
        Verdict::Broken(violation) => ("violated", Some(violation)),
    };
    let Progress { distinct, generated, depth, .. } = answer.progress;
    let property = violation.map(|it| it.property);
    let why = violation.map(|it| it.why.as_str());
    let steps = violation.map(|it| it.setup.actions.len());
    row(out, &Row::Explored { verdict, distinct, generated, depth, property, why, steps, scenario })
}

fn row(out: &mut dyn Write, row: &Row) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, row).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
