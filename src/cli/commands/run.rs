//! The command `run`, and what other commands share with it: starting runs and bringing them to
//! their end.

use std::io::{self, Write};

use crate::args::{Args, JSON};
use crate::{Command, Failure, Io, Verdict, report, source};
use export::{Excerpt, jsonl};
use kernel::time::Time;
use run::Sim;
use scenario::{End, Ending, Scenario, limits};

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
  --json         prints JSON, one object a line, with times in microseconds; docs/trace.schema.json
                 is the schema, and these are the lines:
                 {\"type\":\"scenario\",\"title\",\"pattern\",\"nodes\":[names],\"text\"}
                 {\"type\":\"record\",\"id\",\"at\",\"kind\",\"node\",\"cause\":id or null,
                  \"message\":name or null,\"place\",\"text\"}
                 {\"type\":\"property\",\"id\",\"name\",\"source\",\"standing\",\"why\",\"at\",\"record\",
                  \"blame\":[ids]}
                 {\"type\":\"end\",\"at\",\"records\",\"engine\",\"digest\",\"awaited\":condition or
                  null,\"reached\":id or null}
",
    flags: &[source::BRANCH, UNTIL, JSON],
    run,
};

/// The flag that says where runs end.
pub const UNTIL: (&str, bool) = ("--until", true);

fn run(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let source = source::read(args.one("a scenario to run")?, io)?;
    let (name, scenario) = source.scenario(source.course(args, io)?);
    let end = end(args, UNTIL.0, scenario)?;
    let mut sim = start(scenario, &name)?;
    // A run that had to be stopped is told as far as it went.
    let ending = end.reach(sim.as_mut());
    let whole = Excerpt::new(sim.as_mut(), scenario, Time::ZERO);
    if args.has(JSON.0) {
        jsonl::write(&mut whole.ending(&end, ending.as_ref().ok()), io.out)?;
    } else {
        tell(whole, io.out)?;
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

/// Prints a line for every record.
fn tell(mut run: Excerpt, out: &mut dyn Write) -> io::Result<()> {
    run.tell(|_, _, line| writeln!(out, "{line}"))?;
    writeln!(out)
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
pub fn end(args: &Args, flag: &str, scenario: &Scenario) -> Result<End, Failure> {
    match args.value(flag) {
        None => Ok(scenario.end()),
        Some(text) => {
            let end = scenario.read_end(text);
            Ok(end.map_err(|mistake| format!("{flag}: {}", mistake.message))?)
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
