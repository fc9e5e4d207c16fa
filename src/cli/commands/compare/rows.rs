//! What two runs differ in as lines of JSON; `faultline compare --help` documents them.

use std::io::{self, Write};

use super::{Compared, Findings, LETTERS, letter};
use compare::figures::Figure;
use compare::{Answer, Parting, Step};
use export::json;
use export::json::Object;
use export::jsonl;
use kernel::narrate::Line;
use scenario::Difference;

/// Writes everything in which the runs differ.
pub fn write(sides: [&Compared; 2], findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let Findings { settings, runs, standings, answers, figures, until } = findings;
    for (letter, side) in LETTERS.iter().zip(sides) {
        row(out, "side", |row| {
            row.text("side", letter)?;
            row.text("name", &side.name)?;
            row.number("until", side.until.0)
        })?;
    }
    for Difference { what, sides: [a, b] } in settings {
        row(out, "setting", |row| {
            row.text("what", what)?;
            row.text("a", a)?;
            row.text("b", b)
        })?;
    }
    for (side, at, text) in &runs.actions {
        row(out, "action", |row| {
            row.text("side", letter(*side))?;
            row.number("at", at.0)?;
            row.text("text", text)
        })?;
    }
    if let Some(first) = &runs.first {
        row(out, "parting", |row| parting(row, first))?;
    }
    for course in &runs.courses {
        row(out, "course", |row| {
            row.text("node", &course.node)?;
            parting(row, &course.parting)?;
            row.array("chain", &course.chain, step)
        })?;
    }
    for sides in standings {
        row(out, "standing", |row| {
            let id = sides.iter().flatten().next().map_or("", |property| property.id);
            row.text("id", id)?;
            both(row, sides.each_ref().map(Option::as_ref), jsonl::property)
        })?;
    }
    for Answer { client, number, sides: [a, b] } in answers {
        row(out, "answer", |row| {
            row.text("client", client)?;
            row.number("number", *number as u64)?;
            row.maybe_text("a", a.as_deref())?;
            row.maybe_text("b", b.as_deref())
        })?;
    }
    for Figure { what, unit, sides: [a, b] } in figures {
        row(out, "figure", |row| {
            row.text("what", what)?;
            row.text("unit", unit.word())?;
            row.maybe_number("a", *a)?;
            row.maybe_number("b", *b)
        })?;
    }
    row(out, "end", |row| {
        row.number("at", until.0)?;
        row.truth("same", runs.first.is_none())
    })
}

/// Writes a line of a kind.
fn row(
    out: &mut dyn Write,
    kind: &str,
    body: impl FnOnce(&mut Object) -> io::Result<()>,
) -> io::Result<()> {
    json::object(out, |row| {
        row.text("type", kind)?;
        body(row)
    })?;
    writeln!(out)
}

fn parting(row: &mut Object, parting: &Parting) -> io::Result<()> {
    row.number("at", parting.at.0)?;
    both(row, parting.lines.each_ref().map(Option::as_ref), line)
}

fn step(out: &mut dyn Write, step: &Step) -> io::Result<()> {
    json::object(out, |row| {
        row.text("side", letter(step.side))?;
        row.object("line", |row| line(row, &step.line))
    })
}

/// Writes what both sides have, null where one has nothing.
fn both<T>(
    row: &mut Object,
    sides: [Option<&T>; 2],
    body: fn(&mut Object, &T) -> io::Result<()>,
) -> io::Result<()> {
    for (name, side) in ["a", "b"].into_iter().zip(sides) {
        match side {
            Some(it) => row.object(name, |row| body(row, it))?,
            None => row.maybe_text(name, None)?,
        }
    }
    Ok(())
}

fn line(row: &mut Object, line: &Line) -> io::Result<()> {
    row.number("at", line.at.0)?;
    row.number("record", line.record.0)?;
    row.text("place", &line.place)?;
    row.text("text", &line.text)
}
