//! Leader Completeness (5.4): if a log entry is committed in a given term, then that entry will
//! be present in the logs of the leaders for all higher-numbered terms.
//!
//! What is committed is what a leader counts as committed, rightly or wrongly: a client may have
//! been told so.

use super::super::Raft;
use super::super::log::Entry;
use super::super::log::{Index, Term};
use super::{Audit, PerServer, entry_in_words, in_words, leads, server};
use kernel::ids::{NodeId, RecordId};
use kernel::verdicts::Verdict;
use pattern::declare::Cluster;

/// What was committed, and by whom.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    /// The committed entries, the first at index 1.
    committed: Vec<Committed>,
    /// The term that each server was last seen to lead, and how far it had committed.
    seen: PerServer<(Term, Index)>,
}

#[derive(Clone, Copy, Debug, Hash)]
struct Committed {
    entry: Entry,
    chain: u64,
    /// The term of the leader that committed it.
    term: Term,
    leader: NodeId,
    record: RecordId,
}

/// After an event of the server: if it was elected, it has what was committed in earlier terms;
/// if it has committed something, the leaders of later terms have that.
pub fn check(_: &Raft, audit: &mut Audit, cluster: &Cluster<Raft>, id: NodeId) -> Verdict {
    let memory = &mut audit.commits;
    let Some((server, disk)) = server(cluster, id) else { return Ok(()) };
    if !leads(server) || memory.seen[id.index()] == (disk.term, server.commit) {
        return Ok(());
    }
    let (term, _) = std::mem::replace(&mut memory.seen[id.index()], (disk.term, server.commit));
    if term != disk.term {
        memory.holds_everything(cluster, id, disk.term)?;
    }
    let log = &disk.log;
    let known = memory.committed.len();
    for index in known as Index + 1..=server.commit {
        let (Some(entry), Some(chain)) = (log.entry(index), log.chain(index)) else { break };
        let (entry, term, record) = (*entry, disk.term, cluster.record);
        memory.committed.push(Committed { entry, chain, term, leader: id, record });
    }
    if memory.committed.len() == known {
        return Ok(());
    }
    cluster.ids().try_for_each(|other| match super::server(cluster, other) {
        Some((later, on_disk)) if leads(later) && on_disk.term > disk.term => {
            memory.holds_everything(cluster, other, on_disk.term)
        }
        Some(_) | None => Ok(()),
    })
}

impl Memory {
    /// A leader's log has all that was committed in terms before its own.
    fn holds_everything(&self, cluster: &Cluster<Raft>, leader: NodeId, term: Term) -> Verdict {
        let log = &cluster.disk(leader).log;
        let earlier = self.committed.iter().rposition(|it| it.term < term);
        let Some(last) = earlier else { return Ok(()) };
        // Of what is in a snapshot the last entry stands for all.
        let last = log.base().index.max(last as Index + 1);
        let expected = self.committed.get(last as usize - 1).map(|it| it.chain);
        if expected.is_none() || log.chain(last) == expected {
            return Ok(());
        }
        let missing = (1..)
            .zip(&self.committed)
            .skip(log.base().index.saturating_sub(1) as usize)
            .find(|(index, it)| log.chain(*index) != Some(it.chain));
        let Some((index, lost)) = missing else { return Ok(()) };
        let (name, by) = (cluster.name(leader), cluster.name(lost.leader));
        cluster.suspect_since(
            format!(
                "{name} leads term {term} without {} at index {index}, which {by} committed in \
                 term {}; it has {} there",
                entry_in_words(&lost.entry),
                lost.term,
                in_words(log, index)
            ),
            Some(lost.record),
        )
    }
}
