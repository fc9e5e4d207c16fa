//! Skeleton: a sender repeats each message until it is acknowledged; the receiver takes it once.
//!
//! This is where a pattern begins: `cargo xtask new-pattern` has written it. It runs, it has a
//! property, a safeguard without which the property breaks, three stories and a golden run. Replace
//! it piece by piece, and keep it running. Say here what the protocol is, after which paper, and where
//! this departs from it; cite sections where the code follows them.
//!
//! Up to about 600 lines a pattern is this one file, in this order. `src/patterns/bully` shows how
//! that looks when it is done. A larger one has a file for each role, and one for its properties.

use pattern::prelude::*;

params! {
    /// The parameters: everything that a scenario can set. The doc comment of each is its help.
    pub struct Skeleton {
        /// How often the sender has a message of its own; with 0ms, only when it is asked.
        every: Span = ms(400), "A message every", in Span::ZERO..=secs(60);
        /// How long the sender waits for an acknowledgement before it sends again.
        retry_timeout: Span = ms(150), "Retry timeout", in ms(5)..=secs(60);
    }
    safeguards {
        /// A receiver that does not know what it has taken takes what is repeated once more.
        deduplication = "deduplication", "Deduplication", breaks "taken-once";
    }
}

messages! {
    /// A message: say who sends it, when and why.
    #[derive(Clone, Copy, Debug, Hash)]
    pub enum Message as Kind {
        /// The sender sends a message with this number, again and again until it is acknowledged.
        Data(u32) = "Data", Dart, Leading;
        /// The receiver has taken the message, and says so each time it comes.
        Ack(u32) = "Ack", Ring, Good;
    }
}

timers! {
    pub enum Timer {
        /// The sender has something new to send.
        Next = "next message";
        /// The last message was not acknowledged.
        Retry = "retry timeout", ring;
    }
}

states! {
    /// What the sender is doing.
    pub enum Sending {
        Idle: Quiet at (25, 50);
        /// Its last message is still to be acknowledged.
        Waiting: Trying at (75, 50);
    }
    moves {
        Idle -> Waiting: "sent";
        Waiting -> Idle: "acknowledged";
    }
}

states! { enum Receiving { Ready: Quiet at (50, 50); } moves {} }

metrics! { enum Metric { Taken = "messages taken"; } }

roles! {
    SENDER = Role { name: "sender", prefix: 's', diagram: Sending::DIAGRAM, ..Role::NODE };
    RECEIVER = Role { name: "receiver", prefix: 'r', diagram: Receiving::DIAGRAM, ..Role::NODE };
}

inputs! {
    pub enum Input {
        /// Sends a message now, unless another is under way.
        Send = "send", for SENDER;
    }
}

const INFO: Info = Info {
    id: "skeleton",
    name: "Skeleton",
    family: "Idempotency and delivery",
    summary: "A sender repeats each message until it is acknowledged, and the receiver takes it once.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern skeleton every=100ms",
    workload: "every=0ms",
    miniature: "pattern skeleton every=0ms\nat 1s input s0 send\nat 1s input s0 send",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// How often is a message sent until it is acknowledged?
        "Messages per 500 ms": Bars, every ms(500) => {
            "sent", Leading, sent Kind::Data;
            "taken", Good, count Metric::Taken;
        }
    },
    ..Info::EMPTY
};

/// What a running node keeps in memory: lost in a crash.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The sender, and what it is doing.
    Sender(Sending),
    /// The receiver: all that it knows is on its disk.
    Receiver,
}

/// What survives a crash. A write is durable when the handler returns.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The number of the last message that was sent, or taken.
    number: u32,
    /// How many messages were taken.
    taken: u32,
}

impl Pattern for Skeleton {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Skeleton>] = Skeleton::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Skeleton>] = Skeleton::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Skeleton>] = PROPERTIES;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = ();

    fn topology(&self) -> Vec<u16> {
        vec![1, 1]
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Skeleton>) -> Node {
        if cx.role() == RECEIVER {
            return Node::Receiver;
        }
        cx.set_every(Timer::Next, self.every);
        if disk.number == 0 {
            return Node::Sender(Sending::Idle);
        }
        // After a crash it cannot know whether its last message was acknowledged: it asks.
        self.send(disk, cx);
        Node::Sender(Sending::Waiting)
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
                    cx.measure(Metric::Taken, 1);
                }
                // Also what was taken before: its acknowledgement may have been lost.
                cx.send(from, Message::Ack(number));
            }
            (Node::Sender(state), Message::Ack(number)) if number == disk.number => {
                *state = Sending::Idle;
                cx.cancel_timer(Timer::Retry);
            }
            // A late acknowledgement of a message before; and nobody sends these the other way.
            (Node::Sender(_), Message::Ack(_) | Message::Data(_))
            | (Node::Receiver, Message::Ack(_)) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Skeleton>) {
        match timer {
            Timer::Next => {
                cx.set_every(Timer::Next, self.every);
                // What a node does by itself, it says: shrinking a scenario makes an input of it.
                if self.begin(node, disk, cx) {
                    cx.workload("send");
                }
            }
            Timer::Retry => self.send(disk, cx),
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Skeleton>) {
        match input {
            Input::Send => {
                self.begin(node, disk, cx);
            }
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Sender(state) => *state as u8,
            Node::Receiver => Receiving::Ready as u8,
        }
    }

    fn view(&self, _: &Node, disk: &Disk) -> NodeView {
        self.view_disk(disk)
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        let Disk { number, taken } = *disk;
        let mut view = NodeView::default();
        view.badge(format_args!("#{number}"), format_args!("message {number}"));
        view.field("last message", number);
        view.field("taken", taken);
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        let (Message::Data(number) | Message::Ack(number)) = message;
        MessageView::labelled(format_args!("#{number}"))
    }
}

impl Skeleton {
    /// Sends something new, unless the sender waits for what it sent before; false if it does.
    fn begin(&self, node: &mut Node, disk: &mut Disk, cx: &mut Cx<Skeleton>) -> bool {
        let Node::Sender(state) = node else { return false };
        if *state == Sending::Waiting {
            return false;
        }
        *state = Sending::Waiting;
        disk.number += 1;
        self.send(disk, cx);
        true
    }

    /// Sends the message that is under way, for the first time or again.
    fn send(&self, disk: &Disk, cx: &mut Cx<Skeleton>) {
        for receiver in cx.nodes(RECEIVER) {
            cx.send(receiver, Message::Data(disk.number));
        }
        cx.set_timer(Timer::Retry, self.retry_timeout);
    }
}

properties! {
    const PROPERTIES: [Property<Skeleton>];

    /// No message is taken twice
    "taken-once" from "Write the paper and its section here": always(taken_once);
}

/// What was taken is at most what was sent. Looks at the node that an event was for.
fn taken_once(_: &Skeleton, (): &mut (), cluster: &Cluster<Skeleton>, id: NodeId) -> Verdict {
    let Disk { number, taken } = *cluster.disk(id);
    cluster.refute((taken > number).then_some(taken), |taken| {
        let name = cluster.name(id);
        format!("{name} has taken {taken} messages, though there were {number}")
    })
}
