//! What the pattern declares about itself: its words, state diagrams, charts, parameters, safeguards
//! and inputs. Data only; what it does is in the other files.

use super::backoff::Strategy;
use super::{Retry, message};
use crate::sim::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, ParamSpec, Role, Room,
    Safeguard, Series, Source, State, TimerKind, Tone,
};
use crate::sim::fault::Fault;
use crate::sim::time::Span;
use crate::sim::value::{ParamKind, Slot};

/// The server's state: takes what comes.
pub const SERVING: u8 = 0;
/// The server's state: its queue was full, and is not yet half empty.
pub const OVERLOADED: u8 = 1;
/// The server's state: between two processes.
pub const RESTARTING: u8 = 2;

/// A client's state: no call is under way.
pub const IDLE: u8 = 0;
/// A client's state: an attempt is under way.
pub const WAITING: u8 = 1;
/// A client's state: whatever is under way waits for its next attempt.
pub const BACKING_OFF: u8 = 2;

/// The metric of requests that wait at the server.
pub const QUEUE: u8 = 0;
/// The metric of calls that succeed.
pub const DONE: u8 = 1;
/// The metric of calls that are given up.
pub const GIVEN_UP: u8 = 2;
/// The metric of answers that nobody waits for any more.
pub const LATE: u8 = 3;
/// The metric of calls that end because the budget is used up.
pub const FORGONE: u8 = 4;
/// The metric of how long calls that succeed take.
pub const TOOK: u8 = 5;

/// What clients contend for, in scenarios.
pub const CONTENTION: &[&str] = &["capacity", "versions"];

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "retry",
    name: "Retry with back-off",
    family: "Fault tolerance",
    summary: "Clients try again what failed for a reason that may pass: later each time, at random \
              moments, and never more than the server can bear.",
    doc: crate::doc!("doc.md"),
    trial: "\
pattern retry clients=20 base=1s cap=1.5s max_attempts=3 timeout=200ms reserve=4 \
            every=1s invalid=5% workers=2 queue=10 service=5..10ms restart=500ms",
    workload: "every=0ms",
    miniature: "\
pattern retry clients=2 strategy=exponential max_attempts=2 reserve=1 every=0ms workers=1 queue=0
at 1s input c0 call
at 1s input c1 call",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "server",
            prefix: 's',
            tier: 1,
            room: Room { columns: 4, rows: 2 },
            diagram: SERVER,
            ..Role::NODE
        },
        Role { room: Room::row(2), diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "attempt timeout", ring: true },
        TimerKind { name: "back-off", ring: true },
        TimerKind { name: "next call", ring: false },
        TimerKind { name: "service time", ring: false },
        TimerKind { name: "restart", ring: true },
    ],
    metrics: &[
        Metric { name: "requests waiting", unit: "" },
        Metric { name: "calls done", unit: "" },
        Metric { name: "calls given up", unit: "" },
        Metric { name: "late answers", unit: "" },
        Metric { name: "retries the budget forbade", unit: "" },
        Metric { name: "time of a call", unit: "ms" },
    ],
    charts: &[
        Chart {
            title: "Requests at the server per 100 ms",
            help: "How much comes, and how much of it comes again? Clients in step show as spikes.",
            form: Form::Bars,
            bucket: Span::millis(100),
            series: &[
                Series {
                    name: "first attempts",
                    tone: Tone::Quiet,
                    source: Source::Delivered(message::REQUEST),
                },
                Series {
                    name: "retries",
                    tone: Tone::Trying,
                    source: Source::Delivered(message::RETRY),
                },
            ],
        },
        Chart {
            title: "Calls that end per 100 ms",
            help: "How much of the work helps anybody? The goodput is what is answered in time.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[
                Series { name: "goodput", tone: Tone::Good, source: Source::Count(DONE) },
                Series { name: "given up", tone: Tone::Bad, source: Source::Count(GIVEN_UP) },
                Series {
                    name: "answered too late",
                    tone: Tone::Trying,
                    source: Source::Count(LATE),
                },
            ],
        },
        Chart {
            title: "Requests waiting at the server",
            help: "Does the queue drain? If it stays full, the server works for clients that have \
                   given up.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[Series { name: "queue", tone: Tone::Leading, source: Source::Level(QUEUE) }],
        },
    ],
    arrangement: Arrangement::Tiers,
    links: &[(Retry::CLIENT, Retry::SERVER)],
    ..Info::EMPTY
};

