//! Leadership transfer (dissertation 3.10): a leader brings a follower up to date and asks it to
//! stand for election at once.

use super::Timer;
use super::log::Term;
use super::message::{ByTransfer, Message};
use super::server::{Role, Server, Turn};
use kernel::ids::NodeId;
use pattern::Pattern;

impl Server {
    /// This server is asked to hand its leadership over.
    pub(super) fn hand_over(&mut self, turn: &mut Turn, to: NodeId) {
        let name = turn.raft.name(to);
        let Role::Leader(leader) = &mut self.role else {
            turn.cx.note("does not lead: it has nothing to hand over");
            return;
        };
        if to == turn.cx.me() || !self.config.voters().contains(to) {
            turn.cx.note(format!("cannot hand over to {name}"));
            return;
        }
        turn.cx.note(format!("hands over to {name}, and takes no more commands"));
        leader.successor = Some(to);
        // Its followers are free to vote for the successor whatever they have promised.
        leader.has_handed_over = true;
        turn.cx.set_timer(Timer::Transfer, turn.raft.election_timeout.1);
        self.urge(turn);
    }

    /// Asks the successor to stand as soon as it has all that this server has.
    pub(super) fn urge(&mut self, turn: &mut Turn) {
        let Role::Leader(leader) = &self.role else { return };
        let Some(to) = leader.successor else { return };
        if leader.progress[to.index()].matched == turn.disk.log.last_index() {
            turn.cx.send(to, Message::TimeoutNow { term: turn.disk.term });
        } else {
            self.append_to(turn, to, super::leader::BATCH);
        }
    }

    /// The successor has not been elected within an election timeout: the leader leads on.
    pub(super) fn keep_on(&mut self, turn: &mut Turn) {
        if let Role::Leader(leader) = &mut self.role
            && let Some(to) = leader.successor.take()
        {
            let name = turn.raft.name(to);
            turn.cx.note(format!("leads on: {name} has not taken over"));
        }
    }

    /// The leader asks this server to take over. It does not ask whether it could win: everybody
    /// hears the leader, and would say no.
    pub(super) fn take_over(&mut self, turn: &mut Turn, term: Term) {
        let follows = !matches!(self.role, Role::Leader(_) | Role::Candidate(..));
        if term == turn.disk.term && follows && self.may_stand(turn.cx.me()) {
            self.stand(turn, ByTransfer(true));
        }
    }
}
