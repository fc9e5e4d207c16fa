//! What the pattern declares about itself: its words, state diagrams, charts, parameters, safeguards
//! and inputs. Data only; what it does is in the other files.

use super::{RateLimiter, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// A limiter's or a gateway's state: the last request passed.
pub const ADMITTING: u8 = 0;
/// A limiter's or a gateway's state: the last request was turned away.
pub const LIMITING: u8 = 1;

/// The store's state: the window has room.
pub const COUNTING: u8 = 0;
/// The store's state: the window is used up.
pub const USED_UP: u8 = 1;

/// A client's state, which is always the same.
pub const ASKING: u8 = 0;

/// The metrics of what each limiter admits, by its role, and the gateways together.
pub const ADMITTED: [u8; 7] = [0, 1, 2, 3, 4, 5, 6];
/// The metric of requests that clients make.
pub const ARRIVALS: u8 = 7;
/// The metric of requests in the leaky bucket.
pub const WAITING: u8 = 8;

/// Which of the six algorithms run, in scenarios.
pub const ALGORITHMS: &[&str] = &["all", "none"];

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "rate-limiter",
    name: "Rate limiter",
    family: "Fault tolerance",
    summary: "Six algorithms decide the same arrivals side by side, and several gateways share one \
              limit through a store.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern rate-limiter clients=2 every=400ms limit=5 window=500ms burst=5 gateways=2",
    workload: "every=0ms",
    miniature: "\
pattern rate-limiter clients=1 every=0ms limit=1 burst=1 algorithms=none gateways=2
at 0.1s input c0 request
at 0.1s input c0 request",
    // A limiter lives by its clock: where that jumps, its bounds hold for what it shows.
    tolerates: &[
        Fault::Crash,
        Fault::Pause,
        Fault::Partition,
        Fault::Cut,
        Fault::Loss,
        Fault::Duplication,
        Fault::Delay,
        Fault::Input,
        Fault::Slow,
        Fault::Clog,
        Fault::Timer,
    ],
    roles: &[
        Role { name: "token bucket", prefix: 't', ..LIMITER },
        Role { name: "leaky bucket", prefix: 'l', ..LIMITER },
        Role { name: "fixed window", prefix: 'f', ..LIMITER },
        Role { name: "sliding log", prefix: 's', ..LIMITER },
        Role { name: "sliding counter", prefix: 'w', ..LIMITER },
        Role { name: "GCRA", prefix: 'g', ..LIMITER },
        Role { name: "gateway", prefix: 'e', room: Room::NONE, ..LIMITER },
        Role {
            name: "store",
            prefix: 'r',
            outline: Outline::Hexagon,
            tier: 2,
            room: Room::row(4),
            diagram: STORE,
            ..Role::NODE
        },
        Role { diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "leak", ring: true },
        TimerKind { name: "store timeout", ring: false },
        TimerKind { name: "next request", ring: false },
    ],
    metrics: &[
        Metric { name: "admitted by the token bucket", unit: "" },
        Metric { name: "admitted by the leaky bucket", unit: "" },
        Metric { name: "admitted by the fixed window", unit: "" },
        Metric { name: "admitted by the sliding log", unit: "" },
        Metric { name: "admitted by the sliding counter", unit: "" },
        Metric { name: "admitted by GCRA", unit: "" },
        Metric { name: "admitted by the gateways", unit: "" },
        Metric { name: "requests", unit: "" },
        Metric { name: "requests in the leaky bucket", unit: "" },
    ],
    charts: &[
        Chart {
            title: "What passes, side by side",
            help: "Which of the same arrivals each limiter admits, and when.",
            form: Form::Lanes,
            bucket: Span::millis(50),
            series: &[
                Series { name: "arrivals", tone: Tone::Quiet, source: Source::Count(ARRIVALS) },
                passes("token bucket", 0),
                passes("leaky bucket", 1),
                passes("fixed window", 2),
                passes("sliding log", 3),
                passes("sliding counter", 4),
                passes("GCRA", 5),
                passes("gateways", 6),
            ],
        },
        Chart {
            title: "Requests admitted per 500 ms",
            help: "How even is what passes, and how much more than the rate passes at a boundary or \
                   after a pause? Compare with what arrives.",
            form: Form::Lines,
            bucket: Span::millis(500),
            series: &[
                Series { name: "arrivals", tone: Tone::Quiet, source: Source::Count(ARRIVALS) },
                Series { name: "token bucket", tone: Tone::Good, source: Source::Count(0) },
                Series { name: "leaky bucket", tone: Tone::Leading, source: Source::Count(1) },
                Series { name: "fixed window", tone: Tone::Bad, source: Source::Count(2) },
                Series { name: "sliding log", tone: Tone::Trying, source: Source::Count(3) },
            ],
        },
        Chart {
            title: "Requests in the leaky bucket",
            help: "How long evenness makes requests wait.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[Series {
                name: "waiting",
                tone: Tone::Leading,
                source: Source::Level(WAITING),
            }],
        },
    ],
    arrangement: Arrangement::Tiers,
    links: &[
        (RateLimiter::CLIENT, RateLimiter::TOKEN_BUCKET),
        (RateLimiter::CLIENT, RateLimiter::LEAKY_BUCKET),
        (RateLimiter::CLIENT, RateLimiter::FIXED_WINDOW),
        (RateLimiter::CLIENT, RateLimiter::SLIDING_LOG),
        (RateLimiter::CLIENT, RateLimiter::SLIDING_COUNTER),
        (RateLimiter::CLIENT, RateLimiter::GCRA),
        (RateLimiter::CLIENT, RateLimiter::GATEWAY),
        (RateLimiter::GATEWAY, RateLimiter::STORE),
    ],
    ..Info::EMPTY
};

