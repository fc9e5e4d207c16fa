//! What is to happen sooner or later while a majority of servers can talk to each other: a leader
//! is elected (5.2, 5.6) and every command is answered (8). Until then these say what is missing.

use super::super::log::{Index, Log};
use super::super::machine::Command;
use super::super::{Node, Raft};
use super::{Audit, Role, Server, leads, server};
use crate::sim::declare::Cluster;
use crate::sim::ids::NodeId;
use crate::sim::order::by_key;
use crate::sim::time::Span;

/// How long it may take with everything in order: several elections, should votes be split one
/// time after the other, and the repetition of requests that went to the wrong server.
pub fn within(raft: &Raft) -> Span {
    Span(raft.election_timeout.1.0 * 10 + raft.request_timeout.0 * 4)
}

/// A running server leads the highest term that any running server knows.
pub fn leader_elected(raft: &Raft, _: &Audit, cluster: &Cluster<Raft>) -> Result<(), String> {
    let servers = || cluster.ids().filter_map(|id| Some((id, server(cluster, id)?)));
    let Some(term) = servers().map(|(_, (_, disk))| disk.term).max() else {
        return Err("no server is up".into());
    };
    if servers().any(|(_, (server, disk))| leads(server) && disk.term == term) {
        return Ok(());
    }
    let needed = raft.quorum();
    let standing = servers().find_map(|(id, (server, disk))| match &server.role {
        Role::Candidate(votes) if disk.term == term => Some((id, votes.count())),
        Role::Candidate(_) | Role::Follower(_) | Role::Leader(_) => None,
    });
    Err(match standing {
        Some((id, votes)) => {
            let name = cluster.name(id);
            format!("{name} has {votes} of the {needed} votes it needs for term {term}")
        }
        None => format!("nobody stands for election; the latest term is {term}"),
    })
}

/// No client and no server waits for an answer.
pub fn commands_answered(raft: &Raft, _: &Audit, cluster: &Cluster<Raft>) -> Result<(), String> {
    let waiting: Vec<(NodeId, Command)> = cluster.ids().flat_map(|id| waits(cluster, id)).collect();
    let Some((id, command)) = waiting.first() else { return Ok(()) };
    let first = fate(raft, cluster, *id, command);
    Err(match waiting.len() - 1 {
        0 => first,
        1 => format!("{first}; one more waits"),
        more => format!("{first}; {more} more wait"),
    })
}

/// How far a command has come that a node waits for.
fn fate(raft: &Raft, cluster: &Cluster<Raft>, id: NodeId, command: &Command) -> String {
    let (op, client) = (command.op, cluster.name(id));
    let leaders = leaders(cluster);
    let held = leaders.iter().find_map(|(leader, server)| {
        let index = find(&cluster.disk(*leader).log, command)?;
        Some((cluster.name(*leader), *server, index))
    });
    let Some((name, server, index)) = held else {
        return match leaders.first() {
            Some((leader, _)) => {
                format!("{op} of {client} has not reached {}", cluster.name(*leader))
            }
            None => format!("{op} of {client} waits for a leader"),
        };
    };
    let (missing, needed) = (missing(server, index), raft.quorum());
    let stored = u64::from(raft.nodes) - missing.len() as u64;
    if stored < needed {
        let missing = list(missing.iter().map(|id| cluster.name(*id)));
        let counted =
            format!("{op} has {stored} of the {needed} acknowledgements that {name} needs");
        format!("{counted}; none from {missing}")
    } else if index > server.commit {
        format!("{op} is on {stored} servers, but of an earlier term than {name} leads")
    } else {
        format!("{op} is committed, its answer is on the way")
    }
}

/// The commands that a running node waits for.
fn waits(cluster: &Cluster<Raft>, id: NodeId) -> Vec<(NodeId, Command)> {
    match cluster.node(id) {
        Some(Node::Client(client)) => {
            let waiting = client.waiting.iter().filter(|it| cluster.counts(it.op));
            waiting.map(|it| (id, it.command)).collect()
        }
        Some(Node::Server(server)) => {
            let waiting = server.proposals.iter().filter(|it| cluster.counts(it.op));
            waiting.map(|it| (id, it.command)).collect()
        }
        None => Vec::new(),
    }
}

/// The running leaders, that of the highest term first.
fn leaders<'a>(cluster: &'a Cluster<Raft>) -> Vec<(NodeId, &'a Server)> {
    let servers = cluster.ids().filter_map(|id| Some((id, server(cluster, id)?)));
    let mut leaders: Vec<_> = servers.filter(|(_, (server, _))| leads(server)).collect();
    by_key(&mut leaders, |(_, (_, disk))| u64::MAX - disk.term);
    leaders.into_iter().map(|(id, (server, _))| (id, server)).collect()
}

/// The last place of a command in a log.
fn find(log: &Log, command: &Command) -> Option<Index> {
    log.entries().iter().rposition(|it| it.command == *command).map(|at| at as Index + 1)
}

/// The servers of which the leader does not know that they store an index.
fn missing(server: &Server, index: Index) -> Vec<NodeId> {
    let Role::Leader(progress) = &server.role else { return Vec::new() };
    let known = (0..).map(NodeId).zip(progress);
    known.filter(|(_, it)| it.matched < index).map(|(id, _)| id).collect()
}

/// Names in a sentence: `n2, n3 and n4`.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => "nobody".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
