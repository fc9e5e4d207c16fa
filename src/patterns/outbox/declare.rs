//! What the outbox declares about itself: its words, state diagrams, parameters, safeguards, inputs
//! and charts. Data only; what it does is in the other files.

use super::{Outbox, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// The service's state: has nothing to do.
pub const IDLE: u8 = 0;
/// The service's state: waits for the database.
pub const COMMITTING: u8 = 1;
/// The service's state: waits for the broker.
pub const PUBLISHING: u8 = 2;

/// Metric: rows in the outbox, or records of the log that are not confirmed.
pub const ROWS: u8 = 0;
/// Metric: events that the slowest consumer has not acknowledged.
pub const LAG: u8 = 1;
/// Metric: changes committed.
pub const COMMITTED: u8 = 2;
/// Metric: events appended to the topic.
pub const PUBLISHED: u8 = 3;
/// Metric: events that a consumer knew already.
pub const ABSORBED: u8 = 4;
/// Metric: how long after its commit a change took effect.
pub const DELAY: u8 = 5;

/// The words and pictures.
pub const INFO: Info = Info {
    id: "outbox",
    name: "Transactional outbox",
    family: "Distributed transactions",
    summary: "A change and the event that tells of it are committed together, published at least \
              once, and take effect once.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern outbox clients=2 request_every=150ms",
    workload: "request_every=0ms",
    miniature: "\
pattern outbox request_every=0ms
at 1s input c0 place 7",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role { tier: 0, diagram: CLIENT, ..Role::CLIENT },
        Role { name: "order service", prefix: 's', tier: 1, diagram: SERVICE, ..Role::NODE },
        Role {
            name: "database",
            prefix: 'd',
            outline: Outline::Hexagon,
            tier: 2,
            room: Room { columns: 6, rows: 5 },
            diagram: DATABASE,
            ..Role::NODE
        },
        Role {
            name: "broker",
            prefix: 'b',
            outline: Outline::Hexagon,
            tier: 4,
            room: Room::row(8),
            diagram: BROKER,
            ..Role::NODE
        },
        Role {
            name: "consumer",
            prefix: 'k',
            tier: 5,
            room: Room { columns: 5, rows: 4 },
            diagram: CONSUMER,
            ..Role::NODE
        },
        Role {
            name: "relay",
            prefix: 'r',
            tier: 3,
            room: Room::row(4),
            diagram: RELAY,
            ..Role::NODE
        },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "request timeout", ring: false },
        TimerKind { name: "next command", ring: false },
        TimerKind { name: "database timeout", ring: false },
        TimerKind { name: "broker timeout", ring: false },
        TimerKind { name: "relay interval", ring: true },
        TimerKind { name: "redelivery timeout", ring: false },
        TimerKind { name: "check-back", ring: true },
        TimerKind { name: "processing", ring: true },
        TimerKind { name: "row timeout", ring: false },
    ],
    metrics: &[
        Metric { name: "rows in the outbox", unit: "" },
        Metric { name: "consumer lag", unit: "" },
        Metric { name: "changes committed", unit: "" },
        Metric { name: "events published", unit: "" },
        Metric { name: "events absorbed", unit: "" },
        Metric { name: "commit to effect", unit: "ms" },
    ],
    charts: CHARTS,
    arrangement: Arrangement::Tiers,
    links: &[
        (Outbox::CLIENT, Outbox::SERVICE),
        (Outbox::SERVICE, Outbox::DATABASE),
        (Outbox::SERVICE, Outbox::BROKER),
        (Outbox::DATABASE, Outbox::RELAY),
        (Outbox::RELAY, Outbox::BROKER),
        (Outbox::BROKER, Outbox::CONSUMER),
    ],
    ..Info::EMPTY
};

const CHARTS: &[Chart] = &[
    Chart {
        title: "Events waiting",
        help: "Whether the relay keeps up with the database, and the consumers with the topic.",
        form: Form::Lines,
        bucket: Span::millis(100),
        series: &[
            Series { name: "in the outbox", tone: Tone::Trying, source: Source::Level(ROWS) },
            Series { name: "in the topic", tone: Tone::Leading, source: Source::Level(LAG) },
        ],
    },
    Chart {
        title: "Committed, published and absorbed per 500 ms",
        help: "Whether an event is published for every change, and how many come a second time.",
        form: Form::Lanes,
        bucket: Span::millis(500),
        series: &[
            Series { name: "committed", tone: Tone::Leading, source: Source::Count(COMMITTED) },
            Series { name: "published", tone: Tone::Good, source: Source::Count(PUBLISHED) },
            Series { name: "absorbed", tone: Tone::Bad, source: Source::Count(ABSORBED) },
        ],
    },
    Chart {
        title: "From commit to effect, in ms",
        help: "How stale what consumers know is; polling adds half an interval on average.",
        form: Form::Lines,
        bucket: Span::secs(1),
        series: &[
            Series { name: "median", tone: Tone::Good, source: Source::Quantile(DELAY, 500) },
            Series { name: "99 %", tone: Tone::Bad, source: Source::Quantile(DELAY, 990) },
        ],
    },
];

const CLIENT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Waiting", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[Edge { from: 0, to: 1, label: "command" }, Edge { from: 1, to: 0, label: "answer" }],
};

