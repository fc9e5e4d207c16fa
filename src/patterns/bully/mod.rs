//! Bully: the running node with the highest number leads.
//!
//! After H. Garcia-Molina, *Elections in a Distributed Computing System* (IEEE Transactions on
//! Computers, 1982), sections 3 and 4.
//!
//! # How it works
//!
//! A node that hears nothing from its leader for a while **stands**: it sends ELECTION to every node
//! with a higher number. Whoever gets one answers, which tells the lower node to wait, and stands
//! itself. A node that nobody answers has no running node above it: it leads, and tells all lower
//! nodes with COORDINATOR. A node that was told to wait and hears of no new leader stands again.
//!
//! A node that comes back stands at once. If its number is the highest it takes over from a leader
//! that did nothing wrong, which gave the algorithm its name.
//!
//! # What it rests on
//!
//! The paper assumes that messages are not lost and arrive within a known time, and that a node
//! that does not answer within it has failed (section 2). Nobody is asked whether a majority agrees:
//! where the network is cut, each part finds its own highest node, and they all lead.
//!
//! # Where this departs from the paper
//!
//! * Failures of the leader are noticed by the absence of its heartbeats; in the paper the others
//!   ask it whether it is there.
//! * A leader that is told of a higher one gives way without a word. In the paper the higher one
//!   finds out by asking the lower nodes whether they are well.
//! * Distributing what the new leader will do (the paper's second phase, READY) is left out.

pub mod declare;
pub mod message;
pub mod node;
pub mod properties;
pub mod view;

use message::Message;
use node::{Node, Role};

use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, Pattern};

/// Bully's parameters.
#[derive(Clone, Debug)]
pub struct Bully {
    /// How many nodes there are. Their numbers are their places: the last is the highest.
    pub nodes: u16,
    /// How often a leader speaks.
    pub heartbeat: Span,
    /// How long a node waits for its leader before it stands.
    pub leader_timeout: Span,
    /// How long a node that stands waits for an answer before it leads.
    pub answer_timeout: Span,
    /// How long a node that was answered waits for a new leader before it stands again.
    pub coordinator_timeout: Span,
    /// Safeguard: a leader gives way to a higher node.
    pub yields: bool,
}

impl Default for Bully {
    fn default() -> Bully {
        Bully {
            nodes: 5,
            heartbeat: Span::millis(500),
            leader_timeout: Span::millis(1_200),
            answer_timeout: Span::millis(200),
            coordinator_timeout: Span::millis(500),
            yields: true,
        }
    }
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// Whether the node has run before.
    pub returning: bool,
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The leader has not been heard from: it has failed.
    Leader,
    /// Nobody has answered: there is no higher node.
    Answer,
    /// Nobody has come forward, though somebody has answered.
    Coordinator,
    /// A leader has to be heard from again.
    Heartbeat,
}

/// What can be asked of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// To stand at once, as if it had missed its leader.
    Stand,
}

impl Bully {
    /// The node that ought to lead when all run.
    pub fn highest(&self) -> NodeId {
        NodeId(self.nodes - 1)
    }
}

impl Pattern for Bully {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Bully>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Bully>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Bully>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = ();

    fn validate(&self) -> Result<(), String> {
        if self.leader_timeout <= self.heartbeat {
            return Err("Nodes have to wait for their leader longer than a heartbeat takes".into());
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![self.nodes]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "stand" => Ok(Input::Stand),
            _ => Err(format!("“{text}” is nothing that a node can be asked: write stand")),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Bully>) -> Node {
        Node::boot(self, disk, cx)
    }

    fn on_message(
        &self,
        node: &mut Node,
        _: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Bully>,
    ) {
        node.on_message(self, from, message, cx);
    }

    fn on_timer(&self, node: &mut Node, _: &mut Disk, timer: Timer, cx: &mut Cx<Bully>) {
        node.on_timer(self, timer, cx);
    }

    fn on_input(&self, node: &mut Node, _: &mut Disk, input: &Input, cx: &mut Cx<Bully>) {
        match input {
            Input::Stand => node.stand(self, cx),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node.role {
            Role::Follower(_) => declare::FOLLOWER,
            Role::Standing => declare::STANDING,
            Role::Waiting => declare::WAITING,
            Role::Leader => declare::LEADER,
        }
    }

    fn message_kind(&self, message: &Message) -> u8 {
        *message as u8
    }

    fn timer_kind(&self, timer: Timer) -> u8 {
        timer as u8
    }

    fn view(&self, node: &Node, _: &Disk) -> NodeView {
        view::node(self, node)
    }

    fn view_disk(&self, _: &Disk) -> NodeView {
        NodeView::default()
    }

    fn describe(&self, _: &Message) -> MessageView {
        // Who sends it to whom says everything.
        MessageView { label: String::new(), fields: Vec::new() }
    }
}
