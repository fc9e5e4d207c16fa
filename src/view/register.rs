//! The register: which records of a run stand in the table of events, their words, and where words
//! that are looked for occur.
//!
//! All of it is done in portions, so that a run of millions of records is gone through without
//! anybody waiting for it. Knows no elements.

use kernel::ids::{MessageId, NodeId, RecordId};
use kernel::narrate::Line;
use kernel::record::{Record, What};
use pattern::declare::{Glyph, Info};
use run::Sim;
use run::reading::Reading;

/// Which records stand in the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what concerns this node.
    pub node: Option<NodeId>,
    /// Only records of this kind.
    pub kind: Kind,
    /// Signs of life too, which leave room for nothing else.
    pub all: bool,
}

/// Kinds of records, as they are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Whatever is worth a row.
    #[default]
    Any,
    /// Nodes that move in their state diagrams.
    Moves,
    /// What is done to the cluster, what breaks, and what is lost.
    Faults,
    /// What clients ask and are told.
    Operations,
    /// What nodes say.
    Notes,
    /// Timers that expire, which have no row otherwise: what their nodes do then says it.
    Timers,
    /// One kind of message, sent and handled.
    Message(u8),
}

impl Filter {
    /// Whether a record stands in the table.
    pub fn passes(&self, record: &Record, info: &Info) -> bool {
        self.node.is_none_or(|node| concerned(record).contains(&node))
            && match self.kind {
                Kind::Any => is_told(record, info, self.all),
                Kind::Moves => matches!(record.what, What::Moved { .. }),
                Kind::Faults => is_fault(record),
                Kind::Operations => matches!(record.what, What::Invoked(_) | What::Completed(_)),
                Kind::Notes => matches!(record.what, What::Noted(_)),
                Kind::Timers => matches!(record.what, What::Expired { .. }),
                Kind::Message(wanted) => matches!(record.what,
                    What::Sent { kind, .. } | What::Delivered { kind, .. } | What::Lost { kind, .. }
                        if kind == wanted),
            }
    }
}

/// The nodes that a record concerns.
pub fn concerned(record: &Record) -> Vec<NodeId> {
    match record.message() {
        Some(MessageId { from, to, .. }) => vec![from, to],
        None => vec![record.node],
    }
}

/// What is passed over unless it is asked for: signs of life, which leave room for nothing else.
pub fn signs_of_life(info: &Info) -> impl Iterator<Item = &'static str> + '_ {
    info.messages.iter().filter(|it| it.glyph == Glyph::Dot).map(|it| it.name)
}

/// How a record looks in the table: `moved`, `fault`, `noted`, or nothing special.
pub fn look(record: &Record) -> &'static str {
    match record.what {
        What::Moved { .. } => "moved",
        What::Noted(_) | What::Completed(_) => "noted",
        _ if is_fault(record) && record.what != What::Booted && record.what != What::Resumed => {
            "fault"
        }
        _ => "plain",
    }
}

/// Every message is told once, when it ends; a timer by what its node does then.
fn is_told(record: &Record, info: &Info, all: bool) -> bool {
    match record.what {
        What::Sent { .. }
        | What::Expired { .. }
        | What::Measured { .. }
        | What::Opened(_)
        | What::Closed(_) => false,
        What::Delivered { kind, .. } => {
            all || info.messages.get(usize::from(kind)).is_none_or(|it| it.glyph != Glyph::Dot)
        }
        _ => true,
    }
}

fn is_fault(record: &Record) -> bool {
    match record.what {
        What::Booted
        | What::Crashed
        | What::Paused
        | What::Resumed
        | What::Lost { .. }
        | What::Acted(_)
        | What::Violated(_)
        | What::Slowed(_)
        | What::Wiped
        | What::Clogged
        | What::Unclogged => true,
        What::Sent { .. }
        | What::Delivered { .. }
        | What::Expired { .. }
        | What::Moved { .. }
        | What::Noted(_)
        | What::Invoked(_)
        | What::Completed(_)
        | What::Measured { .. }
        | What::Opened(_)
        | What::Closed(_) => false,
    }
}

/// The records that pass a filter, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    filter: Filter,
    ids: Vec<u32>,
    /// How many records were looked at.
    seen: usize,
}

impl Rows {
    /// No rows yet, of what passes a filter.
    pub fn of(filter: Filter) -> Rows {
        Rows { filter, ..Rows::default() }
    }