const SERVICE: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 50) },
        State { name: "Committing", tone: Tone::Leading, place: (70, 20) },
        State { name: "Publishing", tone: Tone::Trying, place: (70, 80) },
    ],
    edges: &[
        Edge { from: IDLE, to: COMMITTING, label: "command" },
        Edge { from: COMMITTING, to: IDLE, label: "outcome" },
        Edge { from: IDLE, to: PUBLISHING, label: "broker first" },
        Edge { from: PUBLISHING, to: IDLE, label: "published" },
        Edge { from: COMMITTING, to: PUBLISHING, label: "dual write" },
        Edge { from: PUBLISHING, to: COMMITTING, label: "stored" },
    ],
};

const DATABASE: Diagram = Diagram {
    states: &[
        State { name: "Drained", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Backlog", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "event committed" },
        Edge { from: 1, to: 0, label: "last row relayed" },
    ],
};

const BROKER: Diagram = Diagram {
    states: &[
        State { name: "Caught up", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Delivering", tone: Tone::Leading, place: (75, 50) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "event" },
        Edge { from: 1, to: 0, label: "last acknowledged" },
    ],
};

const CONSUMER: Diagram = Diagram {
    states: &[
        State { name: "Waiting", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Processing", tone: Tone::Leading, place: (75, 50) },
    ],
    edges: &[Edge { from: 0, to: 1, label: "delivery" }, Edge { from: 1, to: 0, label: "effect" }],
};

const RELAY: Diagram = Diagram {
    states: &[
        State { name: "Waiting", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Relaying", tone: Tone::Leading, place: (75, 50) },
    ],
    edges: &[Edge { from: 0, to: 1, label: "rows" }, Edge { from: 1, to: 0, label: "all relayed" }],
};

/// The parameters.
pub const PARAMS: &[ParamSpec<Outbox>] = &[
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients send commands.",
        kind: ParamKind::Count(1, 4),
        field: |outbox| Slot::Count(&mut outbox.clients),
    },
    ParamSpec {
        key: "consumers",
        label: "Consumers",
        help: "How many consumers subscribe to the topic; each gets every event.",
        kind: ParamKind::Count(1, 3),
        field: |outbox| Slot::Count(&mut outbox.consumers),
    },
    ParamSpec {
        key: "mode",
        label: "Events by",
        help: "How events get to the broker: a relay polls the table, a relay tails the \
               database's log (change data capture), or the broker keeps half messages until the \
               transaction has ended.",
        kind: ParamKind::Choice(&["polling", "log-tailing", "transactional-messages"]),
        field: |outbox| Slot::Choice(&mut outbox.mode),
    },
    ParamSpec {
        key: "dual_write",
        label: "Dual write",
        help: "Without the outbox: what the service writes first, the database or the broker.",
        kind: ParamKind::Choice(&["commit-first", "publish-first"]),
        field: |outbox| Slot::Choice(&mut outbox.publish_first),
    },
    ParamSpec {
        key: "relay_interval",
        label: "Relay interval",
        help: "How often the relay asks for rows; one that tails the log only to be sure that \
               it is still connected.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(10)),
        field: |outbox| Slot::Span(&mut outbox.relay_interval),
    },
    ParamSpec {
        key: "processing",
        label: "Processing",
        help: "How long a consumer takes to process what it was delivered.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(10)),
        field: |outbox| Slot::Span(&mut outbox.processing),
    },
    ParamSpec {
        key: "redelivery",
        label: "Redelivery after",
        help: "How long the broker waits for a consumer's acknowledgement before it delivers \
               again.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |outbox| Slot::Span(&mut outbox.redelivery),
    },
    ParamSpec {
        key: "check_back",
        label: "Check-back after",
        help: "How long the broker keeps a half message before it asks what became of its \
               transaction.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |outbox| Slot::Span(&mut outbox.check_back),
    },
    ParamSpec {
        key: "request_every",
        label: "A command every",
        help: "How often each client sends a command of its own; with 0ms, only those that it is \
               given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |outbox| Slot::Span(&mut outbox.request_every),
    },
    ParamSpec {
        key: "request_timeout",
        label: "Request timeout",
        help: "How long clients, service and relay wait for an answer before they ask again.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |outbox| Slot::Span(&mut outbox.request_timeout),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<Outbox>] = &[
    Safeguard {
        id: "outbox",
        name: "Event written with the change",
        lesson: "The service writes to the database and to the broker, one after the other: a \
                 crash between the two leaves a change without its event, or an event without its \
                 change.",
        breaks: "committed-published",
        field: |outbox| &mut outbox.outbox,
    },
    Safeguard {
        id: "consumer-dedup",
        name: "Consumers keep an inbox",
        lesson: "What is published or delivered a second time takes effect a second time.",
        breaks: "effect-once",
        field: |outbox| &mut outbox.consumer_dedup,
    },
    Safeguard {
        id: "publish-in-order",
        name: "One event of an order at a time",
        lesson: "A relay that publishes all rows at once lets them overtake each other: an order \
                 is paid before it is placed.",
        breaks: "aggregate-order",
        field: |outbox| &mut outbox.publish_in_order,
    },
];

/// What can be asked of clients.
pub const INPUTS: &[InputSpec] = &[
    InputSpec { example: "place 7", help: "Places an order.", roles: &[Outbox::CLIENT] },
    InputSpec {
        example: "pay 7",
        help: "Pays for an order; refused before it is placed.",
        roles: &[Outbox::CLIENT],
    },
    InputSpec {
        example: "ship 7",
        help: "Ships an order; refused before it is paid for.",
        roles: &[Outbox::CLIENT],
    },
];
