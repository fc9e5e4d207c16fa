//! Heartbeats: a registry that wants to know which of its workers run.
//!
//! After T. D. Chandra and S. Toueg, *Unreliable Failure Detectors for Reliable Distributed Systems*
//! (Journal of the ACM, 1996), for what such a detector can be and what it cannot; the counting of
//! misses is that of load balancers' and orchestrators' health checks.
//!
//! # How it works
//!
//! With **push**, every worker sends a heartbeat once an interval. With **pull**, the registry asks
//! every worker for its health once an interval, and the worker answers. Once an interval, too, the
//! registry goes through its list: a worker that it has not heard from since has missed once more.
//!
//! It does not judge by one miss. After `k` misses in a row it declares a worker dead, and after `m`
//! signs of life in a row alive again ([`registry`]). That **hysteresis** keeps a worker that pauses
//! now and then from being thrown out and taken back all the time.
//!
//! The registry is a machine too: it takes its time for every message, and what comes meanwhile
//! waits in line. If more comes than it can take, the line is full, what comes then is dropped, and
//! workers that run are declared dead.

pub mod declare;
pub mod message;
pub mod properties;
pub mod registry;
pub mod view;
pub mod worker;

use message::Message;
use registry::Registry;
use worker::Worker;

use crate::sim::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use crate::sim::frame::{MessageView, NodeView};
use crate::sim::ids::NodeId;
use crate::sim::pattern::{Cx, HasKind, Pattern};
use crate::sim::time::Span;

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct Heartbeat {
    /// How many workers there are.
    pub workers: u16,
    /// Who speaks first: a place in [`declare::MODES`].
    pub mode: u8,
    /// How often a worker is heard from, and how often the registry goes through its list.
    pub interval: Span,
    /// How many misses in a row make a worker dead.
    pub misses: u16,
    /// How many signs of life in a row make it alive again.
    pub signs: u16,
    /// How long the registry takes for a message.
    pub service: Span,
    /// How many messages can wait at the registry; what comes when the line is full is dropped.
    pub line: u16,
    /// Safeguard: one miss or one sign of life decides nothing.
    pub hysteresis: bool,
}

impl Default for Heartbeat {
    fn default() -> Heartbeat {
        Heartbeat {
            workers: 8,
            mode: 0,
            interval: Span::millis(500),
            misses: 3,
            signs: 2,
            service: Span::micros(50),
            line: 1_000,
            hysteresis: true,
        }
    }
}

/// What a running machine keeps in memory. None of them keeps anything else.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The registry.
    Registry(Registry),
    /// A worker.
    Worker(Worker),
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The registry has to go through its list.
    Round,
    /// The registry is done with a message.
    Served,
    /// A worker has to be heard from.
    Beat,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Of a worker: to send a heartbeat now.
    Beat,
}

impl Heartbeat {
    /// The role of the registry.
    pub const REGISTRY: u8 = 0;
    /// The role of the workers.
    pub const WORKER: u8 = 1;

    /// The registry.
    pub const fn registry(&self) -> NodeId {
        NodeId(0)
    }

    /// Whether the registry asks.
    pub fn pulls(&self) -> bool {
        self.mode == declare::PULL
    }

    /// How many misses in a row, and how many signs of life, it takes.
    pub fn needed(&self) -> (u16, u16) {
        if self.hysteresis { (self.misses, self.signs) } else { (1, 1) }
    }
}

impl Pattern for Heartbeat {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Heartbeat>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Heartbeat>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Heartbeat>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = ();
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = ();

    fn topology(&self) -> Vec<u16> {
        vec![1, self.workers]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "beat" => Ok(Input::Beat),
            _ => Err(format!("“{text}” is nothing that a worker can be asked: write beat")),
        }
    }

    fn boot(&self, (): &mut (), cx: &mut Cx<Heartbeat>) -> Node {
        if cx.role() == Heartbeat::REGISTRY {
            Node::Registry(Registry::boot(self, cx))
        } else {
            Node::Worker(Worker::boot(self, cx))
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        (): &mut (),
        from: NodeId,
        message: Message,
        cx: &mut Cx<Heartbeat>,
    ) {
        match (node, message) {
            (Node::Registry(registry), Message::Heartbeat | Message::Healthy) => {
                registry.on_sign(self, from, cx);
            }
            (Node::Worker(_), Message::Probe) => cx.send(from, Message::Healthy),
            // Nobody probes the registry, and workers hear nothing else.
            (Node::Registry(_), Message::Probe) => {}
            (Node::Worker(_), Message::Heartbeat | Message::Healthy) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, (): &mut (), timer: Timer, cx: &mut Cx<Heartbeat>) {
        match (node, timer) {
            (Node::Registry(registry), Timer::Round) => registry.on_round(self, cx),
            (Node::Registry(registry), Timer::Served) => registry.on_served(self, cx),
            (Node::Worker(worker), Timer::Beat) => worker.on_beat(self, cx),
            // Of the other kind of machine.
            (Node::Registry(_), Timer::Beat) => {}
            (Node::Worker(_), Timer::Round | Timer::Served) => {}
        }
    }

    fn on_input(&self, node: &mut Node, (): &mut (), input: &Input, cx: &mut Cx<Heartbeat>) {
        match (node, input) {
            (Node::Worker(worker), Input::Beat) => worker.beat(self, cx),
            // It sends none.
            (Node::Registry(_), Input::Beat) => {}
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Registry(registry) => registry.state(self),
            Node::Worker(_) => 0,
        }
    }

    fn view(&self, node: &Node, (): &()) -> NodeView {
        match node {
            Node::Registry(registry) => view::registry(self, registry),
            Node::Worker(worker) => view::worker(worker),
        }
    }

    fn view_disk(&self, (): &()) -> NodeView {
        NodeView::default()
    }

    fn describe(&self, _: &Message) -> MessageView {
        // Who sends it to whom says everything.
        MessageView { label: String::new(), fields: Vec::new() }
    }
}

impl HasKind for Message {
    fn kind(&self) -> u8 {
        *self as u8
    }
}

impl HasKind for Timer {
    fn kind(&self) -> u8 {
        *self as u8
    }
}
