//! The commands `list` and `show`: what patterns there are, and what can be set in each.

use super::args::Args;
use super::{Command, Failure, Io, Verdict};
use crate::patterns;
use crate::sim::entry::Entry;
use crate::sim::value::ParamKind;

pub const LIST: Command = Command {
    name: "list",
    usage: "list",
    summary: "Lists the patterns.",
    help: "Each line has the id that scenarios use, the name, and what the pattern is for.\n",
    flags: &[],
    run: |args, io| {
        args.none()?;
        for Entry { info, .. } in patterns::ALL {
            writeln!(io.out, "{:<12} {}: {}", info.id, info.name, info.summary)?;
        }
        Ok(Verdict::Good)
    },
};

pub const SHOW: Command = Command {
    name: "show",
    usage: "show ID",
    summary: "Prints a pattern's parameters, safeguards, properties and inputs.",
    help: "\
Parameters stand in the pattern line of a scenario, safeguards that are switched off in a line of
their own, inputs in timed lines:

    pattern raft nodes=3
    without majority
    at 1s input n0 put x=1
",
    flags: &[],
    run: show,
};

fn show(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let id = args.one("the id of a pattern; `faultline list` lists them")?;
    let Some(entry) = patterns::ALL.iter().find(|entry| entry.info.id == id) else {
        writeln!(io.err, "There is no pattern “{id}”; `faultline list` lists those there are")?;
        return Ok(Verdict::Bad);
    };
    writeln!(io.out, "{}: {}", entry.info.name, entry.info.summary)?;
    writeln!(io.out, "\nParameters")?;
    for param in (entry.params)() {
        writeln!(io.out, "  {:<34} {}", format!("{}={}", param.key, param.default), param.help)?;
        writeln!(io.out, "  {:<34} {}", "", values(param.kind))?;
    }
    writeln!(io.out, "\nSafeguards")?;
    for guard in (entry.safeguards)() {
        writeln!(io.out, "  {:<34} {}", guard.id, guard.lesson)?;
    }
    writeln!(io.out, "\nProperties")?;
    for (id, sentence) in (entry.properties)() {
        writeln!(io.out, "  {id:<34} {sentence}")?;
    }
    writeln!(io.out, "\nInputs")?;
    for input in entry.inputs {
        writeln!(io.out, "  {:<34} {}", input.example, input.help)?;
    }
    Ok(Verdict::Good)
}

/// What values a parameter takes, in a sentence.
fn values(kind: ParamKind) -> String {
    match kind {
        ParamKind::Count(low, high) => format!("A number from {low} to {high}."),
        ParamKind::Span(low, high) => format!("A time from {low} to {high}."),
        ParamKind::Range(low, high) => format!("A range of times from {low} to {high}."),
        ParamKind::Share => "A share from 0% to 100%.".into(),
        ParamKind::Choice(words) => format!("One of {}.", words.join(", ")),
    }
}
