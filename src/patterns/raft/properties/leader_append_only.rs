//! Leader Append-Only (5.3): a leader never overwrites or deletes entries in its log; it only
//! appends new entries. Held against a server for as long as the term lasts that it has led: no
//! other leader can make it change its log in that term.

use super::super::Raft;
use super::super::log::{Index, Term};
use super::{Audit, PerServer, leads, server};
use kernel::ids::{NodeId, RecordId};
use kernel::verdicts::Verdict;
use pattern::declare::Cluster;

/// The logs of leaders.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    seen: PerServer<Seen>,
}

/// A leader's log when it was last looked at.
#[derive(Clone, Copy, Debug, Default, Hash)]
struct Seen {
    /// The term it led; 0 if it led none.
    term: Term,
    /// The index of its last entry.
    last: Index,
    /// The fingerprint of its log.
    chain: u64,
    /// When it last appended.
    record: Option<RecordId>,
}

/// After an event of the server: what was in its log when it led its present term is still there.
pub fn check(_: &Raft, audit: &mut Audit, cluster: &Cluster<Raft>, id: NodeId) -> Verdict {
    let Some((server, disk)) = server(cluster, id) else { return Ok(()) };
    let seen = &mut audit.leaders.seen[id.index()];
    let log = &disk.log;
    // What a snapshot has taken the place of is kept in it.
    let gone = seen.last < log.base().index;
    if seen.term == disk.term && !gone && log.chain(seen.last) != Some(seen.chain) {
        let Seen { term, last, record, .. } = *seen;
        let name = cluster.name(id);
        return cluster.suspect_since(
            format!(
                "{name} has led term {term} with a log of {last} entries, and in the same term gave some of them up"
            ),
            Some(record.unwrap_or(cluster.record)),
        );
    }
    if leads(server) && (seen.term, seen.last) != (disk.term, log.last_index()) {
        let last = log.last_index();
        let chain = log.chain(last).unwrap_or_default();
        *seen = Seen { term: disk.term, last, chain, record: Some(cluster.record) };
    }
    Ok(())
}
