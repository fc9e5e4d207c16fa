//! The commands `check` and `digest`: what runs come to, in a line or two for each.

use super::run::{self, UNTIL};
use crate::args::{Args, JSON};
use crate::source::{self, Source};
use crate::{Command, Failure, Io, Verdict, report};
use ::run::Sim;
use ::run::frame::{PropertyFrame, Standing};
use export::{Goal, json, jsonl};
use scenario::{Course, Ending, Scenario};

pub const CHECK: Command = Command {
    name: "check",
    usage: "check FILE|LINK|- ... [--live] [--branch NAME] [--until END] [--json]",
    summary: "Runs scenarios and tells which properties are violated, and why.",
    help: "\
All are run, with their branches, also after one that fails.

  --live         fails, too, where something good is stuck: nothing is wrong with nodes and network
                 any more, and it has not happened in all the time it may take; and where the run
                 was to end with something that did not come true. Else that is only told
  --branch NAME  checks that branch only, or with trunk the trunk only
  --until END    ends runs there, as in `faultline run`
  --json         prints an object a line for each run:
                 {\"type\":\"check\",\"file\",\"branch\":name or null,\"passed\",\"at\",\"records\",\"engine\",
                  \"digest\",\"awaited\":condition or null,\"reached\":id or null,
                  \"properties\":[{\"id\",\"name\",\"source\",\"standing\",\"why\",\"at\",\"record\",\"blame\"}]}

Ends with status 1 if one fails, and with 2 if one cannot be run.
",
    flags: &[("--live", false), source::BRANCH, UNTIL, JSON],
    run: check,
};

pub const DIGEST: Command = Command {
    name: "digest",
    usage: "digest FILE|LINK|- ... [--branch NAME] [--json]\n       \
            faultline digest --batch FILE|- [--json]",
    summary: "Prints a number for each run that differs when anything in the run differs.",
    help: "\
The digest is of all records up to the scenario's end, 16 hexadecimal digits a line.

  --branch NAME  runs that branch instead of the trunk
  --batch        reads many scenarios from one file, with lines --- between them
  --json         prints an object a line for each run:
                 {\"type\":\"digest\",\"file\",\"branch\":name or null,\"at\",\"records\",\"engine\",\"digest\"}
",
    flags: &[source::BRANCH, ("--batch", false), JSON],
    run: digest,
};

fn check(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::Good;
    let mut refused = false;
    for argument in args.some("a scenario to check")? {
        match check_all(argument, args, io) {
            Ok(true) => {}
            Ok(false) => verdict = Verdict::Bad,
            // The others may be in order, and a build server is to tell of all at once.
            Err(Failure::Sentence(sentence)) => {
                writeln!(io.err, "{sentence}")?;
                refused = true;
            }
            Err(failure) => return Err(failure),
        }
    }
    if refused { Err(Failure::Told) } else { Ok(verdict) }
}

/// Whether all courses of a scenario pass.
fn check_all(argument: &str, args: &Args, io: &mut Io) -> Result<bool, Failure> {
    let source = source::read(argument, io)?;
    let courses = match source.named(args, source::BRANCH.0)? {
        Some(course) => vec![course],
        None => source.scenario.courses().collect(),
    };
    let mut all = true;
    for course in courses {
        all &= Check::of(&source, course, args)?.tell(args, io)?;
    }
    Ok(all)
}

/// A run that was checked.
struct Check<'a> {
    run: Named<'a>,
    sim: Box<dyn Sim>,
    properties: Vec<PropertyFrame>,
    goal: Option<Goal>,
    /// What it was to end with, and whether it did, in words.
    ending: Option<String>,
    passed: bool,
}

impl<'a> Check<'a> {
    fn of(source: &'a Source, course: Course, args: &Args) -> Result<Check<'a>, Failure> {
        let run = Named::of(source, course);
        let (name, scenario) = (&run.name, run.scenario);
        let end = run::end(args, UNTIL.0, scenario)?;
        let mut sim = run::start(scenario, name)?;
        let ending = end.reach(sim.as_mut()).map_err(|reason| format!("{name}: {reason}"))?;
        let properties = sim.frame().properties;
        let stuck = |it: &PropertyFrame| matches!(it.standing, Standing::Stuck { .. });
        let late = ending == Ending::Missed || properties.iter().any(stuck);
        let fails = properties.iter().any(report::is_violated) || late && args.has("--live");
        let goal = Goal::of(scenario, &end, Some(&ending));
        let ending = report::ending(scenario, &end, &ending);
        Ok(Check { run, sim, properties, goal, ending, passed: !fails })
    }

    /// Prints what came of it, and says whether it passed.
    fn tell(&self, args: &Args, io: &mut Io) -> Result<bool, Failure> {
        if args.has(JSON.0) {
            self.tell_json(io)?;
            return Ok(self.passed);
        }
        let (name, now) = (&self.run.name, self.sim.now());
        if let Some(ending) = &self.ending {
            writeln!(io.out, "{name}: {ending} at {now}")?;
        }
        for property in self.properties.iter().filter(|it| it.standing != Standing::Holds) {
            writeln!(io.out, "{name}: {}", report::standing(property))?;
        }
        if self.passed {
            let count = self.properties.len();
            writeln!(io.out, "{name}: none of {count} properties is violated up to {now}")?;
        }
        Ok(self.passed)
    }

    fn tell_json(&self, io: &mut Io) -> Result<(), Failure> {
        json::object(io.out, |row| {
            row.text("type", "check")?;
            self.run.write(row)?;
            row.truth("passed", self.passed)?;
            jsonl::come_to(row, self.sim.as_ref())?;
            Goal::write(self.goal.as_ref(), row)?;
            row.array("properties", &self.properties, |out, property| {
                json::object(out, |row| jsonl::property(row, property))
            })
        })?;
        Ok(writeln!(io.out)?)
    }
}

/// A course of a scenario, and where it comes from.
struct Named<'a> {
    /// What messages call it.
    name: String,
    file: &'a str,
    branch: Option<String>,
    scenario: &'a Scenario,
}

impl<'a> Named<'a> {
    fn of(source: &'a Source, course: Course) -> Named<'a> {
        let (name, scenario) = source.scenario(course);
        let branch = match course {
            Course::Trunk => None,
            Course::Branch(_) => Some(source.scenario.course_name(course).to_string()),
        };
        Named { name, file: &source.name, branch, scenario }
    }

    fn write(&self, row: &mut json::Object) -> std::io::Result<()> {
        row.text("file", self.file)?;
        row.maybe_text("branch", self.branch.as_deref())
    }
}

fn digest(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    if args.has("--batch") {
        return batch(args, io);
    }
    for argument in args.some("a scenario")? {
        let source = source::read(argument, io)?;
        let run = Named::of(&source, source.course(args, io)?);
        print_digest(&run, args, io)?;
    }
    Ok(Verdict::Good)
}

fn batch(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    if args.has(source::BRANCH.0) {
        return Err("The flags --batch and --branch do not go together".to_string().into());
    }
    let file = args.one("a file with scenarios, or -")?;
    for part in source::batch(file, io)? {
        let scenario = &part.parse(file)?;
        print_digest(&Named { name: file.into(), file, branch: None, scenario }, args, io)?;
    }
    Ok(Verdict::Good)
}

fn print_digest(run: &Named, args: &Args, io: &mut Io) -> Result<(), Failure> {
    let sim = run::ended(run.scenario, &run.name)?;
    if !args.has(JSON.0) {
        return Ok(writeln!(io.out, "{:016x}", sim.digest())?);
    }
    json::object(io.out, |row| {
        row.text("type", "digest")?;
        run.write(row)?;
        jsonl::come_to(row, sim.as_ref())
    })?;
    Ok(writeln!(io.out)?)
}
