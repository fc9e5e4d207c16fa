//! What led to an event, and what followed from it: its causal past and future.
//!
//! A node's records come one after the other, and a record comes after its cause. So the past of an
//! event is on every process all up to some record, its future all from some record on, and one pass
//! back and one forth over the records of a stretch finds both. Knows no picture.

use std::ops::Range;

use kernel::ids::RecordId;
use kernel::record::{Record, What};

/// The past and the future of an event, within a stretch of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cone {
    /// The event: records of one process and one instant.
    pub event: Range<u32>,
    /// How many events of the stretch led to it.
    pub before: usize,
    /// How many events of the stretch follow from it.
    pub after: usize,
    /// Whether something before the stretch led to it too.
    pub reaches_back: bool,
    /// By process: what is earlier than this record led to the event.
    past: Vec<u32>,
    /// By process: this record and all later ones follow.
    future: Vec<u32>,
    /// The direct causes, from the first to the event; only those within the stretch.
    line: Vec<u32>,
}

/// How something stands to the event that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// It is that event.
    Itself,
    /// A direct cause, or a cause of that.
    Cause,
    /// It came before, and could have made a difference.
    Past,
    /// The event could have made a difference to it.
    Future,
    /// Neither knows of the other.
    Apart,
}

impl Cone {
    /// The cone of an event within a stretch of a run of so many nodes.
    pub fn of(records: &[Record], event: Range<u32>, stretch: Range<u32>, nodes: usize) -> Cone {
        let mut cone = Cone {
            past: vec![0; nodes + 1],
            future: vec![u32::MAX; nodes + 1],
            line: Vec::new(),
            before: 0,
            after: 0,
            reaches_back: false,
            event,
        };
        cone.look_back(records, &stretch, nodes);
        cone.look_on(records, &stretch, nodes);
        cone.trace(records, stretch.start);
        cone
    }

    /// How a record stands to the event.
    pub fn tie(&self, id: u32, record: &Record) -> Tie {
        let Some(here) = process(record, self.past.len() - 1) else { return Tie::Apart };
        if self.event.contains(&id) {
            Tie::Itself
        } else if self.is_in_line(id) {
            Tie::Cause
        } else if id < self.past[here] {
            Tie::Past
        } else if id >= self.future[here] {
            Tie::Future
        } else {
            Tie::Apart
        }
    }

    /// The direct causes, from the first within the stretch to the event.
    pub fn line(&self) -> &[u32] {
        &self.line
    }

    /// Up to which record a process's records led to the event, and from which on they follow.
    pub fn reach(&self, process: usize) -> (Option<u32>, Option<u32>) {
        let past = self.past.get(process).copied().filter(|it| *it > 0).map(|it| it - 1);
        (past, self.future.get(process).copied().filter(|it| *it < u32::MAX))
    }

    fn is_in_line(&self, id: u32) -> bool {
        self.line.binary_search(&id).is_ok()
    }

    fn look_back(&mut self, records: &[Record], stretch: &Range<u32>, nodes: usize) {
        let event = self.event.clone();
        if let Some(here) = at(records, event.start).and_then(|it| process(it, nodes)) {
            self.past[here] = event.end;
        }
        for id in (stretch.start..event.end).rev() {
            let Some(record) = at(records, id) else { continue };
            let Some(here) = process(record, nodes) else { continue };
            if id >= self.past[here] {
                continue;
            }
            if !event.contains(&id) && begins(records, id) {
                self.before += 1;
            }
            let cause = record.cause;
            let Some(there) = known(records, cause).and_then(|it| process(it, nodes)) else {
                continue;
            };
            self.past[there] = self.past[there].max(cause.0 + 1);
            self.reaches_back |= cause.0 < stretch.start;
        }
        // A process's own earlier records count as well: nodes boot first of all, so the search is short.
        let early = &records[..(stretch.start as usize).min(records.len())];
        let led = |record: &Record| process(record, nodes).is_some_and(|it| self.past[it] > 0);
        self.reaches_back |= early.iter().any(led);
    }

    fn look_on(&mut self, records: &[Record], stretch: &Range<u32>, nodes: usize) {
        let event = self.event.clone();
        if let Some(here) = at(records, event.start).and_then(|it| process(it, nodes)) {
            self.future[here] = event.start;
        }
        for id in event.start..stretch.end {
            let Some(record) = at(records, id) else { break };
            let Some(here) = process(record, nodes) else { continue };
            let cause = record.cause;
            let led = known(records, cause).and_then(|it| process(it, nodes));
            if led.is_some_and(|there| cause.0 >= self.future[there]) {
                self.future[here] = self.future[here].min(id);
            }
            if id >= self.future[here] && !event.contains(&id) && ends(records, id) {
                self.after += 1;
            }
        }
    }

    /// Follows the direct causes back.
    fn trace(&mut self, records: &[Record], first: u32) {
        let mut next = self.event.start;
        while next >= first && self.line.len() < 1_000 {
            self.line.push(next);
            let Some(record) = at(records, next) else { break };
            match known(records, record.cause) {
                Some(_) if record.cause.0 < next => next = record.cause.0,
                Some(_) | None => break,
            }
        }
        self.line.reverse();
    }
}

/// The records of one process and one instant about a record: what a node did in one go.
pub fn event_of(records: &[Record], id: u32) -> Range<u32> {
    let mut event = id..id + 1;
    while event.start > 0 && !begins(records, event.start) {
        event.start -= 1;
    }
    while !ends(records, event.end - 1) {
        event.end += 1;
    }
    event
}

/// Whose event a record is: a node's, by its id, or after all nodes that of whoever acts from
/// outside. A message that is lost is no event of anybody: nobody notices.
pub fn process(record: &Record, nodes: usize) -> Option<usize> {
    match record.what {
        What::Acted(_) => Some(nodes),
        What::Lost { .. } => None,
        What::Booted
        | What::Crashed
        | What::Paused
        | What::Resumed
        | What::Slowed(_)
        | What::Wiped
        | What::Clogged
        | What::Unclogged
        | What::Sent { .. }
        | What::Delivered { .. }
        | What::Expired { .. }
        | What::Moved { .. }
        | What::Noted(_)
        | What::Invoked(_)
        | What::Completed(_)
        | What::Measured { .. }
        | What::Opened(_)
        | What::Closed(_)
        | What::Violated(_) => Some(record.node.index()),
    }
}

fn at(records: &[Record], id: u32) -> Option<&Record> {
    records.get(id as usize)
}

fn known(records: &[Record], id: RecordId) -> Option<&Record> {
    if id == RecordId::NONE { None } else { records.get(id.index()) }
}

fn begins(records: &[Record], id: u32) -> bool {
    id == 0 || !together(records, id - 1)
}

fn ends(records: &[Record], id: u32) -> bool {
    !together(records, id)
}

/// Whether a record and the next belong to one event.
fn together(records: &[Record], id: u32) -> bool {
    let (Some(a), Some(b)) = (at(records, id), at(records, id + 1)) else { return false };
    let whose = |record: &Record| process(record, usize::from(u16::MAX));
    a.at == b.at && whose(a).is_some() && whose(a) == whose(b)
}

#[cfg(test)]
#[path = "cone_tests.rs"]
mod tests;
