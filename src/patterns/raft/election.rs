//! Elections: asking whether one could be won, standing for it, voting, and counting (5.2, 5.4.1;
//! the pre-vote of the dissertation's 9.6).

use super::LEASE;
use super::log::{Index, Term};
use super::message::{ByTransfer, Message};
use super::quorum::Servers;
use super::server::{Role, Server, Turn};
use kernel::ids::NodeId;

impl Server {
    /// The election timeout has expired: asks whether it could win, where that is the rule, and
    /// stands for election otherwise.
    pub(super) fn campaign(&mut self, turn: &mut Turn) {
        if !self.may_stand(turn.cx.me()) {
            // It goes on waiting, and sends nobody to a leader that it does not hear.
            self.role = Role::Follower(None);
            return;
        }
        if turn.raft.reads == LEASE && self.hears {
            turn.cx.note("has promised the leader to wait");
            self.restart_election_timeout(turn);
            return;
        }
        if !turn.raft.pre_votes() {
            self.stand(turn, ByTransfer(false));
            return;
        }
        let me = turn.cx.me();
        self.role = Role::PreCandidate(Servers::from_iter([me]));
        self.restart_election_timeout(turn);
        let term = turn.disk.term + 1;
        turn.cx.note(format!("asks whether it could win term {term}"));
        let (last_index, last_term) = (turn.disk.log.last_index(), turn.disk.log.last_term());
        for peer in self.peers(me) {
            turn.cx.send(peer, Message::PreVote { term, last_index, last_term });
        }
        self.count_pre_votes(turn);
    }

    /// Stands for election in the next term.
    pub(super) fn stand(&mut self, turn: &mut Turn, by_transfer: ByTransfer) {
        let me = turn.cx.me();
        turn.disk.term += 1;
        turn.disk.vote = Some(me);
        let votes = Servers::from_iter([me]);
        self.role = Role::Candidate(votes, by_transfer);
        self.restart_election_timeout(turn);
        let term = turn.disk.term;
        turn.cx.note(format!("stands for term {term}"));
        let (last_index, last_term) = (turn.disk.log.last_index(), turn.disk.log.last_term());
        for peer in self.peers(me) {
            let message = Message::RequestVote { term, last_index, last_term, by_transfer };
            turn.cx.send(peer, message);
        }
        // A server that is alone has nobody to hear from.
        if self.config.voters() == votes {
            self.lead(turn, votes);
        }
    }

    /// A server asks whether this one would vote for it. To say so promises nothing.
    pub(super) fn on_pre_vote(
        &mut self,
        turn: &mut Turn,
        candidate: NodeId,
        term: Term,
        last: (Term, Index),
    ) {
        let vote = turn.disk.vote;
        let free = vote.is_none_or(|other| other == candidate);
        let could_vote = term > turn.disk.term || (term == turn.disk.term && free);
        let granted = could_vote && !self.hears_a_leader() && is_up_to_date(turn, last);
        let asked = term;
        let term = turn.disk.term;
        turn.cx.send(candidate, Message::PreVoteResponse { term, asked, granted });
    }

    /// A server says whether it would vote for this one.
    pub(super) fn on_pre_vote_response(
        &mut self,
        turn: &mut Turn,
        from: NodeId,
        asked: Term,
        granted: bool,
    ) {
        let Role::PreCandidate(votes) = &mut self.role else {
            // It stands already, or has heard from a leader.
            return;
        };
        if granted && asked == turn.disk.term + 1 {
            votes.add(from);
            self.count_pre_votes(turn);
        }
    }

    fn count_pre_votes(&mut self, turn: &mut Turn) {
        if let Role::PreCandidate(votes) = self.role
            && self.config.elects(turn.raft, votes)
        {
            self.stand(turn, ByTransfer(false));
        }
    }

    /// A candidate asks for this server's vote.
    pub(super) fn on_request_vote(
        &mut self,
        turn: &mut Turn,
        candidate: NodeId,
        term: Term,
        last: (Term, Index),
    ) {
        // One vote a term, first come, first served; but the same candidate is answered again.
        let free = turn.disk.vote.is_none_or(|other| other == candidate);
        let granted = term == turn.disk.term && free && is_up_to_date(turn, last);
        if granted {
            turn.disk.vote = Some(candidate);
            self.restart_election_timeout(turn);
        }
        let term = turn.disk.term;
        turn.cx.send(candidate, Message::RequestVoteResponse { term, granted });
    }

    /// A vote comes in. A refusal is counted too, which changes nothing as long as a quorum is
    /// more than the candidate alone.
    pub(super) fn on_vote(&mut self, turn: &mut Turn, from: NodeId, term: Term, granted: bool) {
        let Role::Candidate(votes, _) = &mut self.role else {
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
        if self.config.elects(turn.raft, votes) {
            self.lead(turn, votes);
        }
    }

    /// Whether this server disregards a candidate, higher term and all: it has promised its leader
    /// a minimum election timeout's time (dissertation 4.2.3 and 6.4.1). Only a candidate whom the
    /// leader itself has asked to take over is heard.
    pub(super) fn disregards(&self, turn: &Turn, message: &Message) -> bool {
        match message {
            Message::RequestVote { by_transfer, .. } => {
                self.is_loyal(turn.raft) && !by_transfer.0 && self.hears_a_leader()
            }
            // Everything else says of whom it comes.
            _ => false,
        }
    }

    /// Whether it has heard from the leader within the minimum election timeout, or leads.
    pub(super) fn hears_a_leader(&self) -> bool {
        self.hears || matches!(self.role, Role::Leader(_))
    }
}

/// Whether a candidate's log, by the term and the index of its last entry, misses nothing that this
/// one holds: the later last term wins, and of equal ones the longer log (5.4.1).
fn is_up_to_date(turn: &Turn, last: (Term, Index)) -> bool {
    let log = &turn.disk.log;
    last >= (log.last_term(), log.last_index()) || !turn.raft.up_to_date_check
}
