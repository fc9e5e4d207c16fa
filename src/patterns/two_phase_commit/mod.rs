//! Two-phase commit: a transaction that changes rows in several places happens in all of them or
//! in none.
//!
//! After J. Gray, *Notes on Data Base Operating Systems* (1978); P. Bernstein, V. Hadzilacos and
//! N. Goodman, *Concurrency Control and Recovery in Database Systems* (1987), chapter 7, cited as
//! (7.4); and, for presumed abort, C. Mohan, B. Lindsay and R. Obermarck, *Transaction Management
//! in the R\* Distributed Database Management System* (1986).
//!
//! # How it works
//!
//! A **client** sends a transaction to its [`coordinator`]. In the first phase the coordinator
//! asks every [`participant`] that holds one of its rows to prepare. A participant locks the rows,
//! forces a prepared record to its write-ahead log ([`wal`]), and votes Yes; from then on it is
//! *in doubt*: it must be able to commit, and must be able to abort, and may do neither by itself.
//! In the second phase the coordinator decides. If all voted Yes it forces a commit record, which
//! is the moment at which the transaction is committed, and tells everybody until everybody has
//! acknowledged it. Otherwise it aborts, and forgets.
//!
//! **Presumed abort**: aborts are neither logged by the coordinator nor acknowledged. Who asks for
//! a transaction of which the coordinator knows nothing is told that it was aborted.
//!
//! **Termination**: a participant that is in doubt for too long asks the coordinator, and if that
//! does not answer the other participants. One that has decided says how; one that has not voted aborts, and says so. If
//! all are in doubt, all wait with their rows locked: the protocol is blocking.
//!
//! # Where this departs from the literature
//!
//! * The writes come with the request to prepare, and rows are locked then, as where clients
//!   buffer their writes (Corbett et al., *Spanner*, 2012). There is no phase of work before.
//! * A participant forces the abort record of a No. R\* does not; but here a request to prepare
//!   may be delivered twice, and must not be answered Yes the second time.
//! * Logs are never truncated, so a participant remembers every outcome.
//! * Deadlocks are resolved by the limit on waiting for a lock.

pub mod client;
pub mod coordinator;
pub mod declare;
pub mod message;
pub mod participant;
pub mod properties;
pub mod sets;
pub mod steps;
pub mod view;
pub mod wal;

use client::Client;
use coordinator::Coordinator;
use message::Message;
use participant::Participant;
use sets::{Members, Rows};
use steps::Step;
use wal::{Record, Wal};

use crate::common::unhashed::Unhashed;
use kernel::action::Ppm;
use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The parameters of two-phase commit.
#[derive(Clone, Debug)]
pub struct TwoPhaseCommit {
    /// How many participants hold rows: up to [`sets::MAX_PARTICIPANTS`].
    pub participants: u16,
    /// How many coordinators there are; each client has one of them.
    pub coordinators: u16,
    /// How many clients begin transactions.
    pub clients: u16,
    /// How many rows each participant holds: up to [`sets::MAX_ROWS`].
    pub rows: u16,
    /// How long a coordinator waits for votes before it aborts.
    pub vote_timeout: Span,
    /// How long a participant lets a transaction wait for a row before it votes No.
    pub lock_timeout: Span,
    /// How long a participant is in doubt before it asks, and how long before it asks again; also
    /// how long a coordinator waits for acknowledgements before it repeats its decision.
    pub decision_timeout: Span,
    /// How often a client begins a transaction of its own; never if zero.
    pub request_every: Span,
    /// How likely a participant is to vote No for a reason of its own.
    pub no_votes: Ppm,
    /// Safeguard: the prepared record is forced before the vote.
    pub force_vote: bool,
    /// Safeguard: the coordinator's commit record is forced before the decision is sent.
    pub force_decision: bool,
    /// Safeguard: a participant's commit record is forced before the acknowledgement.
    pub force_ack: bool,
    /// Safeguard: all have to vote Yes, and not just most.
    pub unanimity: bool,
    /// Safeguard: who is in doubt waits, and does not decide alone.
    pub patience: bool,
    /// Safeguard: who is in doubt asks.
    pub inquiry: bool,
}

