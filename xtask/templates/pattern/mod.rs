//! Skeleton: a sender repeats each message until it is acknowledged; the receiver takes it once.
//!
//! This is where a pattern begins: `cargo xtask new-pattern` has written it. It runs, it has a
//! property, a safeguard without which the property breaks, and three stories. Replace it piece by
//! piece, and keep it running. Say here what the protocol is, after which paper, and where this
//! departs from it; cite sections where the code follows them.
//!
//! When a part grows, give it a file of its own: `declare.rs` for what is data, `message.rs`, one
//! for each role, `properties.rs`, `view.rs`. `src/patterns/bully` shows how that looks.

use crate::sim::declare::{
    Check, Cluster, Diagram, Edge, Glyph, Info, InputSpec, MessageKind, ParamSpec, Promise,
    Property, Role, Safeguard, State, TimerKind, Tone, Verdict,
};
use crate::sim::fault::Fault;
use crate::sim::frame::{Badge, Field, MessageView, NodeView};
use crate::sim::ids::NodeId;
use crate::sim::pattern::{Cx, Pattern};
use crate::sim::time::Span;
use crate::sim::value::{ParamKind, Slot};

/// The parameters: everything that a scenario can set.
#[derive(Clone, Debug)]
pub struct Skeleton {
    /// How often the sender has a message of its own; never if zero.
    pub every: Span,
    /// How long it waits for an acknowledgement before it sends again.
    pub retry_timeout: Span,
    /// Safeguard: the receiver knows what it has taken.
    pub deduplication: bool,
}

impl Default for Skeleton {
    fn default() -> Skeleton {
        Skeleton { every: Span::millis(400), retry_timeout: Span::millis(150), deduplication: true }
    }
}

/// What a running node keeps in memory: lost in a crash.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The sender, and whether its last message is still to be acknowledged.
    Sender {
        /// Whether it waits.
        waiting: bool,
    },
    /// The receiver: all that it knows is on its disk.
    Receiver,
}

/// What survives a crash. A write is durable when the handler returns.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The number of the last message that was sent, or taken.
    pub number: u32,
    /// How many messages were taken.
    pub taken: u32,
}

/// What goes from node to node.
#[derive(Clone, Copy, Debug, Hash)]
pub enum Message {
    /// From the sender: a message with this number, until it is acknowledged.
    Data(u32),
    /// From the receiver, whenever it gets that message: it has been taken.
    Ack(u32),
}

/// What a node waits for. Timers are named for what expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The sender has something new to send.
    Next,
    /// The last message was not acknowledged.
    Retry,
}

/// What can be asked of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// To send a message now, unless another is under way.
    Send,
}

const SENDER: u8 = 0;
const RECEIVER: u8 = 1;
const IDLE: u8 = 0;
const WAITING: u8 = 1;

const INFO: Info = Info {
    id: "skeleton",
    name: "Skeleton",
    family: "Idempotency and delivery",
    summary: "A sender repeats each message until it is acknowledged, and the receiver takes it once.",
    doc: crate::doc!("doc.md"),
    trial: "pattern skeleton every=100ms",
    workload: "every=0ms",
    miniature: "pattern skeleton every=0ms\nat 1s input s0 send\nat 1s input s0 send",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role { name: "sender", prefix: 's', diagram: SENDING, ..Role::NODE },
        Role { name: "receiver", prefix: 'r', diagram: RECEIVING, ..Role::NODE },
    ],
    messages: &[
        MessageKind {
            name: "Data",
            glyph: Glyph::Dart,
            tone: Tone::Leading,
            help: "From the sender, again and again until it is acknowledged.",
        },
        MessageKind {
            name: "Ack",
            glyph: Glyph::Ring,
            tone: Tone::Good,
            help: "From the receiver, each time the message comes: it was taken.",
        },
    ],
    timers: &[
        TimerKind { name: "next message", ring: false },
        TimerKind { name: "retry timeout", ring: true },
    ],
    ..Info::EMPTY
};

/// Places are hundredths of the drawing's width and height.
const SENDING: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Waiting", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: IDLE, to: WAITING, label: "sent" },
        Edge { from: WAITING, to: IDLE, label: "acknowledged" },
    ],
};

const RECEIVING: Diagram =
    Diagram { states: &[State { name: "Ready", tone: Tone::Quiet, place: (50, 50) }], edges: &[] };

impl Skeleton {
    /// Sends the message that is under way, for the first time or again.
    fn send(&self, disk: &Disk, cx: &mut Cx<Skeleton>) {
        for receiver in cx.nodes(RECEIVER) {
            cx.send(receiver, Message::Data(disk.number));
        }
        cx.set_timer(Timer::Retry, self.retry_timeout);
    }

