//! A run for other tools: each format is a file of its own here, a function from an excerpt of a
//! run to bytes.
//!
//! Pure: no page, no files, no wall clock. The same scenario gives the same bytes, natively and in
//! the browser. What a format cannot say is said in its own file. Formats of text diagrams go
//! through [`sequence`], those that need to know what happened before what through [`clocks`].

pub mod animated;
pub mod clocks;
pub mod jepsen;
pub mod json;
pub mod jsonl;
pub mod mermaid;
pub mod otlp;
pub mod perfetto;
pub mod plantuml;
pub mod sequence;
pub mod shiviz;
pub mod spacetime;
pub mod svg;

use std::io::{self, Write};
use std::ops::Range;

use kernel::ids::RecordId;
use kernel::narrate::Line;
use kernel::record::Record;
use kernel::time::Time;
use run::Sim;
use scenario::{End, Ending, Scenario};
use view::svg::{LIGHT, Palette};

/// A format that runs can be exported to.
pub struct Format {
    /// Its name in commands: `mermaid`.
    pub id: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// What it is, and what reads it, in a sentence.
    pub summary: &'static str,
    /// What files of it end in, without the dot.
    pub extension: &'static str,
    /// What of a run it tells.
    pub subject: Subject,
    /// Writes an excerpt of a run.
    pub write: fn(&mut Excerpt, &mut dyn Write) -> io::Result<()>,
}

/// What of a run a format tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The moment at its end.
    Moment,
    /// What happened.
    Records,
    /// What clients asked and were told. A run without clients has nothing to tell.
    Operations,
    /// The work of clients' operations, or that of nodes that trace it themselves. A run without
    /// either has nothing to tell.
    Traces,
    /// Everything between its start and its end as it looked.
    Film,
}

/// All formats.
pub const FORMATS: &[Format] = &[
    Format {
        id: "svg",
        name: "Picture",
        summary: "a picture of one moment",
        extension: "svg",
        subject: Subject::Moment,
        write: svg::write,
    },
    Format {
        id: "animated-svg",
        name: "Animation",
        summary: "a moving picture of a stretch of time, which needs no player",
        extension: "svg",
        subject: Subject::Film,
        write: animated::write,
    },
    Format {
        id: "spacetime-svg",
        name: "Space-time diagram",
        summary: "a space-time diagram as a picture: every message an arrow from lane to lane",
        extension: "svg",
        subject: Subject::Records,
        write: spacetime::write,
    },
    Format {
        id: "mermaid",
        name: "Mermaid",
        summary: "a sequence diagram for Markdown on GitHub, GitLab and in many wikis",
        extension: "mmd",
        subject: Subject::Records,
        write: mermaid::write,
    },
    Format {
        id: "plantuml",
        name: "PlantUML",
        summary: "the same sequence diagram for PlantUML",
        extension: "puml",
        subject: Subject::Records,
        write: plantuml::write,
    },
    Format {
        id: "perfetto",
        name: "Perfetto",
        summary: "a timeline for https://ui.perfetto.dev, as Chrome traces are written",
        extension: "json",
        subject: Subject::Records,
        write: perfetto::write,
    },
    Format {
        id: "shiviz",
        name: "ShiViz",
        summary: "a log with vector clocks for https://bestchai.bitbucket.io/shiviz",
        extension: "log",
        subject: Subject::Records,
        write: shiviz::write,
    },
    Format {
        id: "otlp",
        name: "OpenTelemetry",
        summary: "clients' operations, or the nodes' own spans, as OpenTelemetry traces",
        extension: "json",
        subject: Subject::Traces,
        write: otlp::write,
    },
    Format {
        id: "jepsen",
        name: "Jepsen history",
        summary: "clients' operations as a history for Knossos and other checkers",
        extension: "edn",
        subject: Subject::Operations,
        write: jepsen::write,
    },
    Format {
        id: "jsonl",
        name: "JSON lines",
        summary: "everything, one JSON object a line",
        extension: "jsonl",
        subject: Subject::Records,
        write: jsonl::write,
    },
];

