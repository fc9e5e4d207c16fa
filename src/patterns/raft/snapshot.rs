//! Log compaction (section 7): a server keeps the state that its log has led to, and drops the
//! entries that led to it. A follower that still needs them is sent the snapshot.

use super::log::{Base, Index, Term};
use super::machine::Machine;
use super::message::{AppendResult, Message, Rider};
use super::quorum::Config;
use super::server::{Server, Turn};
use kernel::ids::NodeId;

/// What a log has led to, up to an index.
#[derive(Clone, Debug, Hash)]
pub struct Snapshot {
    /// Up to where.
    pub base: Base,
    /// The state machine.
    pub machine: Machine,
    /// The configuration, and where it stood.
    pub config: (Config, Index),
}

impl Server {
    /// Takes a snapshot of what is applied, if so many entries have come together. It is taken
    /// before the next event, as one that is written in the background is there some time later;
    /// so whoever looks after an event sees what was applied in it.
    pub(super) fn compact(&mut self, turn: &mut Turn) {
        let base = turn.disk.log.base().index;
        let every = u64::from(turn.raft.snapshot_every);
        if every == 0 || self.applied < base + every {
            return;
        }
        let config = turn.disk.config_at(turn.raft, self.applied);
        let Some(base) = turn.disk.log.compact(self.applied) else { return };
        let machine = self.machine.clone();
        turn.disk.snapshot = Some(Box::new(Snapshot { base, machine, config }));
        turn.cx.note(format!("takes a snapshot up to index {}", base.index));
    }

    /// The leader sends what its log has led to: this server's own has fallen too far behind.
    pub(super) fn on_install_snapshot(
        &mut self,
        turn: &mut Turn,
        leader: NodeId,
        term: Term,
        snapshot: Box<Snapshot>,
    ) {
        let result = if term < turn.disk.term {
            AppendResult::Deposed
        } else {
            self.follow(turn, leader);
            let index = snapshot.base.index;
            // A late copy tells what this server has committed since.
            if index > self.commit {
                self.install(turn, snapshot);
            }
            AppendResult::Installed { index }
        };
        let term = turn.disk.term;
        let round = Rider(None);
        turn.cx.send(leader, Message::AppendEntriesResponse { term, result, round });
    }

    /// Takes over a snapshot in place of everything up to its index; and of everything after it as
    /// well, unless the log has that index as the leader has it.
    fn install(&mut self, turn: &mut Turn, snapshot: Box<Snapshot>) {
        let Snapshot { base, machine, .. } = snapshot.as_ref();
        turn.cx.note(format!("takes over a snapshot up to index {}", base.index));
        self.machine.clone_from(machine);
        self.applied = base.index;
        self.commit = base.index;
        let kept = turn.disk.log.install(*base);
        turn.disk.snapshot = Some(snapshot);
        self.refresh_config(turn);
        if !kept {
            self.on_overwritten(turn, 0);
        }
    }
}