    /// Sends something new, unless it waits for what was sent before.
    fn begin(&self, node: &mut Node, disk: &mut Disk, cx: &mut Cx<Skeleton>) {
        if let Node::Sender { waiting } = node
            && !*waiting
        {
            *waiting = true;
            disk.number += 1;
            self.send(disk, cx);
        }
    }

    fn set_next(&self, cx: &mut Cx<Skeleton>) {
        if self.every > Span::ZERO {
            cx.set_timer(Timer::Next, self.every);
        }
    }
}

impl Pattern for Skeleton {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Skeleton>] = &[
        ParamSpec {
            key: "every",
            label: "A message every",
            help: "How often the sender has a message of its own; with 0ms, only when it is asked.",
            kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
            field: |it| Slot::Span(&mut it.every),
        },
        ParamSpec {
            key: "retry_timeout",
            label: "Retry timeout",
            help: "How long the sender waits for an acknowledgement before it sends again.",
            kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
            field: |it| Slot::Span(&mut it.retry_timeout),
        },
    ];
    const SAFEGUARDS: &'static [Safeguard<Skeleton>] = &[Safeguard {
        id: "deduplication",
        name: "Deduplication",
        lesson: "A receiver that does not know what it has taken takes what is repeated once more.",
        breaks: "taken-once",
        field: |it| &mut it.deduplication,
    }];
    const PROPERTIES: &'static [Property<Skeleton>] = &[Property {
        id: "taken-once",
        name: "No message is taken twice",
        source: "Write the paper and its section here",
        promise: Promise::Made,
        check: Check::Always(taken_once),
    }];
    const INPUTS: &'static [InputSpec] = &[InputSpec {
        example: "send",
        help: "Sends a message now, unless another is under way.",
        roles: &[SENDER],
    }];

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = ();

    fn topology(&self) -> Vec<u16> {
        vec![1, 1]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "send" => Ok(Input::Send),
            _ => Err(format!("“{text}” is nothing that a sender can be asked: write send")),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Skeleton>) -> Node {
        if cx.role() == RECEIVER {
            return Node::Receiver;
        }
        self.set_next(cx);
        // After a crash it cannot know whether its last message was acknowledged: it asks.
        let waiting = disk.number > 0;
        if waiting {
            self.send(disk, cx);
        }
        Node::Sender { waiting }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Skeleton>,
    ) {
        match (node, message) {
            (Node::Receiver, Message::Data(number)) => {
                if number > disk.number || !self.deduplication {
                    disk.taken += 1;
                    disk.number = number.max(disk.number);
                }
                // Also what was taken before: its acknowledgement may have been lost.
                cx.send(from, Message::Ack(number));
            }
            (Node::Sender { waiting }, Message::Ack(number)) if number == disk.number => {
                *waiting = false;
                cx.cancel_timer(Timer::Retry);
            }
            // A late acknowledgement of a message before; and nobody sends these the other way.
            (Node::Sender { .. }, Message::Ack(_) | Message::Data(_))
            | (Node::Receiver, Message::Ack(_)) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Skeleton>) {
        match timer {
            Timer::Next => {
                if let Node::Sender { waiting: false } = node {
                    cx.workload("send");
                }
                self.begin(node, disk, cx);
                self.set_next(cx);
            }
            Timer::Retry => self.send(disk, cx),
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Skeleton>) {
        match input {
            Input::Send => self.begin(node, disk, cx),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Sender { waiting: true } => WAITING,
            Node::Sender { waiting: false } => IDLE,
            Node::Receiver => 0,
        }
    }

    fn message_kind(&self, message: &Message) -> u8 {
        match message {
            Message::Data(_) => 0,
            Message::Ack(_) => 1,
        }
    }

    fn timer_kind(&self, timer: Timer) -> u8 {
        timer as u8
    }

    fn view(&self, _: &Node, disk: &Disk) -> NodeView {
        self.view_disk(disk)
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        let number = disk.number;
        let text = format!("#{number}");
        NodeView {
            badges: vec![Badge { text, meaning: format!("message {number}") }],
            fields: vec![
                Field { name: "last message", value: number.to_string() },
                Field { name: "taken", value: disk.taken.to_string() },
            ],
            widgets: Vec::new(),
        }
    }

    fn describe(&self, message: &Message) -> MessageView {
        let (Message::Data(number) | Message::Ack(number)) = message;
        MessageView { label: format!("#{number}"), fields: Vec::new() }
    }
}

/// What was taken is at most what was sent. Looks at the node that an event was for.
fn taken_once(_: &Skeleton, (): &mut (), cluster: &Cluster<Skeleton>, id: NodeId) -> Verdict {
    let Disk { number, taken } = *cluster.disk(id);
    if taken <= number {
        return Ok(());
    }
    let name = cluster.name(id);
    cluster.suspect(format!("{name} has taken {taken} messages, though there were {number}"))
}
