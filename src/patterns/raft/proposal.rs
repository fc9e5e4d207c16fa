//! Commands that are given to a server itself, as by a client on the same machine: the leader
//! puts them into its log, any other server passes them on once to the leader it knows. They are
//! never retried, so that a story can tell exactly which entries there are.

use super::Timer;
use super::log::Index;
use super::machine::{Answer, Command, Op, Session};
use super::message::{Message, Reply};
use super::server::{Role, Server, Turn};
use kernel::history::Outcome;
use kernel::ids::OpId;

/// A command that was given to this server and waits for its answer.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Proposal {
    /// The command.
    pub command: Command,
    /// The operation in the history.
    pub op: OpId,
    /// Where it is in this server's log; none if it was passed on.
    pub index: Option<Index>,
}

impl Server {
    /// A command is given to this server.
    pub(super) fn propose(&mut self, turn: &mut Turn, op: Op) {
        let Some(call) = op.call() else { return };
        turn.disk.serial += 1;
        let number = turn.disk.serial;
        let session = Session { client: turn.cx.me(), number };
        let command = Command { session, serial: 1, op };
        let id = turn.cx.invoke(call);
        match (&self.role, self.leader(turn.cx.me())) {
            (Role::Leader(leader), _) if leader.successor.is_some() => {
                turn.cx.note(format!("hands over its leadership: {op} refused"));
                turn.cx.complete(id, Outcome::Failed);
            }
            (Role::Leader(_), _) if turn.raft.is_read_aside(op) => {
                self.proposals.push(Proposal { command, op: id, index: None });
                self.read(turn, turn.cx.me(), command);
            }
            (Role::Leader(_), _) => {
                self.proposals.push(Proposal { command, op: id, index: None });
                let index = self.replicate(turn, command);
                // It may be committed and gone already where one server is a quorum.
                if let Some(proposal) = self.proposals.iter_mut().find(|it| it.op == id) {
                    proposal.index = Some(index);
                }
            }
            (_, Some(leader)) => {
                self.proposals.push(Proposal { command, op: id, index: None });
                turn.cx.send(leader, Message::ClientRequest(command));
                turn.cx.set_timer(Timer::Request(number), turn.raft.request_timeout);
            }
            (_, None) => {
                turn.cx.note(format!("knows no leader: {op} refused"));
                turn.cx.complete(id, Outcome::Failed);
            }
        }
    }

    /// An entry was applied; it may be one that waits here.
    pub(super) fn on_applied(
        &mut self,
        turn: &mut Turn,
        command: &Command,
        answer: Option<Answer>,
    ) {
        if command.session.client == turn.cx.me() {
            let outcome = answer.map_or(Outcome::Unknown, Outcome::Done);
            self.settle(turn, command.session, outcome);
        }
    }

    /// This server leads no longer. What it has put into its log may be committed by another
    /// leader, or overwritten, or stay as it is until somebody asks for something more: one waits
    /// for that no longer than for any answer.
    pub(super) fn on_deposed(&mut self, turn: &mut Turn) {
        for proposal in &self.proposals {
            let number = proposal.command.session.number;
            turn.cx.set_timer(Timer::Request(number), turn.raft.request_timeout);
        }
    }

    /// A leader has overwritten this log from an index on. Another server may still hold the
    /// entry and become leader with it, so that its fate is unknown for good.
    pub(super) fn on_overwritten(&mut self, turn: &mut Turn, from: Index) {
        let lost = |it: &Proposal| it.index.is_some_and(|index| index >= from);
        while let Some(proposal) = self.proposals.iter().copied().find(lost) {
            self.settle(turn, proposal.command.session, Outcome::Unknown);
        }
    }

    /// The leader answers a command that was passed on to it.
    pub(super) fn on_reply(&mut self, turn: &mut Turn, session: Session, reply: Reply) {
        match reply {
            Reply::Done(answer) => self.settle(turn, session, Outcome::Done(answer)),
            // The leader has changed. A copy of the request may still reach it when it leads
            // again.
            Reply::NotLeader(_) => self.settle(turn, session, Outcome::Unknown),
        }
    }

    /// A command that was passed on was not answered in time.
    pub(super) fn give_up(&mut self, turn: &mut Turn, number: u32) {
        let session = Session { client: turn.cx.me(), number };
        if let Some(proposal) = self.proposals.iter().find(|it| it.command.session == session) {
            let op = proposal.command.op;
            turn.cx.note(format!("no answer to {op}: nobody knows whether it took effect"));
        }
        self.settle(turn, session, Outcome::Unknown);
    }

    /// Tells whoever gave the command what became of it, once.
    pub(super) fn settle(&mut self, turn: &mut Turn, session: Session, outcome: Outcome) {
        let Some(at) = self.proposals.iter().position(|it| it.command.session == session) else {
            return;
        };
        let proposal = self.proposals.remove(at);
        turn.cx.cancel_timer(Timer::Request(session.number));
        turn.cx.complete(proposal.op, outcome);
    }
}
