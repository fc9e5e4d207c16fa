//! What the pattern declares about itself: its words, state diagrams, charts, parameters, safeguards
//! and inputs. Data only; what it does is in the other files.

use super::{CircuitBreaker, message};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, ParamSpec, Role, Room,
    Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// The caller's state: calls pass.
pub const CLOSED: u8 = 0;
/// The caller's state: calls fail without being made.
pub const OPEN: u8 = 1;
/// The caller's state: some calls probe.
pub const HALF_OPEN: u8 = 2;

/// The dependency's state: in good health.
pub const HEALTHY: u8 = 0;
/// The dependency's state: takes very long.
pub const SLOW: u8 = 1;
/// The dependency's state: answers with errors.
pub const FAILING: u8 = 2;

/// A user's state: waits for nothing.
pub const IDLE: u8 = 0;
/// A user's state: waits for an answer.
pub const ASKING: u8 = 1;

/// The metrics of the answers that users get: served, fallback, failed, turned away.
pub const ANSWERS: [u8; 4] = [0, 1, 2, 3];
/// The metric of requests that were not answered in time.
pub const LOST: u8 = 4;
/// The metric of threads that are busy.
pub const BUSY: u8 = 5;
/// The metric of requests that wait for a thread.
pub const WAITING: u8 = 6;
/// The metric of the circuit's state: 0 closed, 1 open, 2 half-open.
pub const STATE: u8 = 7;
/// The metric of calls that the circuit refused.
pub const REFUSED: u8 = 8;
/// The metric of calls that failed or were slow.
pub const FAILED: u8 = 9;

/// What opens the circuit, in scenarios.
pub const POLICIES: &[&str] = &["consecutive", "rate"];

/// The pattern's words and pictures.
pub const INFO: Info = Info {
    id: "circuit-breaker",
    name: "Circuit breaker",
    family: "Fault tolerance",
    summary: "A caller stops calling a dependency that fails, so that its threads stay free, and \
              probes now and then whether it is well again.",
    doc: pattern::doc!("doc.md"),
    trial: "\
pattern circuit-breaker users=4 every=80ms orders=60% patience=1s threads=8 queue=8 \
            timeout=500ms failures=3 slow_call=300ms reset=200ms workers=4 service=5..20ms \
            slow_service=2s",
    workload: "every=0ms",
    miniature: "\
pattern circuit-breaker users=2 every=0ms threads=1 queue=0 failures=1 probes=1 workers=1
at 1s input u0 order
at 1s input u1 order",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "caller",
            prefix: 'a',
            tier: 1,
            room: Room { columns: 5, rows: 2 },
            diagram: CALLER,
            ..Role::NODE
        },
        Role {
            name: "dependency",
            prefix: 'd',
            tier: 2,
            room: Room { columns: 4, rows: 2 },
            diagram: DEPENDENCY,
            ..Role::NODE
        },
        Role { name: "user", prefix: 'u', diagram: USER, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "reset timeout", ring: true },
        TimerKind { name: "call timeout", ring: false },
        TimerKind { name: "page made", ring: false },
        TimerKind { name: "service time", ring: false },
        TimerKind { name: "patience", ring: false },
        TimerKind { name: "next request", ring: false },
    ],
    metrics: &[
        Metric { name: "served", unit: "" },
        Metric { name: "fallbacks", unit: "" },
        Metric { name: "failed", unit: "" },
        Metric { name: "turned away", unit: "" },
        Metric { name: "not answered in time", unit: "" },
        Metric { name: "threads busy", unit: "" },
        Metric { name: "requests waiting", unit: "" },
        Metric { name: "state of the circuit", unit: "" },
        Metric { name: "calls refused", unit: "" },
        Metric { name: "calls failed or slow", unit: "" },
    ],
    charts: &[
        Chart {
            title: "Requests by result per 100 ms",
            help: "What users get, and whether the failure of the dependency reaches those who do not \
                   need it.",
            form: Form::Bars,
            bucket: Span::millis(100),
            series: &[
                Series { name: "served", tone: Tone::Good, source: Source::Count(ANSWERS[0]) },
                Series { name: "fallback", tone: Tone::Trying, source: Source::Count(ANSWERS[1]) },
                Series { name: "failed", tone: Tone::Bad, source: Source::Count(ANSWERS[2]) },
                Series { name: "turned away", tone: Tone::Bad, source: Source::Count(ANSWERS[3]) },
                Series { name: "no answer", tone: Tone::Quiet, source: Source::Count(LOST) },
            ],
        },
        Chart {
            title: "Threads of the caller",
            help: "Whether threads pile up behind the dependency, until there is none left.",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[
                Series { name: "busy", tone: Tone::Leading, source: Source::Level(BUSY) },
                Series { name: "waiting", tone: Tone::Trying, source: Source::Level(WAITING) },
            ],
        },
        Chart {
            title: "Calls at the breaker",
            help: "When the circuit opens, what it spares the dependency, and when it probes.",
            form: Form::Lanes,
            bucket: Span::millis(100),
            series: &[
                Series { name: "passed", tone: Tone::Good, source: Source::Sent(message::CALL) },
                Series { name: "failed", tone: Tone::Bad, source: Source::Count(FAILED) },
                Series { name: "refused", tone: Tone::Quiet, source: Source::Count(REFUSED) },
                Series { name: "probes", tone: Tone::Trying, source: Source::Sent(message::PROBE) },
            ],
        },
    ],
    arrangement: Arrangement::Tiers,
    links: &[
        (CircuitBreaker::USER, CircuitBreaker::CALLER),
        (CircuitBreaker::CALLER, CircuitBreaker::DEPENDENCY),
    ],
    ..Info::EMPTY
};

