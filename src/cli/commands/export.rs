//! The command `export`: a run for other tools. What the formats are is told in
//! [`export`].

use std::fs::File;
use std::io::{BufWriter, Write};

use super::run::{self, time};
use crate::args::Args;
use crate::source::{self, Source};
use crate::{Command, Failure, Io, Verdict};
use ::run::words::there_is_no;
use export::{Excerpt, FORMATS, Format, Subject};
use kernel::time::Time;
use scenario::{End, Scenario};

pub const EXPORT: Command = Command {
    name: "export",
    usage: "export FILE|LINK|- --as FORMAT [--from TIME] [--to END] [--output FILE]\n       \
            faultline export FILE|LINK|- --as svg [--at TIME] [--output FILE]",
    summary: "Writes a run for other tools: pictures, diagrams, traces, histories.",
    help: "\
The same scenario is exported to the same bytes, whenever and wherever.

  --as FORMAT    svg       a picture of one moment
                 animated-svg a moving picture of a stretch of time, which needs no player
                 spacetime-svg a space-time diagram as a picture: every message an arrow from lane to lane
                 mermaid   a sequence diagram for Markdown on GitHub, GitLab and in many wikis
                 plantuml  the same sequence diagram for PlantUML
                 perfetto  a timeline for https://ui.perfetto.dev, as Chrome traces are written
                 shiviz    a log with vector clocks for https://bestchai.bitbucket.io/shiviz
                 otlp      clients' operations, or the nodes' own spans, as OpenTelemetry traces
                 jepsen    clients' operations as a history for Knossos and other checkers
                 jsonl     everything, one JSON object a line; `run --json` prints the same
  --from TIME    begins there instead of at the start of the run, for example 1.2s
  --to END       ends there instead of where the scenario says: at a time, or with what comes
                 true, as in `faultline run --until`
  --at TIME      the moment of the picture: without it that of the link, or else the end of the run
  --branch NAME  takes that branch instead of the trunk
  --output FILE  writes there; without it to the standard output

A sequence diagram is readable for a few dozen messages: choose the part of the run that tells the
story.

    faultline export split-brain.faultline --as mermaid --from 1.2s --to 1.6s

In a history, what nobody has written is read as :absent:

    faultline export split-brain.faultline --as jepsen |
        faultline linearizable - --model kv --format edn --initial absent
",
    flags: &[
        ("--as", true),
        ("--at", true),
        ("--from", true),
        ("--to", true),
        ("--output", true),
        source::BRANCH,
    ],
    run: export,
};

fn export(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let argument = args.one("a scenario to export")?;
    let format = format(args)?;
    let source = source::read(argument, io)?;
    let (name, scenario) = source.scenario(source.course(args, io)?);
    let window = Window::of(args, format, &source, scenario)?;
    let mut sim = run::start(scenario, &name)?;
    let ending = window.end.reach(sim.as_mut()).map_err(|reason| format!("{name}: {reason}"))?;
    let excerpt = Excerpt::new(sim.as_mut(), scenario, window.from);
    let mut excerpt = excerpt.ending(&window.end, Some(&ending));
    if let Some(sentence) = excerpt.refusal(format) {
        return Err(format!("{name}: {sentence}").into());
    }
    match args.value("--output") {
        None => (format.write)(&mut excerpt, io.out)?,
        Some(path) => write_file(path, |out| (format.write)(&mut excerpt, out))
            .map_err(|error| format!("{path} cannot be written: {error}"))?,
    }
    Ok(Verdict::Good)
}

fn format(args: &Args) -> Result<&'static Format, Failure> {
    let ids = FORMATS.iter().map(|format| format.id);
    let Some(id) = args.value("--as") else {
        let ids: Vec<_> = ids.collect();
        return Err(format!("Expected --as and one of {}", ids.join(", ")).into());
    };
    let format = FORMATS.iter().find(|format| format.id == id);
    format.ok_or_else(|| there_is_no("format", id, ids).into())
}

/// What part of a run is exported.
struct Window {
    from: Time,
    end: End,
}

impl Window {
    /// The part that the flags name. A moment is where its run ends.
    fn of(
        args: &Args,
        format: &Format,
        source: &Source,
        scenario: &Scenario,
    ) -> Result<Window, Failure> {
        let (from, at) = (time(args, "--from")?, time(args, "--at")?);
        if format.subject == Subject::Moment {
            if args.has("--from") || args.has("--to") {
                return Err(format!("{} shows one moment: use --at", format.id).into());
            }
            let at = at.or(source.moment.as_ref().map(|moment| moment.at));
            let end = at.map_or(scenario.end(), |until| End { until, goal: None });
            return Ok(Window { from: Time::ZERO, end });
        }
        if at.is_some() {
            return Err(format!("{} tells a stretch of time: use --from, --to", format.id).into());
        }
        let from = from.unwrap_or(Time::ZERO);
        let end = run::end(args, "--to", scenario)?;
        if from > end.until {
            return Err(format!("It cannot be told from {from} to {}", end.until).into());
        }
        Ok(Window { from, end })
    }
}

fn write_file(
    path: &str,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write(&mut out)?;
    out.flush()
}
