//! What the pattern declares about itself. Data only; what it does is in the other files.

use super::{Heartbeat, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// The registry's state: its line has room.
pub const KEEPING_UP: u8 = 0;
/// The registry's state: its line is full, and it drops what comes.
pub const OVERLOADED: u8 = 1;

/// Who speaks first.
pub const MODES: &[&str] = &["push", "pull"];
/// The registry does.
pub const PULL: u8 = 1;

/// A metric: how many workers the registry takes for alive.
pub const ALIVE: u8 = 0;
/// A metric: how many messages wait in the registry's line.
pub const LINE: u8 = 1;
/// A metric: workers declared dead.
pub const DEATHS: u8 = 2;
/// A metric: messages dropped, because the line was full.
pub const DROPPED: u8 = 3;

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "heartbeat",
    name: "Heartbeats and health checks",
    family: "Leader election and coordination",
    summary: "A registry learns from heartbeats or probes which workers run, and waits for \
              several misses before it says that one does not.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern heartbeat workers=4 interval=200ms",
    miniature: "pattern heartbeat workers=1 service=0ms",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "registry",
            prefix: 'r',
            outline: Outline::Hexagon,
            tier: 1,
            room: Room { columns: 6, rows: 6 },
            diagram: REGISTRY,
            ..Role::NODE
        },
        Role { name: "worker", prefix: 'w', diagram: WORKER, ..Role::NODE },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "round", ring: true },
        TimerKind { name: "message served", ring: false },
        TimerKind { name: "heartbeat", ring: false },
    ],
    metrics: &[
        Metric { name: "taken for alive", unit: "" },
        Metric { name: "messages in line", unit: "" },
        Metric { name: "declared dead", unit: "" },
        Metric { name: "dropped", unit: "" },
    ],
    charts: &[
        Chart {
            title: "Workers taken for alive",
            help: "Does the registry know who runs? Dents are deaths, real ones or not.",
            form: Form::Lines,
            bucket: Span::millis(250),
            series: &[
                Series { name: "alive", tone: Tone::Good, source: Source::Level(ALIVE) },
                Series { name: "declared dead", tone: Tone::Bad, source: Source::Count(DEATHS) },
            ],
        },
        Chart {
            title: "Messages per 250 ms",
            help: "What does it cost? Pulling takes two messages where pushing takes one.",
            form: Form::Bars,
            bucket: Span::millis(250),
            series: &[
                Series { name: "heartbeats", tone: Tone::Quiet, source: Source::Delivered(0) },
                Series { name: "probes", tone: Tone::Trying, source: Source::Delivered(1) },
                Series { name: "answers", tone: Tone::Good, source: Source::Delivered(2) },
            ],
        },
        Chart {
            title: "Messages in line at the registry",
            help: "Can the registry keep up? When its line is full, it drops what comes.",
            form: Form::Lines,
            bucket: Span::millis(250),
            series: &[
                Series { name: "in line", tone: Tone::Trying, source: Source::Level(LINE) },
                Series { name: "dropped", tone: Tone::Bad, source: Source::Count(DROPPED) },
            ],
        },
    ],
    arrangement: Arrangement::Tiers,
    links: &[(Heartbeat::WORKER, Heartbeat::REGISTRY)],
    ..Info::EMPTY
};

const REGISTRY: Diagram = Diagram {
    states: &[
        State { name: "Keeping up", tone: Tone::Quiet, place: (20, 50) },
        State { name: "Overloaded", tone: Tone::Bad, place: (80, 50) },
    ],
    edges: &[
        Edge { from: KEEPING_UP, to: OVERLOADED, label: "line full" },
        Edge { from: OVERLOADED, to: KEEPING_UP, label: "room again" },
    ],
};

const WORKER: Diagram = Diagram {
    states: &[State { name: "Running", tone: Tone::Quiet, place: (50, 50) }],
    edges: &[],
};

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<Heartbeat>] = &[
    ParamSpec {
        key: "workers",
        label: "Workers",
        help: "How many workers the registry watches.",
        kind: ParamKind::Count(1, 10_000),
        field: |it| Slot::Count(&mut it.workers),
    },
    ParamSpec {
        key: "mode",
        label: "Mode",
        help: "Whether workers push heartbeats, or the registry pulls their health.",
        kind: ParamKind::Choice(MODES),
        field: |it| Slot::Choice(&mut it.mode),
    },
    ParamSpec {
        key: "interval",
        label: "Interval",
        help: "How often a worker is heard from, and how often the registry goes through its list.",
        kind: ParamKind::Span(Span::millis(10), Span::secs(60)),
        field: |it| Slot::Span(&mut it.interval),
    },
    ParamSpec {
        key: "misses",
        label: "Misses (k)",
        help: "How many misses in a row make a worker dead.",
        kind: ParamKind::Count(2, 20),
        field: |it| Slot::Count(&mut it.misses),
    },
    ParamSpec {
        key: "signs",
        label: "Signs of life (m)",
        help: "How many signs of life in a row make a dead worker alive again.",
        kind: ParamKind::Count(2, 20),
        field: |it| Slot::Count(&mut it.signs),
    },
    ParamSpec {
        key: "service",
        label: "Registry's time",
        help: "How long the registry takes for a message; what comes meanwhile waits in line.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(1)),
        field: |it| Slot::Span(&mut it.service),
    },
    ParamSpec {
        key: "line",
        label: "Line",
        help: "How many messages can wait at the registry; it drops what comes when they are more.",
        kind: ParamKind::Count(1, 20_000),
        field: |it| Slot::Count(&mut it.line),
    },
];

/// The pattern's safeguards.
pub const SAFEGUARDS: &[Safeguard<Heartbeat>] = &[Safeguard {
    id: "hysteresis",
    name: "Hysteresis",
    lesson: "Without it one late heartbeat throws a worker out, and the next one takes it back.",
    breaks: "no-rash-verdict",
    field: |it| &mut it.hysteresis,
}];

/// What workers can be asked.
pub const INPUTS: &[InputSpec] = &[InputSpec {
    example: "beat",
    help: "Lets the worker send a heartbeat at once.",
    roles: &[Heartbeat::WORKER],
}];
