//! A server's log: its entries, the consistency check, and the repair of what differs. Knows no
//! roles and sends nothing; it is the part of Raft that can be understood on its own (5.3).

use std::hash::{Hash, Hasher};

use super::machine::Command;
use kernel::digest::Digest;

/// A term's number; 0 is before the first election.
pub type Term = u64;

/// A place in the log, counted from 1; 0 is before the first entry.
pub type Index = u64;

/// An entry of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The term of the leader that created it.
    pub term: Term,
    /// What it does when it is applied.
    pub command: Command,
}

/// A server's log. Its beginning may be gone, and kept as a snapshot.
#[derive(Clone, Debug, Default, Hash)]
pub struct Log {
    base: Base,
    entries: Vec<Entry>,
    /// For each entry a fingerprint of the whole log up to it. The protocol never looks at it;
    /// the properties compare logs by it without walking them.
    chains: Vec<u64>,
}

/// The last entry that is gone; index 0 if all are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base {
    /// Its index.
    pub index: Index,
    /// Its term.
    pub term: Term,
    /// The fingerprint of the log up to it.
    pub chain: u64,
}

/// Entries that gave way to a leader's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overwritten {
    /// The first index at which the logs differed.
    pub from: Index,
    /// How many entries were dropped.
    pub count: u64,
    /// The term of the first of them.
    pub term: Term,
}

/// What a follower tells of its log when the consistency check fails, so that the leader can
/// step back over a whole term at once instead of entry by entry (end of 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Conflict {
    /// The term of the entry that stands in the place of the leader's; none if the log ends
    /// before it.
    pub term: Option<Term>,
    /// The first index of that term, or the first that is missing.
    pub first: Index,
}

impl Log {
    /// The index of the last entry, 0 if there was none.
    pub fn last_index(&self) -> Index {
        self.base.index + self.entries.len() as Index
    }

    /// The term of the last entry, 0 if there was none.
    pub fn last_term(&self) -> Term {
        self.entries.last().map_or(self.base.term, |entry| entry.term)
    }

    /// The last entry that is gone.
    pub fn base(&self) -> Base {
        self.base
    }

    /// All entries that are there, the first just after [`Log::base`].
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry at an index; none where it is gone or yet to come.
    pub fn entry(&self, index: Index) -> Option<&Entry> {
        self.entries.get(self.slot(index)?)
    }

    /// The term at an index; 0 at index 0, none before the base and past the end.
    pub fn term(&self, index: Index) -> Option<Term> {
        match self.slot(index) {
            Some(slot) => self.entries.get(slot).map(|entry| entry.term),
            None => (index == self.base.index).then_some(self.base.term),
        }
    }

    /// The fingerprint of the log up to an index: equal if and only if the entries are. None before
    /// the base and past the end.
    pub fn chain(&self, index: Index) -> Option<u64> {
        match self.slot(index) {
            Some(slot) => self.chains.get(slot).copied(),
            None => (index == self.base.index).then_some(self.base.chain),
        }
    }

    /// The entries from an index on, but at most so many.
    pub fn from(&self, index: Index, most: usize) -> &[Entry] {
        let start = self.slot(index).unwrap_or(0).min(self.entries.len());
        let end = start.saturating_add(most).min(self.entries.len());
        &self.entries[start..end]
    }

    /// Adds an entry at the end and gives its index.
    pub fn push(&mut self, entry: Entry) -> Index {
        let mut chain = Digest::EMPTY;
        chain.word(self.chains.last().copied().unwrap_or(self.base.chain));
        entry.hash(&mut chain);
        self.chains.push(chain.finish());
        self.entries.push(entry);
        self.last_index()
    }

    /// The consistency check: whether an entry of that term stands at that index. If so, the
    /// logs of everybody for whom it holds are equal up to it. What is gone was committed, so that
    /// every leader has it.
    pub fn holds(&self, index: Index, term: Term) -> bool {
        index < self.base.index || self.term(index) == Some(term)
    }

    /// Where the leader should look next after the check has failed at `index`.
    pub fn conflict(&self, index: Index) -> Conflict {
        match self.term(index) {
            Some(term) => {
                let first = self.entries.partition_point(|entry| entry.term < term);
                Conflict { term: Some(term), first: self.base.index + first as Index + 1 }
            }
            None => Conflict { term: None, first: self.last_index() + 1 },
        }
    }

    /// The last index of a term.
    pub fn last_of(&self, term: Term) -> Option<Index> {
        let end = self.entries.partition_point(|entry| entry.term <= term) as Index;
        let end = self.base.index + end;
        (end > 0 && self.term(end) == Some(term)).then_some(end)
    }

    /// Takes in a leader's entries that follow `prev`. What is there already stays; only a real
    /// conflict removes anything, because the message may be an old one that arrives late, and
    /// the entries past it may be committed.
    pub fn merge(&mut self, prev: Index, entries: &[Entry]) -> Option<Overwritten> {
        let mut overwritten = None;
        for (index, entry) in (prev + 1..).zip(entries) {
            match self.term(index) {
                // It is gone: it was committed, and is the same.
                _ if index <= self.base.index => {}
                Some(term) if term == entry.term => {}
                Some(term) => {
                    let count = self.last_index() + 1 - index;
                    self.truncate(index);
                    overwritten = Some(Overwritten { from: index, count, term });
                    self.push(*entry);
                }
                None => {
                    self.push(*entry);
                }
            }
        }
        overwritten
    }

    /// What is left of [`Log::merge`] without the checks: the leader is believed to know the
    /// length of this log, whatever it holds, and what is past its end goes to the end.
    pub fn merge_unchecked(&mut self, prev: Index, entries: &[Entry]) {
        for (index, entry) in (prev + 1..).zip(entries) {
            if index > self.last_index() {
                self.push(*entry);
            }
        }
    }