impl Default for TwoPhaseCommit {
    fn default() -> TwoPhaseCommit {
        TwoPhaseCommit {
            participants: 3,
            coordinators: 2,
            clients: 2,
            rows: 2,
            vote_timeout: Span::millis(300),
            lock_timeout: Span::millis(200),
            decision_timeout: Span::millis(250),
            request_every: Span::millis(400),
            no_votes: Ppm(0),
            force_vote: true,
            force_decision: true,
            force_ack: true,
            unanimity: true,
            patience: true,
            inquiry: true,
        }
    }
}

/// A transaction's number. Coordinators count in steps of how many they are, so that no two give
/// the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tid(pub u32);

impl std::fmt::Display for Tid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "T{}", self.0)
    }
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It takes place everywhere.
    Commit,
    /// It takes place nowhere.
    Abort,
}

impl Decision {
    /// The decision as a verb: `commit`.
    pub fn verb(self) -> &'static str {
        match self {
            Decision::Commit => "commit",
            Decision::Abort => "abort",
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub struct Node {
    /// What it is.
    pub part: Part,
    /// The end of its log that is not on its disk yet.
    pub wal: Wal,
    /// What its last event did, for the checks.
    pub steps: Unhashed<Vec<Step>>,
}

/// A machine's part in the protocol.
#[derive(Clone, Debug, Hash)]
pub enum Part {
    /// Decides.
    Coordinator(Coordinator),
    /// Holds rows.
    Participant(Participant),
    /// Begins transactions.
    Client(Client),
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The write-ahead log, up to the last record that was forced.
    pub log: Vec<Record>,
    /// How many transactions a coordinator has begun, or a client has asked for.
    pub serial: u32,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A coordinator lacks votes.
    Vote(Tid),
    /// A coordinator lacks acknowledgements.
    Ack(Tid),
    /// A participant's transaction waits for a row.
    Lock(Tid),
    /// A participant is in doubt.
    Decision(Tid),
    /// A client's request of this number was not answered.
    Request(u32),
    /// A client's next transaction of its own is due.
    Workload,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A client: to begin a transaction that writes these rows.
    Begin(Rows),
    /// A participant: to vote No the next time.
    Refuse,
}

/// One event's handling: the parameters, what is the machine's, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub p: &'a TwoPhaseCommit,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// The end of the machine's log that is not on the disk yet.
    pub wal: &'a mut Wal,
    /// What this event does, for the checks.
    pub steps: &'a mut Vec<Step>,
    /// The world.
    pub cx: &'a mut Cx<'w, TwoPhaseCommit>,
}

impl Turn<'_, '_> {
    /// Writes a record to the log, where the next force takes it to the disk.
    pub fn log(&mut self, record: Record) {
        self.wal.append(record);
    }

    /// Writes everything that is in the log to the disk.
    pub fn force(&mut self) {
        self.wal.force(&mut self.disk.log);
    }

    /// Tells the checks what was done.
    pub fn step(&mut self, step: Step) {
        self.steps.push(step);
    }
}

impl TwoPhaseCommit {
    /// The role of coordinators.
    pub const COORDINATOR: u8 = 0;
    /// The role of participants.
    pub const PARTICIPANT: u8 = 1;
    /// The role of clients.
    pub const CLIENT: u8 = 2;

    /// A participant by its place among them.
    pub fn participant(&self, place: u8) -> NodeId {
        NodeId(self.coordinators + u16::from(place))
    }

    /// A participant's place among them; none if the node is none.
    pub fn place(&self, node: NodeId) -> Option<u8> {
        let place = node.0.checked_sub(self.coordinators)?;
        (place < self.participants).then_some(place as u8)
    }

    /// The coordinator that gave a transaction its number.
    pub fn coordinator(&self, tid: Tid) -> NodeId {
        NodeId((tid.0.saturating_sub(1) % u32::from(self.coordinators)) as u16)
    }

    /// Participants in a list: `p0 p2`.
    pub fn names(&self, members: Members) -> String {
        let names: Vec<String> = members.iter().map(|place| format!("p{place}")).collect();
        names.join(" ")
    }

