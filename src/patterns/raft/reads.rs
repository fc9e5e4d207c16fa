//! Reads that do not go through the log (dissertation 6.4): the leader answers from its own state
//! once it knows that it still leads. It asks a majority (read-index), or rests on their promise
//! not to elect anybody else for a while (lease).

use super::log::Index;
use super::machine::{Command, Op};
use super::message::{Message, Reply};
use super::server::{Role, Server, Turn};
use super::{LEASE, LOG, Raft};
use kernel::action::Ppm;
use kernel::history::Outcome;
use kernel::ids::NodeId;
use kernel::time::Span;

/// A read that waits for its answer.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Read {
    /// The command.
    pub command: Command,
    /// Who asked; the leader itself if it was asked directly.
    pub from: NodeId,
    /// The read index: the state has to be at least that far.
    pub index: Index,
    /// A majority has to have answered this round of messages, or a later one.
    pub round: u64,
}

impl Raft {
    /// Whether a command is answered without going through the log.
    pub fn is_read_aside(&self, op: Op) -> bool {
        matches!(op, Op::Get(_)) && (self.reads != LOG || !self.confirms_reads)
    }

    /// How long a lease lasts by the leader's clock, from the moment at which a majority was spoken
    /// to: as long as they keep their promise, a minimum election timeout, even if this clock is as
    /// slow and theirs as fast as the bound allows.
    pub fn lease(&self) -> Span {
        let (promised, drift) = (self.election_timeout.0.0, u64::from(self.max_drift.0));
        if !self.drift_margin {
            return Span(promised);
        }
        let one = u64::from(Ppm::ONE.0);
        Span(promised * one.saturating_sub(drift) / (one + drift))
    }
}

impl Server {
    /// The leader is asked for a value.
    pub(super) fn read(&mut self, turn: &mut Turn, from: NodeId, command: Command) {
        if !turn.raft.confirms_reads || self.has_lease(turn) {
            self.answer_read(turn, from, &command);
            return;
        }
        let Role::Leader(leader) = &mut self.role else { return };
        if leader.reads.iter().any(|it| (it.from, it.command) == (from, command)) {
            // A retry of one that waits already.
            return;
        }
        // Nobody has heard this round yet: whoever answers it has done so after the question. And a
        // new leader does not know what is committed until it has committed an entry of its own.
        leader.round += 1;
        let index = self.commit.max(leader.first_index);
        leader.reads.push(Read { command, from, index, round: leader.round });
        for peer in self.peers(turn.cx.me()) {
            self.append_to(turn, peer, 0);
        }
        self.answer_reads(turn);
    }

    /// Answers the reads that nothing stands in the way of any more.
    pub(super) fn answer_reads(&mut self, turn: &mut Turn) {
        let Role::Leader(leader) = &mut self.role else { return };
        if leader.reads.is_empty() {
            return;
        }
        let me = turn.cx.me();
        let heard = |node: NodeId| {
            if node == me { leader.round } else { leader.progress[node.index()].round }
        };
        let confirmed = self.config.reached(turn.raft, &leader.ranking, &heard);
        let ready = |it: &Read| it.round <= confirmed && it.index <= self.applied;
        let (answered, waiting) = leader.reads.iter().partition(|it| ready(it));
        leader.reads = waiting;
        let answered: Vec<Read> = answered;
        for Read { from, command, .. } in answered {
            self.answer_read(turn, from, &command);
        }
    }

    fn answer_read(&mut self, turn: &mut Turn, from: NodeId, command: &Command) {
        let Op::Get(key) = command.op else { return };
        let answer = self.machine.store().get(&key).copied();
        if from == turn.cx.me() {
            self.settle(turn, command.session, Outcome::Done(answer));
            return;
        }
        let (session, serial) = (command.session, command.serial);
        turn.cx.send(from, Message::ClientResponse { session, serial, reply: Reply::Done(answer) });
    }

    /// Whether a majority has promised not to elect anybody else before now, and this server knows
    /// what is committed.
    fn has_lease(&self, turn: &Turn) -> bool {
        let Role::Leader(leader) = &self.role else { return false };
        if turn.raft.reads != LEASE || leader.has_handed_over || self.applied < leader.first_index {
            return false;
        }
        let (me, now) = (turn.cx.me(), turn.cx.now());
        let spoke =
            |node: NodeId| if node == me { now.0 } else { leader.progress[node.index()].spoke.0 };
        let since = self.config.reached(turn.raft, &leader.ranking, &spoke);
        since > 0 && now.0 < since + turn.raft.lease().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_ends_before_the_fastest_clock_has_shown_its_promise() {
        let timeout = (Span::secs(2), Span::secs(3));
        let raft = Raft { max_drift: Ppm(200_000), election_timeout: timeout, ..Raft::default() };
        // By a clock that is a fifth slow it takes 1.667 s, in which one that is a fifth fast shows
        // two.
        assert_eq!(raft.lease(), Span(1_333_333));
        assert_eq!(Raft { drift_margin: false, ..raft }.lease(), Span::secs(2));
    }
}
