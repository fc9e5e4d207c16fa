//! What is to happen sooner or later while a majority of servers can talk to each other: a leader
//! is elected (5.2, 5.6) and every command is answered (8). Until then these say what is missing.

use super::super::log::{Index, Log, Term};
use super::super::machine::Command;
use super::super::quorum::{Config, Servers};
use super::super::view::needed;
use super::super::{Disk, Node, Raft};
use super::{Audit, Role, Server, leads, server};
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::time::Span;
use pattern::declare::Cluster;

/// How long it may take with everything in order: several elections, should votes be split one
/// time after the other, and the repetition of requests that went to the wrong server.
pub fn within(raft: &Raft) -> Span {
    Span(raft.election_timeout.1.0 * 10 + raft.request_timeout.0 * 4)
}

/// Whether a running server leads the highest term that any running server knows.
pub fn leader_elected(_: &Raft, _: &Audit, cluster: &Cluster<Raft>) -> bool {
    let term = latest_term(cluster);
    servers(cluster).any(|(_, (server, disk))| leads(server) && Some(disk.term) == term)
}

/// What is missing for a leader.
pub fn leader_awaited(raft: &Raft, _: &Audit, cluster: &Cluster<Raft>) -> String {
    let Some(term) = latest_term(cluster) else { return "no server is up".into() };
    let standing = servers(cluster).find_map(|(id, (server, disk))| match &server.role {
        Role::Candidate(votes, _) if disk.term == term => Some((id, server, votes.count())),
        Role::PreCandidate(_) | Role::Candidate(..) | Role::Follower(_) | Role::Leader(_) => None,
    });
    match standing {
        Some((id, server, votes)) => {
            let (name, needed) = (cluster.name(id), needed(raft, server.config));
            format!("{name} has {votes} of the {needed} votes it needs for term {term}")
        }
        None => format!("nobody stands for election; the latest term is {term}"),
    }
}

/// Whether no client and no server waits for an answer.
pub fn commands_answered(_: &Raft, _: &Audit, cluster: &Cluster<Raft>) -> bool {
    cluster.ids().all(|id| waits(cluster, id).next().is_none())
}

/// How far the first command has come that waits for its answer.
pub fn answer_awaited(raft: &Raft, _: &Audit, cluster: &Cluster<Raft>) -> String {
    let mut waiting = cluster.ids().flat_map(|id| waits(cluster, id));
    let Some((id, command)) = waiting.next() else { return String::new() };
    let first = fate(raft, cluster, id, &command);
    match waiting.count() {
        0 => first,
        1 => format!("{first}; one more waits"),
        more => format!("{first}; {more} more wait"),
    }
}

/// The highest term that a running server knows, of those who have a say: one that has left the
/// cluster without knowing it may have gone on to any.
fn latest_term(cluster: &Cluster<Raft>) -> Option<Term> {
    let latest = servers(cluster).max_by_key(|(_, (server, _))| server.config_index);
    let voters = latest.map(|(_, (server, _))| server.config.voters())?;
    let terms = servers(cluster).filter(|(id, _)| voters.contains(*id));
    terms.map(|(_, (_, disk))| disk.term).max()
}

/// The running servers.
fn servers<'a>(
    cluster: &'a Cluster<Raft>,
) -> impl Iterator<Item = (NodeId, (&'a Server, &'a Disk))> {
    cluster.ids().filter_map(|id| Some((id, server(cluster, id)?)))
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
        let reads = |it: &&(NodeId, &Server)| {
            let Role::Leader(leader) = &it.1.role else { return false };
            leader.reads.iter().any(|read| read.command == *command)
        };
        if let Some((leader, _)) = leaders.iter().find(reads) {
            let name = cluster.name(*leader);
            return format!("{name} does not know whether it still leads, and cannot answer {op}");
        }
        return match leaders.first() {
            Some((leader, _)) => {
                format!("{op} of {client} has not reached {}", cluster.name(*leader))
            }
            None => format!("{op} of {client} waits for a leader"),
        };
    };
    let (config, stored) = (server.config, stored(server, index));
    let Role::Leader(leader) = &server.role else { return String::new() };
    if !config.commits(raft, &leader.ranking, stored) {
        let missing = config.voters().without(stored);
        let missing = list(missing.iter().map(|id| cluster.name(id)));
        let needed = acknowledgements(raft, server);
        let stored = stored.count();
        let counted = format!("{op} has {stored} of the {needed} that {name} needs");
        format!("{counted}; none from {missing}")
    } else if index > server.commit {
        let stored = stored.count();
        format!("{op} is on {stored} servers, but of an earlier term than {name} leads")
    } else {
        format!("{op} is committed, its answer is on the way")
    }
}

/// The commands that a running node waits for.
fn waits<'a>(
    cluster: &'a Cluster<'a, Raft>,
    id: NodeId,
) -> impl Iterator<Item = (NodeId, Command)> + 'a {
    let (client, server) = match cluster.node(id) {
        Some(Node::Client(client)) => (client.waiting.as_ref(), None),
        Some(Node::Server(server)) => (None, Some(&server.proposals)),
        None => (None, None),
    };
    let client = client.into_iter().map(|it| (it.op, it.command));
    let server = server.into_iter().flatten().map(|it| (it.op, it.command));
    let counted = client.chain(server).filter(|(op, _)| cluster.counts(*op));
    counted.map(move |(_, command)| (id, command))
}

/// The running leaders, that of the highest term first.
fn leaders<'a>(cluster: &'a Cluster<Raft>) -> Vec<(NodeId, &'a Server)> {
    let mut leaders: Vec<_> = servers(cluster).filter(|(_, (server, _))| leads(server)).collect();
    by_key(&mut leaders, |(_, (_, disk))| u64::MAX - disk.term);
    leaders.into_iter().map(|(id, (server, _))| (id, server)).collect()
}

/// The last place of a command in a log.
fn find(log: &Log, command: &Command) -> Option<Index> {
    let at = log.entries().iter().rposition(|it| it.command == *command)?;
    Some(log.base().index + at as Index + 1)
}

/// The servers of which the leader knows that they store an index, of those who have a say.
fn stored(server: &Server, index: Index) -> Servers {
    let Role::Leader(leader) = &server.role else { return Servers::default() };
    let known = (0..).map(NodeId).zip(&leader.progress);
    let stored: Servers = known.filter(|(_, it)| it.matched >= index).map(|(id, _)| id).collect();
    stored.and(server.config.voters())
}

/// How many a leader needs: `3 acknowledgements`.
fn acknowledgements(raft: &Raft, server: &Server) -> String {
    let Config { members, next } = server.config;
    if server.config.is_joint() {
        return format!(
            "{} acknowledgements of the old members and {} of the new",
            raft.majority_of(members.count()),
            raft.majority_of(next.count())
        );
    }
    match raft.spare(members.count()) {
        0 => format!("{} acknowledgements", raft.majority_of(members.count())),
        spare => {
            format!("at least {} acknowledgements, of more than half of the weight", spare + 1)
        }
    }
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
