//! State Machine Safety (5.4.3): if a server has applied a log entry at a given index to its
//! state machine, no other server will ever apply a different log entry for the same index.

use super::super::Raft;
use super::super::log::{Entry, Index};
use super::{Audit, PerServer, entry_in_words, server};
use kernel::ids::{NodeId, RecordId};
use kernel::verdicts::Verdict;
use pattern::declare::Cluster;

/// What was applied.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    /// The entry that was first applied at each index, from 1.
    applied: Vec<Applied>,
    /// How far each server was last seen to be.
    seen: PerServer<Index>,
}

#[derive(Clone, Copy, Debug, Hash)]
struct Applied {
    entry: Entry,
    /// The fingerprint of the log up to it.
    chain: u64,
    node: NodeId,
    record: RecordId,
}

/// After an event of the server: what it has applied since is what others have applied there. A
/// server that comes back from a crash applies its log again from the start.
pub fn check(_: &Raft, audit: &mut Audit, cluster: &Cluster<Raft>, id: NodeId) -> Verdict {
    let memory = &mut audit.applied;
    let Some((server, disk)) = server(cluster, id) else { return Ok(()) };
    let before = std::mem::replace(&mut memory.seen[id.index()], server.applied);
    if server.applied == before {
        return Ok(());
    }
    let before = if server.applied < before { 0 } else { before };
    let base = disk.log.base();
    if base.index > before
        && let Some(last) = memory.applied.get(base.index as usize - 1)
        && last.chain != base.chain
    {
        let (name, other) = (cluster.name(id), cluster.name(last.node));
        let index = base.index;
        return cluster.suspect_since(
            format!("{name} took over a snapshot up to index {index} that {other} has not come by"),
            Some(last.record),
        );
    }
    let before = before.max(base.index);
    for index in before + 1..=server.applied {
        let (Some(entry), Some(chain)) = (disk.log.entry(index), disk.log.chain(index)) else {
            return Ok(());
        };
        match memory.applied.get(index as usize - 1) {
            None => {
                let record = cluster.record;
                memory.applied.push(Applied { entry: *entry, chain, node: id, record });
            }
            Some(first) if first.entry == *entry => {}
            Some(first) => {
                let (name, other) = (cluster.name(id), cluster.name(first.node));
                let (mine, theirs) = (entry_in_words(entry), entry_in_words(&first.entry));
                return cluster.suspect_since(
                    format!(
                        "{name} applied {mine} at index {index}, where {other} had applied {theirs}"
                    ),
                    Some(first.record),
                );
            }
        }
    }
    Ok(())
}
