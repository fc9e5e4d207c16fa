//! What idempotency declares about itself: its words, state diagrams, parameters, safeguards, inputs
//! and charts. Data only; what it does is in the other files.

use super::{Idempotency, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// A client's state: has nothing to pay.
pub const IDLE: u8 = 0;
/// A client's state: waits for an answer.
pub const WAITING: u8 = 1;
/// A client's state: waits to ask again.
pub const RESTING: u8 = 2;

/// A server's state: has nothing to do.
pub const FREE: u8 = 0;
/// A server's state: asks the store whether a request is new.
pub const CHECKING: u8 = 1;
/// A server's state: works on a request.
pub const WORKING: u8 = 2;
/// A server's state: has the charge made.
pub const RECORDING: u8 = 3;

/// Metric: what was charged, in dollars.
pub const CHARGED: u8 = 0;
/// Metric: what clients know to be paid, in dollars.
pub const RECEIPTS: u8 = 1;
/// Metric: how long a payment took from its first request to its answer.
pub const DELAY: u8 = 2;

/// The words and pictures.
pub const INFO: Info = Info {
    id: "idempotency",
    name: "Idempotency",
    family: "Idempotency and delivery",
    summary: "A request that was not answered is sent again, and takes effect once.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern idempotency clients=2 request_every=150ms",
    workload: "request_every=0ms",
    miniature: "\
pattern idempotency clients=2 request_every=0ms
at 1s input c0 pay 7
at 1s input c1 pay 7",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role { tier: 0, diagram: CLIENT, ..Role::CLIENT },
        Role {
            name: "app server",
            prefix: 'a',
            tier: 1,
            room: Room::row(4),
            diagram: SERVER,
            ..Role::NODE
        },
        Role {
            name: "store",
            prefix: 'd',
            outline: Outline::Hexagon,
            tier: 2,
            room: Room { columns: 6, rows: 8 },
            diagram: STORE,
            ..Role::NODE
        },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "request timeout", ring: true },
        TimerKind { name: "retry", ring: true },
        TimerKind { name: "next payment", ring: false },
        TimerKind { name: "store timeout", ring: false },
        TimerKind { name: "processing", ring: true },
        TimerKind { name: "next request", ring: false },
    ],
    metrics: &[
        Metric { name: "charged", unit: "$" },
        Metric { name: "known to be paid", unit: "$" },
        Metric { name: "payment", unit: "ms" },
    ],
    charts: CHARTS,
    arrangement: Arrangement::Tiers,
    ..Info::EMPTY
};

const CHARTS: &[Chart] = &[
    Chart {
        title: "Charged, and known to be paid, in dollars",
        help: "Whether more was charged than clients have receipts for.",
        form: Form::Lines,
        bucket: Span::millis(100),
        series: &[
            Series { name: "charged", tone: Tone::Bad, source: Source::Level(CHARGED) },
            Series { name: "receipts", tone: Tone::Good, source: Source::Level(RECEIPTS) },
        ],
    },
    Chart {
        title: "Answers per 500 ms",
        help: "How many requests met one that was being handled, a used key, or a failure.",
        form: Form::Bars,
        bucket: Span::millis(500),
        series: &[
            Series { name: "201", tone: Tone::Good, source: Source::Sent(1) },
            Series { name: "409", tone: Tone::Trying, source: Source::Sent(3) },
            Series { name: "412", tone: Tone::Quiet, source: Source::Sent(4) },
            Series { name: "422", tone: Tone::Leading, source: Source::Sent(5) },
            Series { name: "503", tone: Tone::Bad, source: Source::Sent(6) },
        ],
    },
    Chart {
        title: "A payment with all its attempts, in ms",
        help: "What retrying costs the client in time.",
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
        State { name: "Idle", tone: Tone::Quiet, place: (15, 50) },
        State { name: "Waiting", tone: Tone::Leading, place: (70, 20) },
        State { name: "Backing off", tone: Tone::Trying, place: (70, 80) },
    ],
    edges: &[
        Edge { from: IDLE, to: WAITING, label: "pay" },
        Edge { from: WAITING, to: IDLE, label: "answer" },
        Edge { from: WAITING, to: RESTING, label: "timeout, 409 or 503" },
        Edge { from: RESTING, to: WAITING, label: "retry" },
        Edge { from: RESTING, to: IDLE, label: "late answer" },
    ],
};

const SERVER: Diagram = Diagram {
    states: &[
        State { name: "Free", tone: Tone::Quiet, place: (15, 50) },
        State { name: "Checking", tone: Tone::Trying, place: (50, 15) },
        State { name: "Working", tone: Tone::Leading, place: (85, 50) },
        State { name: "Recording", tone: Tone::Good, place: (50, 85) },
    ],
    edges: &[
        Edge { from: FREE, to: CHECKING, label: "request" },
        Edge { from: FREE, to: WORKING, label: "no check" },
        Edge { from: CHECKING, to: WORKING, label: "it is new" },
        Edge { from: CHECKING, to: FREE, label: "it is not" },
        Edge { from: WORKING, to: RECORDING, label: "done" },
        Edge { from: WORKING, to: FREE, label: "failed" },
        Edge { from: RECORDING, to: FREE, label: "recorded" },
    ],
};

