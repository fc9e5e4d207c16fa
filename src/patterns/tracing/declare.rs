//! What the pattern declares about itself. Data only; what it does is in the other files.

use super::{AUTH, CACHE, DATABASE, GATEWAY, REDIS, SERVICES, Tracing, USER, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// A metric: how long an answer took.
pub const RESPONSE_TIME: u8 = 0;
/// A metric: requests answered.
pub const ANSWERED: u8 = 1;
/// A metric: requests that failed.
pub const FAILED: u8 = 2;

/// The role of the clients.
const CLIENT: u8 = SERVICES;

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "tracing",
    name: "Distributed tracing",
    family: "Scalability and discovery",
    summary: "What one request does in six services, told as one tree of spans, as long as each \
              call carries the trace's context.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern tracing clients=2 every=100ms sample=50%",
    workload: "every=0ms",
    miniature: "pattern tracing every=0ms\nat 1s input c0 get",
    tolerates: &[
        Fault::Crash,
        Fault::Pause,
        Fault::Partition,
        Fault::Cut,
        Fault::Loss,
        Fault::Delay,
        Fault::Input,
        Fault::Slow,
        Fault::Clock,
        Fault::Clog,
    ],
    roles: &[
        service("gateway", 'g', 1),
        service("auth service", 'a', 2),
        store("redis", 'r'),
        service("user service", 'u', 2),
        store("cache", 'k'),
        store("database", 'd'),
        Role { diagram: WAITS, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "work", ring: true },
        TimerKind { name: "call timeout", ring: false },
        TimerKind { name: "patience", ring: false },
        TimerKind { name: "next request", ring: false },
    ],
    metrics: &[
        Metric { name: "response time", unit: "ms" },
        Metric { name: "answered", unit: "" },
        Metric { name: "failed", unit: "" },
    ],
    charts: &[
        Chart {
            title: "Response time in ms",
            help: "How long do clients wait? Which service they wait for, a trace tells.",
            form: Form::Lines,
            bucket: Span::millis(500),
            series: &[
                Series {
                    name: "median",
                    tone: Tone::Leading,
                    source: Source::Quantile(RESPONSE_TIME, 500),
                },
                Series {
                    name: "slowest",
                    tone: Tone::Bad,
                    source: Source::Quantile(RESPONSE_TIME, 1_000),
                },
            ],
        },
        Chart {
            title: "Requests per 500 ms",
            help: "How many are answered, and how many fail, because a call ended without an answer.",
            form: Form::Bars,
            bucket: Span::millis(500),
            series: &[
                Series { name: "answered", tone: Tone::Good, source: Source::Count(ANSWERED) },
                Series { name: "failed", tone: Tone::Bad, source: Source::Count(FAILED) },
            ],
        },
    ],
    arrangement: Arrangement::Tiers,
    links: &[
        (CLIENT, GATEWAY),
        (GATEWAY, AUTH),
        (AUTH, REDIS),
        (GATEWAY, USER),
        (USER, CACHE),
        (USER, DATABASE),
    ],
    ..Info::EMPTY
};

const fn service(name: &'static str, prefix: char, tier: u8) -> Role {
    Role { name, prefix, tier, room: Room::row(3), diagram: WORKS, ..Role::NODE }
}

const fn store(name: &'static str, prefix: char) -> Role {
    Role { outline: Outline::Hexagon, ..service(name, prefix, 3) }
}

const WORKS: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (20, 50) },
        State { name: "At work", tone: Tone::Leading, place: (80, 50) },
    ],
    edges: &[Edge { from: 0, to: 1, label: "call" }, Edge { from: 1, to: 0, label: "last answer" }],
};

const WAITS: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (20, 50) },
        State { name: "Waiting", tone: Tone::Trying, place: (80, 50) },
    ],
    edges: &[Edge { from: 0, to: 1, label: "request" }, Edge { from: 1, to: 0, label: "answer" }],
};

const SHORT: ParamKind = ParamKind::Span(Span::ZERO, Span::secs(10));

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<Tracing>] = &[
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients ask for profiles.",
        kind: ParamKind::Count(1, 4),
        field: |it| Slot::Count(&mut it.clients),
    },
    ParamSpec {
        key: "every",
        label: "A request every",
        help: "How often each client sends a request; with 0ms, only when it is told to.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Span(&mut it.every),
    },
    ParamSpec {
        key: "gateway",
        label: "Gateway",
        help: "How long the gateway works on a request itself.",
        kind: SHORT,
        field: |it| Slot::Span(&mut it.work[GATEWAY as usize]),
    },
    ParamSpec {
        key: "auth",
        label: "Auth service",
        help: "How long the authentication service works on a call itself.",
        kind: SHORT,
        field: |it| Slot::Span(&mut it.work[AUTH as usize]),
    },
    ParamSpec {
        key: "redis",
        label: "Redis",
        help: "How long Redis takes to find a session.",
        kind: SHORT,
        field: |it| Slot::Span(&mut it.work[REDIS as usize]),
    },
    ParamSpec {
        key: "user",
        label: "User service",
        help: "How long the user service works on a call itself.",
        kind: SHORT,
        field: |it| Slot::Span(&mut it.work[USER as usize]),
    },
    ParamSpec {
        key: "cache",
        label: "Cache",
        help: "How long the cache takes to look something up.",
        kind: SHORT,
        field: |it| Slot::Span(&mut it.work[CACHE as usize]),
    },
    ParamSpec {
        key: "database",
        label: "Database",
        help: "How long a query takes.",
        kind: SHORT,
        field: |it| Slot::Span(&mut it.work[DATABASE as usize]),
    },
    ParamSpec {
        key: "cache_hits",
        label: "Cache hits",
        help: "How often the cache knows the answer, so that the database is not asked.",
        kind: ParamKind::Share,
        field: |it| Slot::Share(&mut it.cache_hits),
    },
    ParamSpec {
        key: "timeout",
        label: "Call timeout",
        help: "How long a caller waits for an answer before it gives up.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |it| Slot::Span(&mut it.timeout),
    },
    ParamSpec {
        key: "sample",
        label: "Sampled",
        help: "How many requests are traced.",
        kind: ParamKind::Share,
        field: |it| Slot::Share(&mut it.sample),
    },
];

/// The pattern's safeguards.
pub const SAFEGUARDS: &[Safeguard<Tracing>] = &[
    Safeguard {
        id: "propagation",
        name: "Context propagation",
        lesson: "Without the context in its calls, each service begins a trace of its own, and \
                 nobody can tell what belongs together.",
        breaks: "one-trace",
        field: |it| &mut it.propagates,
    },
    Safeguard {
        id: "head-sampling",
        name: "One decision to sample",
        lesson: "Where every service decides for itself, nearly every trace has holes.",
        breaks: "whole-traces",
        field: |it| &mut it.samples_at_head,
    },
    Safeguard {
        id: "await-calls",
        name: "Waiting for calls",
        lesson: "Without waiting for all calls, work goes on that the request's time does not tell.",
        breaks: "nested",
        field: |it| &mut it.awaits_calls,
    },
];

/// What clients can be asked.
pub const INPUTS: &[InputSpec] = &[InputSpec {
    example: "get",
    help: "Sends a request, unless one is on its way.",
    roles: &[CLIENT],
}];
