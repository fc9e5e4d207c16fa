//! What is promised: Terry's four guarantees, judged by what clients were told; that replicas show
//! a prefix of the log; and what is not promised, an answer.

use super::log::Lsn;
use super::{Node, SessionGuarantees};
use check::session::Guarantee;
use check::sessions::Sessions;
use kernel::ids::NodeId;
use kernel::table::Table;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All of them, in the order in which they are shown.
pub const ALL: &[Property<SessionGuarantees>] = &[
    Property {
        id: "read-your-writes",
        name: "A session sees what it has written",
        source: "Terry et al. 1994, 2.1: Read Your Writes",
        promise: Promise::Made,
        check: Check::History(|| Box::new(Sessions::new(Guarantee::ReadYourWrites))),
    },
    Property {
        id: "monotonic-reads",
        name: "A session sees again what it has seen",
        source: "Terry et al. 1994, 2.2: Monotonic Reads",
        promise: Promise::Made,
        check: Check::History(|| Box::new(Sessions::new(Guarantee::MonotonicReads))),
    },
    Property {
        id: "writes-follow-reads",
        name: "A write is seen only behind what its session had seen",
        source: "Terry et al. 1994, 2.3: Writes Follow Reads",
        promise: Promise::Made,
        check: Check::History(|| Box::new(Sessions::new(Guarantee::WritesFollowReads))),
    },
    Property {
        id: "monotonic-writes",
        name: "A write is seen only behind what its session had written",
        source: "Terry et al. 1994, 2.4: Monotonic Writes",
        promise: Promise::Made,
        check: Check::History(|| Box::new(Sessions::new(Guarantee::MonotonicWrites))),
    },
    Property {
        id: "consistent-prefix",
        name: "A replica has replayed the beginning of the primary's log",
        source: "Terry 2013, Replicated Data Consistency Explained Through Baseball: Consistent \
                 Prefix",
        promise: Promise::Made,
        check: Check::Always(prefix),
    },
    Property {
        id: "available",
        name: "Every reader is answered",
        source: "Terry et al. 1994, 4; Bailis et al. 2013, 4.1: sticky availability",
        promise: Promise::Limit(
            "A session waits for a server that has what it has seen; while it reaches none, no \
             answer is better than an old one.",
        ),
        check: Check::Always(available),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// How much each replica had replayed when it was last looked at.
    replayed: Table<NodeId, Lsn>,
    /// How many reads of each client had ended without an answer.
    turned_away: Table<NodeId, u32>,
}

/// After an event of a replica: what it has replayed since stands in the same places of the
/// primary's log.
fn prefix(
    _: &SessionGuarantees,
    audit: &mut Audit,
    cluster: &Cluster<SessionGuarantees>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Replica(_)) = cluster.node(id) else { return Ok(()) };
    let disk = cluster.disk(id);
    let looked_at = audit.replayed.get_or_insert_with(id, || 0);
    let new = disk.replayed.get(*looked_at as usize..).unwrap_or_default();
    let log = &cluster.disk(SessionGuarantees::THE_PRIMARY).log;
    let wrong = (*looked_at + 1..)
        .zip(new)
        .find(|(place, lsn)| place != *lsn || disk.log.entry(**lsn) != log.entry(*place));
    *looked_at = disk.replayed.len() as Lsn;
    let Some((place, lsn)) = wrong else { return Ok(()) };
    let name = cluster.name(id);
    cluster.suspect(format!("{name} has replayed entry {lsn} where the log has entry {place}"))
}

/// After an event of a client: it has not given up a read.
fn available(
    _: &SessionGuarantees,
    audit: &mut Audit,
    cluster: &Cluster<SessionGuarantees>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Client(client)) = cluster.node(id) else { return Ok(()) };
    let before = audit.turned_away.insert(id, client.turned_away).unwrap_or_default();
    if client.turned_away <= before {
        return Ok(());
    }
    let name = cluster.name(id);
    cluster
        .suspect(format!("{name} reached no server that has what its session has seen and written"))
}
