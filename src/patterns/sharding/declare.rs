//! What sharding declares about itself: words, state diagrams, parameters, safeguards, inputs and
//! charts. Data only; what it does is in the other files.

use super::map::Strategy;
use super::{KEYS_MOVED, KEYS_ON, LATENCY, REQUESTS_AT, SCAN_LATENCY, Sharding, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// The controller's state: every shard has its keys.
pub const SETTLED: u8 = 0;
/// The controller's state: keys move.
pub const MOVING: u8 = 1;

/// A router's state: its map does for all requests.
pub const ROUTING: u8 = 0;
/// A router's state: requests wait for a newer map.
pub const REFRESHING: u8 = 1;

/// A shard's state: it has what it owns and nothing else.
pub const STEADY: u8 = 0;
/// A shard's state: it has keys that another owns.
pub const HANDING_OVER: u8 = 1;
/// A shard's state: it owns keys that it does not have.
pub const AWAITING: u8 = 2;

/// A client's state: has nothing to wait for.
pub const IDLE: u8 = 0;
/// A client's state: waits for an answer.
pub const WAITING: u8 = 1;

/// Words and pictures.
pub const INFO: Info = Info {
    id: "sharding",
    name: "Sharding",
    family: "Scalability and discovery",
    summary: "Every key lives on one of many shards, and keys move while clients go on when a \
              shard comes or goes.",
    doc: pattern::doc!("doc.md"),
    trial: "\
pattern sharding request_every=50ms
at 1s input k0 add s4
at 2s input k0 remove s1
at 3s input k0 add s1
at 4s input k0 remove s4",
    // Retries must come after the key has moved, and several clients must put the same.
    trials: &[(
        "puts-move",
        "\
pattern sharding strategy=range keys=2 clients=4 request_every=50ms request_timeout=300ms
at 1s input k0 add s4
at 2s input k0 remove s1
at 3s input k0 add s1
at 4s input k0 remove s4",
    )],
    workload: "request_every=0ms",
    miniature: "\
pattern sharding strategy=modulo shards=1 spares=1 routers=1 clients=1 keys=2 request_every=0ms
at 1s input k0 add s1
at 1s input c0 put a=1
at 1s input c0 get a",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "controller",
            prefix: 'k',
            outline: Outline::Hexagon,
            tier: 3,
            diagram: CONTROLLER,
            ..Role::NODE
        },
        Role {
            name: "router",
            prefix: 'r',
            tier: 1,
            room: Room { columns: 4, rows: 6 },
            diagram: ROUTER,
            ..Role::NODE
        },
        Role {
            name: "shard",
            prefix: 's',
            tier: 2,
            room: Room { columns: 3, rows: 4 },
            diagram: SHARD,
            ..Role::NODE
        },
        Role { diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "announcement timeout", ring: true },
        TimerKind { name: "map timeout", ring: true },
        TimerKind { name: "handover timeout", ring: true },
        TimerKind { name: "request timeout", ring: true },
        TimerKind { name: "next request", ring: false },
    ],
    metrics: METRICS,
    charts: CHARTS,
    arrangement: Arrangement::Tiers,
    links: &[
        (Sharding::CLIENT, Sharding::ROUTER),
        (Sharding::ROUTER, Sharding::SHARD),
        (Sharding::SHARD, Sharding::SHARD),
        (Sharding::SHARD, Sharding::CONTROLLER),
        (Sharding::ROUTER, Sharding::CONTROLLER),
    ],
};

const METRICS: &[Metric] = &[
    Metric { name: "keys on s0", unit: "" },
    Metric { name: "keys on s1", unit: "" },
    Metric { name: "keys on s2", unit: "" },
    Metric { name: "keys on s3", unit: "" },
    Metric { name: "keys on s4", unit: "" },
    Metric { name: "keys on s5", unit: "" },
    Metric { name: "keys on s6", unit: "" },
    Metric { name: "keys on s7", unit: "" },
    Metric { name: "requests at s0", unit: "" },
    Metric { name: "requests at s1", unit: "" },
    Metric { name: "requests at s2", unit: "" },
    Metric { name: "requests at s3", unit: "" },
    Metric { name: "requests at s4", unit: "" },
    Metric { name: "requests at s5", unit: "" },
    Metric { name: "requests at s6", unit: "" },
    Metric { name: "requests at s7", unit: "" },
    Metric { name: "latency of a key", unit: "ms" },
    Metric { name: "latency of a scan", unit: "ms" },
    Metric { name: "keys taken over", unit: "" },
];

