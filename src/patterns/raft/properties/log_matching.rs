//! Log Matching (5.3): if two logs contain an entry with the same index and term, then the logs
//! are identical in all entries up through the given index.
//!
//! Every entry that was ever stored is held to it, not only those that stand in a log at the same
//! time: an index and a term name one entry, with one history, for ever.

use super::super::Raft;
use super::super::log::{Index, Log, Term};
use super::{Audit, PerServer, in_words, server};
use kernel::ids::{NodeId, RecordId};
use kernel::verdicts::{Suspicion, Verdict};
use pattern::declare::Cluster;

/// All entries ever stored, and what each log looked like when it was last seen.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    /// For each index (from 1) the entries that have stood there, one a term.
    stored: Vec<Vec<Stored>>,
    /// The fingerprints of each server's log, the first at index 1; 0 for entries that it never had
    /// but as a snapshot.
    mirrors: PerServer<Vec<u64>>,
}

/// An entry and the first log to hold it.
#[derive(Clone, Copy, Debug, Hash)]
struct Stored {
    term: Term,
    chain: u64,
    node: NodeId,
    record: RecordId,
}

/// After an event of the server: every entry that is new in its log has the same history as
/// elsewhere.
pub fn check(_: &Raft, audit: &mut Audit, cluster: &Cluster<Raft>, id: NodeId) -> Verdict {
    if server(cluster, id).is_none() {
        return Ok(());
    }
    let log = &cluster.disk(id).log;
    let Memory { stored, mirrors } = &mut audit.logs;
    let mirror = &mut mirrors[id.index()];
    let last = log.last_index();
    if mirror.len() as Index == last
        && mirror.last().copied() == log.chain(last).filter(|_| last > 0)
    {
        return Ok(());
    }
    // Walks back over what was overwritten: where fingerprints agree, so does all before.
    mirror.truncate(last as usize);
    let base = log.base();
    while let Some(chain) = mirror.last()
        && log.chain(mirror.len() as Index).is_some_and(|own| own != *chain)
    {
        mirror.pop();
    }
    // A snapshot says of the last entry in it alone which it was.
    let known = (mirror.len() as Index).max(base.index.saturating_sub(1));
    mirror.resize(known as usize, 0);
    for index in known + 1..=last {
        let (Some(term), Some(chain)) = (log.term(index), log.chain(index)) else { continue };
        mirror.push(chain);
        if (stored.len() as Index) < index {
            stored.resize_with(index as usize, Vec::new);
        }
        let there = &mut stored[index as usize - 1];
        match there.iter().find(|it| it.term == term) {
            None => there.push(Stored { term, chain, node: id, record: cluster.record }),
            Some(known) if known.chain == chain => {}
            Some(known) => return Err(mismatch(cluster, id, index, *known)),
        }
    }
    Ok(())
}

fn mismatch(cluster: &Cluster<Raft>, id: NodeId, index: Index, known: Stored) -> Suspicion {
    let (name, other) = (cluster.name(id), cluster.name(known.node));
    let (mine, theirs) = (&cluster.disk(id).log, &cluster.disk(known.node).log);
    let term = known.term;
    let difference = first_difference(mine, theirs, index).map_or(String::new(), |at| {
        format!(
            ": at index {at} {name} has {}, {other} has {}",
            in_words(mine, at),
            in_words(theirs, at)
        )
    });
    Suspicion {
        why: format!(
            "{name} and {other} both stored an entry of term {term} at index {index}, but their \
             logs differ up to there{difference}"
        ),
        blame: vec![known.record, cluster.record],
    }
}

/// Where two logs first differ, up to an index; none if the other has changed since.
fn first_difference(mine: &Log, theirs: &Log, up_to: Index) -> Option<Index> {
    let both = mine.base().index.max(theirs.base().index) + 1;
    (both..=up_to).find(|index| mine.entry(*index) != theirs.entry(*index))
}
