//! The commands: what each is called, what its help says, and what it does.

use super::args::Args;
use super::source::{self, Source};
use super::{Command, Failure, Io, Verdict, json, report};
use crate::patterns;
use crate::scenario::link::{Link, Moment, Stamp};
use crate::scenario::{Course, Scenario, limits};
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
    usage: "run FILE|LINK|- [--branch NAME] [--until TIME] [--json]",
    summary: "Runs a scenario and tells what happens.",
    help: "\
Prints one line for every record, then how each property stands at the end.

  --branch NAME  runs that branch instead of the trunk; its number will do
  --until TIME   ends there instead of where the scenario says, for example 2.5s
  --json         prints JSON, one object a line, with times in microseconds:
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
    flags: &[source::BRANCH, ("--until", true), ("--json", false)],
    run,
};

pub const CHECK: Command = Command {
    name: "check",
    usage: "check FILE|LINK|- ... [--branch NAME]",
    summary: "Runs scenarios and tells which properties are violated, and why.",
    help: "\
Ends with status 1 if a property of any of them is violated. What has not happened yet at the end
of a run (a leader elected, a command answered) is told, and is no violation.

  --branch NAME  checks that branch only, or with trunk the trunk only; all are checked otherwise
",
    flags: &[source::BRANCH],
    run: check,
};

pub const DIGEST: Command = Command {
    name: "digest",
    usage: "digest FILE|LINK|- ... [--branch NAME]\n       faultline digest --batch FILE|-",
    summary: "Prints a number for each run that differs when anything in the run differs.",
    help: "\
The digest is of all records up to the scenario's end, 16 hexadecimal digits a line.

  --branch NAME  runs that branch instead of the trunk
  --batch        reads many scenarios from one file, with lines --- between them
",
    flags: &[source::BRANCH, ("--batch", false)],
    run: digest,
};

pub const LINK: Command = Command {
    name: "link",
    usage: "link FILE|LINK|- [--branch NAME] [--at TIME] [--base URL]",
    summary: "Makes a link that opens the scenario on the page.",
    help: "\
  --branch NAME  opens with that branch, at its start if no moment is given
  --at TIME      opens at that moment; the link then carries the digest that the run has there
  --base URL     the address of the page; without it only the fragment is printed, from its # on
",
    flags: &[source::BRANCH, ("--at", true), ("--base", true)],
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
    let source = source::read(args.one("a scenario to run")?, io)?;
    let (name, scenario) = source.scenario(source.course(args, io)?);
    let until = time(args, "--until")?.unwrap_or(scenario.until);
    let mut sim = start(scenario, &name)?;
    // A run that had to be stopped is told as far as it went.
    let stopped = sim.seek(until);
    if args.has("--json") {
        run_json(scenario, sim.as_mut(), io)?;
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
        let source = source::read(argument, io)?;
        let courses = match source.named(args)? {
            Some(course) => vec![course],
            None => source.scenario.courses().collect(),
        };
        for course in courses {
            let (name, scenario) = source.scenario(course);
            if !check_one(&name, scenario, io)? {
                verdict = Verdict::Bad;
            }
        }
    }
    Ok(verdict)
}

/// Whether no property of a scenario is violated.
fn check_one(name: &str, scenario: &Scenario, io: &mut Io) -> Result<bool, Failure> {
    let sim = ended(scenario, name)?;
    let properties = sim.frame().properties;
    for property in properties.iter().filter(|it| it.standing != Standing::Holds) {
        writeln!(io.out, "{name}: {}", report::standing(property))?;
    }
    if properties.iter().any(report::is_violated) {
        return Ok(false);
    }
    let (at, count) = (sim.now(), properties.len());
    writeln!(io.out, "{name}: none of {count} properties is violated up to {at}")?;
    Ok(true)
}

fn digest(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    if args.has("--batch") {
        return batch(args, io);
    }
    for argument in args.some("a scenario")? {
        let source = source::read(argument, io)?;
        let (name, scenario) = source.scenario(source.course(args, io)?);
        writeln!(io.out, "{:016x}", ended(scenario, &name)?.digest())?;
    }
    Ok(Verdict::Good)
}

fn batch(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    if args.has(source::BRANCH.0) {
        return Err("The flags --batch and --branch do not go together".to_string().into());
    }
    let name = args.one("a file with scenarios, or -")?;
    for part in source::batch(name, io)? {
        let scenario = part.parse(name)?;
        writeln!(io.out, "{:016x}", ended(&scenario, name)?.digest())?;
    }
    Ok(Verdict::Good)
}

fn link(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let source = source::read(args.one("a scenario")?, io)?;
    let course = source.course(args, io)?;
    let at = time(args, "--at")?.or(source.moment.as_ref().map(|moment| moment.at));
    let moment = match (at, course) {
        (None, Course::Trunk) => None,
        (at, course) => Some(moment(&source, course, at.unwrap_or_default())?),
    };
    let fragment = Link { text: source.scenario.to_text(), moment }.encode();
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

/// A moment of a course, with what the run has come to there.
fn moment(source: &Source, course: Course, at: Time) -> Result<Moment, Failure> {
    let (name, scenario) = source.scenario(course);
    let mut sim = start(scenario, &name)?;
    sim.seek(at).map_err(|reason| format!("{name}: {reason}"))?;
    let branch = match course {
        Course::Trunk => None,
        Course::Branch(number) => Some((number + 1).to_string()),
    };
    let selected = source.moment.as_ref().and_then(|moment| moment.selected.clone());
    let stamp = Some(Stamp { engine: sim::REVISION, digest: sim.digest() });
    Ok(Moment { at, branch, selected, stamp })
}

fn unlink(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let Source { scenario, moment, .. } = source::open(args.one("a link")?)?;
    if let Some(Moment { at, branch, selected, stamp }) = moment {
        write!(io.out, "# Opens at {at}")?;
        if let Some(branch) = branch {
            write!(io.out, " of branch {}", branch.escape_debug())?;
        }
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
