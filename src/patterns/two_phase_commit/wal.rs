//! The write-ahead log: records that are appended in memory, and forced to the disk. A force
//! takes along all records before it, as in any log that is written in order; what was not forced
//! is lost in a crash. Knows nothing of when a record is to be forced.

use super::Tid;
use super::message::Work;
use super::sets::Members;
use crate::common::unhashed::Traced;

/// A record of the log, under the name that R* gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A participant votes Yes, and what it will need to keep its word.
    Prepared(Tid, Work),
    /// A participant has carried out a commit.
    Committed(Tid),
    /// A participant has aborted.
    Aborted(Tid),
    /// A coordinator has decided to commit; these have to hear of it. With the transaction's span.
    Commit(Tid, Members, Traced),
    /// All participants have acknowledged a coordinator's commit.
    End(Tid),
}

impl Record {
    /// Whose it is.
    pub fn tid(&self) -> Tid {
        match *self {
            Record::Prepared(tid, _)
            | Record::Committed(tid)
            | Record::Aborted(tid)
            | Record::Commit(tid, ..)
            | Record::End(tid) => tid,
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Record::Prepared(..) => "prepared",
            Record::Committed(_) | Record::Commit(..) => "commit",
            Record::Aborted(_) => "abort",
            Record::End(_) => "end",
        }
    }
}

/// The records that are not on the disk yet.
#[derive(Clone, Debug, Default, Hash)]
pub struct Wal {
    tail: Vec<Record>,
}

impl Wal {
    /// Adds a record at the end.
    pub fn append(&mut self, record: Record) {
        self.tail.push(record);
    }

    /// Takes everything to the disk.
    pub fn force(&mut self, disk: &mut Vec<Record>) {
        disk.append(&mut self.tail);
    }

    /// The records that a crash would lose.
    pub fn tail(&self) -> &[Record] {
        &self.tail
    }
}