    /// Drops everything up to an index; none if there is nothing there to drop.
    pub fn compact(&mut self, index: Index) -> Option<Base> {
        let (term, chain) = (self.term(index)?, self.chain(index)?);
        let gone = self.slot(index)? + 1;
        self.entries.drain(..gone);
        self.chains.drain(..gone);
        self.base = Base { index, term, chain };
        Some(self.base)
    }

    /// Puts a snapshot in place of everything up to its index. What follows is kept if the log has
    /// the entry at that index, and dropped otherwise; says whether it was kept.
    pub fn install(&mut self, base: Base) -> bool {
        if self.term(base.index) == Some(base.term) && self.compact(base.index).is_some() {
            return true;
        }
        *self = Log { base, ..Log::default() };
        false
    }

    fn truncate(&mut self, from: Index) {
        let keep = self.slot(from).unwrap_or(0);
        self.entries.truncate(keep);
        self.chains.truncate(keep);
    }

    /// The place of an index in the vectors; none up to the base. A log past 2³² entries does not
    /// occur: a run has fewer records.
    fn slot(&self, index: Index) -> Option<usize> {
        let slot = index.checked_sub(self.base.index + 1)?;
        usize::try_from(slot).ok()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::machine::{Op, Session};
    use super::*;
    use kernel::history::Key;
    use kernel::ids::NodeId;

    /// A log with entries of these terms.
    pub fn log(terms: &[Term]) -> Log {
        let mut log = Log::default();
        terms.iter().for_each(|term| {
            log.push(entry(*term));
        });
        log
    }

    pub fn entry(term: Term) -> Entry {
        let session = Session { client: NodeId(9), number: 0 };
        Entry { term, command: Command { session, serial: 1, op: Op::Put(Key(b'x'), 1) } }
    }

    pub fn terms(log: &Log) -> Vec<Term> {
        log.entries().iter().map(|entry| entry.term).collect()
    }

    fn entries(terms: &[Term]) -> Vec<Entry> {
        terms.iter().map(|term| entry(*term)).collect()
    }

    #[test]
    fn entries_are_taken_in_and_only_a_conflict_removes_any() {
        for (prev, new, result) in [
            (2, &[3][..], &[1, 2, 3][..]),
            (1, &[3, 4], &[1, 3, 4]),
            (0, &[1], &[1, 2]),
            (0, &[3], &[3]),
        ] {
            let mut log = log(&[1, 2]);
            log.merge(prev, &entries(new));
            assert_eq!(terms(&log), result, "entries {new:?} after {prev}");
        }
    }

    #[test]
    fn what_was_overwritten_is_told() {
        let mut log = log(&[1, 2, 2, 2]);
        let lost = log.merge(1, &entries(&[3]));
        assert_eq!(lost, Some(Overwritten { from: 2, count: 3, term: 2 }));
        assert_eq!(log.merge(1, &entries(&[3, 3])), None);
    }

    #[test]
    fn a_conflict_names_the_first_index_of_its_term() {
        let log = log(&[1, 1, 2, 2, 2]);
        assert_eq!(log.conflict(5), Conflict { term: Some(2), first: 3 });
        assert_eq!(log.conflict(2), Conflict { term: Some(1), first: 1 });
        assert_eq!(log.conflict(9), Conflict { term: None, first: 6 });
        assert_eq!((log.last_of(1), log.last_of(2), log.last_of(3)), (Some(2), Some(5), None));
    }

    #[test]
    fn what_is_gone_is_what_everybody_has() {
        let mut log = log(&[1, 1, 2, 3, 3]);
        let chain = log.chain(3);
        assert_eq!(log.compact(3).map(|base| (base.index, base.term)), Some((3, 2)));
        assert_eq!((log.last_index(), log.last_term(), terms(&log)), (5, 3, vec![3, 3]));
        assert_eq!((log.chain(3), log.chain(2), log.term(3)), (chain, None, Some(2)));
        assert!(log.holds(1, 1) && log.holds(3, 2) && !log.holds(3, 1) && !log.holds(6, 3));
        assert_eq!(
            log.merge(1, &entries(&[1, 2, 3, 4])),
            Some(Overwritten { from: 5, count: 1, term: 3 })
        );
        assert_eq!(terms(&log), [3, 4]);
        assert_eq!(log.conflict(5), Conflict { term: Some(4), first: 5 });
        assert_eq!((log.last_of(2), log.last_of(3), log.last_of(1)), (Some(3), Some(4), None));
    }

    #[test]
    fn a_snapshot_takes_the_place_of_what_differs() {
        let mut other = log(&[1, 2, 2]);
        let base = other.compact(2).expect("it is there");
        let mut behind = log(&[1]);
        assert!(!behind.install(base));
        assert_eq!((behind.last_index(), behind.last_term()), (2, 2));
        let mut same = log(&[1, 2, 2]);
        assert!(same.install(base));
        assert_eq!((same.last_index(), terms(&same)), (3, vec![2]));
    }

    #[test]
    fn chains_are_equal_where_prefixes_are() {
        let (one, other) = (log(&[1, 1, 2, 3]), log(&[1, 2, 2, 3]));
        assert_eq!(one.chain(0), other.chain(0));
        assert_eq!(one.chain(1), other.chain(1));
        assert_ne!(one.chain(2), other.chain(2));
        assert_ne!(one.chain(4), other.chain(4), "the same last entry after another prefix");
        assert_eq!(one.chain(5), None);
    }
}
