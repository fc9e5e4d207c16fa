//! The rows of the event list: which records are worth a row, and what they concern.
//!
//! Knows the kinds of records, not their words: those come from the run.

use super::motion::Death;
use super::session::Session;
use faultline::sim::declare::{Glyph, Info, Tone};
use faultline::sim::frame::{Frame, NodeFrame, Status};
use faultline::sim::ids::NodeId;
use faultline::sim::narrate::Line;
use faultline::sim::record::{Record, What};
use faultline::sim::time::Span;
use faultline::view::geometry::within;

/// How many rows the list shows.
pub const ROWS: usize = 40;
/// How many records are looked through for them at most.
const WINDOW: u32 = 1_000;

/// How many deaths are looked at at most.
const DEATHS: usize = 64;
/// No cross stays for longer than this.
const LONGEST_CROSS: Span = Span::millis(400);

/// An event of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its words.
    pub line: Line,
    /// How it is shown: `moved`, `fault`, `noted`, or nothing special.
    pub kind: &'static str,
    /// The nodes that it concerns.
    pub nodes: Vec<NodeId>,
}

impl Row {
    /// Its time in seconds with three decimals, as narrow as it can be.
    pub fn clock(&self) -> String {
        let ms = self.line.at.0 / 1_000;
        format!("{}.{:03}", ms / 1_000, ms % 1_000)
    }
}

/// The newest events before the cursor, the newest first; signs of life only if `all`.
pub fn rows(session: &mut Session, all: bool) -> Vec<Row> {
    let info = session.info();
    let sim = session.sim();
    let end = sim.position();
    let start = end.saturating_sub(WINDOW);
    let records = sim.records();
    let shown = |id: &u32| records.get(*id as usize).is_some_and(|it| is_told(it, info, all));
    let chosen: Vec<u32> = (start..end).rev().filter(shown).take(ROWS).collect();
    let Some(first) = chosen.last().copied() else { return Vec::new() };
    let lines = sim.lines(first..end);
    let records = sim.records();
    let row = |id: u32| {
        // One line a record, without gaps.
        let line = lines.get((id - first) as usize)?.clone();
        let record = &records[id as usize];
        Some(Row { line, kind: kind(record), nodes: concerned(record) })
    };
    chosen.into_iter().filter_map(row).collect()
}

/// The messages that died lately enough for their crosses to be seen.
pub fn deaths(session: &mut Session) -> Vec<Death> {
    let (now, end) = (session.now(), session.sim().position() as usize);
    let records = session.sim().records();
    let behind = records[..end.min(records.len())].iter().rev();
    let lately = behind.take_while(|record| now.since(record.at) <= LONGEST_CROSS);
    lately
        .filter_map(|record| match record.what {
            What::Lost { from, why, .. } => {
                Some(Death { from, to: record.node, at: record.at, why })
            }
            _ => None,
        })
        .take(DEATHS)
        .collect()
}

/// How long crosses stay at a speed, in microseconds: for the eye about a second.
pub fn cross_us(rate: f64) -> f64 {
    within(1_000_000.0 * rate, 40_000.0, LONGEST_CROSS.0 as f64)
}

/// The node that the panels tell of while none is selected: the last that leads, else the first.
pub fn foremost(frame: &Frame, info: &Info) -> NodeId {
    let leads = |node: &&NodeFrame| {
        let states = info.roles[usize::from(node.role)].diagram.states;
        node.status == Status::Up
            && states.get(usize::from(node.state)).is_some_and(|it| it.tone == Tone::Leading)
    };
    let moved_at = |node: &&NodeFrame| node.moved.map(|(_, at)| at);
    frame.nodes.iter().filter(leads).max_by_key(moved_at).map_or(NodeId(0), |node| node.id)
}

/// The nodes that a record concerns.
pub fn concerned(record: &Record) -> Vec<NodeId> {
    match record.message() {
        Some(message) => vec![message.from, message.to],
        None => vec![record.node],
    }
}

/// What is passed over unless it is asked for: signs of life, which leave room for nothing else.
pub fn signs_of_life(info: &Info) -> impl Iterator<Item = &'static str> + '_ {
    info.messages.iter().filter(|it| it.glyph == Glyph::Dot).map(|it| it.name)
}

/// Every message is told once, when it ends; a timer by what its node does then.
fn is_told(record: &Record, info: &Info, all: bool) -> bool {
    match record.what {
        What::Sent { .. } | What::Expired { .. } | What::Measured { .. } => false,
        What::Opened(_) | What::Closed(_) => false,
        What::Delivered { kind, .. } => {
            all || info.messages.get(usize::from(kind)).is_none_or(|it| it.glyph != Glyph::Dot)
        }
        What::Booted
        | What::Crashed
        | What::Paused
        | What::Resumed
        | What::Lost { .. }
        | What::Moved { .. }
        | What::Noted(_)
        | What::Invoked(_)
        | What::Completed(_)
        | What::Acted(_)
        | What::Violated(_)
        | What::Slowed(_)
        | What::Wiped
        | What::Clogged
        | What::Unclogged => true,
    }
}

fn kind(record: &Record) -> &'static str {
    match record.what {
        What::Moved { .. } => "moved",
        What::Lost { .. }
        | What::Crashed
        | What::Paused
        | What::Acted(_)
        | What::Violated(_)
        | What::Slowed(_)
        | What::Wiped
        | What::Clogged => "fault",
        What::Noted(_) | What::Completed(_) => "noted",
        What::Booted
        | What::Resumed
        | What::Unclogged
        | What::Sent { .. }
        | What::Delivered { .. }
        | What::Expired { .. }
        | What::Measured { .. }
        | What::Opened(_)
        | What::Closed(_)
        | What::Invoked(_) => "plain",
    }
}
