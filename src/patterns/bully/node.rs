//! A node: follows, stands, waits or leads. Knows its own number and everybody's, and of the
//! others only what they tell it.

use super::message::Message;
use super::{Bully, Disk, Timer, declare};
use kernel::ids::NodeId;
use pattern::Cx;

/// A running node.
#[derive(Clone, Debug, Hash)]
pub struct Node {
    /// What it is up to.
    pub role: Role,
    /// The highest node that it has heard from since it began to lead, other than itself.
    pub challenger: Option<NodeId>,
    /// How many messages about elections it has sent since it booted.
    pub sent: u32,
}

/// What a node is up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It follows a leader, or waits to hear from one.
    Follower(Option<NodeId>),
    /// It has asked all higher nodes and waits for an answer.
    Standing,
    /// It was answered and waits for a new leader.
    Waiting,
    /// It leads.
    Leader,
}

impl Node {
    /// A node that starts. At the first start everybody waits for the highest to come forward.
    pub fn boot(bully: &Bully, disk: &mut Disk, cx: &mut Cx<Bully>) -> Node {
        let mut node = Node { role: Role::Follower(None), challenger: None, sent: 0 };
        cx.set_timer(Timer::Leader, bully.leader_timeout);
        let returning = std::mem::replace(&mut disk.returning, true);
        if returning || cx.me() == bully.highest() {
            node.stand(bully, cx);
        }
        node
    }

    /// A message arrives.
    pub fn on_message(
        &mut self,
        bully: &Bully,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Bully>,
    ) {
        match message {
            Message::Election => {
                self.tell(from, Message::Answer, cx);
                // Whoever stands or waits has asked already.
                if matches!(self.role, Role::Follower(_) | Role::Leader) {
                    self.stand(bully, cx);
                }
            }
            Message::Answer if self.role == Role::Standing => {
                self.role = Role::Waiting;
                cx.cancel_timer(Timer::Answer);
                cx.set_timer(Timer::Coordinator, bully.coordinator_timeout);
            }
            // It came too late: there is a higher node after all.
            Message::Answer if self.role == Role::Leader => {
                self.challenger = self.challenger.max(Some(from));
                if bully.yields {
                    self.stand(bully, cx);
                }
            }
            // A second answer, or one to an election that is over.
            Message::Answer => {}
            Message::Coordinator | Message::Heartbeat => self.on_leader(bully, from, message, cx),
        }
    }

    /// A higher node says that it leads; lower ones are not told.
    fn on_leader(&mut self, bully: &Bully, from: NodeId, message: Message, cx: &mut Cx<Bully>) {
        if self.role == Role::Leader {
            self.challenger = self.challenger.max(Some(from));
        }
        let settled = match self.role {
            Role::Leader => !bully.yields,
            // A heartbeat of a node lower than the leader: they will settle it among themselves.
            Role::Follower(Some(leader)) => message == Message::Heartbeat && from < leader,
            Role::Follower(None) | Role::Standing | Role::Waiting => false,
        };
        if !settled {
            self.follow(bully, from, cx);
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, bully: &Bully, timer: Timer, cx: &mut Cx<Bully>) {
        match timer {
            Timer::Leader => {
                cx.note("misses its leader");
                self.stand(bully, cx);
            }
            Timer::Coordinator => self.stand(bully, cx),
            Timer::Answer => self.lead(bully, cx),
            Timer::Heartbeat => self.beat(bully, cx),
        }
    }

    /// Asks all higher nodes whether they run; leads at once if there are none.
    pub fn stand(&mut self, bully: &Bully, cx: &mut Cx<Bully>) {
        if self.role == Role::Leader {
            cx.measure(declare::LEADERS, 0);
        }
        self.role = Role::Standing;
        for timer in [Timer::Leader, Timer::Coordinator, Timer::Heartbeat] {
            cx.cancel_timer(timer);
        }
        let me = cx.me();
        for higher in cx.nodes(0).filter(|node| *node > me) {
            self.tell(higher, Message::Election, cx);
        }
        if me == bully.highest() {
            self.lead(bully, cx);
        } else {
            cx.set_timer(Timer::Answer, bully.answer_timeout);
        }
    }

    fn lead(&mut self, bully: &Bully, cx: &mut Cx<Bully>) {
        self.role = Role::Leader;
        self.challenger = None;
        cx.measure(declare::LEADERS, 1);
        let me = cx.me();
        for lower in cx.nodes(0).filter(|node| *node < me) {
            self.tell(lower, Message::Coordinator, cx);
        }
        self.beat(bully, cx);
    }

    fn beat(&mut self, bully: &Bully, cx: &mut Cx<Bully>) {
        let me = cx.me();
        for lower in cx.nodes(0).filter(|node| *node < me) {
            cx.send(lower, Message::Heartbeat);
        }
        cx.set_timer(Timer::Heartbeat, bully.heartbeat);
    }

    fn follow(&mut self, bully: &Bully, leader: NodeId, cx: &mut Cx<Bully>) {
        if self.role == Role::Leader {
            cx.measure(declare::LEADERS, 0);
        }
        self.role = Role::Follower(Some(leader));
        for timer in [Timer::Answer, Timer::Coordinator, Timer::Heartbeat] {
            cx.cancel_timer(timer);
        }
        cx.set_timer(Timer::Leader, bully.leader_timeout);
    }

    /// Sends a message about an election, and counts it.
    fn tell(&mut self, to: NodeId, message: Message, cx: &mut Cx<Bully>) {
        self.sent += 1;
        cx.send(to, message);
    }
}
