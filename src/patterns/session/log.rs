//! The replicated log: what was written, each entry under its log sequence number. The primary
//! appends to it; a replica stores what reaches it, in whatever order. Knows no network.

use kernel::history::Key;
use kernel::ids::NodeId;

/// A log sequence number: a place in the primary's log, counted from 1. 0 is before the first.
pub type Lsn = u32;

/// A write, as the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The client whose session wrote it.
    pub client: NodeId,
    /// The number of the write within its session: a retry keeps it.
    pub serial: u32,
    /// The list that it is added to.
    pub key: Key,
    /// What is added.
    pub value: u32,
}

/// A log, with gaps where entries have not arrived.
#[derive(Clone, Debug, Default, Hash)]
pub struct Log {
    /// The entries by their places, the first at 0.
    slots: Vec<Option<Entry>>,
    /// Up to where there is no gap.
    gapless: Lsn,
}

impl Log {
    /// Adds an entry at the end; its number.
    pub fn append(&mut self, entry: Entry) -> Lsn {
        let lsn = self.gapless + 1;
        self.store(lsn, entry);
        lsn
    }

    /// Stores an entry in its place; false if there is one.
    pub fn store(&mut self, lsn: Lsn, entry: Entry) -> bool {
        if lsn == 0 || self.entry(lsn).is_some() {
            return false;
        }
        if self.slots.len() < lsn as usize {
            self.slots.resize(lsn as usize, None);
        }
        self.slots[lsn as usize - 1] = Some(entry);
        while self.entry(self.gapless + 1).is_some() {
            self.gapless += 1;
        }
        true
    }

    /// Up to where it has every entry.
    pub fn gapless(&self) -> Lsn {
        self.gapless
    }

    /// The entry of a number.
    pub fn entry(&self, lsn: Lsn) -> Option<&Entry> {
        self.slots.get((lsn as usize).checked_sub(1)?)?.as_ref()
    }

    /// The entries that it has, with their numbers.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (Lsn, &Entry)> + Clone {
        let last = self.slots.len() as Lsn;
        (1..=last).filter_map(|lsn| Some((lsn, self.entry(lsn)?)))
    }

    /// So many entries from a number on, as far as there is no gap.
    pub fn from(&self, first: Lsn, most: usize) -> Vec<Entry> {
        (first..).map_while(|lsn| self.entry(lsn).copied()).take(most).collect()
    }

    /// The last write of a session: its serial number, and its place.
    pub fn last_of(&self, client: NodeId) -> Option<(u32, Lsn)> {
        let last = self.entries().rev().find(|(_, entry)| entry.client == client);
        last.map(|(lsn, entry)| (entry.serial, lsn))
    }
}

/// A value of a list, as servers tell it: with the place of its entry, by which lists of several
/// servers are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Post {
    /// The entry's number.
    pub lsn: Lsn,
    /// The value.
    pub value: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: Entry = Entry { client: NodeId(3), serial: 1, key: Key(b't'), value: 1 };

    #[test]
    fn a_late_entry_closes_the_gap_before_those_that_overtook_it() {
        let mut log = Log::default();
        assert!(log.store(1, ENTRY) && log.store(3, ENTRY) && log.store(4, ENTRY));
        assert_eq!((log.gapless(), log.from(1, 8).len(), log.from(3, 8).len()), (1, 1, 2));
        assert!(log.store(2, ENTRY) && !log.store(2, ENTRY));
        assert_eq!((log.gapless(), log.from(1, 3).len()), (4, 3));
    }

    #[test]
    fn a_session_is_known_by_its_last_write() {
        let mut log = Log::default();
        let other = Entry { client: NodeId(4), ..ENTRY };
        let places = [ENTRY, Entry { serial: 3, ..ENTRY }, other].map(|entry| log.append(entry));
        assert_eq!(places, [1, 2, 3]);
        assert_eq!(log.last_of(NodeId(3)), Some((3, 2)));
        assert_eq!(log.last_of(NodeId(4)), Some((1, 3)));
        assert_eq!(log.last_of(NodeId(5)), None);
    }
}