const STORE: Diagram = Diagram {
    states: &[
        State { name: "All settled", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Key in progress", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "claim" },
        Edge { from: 1, to: 0, label: "last one settled" },
    ],
};

/// The parameters.
pub const PARAMS: &[ParamSpec<Idempotency>] = &[
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients make payments, from the same account.",
        kind: ParamKind::Count(1, 4),
        field: |rules| Slot::Count(&mut rules.clients),
    },
    ParamSpec {
        key: "servers",
        label: "App servers",
        help: "How many app servers there are; a retry goes to the next.",
        kind: ParamKind::Count(1, 4),
        field: |rules| Slot::Count(&mut rules.servers),
    },
    ParamSpec {
        key: "strategy",
        label: "Strategy",
        help: "What keeps a retry from taking effect again: nothing, a key that the client makes \
               up, the number of what is paid for, the version of the account, or the id of the \
               message.",
        kind: ParamKind::Choice(&[
            "none",
            "idempotency-key",
            "natural-key",
            "version",
            "message-dedup",
        ]),
        field: |rules| Slot::Choice(&mut rules.strategy),
    },
    ParamSpec {
        key: "method",
        label: "Method",
        help: "Without a strategy: the method of requests. GET, PUT and DELETE are idempotent by \
               themselves, POST and PATCH are not.",
        kind: ParamKind::Choice(&["post", "put", "patch", "delete", "get"]),
        field: |rules| Slot::Choice(&mut rules.method),
    },
    ParamSpec {
        key: "key_ttl",
        label: "Keys are kept for",
        help: "How long idempotency keys and message ids are remembered; natural keys are for \
               ever.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(604_800)),
        field: |rules| Slot::Span(&mut rules.key_ttl),
    },
    ParamSpec {
        key: "lock_timeout",
        label: "A claim holds for",
        help: "How long a key stays claimed by a server that is not heard from.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(600)),
        field: |rules| Slot::Span(&mut rules.lock_timeout),
    },
    ParamSpec {
        key: "processing",
        label: "Processing",
        help: "How long a server works on a request between the check and the charge.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |rules| Slot::Span(&mut rules.processing),
    },
    ParamSpec {
        key: "request_timeout",
        label: "Request timeout",
        help: "How long a client waits for an answer.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |rules| Slot::Span(&mut rules.request_timeout),
    },
    ParamSpec {
        key: "retry_after",
        label: "Retry after",
        help: "How long a client waits before it asks again.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |rules| Slot::Span(&mut rules.retry_after),
    },
    ParamSpec {
        key: "store_timeout",
        label: "Store timeout",
        help: "How long a server waits for the store before it answers 503.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |rules| Slot::Span(&mut rules.store_timeout),
    },
    ParamSpec {
        key: "request_every",
        label: "A payment every",
        help: "How often each client makes a payment of its own; with 0ms, only those that it is \
               given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |rules| Slot::Span(&mut rules.request_every),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<Idempotency>] = &[
    Safeguard {
        id: "atomic-check-and-set",
        name: "Check and write in one step",
        lesson: "Two servers look for the key, find nothing, and both charge: between a check \
                 and an act there is time for another check.",
        breaks: "effect-once",
        field: |rules| &mut rules.atomic,
    },
    Safeguard {
        id: "store-key",
        name: "Keys are stored",
        lesson: "A key that nobody writes down is like none: every retry is a new payment.",
        breaks: "effect-once",
        field: |rules| &mut rules.store_key,
    },
    Safeguard {
        id: "request-fingerprint",
        name: "A key is compared with its request",
        lesson: "Whoever uses a key again for another request is told that it was carried out, \
                 and it was not.",
        breaks: "one-request",
        field: |rules| &mut rules.fingerprint,
    },
    Safeguard {
        id: "errors-not-stored",
        name: "Failures of the server are not stored",
        lesson: "A failure that would have passed is repeated to every retry, for as long as the \
                 key is kept.",
        breaks: "payments-answered",
        field: |rules| &mut rules.errors_not_stored,
    },
];

/// What can be asked of clients and servers.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "pay 7",
        help: "Makes payment 7, of $100, and asks until it is answered.",
        roles: &[Idempotency::CLIENT],
    },
    InputSpec {
        example: "pay 7 250",
        help: "Another amount under the same key.",
        roles: &[Idempotency::CLIENT],
    },
    InputSpec {
        example: "fail",
        help: "The next request that this server works on fails with 503.",
        roles: &[Idempotency::SERVER],
    },
];
