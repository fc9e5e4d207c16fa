//! What a run comes to in figures, up to a moment: messages, what clients were told and how fast,
//! how long nobody led, what the pattern measures. And the same of two runs, side by side.
//!
//! Built from the records as they come, each looked at once. Knows no scenario.

use kernel::history::Outcome;
use kernel::host::Status;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::record::{Record, What};
use kernel::time::{Span, Time};
use pattern::declare::{Info, Source, Tone};
use run::Sim;
use run::frame::{Frame, Standing};

/// What has been counted of a run so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many records have been looked at.
    seen: u32,
    sent: u64,
    delivered: u64,
    lost: u64,
    /// Of each node, whether it leads; empty before the first record.
    leads: Vec<bool>,
    /// How long nobody led, up to `since`.
    leaderless: Span,
    since: Time,
    measures: Vec<Measure>,
}

/// A metric as it is counted.
#[derive(Clone, Debug)]
enum Measure {
    /// No chart says what it is.
    Unused,
    /// The sum of all values.
    Total(u64),
    /// The latest level of each node, and the highest sum that there was.
    Level(Vec<u32>, u64),
    /// All values.
    Values(Vec<u32>),
}

/// A figure of two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it counts or measures.
    pub what: String,
    /// In what.
    pub unit: Unit,
    /// Its value on each side; none where a side has nothing of the kind.
    pub sides: [Option<u64>; 2],
}

/// What a figure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Microseconds.
    Time,
    /// A unit of the pattern's own.
    Own(&'static str),
}

impl Unit {
    /// How it is written: nothing for things, `us` for time.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Count => "",
            Unit::Time => "us",
            Unit::Own(word) => word,
        }
    }
}

/// The states whose nodes are in charge of others, as the literature calls them.
const IN_CHARGE: [&str; 2] = ["Leader", "Primary"];

impl Tally {
    /// Looks at the records up to the cursor that are new. Where the cursor has gone back, or the
    /// run is another, a new tally is what is wanted: see [`Tally::is_behind`].
    pub fn extend(&mut self, sim: &dyn Sim, frame: &Frame) {
        let (info, roles) = (sim.info(), sim.roles());
        if self.leads.is_empty() {
            let places = 0..info.metrics.len() as u8;
            self.measures = places.map(|it| Measure::of(info, it, roles.len())).collect();
            self.leads = vec![false; roles.len()];
        }
        let known = &sim.records()[..(sim.position() as usize).min(sim.records().len())];
        for (place, record) in known.iter().enumerate().skip(self.seen as usize) {
            let settles = |state: u8| is_in_charge(info, roles, record.node, state);
            match record.what {
                What::Sent { .. } => self.sent += 1,
                What::Delivered { .. } => self.delivered += 1,
                What::Lost { .. } => self.lost += 1,
                What::Moved { to, .. } => self.lead(record, settles(to)),
                What::Booted => {
                    let state = booted_into(&known[place..], frame);
                    self.lead(record, state.is_some_and(settles));
                }
                What::Crashed => self.lead(record, false),
                What::Measured { metric, value } => {
                    if let Some(measure) = self.measures.get_mut(usize::from(metric)) {
                        measure.take(record.node, value);
                    }
                }
                _ => {}
            }
        }
        self.seen = known.len() as u32;
    }

    /// Whether nothing was looked at that lies beyond so many records.
    pub fn is_behind(&self, position: u32) -> bool {
        self.seen <= position
    }

    /// How long nobody led up to a time; none where nobody ever does.
    fn leaderless(&self, info: &Info, now: Time) -> Option<Span> {
        let can = info.roles.iter().flat_map(|role| role.diagram.states);
        let can = can.into_iter().any(|it| it.tone == Tone::Leading && in_charge(it.name));
        let waiting = if self.leads.contains(&true) { Span::ZERO } else { now.since(self.since) };
        can.then(|| Span(self.leaderless.0 + waiting.0))
    }

    fn lead(&mut self, record: &Record, leads: bool) {
        let before = self.leads.contains(&true);
        if let Some(node) = self.leads.get_mut(record.node.index()) {
            *node = leads;
        }
        if !before {
            self.leaderless.0 += record.at.since(self.since).0;
        }
        self.since = record.at;
    }
}

impl Measure {
    /// How a metric is counted: as the pattern's charts do.
    fn of(info: &Info, metric: u8, nodes: usize) -> Measure {
        let series = info.charts.iter().flat_map(|chart| chart.series);
        let mut kinds = series.filter_map(|it| match it.source {
            Source::Count(of) if of == metric => Some(Measure::Total(0)),
            Source::Level(of) if of == metric => Some(Measure::Level(vec![0; nodes], 0)),
            Source::Quantile(of, _) if of == metric => Some(Measure::Values(Vec::new())),
            _ => None,
        });
        kinds.next().unwrap_or(Measure::Unused)
    }

    fn take(&mut self, node: NodeId, value: u32) {
        match self {
            Measure::Unused => {}
            Measure::Total(sum) => *sum += u64::from(value),
            Measure::Level(levels, highest) => {
                if let Some(level) = levels.get_mut(node.index()) {
                    *level = value;
                }
                *highest = (*highest).max(levels.iter().map(|it| u64::from(*it)).sum());
            }
            Measure::Values(values) => values.push(value),
        }
    }
}

