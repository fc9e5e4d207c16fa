//! A run as the steps of a sequence diagram: arrows between nodes, and notes over them.
//!
//! Such diagrams have no axis of time, and their arrows are level. So an arrow stands where its
//! message arrives or dies, and says when it was sent; what is still on its way comes last. What
//! reads the diagram is not known here.

use std::collections::BTreeMap;
use std::io;

use super::Excerpt;
use kernel::ids::{NodeId, RecordId};
use kernel::narrate::Line;
use kernel::order::by_key;
use kernel::record::{Record, What};
use kernel::time::Time;
use run::Sim;
use scenario::Note;

/// The steps of a diagram.
#[derive(Debug)]
pub struct Sequence {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// How many messages more there would be.
    pub left_out: u32,
    /// The start of the excerpt.
    from: Time,
    /// How many messages there is still room for. When there is none, the diagram ends.
    room: u32,
    /// The messages on their way, by the record of their sending.
    flying: BTreeMap<RecordId, Arrow>,
}

/// A step of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A message.
    Arrow(Arrow),
    /// Words.
    Note {
        /// The node they are about; none if they are about all.
        over: Option<NodeId>,
        /// The words.
        text: String,
        /// When.
        at: Time,
    },
}

/// A message from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Who sent it.
    pub from: NodeId,
    /// Whom to.
    pub to: NodeId,
    /// What it says, and what it died of if it did.
    pub text: String,
    /// When it was sent.
    pub sent: Time,
    /// What became of it.
    pub end: End,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It arrived.
    Arrived(Time),
    /// It died.
    Lost(Time),
    /// It is on its way.
    UnderWay,
}

impl Sequence {
    /// The steps of an excerpt, with so many messages at most.
    pub fn of(excerpt: &mut Excerpt, most: u32) -> io::Result<Sequence> {
        let (from, to) = (excerpt.from, excerpt.to());
        let mut sequence =
            Sequence { steps: Vec::new(), left_out: 0, from, room: most, flying: BTreeMap::new() };
        let notes = excerpt.scenario.notes.iter().filter(|note| (from..=to).contains(&note.at));
        let mut notes = notes.peekable();
        excerpt.tell(|sim, record, line| {
            // What people say about a moment is said after all events of that moment.
            while let Some(note) = notes.next_if(|note| note.at < record.at) {
                sequence.note(note);
            }
            sequence.take(sim, record, line);
            Ok(())
        })?;
        notes.for_each(|note| sequence.note(note));
        let flying = std::mem::take(&mut sequence.flying);
        sequence.steps.extend(flying.into_values().map(Step::Arrow));
        Ok(sequence)
    }

    fn take(&mut self, sim: &dyn Sim, record: &Record, line: &Line) {
        let (here, at) = (record.node, record.at);
        match record.what {
            What::Sent { to, .. } => {
                let end = End::UnderWay;
                let arrow = Arrow { from: here, to, text: line.text.clone(), sent: at, end };
                if self.has_room() {
                    self.flying.insert(line.record, arrow);
                }
            }
            What::Delivered { from, .. } => self.end(sim, record, line, from, End::Arrived(at)),
            What::Lost { from, .. } => self.end(sim, record, line, from, End::Lost(at)),
            // What is done to the cluster concerns everybody.
            What::Acted(_) => self.say(None, &line.text, at),
            // The boots of the whole cluster go without saying.
            What::Booted if record.cause == RecordId::NONE => {}
            What::Booted
            | What::Crashed
            | What::Paused
            | What::Resumed
            | What::Slowed(_)
            | What::Wiped
            | What::Clogged
            | What::Unclogged
            | What::Moved { .. }
            | What::Noted(_)
            | What::Invoked(_)
            | What::Completed(_)
            | What::Violated(_) => self.say(Some(here), &line.text, at),
            // What follows from a timer is shown, and timers are too many, as are measurements.
            What::Expired { .. } | What::Measured { .. } => {}
            // Work is not a moment.
            What::Opened(_) | What::Closed(_) => {}
        }
    }

    /// A message ends, which may have been sent before the excerpt begins.
    fn end(&mut self, sim: &dyn Sim, record: &Record, line: &Line, from: NodeId, end: End) {
        let sent = sim.records()[record.cause.index()].at;
        let known = self.flying.remove(&record.cause).is_some();
        // One that was sent within the excerpt and is not known was left out then.
        if known || sent < self.from && self.has_room() {
            let (to, text) = (record.node, line.text.clone());
            self.steps.push(Step::Arrow(Arrow { from, to, text, sent, end }));
        }
    }

    /// Takes the room for a message, or counts it as left out.
    fn has_room(&mut self) -> bool {
        let has_room = self.room > 0;
        if has_room {
            self.room -= 1;
        } else {
            self.left_out += 1;
        }
        has_room
    }

    fn note(&mut self, note: &Note) {
        self.say(note.node, &note.text, note.at);
    }

    fn say(&mut self, over: Option<NodeId>, text: &str, at: Time) {
        if self.left_out == 0 {
            self.steps.push(Step::Note { over, text: text.into(), at });
        }
    }

    /// The nodes that stand in it, in order.
    pub fn nodes(&self) -> Vec<NodeId> {
        let ends = self.steps.iter().flat_map(|step| match step {
            Step::Arrow(arrow) => [Some(arrow.from), Some(arrow.to)],
            Step::Note { over, .. } => [*over, None],
        });
        let mut nodes: Vec<NodeId> = ends.flatten().collect();
        by_key(&mut nodes, |id| u64::from(id.0));
        nodes.dedup();
        nodes
    }
}

/// A moment to the millisecond: finer ones would fill the diagram.
pub fn clock(at: Time) -> String {
    let ms = at.0 / 1_000;
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

impl Arrow {
    /// When it was sent and when it ended: `1.294 to 1.309 s`.
    pub fn times(&self) -> String {
        let sent = clock(self.sent);
        match self.end {
            End::Arrived(at) | End::Lost(at) => format!("{sent} to {} s", clock(at)),
            End::UnderWay => format!("sent {sent} s, on its way"),
        }
    }
}
