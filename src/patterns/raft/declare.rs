//! What Raft declares about itself: its words, state diagrams, parameters, safeguards and inputs.
//! Data only; what it does is in the other files.

use super::{Raft, message};
use kernel::time::Span;
use pattern::declare::{
    Diagram, Edge, Info, InputSpec, ParamSpec, Role, Room, Safeguard, State, TimerKind, Tone,
};
use pattern::fault::Fault;
use pattern::value::{ParamKind, Slot};

/// A server's state: answers leaders and candidates.
pub const FOLLOWER: u8 = 0;
/// A server's state: collects votes.
pub const CANDIDATE: u8 = 1;
/// A server's state: replicates its log.
pub const LEADER: u8 = 2;
/// A server's state: asks whether it could win an election.
pub const PRE_CANDIDATE: u8 = 3;

/// A client's state: has nothing to wait for.
pub const IDLE: u8 = 0;
/// A client's state: waits for an answer.
pub const WAITING: u8 = 1;

/// Raft's words and pictures.
pub const INFO: Info = Info {
    id: "raft",
    name: "Raft",
    family: "Consensus",
    summary: "A majority of servers agree on one log, with one leader a term, and lose nothing \
              that was committed.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern raft clients=2 request_every=100ms",
    trials: &[
        ("pre-vote", "pattern raft clients=2 request_every=100ms pre_vote=on"),
        (
            "joint-consensus",
            "\
pattern raft clients=0 voters=3
at 50ms input n2 timeout
at 190ms cut n2>n0 n2>n1
at 200ms input n2 reconfigure n0 n1 n2 n3 n4
at 250ms crash n2
at 400ms restart n2
at 2s heal",
        ),
        // Whoever writes on the side that was left behind waits for ever, and reads no more.
        (
            "drift-margin",
            "\
pattern raft nodes=3 election_timeout=2..60s request_every=0ms reads=lease
at 50ms input n0 timeout
at 100ms clock n0 drift=-200000ppm
at 300ms input c0 put x=1
at 1s partition n0 c0 | n1 n2
at 3.05s input n1 timeout
at 3.2s input n1 put x=2
at 3.3s input c0 get x",
        ),
    ],
    workload: "request_every=0ms",
    miniature: "\
pattern raft nodes=3 clients=0
at 1s input n0 put x=1
at 1s input n1 put x=2
at 1s input n1 put x=3",
    tolerates: Fault::SPARING_DISKS,
    roles: &[
        Role { name: "server", prefix: 'n', room: Room::row(8), diagram: SERVER, ..Role::NODE },
        Role { diagram: CLIENT, ..Role::CLIENT },
    ],
    messages: message::KINDS,
    timers: &[
        TimerKind { name: "election timeout", ring: true },
        TimerKind { name: "heartbeat", ring: false },
        TimerKind { name: "request timeout", ring: false },
        TimerKind { name: "next command", ring: false },
        TimerKind { name: "minimum election timeout", ring: false },
        TimerKind { name: "check of the quorum", ring: false },
        TimerKind { name: "transfer", ring: false },
    ],
    ..Info::EMPTY
};

const SERVER: Diagram = Diagram {
    states: &[
        State { name: "Follower", tone: Tone::Quiet, place: (12, 50) },
        State { name: "Candidate", tone: Tone::Trying, place: (56, 20) },
        State { name: "Leader", tone: Tone::Leading, place: (88, 60) },
        State { name: "PreCandidate", tone: Tone::Trying, place: (50, 84) },
    ],
    edges: &[
        Edge { from: FOLLOWER, to: CANDIDATE, label: "timeout" },
        Edge { from: CANDIDATE, to: LEADER, label: "majority" },
        Edge { from: CANDIDATE, to: FOLLOWER, label: "leader or higher term" },
        Edge { from: LEADER, to: FOLLOWER, label: "higher term seen" },
        Edge { from: FOLLOWER, to: PRE_CANDIDATE, label: "timeout" },
        Edge { from: PRE_CANDIDATE, to: CANDIDATE, label: "could win" },
        Edge { from: PRE_CANDIDATE, to: FOLLOWER, label: "leader" },
        Edge { from: CANDIDATE, to: PRE_CANDIDATE, label: "timeout" },
        Edge { from: FOLLOWER, to: LEADER, label: "only member" },
    ],
};

