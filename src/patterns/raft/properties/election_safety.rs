//! Election Safety (5.2): at most one leader can be elected in a given term. Two leaders at the
//! same time are no violation if their terms differ.

use super::super::Raft;
use super::super::log::Term;
use super::{Audit, PerServer, leads, server};
use kernel::ids::{NodeId, RecordId};
use kernel::table::Table;
use kernel::time::Time;
use kernel::verdicts::Verdict;
use pattern::declare::Cluster;

/// Who was elected.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    /// The term that each server was last seen to lead.
    led: PerServer<Term>,
    /// The first leader of each term.
    elected: Table<Term, Election>,
}

#[derive(Clone, Copy, Debug, Hash)]
struct Election {
    leader: NodeId,
    record: RecordId,
    at: Time,
}

/// After an event of the server: if it leads a term, nobody else has led it.
pub fn check(_: &Raft, audit: &mut Audit, cluster: &Cluster<Raft>, id: NodeId) -> Verdict {
    let memory = &mut audit.elections;
    let Some((server, disk)) = server(cluster, id) else { return Ok(()) };
    if !leads(server) || memory.led[id.index()] == disk.term {
        return Ok(());
    }
    memory.led[id.index()] = disk.term;
    let now = Election { leader: id, record: cluster.record, at: cluster.now };
    let first = *memory.elected.get_or_insert_with(disk.term, || now);
    if first.leader == id {
        return Ok(());
    }
    let (term, name, other) = (disk.term, cluster.name(id), cluster.name(first.leader));
    cluster.suspect_since(
        format!(
            "{name} was elected leader of term {term}, which {other} has led since {}",
            first.at
        ),
        Some(first.record),
    )
}
