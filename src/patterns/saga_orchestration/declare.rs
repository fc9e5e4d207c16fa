//! What a saga declares about itself: its words, state diagrams, charts, parameters, safeguards and
//! inputs. Data only; what it does is in the other files.

use super::{SagaOrchestration, message, model};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// Anybody's state: has nothing to do.
pub const IDLE: u8 = 0;
/// The orchestrator's state: all its sagas go forward.
pub const EXECUTING: u8 = 1;
/// The orchestrator's state: it compensates a saga.
pub const COMPENSATING: u8 = 2;
/// A service's state: works on steps.
pub const WORKING: u8 = 1;
/// A service's state: works on a compensation.
pub const UNDOING: u8 = 2;
/// A client's state: waits for the end of its saga.
pub const WAITING: u8 = 1;

/// A metric: sagas half done.
pub const HALF_DONE: u8 = 0;
/// A metric: how long a saga was half done.
pub const WINDOW: u8 = 1;
/// A metric: sagas completed.
pub const COMPLETED: u8 = 2;
/// A metric: sagas compensated.
pub const COMPENSATED: u8 = 3;
/// A metric: answers that did not come in time.
pub const RETRIES: u8 = 4;

/// What the orchestrator does after a crash with a saga that went forward: it goes on, or, the
/// second, turns back.
pub const RECOVERIES: &[&str] = &["forward", "backward"];
/// The second of [`RECOVERIES`].
pub const BACKWARD: u8 = 1;

/// The sets that clients' sagas are added to in the history, one for each model.
pub const KEYS: [u8; 2] = [b't', b'o'];

/// The words and pictures of a saga.
pub const INFO: Info = Info {
    id: "saga-orchestration",
    name: "Saga, orchestrated",
    family: "Distributed transactions",
    summary: "A long transaction as a row of short ones, each with a compensation that undoes it \
              should a later one fail.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern saga-orchestration refusals=15% request_every=150ms",
    workload: "request_every=0ms",
    miniature: "\
pattern saga-orchestration clients=1 retries=0 request_every=0ms
at 1s input c0 begin",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "orchestrator",
            prefix: 'o',
            tier: 1,
            room: Room { columns: 8, rows: 6 },
            diagram: ORCHESTRATOR,
            ..Role::NODE
        },
        Role {
            name: "service",
            prefix: 's',
            outline: Outline::Hexagon,
            tier: 2,
            room: Room { columns: 5, rows: 3 },
            diagram: SERVICE,
            ..Role::NODE
        },
        Role { diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "step timeout", ring: true },
        TimerKind { name: "work", ring: true },
        TimerKind { name: "request timeout", ring: false },
        TimerKind { name: "next saga", ring: false },
    ],
    metrics: &[
        Metric { name: "sagas half done", unit: "" },
        Metric { name: "half done for", unit: "ms" },
        Metric { name: "completed", unit: "" },
        Metric { name: "compensated", unit: "" },
        Metric { name: "answers too late", unit: "" },
    ],
    charts: CHARTS,
    arrangement: Arrangement::Tiers,
    links: &[
        (SagaOrchestration::CLIENT, SagaOrchestration::ORCHESTRATOR),
        (SagaOrchestration::ORCHESTRATOR, SagaOrchestration::SERVICE),
    ],
    ..Info::EMPTY
};

const CHARTS: &[Chart] = &[
    Chart {
        title: "Sagas half done",
        help: "How many sagas can be seen in part right now: money gone and no order.",
        form: Form::Lines,
        bucket: Span::millis(50),
        series: &[Series {
            name: "half done",
            tone: Tone::Trying,
            source: Source::Level(HALF_DONE),
        }],
    },
    Chart {
        title: "How long sagas were half done, in ms, when they end",
        help: "The window in which others see a part of a saga: it grows with every retry, and \
               with every step that is compensated.",
        form: Form::Lines,
        bucket: Span::millis(250),
        series: &[
            Series { name: "median", tone: Tone::Quiet, source: Source::Quantile(WINDOW, 500) },
            Series { name: "longest", tone: Tone::Bad, source: Source::Quantile(WINDOW, 1000) },
        ],
    },
    Chart {
        title: "Sagas ended, and answers too late, per 250 ms",
        help: "What gets through, what is taken back, and how often somebody had to be asked again.",
        form: Form::Bars,
        bucket: Span::millis(250),
        series: &[
            Series { name: "completed", tone: Tone::Good, source: Source::Count(COMPLETED) },
            Series { name: "compensated", tone: Tone::Bad, source: Source::Count(COMPENSATED) },
            Series { name: "too late", tone: Tone::Quiet, source: Source::Count(RETRIES) },
        ],
    },
];

const ORCHESTRATOR: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 60) },
        State { name: "Executing", tone: Tone::Leading, place: (50, 25) },
        State { name: "Compensating", tone: Tone::Bad, place: (85, 60) },
    ],
    edges: &[
        Edge { from: IDLE, to: EXECUTING, label: "begin" },
        Edge { from: EXECUTING, to: IDLE, label: "completed" },
        Edge { from: EXECUTING, to: COMPENSATING, label: "a step fails" },
        Edge { from: COMPENSATING, to: EXECUTING, label: "others go on" },
        Edge { from: COMPENSATING, to: IDLE, label: "all compensated" },
    ],
};