const CHARTS: &[Chart] = &[
    Chart {
        title: "Keys on each shard",
        help: "Whether the keys are spread evenly, and how many of them move when a shard comes or \
               goes; while they move they are on two disks.",
        form: Form::Lines,
        bucket: Span::millis(100),
        series: &[
            level("s0", Tone::Leading, 0),
            level("s1", Tone::Trying, 1),
            level("s2", Tone::Good, 2),
            level("s3", Tone::Quiet, 3),
            level("s4", Tone::Bad, 4),
            level("s5", Tone::Leading, 5),
            level("s6", Tone::Trying, 6),
            level("s7", Tone::Good, 7),
        ],
    },
    Chart {
        title: "Requests at each shard per 500 ms",
        help: "Whether the load is spread as evenly as the keys: hot keys make hot shards.",
        form: Form::Bars,
        bucket: Span::millis(500),
        series: &[
            count("s0", Tone::Leading, 0),
            count("s1", Tone::Trying, 1),
            count("s2", Tone::Good, 2),
            count("s3", Tone::Quiet, 3),
            count("s4", Tone::Bad, 4),
            count("s5", Tone::Leading, 5),
            count("s6", Tone::Trying, 6),
            count("s7", Tone::Good, 7),
        ],
    },
    Chart {
        title: "Median latency, in ms",
        help: "What a scan costs beside a single key: it takes as long as the slowest shard.",
        form: Form::Lines,
        bucket: Span::millis(500),
        series: &[
            Series { name: "a key", tone: Tone::Good, source: Source::Quantile(LATENCY, 500) },
            Series { name: "a scan", tone: Tone::Bad, source: Source::Quantile(SCAN_LATENCY, 500) },
        ],
    },
    Chart {
        title: "Keys taken over per 100 ms",
        help: "How much is moved by a change of the map: the fewer keys, the better the strategy.",
        form: Form::Bars,
        bucket: Span::millis(100),
        series: &[Series { name: "keys", tone: Tone::Trying, source: Source::Count(KEYS_MOVED) }],
    },
];

const fn level(name: &'static str, tone: Tone, shard: u8) -> Series {
    Series { name, tone, source: Source::Level(KEYS_ON + shard) }
}

const fn count(name: &'static str, tone: Tone, shard: u8) -> Series {
    Series { name, tone, source: Source::Count(REQUESTS_AT + shard) }
}

const CONTROLLER: Diagram = Diagram {
    states: &[
        State { name: "Settled", tone: Tone::Leading, place: (25, 50) },
        State { name: "Moving", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: SETTLED, to: MOVING, label: "change" },
        Edge { from: MOVING, to: SETTLED, label: "all settled" },
    ],
};

const ROUTER: Diagram = Diagram {
    states: &[
        State { name: "Routing", tone: Tone::Good, place: (25, 50) },
        State { name: "Refreshing", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: ROUTING, to: REFRESHING, label: "wrong shard" },
        Edge { from: REFRESHING, to: ROUTING, label: "map" },
    ],
};

const SHARD: Diagram = Diagram {
    states: &[
        State { name: "Steady", tone: Tone::Good, place: (50, 20) },
        State { name: "Handing over", tone: Tone::Trying, place: (80, 75) },
        State { name: "Awaiting keys", tone: Tone::Trying, place: (20, 75) },
    ],
    edges: &[
        Edge { from: STEADY, to: HANDING_OVER, label: "new map" },
        Edge { from: HANDING_OVER, to: STEADY, label: "acknowledged" },
        Edge { from: STEADY, to: AWAITING, label: "new map" },
        Edge { from: AWAITING, to: STEADY, label: "keys" },
        Edge { from: AWAITING, to: HANDING_OVER, label: "keys" },
    ],
};

const CLIENT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Waiting", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: IDLE, to: WAITING, label: "request" },
        Edge { from: WAITING, to: IDLE, label: "answer" },
    ],
};

