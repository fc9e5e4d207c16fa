//! A run, or what a search found, as lines of JSON, one object a line. The help of the commands
//! `run` and `search` documents the schema.

use std::io::Write;

use serde::Serialize;

use super::{Failure, report};
use crate::scenario::{Ending, Scenario};
use crate::search::Finding;
use crate::sim::frame::{PropertyFrame, Standing};
use crate::sim::handle::Sim;
use crate::sim::ids::RecordId;
use crate::sim::narrate::Line;
use crate::sim::record::Record;
use crate::sim::words;

/// A line. Times are microseconds of the run.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Row<'a> {
    Scenario {
        title: &'a str,
        pattern: &'a str,
        nodes: &'a [String],
        text: String,
    },
    Record {
        id: u32,
        at: u64,
        kind: &'static str,
        node: &'a str,
        cause: Option<u32>,
        message: Option<String>,
        place: &'a str,
        text: &'a str,
    },
    Property {
        id: &'a str,
        name: &'a str,
        source: &'a str,
        standing: &'static str,
        why: Option<&'a str>,
        at: Option<u64>,
        record: Option<u32>,
        blame: Vec<u32>,
    },
    Finding {
        seed: u64,
        property: &'a str,
        name: &'a str,
        at: u64,
        why: &'a str,
        scenario: String,
        smallest: Option<String>,
    },
    End {
        at: u64,
        records: u32,
        engine: u32,
        digest: String,
        awaited: Option<String>,
        reached: Option<u32>,
    },
}

/// Writes the line that says what is run.
pub fn scenario(out: &mut dyn Write, scenario: &Scenario, nodes: &[String]) -> Result<(), Failure> {
    let pattern = scenario.pattern.info.id;
    row(out, &Row::Scenario { title: &scenario.title, pattern, nodes, text: scenario.to_text() })
}

/// Writes a record.
pub fn record(
    out: &mut dyn Write,
    sim: &dyn Sim,
    record: &Record,
    line: &Line,
) -> Result<(), Failure> {
    let names = sim.names();
    row(
        out,
        &Row::Record {
            id: line.record.0,
            at: record.at.0,
            kind: report::kind(&record.what),
            node: names.of(record.node),
            cause: (record.cause != RecordId::NONE).then_some(record.cause.0),
            message: record.message().map(|id| words::write_message(id, names)),
            place: &line.place,
            text: &line.text,
        },
    )
}

/// Writes how a property stands.
pub fn property(out: &mut dyn Write, property: &PropertyFrame) -> Result<(), Failure> {
    let (standing, why, breach) = match &property.standing {
        Standing::Holds => ("holds", None, None),
        Standing::NotYet(awaited) => ("not yet", Some(awaited.as_str()), None),
        Standing::Stuck { awaited, .. } => ("stuck", Some(awaited.as_str()), None),
        Standing::Broken(breach) => {
            let standing = if property.limit.is_some() { "known limit" } else { "violated" };
            (standing, Some(breach.why.as_str()), Some(breach))
        }
    };
    let blame = breach.map(|it| it.blame.iter().map(|id| id.0).collect()).unwrap_or_default();
    row(
        out,
        &Row::Property {
            id: property.id,
            name: property.name,
            source: property.source,
            standing,
            why,
            at: breach.map(|it| it.at.0),
            record: breach.map(|it| it.record.0),
            blame,
        },
    )
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

/// Writes the last line: what the run has come to, and what it was to end with.
pub fn end(
    out: &mut dyn Write,
    sim: &dyn Sim,
    awaited: Option<String>,
    ending: Option<&Ending>,
) -> Result<(), Failure> {
    let digest = format!("{:016x}", sim.digest());
    let engine = crate::sim::REVISION;
    let reached = match ending {
        Some(Ending::Reached(record)) => Some(record.0),
        Some(Ending::InTime | Ending::Missed) | None => None,
    };
    let (at, records) = (sim.now().0, sim.position());
    row(out, &Row::End { at, records, engine, digest, awaited, reached })
}

fn row(out: &mut dyn Write, row: &Row) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, row).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
