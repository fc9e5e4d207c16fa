//! The words for records: what the event list shows and what golden traces are made of.
//!
//! They are made while a run passes the records, because only then are the messages and timers at
//! hand; the records themselves stay small.

use std::fmt;
use std::ops::Range;

use crate::action::Action;
use crate::history::{Call, Outcome};
use crate::ids::{Names, NodeId, RecordId};
use crate::record::{Loss, Record, What};
use crate::time::{Span, Time};

/// A record in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The record.
    pub record: RecordId,
    /// Its time.
    pub at: Time,
    /// The node, or the two ends of the message: `n0`, `n0 → n1`.
    pub place: String,
    /// What happened: `RequestVote term 2, log 2@1`.
    pub text: String,
}

/// One line of a golden trace: `   1.309000s  n0 → n2  RequestVote term 2`.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.at.0;
        write!(f, "{:>4}.{:06}s  {:<7}  {}", us / 1_000_000, us % 1_000_000, self.place, self.text)
    }
}

/// Writes the lines for a range of records while the run passes them.
#[derive(Clone, Debug)]
pub struct Narrator {
    /// The records wanted.
    pub wanted: Range<u32>,
    /// The lines so far.
    pub lines: Vec<Line>,
}

/// What a protocol calls its parts. The kernel numbers them, and knows nothing else of them.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The protocol's own name.
    pub protocol: &'static str,
    /// The kinds of message.
    pub messages: Vec<&'static str>,
    /// The kinds of timer.
    pub timers: Vec<&'static str>,
    /// The metrics, each with its unit.
    pub metrics: Vec<(&'static str, &'static str)>,
    /// The state machine of each role.
    pub machines: Vec<Machine>,
    /// How an action is written.
    pub write_action: fn(&Action, &Names) -> String,
}

/// The states of a role, and the moves between them that it declares.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The names of the states.
    pub states: Vec<&'static str>,
    /// The moves, as pairs of states.
    pub moves: Vec<(u8, u8)>,
}

/// What lines are written with.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// What the protocol calls its parts.
    pub vocabulary: &'a Vocabulary,
    /// The nodes' names.
    pub names: &'a Names,
    /// The nodes' roles.
    pub roles: &'a [u8],
}

impl Narrator {
    /// A narrator of the given records.
    pub fn of(wanted: Range<u32>) -> Narrator {
        Narrator { wanted, lines: Vec::new() }
    }

    /// Whether a record is wanted.
    pub fn wants(&self, id: RecordId) -> bool {
        self.wanted.contains(&id.0)
    }

    /// Puts a record into words. `detail` is what only the passing run knows: a message's label,
    /// a note's text, an action as written.
    pub fn tell(&mut self, id: RecordId, record: &Record, words: Terms, detail: String) {
        let (place, text) = words.tell(record, detail);
        self.lines.push(Line { record: id, at: record.at, place, text });
    }
}

impl Terms<'_> {
    fn tell(&self, record: &Record, detail: String) -> (String, String) {
        let node = record.node;
        let here = || self.names.of(node).to_string();
        let along = |from: NodeId, arrow: &str, to: NodeId| {
            format!("{} {arrow} {}", self.names.of(from), self.names.of(to))
        };
        match record.what {
            What::Booted => (here(), "boots".into()),
            What::Crashed => (here(), "crashes".into()),
            What::Paused => (here(), "pauses".into()),
            What::Resumed => (here(), "goes on".into()),
            What::Sent { to, kind, copy, .. } => {
                let doubled = if copy > 0 { ", doubled" } else { "" };
                (along(node, "→", to), format!("{}{doubled}", self.message(kind, &detail)))
            }
            What::Delivered { from, kind, .. } => {
                (along(node, "←", from), self.message(kind, &detail))
            }
            What::Lost { from, kind, why, .. } => {
                let why = match why {
                    Loss::Chance => "lost",
                    Loss::Cut => "lost: the link is cut",
                    Loss::Down => "lost: the receiver is down",
                    Loss::Dropped => "dropped",
                };
                (along(from, "⇥", node), format!("{}, {why}", self.message(kind, &detail)))
            }
            What::Expired { kind } => {
                (here(), self.vocabulary.timers[usize::from(kind)].to_string())
            }
            What::Moved { from, to } => {
                let machine = &self.vocabulary.machines[usize::from(self.roles[node.index()])];
                let name = |state: u8| machine.states[usize::from(state)];
                (here(), format!("{} → {}", name(from), name(to)))
            }
            What::Acted(_) => ("action".into(), detail),
            What::Violated(_)
            | What::Noted(_)
            | What::Invoked(_)
            | What::Completed(_)
            | What::Opened(_)
            | What::Closed(_) => (here(), detail),
            What::Slowed(0) => (here(), "is slow no longer".into()),
            What::Slowed(by) => (here(), format!("takes {} for every event", Span(u64::from(by)))),
            What::Wiped => (here(), "loses its disk".into()),
            What::Clogged => (here(), "is clogged".into()),
            What::Unclogged => (here(), "is unclogged".into()),
            What::Measured { metric, value } => {
                let (name, unit) = self.vocabulary.metrics[usize::from(metric)];
                (here(), format!("{name}: {value}{unit}"))
            }
        }
    }

    fn message(&self, kind: u8, label: &str) -> String {
        let name = self.vocabulary.messages[usize::from(kind)];
        if label.is_empty() { name.to_string() } else { format!("{name} {label}") }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Read(key) => write!(f, "get {key}"),
            Call::Write(key, value) => write!(f, "put {key}={value}"),
            Call::CompareAndSet(key, old, new) => write!(f, "put {key}={new} if {old}"),
            Call::Append(key, value) => write!(f, "append {value} to {key}"),
            Call::Acquire(key) => write!(f, "lock {key}"),
            Call::Release(key) => write!(f, "unlock {key}"),
            Call::Enqueue(key, value) => write!(f, "enqueue {value} in {key}"),
            Call::Dequeue(key) => write!(f, "dequeue from {key}"),
            Call::Add(key, value) => write!(f, "add {value} to {key}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Done(Some(value)) => write!(f, "done: {value}"),
            Outcome::Done(None) => f.write_str("done"),
            Outcome::Failed => f.write_str("failed"),
            Outcome::Unknown => f.write_str("outcome unknown"),
            Outcome::Refused => f.write_str("refused"),
            Outcome::Listed(values) => {
                f.write_str("done:")?;
                values.iter().try_for_each(|value| write!(f, " {value}"))
            }
        }
    }
}
