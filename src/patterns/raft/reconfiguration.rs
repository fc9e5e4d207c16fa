//! Change of the members by joint consensus (section 6): the leader brings new servers up to date,
//! then puts a configuration into the log in which the old and the new members decide together,
//! and when that is committed the one of the new members alone. Every server goes by the latest
//! configuration in its log, committed or not.

use super::log::Index;
use super::machine::{Command, Op, Session};
use super::message::Message;
use super::quorum::{Config, Servers};
use super::server::{Role, Server, Turn};
use super::view::names;
use super::{Disk, Raft};
use kernel::ids::NodeId;

impl Disk {
    /// The latest configuration up to an index, and where it stands; index 0 is that of the start.
    pub fn config_at(&self, raft: &Raft, index: Index) -> (Config, Index) {
        let first = self.log.base().index + 1;
        let found = (first..=index).rev().find_map(|at| match self.log.entry(at)?.command.op {
            Op::Reconfigure(config) => Some((config, at)),
            Op::Put(..) | Op::Get(_) | Op::Blank => None,
        });
        let snapshot = self.snapshot.as_ref().map(|it| it.config);
        found.or(snapshot).unwrap_or((raft.first_config(), 0))
    }
}

impl Server {
    /// The log has changed: so may have who decides.
    pub(super) fn refresh_config(&mut self, turn: &Turn) {
        let latest = turn.disk.config_at(turn.raft, turn.disk.log.last_index());
        (self.config, self.config_index) = latest;
    }

    /// The members are to be these. A server that does not lead passes it on, once.
    pub(super) fn reconfigure(&mut self, turn: &mut Turn, members: Servers) {
        let me = turn.cx.me();
        if !matches!(self.role, Role::Leader(_)) {
            match self.leader(me) {
                Some(leader) => turn.cx.send(leader, Message::ClientRequest(entry(me, members))),
                None => turn.cx.note("knows no leader: the members stay"),
            }
            return;
        }
        if self.config.is_joint() || self.config_index > self.commit {
            turn.cx.note("one change of the members at a time: refused");
            return;
        }
        if members == self.config.members {
            turn.cx.note("these are the members already");
            return;
        }
        let new = members.without(self.config.members);
        if !new.is_empty() {
            turn.cx.note(format!("brings {} up to date", names(turn.raft, new.iter())));
        }
        if let Role::Leader(leader) = &mut self.role {
            leader.candidates = Some(members);
        }
        for server in new.iter() {
            self.append_to(turn, server, super::leader::BATCH);
        }
        self.admit(turn);
    }

    /// Begins the transition when no new member is behind what is committed. Until then they have no
    /// say, so that they keep nobody waiting who has nothing to do with them.
    pub(super) fn admit(&mut self, turn: &mut Turn) {
        let Role::Leader(leader) = &mut self.role else { return };
        let Some(members) = leader.candidates else { return };
        let new = members.without(self.config.members);
        if new.iter().any(|it| leader.progress[it.index()].matched < self.commit) {
            return;
        }
        leader.candidates = None;
        let config = if turn.raft.joint_consensus {
            Config { members: self.config.members, next: members }
        } else {
            Config::of(members)
        };
        self.propose_config(turn, config);
    }

    /// More is committed: the transition may be, and the new members take over; or the end of it,
    /// and a leader that is no member any more has nothing left to do.
    pub(super) fn on_config_committed(&mut self, turn: &mut Turn) {
        if !matches!(self.role, Role::Leader(_)) || self.config_index > self.commit {
            return;
        }
        if self.config.is_joint() {
            self.propose_config(turn, Config::of(self.config.next));
        } else if !self.config.members.contains(turn.cx.me()) {
            turn.cx.note("steps down: is no member any more");
            self.step_down(turn);
        }
    }

    fn propose_config(&mut self, turn: &mut Turn, config: Config) {
        turn.cx.note(format!("puts {config} into the log"));
        let session = Session { client: turn.cx.me(), number: 0 };
        self.replicate(turn, Command { session, serial: 0, op: Op::Reconfigure(config) });
    }

    /// Whether it stands for election when it hears from nobody. Those who have no say wait; but one
    /// that is to leave may be needed until it is known that the others decide without it
    /// (dissertation 4.2.2).
    pub(super) fn may_stand(&self, me: NodeId) -> bool {
        self.config.voters().contains(me) || self.config_index > self.commit
    }

    /// Whether it disregards candidates while it hears a leader. Where members change it does: those
    /// who have left and do not know it stand again and again (end of section 6).
    pub(super) fn is_loyal(&self, raft: &Raft) -> bool {
        raft.is_loyal() || self.config_index > 0
    }
}

/// What a server sends to the leader that is asked for new members.
fn entry(me: NodeId, members: Servers) -> Command {
    let session = Session { client: me, number: 0 };
    Command { session, serial: 0, op: Op::Reconfigure(Config::of(members)) }
}