const CALLER: Diagram = Diagram {
    states: &[
        State { name: "Closed", tone: Tone::Good, place: (15, 30) },
        State { name: "Open", tone: Tone::Bad, place: (85, 30) },
        State { name: "HalfOpen", tone: Tone::Trying, place: (50, 80) },
    ],
    edges: &[
        Edge { from: CLOSED, to: OPEN, label: "failure threshold" },
        Edge { from: OPEN, to: HALF_OPEN, label: "reset timeout" },
        Edge { from: HALF_OPEN, to: CLOSED, label: "probes succeed" },
        Edge { from: HALF_OPEN, to: OPEN, label: "a probe fails" },
    ],
};

const DEPENDENCY: Diagram = Diagram {
    states: &[
        State { name: "Healthy", tone: Tone::Good, place: (15, 30) },
        State { name: "Slow", tone: Tone::Trying, place: (85, 30) },
        State { name: "Failing", tone: Tone::Bad, place: (50, 80) },
    ],
    edges: &[
        Edge { from: HEALTHY, to: SLOW, label: "slow" },
        Edge { from: SLOW, to: HEALTHY, label: "recover" },
        Edge { from: HEALTHY, to: FAILING, label: "fail" },
        Edge { from: FAILING, to: HEALTHY, label: "recover" },
        Edge { from: SLOW, to: FAILING, label: "fail" },
        Edge { from: FAILING, to: SLOW, label: "slow" },
    ],
};

const USER: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Asking", tone: Tone::Leading, place: (75, 50) },
    ],
    edges: &[
        Edge { from: IDLE, to: ASKING, label: "request" },
        Edge { from: ASKING, to: IDLE, label: "answer, or out of patience" },
    ],
};

