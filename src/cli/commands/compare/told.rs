//! What two runs differ in, in words for people.

use std::io::{self, Write};

use super::{Compared, Findings, LETTERS, letter};
use crate::report;
use compare::figures::Unit;
use compare::{Answer, Course, Parting, Side, Standings, Step};
use kernel::time::Span;
use scenario::Difference;

/// How many clients' operations are told.
const ANSWERS_MAX: usize = 10;

/// Says everything in which the runs differ.
pub fn write(sides: [&Compared; 2], findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    for (letter, side) in LETTERS.iter().zip(sides) {
        writeln!(out, "{letter}  {}, which ends at {}", side.name, side.until)?;
    }
    settings(findings, out)?;
    actions(findings, out)?;
    let Findings { runs, until, .. } = findings;
    let Some(first) = &runs.first else {
        return writeln!(out, "\nThe runs are the same up to {until}");
    };
    writeln!(out, "\nThe runs part at {}", first.at)?;
    parting(first, out)?;
    for (place, it) in runs.courses.iter().enumerate() {
        course(it, &runs.courses[..place], out)?;
        if it.chain.is_empty() && !findings.settings.is_empty() {
            writeln!(out, "  because  of what is different from the start")?;
        }
    }
    if runs.courses.is_empty() {
        writeln!(out, "\nNo node goes its own way")?;
    }
    end(findings, out)
}

/// What they differ in before anything happens.
fn settings(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    if !findings.settings.is_empty() {
        writeln!(out, "\nDifferent from the start")?;
    }
    for Difference { what, sides: [a, b] } in &findings.settings {
        writeln!(out, "  {what}: A {a}, B {b}")?;
    }
    Ok(())
}

/// What is done on one side alone.
fn actions(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    for side in Side::BOTH {
        let mut alone = findings.runs.actions.iter().filter(|(of, ..)| *of == side).peekable();
        if alone.peek().is_some() {
            writeln!(out, "\nOnly in {}", letter(side))?;
        }
        alone.try_for_each(|(_, at, text)| writeln!(out, "  at {at} {text}"))?;
    }
    Ok(())
}

/// Where a node's course parts and what led to it, as far as that was not told before.
fn course(course: &Course, told: &[Course], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{} goes its own way at {}", course.node, course.parting.at)?;
    parting(&course.parting, out)?;
    for (place, Step { side, line }) in course.chain.iter().enumerate() {
        let because = if place == 0 { "because" } else { "" };
        writeln!(out, "  {because:<7}  {}  {line}", letter(*side))?;
        let begins = |it: &&Course| it.parting.lines[side.index()].as_ref() == Some(line);
        if let Some(earlier) = told.iter().find(begins) {
            writeln!(out, "           and so on, as for {}", earlier.node)?;
            break;
        }
    }
    Ok(())
}

/// What each side has at a moment.
fn parting(parting: &Parting, out: &mut dyn Write) -> io::Result<()> {
    for (letter, line) in LETTERS.iter().zip(&parting.lines) {
        match line {
            Some(line) => writeln!(out, "           {letter}  {line}")?,
            None => writeln!(out, "           {letter}     (nothing then)")?,
        }
    }
    Ok(())
}

/// What properties and clients' answers come to.
fn end(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let Findings { standings, answers, until, .. } = findings;
    if standings.is_empty() && answers.is_empty() {
        return writeln!(
            out,
            "\nAt {until} all properties stand alike, and clients were told the same"
        );
    }
    writeln!(out, "\nAt {until}")?;
    standings.iter().try_for_each(|it| standing(it, out))?;
    for Answer { client, number, sides } in answers.iter().take(ANSWERS_MAX) {
        let [a, b] = sides.each_ref().map(|side| side.as_deref().unwrap_or("not asked"));
        writeln!(out, "  {client}, operation {number}\n    A  {a}\n    B  {b}")?;
    }
    match answers.len().saturating_sub(ANSWERS_MAX) {
        0 => {}
        1 => writeln!(out, "  and one more operation")?,
        more => writeln!(out, "  and {more} more operations")?,
    }
    figures(findings, out)
}

/// What both runs come to, figure by figure.
fn figures(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let figures = &findings.figures;
    let width = figures.iter().map(|it| it.what.chars().count()).max().unwrap_or(0);
    writeln!(out, "\nFigures up to {}\n  {:width$} {:>12} {:>12}", findings.until, "", "A", "B")?;
    for it in figures {
        let [a, b] =
            it.sides.map(|value| value.map_or("-".into(), |value| written(value, it.unit)));
        writeln!(out, "  {:width$} {a:>12} {b:>12}", it.what)?;
    }
    Ok(())
}

fn written(value: u64, unit: Unit) -> String {
    match unit {
        Unit::Time => Span(value).to_string(),
        _ => format!("{value} {}", unit.word()).trim().into(),
    }
}

/// How a property stands on both sides.
fn standing(sides: &Standings, out: &mut dyn Write) -> io::Result<()> {
    let id = sides.iter().flatten().next().map_or("", |property| property.id);
    writeln!(out, "  {id}")?;
    for (letter, property) in LETTERS.iter().zip(sides) {
        let standing = property.as_ref().map(report::standing);
        writeln!(out, "    {letter}  {}", standing.as_deref().unwrap_or("no such property"))?;
    }
    Ok(())
}