/// The parameters.
pub const PARAMS: &[ParamSpec<Sharding>] = &[
    ParamSpec {
        key: "strategy",
        label: "Strategy",
        help: "How a key's shard is found: on a hash ring, by hash modulo N, by jump hash, in \
               ranges of the key order, or in a directory.",
        kind: ParamKind::Choice(Strategy::WORDS),
        field: |it| Slot::Choice(&mut it.strategy_by),
    },
    ParamSpec {
        key: "shards",
        label: "Shards",
        help: "How many shards own keys at the start.",
        kind: ParamKind::Count(1, 6),
        field: |it| Slot::Count(&mut it.shards),
    },
    ParamSpec {
        key: "spares",
        label: "Spare shards",
        help: "How many more shards stand by, to be added.",
        kind: ParamKind::Count(0, 2),
        field: |it| Slot::Count(&mut it.spares),
    },
    ParamSpec {
        key: "routers",
        label: "Routers",
        help: "How many routers there are, each with its own copy of the map.",
        kind: ParamKind::Count(1, 3),
        field: |it| Slot::Count(&mut it.routers),
    },
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients send requests.",
        kind: ParamKind::Count(1, 4),
        field: |it| Slot::Count(&mut it.clients),
    },
    ParamSpec {
        key: "keys",
        label: "Keys",
        help: "How many keys there are: a, b, c and so on.",
        kind: ParamKind::Count(1, 26),
        field: |it| Slot::Count(&mut it.keys),
    },
    ParamSpec {
        key: "virtual_nodes",
        label: "Virtual nodes",
        help: "How many places each shard has on the ring; the more, the more evenly the keys \
               are spread.",
        kind: ParamKind::Count(1, 256),
        field: |it| Slot::Count(&mut it.virtual_nodes),
    },
    ParamSpec {
        key: "skew",
        label: "Skew",
        help: "The share of a client's own requests that goes to the first three keys.",
        kind: ParamKind::Share,
        field: |it| Slot::Share(&mut it.skew),
    },
    ParamSpec {
        key: "request_every",
        label: "A request every",
        help: "How often each client issues a request of its own; with 0ms, only those that it \
               is given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Span(&mut it.request_every),
    },
    ParamSpec {
        key: "request_timeout",
        label: "Request timeout",
        help: "How long a client waits for an answer before it asks another router.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |it| Slot::Span(&mut it.request_timeout),
    },
    ParamSpec {
        key: "resend",
        label: "Retransmission timeout",
        help: "How long transfers, announcements and questions for the map wait for their answer \
               before they are sent again.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |it| Slot::Span(&mut it.resend),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<Sharding>] = &[
    Safeguard {
        id: "ownership-check",
        name: "Shards check that they own a key",
        lesson: "A shard that answers for whatever is on its disk goes on to serve keys that it \
                 has handed over, and what is put there is lost.",
        breaks: "one-owner",
        field: |it| &mut it.ownership_check,
    },
    Safeguard {
        id: "handover-ack",
        name: "Keys are deleted when acknowledged",
        lesson: "A shard that deletes what it has sent loses it with the message.",
        breaks: "no-key-lost",
        field: |it| &mut it.handover_ack,
    },
    Safeguard {
        id: "puts-move",
        name: "The record of puts moves with the keys",
        lesson: "The new owner does not know which puts were carried out, and carries out a retry \
                 once more, over what was put since.",
        breaks: "linearizable",
        field: |it| &mut it.puts_move,
    },
];

/// What can be asked of clients and of the controller.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "put a=1",
        help: "Puts a value under a key, on whichever shard that lives.",
        roles: &[Sharding::CLIENT],
    },
    InputSpec { example: "get a", help: "Gets a key's value.", roles: &[Sharding::CLIENT] },
    InputSpec {
        example: "scan",
        help: "Asks all shards for their keys, and waits for the slowest.",
        roles: &[Sharding::CLIENT],
    },
    InputSpec {
        example: "add s4",
        help: "Gives keys to a shard that has none yet.",
        roles: &[Sharding::CONTROLLER],
    },
    InputSpec {
        example: "remove s1",
        help: "Takes all keys from a shard, and gives them to the others.",
        roles: &[Sharding::CONTROLLER],
    },
    InputSpec {
        example: "move a to s2",
        help: "Gives one key to another shard; only a directory can do that.",
        roles: &[Sharding::CONTROLLER],
    },
];
