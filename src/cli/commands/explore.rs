//! The command `explore`: every course of a small configuration, breadth first.
#![allow(clippy::disallowed_types, reason = "people are told how long it took")]

use std::io::IsTerminal;
use std::time::Instant;

use super::search::{grouped, threads};
use super::smallest;
use crate::args::{Args, JSON};
use crate::{Command, Failure, Io, Verdict, json, source};

use kernel::action::{Action, Timed};
use run::exhaust;
use run::exhaust::{Answer, Bounds, Budget, Progress, Question, Violation};
use scenario::{Scenario, limits};

pub const EXPLORE: Command = Command {
    name: "explore",
    usage: "explore ID|FILE|LINK|- [--branch NAME] [--depth N] [--states N] [--timers N]\n       \
            [--crashes N] [--drops N] [--duplicates N] [--without SAFEGUARDS] [--property ID]\n       \
            [--threads N] [--json] [--base URL]",
    summary: "Takes a small cluster through everything that can happen to it.",
    help: "\
Looks at every order in which messages arrive, timers expire and inputs are heard, up to a number
of steps, and at every fault that the budget allows. Time plays no part: a message may arrive at
any moment or never, a timer expire at any moment after it was set. What stays unbroken is unbroken
within that many steps, whatever the order; what breaks is printed as the shortest scenario that
breaks it, with its link, as a file that can be run again.

A pattern's ID stands for its smallest cluster. Of a scenario, its nodes, safeguards and inputs
count, each node's inputs in their order; its other actions and its network do not.

  --branch NAME         takes that branch of the scenario instead of its trunk
  --depth N             looks no further than N steps from the start
  --states N            stops at N different states; 1,000,000 if nothing is said
  --timers N            lets at most N timers expire on one course: then there is an end to what
                        can happen, and all of it may be seen
  --crashes N           lets nodes crash N times, and come back; 0 if nothing is said
  --drops N             loses N messages; 0 if nothing is said, because messages that never arrive
                        are among the courses anyway
  --duplicates N        lets N messages arrive twice; 0 if nothing is said
  --without SAFEGUARDS  switches these off, with commas between them
  --property ID         looks at this property alone, also one that is a known limitation
  --threads N           as many as the machine has, if nothing is said
  --json                prints one object instead of words:
                        {\"type\":\"explored\",\"verdict\",\"distinct\",\"generated\",\"depth\",\"property\",
                         \"why\",\"steps\",\"scenario\":text or null}
                          verdict: exhausted, depth, states, violated
  --base URL            the address of the page, for the link

States are counted as TLC counts them: distinct and generated ones, and the levels from the start.
Ends with status 1 if a property is violated and 0 if none is. The answer is the same on any number
of threads. These finish in seconds:

    faultline explore raft --depth 6 --crashes 1
    faultline explore raft --without up-to-date-check
",
    flags: &[
        source::BRANCH,
        ("--depth", true),
        ("--states", true),
        ("--timers", true),
        ("--crashes", true),
        ("--drops", true),
        ("--duplicates", true),
        ("--without", true),
        ("--property", true),
        ("--threads", true),
        JSON,
        ("--base", true),
    ],
    run: explore,
};

/// How many states are looked at if nothing is said: about a gigabyte of Raft.
const STATES: u64 = 1_000_000;

fn explore(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let scenario = scenario(args, io)?;
    let Some(explore) = scenario.pattern.explore else {
        return Err(format!("{} cannot be explored", scenario.pattern.info.id).into());
    };
    let question = question(args, &scenario)?;
    let began = Instant::now();
    let shown = std::io::stderr().is_terminal();
    let mut written = Ok(());
    let answer = explore(&scenario.setup, &question, &mut |progress| {
        if shown && written.is_ok() {
            written = level(&progress, began, io);
        }
    })?;
    written?;
    tell(&answer, &scenario, args, io)
}

/// What is explored: a pattern's smallest cluster, or a scenario.
fn scenario(args: &Args, io: &mut Io) -> Result<Scenario, Failure> {
    let given = args.one("the id of a pattern, or a scenario, to explore")?;
    let scenario = source::subject(given, args, io, |entry| {
        let text = format!("faultline 1\n{}\n", entry.info.miniature);
        Scenario::parse(&text, catalogue::ALL)
    })?;
    let input = |timed: &Timed| matches!(timed.action, Action::Input(..));
    let others = scenario.setup.actions.iter().filter(|timed| !input(timed)).count();
    if others > 0 {
        let some = if others == 1 { "1 action is".into() } else { format!("{others} actions are") };
        writeln!(io.err, "{given}: {some} no input and left out")?;
    }
    Ok(scenario)
}

fn question(args: &Args, scenario: &Scenario) -> Result<Question, Failure> {
    let properties = (scenario.pattern.properties)();
    let only = match args.value("--property") {
        None => None,
        Some(id) => {
            let known = properties.iter().find(|(known, _)| *known == id);
            Some(known.ok_or_else(|| format!("There is no property “{id}”"))?.0)
        }
    };
    let budget = Budget {
        timers: number(args, "--timers")?,
        crashes: number(args, "--crashes")?.unwrap_or(0),
        drops: number(args, "--drops")?.unwrap_or(0),
        duplicates: number(args, "--duplicates")?.unwrap_or(0),
    };
    let bounds = Bounds {
        steps: number(args, "--depth")?.unwrap_or(u32::MAX),
        states: number(args, "--states")?.map_or(STATES, u64::from),
        threads: threads(args)?,
    };
    Ok(Question { budget, bounds, only })
}

fn number(args: &Args, flag: &str) -> Result<Option<u32>, Failure> {
    let Some(text) = args.value(flag) else { return Ok(None) };
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(number) if plain => Ok(Some(number)),
        Ok(_) | Err(_) => {
            Err(format!("{flag}: “{text}” is not a number up to {}", u32::MAX).into())
        }
    }
}

