//! What the pattern declares about itself. Data only; what it does is in the other files.

use super::SplitBrain;
use crate::sim::declare::{
    Chart, Diagram, Edge, Form, Glyph, Info, InputSpec, MessageKind, Metric, ParamSpec, Role,
    Safeguard, Series, Source, State, TimerKind, Tone,
};
use crate::sim::fault::Fault;
use crate::sim::time::Span;
use crate::sim::value::{ParamKind, Slot};

/// A metric: 1 while the node takes itself for the primary.
pub const PRIMARIES: u8 = 0;
/// A metric: the latest version that the node knows to be committed.
pub const COMMITTED: u8 = 1;

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "split-brain",
    name: "Split brain",
    family: "Leader election and coordination",
    summary: "A cluster is cut in two: with a quorum one side goes on, without it both do, and \
              contradict each other.",
    doc: crate::doc!("doc.md"),
    trial: "pattern split-brain every=150ms",
    workload: "every=0ms",
    miniature: "pattern split-brain nodes=3 every=0ms\nat 1s input n0 write\nat 1s input n1 write",
    tolerates: Fault::SPARING_DISKS,
    roles: &[Role { diagram: MEMBER, ..Role::NODE }],
    messages: &[
        MessageKind {
            name: "Beat",
            glyph: Glyph::Dot,
            tone: Tone::Quiet,
            help: "Every node tells every other that it runs, and what it knows to be committed.",
        },
        MessageKind {
            name: "Store",
            glyph: Glyph::Dart,
            tone: Tone::Leading,
            help: "A primary asks another node to store a version of the register.",
        },
        MessageKind {
            name: "Stored",
            glyph: Glyph::Ring,
            tone: Tone::Good,
            help: "The node has stored the version, and will store no other value under it.",
        },
        MessageKind {
            name: "Refused",
            glyph: Glyph::BarredRing,
            tone: Tone::Bad,
            help: "The node has stored this version or a later one for somebody else.",
        },
    ],
    timers: &[
        TimerKind { name: "beat", ring: false },
        TimerKind { name: "next write", ring: true },
    ],
    metrics: &[
        Metric { name: "primary", unit: "" },
        Metric { name: "committed version", unit: "" },
    ],
    charts: &[Chart {
        title: "Nodes that take themselves for the primary",
        help: "Is there one who writes? Two are a split brain, with or without harm.",
        form: Form::Lines,
        bucket: Span::millis(100),
        series: &[Series {
            name: "primaries",
            tone: Tone::Leading,
            source: Source::Level(PRIMARIES),
        }],
    }],
    ..Info::EMPTY
};

const MEMBER: Diagram = Diagram {
    states: &[
        State { name: "Standby", tone: Tone::Quiet, place: (20, 70) },
        State { name: "Primary", tone: Tone::Leading, place: (80, 70) },
        State { name: "Stalled", tone: Tone::Bad, place: (50, 15) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "nobody before it" },
        Edge { from: 1, to: 0, label: "somebody before it" },
        Edge { from: 0, to: 2, label: "too few" },
        Edge { from: 2, to: 0, label: "enough again" },
        Edge { from: 1, to: 2, label: "too few" },
        Edge { from: 2, to: 1, label: "first again" },
    ],
};

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<SplitBrain>] = &[
    ParamSpec {
        key: "nodes",
        label: "Nodes",
        help: "How many nodes hold the register.",
        kind: ParamKind::Count(2, 9),
        field: |it| Slot::Count(&mut it.nodes),
    },
    ParamSpec {
        key: "beat",
        label: "Beat",
        help: "How often every node tells every other that it runs.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(10)),
        field: |it| Slot::Span(&mut it.beat),
    },
    ParamSpec {
        key: "timeout",
        label: "Timeout",
        help: "How long a node that is not heard from counts as reachable.",
        kind: ParamKind::Span(Span::millis(20), Span::secs(60)),
        field: |it| Slot::Span(&mut it.timeout),
    },
    ParamSpec {
        key: "every",
        label: "A write every",
        help: "How often a primary writes something of its own; with 0ms, only when it is asked.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Span(&mut it.every),
    },
];

/// The pattern's safeguards.
pub const SAFEGUARDS: &[Safeguard<SplitBrain>] = &[Safeguard {
    id: "quorum",
    name: "Quorum",
    lesson: "Without a majority of all nodes, each side of a partition goes on and commits.",
    breaks: "one-side",
    field: |it| &mut it.quorum,
}];

/// What nodes can be asked.
pub const INPUTS: &[InputSpec] = &[InputSpec {
    example: "write",
    help: "Lets the node write something now, if it takes itself for the primary.",
    roles: &[0],
}];