const SERVICE: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 60) },
        State { name: "Working", tone: Tone::Trying, place: (50, 25) },
        State { name: "Undoing", tone: Tone::Bad, place: (85, 60) },
    ],
    edges: &[
        Edge { from: IDLE, to: WORKING, label: "execute" },
        Edge { from: WORKING, to: IDLE, label: "done or refused" },
        Edge { from: IDLE, to: UNDOING, label: "compensate" },
        Edge { from: UNDOING, to: IDLE, label: "undone" },
        Edge { from: WORKING, to: UNDOING, label: "compensate" },
        Edge { from: UNDOING, to: WORKING, label: "others go on" },
    ],
};

const CLIENT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Waiting", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: IDLE, to: WAITING, label: "begin" },
        Edge { from: WAITING, to: IDLE, label: "outcome" },
    ],
};

/// The parameters of a saga.
pub const PARAMS: &[ParamSpec<SagaOrchestration>] = &[
    ParamSpec {
        key: "model",
        label: "Model",
        help: "What the sagas are about: a trip of three bookings, or an order of four steps.",
        kind: ParamKind::Choice(model::NAMES),
        field: |p| Slot::Choice(&mut p.model),
    },
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients ask for sagas, each for one at a time.",
        kind: ParamKind::Count(1, 6),
        field: |p| Slot::Count(&mut p.clients),
    },
    ParamSpec {
        key: "failing_step",
        label: "Failing step",
        help: "The step that is always refused, counted from 1; with 0, none.",
        kind: ParamKind::Count(0, 4),
        field: |p| Slot::Count(&mut p.failing_step),
    },
    ParamSpec {
        key: "refusals",
        label: "Refusals",
        help: "How likely a service is to refuse a step.",
        kind: ParamKind::Share,
        field: |p| Slot::Share(&mut p.refusals),
    },
    ParamSpec {
        key: "retries",
        label: "Retries",
        help: "How often a step is asked for again before it counts as failed; compensations are \
               asked for until they succeed.",
        kind: ParamKind::Count(0, 20),
        field: |p| Slot::Count(&mut p.retries),
    },
    ParamSpec {
        key: "step_timeout",
        label: "Step timeout",
        help: "How long the orchestrator waits for an answer before it asks again.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |p| Slot::Span(&mut p.step_timeout),
    },
    ParamSpec {
        key: "service_time",
        label: "Service time",
        help: "How long a service takes for a step or a compensation; drawn anew from this range.",
        kind: ParamKind::Range(Span::ZERO, Span::secs(60)),
        field: |p| Slot::Range(&mut p.service_time),
    },
    ParamSpec {
        key: "recovery",
        label: "Recovery",
        help: "What the orchestrator does after a crash with a saga that went forward: it goes on, \
               or it compensates.",
        kind: ParamKind::Choice(RECOVERIES),
        field: |p| Slot::Choice(&mut p.recovery),
    },
    ParamSpec {
        key: "request_every",
        label: "A saga every",
        help: "How often each client asks for a saga of its own; with 0ms, only for those that it \
               is given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |p| Slot::Span(&mut p.request_every),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<SagaOrchestration>] = &[
    Safeguard {
        id: "durable-log",
        name: "Saga log on disk",
        lesson: "An orchestrator that crashes forgets its sagas, and leaves them half done for \
                 ever.",
        breaks: "ends",
        field: |p| &mut p.durable_log,
    },
    Safeguard {
        id: "idempotence",
        name: "Steps and compensations are idempotent",
        lesson: "An answer is lost, the step is asked for again, and the customer pays twice.",
        breaks: "exactly-once",
        field: |p| &mut p.idempotence,
    },
    Safeguard {
        id: "reverse-order",
        name: "Compensations in reverse order",
        lesson: "The first step is undone while later ones that build on it still stand.",
        breaks: "reverse-order",
        field: |p| &mut p.reverse_order,
    },
    Safeguard {
        id: "late-check",
        name: "Steps are refused once compensated",
        lesson: "A request that was given up arrives after its compensation, and nobody undoes it \
                 any more.",
        breaks: "no-late-step",
        field: |p| &mut p.late_check,
    },
];

/// What can be asked of clients and services.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "begin",
        help: "Asks for a saga of its own.",
        roles: &[SagaOrchestration::CLIENT],
    },
    InputSpec {
        example: "look",
        help: "Looks at every service for what its latest saga has done so far.",
        roles: &[SagaOrchestration::CLIENT],
    },
    InputSpec {
        example: "refuse",
        help: "Lets the service refuse the next step.",
        roles: &[SagaOrchestration::SERVICE],
    },
    InputSpec {
        example: "stumble",
        help: "Lets the service fail at its next compensation, which is then asked for again.",
        roles: &[SagaOrchestration::SERVICE],
    },
];