/// Tells of a level that is complete.
fn level(progress: &Progress, began: Instant, io: &mut Io) -> std::io::Result<()> {
    let Progress { distinct, generated, depth, waiting, .. } = *progress;
    let took = began.elapsed().as_secs_f64();
    writeln!(
        io.err,
        "depth {depth}: {} states, {} generated, {} to go on from, {took:.1} s",
        grouped(distinct),
        grouped(generated),
        grouped(waiting)
    )
}

fn tell(
    answer: &Answer,
    scenario: &Scenario,
    args: &Args,
    io: &mut Io,
) -> Result<Verdict, Failure> {
    let violation = match &answer.verdict {
        exhaust::Verdict::Broken(violation) => Some(violation),
        exhaust::Verdict::Exhausted | exhaust::Verdict::Steps | exhaust::Verdict::States => None,
    };
    let broken = violation.map(|violation| written(violation, scenario));
    if args.has(JSON.0) {
        let text = broken.as_ref().map(Scenario::to_text);
        json::explored(io.out, answer, text)?;
    } else if let (Some(violation), Some(broken)) = (violation, &broken) {
        let Violation { property, why, confirmed, .. } = &**violation;
        let steps = broken.setup.actions.len();
        writeln!(io.out, "# {property} is violated after {steps} steps: {why}.")?;
        writeln!(io.out, "# {}.", counts(answer))?;
        if !confirmed {
            writeln!(io.out, "# With times, the run below does not come to the same end.")?;
        }
        smallest::print(broken, args, io)?;
    } else {
        writeln!(io.out, "{}", unbroken(answer))?;
    }
    Ok(if violation.is_some() { Verdict::Bad } else { Verdict::Good })
}

/// A course to a broken promise as a scenario.
fn written(violation: &Violation, explored: &Scenario) -> Scenario {
    let Violation { property, setup, until, .. } = violation;
    Scenario {
        title: format!("The shortest way to break {property}"),
        pattern: explored.pattern,
        setup: setup.clone(),
        notes: Vec::new(),
        until: (*until).min(limits::UNTIL),
        goal: None,
        branches: Vec::new(),
    }
}

fn counts(answer: &Answer) -> String {
    let Progress { distinct, generated, depth, .. } = answer.progress;
    let (distinct, generated) = (grouped(distinct), grouped(generated));
    format!("{distinct} distinct states, {generated} generated, depth {depth}")
}

/// What is known where nothing is broken.
fn unbroken(answer: &Answer) -> String {
    let steps = answer.progress.depth.saturating_sub(1);
    let within = match answer.verdict {
        exhaust::Verdict::States => format!("within {steps} steps, where the states ended it"),
        exhaust::Verdict::Steps => format!("within {steps} steps"),
        exhaust::Verdict::Exhausted | exhaust::Verdict::Broken(_) => {
            format!("on any course; the longest has {steps} steps")
        }
    };
    let odds = match answer.odds {
        u64::MAX => "none".into(),
        odds => format!("one in {}", grouped(odds)),
    };
    let counts = counts(answer);
    format!("no violation {within}\n{counts}; {odds} of such explorations misses a state by chance")
}
