//! Two runs side by side: where they part, where each node's course does, and what led to it.
//!
//! Streaming: the common past is skipped by comparing digests, and the rest is read instant by
//! instant, in words, so that two messages of one kind with different content differ. Numbers of
//! records may shift between the runs and do not count. Knows no scenario: that two runs have
//! different seeds or safeguards is for the caller to say.

#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

mod chain;
mod ends;
pub mod figures;
mod reader;
mod told;

pub use ends::{Answer, Standings, answers, standings};
pub use told::{Apart, apart};

use kernel::ids::Names;
use kernel::narrate::Line;
use kernel::order::by_key;
use kernel::time::{Span, Time};
use reader::Reader;
use run::Sim;
use run::words;

/// One of two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

/// What two runs differ in.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Where they part; none if they are the same.
    pub first: Option<Parting>,
    /// The actions that one side alone has: their time and words.
    pub actions: Vec<(Side, Time, String)>,
    /// The nodes whose courses part, the first to part first.
    pub courses: Vec<Course>,
}

/// A moment at which two sides differ, and what each has there.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// The moment.
    pub at: Time,
    /// The first line of that moment in which they differ; none where a side has no more of it.
    pub lines: [Option<Line>; 2],
}

/// Where a node's course of events parts, and what led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The node's name.
    pub node: String,
    /// Where: what the node itself does and is told, but for what it cannot notice.
    pub parting: Parting,
    /// What led to it, step by step back to what one side alone has.
    pub chain: Vec<Step>,
}

/// A step back towards the origin of a difference: what happened on one side only.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// On which side.
    pub side: Side,
    /// What.
    pub line: Line,
}

impl Side {
    /// The sides in order.
    pub const BOTH: [Side; 2] = [Side::A, Side::B];

    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }

    /// Its place.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Compares two runs up to a time. Their cursors move to that time.
/// The sentence says why one of them was stopped before.
pub fn compare(a: &mut dyn Sim, b: &mut dyn Sim, until: Time) -> Result<Comparison, String> {
    let nodes = union(a.names(), b.names());
    let alone = alone([a, b]);
    let actions = told(&alone, [a, b]);
    let acted = actions.first().map(|(_, at, _)| *at).filter(|at| *at <= until);
    let parted = parted(a, b, acted, until)?;
    a.seek(until)?;
    b.seek(until)?;
    let Some(parted) = parted else {
        return Ok(Comparison { first: None, actions, courses: Vec::new() });
    };
    let mut readers = [Reader::new(a, parted, until), Reader::new(b, parted, until)];
    let mut first = None;
    let mut partings: Vec<Option<Parting>> = vec![None; nodes.len()];
    while let Some(at) = readers.iter().filter_map(Reader::next_at).min() {
        let lines = readers.each_mut().map(|reader| reader.instant(at));
        if lines[0].iter().map(said).eq(lines[1].iter().map(said)) {
            continue;
        }
        if first.is_none() {
            first = difference(at, &lines[0], &lines[1]);
        }
        for (node, parting) in nodes.iter().zip(&mut partings) {
            if parting.is_none() {
                let [a, b] = [0, 1].map(|side| readers[side].course(node, &lines[side]));
                *parting = difference(at, &a, &b);
            }
        }
        if partings.iter().all(Option::is_some) {
            break;
        }
    }
    Ok(Comparison { first, actions, courses: chain::courses([a, b], &nodes, partings, &alone) })
}

/// The instant before which two runs are the same, by their digests; none if they are the same up
/// to the end. `acted` is when one of them does something that the other does not.
fn parted(
    a: &mut dyn Sim,
    b: &mut dyn Sim,
    acted: Option<Time>,
    until: Time,
) -> Result<Option<Time>, String> {
    let mut differ = |at: Time| -> Result<bool, String> {
        a.seek(at)?;
        b.seek(at)?;
        Ok(a.position() != b.position() || a.digest() != b.digest())
    };
    // Two courses of one beginning, as branches are, share everything up to what was done.
    let known = acted.unwrap_or(until);
    if acted.is_some() && (known == Time::ZERO || !differ(known - Span(1))?) {
        return Ok(acted);
    }
    if !differ(known)? {
        return Ok(None);
    }
    if differ(Time::ZERO)? {
        return Ok(Some(Time::ZERO));
    }
    let (mut same, mut different) = (Time::ZERO, known);
    while different.since(same) > Span(1) {
        let middle = same + Span(different.since(same).0 / 2);
        match differ(middle)? {
            true => different = middle,
            false => same = middle,
        }
    }
    Ok(Some(different))
}

/// What a line says; which record says it does not count.
fn said(line: &Line) -> (&str, &str) {
    (&line.place, &line.text)
}

/// The first difference between the lines of one instant.
fn difference(at: Time, a: &[Line], b: &[Line]) -> Option<Parting> {
    let same = a.iter().zip(b).take_while(|(a, b)| said(a) == said(b)).count();
    let lines = [a.get(same).cloned(), b.get(same).cloned()];
    lines.iter().any(Option::is_some).then_some(Parting { at, lines })
}

/// All nodes' names: those of the first run, and those that the second has besides.
fn union(a: &Names, b: &Names) -> Vec<String> {
    let besides = b.0.iter().filter(|name| !a.0.contains(name));
    a.0.iter().chain(besides).map(|name| name.to_string()).collect()
}

/// For each side, the places of its actions that the other side does not have.
fn alone(sims: [&dyn Sim; 2]) -> [Vec<u32>; 2] {
    let written = sims.map(|sim| {
        let actions = sim.actions().iter();
        actions.map(|it| (it.at, words::write(&it.action, sim.names()))).collect::<Vec<_>>()
    });
    Side::BOTH.map(|side| {
        let [ours, others] = [side, side.other()].map(|side| &written[side.index()]);
        let mut taken = vec![false; others.len()];
        let mut is_alone = |wanted: &(Time, String)| {
            let from = others.partition_point(|(at, _)| *at < wanted.0);
            let then = from..others.partition_point(|(at, _)| *at <= wanted.0);
            let same = then.into_iter().find(|place| !taken[*place] && others[*place] == *wanted);
            same.map(|place| taken[place] = true).is_none()
        };
        (0..).zip(ours).filter(|(_, it)| is_alone(it)).map(|(place, _)| place).collect()
    })
}

/// The actions that one side alone has, in words and in order of time.
fn told(alone: &[Vec<u32>; 2], sims: [&dyn Sim; 2]) -> Vec<(Side, Time, String)> {
    let mut told = Vec::new();
    for side in Side::BOTH {
        let sim = sims[side.index()];
        told.extend(alone[side.index()].iter().map(|place| {
            let timed = &sim.actions()[*place as usize];
            (side, timed.at, words::write(&timed.action, sim.names()))
        }));
    }
    by_key(&mut told, |(_, at, _)| at.0);
    told
}

#[cfg(test)]
mod tests;
