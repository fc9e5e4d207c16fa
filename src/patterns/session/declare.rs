//! What the pattern declares about itself: words, state diagrams, parameters, safeguards, inputs and
//! charts. Data only; what it does is in the other files.

use super::memory::Mechanism;
use super::{FROM_PRIMARY, FROM_REPLICA, METRIC_BEHIND, READ_LATENCY, TURNED_AWAY};
use super::{SessionGuarantees, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// The primary's state: all replicas have its log.
pub const REPLICATED: u8 = 0;
/// The primary's state: a replica is not known to have all of it.
pub const REPLICATING: u8 = 1;

/// A replica's state: what it has received can be read.
pub const CURRENT: u8 = 0;
/// A replica's state: it has received what cannot be read yet.
pub const REPLAYING: u8 = 1;

/// A client's state: has nothing to wait for.
pub const IDLE: u8 = 0;
/// A client's state: waits for an answer.
pub const ASKING: u8 = 1;
/// A client's state: was told that a replica is too old, and looks for one that is not.
pub const HELD_BACK: u8 = 2;

/// Words and pictures.
pub const INFO: Info = Info {
    id: "session",
    name: "Session guarantees",
    family: "Consistency and replication",
    summary: "Replicas lag behind their primary, and yet nobody who reads from them sees his own \
              edit vanish or a conversation run backwards.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern session clients=3 request_every=60ms",
    workload: "request_every=0ms",
    miniature: "\
pattern session replicas=1 clients=1 request_every=0ms
at 1s input c0 append 1 to t
at 1s input c0 append 2 to t",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "primary",
            prefix: 'p',
            outline: Outline::Hexagon,
            tier: 2,
            room: Room::row(8),
            diagram: PRIMARY,
            ..Role::NODE
        },
        Role {
            name: "replica",
            prefix: 'r',
            tier: 1,
            room: Room::row(8),
            diagram: REPLICA,
            ..Role::NODE
        },
        Role { room: Room::row(6), diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "retransmission timeout", ring: true },
        TimerKind { name: "replay delay", ring: true },
        TimerKind { name: "request timeout", ring: true },
        TimerKind { name: "patience", ring: false },
        TimerKind { name: "next question", ring: false },
    ],
    metrics: &[
        Metric { name: "entries behind", unit: "" },
        Metric { name: "read latency", unit: "ms" },
        Metric { name: "reads answered by replicas", unit: "" },
        Metric { name: "reads answered by the primary", unit: "" },
        Metric { name: "reads not answered", unit: "" },
    ],
    charts: CHARTS,
    arrangement: Arrangement::Tiers,
    links: &[
        (SessionGuarantees::CLIENT, SessionGuarantees::REPLICA),
        (SessionGuarantees::CLIENT, SessionGuarantees::PRIMARY),
        (SessionGuarantees::REPLICA, SessionGuarantees::PRIMARY),
    ],
    ..Info::EMPTY
};

const CHARTS: &[Chart] = &[
    Chart {
        title: "Entries that replicas have yet to replay",
        help: "How far behind the replicas are, all together, as far as the primary knows.",
        form: Form::Lines,
        bucket: Span::millis(100),
        series: &[Series {
            name: "behind",
            tone: Tone::Trying,
            source: Source::Level(METRIC_BEHIND),
        }],
    },
    Chart {
        title: "Reads per 500 ms, by who answered",
        help: "Whether replicas take the load, or sessions fall back on the primary or go without.",
        form: Form::Bars,
        bucket: Span::millis(500),
        series: &[
            Series { name: "replica", tone: Tone::Good, source: Source::Count(FROM_REPLICA) },
            Series { name: "primary", tone: Tone::Leading, source: Source::Count(FROM_PRIMARY) },
            Series { name: "nobody", tone: Tone::Bad, source: Source::Count(TURNED_AWAY) },
        ],
    },
    Chart {
        title: "Latency of reads, in ms",
        help: "What readers pay for a server that has come far enough.",
        form: Form::Lines,
        bucket: Span::millis(500),
        series: &[
            Series {
                name: "median",
                tone: Tone::Quiet,
                source: Source::Quantile(READ_LATENCY, 500),
            },
            Series {
                name: "99 in 100",
                tone: Tone::Trying,
                source: Source::Quantile(READ_LATENCY, 990),
            },
        ],
    },
];

