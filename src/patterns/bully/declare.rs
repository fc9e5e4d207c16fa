//! What Bully declares about itself. Data only; what it does is in the other files.

use super::{Bully, message};
use kernel::time::Span;
use pattern::declare::{
    Chart, Diagram, Edge, Form, Info, InputSpec, Metric, ParamSpec, Role, Safeguard, Series,
    Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// A node's state: follows a leader.
pub const FOLLOWER: u8 = 0;
/// A node's state: has asked all higher nodes.
pub const STANDING: u8 = 1;
/// A node's state: was answered, and waits for a leader.
pub const WAITING: u8 = 2;
/// A node's state: leads.
pub const LEADER: u8 = 3;

/// A metric: 1 while the node leads.
pub const LEADERS: u8 = 0;

/// Bully's words and pictures.
pub const INFO: Info = Info {
    id: "bully",
    name: "Bully election",
    family: "Leader election and coordination",
    summary: "The running node with the highest number leads, and takes over whenever it comes \
              back.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern bully",
    miniature: "pattern bully nodes=3",
    tolerates: Fault::ALL,
    roles: &[Role { diagram: NODE, ..Role::NODE }],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "leader timeout", ring: true },
        TimerKind { name: "answer timeout", ring: true },
        TimerKind { name: "coordinator timeout", ring: true },
        TimerKind { name: "heartbeat", ring: false },
    ],
    metrics: &[Metric { name: "leaders", unit: "" }],
    charts: &[
        Chart {
            title: "Messages about elections per 100 ms",
            help: "What does an election cost? It grows with the square of the number of nodes.",
            form: Form::Bars,
            bucket: Span::millis(100),
            series: &[
                Series { name: "ELECTION", tone: Tone::Trying, source: Source::Sent(0) },
                Series { name: "ANSWER", tone: Tone::Bad, source: Source::Sent(1) },
                Series { name: "COORDINATOR", tone: Tone::Leading, source: Source::Sent(2) },
            ],
        },
        Chart {
            title: "Nodes that lead",
            help: "Is there one leader? None is an outage, and two are a split brain.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[Series {
                name: "leaders",
                tone: Tone::Leading,
                source: Source::Level(LEADERS),
            }],
        },
    ],
    ..Info::EMPTY
};

const NODE: Diagram = Diagram {
    states: &[
        State { name: "Follower", tone: Tone::Quiet, place: (12, 60) },
        State { name: "Standing", tone: Tone::Trying, place: (50, 14) },
        State { name: "Waiting", tone: Tone::Quiet, place: (50, 62) },
        State { name: "Leader", tone: Tone::Leading, place: (88, 60) },
    ],
    edges: &[
        Edge { from: FOLLOWER, to: STANDING, label: "no heartbeat" },
        Edge { from: STANDING, to: WAITING, label: "answer" },
        Edge { from: STANDING, to: LEADER, label: "no answer" },
        Edge { from: STANDING, to: FOLLOWER, label: "beaten" },
        Edge { from: WAITING, to: FOLLOWER, label: "told" },
        Edge { from: WAITING, to: STANDING, label: "not told" },
        Edge { from: LEADER, to: FOLLOWER, label: "gives way" },
        Edge { from: LEADER, to: STANDING, label: "asked" },
    ],
};

/// Bully's parameters.
pub const PARAMS: &[ParamSpec<Bully>] = &[
    ParamSpec {
        key: "nodes",
        label: "Nodes",
        help: "How many nodes there are; the one with the highest number leads.",
        kind: ParamKind::Count(2, 12),
        field: |bully| Slot::Count(&mut bully.nodes),
    },
    ParamSpec {
        key: "heartbeat",
        label: "Heartbeat",
        help: "How often the leader tells all lower nodes that it is there.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(60)),
        field: |bully| Slot::Span(&mut bully.heartbeat),
    },
    ParamSpec {
        key: "leader_timeout",
        label: "Leader timeout",
        help: "How long a node waits for a heartbeat before it takes the leader for failed.",
        kind: ParamKind::Span(Span::millis(20), Span::secs(60)),
        field: |bully| Slot::Span(&mut bully.leader_timeout),
    },
    ParamSpec {
        key: "answer_timeout",
        label: "Answer timeout",
        help: "How long a node that stands waits for a higher one to answer before it leads; it \
               has to be longer than a message there and one back.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |bully| Slot::Span(&mut bully.answer_timeout),
    },
    ParamSpec {
        key: "coordinator_timeout",
        label: "Coordinator timeout",
        help: "How long a node that was answered waits for a new leader before it stands again.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |bully| Slot::Span(&mut bully.coordinator_timeout),
    },
];

/// Bully's safeguards.
pub const SAFEGUARDS: &[Safeguard<Bully>] = &[Safeguard {
    id: "yield",
    name: "Giving way",
    lesson: "Without it a leader goes on beside a higher one, after a partition for ever.",
    breaks: "gives-way",
    field: |bully| &mut bully.yields,
}];

/// What nodes can be asked.
pub const INPUTS: &[InputSpec] = &[InputSpec {
    example: "stand",
    help: "Lets the node hold an election at once, as if it had missed its leader.",
    roles: &[0],
}];