/// A part of a run: from a time up to the run's cursor.
pub struct Excerpt<'a> {
    sim: &'a mut dyn Sim,
    scenario: &'a Scenario,
    from: Time,
    goal: Option<Goal>,
    palette: Palette,
}

/// What a run was to end with.
pub struct Goal {
    awaited: String,
    /// The record with which it came true.
    reached: Option<RecordId>,
}

/// Lines are told in portions of so many records: those of a long run would not fit in memory.
const PORTION: u32 = 4_096;

impl<'a> Excerpt<'a> {
    /// What happened at `from`, at the cursor of the scenario's run, and between.
    pub fn new(sim: &'a mut dyn Sim, scenario: &'a Scenario, from: Time) -> Excerpt<'a> {
        Excerpt { sim, scenario, from, goal: None, palette: LIGHT }
    }

    /// The same, whose end is that of the run, and how it came to that; nothing if the run had to be
    /// stopped before.
    pub fn ending(mut self, end: &End, ending: Option<&Ending>) -> Excerpt<'a> {
        self.goal = Goal::of(self.scenario, end, ending);
        self
    }

    /// The same, whose pictures have other colours.
    pub fn in_colours(mut self, palette: Palette) -> Excerpt<'a> {
        self.palette = palette;
        self
    }

    /// Why it cannot be told in a format, if it cannot.
    pub fn refusal(&self, format: &Format) -> Option<String> {
        let (from, to) = (self.from, self.to());
        match format.subject {
            Subject::Operations if !self.has_operations() => {
                Some(format!("No client asks for anything from {from} to {to}"))
            }
            Subject::Traces if !otlp::has_traces(self) => {
                Some(format!("Nobody works on anything from {from} to {to}"))
            }
            Subject::Film => animated::refusal(self),
            Subject::Moment | Subject::Records | Subject::Operations | Subject::Traces => None,
        }
    }

    /// The ids of its records.
    pub fn range(&self) -> Range<u32> {
        let end = self.sim.position();
        let records = &self.sim.records()[..end as usize];
        records.partition_point(|record| record.at < self.from) as u32..end
    }

    /// Its end.
    pub fn to(&self) -> Time {
        self.sim.now()
    }

    /// Calls `tell` with each record and its line, in order.
    pub fn tell(
        &mut self,
        mut tell: impl FnMut(&dyn Sim, &Record, &Line) -> io::Result<()>,
    ) -> io::Result<()> {
        let Range { start: mut next, end } = self.range();
        while next < end {
            let portion = next..end.min(next + PORTION);
            next = portion.end;
            for line in self.sim.lines(portion) {
                let record = self.sim.records()[line.record.index()];
                tell(self.sim, &record, &line)?;
            }
        }
        Ok(())
    }

    /// Whether a client asked for something in it.
    pub fn has_operations(&self) -> bool {
        let range = self.range();
        self.sim.history().iter().any(|operation| range.contains(&operation.invoked.0))
    }
}

impl Goal {
    /// What a scenario's run was to end with, if with anything, and how it ended; nothing if it had
    /// to be stopped before.
    pub fn of(scenario: &Scenario, end: &End, ending: Option<&Ending>) -> Option<Goal> {
        Some(Goal {
            awaited: scenario.condition_in_words(&end.goal?),
            reached: match ending {
                Some(Ending::Reached(record)) => Some(*record),
                Some(Ending::InTime | Ending::Missed) | None => None,
            },
        })
    }

    /// Writes it as fields of an object.
    pub fn write(goal: Option<&Goal>, row: &mut json::Object) -> io::Result<()> {
        row.maybe_text("awaited", goal.map(|it| it.awaited.as_str()))?;
        row.maybe_number("reached", goal.and_then(|it| it.reached).map(|id| id.0))
    }
}

/// Text in one line: line breaks and other control characters become spaces.
fn plain(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
}
