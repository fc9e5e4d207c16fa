//! The commands `list` and `show`: what patterns there are, and what can be said of each.

use std::io::{self, Write};

use crate::args::{Args, JSON};
use crate::{Command, Failure, Io, Verdict};
use export::json;

use pattern::value::ParamKind;
use run::entry::Entry;
use run::words::there_is_no;

pub const LIST: Command = Command {
    name: "list",
    usage: "list [--json]",
    summary: "Lists the patterns.",
    help: "\
Each line has the id that scenarios use, the name, and what the pattern is for.

  --json  prints an object a line: {\"id\",\"name\",\"family\",\"summary\"}
",
    flags: &[JSON],
    run: list,
};

pub const SHOW: Command = Command {
    name: "show",
    usage: "show ID [--json]",
    summary: "Prints what can be set in a pattern, what it promises, and the words for it.",
    help: "\
Parameters stand in the pattern line of a scenario, safeguards that are switched off in a line of
their own, inputs in timed lines, states and messages in conditions to run until:

    faultline 1
    pattern raft nodes=3
    without majority
    at 1s input n0 put x=1
    until n0 is Leader or 5s

  --json  prints one object: {\"id\",\"name\",\"family\",\"summary\",
            \"parameters\":[{\"key\",\"default\",\"values\",\"help\"}],
            \"safeguards\":[{\"id\",\"name\",\"lesson\",\"breaks\"}],
            \"properties\":[{\"id\",\"name\"}], \"inputs\":[{\"example\",\"help\"}],
            \"roles\":[{\"name\",\"prefix\",\"states\":[names]}], \"messages\":[{\"name\",\"help\"}]}
",
    flags: &[JSON],
    run: show,
};

fn list(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    args.none()?;
    for entry in catalogue::ALL {
        if args.has(JSON.0) {
            json::object(io.out, |it| head(it, entry))?;
            writeln!(io.out)?;
        } else {
            writeln!(io.out, "{:<12} {}: {}", entry.info.id, entry.info.name, entry.info.summary)?;
        }
    }
    Ok(Verdict::Good)
}

fn show(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let id = args.one("the id of a pattern; `faultline list` lists them")?;
    let Some(entry) = catalogue::ALL.iter().find(|entry| entry.info.id == id) else {
        let ids = catalogue::ALL.iter().map(|entry| entry.info.id);
        return Err(there_is_no("pattern", id, ids).into());
    };
    if args.has(JSON.0) {
        json::object(io.out, |it| whole(it, entry))?;
        writeln!(io.out)?;
    } else {
        print(entry, io.out)?;
    }
    Ok(Verdict::Good)
}

fn print(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let Entry { info, .. } = entry;
    let row = |out: &mut dyn Write, word: &str, help: &str| writeln!(out, "  {word:<34} {help}");
    writeln!(out, "{}: {}", info.name, info.summary)?;
    writeln!(out, "\nParameters")?;
    for param in (entry.params)() {
        row(out, &format!("{}={}", param.key, param.default), param.help)?;
        row(out, "", &values(param.kind))?;
    }
    writeln!(out, "\nSafeguards")?;
    for guard in (entry.safeguards)() {
        row(out, guard.id, guard.lesson)?;
    }
    writeln!(out, "\nProperties")?;
    for (id, sentence) in (entry.properties)() {
        row(out, id, sentence)?;
    }
    writeln!(out, "\nInputs")?;
    for input in entry.inputs {
        row(out, input.example, input.help)?;
    }
    writeln!(out, "\nStates")?;
    for role in info.roles {
        let states: Vec<_> = role.diagram.states.iter().map(|state| state.name).collect();
        row(out, &format!("{} ({}0)", role.name, role.prefix), &states.join(", "))?;
    }
    writeln!(out, "\nMessages")?;
    info.messages.iter().try_for_each(|kind| row(out, kind.name, kind.help))
}

fn head(pattern: &mut json::Object, entry: &Entry) -> io::Result<()> {
    pattern.text("id", entry.info.id)?;
    pattern.text("name", entry.info.name)?;
    pattern.text("family", entry.info.family)?;
    pattern.text("summary", entry.info.summary)
}

fn whole(pattern: &mut json::Object, entry: &Entry) -> io::Result<()> {
    head(pattern, entry)?;
    pattern.array("parameters", (entry.params)(), |out, param| {
        json::object(out, |it| {
            it.text("key", param.key)?;
            it.text("default", &param.default.to_string())?;
            it.text("values", &values(param.kind))?;
            it.text("help", param.help)
        })
    })?;
    pattern.array("safeguards", (entry.safeguards)(), |out, guard| {
        json::object(out, |it| {
            it.text("id", guard.id)?;
            it.text("name", guard.name)?;
            it.text("lesson", guard.lesson)?;
            it.text("breaks", guard.breaks)
        })
    })?;
    pattern.array("properties", (entry.properties)(), |out, (id, name)| {
        pair(out, ("id", id), ("name", name))
    })?;
    pattern.array("inputs", entry.inputs, |out, input| {
        pair(out, ("example", input.example), ("help", input.help))
    })?;
    pattern.array("roles", entry.info.roles, |out, role| {
        json::object(out, |it| {
            it.text("name", role.name)?;
            it.text("prefix", &role.prefix.to_string())?;
            it.array("states", role.diagram.states, |out, state| json::text(out, state.name))
        })
    })?;
    pattern.array("messages", entry.info.messages, |out, kind| {
        pair(out, ("name", kind.name), ("help", kind.help))
    })
}

fn pair(out: &mut dyn Write, first: (&str, &str), second: (&str, &str)) -> io::Result<()> {
    json::object(out, |it| {
        it.text(first.0, first.1)?;
        it.text(second.0, second.1)
    })
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
