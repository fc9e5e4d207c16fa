//! What two-phase commit declares about itself: its words, state diagrams, charts, parameters,
//! safeguards and inputs. Data only; what it does is in the other files.

use super::{TwoPhaseCommit, message, sets};
use kernel::time::Span;
use pattern::declare::{
    Arrangement, Chart, Diagram, Edge, Form, Info, InputSpec, Metric, Outline, ParamSpec, Role,
    Room, Safeguard, Series, Source, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// A coordinator's or a client's state: has nothing to do.
pub const IDLE: u8 = 0;
/// A coordinator's state: waits for votes.
pub const COLLECTING: u8 = 1;
/// A coordinator's state: waits for acknowledgements.
pub const COMMITTING: u8 = 2;

/// A participant's state: in doubt. [`IDLE`] is its other.
pub const PREPARED: u8 = 1;
/// A participant's state: in doubt, and nobody that it reaches knows.
pub const BLOCKED: u8 = 2;

/// A client's state: waits for an outcome.
pub const WAITING: u8 = 1;

/// A metric: rows locked.
pub const LOCKED: u8 = 0;
/// A metric: transactions that wait for rows.
pub const WAITING_FOR_LOCKS: u8 = 1;
/// A metric: how long rows were locked.
pub const HELD: u8 = 2;
/// A metric: transactions committed.
pub const COMMITTED: u8 = 3;
/// A metric: transactions aborted.
pub const ABORTED: u8 = 4;

/// The words and pictures of two-phase commit.
pub const INFO: Info = Info {
    id: "two-phase-commit",
    name: "Two-phase commit",
    family: "Distributed transactions",
    summary: "A transaction in several places happens in all of them or in none; if its \
              coordinator fails at the wrong moment, everybody waits.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern two-phase-commit no_votes=10% request_every=150ms",
    workload: "request_every=0ms",
    miniature: "\
pattern two-phase-commit participants=2 coordinators=1 clients=1 rows=1 request_every=0ms
at 1s input c0 begin a b",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role {
            name: "coordinator",
            prefix: 'k',
            tier: 1,
            room: Room::row(5),
            diagram: COORDINATOR,
            ..Role::NODE
        },
        Role {
            name: "participant",
            prefix: 'p',
            outline: Outline::Hexagon,
            tier: 2,
            room: Room { columns: 5, rows: 4 },
            diagram: PARTICIPANT,
            ..Role::NODE
        },
        Role { diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "vote timeout", ring: true },
        TimerKind { name: "decision timeout", ring: true },
        TimerKind { name: "lock timeout", ring: false },
        TimerKind { name: "acknowledgement timeout", ring: false },
        TimerKind { name: "request timeout", ring: false },
        TimerKind { name: "next transaction", ring: false },
    ],
    metrics: &[
        Metric { name: "rows locked", unit: "" },
        Metric { name: "transactions waiting for locks", unit: "" },
        Metric { name: "lock-hold time", unit: "ms" },
        Metric { name: "committed", unit: "" },
        Metric { name: "aborted", unit: "" },
    ],
    charts: CHARTS,
    arrangement: Arrangement::Tiers,
    links: &[
        (TwoPhaseCommit::CLIENT, TwoPhaseCommit::COORDINATOR),
        (TwoPhaseCommit::COORDINATOR, TwoPhaseCommit::PARTICIPANT),
        (TwoPhaseCommit::PARTICIPANT, TwoPhaseCommit::PARTICIPANT),
    ],
    ..Info::EMPTY
};

const CHARTS: &[Chart] = &[
    Chart {
        title: "Rows locked, and transactions that wait for them",
        help: "Who is held up: while participants are blocked, rows stay locked and others queue.",
        form: Form::Lines,
        bucket: Span::millis(100),
        series: &[
            Series { name: "rows locked", tone: Tone::Trying, source: Source::Level(LOCKED) },
            Series { name: "waiting", tone: Tone::Bad, source: Source::Level(WAITING_FOR_LOCKS) },
        ],
    },
    Chart {
        title: "Lock-hold time in ms, when locks are released",
        help: "How long a row was locked: two message delays when all goes well, as long as the \
               coordinator is away when not.",
        form: Form::Lines,
        bucket: Span::millis(250),
        series: &[
            Series { name: "median", tone: Tone::Quiet, source: Source::Quantile(HELD, 500) },
            Series { name: "longest", tone: Tone::Bad, source: Source::Quantile(HELD, 1000) },
        ],
    },
    Chart {
        title: "Transactions decided per 250 ms",
        help: "What gets through, and what is given up because rows or votes did not come in time.",
        form: Form::Bars,
        bucket: Span::millis(250),
        series: &[
            Series { name: "committed", tone: Tone::Good, source: Source::Count(COMMITTED) },
            Series { name: "aborted", tone: Tone::Bad, source: Source::Count(ABORTED) },
        ],
    },
];

const COORDINATOR: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 60) },
        State { name: "Collecting", tone: Tone::Trying, place: (50, 25) },
        State { name: "Committing", tone: Tone::Leading, place: (85, 60) },
    ],
    edges: &[
        Edge { from: IDLE, to: COLLECTING, label: "begin" },
        Edge { from: COLLECTING, to: COMMITTING, label: "all vote Yes" },
        Edge { from: COLLECTING, to: IDLE, label: "a No, or votes missing" },
        Edge { from: COMMITTING, to: IDLE, label: "all acknowledged" },
        Edge { from: COMMITTING, to: COLLECTING, label: "begin another" },
    ],
};

