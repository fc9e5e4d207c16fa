//! A pattern for the kernel's own tests: nodes that greet their neighbour in a ring and count.
//!
//! It has one of everything the kernel offers, and nothing else.

use std::collections::BTreeMap;

use kernel::history::{Call, Judge, Key, Operation, Outcome};
use kernel::ids::{NodeId, OpId, RecordId, SpanId};
use kernel::time::{Span, Time};
use kernel::verdicts::Suspicion;
use pattern::declare::{
    Check, Cluster, Diagram, Edge, Glyph, Info, InputSpec, MessageKind, Metric, ParamSpec, Promise,
    Property, Role, Safeguard, State, TimerKind, Tone,
};
use pattern::value::{ParamKind, Slot};
use pattern::view::{Field, MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The pattern.
#[derive(Clone, Debug)]
pub struct Toy {
    /// How many nodes there are.
    pub nodes: u16,
    /// Whether a node that is told to be `bold` answers for it.
    pub modest: bool,
}

impl Default for Toy {
    fn default() -> Toy {
        Toy { nodes: 4, modest: true }
    }
}

/// A node.
#[derive(Clone, Debug, Hash)]
pub struct Node {
    /// How often it was greeted.
    pub greeted: u32,
    /// Whether it was told to be bold.
    pub bold: bool,
    /// The operation that waits for thanks, and the span of waiting for them.
    pub asked: Option<(OpId, SpanId)>,
    /// What its clock showed at its last timer.
    pub clock: Time,
}

/// A disk.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// How often its node has booted.
    pub boots: u32,
}

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Msg {
    /// From a node to its neighbour, each time its timer expires.
    Greeting(u64),
    /// The neighbour's answer.
    Thanks,
}

/// A timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// When to greet next.
    Greet,
    /// Set anew by every greeting, so it only expires in a silence.
    Silence,
}

/// What a node can be told.
#[derive(Clone, Debug)]
pub enum Input {
    /// To be bold.
    Bold,
    /// Makes a bold node shy again, a move that the diagram does not have.
    Shy,
    /// To ask its neighbour for thanks.
    Ask,
}

static INFO: Info = Info {
    id: "toy",
    name: "Toy",
    family: "Tests",
    summary: "Nodes that greet each other.",
    doc: "",
    trial: "pattern toy",
    miniature: "pattern toy",
    tolerates: &[],
    roles: &[Role {
        diagram: Diagram {
            states: &[
                State { name: "Shy", tone: Tone::Quiet, place: (20, 50) },
                State { name: "Bold", tone: Tone::Leading, place: (80, 50) },
            ],
            edges: &[Edge { from: 0, to: 1, label: "told to" }],
        },
        ..Role::NODE
    }],
    messages: &[
        MessageKind { name: "Greeting", glyph: Glyph::Dot, tone: Tone::Quiet, help: "" },
        MessageKind { name: "Thanks", glyph: Glyph::Ring, tone: Tone::Good, help: "" },
    ],
    timers: &[
        TimerKind { name: "greeting due", ring: false },
        TimerKind { name: "silence", ring: true },
    ],
    metrics: &[Metric { name: "greetings heard", unit: "" }],
    ..Info::EMPTY
};

