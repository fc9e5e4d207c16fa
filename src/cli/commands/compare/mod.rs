//! The command `compare`: two runs side by side, in words or as lines of JSON.

mod rows;
mod told;

use super::run::{self, UNTIL};
use crate::args::{Args, JSON};
use crate::source::{self, BRANCH, Source};
use crate::{Command, Failure, Io, Verdict};
use ::run::Sim;
use compare::figures::{Figure, Tally, figures};
use compare::{Answer, Comparison, Side, Standings, answers, standings};
use kernel::time::Time;
use scenario::{Course, Difference, Scenario, differences};

pub const COMPARE: Command = Command {
    name: "compare",
    usage: "compare A B [--until END] [--json]\n       \
            faultline compare FILE|LINK|- --branch NAME [--against NAME] [--until END] [--json]",
    summary: "Tells where two runs part, what led to it, and what they come to.",
    help: "\
A and B are scenarios, or a branch is compared with its trunk, which then is A. Printed are what
differs from the start (seed, parameters, safeguards, network), the actions that one side alone has,
the first moment at which the runs differ, and for each node where its own course parts and what led
to it, step by step back to an action or to the start; then which properties and which of the
clients' answers are different in the end, and what both runs come to in figures. The runs are compared up to the end of the shorter one.

  --branch NAME   compares this branch of the one scenario; its number will do
  --against NAME  compares it with that branch instead of the trunk
  --until END     ends runs there, as in `faultline run`
  --json          prints JSON, one object a line, with times in microseconds; a and b are null where
                  a side has nothing, LINE is {\"at\",\"record\",\"place\",\"text\"}, and PROPERTY is as in
                  `faultline run`:
                  {\"type\":\"side\",\"side\":\"A\" or \"B\",\"name\",\"until\"}
                  {\"type\":\"setting\",\"what\",\"a\",\"b\"}
                  {\"type\":\"action\",\"side\",\"at\",\"text\"}
                  {\"type\":\"parting\",\"at\",\"a\":LINE,\"b\":LINE}
                  {\"type\":\"course\",\"node\",\"at\",\"a\":LINE,\"b\":LINE,
                   \"chain\":[{\"side\",\"line\":LINE}]}
                  {\"type\":\"standing\",\"id\",\"a\":PROPERTY,\"b\":PROPERTY}
                  {\"type\":\"answer\",\"client\",\"number\",\"a\",\"b\"}
                  {\"type\":\"figure\",\"what\",\"unit\":\"\", \"us\" or the pattern's own,\"a\",\"b\"}
                  {\"type\":\"end\",\"at\",\"same\":true or false}

Ends with status 1 if the runs differ. Notes and titles do not count.
",
    flags: &[BRANCH, AGAINST, UNTIL, JSON],
    run: compare,
};

/// The flag that names what a branch is compared with.
const AGAINST: (&str, bool) = ("--against", true);

/// What the two sides are called.
const LETTERS: [&str; 2] = ["A", "B"];

/// A run to be compared, and what messages call it.
struct Compared {
    name: String,
    scenario: Scenario,
    /// Where its run ends.
    until: Time,
}

/// Everything in which two runs differ.
struct Findings {
    settings: Vec<Difference>,
    runs: Comparison,
    standings: Vec<Standings>,
    answers: Vec<Answer>,
    figures: Vec<Figure>,
    /// How far both were compared.
    until: Time,
}

fn compare(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let [a, b] = chosen(args, io)?.map(|(name, scenario)| ended(args, name, scenario));
    let ((a, mut first), (b, mut second)) = (a?, b?);
    let until = a.until.min(b.until);
    let runs = compare::compare(first.as_mut(), second.as_mut(), until)?;
    let findings = Findings {
        settings: differences(&a.scenario, &b.scenario),
        runs,
        standings: standings(&first.frame(), &second.frame()),
        answers: answers(first.as_ref(), second.as_ref()),
        figures: counted([first.as_ref(), second.as_ref()]),
        until,
    };
    if args.has(JSON.0) {
        rows::write([&a, &b], &findings, io.out)?;
    } else {
        told::write([&a, &b], &findings, io.out)?;
    }
    Ok(if findings.runs.first.is_none() { Verdict::Good } else { Verdict::Bad })
}

/// What both runs come to at their cursors.
fn counted(sims: [&dyn Sim; 2]) -> Vec<Figure> {
    let [a, b] = sims.map(|sim| {
        let (frame, mut tally) = (sim.frame(), Tally::default());
        tally.extend(sim, &frame);
        (frame, tally)
    });
    figures([(sims[0], &a.0, &a.1), (sims[1], &b.0, &b.1)])
}

/// The two scenarios to compare, with what messages call them.
fn chosen(args: &Args, io: &mut Io) -> Result<[(String, Scenario); 2], Failure> {
    match args.rest.as_slice() {
        [a, b] if !args.has(BRANCH.0) && !args.has(AGAINST.0) => {
            if a == "-" && b == "-" {
                return Err("The standard input is one scenario, not two".to_string().into());
            }
            let mut read = |argument: &str| -> Result<(String, Scenario), Failure> {
                source::read(argument, io)?.chosen(args, io)
            };
            Ok([read(a)?, read(b)?])
        }
        [one] => {
            let source = source::read(one, io)?;
            // A link may name the branch.
            let course = source.course(args, io)?;
            let against = source.named(args, AGAINST.0)?.unwrap_or_default();
            if course == Course::Trunk && !args.has(BRANCH.0) {
                return Err(needs_branch(&source).into());
            }
            Ok([against, course].map(|course| {
                let (name, scenario) = source.scenario(course);
                (name, scenario.clone())
            }))
        }
        _ => Err("Expected two scenarios, or one with --branch".to_string().into()),
    }
}

/// That a scenario alone is too little.
fn needs_branch(source: &Source) -> String {
    let Source { name, scenario, .. } = source;
    if scenario.branches.is_empty() {
        return format!("Expected a second scenario; {name} has no branches to compare");
    }
    let branches: Vec<_> = scenario.branches.iter().map(|it| format!("“{}”", it.name)).collect();
    format!("Which branch of {name}? Name it with --branch; there are {}", branches.join(", "))
}

/// A scenario's run at its end.
fn ended(
    args: &Args,
    name: String,
    scenario: Scenario,
) -> Result<(Compared, Box<dyn Sim>), Failure> {
    let mut sim = run::start(&scenario, &name)?;
    let end = run::end(args, UNTIL.0, &scenario)?;
    end.reach(sim.as_mut()).map_err(|reason| format!("{name}: {reason}"))?;
    let until = sim.now();
    Ok((Compared { name, scenario, until }, sim))
}

/// The letter of a side.
fn letter(side: Side) -> &'static str {
    LETTERS[side.index()]
}
