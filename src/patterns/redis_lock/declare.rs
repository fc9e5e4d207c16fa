//! What the pattern declares about itself. Data only; what it does is in the other files.

use super::{RedisLock, message};
use crate::sim::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use crate::sim::fault::Fault;
use crate::sim::time::Span;
use crate::sim::value::{ParamKind, Slot};

/// A metric: 1 while the worker believes to hold the lock.
pub const INSIDE: u8 = 0;
/// A metric: how many increments the worker was told were taken.
pub const DONE: u8 = 1;
/// A metric: the storage's counter.
pub const COUNTER: u8 = 2;

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "redis-lock",
    name: "Redis lock with fencing",
    family: "Leader election and coordination",
    summary: "A lock that expires by itself keeps workers apart most of the time, and fencing \
              tokens keep the data right the rest of it.",
    doc: crate::doc!("doc.md"),
    trial: "pattern redis-lock ttl=700ms work=200ms rest=20..200ms retry=50ms",
    workload: "rest=600s",
    miniature: "pattern redis-lock workers=2",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "lock server",
            prefix: 'r',
            outline: Outline::Hexagon,
            tier: 1,
            room: Room { columns: 4, rows: 2 },
            diagram: REDIS,
            ..Role::NODE
        },
        Role {
            name: "storage",
            prefix: 's',
            outline: Outline::Hexagon,
            tier: 1,
            room: Room { columns: 4, rows: 4 },
            diagram: STORAGE,
            ..Role::NODE
        },
        Role { name: "worker", prefix: 'w', diagram: WORKER, ..Role::NODE },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "time to live", ring: true },
        TimerKind { name: "rest", ring: false },
        TimerKind { name: "request timeout", ring: false },
        TimerKind { name: "work", ring: true },
    ],
    metrics: &[
        Metric { name: "holds the lock", unit: "" },
        Metric { name: "increments done", unit: "" },
        Metric { name: "counter", unit: "" },
    ],
    charts: &[
        Chart {
            title: "Workers that believe to hold the lock",
            help: "Does the lock keep them apart? More than one is what fencing is for.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[Series {
                name: "workers",
                tone: Tone::Trying,
                source: Source::Level(INSIDE),
            }],
        },
        Chart {
            title: "Increments done, and the counter",
            help: "Was an update lost? Then the counter falls behind what workers were told.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[
                Series { name: "done", tone: Tone::Good, source: Source::Level(DONE) },
                Series { name: "counter", tone: Tone::Leading, source: Source::Level(COUNTER) },
            ],
        },
    ],
    arrangement: Arrangement::Tiers,
    links: &[(RedisLock::WORKER, RedisLock::REDIS), (RedisLock::WORKER, RedisLock::STORAGE)],
    ..Info::EMPTY
};

const REDIS: Diagram = Diagram {
    states: &[
        State { name: "Free", tone: Tone::Quiet, place: (20, 50) },
        State { name: "Held", tone: Tone::Leading, place: (80, 50) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "SET NX" },
        Edge { from: 1, to: 0, label: "deleted or expired" },
    ],
};

const STORAGE: Diagram =
    Diagram { states: &[State { name: "Up", tone: Tone::Quiet, place: (50, 50) }], edges: &[] };

const WORKER: Diagram = Diagram {
    states: &[
        State { name: "Resting", tone: Tone::Quiet, place: (10, 50) },
        State { name: "Acquiring", tone: Tone::Trying, place: (32, 12) },
        State { name: "Reading", tone: Tone::Leading, place: (68, 12) },
        State { name: "Working", tone: Tone::Leading, place: (90, 50) },
        State { name: "Writing", tone: Tone::Leading, place: (68, 88) },
        State { name: "Releasing", tone: Tone::Quiet, place: (32, 88) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "wants" },
        Edge { from: 1, to: 0, label: "nil" },
        Edge { from: 1, to: 2, label: "OK" },
        Edge { from: 2, to: 3, label: "value" },
        Edge { from: 2, to: 5, label: "stale" },
        Edge { from: 3, to: 4, label: "done" },
        Edge { from: 4, to: 5, label: "taken or stale" },
        Edge { from: 5, to: 0, label: "answer" },
    ],
};

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<RedisLock>] = &[
    ParamSpec {
        key: "workers",
        label: "Workers",
        help: "How many workers want the lock.",
        kind: ParamKind::Count(1, 8),
        field: |lock| Slot::Count(&mut lock.workers),
    },
    ParamSpec {
        key: "ttl",
        label: "Time to live",
        help: "How long the server keeps a lock that nobody gives back.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(120)),
        field: |lock| Slot::Span(&mut lock.ttl),
    },
    ParamSpec {
        key: "work",
        label: "Work",
        help: "How long a worker works between its read and its write.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |lock| Slot::Span(&mut lock.work),
    },
    ParamSpec {
        key: "rest",
        label: "Rest",
        help: "How long a worker rests before it wants the lock again.",
        kind: ParamKind::Range(Span::millis(1), Span::secs(600)),
        field: |lock| Slot::Range(&mut lock.rest),
    },
    ParamSpec {
        key: "retry",
        label: "Retry",
        help: "How long a worker waits before it asks again for a lock that another holds.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |lock| Slot::Span(&mut lock.retry),
    },
    ParamSpec {
        key: "request_timeout",
        label: "Request timeout",
        help: "How long a worker waits for an answer before it asks again.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |lock| Slot::Span(&mut lock.request_timeout),
    },
];

/// The pattern's safeguards.
pub const SAFEGUARDS: &[Safeguard<RedisLock>] = &[
    Safeguard {
        id: "fencing",
        name: "Fencing tokens",
        lesson: "Without the storage's check a worker whose lock has expired overwrites what the \
                 next one has written.",
        breaks: "no-lost-update",
        field: |lock| &mut lock.fencing,
    },
    Safeguard {
        id: "expiry",
        name: "Time to live",
        lesson: "Without it the lock of a worker that has failed is held for ever.",
        breaks: "lock-freed",
        field: |lock| &mut lock.expires,
    },
    Safeguard {
        id: "owner-check",
        name: "Owner check",
        lesson: "Without comparing the token, a worker that is late deletes somebody else's lock.",
        breaks: "own-release",
        field: |lock| &mut lock.owner_check,
    },
];

/// What workers can be asked.
pub const INPUTS: &[InputSpec] = &[InputSpec {
    example: "increment",
    help: "Lets a worker that rests take the lock and increment the counter now.",
    roles: &[RedisLock::WORKER],
}];
