//! The command `run`, and what other commands share with it: starting runs and bringing them to
//! their end.

use super::args::Args;
use super::{Command, Failure, Io, Verdict, json, report, source};
use crate::scenario::{End, Ending, Scenario, limits};
use crate::sim::handle::Sim;
use crate::sim::narrate::Line;
use crate::sim::time::Time;

pub const RUN: Command = Command {
    name: "run",
    usage: "run FILE|LINK|- [--branch NAME] [--until END] [--json]",
    summary: "Runs a scenario and tells what happens.",
    help: "\
Prints one line for every record, then how each property stands at the end. Ends with status 1 if
the run was to end with something that did not come true.

  --branch NAME  runs that branch instead of the trunk; its number will do
  --until END    ends there instead of where the scenario says: at a time, like 2.5s, or with the
                 instant in which something comes true, or at a time if it does not:
                 \"n0 is Leader or 10s\", \"any is Leader\", \"n0 sends RequestVote\",
                 \"n1 gets AppendEntries\", \"RequestVote\", \"election-safety is broken\",
                 \"anything is broken\", \"c0 is answered\", \"anyone is answered\"
  --json         prints JSON, one object a line, with times in microseconds:
                 {\"type\":\"scenario\",\"title\",\"pattern\",\"nodes\":[names],\"text\"}
                 {\"type\":\"record\",\"id\",\"at\",\"kind\",\"node\",\"cause\":id or null,
                  \"message\":name or null,\"place\",\"text\"}
                   kind: booted, crashed, paused, resumed, sent, delivered, lost, expired, moved,
                   noted, invoked, completed, acted, violated
                 {\"type\":\"property\",\"id\",\"name\",\"source\",\"standing\",\"why\",\"at\",\"record\",
                  \"blame\":[ids]}
                   standing: holds, not yet, stuck, violated, known limit
                {\"type\":\"end\",\"at\",\"records\",\"engine\",\"digest\",\"awaited\":condition or null,
                  \"reached\":id or null}
",
    flags: &[source::BRANCH, UNTIL, ("--json", false)],
    run,
};

/// The flag that says where runs end.
pub const UNTIL: (&str, bool) = ("--until", true);

/// Lines are told in portions of so many records.
const PORTION: u32 = 4_096;

fn run(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let source = source::read(args.one("a scenario to run")?, io)?;
    let (name, scenario) = source.scenario(source.course(args, io)?);
    let end = end(args, scenario)?;
    let mut sim = start(scenario, &name)?;
    // A run that had to be stopped is told as far as it went.
    let ending = end.reach(sim.as_mut());
    if args.has("--json") {
        run_json(scenario, sim.as_mut(), &end, ending.as_ref().ok(), io)?;
    } else {
        told(sim.as_mut(), |_, _, line| Ok(writeln!(io.out, "{line}")?))?;
        writeln!(io.out)?;
        if let Some(told) = ending.as_ref().ok().and_then(|it| report::ending(scenario, &end, it)) {
            writeln!(io.out, "{told} at {}", sim.now())?;
        }
        for property in sim.frame().properties {
            writeln!(io.out, "{}", report::standing(&property))?;
        }
    }
    match ending.map_err(|reason| format!("{name}: {reason}"))? {
        Ending::InTime | Ending::Reached(_) => Ok(Verdict::Good),
        Ending::Missed => Ok(Verdict::Bad),
    }
}

fn run_json(
    scenario: &Scenario,
    sim: &mut dyn Sim,
    end: &End,
    ending: Option<&Ending>,
    io: &mut Io,
) -> Result<(), Failure> {
    json::scenario(io.out, scenario, &sim.names().0)?;
    told(sim, |sim, number, line| json::record(io.out, sim, &sim.records()[number], line))?;
    for property in sim.frame().properties {
        json::property(io.out, &property)?;
    }
    let awaited = end.goal.map(|goal| scenario.condition_in_words(&goal));
    json::end(io.out, sim, awaited, ending)
}

/// Calls `tell` with each record up to the cursor, by its number, and its line.
fn told(
    sim: &mut dyn Sim,
    mut tell: impl FnMut(&dyn Sim, usize, &Line) -> Result<(), Failure>,
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

/// Starts a scenario's run; `name` is what messages call it.
pub fn start(scenario: &Scenario, name: &str) -> Result<Box<dyn Sim>, Failure> {
    scenario.start().map_err(|reason| format!("{name}: {reason}").into())
}

/// A run at the end of its scenario.
pub fn ended(scenario: &Scenario, name: &str) -> Result<Box<dyn Sim>, Failure> {
    let mut sim = start(scenario, name)?;
    scenario.end().reach(sim.as_mut()).map_err(|reason| format!("{name}: {reason}"))?;
    Ok(sim)
}

/// Where runs end: as a flag says, or else as the scenario does.
pub fn end(args: &Args, scenario: &Scenario) -> Result<End, Failure> {
    match args.value(UNTIL.0) {
        None => Ok(scenario.end()),
        Some(text) => {
            let end = scenario.read_end(text);
            Ok(end.map_err(|mistake| format!("{}: {}", UNTIL.0, mistake.message))?)
        }
    }
}

/// The time that a flag gives.
pub fn time(args: &Args, flag: &str) -> Result<Option<Time>, Failure> {
    let Some(text) = args.value(flag) else { return Ok(None) };
    let time: Time = text.parse().map_err(|message| format!("{flag}: {message}"))?;
    if time > limits::UNTIL {
        return Err(format!("{flag}: a run is at most {} long", limits::UNTIL).into());
    }
    Ok(Some(time))
}
