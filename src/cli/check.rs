//! The commands `check` and `digest`: what a run comes to, in a line or two for each.

use super::args::Args;
use super::run::{self, UNTIL};
use super::{Command, Failure, Io, Verdict, report, source};
use crate::scenario::{End, Scenario};
use crate::sim::frame::Standing;

pub const CHECK: Command = Command {
    name: "check",
    usage: "check FILE|LINK|- ... [--branch NAME] [--until END]",
    summary: "Runs scenarios and tells which properties are violated, and why.",
    help: "\
Ends with status 1 if a property of any of them is violated. What has not happened yet at the end
of a run (a leader elected, a command answered) is told, and is no violation.

  --branch NAME  checks that branch only, or with trunk the trunk only; all are checked otherwise
  --until END    ends runs there, as in `faultline run`. That something did not come true is told,
                 and is no violation.
",
    flags: &[source::BRANCH, UNTIL],
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
            if !check_one(&name, scenario, &run::end(args, UNTIL.0, scenario)?, io)? {
                verdict = Verdict::Bad;
            }
        }
    }
    Ok(verdict)
}

/// Whether no property of a scenario is violated.
fn check_one(name: &str, scenario: &Scenario, end: &End, io: &mut Io) -> Result<bool, Failure> {
    let mut sim = run::start(scenario, name)?;
    let ending = end.reach(sim.as_mut()).map_err(|reason| format!("{name}: {reason}"))?;
    if let Some(told) = report::ending(scenario, end, &ending) {
        writeln!(io.out, "{name}: {told} at {}", sim.now())?;
    }
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
        writeln!(io.out, "{:016x}", run::ended(scenario, &name)?.digest())?;
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
        writeln!(io.out, "{:016x}", run::ended(&scenario, name)?.digest())?;
    }
    Ok(Verdict::Good)
}