const CLIENT: Diagram = Diagram {
    states: &[
        State { name: "Idle", tone: Tone::Quiet, place: (25, 50) },
        State { name: "Waiting", tone: Tone::Trying, place: (75, 50) },
    ],
    edges: &[
        Edge { from: IDLE, to: WAITING, label: "command" },
        Edge { from: WAITING, to: IDLE, label: "answer" },
    ],
};

/// Raft's parameters.
pub const PARAMS: &[ParamSpec<Raft>] = &[
    ParamSpec {
        key: "nodes",
        label: "Servers",
        help: "How many servers share the log; a majority of them has to be up.",
        kind: ParamKind::Count(3, super::MAX_SERVERS as u64),
        field: |raft| Slot::Count(&mut raft.nodes),
    },
    ParamSpec {
        key: "clients",
        label: "Clients",
        help: "How many clients send commands.",
        kind: ParamKind::Count(0, 4),
        field: |raft| Slot::Count(&mut raft.clients),
    },
    ParamSpec {
        key: "election_timeout",
        label: "Election timeout",
        help: "How long a server waits for a leader before it stands for election; drawn anew \
               from this range each time.",
        kind: ParamKind::Range(Span::millis(5), Span::secs(60)),
        field: |raft| Slot::Range(&mut raft.election_timeout),
    },
    ParamSpec {
        key: "heartbeat",
        label: "Heartbeat",
        help: "How often the leader speaks to its followers, and sends again what they lack.",
        kind: ParamKind::Span(Span::millis(1), Span::secs(60)),
        field: |raft| Slot::Span(&mut raft.heartbeat),
    },
    ParamSpec {
        key: "request_every",
        label: "A command every",
        help: "How often each client issues a command of its own; with 0ms, only those that it \
               is given.",
        kind: ParamKind::Span(Span::ZERO, Span::secs(60)),
        field: |raft| Slot::Span(&mut raft.request_every),
    },
    ParamSpec {
        key: "request_timeout",
        label: "Request timeout",
        help: "How long a client waits for an answer before it asks another server.",
        kind: ParamKind::Span(Span::millis(5), Span::secs(60)),
        field: |raft| Slot::Span(&mut raft.request_timeout),
    },
    ParamSpec {
        key: "pre_vote",
        label: "Pre-vote",
        help: "Whether a server that hears no leader asks whether it could win before it stands \
               for election: one that was cut off then comes back without a higher term.",
        kind: ParamKind::Choice(OFF_ON),
        field: |raft| Slot::Choice(&mut raft.pre_vote),
    },
    ParamSpec {
        key: "check_quorum",
        label: "Check of the quorum",
        help: "Whether a leader steps down that has not heard from a majority for an election \
               timeout, and servers that hear a leader disregard candidates.",
        kind: ParamKind::Choice(OFF_ON),
        field: |raft| Slot::Choice(&mut raft.check_quorum),
    },
    ParamSpec {
        key: "snapshot_every",
        label: "A snapshot every",
        help: "After how many entries a server takes a snapshot of its state and drops them; with \
               0, never.",
        kind: ParamKind::Count(0, 1_000),
        field: |raft| Slot::Count(&mut raft.snapshot_every),
    },
    ParamSpec {
        key: "dynatune",
        label: "Tuned timeouts",
        help: "Whether followers tune their election timeouts to the round trips and the losses \
               that they measure (Dynatune).",
        kind: ParamKind::Choice(OFF_ON),
        field: |raft| Slot::Choice(&mut raft.dynatune),
    },
    ParamSpec {
        key: "cabinet",
        label: "Weighted quorums",
        help: "With how many failures commitment has to go on, if servers that answer fast weigh more \
               (Cabinet): at most a minority. With 0, majorities decide.",
        kind: ParamKind::Count(0, 4),
        field: |raft| Slot::Count(&mut raft.cabinet),
    },
    ParamSpec {
        key: "voters",
        label: "Members at the start",
        help: "How many of the servers are members at the start; the others wait to be made \
               members. With 0, all are.",
        kind: ParamKind::Count(0, super::MAX_SERVERS as u64),
        field: |raft| Slot::Count(&mut raft.voters),
    },
    ParamSpec {
        key: "reads",
        label: "Reads",
        help: "How reads are answered: through the log, by the leader after it has asked a majority \
               whether it still leads, or by the leader while a majority has promised to elect \
               nobody else.",
        kind: ParamKind::Choice(&["log", "read-index", "lease"]),
        field: |raft| Slot::Choice(&mut raft.reads),
    },
    ParamSpec {
        key: "max_drift",
        label: "Drift of clocks",
        help: "By how much clocks may go too fast or too slowly where reads rest on leases. One \
               that drifts by more, or is set back, makes them stale.",
        kind: ParamKind::Share,
        field: |raft| Slot::Share(&mut raft.max_drift),
    },
];

