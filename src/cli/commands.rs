//! The commands: what each is called, what its help says, and what it does.

use super::args::Args;
use super::source::{self, Source};
use super::{Command, Failure, Io, Verdict, json, report};
use crate::patterns;
use crate::scenario::link::{Link, Moment, Stamp};
use crate::scenario::{Scenario, limits};
use crate::sim;
use crate::sim::entry::Entry;
use crate::sim::frame::Standing;
use crate::sim::handle::Sim;
use crate::sim::time::Time;
use crate::sim::value::ParamKind;

/// Lines are told in portions of so many records.
const PORTION: u32 = 4_096;

/// A longer address is cut by some of the tools that people paste it into.
const SAFE_CHARS: usize = 2_000;

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

pub const RUN: Command = Command {
    name: "run",
    usage: "run FILE|LINK|- [--until TIME] [--json]",
    summary: "Runs a scenario and tells what happens.",
    help: "\
Prints one line for every record, then how each property stands at the end.

  --until TIME  ends there instead of where the scenario says, for example 2.5s
  --json        prints JSON, one object a line, with times in microseconds:
                {\"type\":\"scenario\",\"title\",\"pattern\",\"nodes\":[names],\"text\"}
                {\"type\":\"record\",\"id\",\"at\",\"kind\",\"node\",\"cause\":id or null,
                 \"message\":name or null,\"place\",\"text\"}
                  kind: booted, crashed, paused, resumed, sent, delivered, lost, expired, moved,
                  noted, invoked, completed, acted, violated
                {\"type\":\"property\",\"id\",\"name\",\"source\",\"standing\",\"why\",\"at\",\"record\",
                 \"blame\":[ids]}
                  standing: holds, not yet, stuck, violated, known limit
                {\"type\":\"end\",\"at\",\"records\",\"engine\",\"digest\"}
",
    flags: &[("--until", true), ("--json", false)],
    run,
};

pub const CHECK: Command = Command {
    name: "check",
    usage: "check FILE|LINK|- ...",
    summary: "Runs scenarios and tells which properties are violated, and why.",
    help: "\
Ends with status 1 if a property of any of them is violated. What has not happened yet at the end
of a run (a leader elected, a command answered) is told, and is no violation.
",
    flags: &[],
    run: check,
};

pub const DIGEST: Command = Command {
    name: "digest",
    usage: "digest FILE|LINK|- ...\n       faultline digest --batch FILE|-",
    summary: "Prints a number for each run that differs when anything in the run differs.",
    help: "\
The digest is of all records up to the scenario's end, 16 hexadecimal digits a line.

  --batch  reads many scenarios from one file, with lines --- between them
",
    flags: &[("--batch", false)],
    run: digest,
};

pub const LINK: Command = Command {
    name: "link",
    usage: "link FILE|LINK|- [--at TIME] [--base URL]",
    summary: "Makes a link that opens the scenario on the page.",
    help: "\
  --at TIME   opens at that moment; the link then carries the digest that the run has there
  --base URL  the address of the page; without it only the fragment is printed, from its # on
",
    flags: &[("--at", true), ("--base", true)],
    run: link,
};

pub const UNLINK: Command = Command {
    name: "unlink",
    usage: "unlink LINK",
    summary: "Prints the scenario in a link.",
    help: "\
LINK is the whole address or its fragment from the # on, in quotation marks. The moment that it
opens at, if it names one, is printed as a comment.
",
    flags: &[],
    run: unlink,
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

fn run(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let Source { name, scenario, .. } = source::read(args.one("a scenario to run")?, io)?;
    let until = time(args, "--until")?.unwrap_or(scenario.until);
    let mut sim = start(&scenario, &name)?;
    // A run that had to be stopped is told as far as it went.
    let stopped = sim.seek(until);
    if args.has("--json") {
        run_json(&scenario, sim.as_mut(), io)?;
    } else {
        told(sim.as_mut(), |_, _, line| Ok(writeln!(io.out, "{line}")?))?;
        writeln!(io.out)?;
        for property in sim.frame().properties {
            writeln!(io.out, "{}", report::standing(&property))?;
        }
    }
    stopped.map_err(|reason| format!("{name}: {reason}"))?;
    Ok(Verdict::Good)
}

fn run_json(scenario: &Scenario, sim: &mut dyn Sim, io: &mut Io) -> Result<(), Failure> {
    json::scenario(io.out, scenario, &sim.names().0)?;
    told(sim, |sim, number, line| json::record(io.out, sim, &sim.records()[number], line))?;
    for property in sim.frame().properties {
        json::property(io.out, &property)?;
    }
    json::end(io.out, sim)
}

/// Calls `tell` with each record up to the cursor, by its number, and its line.
fn told(
    sim: &mut dyn Sim,
    mut tell: impl FnMut(&dyn Sim, usize, &sim::narrate::Line) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let end = sim.position();
    let mut next = 0;
    while next < end {
        let portion = next..end.min(next + PORTION);
        next = portion.end;
        for line in sim.lines(portion) {
            tell(sim, line.record.index(), &line)?;
        }
    }
    Ok(())
}

fn check(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::Good;
    for argument in args.some("a scenario to check")? {
        let Source { name, scenario, .. } = source::read(argument, io)?;
        let sim = ended(&scenario, &name)?;
        let properties = sim.frame().properties;
        for property in properties.iter().filter(|it| it.standing != Standing::Holds) {
            writeln!(io.out, "{name}: {}", report::standing(property))?;
        }
        if properties.iter().any(report::is_violated) {
            verdict = Verdict::Bad;
        } else {
            let (at, count) = (sim.now(), properties.len());
            writeln!(io.out, "{name}: none of {count} properties is violated up to {at}")?;
        }
    }
    Ok(verdict)
}

fn digest(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    if args.has("--batch") {
        return batch(args, io);
    }
    for argument in args.some("a scenario")? {
        let Source { name, scenario, .. } = source::read(argument, io)?;
        writeln!(io.out, "{:016x}", ended(&scenario, &name)?.digest())?;
    }
    Ok(Verdict::Good)
}

fn batch(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let name = args.one("a file with scenarios, or -")?;
    for part in source::batch(name, io)? {
        let scenario = part.parse(name)?;
        writeln!(io.out, "{:016x}", ended(&scenario, name)?.digest())?;
    }
    Ok(Verdict::Good)
}

fn link(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let Source { name, scenario, moment } = source::read(args.one("a scenario")?, io)?;
    let selected = moment.as_ref().and_then(|moment| moment.selected.clone());
    let moment = match time(args, "--at")?.or(moment.map(|moment| moment.at)) {
        None => None,
        Some(at) => {
            let mut sim = start(&scenario, &name)?;
            sim.seek(at).map_err(|reason| format!("{name}: {reason}"))?;
            let stamp = Some(Stamp { engine: sim::REVISION, digest: sim.digest() });
            Some(Moment { at, selected, stamp })
        }
    };
    let fragment = Link { text: scenario.to_text(), moment }.encode();
    let fragment = fragment.map_err(|error| error.to_string())?;
    let base = args.value("--base").unwrap_or_default();
    if base.contains('#') {
        return Err(format!("The address {base} has a fragment already").into());
    }
    let length = base.len() + fragment.len();
    if length > SAFE_CHARS {
        writeln!(
            io.err,
            "This link has {length} characters; some tools cut what is longer than {SAFE_CHARS}"
        )?;
    }
    writeln!(io.out, "{base}{fragment}")?;
    Ok(Verdict::Good)
}

fn unlink(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let Source { scenario, moment, .. } = source::open(args.one("a link")?)?;
    if let Some(Moment { at, selected, stamp }) = moment {
        write!(io.out, "# Opens at {at}")?;
        if let Some(selected) = selected {
            write!(io.out, " with {} selected", selected.escape_debug())?;
        }
        if let Some(Stamp { engine, digest }) = stamp {
            write!(io.out, "; engine {engine} came to {digest:016x} there")?;
        }
        writeln!(io.out)?;
    }
    write!(io.out, "{scenario}")?;
    Ok(Verdict::Good)
}

fn start(scenario: &Scenario, name: &str) -> Result<Box<dyn Sim>, Failure> {
    scenario.start().map_err(|reason| format!("{name}: {reason}").into())
}

/// A run at the end of its scenario.
fn ended(scenario: &Scenario, name: &str) -> Result<Box<dyn Sim>, Failure> {
    let mut sim = start(scenario, name)?;
    sim.seek(scenario.until).map_err(|reason| format!("{name}: {reason}"))?;
    Ok(sim)
}

fn time(args: &Args, flag: &str) -> Result<Option<Time>, Failure> {
    let Some(text) = args.value(flag) else { return Ok(None) };
    let time: Time = text.parse().map_err(|message| format!("{flag}: {message}"))?;
    if time > limits::UNTIL {
        return Err(format!("{flag}: a run is at most {} long", limits::UNTIL).into());
    }
    Ok(Some(time))
}