const PRIMARY: Diagram = Diagram {
    states: &[
        State { name: "Replicated", tone: Tone::Leading, place: (25, 50) },
        State { name: "Replicating", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: REPLICATED, to: REPLICATING, label: "write" },
        Edge { from: REPLICATING, to: REPLICATED, label: "all acknowledged" },
    ],
};

const REPLICA: Diagram = Diagram {
    states: &[
        State { name: "Current", tone: Tone::Good, place: (25, 50) },
        State { name: "Replaying", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: CURRENT, to: REPLAYING, label: "entries" },
        Edge { from: REPLAYING, to: CURRENT, label: "replayed" },
    ],
};

const CLIENT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 60) },
        State { name: "Asking", tone: Tone::Trying, place: (55, 25) },
        State { name: "Held back", tone: Tone::Bad, place: (85, 70) },
    ],
    edges: &[
        Edge { from: IDLE, to: ASKING, label: "question" },
        Edge { from: ASKING, to: IDLE, label: "answer" },
        Edge { from: ASKING, to: HELD_BACK, label: "replica too old" },
        Edge { from: HELD_BACK, to: IDLE, label: "answer, or none" },
        Edge { from: HELD_BACK, to: ASKING, label: "next question" },
    ],
};

/// The parameters.
pub const PARAMS: &[ParamSpec<SessionGuarantees>] = &[
    ParamSpec {
        key: "mechanism",
        label: "Mechanism",
        help: "What a session remembers: a token that servers must have come as far as, a cache \
               of what it wrote and read, or the one replica that it keeps to.",
        kind: ParamKind::Choice(Mechanism::WORDS),
        field: |it| Slot::Choice(&mut it.mechanism_by),
    },
    ParamSpec {
        key: "replicas",
        label: "Replicas",
        help: "How many replicas answer readers.",
        kind: ParamKind::Count(1, 5),
        field: |it| Slot::Count(&mut it.replicas),
    },
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients there are, each with one session.",
        kind: ParamKind::Count(1, 4),
        field: |it| Slot::Count(&mut it.clients),
    },
    ParamSpec {
        key: "lag",
        label: "Lag",
        help: "How long a replica takes to replay what it has received; drawn anew each time.",
        kind: ParamKind::Range(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Range(&mut it.lag),
    },
    ParamSpec {
        key: "request_every",
        label: "A question every",
        help: "How often each client reads or writes of its own accord; with 0ms, only what it \
               is given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Span(&mut it.request_every),
    },
    ParamSpec {
        key: "request_timeout",
        label: "Request timeout",
        help: "How long a client waits for a server before it asks the next one.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |it| Slot::Span(&mut it.request_timeout),
    },
    ParamSpec {
        key: "patience",
        label: "Patience",
        help: "How long a reader looks for a server that has come far enough before it gives up.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |it| Slot::Span(&mut it.patience),
    },
    ParamSpec {
        key: "resend",
        label: "Retransmission timeout",
        help: "How long the primary waits for replicas to acknowledge before it sends again.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |it| Slot::Span(&mut it.resend),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<SessionGuarantees>] = &[
    Safeguard {
        id: "mechanism",
        name: "Sessions",
        lesson: "A reader is sent to any replica, whatever he has written or seen: his own edit is \
                 gone when he looks again.",
        breaks: "read-your-writes",
        field: |it| &mut it.mechanism,
    },
    Safeguard {
        id: "read-set",
        name: "Sessions remember reads",
        lesson: "A session that remembers its writes alone finds those again, but what others \
                 wrote appears and disappears.",
        breaks: "monotonic-reads",
        field: |it| &mut it.read_set,
    },
    Safeguard {
        id: "ordered-replay",
        name: "Replay in the order of the log",
        lesson: "A replica that replays entries as they arrive shows an answer without the \
                 question, and takes itself to have come further than it has.",
        breaks: "consistent-prefix",
        field: |it| &mut it.ordered_replay,
    },
];

/// What can be asked of clients.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "append 1 to t",
        help: "Adds a value to a list: a comment to a thread, a new revision to a profile.",
        roles: &[SessionGuarantees::CLIENT],
    },
    InputSpec {
        example: "get t",
        help: "Reads a list, from whichever server may answer.",
        roles: &[SessionGuarantees::CLIENT],
    },
];