const OFF_ON: &[&str] = &["off", "on"];

/// What can be switched off, and what is lost without it.
pub const SAFEGUARDS: &[Safeguard<Raft>] = &[
    Safeguard {
        id: "majority",
        name: "Majorities",
        lesson: "With half of the servers as a quorum, both halves elect a leader: two quorums \
                 need not have a server in common.",
        breaks: "election-safety",
        field: |raft| &mut raft.majority,
    },
    Safeguard {
        id: "durable-vote",
        name: "Term and vote on disk",
        lesson: "A server that forgets its vote in a crash votes again in the same term, and two \
                 candidates win.",
        breaks: "election-safety",
        field: |raft| &mut raft.durable_vote,
    },
    Safeguard {
        id: "up-to-date-check",
        name: "Votes only for up-to-date logs",
        lesson: "A candidate that lacks committed entries wins, and overwrites them.",
        breaks: "leader-completeness",
        field: |raft| &mut raft.up_to_date_check,
    },
    Safeguard {
        id: "log-matching",
        name: "Consistency check of AppendEntries",
        lesson: "A follower that does not compare the entry before keeps what differs, and the \
                 logs never agree again.",
        breaks: "log-matching",
        field: |raft| &mut raft.log_matching,
    },
    Safeguard {
        id: "current-term-commit",
        name: "Commit only entries of the current term",
        lesson: "An entry of an earlier term counts as committed once a majority stores it, and \
                 is overwritten all the same (Figure 8).",
        breaks: "leader-completeness",
        field: |raft| &mut raft.current_term_commit,
    },
    Safeguard {
        id: "pre-vote",
        name: "A pre-vote before a server stands, with pre_vote=on",
        lesson: "A server that was cut off comes back with a higher term, and a leader steps down \
                 that everybody else has heard all the while.",
        breaks: "undisturbed",
        field: |raft| &mut raft.asks_first,
    },
    Safeguard {
        id: "read-index",
        name: "Reads only by a leader that still leads",
        lesson: "A leader that was replaced and does not know it answers from memory, and tells \
                 what has long been overwritten.",
        breaks: "linearizable",
        field: |raft| &mut raft.confirms_reads,
    },
    Safeguard {
        id: "drift-margin",
        name: "Leases that allow for drift, with reads=lease",
        lesson: "By a slow clock the leader's lease lasts longer than the promise of those whose \
                 clocks are fast, and a new leader is elected within it.",
        breaks: "linearizable",
        field: |raft| &mut raft.drift_margin,
    },
    Safeguard {
        id: "joint-consensus",
        name: "Old and new members together",
        lesson: "Servers that go from the old members to the new at different moments elect two \
                 leaders: a majority of the old and one of the new need not meet.",
        breaks: "election-safety",
        field: |raft| &mut raft.joint_consensus,
    },
];

/// What can be asked of servers and clients.
pub const INPUTS: &[InputSpec] = &[
    InputSpec {
        example: "put x=1",
        help: "Sets a key. A client retries until it is answered; a server does not.",
        roles: &[Raft::CLIENT, Raft::SERVER],
    },
    InputSpec {
        example: "get x",
        help: "Reads the value of a key.",
        roles: &[Raft::CLIENT, Raft::SERVER],
    },
    InputSpec {
        example: "timeout",
        help: "Lets the election timeout expire now: the server stands for election.",
        roles: &[Raft::SERVER],
    },
    InputSpec {
        example: "transfer n2",
        help: "Asks the leader to hand over: it brings n2 up to date and asks it to stand.",
        roles: &[Raft::SERVER],
    },
    InputSpec {
        example: "reconfigure n0 n1 n2",
        help: "Makes these the members: the leader brings the new ones up to date, then old and \
               new decide together, then the new alone.",
        roles: &[Raft::SERVER],
    },
];