    /// How many Yes votes it takes to commit a transaction with so many participants. Without
    /// unanimity it is more than half of them, as if this were consensus.
    pub fn quorum(&self, members: u32) -> u32 {
        if self.unanimity { members } else { members / 2 + 1 }
    }
}

impl Pattern for TwoPhaseCommit {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<TwoPhaseCommit>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<TwoPhaseCommit>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<TwoPhaseCommit>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        vec![self.coordinators, self.participants, self.clients]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text.split_once(' ') {
            None if text == "refuse" => Ok(Input::Refuse),
            Some(("begin", rows)) => Rows::parse(rows, self).map(Input::Begin),
            Some(_) | None => Err(format!(
                "“{text}” is nothing that two-phase commit knows: write begin a b, or refuse"
            )),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<TwoPhaseCommit>) -> Node {
        let role = cx.role();
        let (mut wal, mut steps) = (Wal::default(), Vec::new());
        let turn = &mut Turn { p: self, disk, wal: &mut wal, steps: &mut steps, cx };
        turn.step(Step::Booted);
        let part = match role {
            TwoPhaseCommit::COORDINATOR => Part::Coordinator(Coordinator::boot(turn)),
            TwoPhaseCommit::PARTICIPANT => Part::Participant(Participant::boot(turn)),
            _ => Part::Client(Client::boot(turn)),
        };
        Node { part, wal, steps: Unhashed(steps) }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<TwoPhaseCommit>,
    ) {
        let Node { part, wal, steps: Unhashed(steps) } = node;
        steps.clear();
        let turn = &mut Turn { p: self, disk, wal, steps, cx };
        match part {
            Part::Coordinator(coordinator) => coordinator.on_message(turn, from, message),
            Part::Participant(participant) => participant.on_message(turn, from, message),
            Part::Client(client) => client.on_message(turn, message),
        }
    }

    fn on_timer(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<TwoPhaseCommit>,
    ) {
        let Node { part, wal, steps: Unhashed(steps) } = node;
        steps.clear();
        let turn = &mut Turn { p: self, disk, wal, steps, cx };
        match part {
            Part::Coordinator(coordinator) => coordinator.on_timer(turn, timer),
            Part::Participant(participant) => participant.on_timer(turn, timer),
            Part::Client(client) => client.on_timer(turn, timer),
        }
    }

    fn on_input(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        input: &Input,
        cx: &mut Cx<TwoPhaseCommit>,
    ) {
        let Node { part, wal, steps: Unhashed(steps) } = node;
        steps.clear();
        let turn = &mut Turn { p: self, disk, wal, steps, cx };
        match (part, *input) {
            (Part::Client(client), Input::Begin(rows)) => client.ask(turn, rows),
            (Part::Participant(participant), Input::Refuse) => participant.refuses = true,
            (Part::Coordinator(_) | Part::Participant(_), Input::Begin(_)) => {
                turn.cx.note("begins no transactions: clients do");
            }
            (Part::Coordinator(_) | Part::Client(_), Input::Refuse) => {
                turn.cx.note("has no vote");
            }
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match &node.part {
            Part::Coordinator(coordinator) => coordinator.state(),
            Part::Participant(participant) => participant.state(),
            Part::Client(client) => client.state(),
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match &node.part {
            Part::Coordinator(coordinator) => view::coordinator(self, coordinator, disk, &node.wal),
            Part::Participant(participant) => view::participant(self, participant, disk, &node.wal),
            Part::Client(client) => view::client(client, disk),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        view::disk(disk)
    }

    fn describe(&self, message: &Message) -> MessageView {
        message.describe(self)
    }
}

impl HasKind for Message {
    fn kind(&self) -> u8 {
        self.kind()
    }
}

impl HasKind for Timer {
    fn kind(&self) -> u8 {
        match *self {
            Timer::Vote(_) => 0,
            Timer::Decision(_) => 1,
            Timer::Lock(_) => 2,
            Timer::Ack(_) => 3,
            Timer::Request(_) => 4,
            Timer::Workload => 5,
        }
    }
}