    /// Looks at so many more of a run's records; true when all were looked at.
    pub fn extend(&mut self, records: &[Record], info: &Info, most: usize) -> bool {
        let end = records.len().min(self.seen.saturating_add(most));
        let new = records.get(self.seen..end).unwrap_or_default().iter().zip(self.seen as u32..);
        self.ids.extend(new.filter(|(it, _)| self.filter.passes(it, info)).map(|(_, id)| id));
        self.seen = end.max(self.seen);
        self.seen >= records.len()
    }

    /// The records, in order.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// What passes.
    pub fn filter(&self) -> Filter {
        self.filter
    }
}

/// Records walked past at a time, before it is asked whether there is time for more.
const STRIDE: u32 = 256;
/// A walk goes on to a record that is so far ahead; to one farther on, it begins anew.
const REACH: u32 = 8_192;
/// So many lines are kept.
const KEPT: usize = 3_000;

/// The words for records that are shown, told when they are asked for.
#[derive(Default)]
pub struct Words {
    /// In the order of their records.
    lines: Vec<Line>,
    reading: Option<Reading>,
}

impl Words {
    /// The words for a record, if they are there.
    pub fn of(&self, record: u32) -> Option<&Line> {
        let place = self.lines.binary_search_by_key(&record, |line| line.record.0).ok()?;
        self.lines.get(place)
    }

    /// Walks until the words for these records are there, in order, or until it is late; true if
    /// they are.
    pub fn want(&mut self, sim: &dyn Sim, wanted: &[u32], late: &dyn Fn() -> bool) -> bool {
        let count = sim.records().len() as u32;
        for &record in wanted.iter().filter(|it| **it < count) {
            while self.of(record).is_none() {
                if late() {
                    return false;
                }
                let near = |it: &Reading| it.at() <= record && record - it.at() < REACH;
                let reading = match self.reading.take().filter(near) {
                    Some(reading) => self.reading.insert(reading),
                    None => self.reading.insert(sim.reading(record)),
                };
                let before = reading.at();
                let told = reading.tell(record + 1, STRIDE);
                let stuck = told.is_empty() && reading.at() == before;
                self.keep(told);
                if stuck {
                    // The run ends before it, as it does after a change that is still being computed.
                    self.reading = None;
                    break;
                }
            }
        }
        true
    }

    fn keep(&mut self, told: Vec<Line>) {
        let (Some(first), Some(last)) = (told.first(), told.last()) else { return };
        let (first, last) = (first.record.0, last.record.0);
        if self.lines.len() > KEPT {
            self.lines.clear();
        }
        let from = self.lines.partition_point(|line| line.record.0 < first);
        let to = self.lines.partition_point(|line| line.record.0 <= last);
        self.lines.splice(from..to, told);
    }
}

/// A search for words in the rows of the table.
pub struct Search {
    wanted: String,
    filter: Filter,
    reading: Option<Reading>,
    found: Vec<u32>,
    seen: u32,
}

impl Search {
    /// Looks for words, upper or lower case, in the records that pass a filter.
    pub fn of(wanted: &str, filter: Filter) -> Search {
        let wanted = wanted.to_lowercase();
        Search { wanted, filter, reading: None, found: Vec::new(), seen: 0 }
    }

    /// Goes on until all records were looked at, or until it is late; true if they were.
    pub fn go_on(&mut self, sim: &dyn Sim, late: &dyn Fn() -> bool) -> bool {
        let (records, info) = (sim.records(), sim.info());
        let count = records.len() as u32;
        while self.seen < count {
            if late() {
                return false;
            }
            let reading = self.reading.get_or_insert_with(|| sim.reading(self.seen));
            for line in reading.tell(count, STRIDE) {
                let passes =
                    records.get(line.record.index()).is_some_and(|it| self.filter.passes(it, info));
                if passes && contains(&line, &self.wanted) {
                    self.found.push(line.record.0);
                }
            }
            if reading.at() <= self.seen {
                break;
            }
            self.seen = reading.at();
        }
        true
    }

    /// The records with the words, in order, as far as they were found.
    pub fn found(&self) -> &[u32] {
        &self.found
    }

    /// How many records were looked at.
    pub fn seen(&self) -> u32 {
        self.seen
    }

