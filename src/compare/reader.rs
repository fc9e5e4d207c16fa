//! Reads a run's lines instant by instant, in portions.

use std::collections::VecDeque;

use kernel::narrate::Line;
use kernel::record::What;
use kernel::time::Time;
use run::Sim;

/// A run being read.
pub struct Reader<'a> {
    sim: &'a mut dyn Sim,
    told: VecDeque<Line>,
    /// The record after the last line told.
    next: u32,
    end: u32,
}

/// How many lines are told at once: passing the records before them once more costs as much as
/// telling them.
const PORTION: u32 = 8_192;

impl<'a> Reader<'a> {
    /// Reads a run that has been computed up to a time, from one time to another.
    pub fn new(sim: &'a mut dyn Sim, from: Time, until: Time) -> Reader<'a> {
        let records = sim.records();
        let next = records.partition_point(|record| record.at < from) as u32;
        let end = records.partition_point(|record| record.at <= until) as u32;
        Reader { sim, told: VecDeque::new(), next, end }
    }

    /// The time of the next line.
    pub fn next_at(&self) -> Option<Time> {
        match self.told.front() {
            Some(line) => Some(line.at),
            None if self.next < self.end => Some(self.sim.records()[self.next as usize].at),
            None => None,
        }
    }

    /// The lines of a time, if the next ones are of that time.
    pub fn instant(&mut self, at: Time) -> Vec<Line> {
        let mut lines = Vec::new();
        while self.next_at() == Some(at) {
            match self.told.pop_front() {
                Some(line) => lines.push(line),
                None => {
                    let portion = self.next..self.end.min(self.next.saturating_add(PORTION));
                    self.next = portion.end;
                    self.told = self.sim.lines(portion).into();
                }
            }
        }
        lines
    }

    /// The lines that belong to a node's own course: what it does and is told. What was done to it,
    /// and which messages to it were lost, it does not notice.
    pub fn course(&self, node: &str, lines: &[Line]) -> Vec<Line> {
        let records = self.sim.records();
        let own = |line: &&Line| {
            let record = &records[line.record.index()];
            !matches!(record.what, What::Acted(_) | What::Lost { .. })
                && self.sim.names().of(record.node) == node
        };
        lines.iter().filter(own).cloned().collect()
    }
}
