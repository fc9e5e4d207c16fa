//! The command `search`: trying to break a pattern, or a scenario, on all cores.
#![allow(clippy::disallowed_types, reason = "people are told how long it took")]

use std::io::IsTerminal;
use std::ops::Range;
use std::thread::available_parallelism;
use std::time::Instant;

use super::{run, smallest};
use crate::args::{Args, JSON};
use crate::crew::{self, Enough};
use crate::{Command, Failure, Io, Verdict, json, source};

use ::run::entry::Entry;
use kernel::time::Time;
use pattern::fault::Fault;
use scenario::Scenario;
use search::Finding;
use search::random::{Options, RandomSearch, Trial};
use search::shard::Shard;

pub const SEARCH: Command = Command {
    name: "search",
    usage: "search ID|FILE|LINK|- [--branch NAME] [--seeds N|A..B] [--shard I/N]\n       \
            [--without SAFEGUARDS] [--property ID] [--faults KINDS] [--for TIME] [--all]\n       \
            [--threads N] [--json] [--no-shrink] [--base URL]",
    summary: "Tries to break a pattern or a scenario with faults drawn at random.",
    help: "\
Every seed gives a schedule: faults during the first half of the run, on top of what the scenario
does itself, then everything is repaired. A promise broken at any time is a finding, and so is one
that has not come true at the end. The search stops at the first finding, the lowest seed's, and
prints the smallest scenario it can make of it, with its link, as a file that can be run again.

  --branch NAME         searches that branch of the scenario instead of its trunk
  --seeds N|A..B        the seeds from 0 to N-1, or from A to B-1; 1,000 if nothing is said
  --shard I/N           only the I-th of N parts of them
  --without SAFEGUARDS  switches these off, with commas between them
  --property ID         looks for this property alone, also one that is a known limitation
  --faults KINDS        tries these kinds instead of those that the pattern tolerates, with commas
                        between them; with + in front, in addition to those
  --for TIME            the length of each run; the scenario's own, 10s for an ID, without it
  --all                 goes on after a finding, and tells all of them in a line each
  --threads N           as many as the machine has, if nothing is said
  --json                prints an object a line for each finding, in order of the seeds:
                        {\"type\":\"finding\",\"seed\",\"property\",\"name\",\"at\",\"why\",\"scenario\",
                         \"smallest\":text or null}
  --no-shrink           prints what was found as it was found
  --base URL            the address of the page, for the link

Ends with status 1 if there is a finding and 0 if there is none. The same seeds give the same
findings on any number of threads, and the findings of all shards, put one after the other, are
those of the whole. With --all, nothing is shrunk: `faultline search ID --seeds 7..8` does that.
",
    flags: &[
        source::BRANCH,
        ("--seeds", true),
        ("--shard", true),
        ("--without", true),
        ("--property", true),
        ("--faults", true),
        ("--for", true),
        ("--all", false),
        ("--threads", true),
        JSON,
        ("--no-shrink", false),
        ("--base", true),
    ],
    run: search,
};

/// How many seeds are tried if nothing is said.
const SEEDS: u64 = 1_000;

fn search(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let given = args.one("the id of a pattern, or a scenario, to try to break")?;
    let without = args.value("--without").into_iter().flat_map(|list| list.split(','));
    let of_pattern = |it: &Entry| search::trial(it, without, catalogue::ALL);
    let scenario = source::subject(given, args, io, of_pattern)?;
    let options = Options {
        faults: faults(args, &scenario)?,
        property: args.value("--property").map(str::to_string),
        length: run::time(args, "--for")?,
    };
    let seeds = seeds(args)?;
    let hunt = RandomSearch::new(scenario, seeds.clone(), options)?;
    let mut tally = Tally::new(seeds.end - seeds.start);
    let mut first = None;
    crew::trials(&hunt, seeds, threads(args)?, |trial| {
        tally.count(&trial, io)?;
        if !args.has("--all") {
            first = trial.found.into_iter().next();
            return Ok(if first.is_some() { Enough::Yes } else { Enough::No });
        }
        tally.clear(io)?;
        for finding in trial.found {
            if args.has(JSON.0) {
                json::finding(io.out, &finding, None)?;
            } else {
                let Finding { seed, property, at, why, .. } = finding;
                writeln!(io.out, "seed {seed}: {property} at {at}: {why}")?;
            }
        }
        Ok(Enough::No)
    })?;
    tally.clear(io)?;
    if let Some(finding) = first {
        tell(&finding, &tally, args, io)?;
    } else if !args.has(JSON.0) {
        writeln!(io.out, "{}", tally.summary())?;
    }
    Ok(if tally.findings > 0 { Verdict::Bad } else { Verdict::Good })
}

/// Prints the one finding that was looked for.
fn tell(finding: &Finding, tally: &Tally, args: &Args, io: &mut Io) -> Result<(), Failure> {
    let smallest = match args.has("--no-shrink") {
        true => None,
        false => Some(smallest::of(&finding.scenario, finding.property, u32::MAX, io)?),
    };
    if args.has(JSON.0) {
        let text = smallest.map(|it| it.scenario.to_text());
        return json::finding(io.out, finding, text);
    }
    let Finding { seed, property, .. } = finding;
    let written = finding.scenario.setup.seed;
    writeln!(
        io.out,
        "# {property} is violated under seed {seed}, in scenarios written {written}."
    )?;
    writeln!(io.out, "# It is schedule {} of {}.", grouped(tally.trials), grouped(tally.all))?;
    match smallest {
        None => smallest::print(&finding.scenario, args, io),
        Some(smallest) => smallest.print(&finding.scenario, args, io),
    }
}

fn faults(args: &Args, scenario: &Scenario) -> Result<Vec<Fault>, Failure> {
    let Some(text) = args.value("--faults") else { return Ok(Vec::new()) };
    let (more, text) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let mut faults = if more { scenario.pattern.info.tolerates.to_vec() } else { Vec::new() };
    for name in text.split(',') {
        let fault: Fault = name.parse().map_err(|message| format!("--faults: {message}"))?;
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    Ok(faults)
}

fn seeds(args: &Args) -> Result<Range<u64>, Failure> {
    let seeds = match args.value("--seeds") {
        None => 0..SEEDS,
        Some(text) => read_seeds(text).ok_or_else(|| {
            format!("--seeds: “{text}” is no range of seeds: write 1000, or 500..1000")
        })?,
    };
    let shard = match args.value("--shard") {
        None => Shard::WHOLE,
        Some(text) => text.parse().map_err(|message| format!("--shard: {message}"))?,
    };
    Ok(shard.of(seeds))
}

fn read_seeds(text: &str) -> Option<Range<u64>> {
    let (start, end) = text.split_once("..").unwrap_or(("0", text));
    let seeds = start.parse().ok()?..end.parse().ok()?;
    (seeds.start <= seeds.end).then_some(seeds)
}

pub(super) fn threads(args: &Args) -> Result<usize, Failure> {
    let Some(text) = args.value("--threads") else {
        return Ok(available_parallelism().map_or(1, usize::from));
    };
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        Ok(_) | Err(_) => Err(format!("--threads: “{text}” is not a number from 1 to 1024").into()),
    }
}

/// What has been tried so far.
struct Tally {
    began: Instant,
    /// Whether somebody watches.
    shown: bool,
    /// When the progress was shown last.
    told: Instant,
    all: u64,
    trials: u64,
    findings: u64,
    simulated: Time,
}

impl Tally {
    fn new(all: u64) -> Tally {
        let (began, shown) = (Instant::now(), std::io::stderr().is_terminal());
        Tally { began, shown, told: began, all, trials: 0, findings: 0, simulated: Time::ZERO }
    }

    fn count(&mut self, trial: &Trial, io: &mut Io) -> Result<(), Failure> {
        self.trials += 1;
        self.findings += trial.found.len() as u64;
        self.simulated.0 += trial.simulated.0;
        if self.shown && self.told.elapsed().as_millis() >= 100 {
            self.told = Instant::now();
            let (trials, all) = (grouped(self.trials), grouped(self.all));
            write!(io.err, "\r{trials} of {all} schedules, {} found", self.findings)?;
            io.err.flush()?;
        }
        Ok(())
    }

    /// Takes the progress off the screen, before something else is shown.
    fn clear(&self, io: &mut Io) -> Result<(), Failure> {
        if self.shown {
            write!(io.err, "\r\u{1b}[K")?;
            io.err.flush()?;
        }
        Ok(())
    }

    fn summary(&self) -> String {
        let found = match self.findings {
            0 => "no violation".into(),
            1 => "1 violation".into(),
            more => format!("{} violations", grouped(more)),
        };
        let (trials, simulated) = (grouped(self.trials), grouped(self.simulated.0 / 1_000_000));
        let took = self.began.elapsed().as_secs_f64();
        format!("{found} in {trials} schedules, {simulated} s simulated in {took:.1} s")
    }
}

/// A number in groups of three digits: `1,000`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
