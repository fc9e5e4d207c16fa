//! A member of the cluster: listens for the others, knows from that whether it is primary, and
//! stores and writes.

use super::declare::{COMMITTED, PRIMARIES};
use super::{Disk, Message, SplitBrain, Timer, Write};
use crate::sim::frame::{Badge, Field, NodeView};
use crate::sim::ids::NodeId;
use crate::sim::pattern::Cx;
use crate::sim::time::{Span, Time};

/// A running member.
#[derive(Clone, Debug, Hash)]
pub struct Member {
    /// What it takes itself for.
    pub standing: Standing,
    /// How many nodes it can reach, itself among them.
    pub reachable: u16,
    /// When it has heard from each node last, by its own clock.
    heard: Vec<Option<Time>>,
    /// The write that it wants to commit, and who has stored it.
    pending: Option<(Write, Vec<NodeId>)>,
}

/// What a node takes itself for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Another node writes.
    Standby,
    /// It writes.
    Primary,
    /// It can reach too few for anybody to write.
    Stalled,
}

impl Member {
    /// A node that starts: it hopes that the others run, so that not everybody is primary at first.
    pub fn boot(it: &SplitBrain, cx: &mut Cx<SplitBrain>) -> Member {
        let now = cx.now();
        let phase = cx.rng().between(Span::ZERO, it.beat);
        cx.set_timer(Timer::Beat, phase);
        if it.every > Span::ZERO {
            cx.set_timer(Timer::Write, it.every);
        }
        let heard = vec![Some(now); it.nodes.into()];
        Member { standing: Standing::Standby, reachable: it.nodes, heard, pending: None }
    }

    /// Tells the others that it runs, and finds out who else does.
    pub fn on_beat(&mut self, it: &SplitBrain, disk: &mut Disk, cx: &mut Cx<SplitBrain>) {
        cx.set_timer(Timer::Beat, it.beat);
        let (me, now) = (cx.me(), cx.now());
        let fresh = |at: &Option<Time>| at.is_some_and(|at| now.since(at) < it.timeout);
        for (id, heard) in cx.nodes(0).zip(&mut self.heard) {
            if id == me || !fresh(heard) {
                *heard = (id == me).then_some(now);
            }
        }
        self.reachable = self.heard.iter().flatten().count() as u16;
        let first = self.heard.iter().position(Option::is_some) == Some(me.index());
        let standing = match (self.reachable < it.needed(self.reachable), first) {
            (true, _) => Standing::Stalled,
            (false, true) => Standing::Primary,
            (false, false) => Standing::Standby,
        };
        if standing != self.standing {
            cx.measure(PRIMARIES, u32::from(standing == Standing::Primary));
            self.standing = standing;
        }
        self.tell(Message::Beat(disk.committed), cx);
        self.push(it, disk, cx);
    }

    /// Writes something, if it is primary and not at it already; false if it does not.
    pub fn write(&mut self, it: &SplitBrain, disk: &mut Disk, cx: &mut Cx<SplitBrain>) -> bool {
        if self.standing != Standing::Primary || self.pending.is_some() {
            return false;
        }
        disk.written += 1;
        let version = disk.stored.version.max(disk.committed.version) + 1;
        let value = 10 * disk.written + u32::from(cx.index());
        disk.stored = Write { version, value };
        self.pending = Some((disk.stored, vec![cx.me()]));
        self.push(it, disk, cx);
        true
    }

    /// Sends what it writes to whoever has not stored it, unless enough have.
    fn push(&mut self, it: &SplitBrain, disk: &mut Disk, cx: &mut Cx<SplitBrain>) {
        let Some((write, stored)) = &self.pending else { return };
        if stored.len() >= usize::from(it.needed(self.reachable)) {
            cx.note(format!("commits {} with {} nodes", write.in_words(), stored.len()));
            disk.committed = *write;
            cx.measure(COMMITTED, write.version);
            self.pending = None;
            self.tell(Message::Beat(disk.committed), cx);
            return;
        }
        for id in cx.nodes(0).filter(|id| !stored.contains(id)) {
            cx.send(id, Message::Store(*write));
        }
    }

    /// Another node is heard from.
    pub fn on_message(
        &mut self,
        it: &SplitBrain,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<SplitBrain>,
    ) {
        self.heard[from.index()] = Some(cx.now());
        match message {
            Message::Beat(committed) => {
                if committed > disk.committed {
                    disk.committed = committed;
                    cx.measure(COMMITTED, committed.version);
                }
                disk.stored = disk.stored.max(disk.committed);
            }
            Message::Store(write) => {
                let free = write.version > disk.stored.version || write == disk.stored;
                if free {
                    disk.stored = write;
                }
                let stored = disk.stored;
                cx.send(from, if free { Message::Stored(write) } else { Message::Refused(stored) });
            }
            Message::Stored(write) => match &mut self.pending {
                Some((pending, stored)) if *pending == write => {
                    if !stored.contains(&from) {
                        stored.push(from);
                    }
                    self.settle(it, disk, cx);
                }
                // Of a write that is committed, or given up.
                Some(_) | None => {}
            },
            Message::Refused(other) => {
                let beaten = |pending: &(Write, _)| pending.0.version <= other.version;
                if self.pending.take_if(|pending| beaten(pending)).is_some() {
                    cx.note(format!("gives up: somebody has written {}", other.in_words()));
                }
                disk.stored.version = disk.stored.version.max(other.version);
            }
        }
    }

    /// Commits if enough have stored the write; otherwise waits for the next answer.
    fn settle(&mut self, it: &SplitBrain, disk: &mut Disk, cx: &mut Cx<SplitBrain>) {
        let enough = |(_, stored): &(Write, Vec<NodeId>)| {
            stored.len() >= usize::from(it.needed(self.reachable))
        };
        if self.pending.as_ref().is_some_and(enough) {
            self.push(it, disk, cx);
        }
    }

    fn tell(&self, message: Message, cx: &mut Cx<SplitBrain>) {
        let me = cx.me();
        for other in cx.nodes(0).filter(|id| *id != me) {
            cx.send(other, message);
        }
    }
}

/// What is shown of a member, or of its disk while it is down.
pub fn view(it: &SplitBrain, member: Option<&Member>, disk: &Disk) -> NodeView {
    let committed = disk.committed.in_words();
    let mut view = NodeView::default();
    if disk.committed.version > 0 {
        let meaning = format!("knows {committed} to be committed");
        view.badges.push(Badge { text: format!("={}", disk.committed.value), meaning });
    }
    view.fields.push(Field::new("committed", committed));
    view.fields.push(Field::new("stored", disk.stored.in_words()));
    if let Some(member) = member {
        let words = format!("{} of {}, itself among them", member.reachable, it.nodes);
        view.fields.push(Field::new("reaches", words));
        if let Some((write, stored)) = &member.pending {
            let words = format!("{}, stored by {}", write.in_words(), stored.len());
            view.fields.push(Field::new("writes", words));
        }
    }
    view
}
