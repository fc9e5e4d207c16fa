//! The command `shrink`, and how a scenario that was made small is printed: as a file that can be
//! run as it is, in which everything that is no scenario is a comment. A link's fragment begins
//! with `#`, so it is one too.

use std::io::IsTerminal;

use crate::args::Args;
use crate::source::{self, BRANCH};
use crate::{Command, Failure, Io, Verdict};
use scenario::Scenario;
use scenario::link::Link;
use search::shrink::Shrink;
use search::violation::broken;

pub const SHRINK: Command = Command {
    name: "shrink",
    usage: "shrink FILE|LINK|- [--branch NAME] [--property ID] [--attempts N] [--base URL]",
    summary: "Makes a scenario that violates a property as small as it can.",
    help: "\
Takes away actions, nodes and settings, rounds times, and tries other seeds, as long as the same
property is violated. Prints the smallest scenario and its link, as a file that can be run again.

  --branch NAME  takes that branch instead of the trunk
  --property ID  the property that is to be violated; the first that is, without it
  --attempts N   tries at most so many scenarios
  --base URL     the address of the page, for the link
",
    flags: &[BRANCH, ("--property", true), ("--attempts", true), ("--base", true)],
    run: shrink,
};

/// A scenario made small.
pub struct Smallest {
    /// The scenario.
    pub scenario: Scenario,
    /// How many were tried.
    pub attempts: u32,
}

/// Makes a scenario that violates a property small, in so many attempts at most.
pub fn of(
    scenario: &Scenario,
    property: &str,
    attempts: u32,
    io: &mut Io,
) -> Result<Smallest, Failure> {
    let mut shrink = Shrink::new(scenario, property)?;
    if attempts != u32::MAX {
        shrink = shrink.limited_to(attempts);
    }
    let shown = std::io::stderr().is_terminal();
    let mut attempts = 0;
    for progress in shrink.by_ref() {
        attempts = progress.attempts;
        if shown && (progress.smaller || attempts.is_multiple_of(100)) {
            write!(io.err, "\r\u{1b}[Kshrinking: {} actions left", progress.actions)?;
            io.err.flush()?;
        }
    }
    if shown {
        write!(io.err, "\r\u{1b}[K")?;
    }
    Ok(Smallest { scenario: shrink.best(), attempts })
}

impl Smallest {
    /// Prints it, and what it was made of.
    pub fn print(&self, of: &Scenario, args: &Args, io: &mut Io) -> Result<(), Failure> {
        let (before, after) = (of.setup.actions.len(), self.scenario.setup.actions.len());
        let attempts = self.attempts;
        writeln!(io.out, "# Shrunk from {before} actions to {after} in {attempts} attempts.")?;
        print(&self.scenario, args, io)
    }
}

/// Prints a scenario and its link.
pub fn print(scenario: &Scenario, args: &Args, io: &mut Io) -> Result<(), Failure> {
    let text = scenario.to_text();
    write!(io.out, "{text}")?;
    let fragment = Link { text, moment: None }.encode().map_err(|error| error.to_string())?;
    match args.value("--base") {
        None => writeln!(io.out, "{fragment}")?,
        Some(base) => writeln!(io.out, "# {base}{fragment}")?,
    }
    Ok(())
}

fn shrink(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let attempts = match args.value("--attempts") {
        None => u32::MAX,
        Some(text) => text.parse().map_err(|_| format!("--attempts: “{text}” is not a number"))?,
    };
    let source = source::read(args.one("a scenario to shrink")?, io)?;
    let (name, scenario) = source.chosen(args, io)?;
    let property = match args.value("--property") {
        Some(id) => id.to_string(),
        None => {
            let first = broken(&scenario, None).into_iter().next();
            let first = first.ok_or_else(|| format!("{name}: no property is violated"))?;
            first.property.into()
        }
    };
    let smallest = of(&scenario, &property, attempts, io)?;
    writeln!(io.out, "# {property} is violated.")?;
    smallest.print(&scenario, args, io)?;
    Ok(Verdict::Good)
}