impl Pattern for Toy {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Toy>] = &[ParamSpec {
        key: "nodes",
        label: "Nodes",
        help: "How many there are.",
        kind: ParamKind::Count(2, 9),
        field: |toy| Slot::Count(&mut toy.nodes),
    }];
    const SAFEGUARDS: &'static [Safeguard<Toy>] = &[Safeguard {
        id: "modesty",
        name: "Modesty",
        lesson: "Without it a bold node breaks the peace.",
        breaks: "peace",
        field: |toy| &mut toy.modest,
    }];
    const PROPERTIES: &'static [Property<Toy>] = &[
        Property {
            id: "peace",
            name: "Nobody is bold",
            source: "none",
            promise: Promise::Made,
            check: PEACE,
        },
        Property {
            id: "greeted",
            name: "Everybody is greeted",
            source: "none",
            promise: Promise::Made,
            check: Check::Eventually {
                happened: |_, _, cluster| waiting(cluster) == 0,
                awaited: |_, _, cluster| format!("{} wait for a greeting", waiting(cluster)),
                within: |_| Span::millis(500),
            },
        },
        Property {
            id: "growth",
            name: "Nobody is told a smaller count than before",
            source: "none",
            promise: Promise::Limit("a crash loses the count"),
            check: Check::History(|| Box::new(Growth::default())),
        },
    ];
    const INPUTS: &'static [InputSpec] =
        &[InputSpec { example: "bold", help: "Makes the node bold.", roles: &[0] }];

    type Node = Node;
    type Disk = Disk;
    type Msg = Msg;
    type Timer = Timer;
    type Input = Input;
    type Audit = u32;

    fn topology(&self) -> Vec<u16> {
        vec![self.nodes]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "bold" => Ok(Input::Bold),
            "shy" => Ok(Input::Shy),
            "ask" => Ok(Input::Ask),
            _ => Err("expected bold, shy or ask".into()),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Toy>) -> Node {
        disk.boots += 1;
        let first = cx.rng().between(Span::millis(1), Span::millis(20));
        cx.set_timer(Timer::Greet, first);
        cx.set_timer(Timer::Silence, Span::millis(200));
        Node { greeted: 0, bold: false, asked: None, clock: cx.now() }
    }

    fn on_message(
        &self,
        node: &mut Node,
        _disk: &mut Disk,
        from: NodeId,
        msg: Msg,
        cx: &mut Cx<Toy>,
    ) {
        match msg {
            Msg::Greeting(_) => {
                node.greeted += 1;
                cx.measure(0, node.greeted);
                cx.set_timer(Timer::Silence, Span::millis(200));
                cx.send(from, Msg::Thanks);
            }
            Msg::Thanks => {
                if let Some((op, span)) = node.asked.take() {
                    cx.close(span, Tone::Good);
                    cx.complete(op, Outcome::Done(Some(node.greeted)));
                }
            }
        }
    }

    fn on_timer(&self, node: &mut Node, _disk: &mut Disk, timer: Timer, cx: &mut Cx<Toy>) {
        node.clock = cx.now();
        match timer {
            Timer::Greet => {
                let nodes = cx.nodes(0).count() as u16;
                let neighbour = NodeId((cx.me().0 + 1) % nodes);
                let word = cx.rng().bits();
                cx.send(neighbour, Msg::Greeting(word));
                let next = cx.rng().between(Span::millis(30), Span::millis(50));
                cx.set_timer(Timer::Greet, next);
            }
            Timer::Silence => cx.note(format!("hears nothing after {} greetings", node.greeted)),
        }
    }

    fn on_input(&self, node: &mut Node, _disk: &mut Disk, input: &Input, cx: &mut Cx<Toy>) {
        match input {
            Input::Bold => node.bold = true,
            Input::Shy => node.bold = false,
            Input::Ask => {
                let trace = cx.me().0.into();
                let span = cx.open(trace, None, "wait for thanks");
                node.asked = Some((cx.invoke(Call::Read(Key(b'x'))), span));
            }
        }
    }

    fn state(&self, node: &Node) -> u8 {
        u8::from(node.bold)
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        let mut view = self.view_disk(disk);
        view.fields.push(Field::new("greeted", node.greeted));
        view.fields.push(Field::new("clock", node.clock));
        view
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        NodeView { fields: vec![Field::new("boots", disk.boots)], ..NodeView::default() }
    }

    fn describe(&self, msg: &Msg) -> MessageView {
        let label = match msg {
            Msg::Greeting(word) => format!("{word:016x}"),
            Msg::Thanks => String::new(),
        };
        MessageView { label, fields: Vec::new() }
    }
}

impl HasKind for Msg {
    fn kind(&self) -> u8 {
        match self {
            Msg::Greeting(_) => 0,
            Msg::Thanks => 1,
        }
    }
}

impl HasKind for Timer {
    fn kind(&self) -> u8 {
        match *self {
            Timer::Greet => 0,
            Timer::Silence => 1,
        }
    }
}

const PEACE: Check<Toy> = Check::Always(|toy, _, cluster: &Cluster<Toy>, id| {
    if !toy.modest && cluster.node(id).is_some_and(|node| node.bold) {
        let why = format!("{} is bold", cluster.name(id));
        return Err(Suspicion { why, blame: vec![cluster.record] });
    }
    Ok(())
});

/// How many nodes nobody has greeted.
fn waiting(cluster: &Cluster<Toy>) -> usize {
    let waiting = |id: &NodeId| cluster.node(*id).is_some_and(|node| node.greeted == 0);
    cluster.ids().filter(waiting).count()
}

/// Remembers the last answer that each client got.
#[derive(Clone, Debug, Default)]
struct Growth(BTreeMap<NodeId, (u32, RecordId)>);

impl Judge for Growth {
    fn invoke(&mut self, _: OpId, _: &Operation) {}

    fn complete(&mut self, _: OpId, operation: &Operation) -> Result<(), Suspicion> {
        let Some((record, Outcome::Done(Some(count)))) = operation.answer else { return Ok(()) };
        match self.0.insert(operation.client, (count, record)) {
            Some((before, earlier)) if before > count => Err(Suspicion {
                why: format!("{count} after {before}"),
                blame: vec![earlier, record],
            }),
            Some(_) | None => Ok(()),
        }
    }

    fn another(&self) -> Box<dyn Judge> {
        Box::new(self.clone())
    }
}