const PARTICIPANT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (15, 60) },
        State { name: "Prepared", tone: Tone::Trying, place: (50, 25) },
        State { name: "Blocked", tone: Tone::Bad, place: (85, 60) },
    ],
    edges: &[
        Edge { from: IDLE, to: PREPARED, label: "votes Yes" },
        Edge { from: PREPARED, to: IDLE, label: "decision" },
        Edge { from: PREPARED, to: BLOCKED, label: "nobody knows" },
        Edge { from: BLOCKED, to: IDLE, label: "decision" },
        Edge { from: BLOCKED, to: PREPARED, label: "coordinator is back" },
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

const TIMEOUT: ParamKind = ParamKind::Span(Span::millis(5), Span::secs(60));

/// The parameters of two-phase commit.
pub const PARAMS: &[ParamSpec<TwoPhaseCommit>] = &[
    ParamSpec {
        key: "participants",
        label: "Participants",
        help: "How many participants hold rows; a transaction writes to one row of each.",
        kind: ParamKind::Count(2, sets::MAX_PARTICIPANTS),
        field: |p| Slot::Count(&mut p.participants),
    },
    ParamSpec {
        key: "coordinators",
        label: "Coordinators",
        help: "How many coordinators there are; each client has one of them.",
        kind: ParamKind::Count(1, 3),
        field: |p| Slot::Count(&mut p.coordinators),
    },
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients begin transactions, each one at a time.",
        kind: ParamKind::Count(1, 6),
        field: |p| Slot::Count(&mut p.clients),
    },
    ParamSpec {
        key: "rows",
        label: "Rows",
        help: "How many rows each participant holds; with fewer, transactions meet more often.",
        kind: ParamKind::Count(1, sets::MAX_ROWS),
        field: |p| Slot::Count(&mut p.rows),
    },
    ParamSpec {
        key: "vote_timeout",
        label: "Vote timeout",
        help: "How long a coordinator waits for votes before it aborts.",
        kind: TIMEOUT,
        field: |p| Slot::Span(&mut p.vote_timeout),
    },
    ParamSpec {
        key: "lock_timeout",
        label: "Lock timeout",
        help: "How long a transaction waits for a row before its participant votes No.",
        kind: TIMEOUT,
        field: |p| Slot::Span(&mut p.lock_timeout),
    },
    ParamSpec {
        key: "decision_timeout",
        label: "Decision timeout",
        help: "How long a participant is in doubt before it asks, and a coordinator lacks \
               acknowledgements before it repeats a commit.",
        kind: TIMEOUT,
        field: |p| Slot::Span(&mut p.decision_timeout),
    },
    ParamSpec {
        key: "request_every",
        label: "A transaction every",
        help: "How often each client begins a transaction of its own; with 0ms, only those that \
               it is given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |p| Slot::Span(&mut p.request_every),
    },
    ParamSpec {
        key: "no_votes",
        label: "No votes",
        help: "How likely a participant is to vote No for a reason of its own.",
        kind: ParamKind::Share,
        field: |p| Slot::Share(&mut p.no_votes),
    },
];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<TwoPhaseCommit>] = &[
    Safeguard {
        id: "force-vote",
        name: "Prepared record forced before the vote",
        lesson: "A participant that crashes after its Yes has forgotten it, and cannot commit what \
                 the others commit.",
        breaks: "ac1-agreement",
        field: |p| &mut p.force_vote,
    },
    Safeguard {
        id: "force-decision",
        name: "Commit record forced before the decision is sent",
        lesson: "A coordinator that crashes after the first commit is sent knows nothing of it, \
                 and tells the others that it was aborted.",
        breaks: "ac1-agreement",
        field: |p| &mut p.force_decision,
    },
    Safeguard {
        id: "force-ack",
        name: "Commit record forced before the acknowledgement",
        lesson: "A participant that crashes after its acknowledgement is in doubt again, asks, and \
                 is told that it was aborted by a coordinator that was allowed to forget.",
        breaks: "ac4-stability",
        field: |p| &mut p.force_ack,
    },
    Safeguard {
        id: "unanimity",
        name: "All have to vote Yes",
        lesson: "A majority is enough for consensus, where all do the same; here one that cannot \
                 commit is overruled.",
        breaks: "ac2-commit-validity",
        field: |p| &mut p.unanimity,
    },
    Safeguard {
        id: "patience",
        name: "No decision alone after a Yes",
        lesson: "A participant that aborts when it has waited long enough, a heuristic decision, \
                 does so while the others commit.",
        breaks: "ac3-abort-validity",
        field: |p| &mut p.patience,
    },
    Safeguard {
        id: "inquiry",
        name: "Who is in doubt asks",
        lesson: "Aborts are told once. A participant that misses one and does not ask keeps its \
                 rows locked for ever.",
        breaks: "decided",
        field: |p| &mut p.inquiry,
    },
];

/// What can be asked of clients and participants.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "begin a b",
        help: "Begins a transaction that writes these rows; a, b, c are the first rows of p0, p1, \
               p2.",
        roles: &[TwoPhaseCommit::CLIENT],
    },
    InputSpec {
        example: "refuse",
        help: "Lets the participant vote No the next time it is asked.",
        roles: &[TwoPhaseCommit::PARTICIPANT],
    },
];