const fn passes(name: &'static str, limiter: usize) -> Series {
    Series { name, tone: Tone::Good, source: Source::Count(ADMITTED[limiter]) }
}

const LIMITER: Role = Role {
    name: "limiter",
    tier: 1,
    room: Room::row(4),
    diagram: Diagram {
        states: &[
            State { name: "Admitting", tone: Tone::Good, place: (25, 50) },
            State { name: "Limiting", tone: Tone::Bad, place: (75, 50) },
        ],
        edges: &[
            Edge { from: ADMITTING, to: LIMITING, label: "over the limit" },
            Edge { from: LIMITING, to: ADMITTING, label: "within it again" },
        ],
    },
    ..Role::NODE
};

const STORE: Diagram = Diagram {
    states: &[
        State { name: "Counting", tone: Tone::Good, place: (25, 50) },
        State { name: "UsedUp", tone: Tone::Bad, place: (75, 50) },
    ],
    edges: &[
        Edge { from: COUNTING, to: USED_UP, label: "limit reached" },
        Edge { from: USED_UP, to: COUNTING, label: "next window" },
    ],
};

const CLIENT: Diagram =
    Diagram { states: &[State { name: "Asking", tone: Tone::Quiet, place: (50, 50) }], edges: &[] };

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<RateLimiter>] = &[
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients make requests.",
        kind: ParamKind::Count(1, 1_000),
        field: |it| Slot::Count(&mut it.clients),
    },
    ParamSpec {
        key: "every",
        label: "A request every",
        help: "How often each client makes a request; with 0ms, only when told to.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Span(&mut it.every),
    },
    ParamSpec {
        key: "limit",
        label: "Limit",
        help: "How many requests pass in a window; also the rate at which buckets fill or leak.",
        kind: ParamKind::Count(1, 1_000),
        field: |it| Slot::Count(&mut it.limit),
    },
    ParamSpec {
        key: "window",
        label: "Window",
        help: "How long a window is.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(600)),
        field: |it| Slot::Span(&mut it.window),
    },
    ParamSpec {
        key: "burst",
        label: "Burst",
        help: "How many requests the token bucket and GCRA admit at once, and how many can wait in \
               the leaky bucket.",
        kind: ParamKind::Count(1, 1_000),
        field: |it| Slot::Count(&mut it.burst),
    },
    ParamSpec {
        key: "algorithms",
        label: "Algorithms",
        help: "Whether the six algorithms run side by side, or the gateways alone.",
        kind: ParamKind::Choice(ALGORITHMS),
        field: |it| Slot::Choice(&mut it.algorithms),
    },
    ParamSpec {
        key: "gateways",
        label: "Gateways",
        help: "How many gateways share the limit through the store.",
        kind: ParamKind::Count(0, 16),
        field: |it| Slot::Count(&mut it.gateways),
    },
    ParamSpec {
        key: "store_timeout",
        label: "Store timeout",
        help: "How long a gateway waits for the store before it decides without it.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(10)),
        field: |it| Slot::Span(&mut it.store_timeout),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<RateLimiter>] = &[
    Safeguard {
        id: "burst-cap",
        name: "Cap on what is saved up",
        lesson: "Time that was not used is saved up without end, and a client that was silent for an \
                 hour sends an hour's requests at once.",
        breaks: "buckets-bound",
        field: |it| &mut it.burst_cap,
    },
    Safeguard {
        id: "arrival-time",
        name: "Time of arrival by the limiter's clock",
        lesson: "A limiter that believes the time in the request admits at once what has piled up, \
                 because it says that it was sent over a long time.",
        breaks: "windows-bound",
        field: |it| &mut it.arrival_time,
    },
    Safeguard {
        id: "atomic-increment",
        name: "Increment in one step",
        lesson: "Gateways that read the count, and write it back increased, overwrite each other's \
                 increments, and more passes than the limit.",
        breaks: "shared-limit",
        field: |it| &mut it.atomic,
    },
    Safeguard {
        id: "fail-closed",
        name: "Nothing passes without the store",
        lesson: "While the store is away everything passes, which may be just what brought it down.",
        breaks: "shared-limit",
        field: |it| &mut it.fail_closed,
    },
];

/// What can be asked of clients.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "burst 20",
        help: "Makes so many requests at the same moment.",
        roles: &[RateLimiter::CLIENT],
    },
    InputSpec { example: "request", help: "Makes one request now.", roles: &[RateLimiter::CLIENT] },
];