const SERVER: Diagram = Diagram {
    states: &[
        State { name: "Serving", tone: Tone::Good, place: (15, 30) },
        State { name: "Overloaded", tone: Tone::Bad, place: (85, 30) },
        State { name: "Restarting", tone: Tone::Trying, place: (50, 80) },
    ],
    edges: &[
        Edge { from: SERVING, to: OVERLOADED, label: "queue full" },
        Edge { from: OVERLOADED, to: SERVING, label: "queue half empty" },
        Edge { from: SERVING, to: RESTARTING, label: "process dies" },
        Edge { from: OVERLOADED, to: RESTARTING, label: "process dies" },
        Edge { from: RESTARTING, to: SERVING, label: "process is up" },
    ],
};

const CLIENT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 30) },
        State { name: "Waiting", tone: Tone::Leading, place: (85, 30) },
        State { name: "BackingOff", tone: Tone::Trying, place: (50, 80) },
    ],
    edges: &[
        Edge { from: IDLE, to: WAITING, label: "call" },
        Edge { from: WAITING, to: IDLE, label: "answer, or given up" },
        Edge { from: WAITING, to: BACKING_OFF, label: "failure that may pass" },
        Edge { from: BACKING_OFF, to: WAITING, label: "next attempt" },
    ],
};

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<Retry>] = &[
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients make calls.",
        kind: ParamKind::Count(1, 1_000),
        field: |retry| Slot::Count(&mut retry.clients),
    },
    ParamSpec {
        key: "contend",
        label: "Clients contend for",
        help: "The server's capacity; or the version of one row, which they read and then write \
               unless it has changed.",
        kind: ParamKind::Choice(CONTENTION),
        field: |retry| Slot::Choice(&mut retry.contend),
    },
    ParamSpec {
        key: "strategy",
        label: "Strategy",
        help: "How long a client waits before it tries again.",
        kind: ParamKind::Choice(Strategy::WORDS),
        field: |retry| Slot::Choice(&mut retry.strategy),
    },
    ParamSpec {
        key: "base",
        label: "Base",
        help: "The step from which waits grow.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |retry| Slot::Span(&mut retry.base),
    },
    ParamSpec {
        key: "cap",
        label: "Cap",
        help: "The longest wait.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(600)),
        field: |retry| Slot::Span(&mut retry.cap),
    },
    ParamSpec {
        key: "max_attempts",
        label: "Attempts at most",
        help: "How often a call is attempted, the first time included.",
        kind: ParamKind::Count(1, 1_000),
        field: |retry| Slot::Count(&mut retry.max_attempts),
    },
    ParamSpec {
        key: "timeout",
        label: "Attempt timeout",
        help: "How long an attempt is waited for.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |retry| Slot::Span(&mut retry.timeout),
    },
    ParamSpec {
        key: "share",
        label: "Budget: retries a call",
        help: "How much of a retry every call adds to its client's budget.",
        kind: ParamKind::Share,
        field: |retry| Slot::Share(&mut retry.share),
    },
    ParamSpec {
        key: "reserve",
        label: "Budget: reserve",
        help: "How many retries fit into a client's budget, which is full at first.",
        kind: ParamKind::Count(0, 1_000),
        field: |retry| Slot::Count(&mut retry.reserve),
    },
    ParamSpec {
        key: "start",
        label: "First call",
        help: "When a client makes its first call of its own; drawn from this range.",
        kind: ParamKind::Range(Span::ZERO, Span::secs(60)),
        field: |retry| Slot::Range(&mut retry.start),
    },
    ParamSpec {
        key: "every",
        label: "A call every",
        help: "How often a client makes a call of its own; with 0ms, only those that it is told to.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |retry| Slot::Span(&mut retry.every),
    },
    ParamSpec {
        key: "calls",
        label: "Calls in all",
        help: "How many calls of its own a client makes; with 0 there is no end.",
        kind: ParamKind::Count(0, 10_000),
        field: |retry| Slot::Count(&mut retry.calls),
    },
    ParamSpec {
        key: "invalid",
        label: "Invalid requests",
        help: "How many of the clients' own requests are such that the server never carries them \
               out.",
        kind: ParamKind::Share,
        field: |retry| Slot::Share(&mut retry.invalid),
    },
    ParamSpec {
        key: "workers",
        label: "Workers",
        help: "How many requests the server works on at a time.",
        kind: ParamKind::Count(1, 64),
        field: |retry| Slot::Count(&mut retry.workers),
    },
    ParamSpec {
        key: "queue",
        label: "Queue",
        help: "How many more requests can wait; what comes then is turned away.",
        kind: ParamKind::Count(0, 10_000),
        field: |retry| Slot::Count(&mut retry.queue),
    },
    ParamSpec {
        key: "service",
        label: "Service time",
        help: "How long a worker takes for a request; drawn from this range.",
        kind: ParamKind::Range(Span::ZERO, Span::secs(10)),
        field: |retry| Slot::Range(&mut retry.service),
    },
    ParamSpec {
        key: "errors",
        label: "Transient errors",
        help: "How many requests fail at the server, each by itself, for no reason that lasts.",
        kind: ParamKind::Share,
        field: |retry| Slot::Share(&mut retry.errors),
    },
    ParamSpec {
        key: "restart",
        label: "Restart takes",
        help: "How long it takes until a new process listens.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |retry| Slot::Span(&mut retry.restart),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<Retry>] = &[
    Safeguard {
        id: "jitter",
        name: "Jitter",
        lesson: "Clients that failed at the same moment wait equally long, and come back at the \
                 same moment, as a herd.",
        breaks: "retries-spread",
        field: |retry| &mut retry.jitter,
    },
    Safeguard {
        id: "budget",
        name: "Retry budget",
        lesson: "When everything fails, retries multiply the load on a server that cannot bear the \
                 load it has: a retry storm.",
        breaks: "retries-budgeted",
        field: |retry| &mut retry.budget,
    },
    Safeguard {
        id: "classification",
        name: "Only transient failures are retried",
        lesson: "A request that can never succeed is sent again and again.",
        breaks: "transient-only",
        field: |retry| &mut retry.classification,
    },
    Safeguard {
        id: "cap",
        name: "Cap on waits",
        lesson: "Waits go on doubling, and a client sleeps long after the server has recovered.",
        breaks: "waits-in-bounds",
        field: |retry| &mut retry.capped,
    },
    Safeguard {
        id: "attempt-limit",
        name: "Limit of attempts",
        lesson: "A client never gives up, and its user never learns that something is wrong.",
        breaks: "attempts-limited",
        field: |retry| &mut retry.attempt_limit,
    },
    Safeguard {
        id: "attempt-timeout",
        name: "Attempt timeout",
        lesson: "When a message is lost, a client waits for the answer for ever.",
        breaks: "calls-end",
        field: |retry| &mut retry.timeouts,
    },
];

/// What can be asked of clients and of the server.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "call",
        help: "Makes a call, and sees it through.",
        roles: &[Retry::CLIENT],
    },
    InputSpec {
        example: "call invalid",
        help: "Makes a call that the server will never carry out.",
        roles: &[Retry::CLIENT],
    },
    InputSpec {
        example: "restart",
        help: "The server's process dies and is started again; all connections are reset.",
        roles: &[Retry::SERVER],
    },
];
