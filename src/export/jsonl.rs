//! Lines of JSON: everything there is to say about a run, one object a line, for programs to read.
//!
//! `docs/trace.schema.json` is the published schema. Times are microseconds of the run.

use std::io::{self, Write};
use std::sync::Arc;

use super::{Excerpt, Goal, json};
use kernel::ids::RecordId;
use kernel::narrate::Line;
use kernel::record::{Record, What};
use run::Sim;
use run::frame::{PropertyFrame, Standing};
use run::words;
use scenario::Scenario;

/// Writes the scenario, the records, how each property stands at the end, and the end.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    scenario(out, excerpt.scenario, &excerpt.sim.names().0)?;
    excerpt.tell(|sim, it, line| record(out, sim, it, line))?;
    for it in excerpt.sim.frame().properties {
        json::object(out, |row| {
            row.text("type", "property")?;
            property(row, &it)
        })?;
        writeln!(out)?;
    }
    end(out, excerpt)
}

/// The kind of a record, in a word.
pub fn kind(what: &What) -> &'static str {
    match what {
        What::Booted => "booted",
        What::Crashed => "crashed",
        What::Paused => "paused",
        What::Resumed => "resumed",
        What::Sent { .. } => "sent",
        What::Delivered { .. } => "delivered",
        What::Lost { .. } => "lost",
        What::Expired { .. } => "expired",
        What::Moved { .. } => "moved",
        What::Noted(_) => "noted",
        What::Invoked(_) => "invoked",
        What::Completed(_) => "completed",
        What::Acted(_) => "acted",
        What::Violated(_) => "violated",
        What::Slowed(_) => "slowed",
        What::Wiped => "wiped",
        What::Clogged => "clogged",
        What::Unclogged => "unclogged",
        What::Measured { .. } => "measured",
        What::Opened(_) => "opened",
        What::Closed(_) => "closed",
    }
}

fn scenario(out: &mut dyn Write, scenario: &Scenario, nodes: &[Arc<str>]) -> io::Result<()> {
    json::object(out, |row| {
        row.text("type", "scenario")?;
        row.text("title", &scenario.title)?;
        row.text("pattern", scenario.pattern.info.id)?;
        row.array("nodes", nodes, |out, name| json::text(out, name))?;
        row.text("text", &scenario.to_text())
    })?;
    writeln!(out)
}

fn record(out: &mut dyn Write, sim: &dyn Sim, record: &Record, line: &Line) -> io::Result<()> {
    let names = sim.names();
    let message = record.message().map(|id| words::write_message(id, names));
    json::object(out, |row| {
        row.text("type", "record")?;
        row.number("id", line.record.0)?;
        row.number("at", record.at.0)?;
        row.text("kind", kind(&record.what))?;
        row.text("node", names.of(record.node))?;
        row.maybe_number("cause", (record.cause != RecordId::NONE).then_some(record.cause.0))?;
        row.maybe_text("message", message.as_deref())?;
        row.text("place", &line.place)?;
        row.text("text", &line.text)
    })?;
    writeln!(out)
}

/// Writes how a property stands, as fields of an object.
pub fn property(row: &mut json::Object, property: &PropertyFrame) -> io::Result<()> {
    let (standing, why, breach) = match &property.standing {
        Standing::Holds => ("holds", None, None),
        Standing::NotYet(awaited) => ("not yet", Some(awaited.as_str()), None),
        Standing::Stuck { awaited, .. } => ("stuck", Some(awaited.as_str()), None),
        Standing::Broken(breach) => {
            let standing = if property.limit.is_some() { "known limit" } else { "violated" };
            (standing, Some(breach.why.as_str()), Some(breach))
        }
    };
    let since = match property.standing {
        Standing::Stuck { since, .. } => Some(since.0),
        Standing::Holds | Standing::NotYet(_) | Standing::Broken(_) => None,
    };
    row.text("id", property.id)?;
    row.text("name", property.name)?;
    row.text("source", property.source)?;
    row.text("standing", standing)?;
    row.maybe_text("why", why)?;
    row.maybe_number("at", breach.map(|it| it.at.0).or(since))?;
    row.maybe_number("record", breach.map(|it| it.record.0))?;
    let blame = breach.map(|it| it.blame.as_slice()).unwrap_or_default();
    row.array("blame", blame, |out, id| write!(out, "{}", id.0))
}

fn end(out: &mut dyn Write, excerpt: &Excerpt) -> io::Result<()> {
    let (sim, goal) = (&*excerpt.sim, excerpt.goal.as_ref());
    json::object(out, |row| {
        row.text("type", "end")?;
        come_to(row, sim)?;
        Goal::write(goal, row)
    })?;
    writeln!(out)
}

/// Writes what a run has come to at its cursor, as fields of an object.
pub fn come_to(row: &mut json::Object, sim: &dyn Sim) -> io::Result<()> {
    row.number("at", sim.now().0)?;
    row.number("records", sim.position())?;
    row.number("engine", kernel::REVISION)?;
    row.text("digest", &format!("{:016x}", sim.digest()))
}
