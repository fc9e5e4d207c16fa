//! What a pre-vote is for (dissertation 9.6): nobody stands for election, and so nobody raises the
//! term and deposes a leader, while a majority hears that leader. Without pre-votes Raft does not
//! promise it, and nothing is checked.
//!
//! To be held against a candidate, a majority must have heard one leader within the minimum
//! election timeout, by their own clocks, ever since the candidate first asked for that term: the
//! answers that a pre-vote gets are of different moments. Whoever the leader itself asks to take
//! over disturbs nobody.

use super::super::Raft;
use super::super::log::Term;
use super::super::quorum::Servers;
use super::super::view::names;
use super::{Audit, PerServer, Role, Server, server};
use kernel::ids::NodeId;
use kernel::verdicts::Verdict;
use pattern::declare::Cluster;

/// Who hears whom, and who asked when.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    /// For each server the leader that it hears or is, and its term.
    hears: PerServer<Option<(NodeId, Term)>>,
    /// What each server has asked for last.
    asked: PerServer<Asked>,
}

/// A server's wish to lead a term.
#[derive(Clone, Copy, Debug, Default, Hash)]
struct Asked {
    term: Term,
    /// The leader that a majority heard when it first asked.
    leader: Option<NodeId>,
    /// Those who have heard that leader ever since.
    steady: Servers,
}

/// After an event of the server: if it stands for election, no majority has heard a leader all the
/// time since it first asked.
pub fn check(raft: &Raft, audit: &mut Audit, cluster: &Cluster<Raft>, id: NodeId) -> Verdict {
    if raft.pre_vote == 0 {
        return Ok(());
    }
    let memory = &mut audit.hearing;
    let Some((server, disk)) = server(cluster, id) else { return Ok(()) };
    let hears = match &server.role {
        Role::Follower(Some(leader)) if server.hears => Some((*leader, disk.term)),
        Role::Leader(_) => Some((id, disk.term)),
        Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(..) => None,
    };
    if memory.hears[id.index()] != hears {
        memory.hears[id.index()] = hears;
        for asked in &mut memory.asked {
            asked.steady = asked.steady.without(Servers::from_iter([id]));
        }
    }
    let (term, stands) = match &server.role {
        Role::PreCandidate(_) => (disk.term + 1, false),
        Role::Candidate(_, by_transfer) => (disk.term, !by_transfer.0),
        Role::Follower(_) | Role::Leader(_) => return Ok(()),
    };
    if memory.asked[id.index()].term != term {
        memory.asked[id.index()] = memory.wish(raft, cluster, term);
    }
    let Asked { leader: Some(leader), steady, .. } = memory.asked[id.index()] else {
        return Ok(());
    };
    if !stands || !is_enough(raft, cluster, leader, steady) {
        return Ok(());
    }
    let (name, others) = (cluster.name(id), names(raft, steady.iter()));
    let leader = cluster.name(leader);
    cluster
        .suspect(format!("{name} stands for term {term}, though {others} hear the leader {leader}"))
}

impl Memory {
    /// Somebody wants to lead a term: who hears a leader at this moment, if they are a majority.
    fn wish(&self, raft: &Raft, cluster: &Cluster<Raft>, term: Term) -> Asked {
        let heard = |leader: NodeId| {
            let of = self.hears.get(leader.index()).copied().flatten()?;
            let hears = |id: &NodeId| self.hears.get(id.index()) == Some(&Some(of));
            let steady: Servers = cluster.ids().filter(hears).collect();
            let enough = is_enough(raft, cluster, leader, steady);
            enough.then_some(Asked { term, leader: Some(leader), steady })
        };
        let nobody = Asked { term, ..Asked::default() };
        cluster.ids().find_map(heard).unwrap_or(nobody)
    }
}

/// Whether a leader is up, and those of its followers that are make a majority with it.
fn is_enough(raft: &Raft, cluster: &Cluster<Raft>, leader: NodeId, steady: Servers) -> bool {
    let up: Servers = steady.iter().filter(|it| server(cluster, *it).is_some()).collect();
    match server(cluster, leader) {
        Some((Server { role: Role::Leader(leads), config, .. }, _)) => {
            config.commits(raft, &leads.ranking, up)
        }
        Some(_) | None => false,
    }
}
