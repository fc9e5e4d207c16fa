//! Vector clocks: what happened before what, as numbers that can be compared.
//!
//! They follow from the records alone: a node's records come one after the other, and a record
//! comes after its cause. Whoever acts on the cluster is a process of its own, beside the nodes.
//! A message that is lost is no event of anybody: nobody notices.

use std::collections::BTreeMap;

use kernel::ids::RecordId;
use kernel::record::Record;
use view::spacetime::cone::process;

/// How many events of each process came before an event, and itself. The process after the last
/// node is whoever acts from outside.
pub type Clock = Vec<u32>;

/// Gives the records of a run their clocks, one after the other.
pub struct Clocks {
    /// The id of the record to come.
    next: u32,
    /// The clock of each process.
    now: Vec<Clock>,
    /// The clocks of records that records of other processes are yet to name as their cause.
    kept: BTreeMap<u32, (Clock, u32)>,
    /// How many records of other processes name each record as their cause.
    wanted: BTreeMap<u32, u32>,
}

impl Clocks {
    /// The clocks for records in a row, the first of which has the id `first`, of a run of so many
    /// nodes. All that was before counts for nothing.
    pub fn new(records: &[Record], first: u32, nodes: usize) -> Clocks {
        let mut wanted = BTreeMap::new();
        for record in records {
            let cause = record.cause;
            let known = cause.0.checked_sub(first).and_then(|at| records.get(at as usize));
            if known.is_some_and(|known| process(known, nodes) != process(record, nodes)) {
                *wanted.entry(cause.0).or_insert(0) += 1;
            }
        }
        Clocks {
            next: first,
            now: vec![vec![0; nodes + 1]; nodes + 1],
            kept: BTreeMap::new(),
            wanted,
        }
    }

    /// The process and the clock of the next record; none if it is no event of anybody.
    pub fn pass(&mut self, record: &Record) -> Option<(usize, &Clock)> {
        let id = self.next;
        self.next += 1;
        let cause = self.cause(record.cause);
        let here = process(record, self.now.len() - 1)?;
        let clock = &mut self.now[here];
        for (known, new) in clock.iter_mut().zip(cause.unwrap_or_default()) {
            *known = new.max(*known);
        }
        clock[here] += 1;
        if let Some(wanted) = self.wanted.remove(&id) {
            self.kept.insert(id, (clock.clone(), wanted));
        }
        Some((here, &self.now[here]))
    }

    /// The clock of a cause in another process, which is forgotten after its last use.
    fn cause(&mut self, id: RecordId) -> Option<Clock> {
        let (clock, wanted) = self.kept.get_mut(&id.0)?;
        *wanted -= 1;
        if *wanted > 0 {
            return Some(clock.clone());
        }
        self.kept.remove(&id.0).map(|(clock, _)| clock)
    }
}