    /// The next record with the words after another, or the last before it; round the ends.
    pub fn next(&self, from: u32, forward: bool) -> Option<RecordId> {
        let found = &self.found;
        let next = if forward {
            found.get(found.partition_point(|it| *it <= from)).or(found.first())
        } else {
            let before = found.partition_point(|it| *it < from);
            found[..before].last().or(found.last())
        };
        next.map(|id| RecordId(*id))
    }
}

fn contains(line: &Line, wanted: &str) -> bool {
    line.text.to_lowercase().contains(wanted) || line.place.to_lowercase().contains(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    use kernel::time::Time;
    use scenario::Scenario;

    const ELECTION: &str = "faultline 1\npattern raft\nseed k3f9\n\
                            at 1s crash n0\nat 1.5s restart n0\nuntil 3s\n";

    fn run() -> Box<dyn Sim> {
        let scenario = Scenario::parse(ELECTION, catalogue::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        sim.seek(Time(3_000_000)).expect("three seconds");
        sim
    }

    fn rows(sim: &dyn Sim, filter: Filter) -> Vec<u32> {
        let mut rows = Rows::of(filter);
        // However small the portions are.
        while !rows.extend(sim.records(), sim.info(), 7) {}
        rows.ids().to_vec()
    }

    #[test]
    fn the_table_has_every_kind_it_is_asked_for() {
        let sim = run();
        let count = |kind| rows(&*sim, Filter { kind, ..Filter::default() }).len();
        let any = rows(&*sim, Filter::default());
        let life = rows(&*sim, Filter { all: true, ..Filter::default() });
        assert!(life.len() > 2 * any.len(), "heartbeats are passed over");
        assert!(count(Kind::Moves) >= 2, "somebody stood and won");
        assert!(count(Kind::Timers) > 0 && count(Kind::Notes) > 0);
        let faults = rows(&*sim, Filter { kind: Kind::Faults, ..Filter::default() });
        let acted = |id: &&u32| matches!(sim.records()[**id as usize].what, What::Acted(_));
        assert_eq!(faults.iter().filter(acted).count(), 2);
        let own = rows(&*sim, Filter { node: Some(NodeId(2)), all: true, ..Filter::default() });
        let concerns = |id: &u32| concerned(&sim.records()[*id as usize]).contains(&NodeId(2));
        assert!(!own.is_empty() && own.iter().all(concerns));
    }

    #[test]
    fn words_told_in_portions_are_those_told_at_once() {
        let mut sim = run();
        let all = sim.lines(0..u32::MAX);
        let shown: Vec<u32> = rows(&*sim, Filter::default());
        let mut words = Words::default();
        for window in shown.chunks(30).rev().chain(shown.chunks(30)) {
            let late = std::cell::Cell::new(false);
            // Every second question is asked too late.
            while !words.want(&*sim, window, &|| late.replace(!late.get())) {}
            for id in window {
                assert_eq!(words.of(*id), Some(&all[*id as usize]));
            }
        }
    }

    #[test]
    fn what_is_looked_for_is_found_wherever_it_is() {
        let mut sim = run();
        let all = sim.lines(0..u32::MAX);
        let mut search = Search::of("STANDS for", Filter::default());
        let late = std::cell::Cell::new(false);
        while !search.go_on(&*sim, &|| late.replace(!late.get())) {}
        let expected = all.iter().filter(|line| line.text.contains("stands for"));
        let expected: Vec<u32> = expected.map(|line| line.record.0).collect();
        assert_eq!(search.found(), expected);
        assert!(!expected.is_empty());
        let (first, last) = (expected[0], expected[expected.len() - 1]);
        assert_eq!(search.next(0, true), Some(RecordId(first)));
        assert_eq!(search.next(last, true), Some(RecordId(first)), "round the end");
        assert_eq!(search.next(first, false), Some(RecordId(last)), "round the start");
    }

    #[test]
    fn a_search_goes_on_when_the_run_does() {
        let scenario = Scenario::parse(ELECTION, catalogue::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        let mut search = Search::of("crashes", Filter::default());
        sim.seek(Time(500_000)).expect("half a second");
        assert!(search.go_on(&*sim, &|| false) && search.found().is_empty());
        sim.seek(Time(2_000_000)).expect("two seconds");
        assert!(search.go_on(&*sim, &|| false));
        assert_eq!(search.found().len(), 1);
    }
}