/// What two runs come to at their cursors, the first's figures first.
pub fn figures(sims: [(&dyn Sim, &Frame, &Tally); 2]) -> Vec<Figure> {
    let sides = sims.map(|(sim, frame, tally)| side(sim, frame, tally));
    let mut rows: Vec<Figure> = Vec::new();
    for (index, side) in sides.into_iter().enumerate() {
        let mut place = 0;
        for (what, unit, value) in side {
            let known = rows.iter().position(|it| it.what == what && it.unit == unit);
            let at = known.unwrap_or_else(|| {
                rows.insert(place, Figure { what, unit, sides: [None; 2] });
                place
            });
            rows[at].sides[index] = value;
            place = at + 1;
        }
    }
    rows.retain(|it| it.sides.iter().any(Option::is_some));
    rows
}

/// A run's figures, each with its name.
fn side(sim: &dyn Sim, frame: &Frame, tally: &Tally) -> Vec<(String, Unit, Option<u64>)> {
    let info = sim.info();
    let count = |what: &str, value: u64| (what.to_string(), Unit::Count, Some(value));
    let time = |what: &str, value: Option<u64>| (what.to_string(), Unit::Time, value);
    let broken = frame.properties.iter().filter(|it| matches!(it.standing, Standing::Broken(_)));
    let (counts, latencies) = operations(sim);
    let mut rows = vec![
        count("Properties broken", broken.count() as u64),
        count("Messages sent", tally.sent),
        count("Messages delivered", tally.delivered),
        count("Messages lost", tally.lost),
    ];
    if counts.iter().any(|it| *it > 0) {
        let words = ["done", "refused", "given up", "open"];
        let each = words.iter().zip(counts);
        rows.extend(each.map(|(word, it)| count(&format!("Operations {word}"), it)));
        rows.push(time("Latency, median", quantile(&latencies, 500)));
        rows.push(time("Latency, p99", quantile(&latencies, 990)));
    }
    let alone = tally.leaderless(info, frame.now).map(|it| it.0);
    rows.push(time("Without a leader", alone));
    for (metric, measure) in info.metrics.iter().zip(&tally.measures) {
        let unit = if metric.unit.is_empty() { Unit::Count } else { Unit::Own(metric.unit) };
        let name = metric.name;
        match measure {
            Measure::Unused => {}
            Measure::Total(sum) => rows.push((capital(name), unit, Some(*sum))),
            Measure::Level(_, highest) => {
                rows.push((format!("Most {name} at once"), unit, Some(*highest)));
            }
            Measure::Values(values) => {
                let mut sorted: Vec<u64> = values.iter().map(|it| u64::from(*it)).collect();
                by_key(&mut sorted, |it| *it);
                rows.push((format!("{}, median", capital(name)), unit, quantile(&sorted, 500)));
                let high = quantile(&sorted, 990);
                rows.push((format!("{}, p99", capital(name)), unit, high));
            }
        }
    }
    rows.push(count("Events", u64::from(frame.records)));
    rows
}

/// How many operations were done, refused (or failed), given up, and are open; and how long those
/// took that were answered, sorted.
fn operations(sim: &dyn Sim) -> ([u64; 4], Vec<u64>) {
    let (known, records) = (sim.position(), sim.records());
    let (mut counts, mut latencies) = ([0; 4], Vec::new());
    for operation in sim.history().iter().take_while(|it| it.invoked.0 < known) {
        let answer = operation.answer.as_ref().filter(|(record, _)| record.0 < known);
        let class = match answer {
            Some((_, Outcome::Done(_) | Outcome::Listed(_))) => 0,
            Some((_, Outcome::Failed | Outcome::Refused)) => 1,
            Some((_, Outcome::Unknown)) => 2,
            None => 3,
        };
        counts[class] += 1;
        if let (Some((record, _)), 0 | 1) = (answer, class) {
            latencies
                .push(records[record.index()].at.since(records[operation.invoked.index()].at).0);
        }
    }
    by_key(&mut latencies, |it| *it);
    (counts, latencies)
}

/// The value of a sorted list of which so many in a thousand lie no higher.
fn quantile(sorted: &[u64], of_thousand: usize) -> Option<u64> {
    let rank = (sorted.len() * of_thousand).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied()
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

fn in_charge(state: &str) -> bool {
    IN_CHARGE.contains(&state)
}

/// Whether a node in a state is in charge.
fn is_in_charge(info: &Info, roles: &[u8], node: NodeId, state: u8) -> bool {
    let role = roles.get(node.index()).and_then(|role| info.roles.get(usize::from(*role)));
    let state = role.and_then(|role| role.diagram.states.get(usize::from(state)));
    state.is_some_and(|it| it.tone == Tone::Leading && in_charge(it.name))
}

/// The state into which a node boots, which its next move tells, or else the cursor. The boot is the
/// first of these records.
fn booted_into(records: &[Record], frame: &Frame) -> Option<u8> {
    let node = records.first()?.node;
    let later = records[1..].iter().filter(|it| it.node == node);
    let mut told = later.filter_map(|it| match it.what {
        What::Moved { from, .. } => Some(Some(from)),
        // It was down before anybody knew.
        What::Crashed | What::Booted => Some(None),
        _ => None,
    });
    told.next().unwrap_or_else(|| {
        let now = frame.nodes.get(node.index()).filter(|it| it.status != Status::Down);
        now.map(|it| it.state)
    })
}
