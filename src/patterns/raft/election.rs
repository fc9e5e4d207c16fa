//! Elections: standing for one, voting, and counting (5.2, 5.4.1).

use super::log::{Index, Term};
use super::message::Message;
use super::server::{Role, Server, Turn};
use crate::sim::ids::NodeId;

/// A set of servers: those whose vote a candidate has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Votes(u16);

impl Votes {
    /// Adds a server. One that answers twice, because the network made a copy, counts once.
    pub fn add(&mut self, server: NodeId) {
        self.0 |= 1 << (server.0 & 15);
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        u64::from(self.0.count_ones())
    }

    /// The servers, in order.
    pub fn servers(self) -> impl Iterator<Item = NodeId> {
        (0..16).map(NodeId).filter(move |server| self.0 >> server.0 & 1 == 1)
    }
}

impl Server {
    /// The election timeout has expired: stands for election in the next term.
    pub(super) fn stand(&mut self, turn: &mut Turn) {
        let me = turn.cx.me();
        turn.disk.term += 1;
        turn.disk.vote = Some(me);
        let mut votes = Votes::default();
        votes.add(me);
        self.role = Role::Candidate(votes);
        turn.restart_election_timeout();
        let term = turn.disk.term;
        turn.cx.note(format!("stands for term {term}"));
        let (last_index, last_term) = (turn.disk.log.last_index(), turn.disk.log.last_term());
        for peer in turn.peers() {
            turn.cx.send(peer, Message::RequestVote { term, last_index, last_term });
        }
    }

    /// A candidate asks for this server's vote.
    pub(super) fn on_request_vote(
        &mut self,
        turn: &mut Turn,
        candidate: NodeId,
        term: Term,
        last_index: Index,
        last_term: Term,
    ) {
        let log = &turn.disk.log;
        // The candidate's log must not miss what this one holds: the later last term wins, and
        // of equal ones the longer log (5.4.1).
        let up_to_date = (last_term, last_index) >= (log.last_term(), log.last_index())
            || !turn.raft.up_to_date_check;
        // One vote a term, first come, first served; but the same candidate is answered again.
        let free = turn.disk.vote.is_none_or(|other| other == candidate);
        let granted = term == turn.disk.term && free && up_to_date;
        if granted {
            turn.disk.vote = Some(candidate);
            turn.restart_election_timeout();
        }
        let term = turn.disk.term;
        turn.cx.send(candidate, Message::RequestVoteResponse { term, granted });
    }

    /// A vote comes in. A refusal is counted too, which changes nothing as long as a quorum is
    /// more than the candidate alone.
    pub(super) fn on_vote(&mut self, turn: &mut Turn, from: NodeId, term: Term, granted: bool) {
        let Role::Candidate(votes) = &mut self.role else {
            // It has won, or lost, already.
            return;
        };
        if term != turn.disk.term {
            // An answer to an earlier candidacy.
            return;
        }
        if granted {
            votes.add(from);
        }
        let votes = *votes;
        if votes.count() >= turn.raft.quorum() {
            self.lead(turn, votes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_that_comes_twice_counts_once() {
        let mut votes = Votes::default();
        for server in [3, 0, 3] {
            votes.add(NodeId(server));
        }
        assert_eq!(votes.count(), 2);
        assert_eq!(votes.servers().collect::<Vec<_>>(), [NodeId(0), NodeId(3)]);
    }
}
