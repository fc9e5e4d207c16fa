//! What Raft promises: the five properties of the paper's Figure 3, checked after every event,
//! two promises of progress, and what the pre-vote promises. One file each; a check looks only at the
//! node that changed, and at what it remembers of the others.
//!
//! Logs are compared by the fingerprints of their prefixes ([`super::log::Log::chain`]), so that
//! a check costs a comparison or two unless a log has changed.

mod election_safety;
mod leader_append_only;
mod leader_completeness;
mod linearizable;
mod log_matching;
mod progress;
mod state_machine_safety;
mod undisturbed;

use super::log::{Entry, Index, Log};
use super::server::{Role, Server};
use super::{Disk, MAX_SERVERS, Node, Raft};
use kernel::ids::NodeId;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Raft>] = &[
    Property {
        id: "election-safety",
        name: "At most one leader per term",
        source: "Ongaro and Ousterhout 2014, 5.2: Election Safety",
        promise: Promise::Made,
        check: Check::Always(election_safety::check),
    },
    Property {
        id: "leader-append-only",
        name: "A leader only appends to its log",
        source: "Ongaro and Ousterhout 2014, 5.3: Leader Append-Only",
        promise: Promise::Made,
        check: Check::Always(leader_append_only::check),
    },
    Property {
        id: "log-matching",
        name: "Logs that agree once agree before",
        source: "Ongaro and Ousterhout 2014, 5.3: Log Matching",
        promise: Promise::Made,
        check: Check::Always(log_matching::check),
    },
    Property {
        id: "leader-completeness",
        name: "A committed entry is never lost",
        source: "Ongaro and Ousterhout 2014, 5.4: Leader Completeness",
        promise: Promise::Made,
        check: Check::Always(leader_completeness::check),
    },
    Property {
        id: "state-machine-safety",
        name: "All servers apply the same commands",
        source: "Ongaro and Ousterhout 2014, 5.4.3: State Machine Safety",
        promise: Promise::Made,
        check: Check::Always(state_machine_safety::check),
    },
    Property {
        id: "linearizable",
        name: "What clients are told is linearizable",
        source: "Ongaro 2014, 6.3 and 6.4; Herlihy and Wing 1990",
        promise: Promise::Made,
        check: Check::History(linearizable::judge),
    },
    Property {
        id: "leader-elected",
        name: "A leader is elected",
        source: "Ongaro and Ousterhout 2014, 5.2 and 5.6",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: progress::leader_elected,
            awaited: progress::leader_awaited,
            within: progress::within,
        },
    },
    Property {
        id: "commands-answered",
        name: "Every command is answered",
        source: "Ongaro and Ousterhout 2014, 5.5 and 8",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: progress::commands_answered,
            awaited: progress::answer_awaited,
            within: progress::within,
        },
    },
    Property {
        id: "undisturbed",
        name: "With a pre-vote, nobody stands while a majority hears a leader",
        source: "Ongaro 2014, 9.6",
        promise: Promise::Made,
        check: Check::Always(undisturbed::check),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    elections: election_safety::Memory,
    leaders: leader_append_only::Memory,
    logs: log_matching::Memory,
    commits: leader_completeness::Memory,
    applied: state_machine_safety::Memory,
    hearing: undisturbed::Memory,
}

/// Something remembered of each server, by its number.
type PerServer<T> = [T; MAX_SERVERS];

/// The server that an event was for; none if it is a client, or down.
fn server<'a>(cluster: &'a Cluster<Raft>, id: NodeId) -> Option<(&'a Server, &'a Disk)> {
    match cluster.node(id) {
        Some(Node::Server(server)) => Some((server, cluster.disk(id))),
        Some(Node::Client(_)) | None => None,
    }
}

/// Whether the server leads.
fn leads(server: &Server) -> bool {
    matches!(server.role, Role::Leader(_))
}

/// What stands at an index, for sentences: `x=1 of term 2`.
fn in_words(log: &Log, index: Index) -> String {
    log.entry(index).map_or("nothing".into(), entry_in_words)
}

fn entry_in_words(entry: &Entry) -> String {
    format!("{} of term {}", entry.command.op, entry.term)
}