/// The pattern's parameters.
pub const PARAMS: &[ParamSpec<CircuitBreaker>] = &[
    ParamSpec {
        key: "users",
        label: "Users",
        help: "How many users ask for something.",
        kind: ParamKind::Count(1, 1_000),
        field: |it| Slot::Count(&mut it.users),
    },
    ParamSpec {
        key: "every",
        label: "A request every",
        help: "How often each user asks for something; with 0ms, only when told to.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |it| Slot::Span(&mut it.every),
    },
    ParamSpec {
        key: "orders",
        label: "Orders",
        help: "How many of the requests take a call to the dependency.",
        kind: ParamKind::Share,
        field: |it| Slot::Share(&mut it.orders),
    },
    ParamSpec {
        key: "patience",
        label: "Patience",
        help: "How long a user waits for an answer.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |it| Slot::Span(&mut it.patience),
    },
    ParamSpec {
        key: "threads",
        label: "Threads",
        help: "How many requests the caller works on at a time.",
        kind: ParamKind::Count(1, 200),
        field: |it| Slot::Count(&mut it.threads),
    },
    ParamSpec {
        key: "queue",
        label: "Queue",
        help: "How many requests can wait for a thread; what comes then is turned away.",
        kind: ParamKind::Count(0, 1_000),
        field: |it| Slot::Count(&mut it.queue),
    },
    ParamSpec {
        key: "page",
        label: "A page takes",
        help: "How long a thread takes for a request that needs no dependency.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(10)),
        field: |it| Slot::Span(&mut it.page),
    },
    ParamSpec {
        key: "timeout",
        label: "Call timeout",
        help: "How long a thread waits for the dependency.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |it| Slot::Span(&mut it.timeout),
    },
    ParamSpec {
        key: "trip",
        label: "Opens by",
        help: "What opens the circuit: failures in a row, or the rate of failures or slow calls \
               over a window.",
        kind: ParamKind::Choice(POLICIES),
        field: |it| Slot::Choice(&mut it.trip),
    },
    ParamSpec {
        key: "failures",
        label: "Failure threshold",
        help: "How many failures in a row open the circuit.",
        kind: ParamKind::Count(1, 100),
        field: |it| Slot::Count(&mut it.failures),
    },
    ParamSpec {
        key: "window",
        label: "Window",
        help: "How many calls a rate is taken over; there have to be as many for a rate to count.",
        kind: ParamKind::Count(1, 100),
        field: |it| Slot::Count(&mut it.window),
    },
    ParamSpec {
        key: "rate",
        label: "Rate threshold",
        help: "The rate of failures, or of slow calls, that opens the circuit.",
        kind: ParamKind::Share,
        field: |it| Slot::Share(&mut it.rate),
    },
    ParamSpec {
        key: "slow_call",
        label: "Slow-call threshold",
        help: "How long a call takes that counts as slow.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |it| Slot::Span(&mut it.slow_call),
    },
    ParamSpec {
        key: "reset",
        label: "Reset timeout",
        help: "How long the circuit stays open before it lets probes pass.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(300)),
        field: |it| Slot::Span(&mut it.reset),
    },
    ParamSpec {
        key: "probes",
        label: "Probes",
        help: "How many calls a half-open circuit lets pass; if all of them succeed it closes.",
        kind: ParamKind::Count(1, 20),
        field: |it| Slot::Count(&mut it.probes),
    },
    ParamSpec {
        key: "fallback",
        label: "Fallback",
        help: "What users get where the dependency cannot serve them: an error, or the next best \
               thing.",
        kind: ParamKind::Choice(&["no", "yes"]),
        field: |it| Slot::Choice(&mut it.fallback),
    },
    ParamSpec {
        key: "workers",
        label: "Workers of the dependency",
        help: "How many calls the dependency works on at a time.",
        kind: ParamKind::Count(1, 64),
        field: |it| Slot::Count(&mut it.workers),
    },
    ParamSpec {
        key: "backlog",
        label: "Backlog of the dependency",
        help: "How many calls can wait there; what comes then is answered with an error.",
        kind: ParamKind::Count(0, 10_000),
        field: |it| Slot::Count(&mut it.backlog),
    },
    ParamSpec {
        key: "service",
        label: "Service time",
        help: "How long a call takes in good health; drawn from this range.",
        kind: ParamKind::Range(Span::millis(1), Span::secs(10)),
        field: |it| Slot::Range(&mut it.service),
    },
    ParamSpec {
        key: "slow_service",
        label: "Service time when slow",
        help: "How long a call takes while the dependency is slow.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(300)),
        field: |it| Slot::Span(&mut it.slow_service),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<CircuitBreaker>] = &[
    Safeguard {
        id: "breaker",
        name: "Heed the breaker",
        lesson: "Every order goes on to wait for a dependency that is known not to answer; threads \
                 pile up, and pages fail with the orders: a cascading failure.",
        breaks: "open-lets-nothing-pass",
        field: |it| &mut it.breaker,
    },
    Safeguard {
        id: "probe-limit",
        name: "Limit of probes",
        lesson: "A half-open circuit lets the whole load pass, onto a dependency that has hardly \
                 recovered.",
        breaks: "probes-limited",
        field: |it| &mut it.probe_limit,
    },
    Safeguard {
        id: "generations",
        name: "Generations",
        lesson: "A call from before the outage that fails late opens a circuit that was about to \
                 close; one that succeeds late closes it too early.",
        breaks: "generations-apart",
        field: |it| &mut it.generations,
    },
    Safeguard {
        id: "call-timeout",
        name: "Call timeout",
        lesson: "A call whose answer is lost never ends: its thread is gone, and the breaker never \
                 learns of the failure.",
        breaks: "calls-end",
        field: |it| &mut it.timeouts,
    },
];

/// What can be asked of users and of the dependency.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "order",
        help: "Asks for something that takes a call to the dependency.",
        roles: &[CircuitBreaker::USER],
    },
    InputSpec {
        example: "page",
        help: "Asks for something that the caller can do by itself.",
        roles: &[CircuitBreaker::USER],
    },
    InputSpec {
        example: "slow",
        help: "Lets every call take very long from now on, those under way included.",
        roles: &[CircuitBreaker::DEPENDENCY],
    },
    InputSpec {
        example: "fail",
        help: "Lets every call fail at once from now on.",
        roles: &[CircuitBreaker::DEPENDENCY],
    },
    InputSpec {
        example: "recover",
        help: "Lets calls take their usual time again.",
        roles: &[CircuitBreaker::DEPENDENCY],
    },
];
