//! Raft: a log that a majority of servers agree on, and a state machine that follows it.
//!
//! After D. Ongaro and J. Ousterhout, *In Search of an Understandable Consensus Algorithm*
//! (2014); sections are cited as (5.4.1). Where the paper is silent, Ongaro's dissertation speaks.
//!
//! # How it works
//!
//! Time is divided into **terms**, each with at most one leader. A follower that hears nothing
//! for its election timeout stands as candidate for the next term; it leads when a majority
//! votes for it. Servers vote once a term, and only for a log at least as up to date as their
//! own ([`election`]).
//!
//! The **leader** puts commands into its log and sends them to the others. Each message names
//! the entry before; a follower that does not have it refuses, and the leader steps back until
//! the logs meet, then overwrites what differs ([`log`], [`leader`]). An entry of the leader's
//! own term that a majority has stored is **committed**: it and all before it will never be
//! lost, and are applied to the [`machine`].
//!
//! What a server has promised others survives a crash on its [`Disk`]: its term, its vote, its
//! log. Everything else it learns again.
//!
//! **Clients** send commands to the server that they believe to lead, and repeat them under the
//! same number until they are answered; the state machine remembers the last number of each
//! ([`client`]). A command can also be given to a server, for stories that need to say exactly
//! which entries there are ([`proposal`]).
//!
//! # Where this departs from the paper
//!
//! * A new leader appends no empty entry as long as reads go through the log like writes: they
//!   need none, and the entries of earlier terms are committed by the next command, which the
//!   clients that were left without an answer bring. Figure 8 can be seen as the paper draws it.
//! * A follower answers with the term that conflicts and the first index of it, the optimisation
//!   that the paper describes at the end of 5.3 and calls unnecessary in practice: with it the
//!   repair of a long divergence is short enough to watch.
//! * A candidate that is refused by a majority stays candidate until its timeout, as in the
//!   paper; some implementations step down.
//!
//! # What can be added
//!
//! The paper's Raft is what runs by default; what the dissertation and others add to it are
//! parameters, each off unless asked for. A scenario that was saved before they were built therefore
//! runs to the same records as ever: a pre-vote or a snapshot that came in unasked would change
//! every one of them.
//!
//! * **Pre-vote** and the **check of the quorum** ([`election`], [`leader`]): a server asks whether
//!   it could win before it stands, and a leader that does not hear from a majority steps down.
//! * **Snapshots** ([`snapshot`]): a server keeps the state that its log has led to and drops the
//!   log; a follower that lacks what was dropped is sent the snapshot, in one message.
//! * **Reads** aside from the log ([`reads`]): the leader makes sure that it still leads, by a round of
//!   heartbeats or by a lease. A lease rests on clocks: one that is set back, or drifts by more than
//!   it may, breaks it, and in the exhaustive mode, where time stands still, it means nothing.
//! * **Transfer of leadership** ([`transfer`]): an input, `transfer n2`.
//! * **Change of the members** ([`reconfiguration`]) by joint consensus: an input, `reconfigure n0 n1
//!   n2`. Servers that are no members wait.
//! * **Dynatune** ([`tuning`]): election timeouts that are tuned to the network.
//! * **Cabinet** ([`quorum`], [`leader::Leader::rank`]): quorums in which servers that answer fast weigh
//!   more, so that fewer of them commit an entry, and more are needed to elect a leader.
//!
//! # The safeguards
//!
//! Each can be switched off alone ([`declare::SAFEGUARDS`]), and each has a property that is
//! lost without it ([`properties`]). That of a part that is added says something where the part is
//! switched on.

pub mod client;
pub mod declare;
pub mod election;
pub mod leader;
pub mod log;
pub mod machine;
pub mod message;
pub mod properties;
pub mod proposal;
pub mod quorum;
pub mod reads;
pub mod reconfiguration;
pub mod server;
pub mod snapshot;
pub mod transfer;
pub mod tuning;
pub mod view;

use client::Client;
use log::{Log, Term};
use machine::Op;
use message::Message;
use quorum::{Config, Servers};
use server::{Role, Server, Turn};
use snapshot::Snapshot;

use kernel::action::Ppm;
use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The most servers there can be.
pub const MAX_SERVERS: usize = 9;

/// Raft's parameters.
#[derive(Clone, Debug)]
pub struct Raft {
    /// How many servers there are.
    pub nodes: u16,
    /// How many clients there are.
    pub clients: u16,
    /// The range that election timeouts are drawn from.
    pub election_timeout: (Span, Span),
    /// How often a leader speaks to its followers.
    pub heartbeat: Span,
    /// How often a client issues a command of its own; never if zero.
    pub request_every: Span,
    /// How long a client waits for an answer before it asks another server.
    pub request_timeout: Span,
    /// Whether servers ask for a pre-vote before they stand: 1 if so (dissertation 9.6).
    pub pre_vote: u8,
    /// Whether leaders count who answers, and servers that hear a leader disregard candidates: 1 if
    /// so (dissertation 6.2 and 4.2.3).
    pub check_quorum: u8,
    /// How reads are answered: [`LOG`], [`READ_INDEX`] or [`LEASE`].
    pub reads: u8,
    /// By how much clocks may go too fast or too slowly where reads rest on leases.
    pub max_drift: Ppm,
    /// After how many entries a server takes a snapshot and drops them; never if 0.
    pub snapshot_every: u16,
    /// Whether election timeouts are tuned to the network: 1 if so (Dynatune).
    pub dynatune: u8,
    /// How many of the servers are members at the start, the others wait; all if 0.
    pub voters: u16,
    /// With weighted quorums how many servers may fail, at most a minority; with 0 majorities
    /// decide.
    pub cabinet: u16,
    /// Safeguard: elections and commitment need a majority.
    pub majority: bool,
    /// Safeguard: term and vote survive a crash.
    pub durable_vote: bool,
    /// Safeguard: votes go to logs at least as up to date as the voter's.
    pub up_to_date_check: bool,
    /// Safeguard: followers check the entry before, and repair what differs.
    pub log_matching: bool,
    /// Safeguard: only entries of the leader's own term are committed by counting.
    pub current_term_commit: bool,
    /// Safeguard: where pre-votes are the rule, servers really ask for them.
    pub asks_first: bool,
    /// Safeguard: a leader makes sure that it still leads before it answers a read.
    pub confirms_reads: bool,
    /// Safeguard: leases leave room for clocks that drift.
    pub drift_margin: bool,
    /// Safeguard: old and new members decide together before the new decide alone.
    pub joint_consensus: bool,
}

/// Reads go through the log like writes.
pub const LOG: u8 = 0;
/// For a read the leader asks a majority whether it still leads (dissertation 6.4).
pub const READ_INDEX: u8 = 1;
/// For a read the leader rests on a majority's promise to elect nobody else (dissertation 6.4.1).
pub const LEASE: u8 = 2;

impl Default for Raft {
    fn default() -> Raft {
        Raft {
            nodes: 5,
            clients: 1,
            election_timeout: (Span::millis(150), Span::millis(300)),
            heartbeat: Span::millis(50),
            request_every: Span::millis(400),
            request_timeout: Span::millis(250),
            pre_vote: 0,
            check_quorum: 0,
            reads: LOG,
            max_drift: Ppm(200_000),
            snapshot_every: 0,
            dynatune: 0,
            voters: 0,
            cabinet: 0,
            majority: true,
            durable_vote: true,
            up_to_date_check: true,
            log_matching: true,
            current_term_commit: true,
            asks_first: true,
            confirms_reads: true,
            drift_margin: true,
            joint_consensus: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// A server of the cluster.
    Server(Server),
    /// A client of it.
    Client(Client),
}

/// What survives a crash. A client uses the last field only.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The latest term the server has seen.
    pub term: Term,
    /// The candidate it has voted for in that term.
    pub vote: Option<NodeId>,
    /// Its log.
    pub log: Log,
    /// What the entries have led to that the log has dropped.
    pub snapshot: Option<Box<Snapshot>>,
    /// The number of the last command that was issued here.
    pub serial: u32,
}

/// What a server or a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A follower or candidate has heard from no leader: it stands for election.
    Election,
    /// A leader has to be heard from again.
    Heartbeat,
    /// A command with this number was not answered.
    Request(u32),
    /// A client's next command of its own is due.
    Workload,
    /// The minimum election timeout has passed since the leader was heard from.
    Silence,
    /// A leader has to have heard from a majority of its followers.
    Quorum,
    /// A leader's successor has to have taken over.
    Transfer,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// To carry out a command.
    Command(Op),
    /// To let its election timeout expire at once.
    Timeout,
    /// To hand its leadership over.
    Transfer(NodeId),
    /// To see to it that these are the members.
    Reconfigure(Servers),
}

impl Raft {
    /// The role of servers.
    pub const SERVER: u8 = 0;
    /// The role of clients.
    pub const CLIENT: u8 = 1;

    /// How many of so many members it takes to elect a leader or to commit an entry. Without the
    /// majority safeguard it is half of them, rounded down: two such quorums need not meet.
    pub fn majority_of(&self, members: u64) -> u64 {
        let half = members / 2;
        if self.majority { half + 1 } else { half.max(1) }
    }

    /// How many of so many members may fail where quorums are weighted; 0 where they are not.
    pub fn spare(&self, members: u64) -> u64 {
        u64::from(self.cabinet).min(members.saturating_sub(1) / 2)
    }

    /// How many votes of so many members it takes to be elected. Where fewer than a majority can
    /// commit an entry, all but those who may fail: every entry that was committed is known to one
    /// of them.
    pub fn votes_needed(&self, members: u64) -> u64 {
        match self.spare(members) {
            0 => self.majority_of(members),
            spare => members - spare,
        }
    }

    /// The server of this name: `n2`.
    fn server(&self, name: &str) -> Option<NodeId> {
        (0..self.nodes).map(NodeId).find(|it| self.name(*it) == name)
    }

    /// The configuration in which the cluster begins.
    pub fn first_config(&self) -> Config {
        let all = self.nodes;
        Config::of(Servers::first(if self.voters == 0 { all } else { self.voters.min(all) }))
    }

    /// Whether servers ask for a pre-vote before they stand.
    pub fn pre_votes(&self) -> bool {
        self.pre_vote == 1 && self.asks_first
    }

    /// Whether leaders step down that do not hear from a majority.
    pub fn checks_quorum(&self) -> bool {
        self.check_quorum == 1
    }

    /// Whether servers that hear a leader disregard candidates.
    pub fn is_loyal(&self) -> bool {
        self.checks_quorum() || self.reads == LEASE
    }

    /// Whether the leader's messages are numbered, and their answers say which they answer.
    pub fn numbers_rounds(&self) -> bool {
        self.reads != LOG || self.tunes()
    }

    /// Whether election timeouts are tuned to the network.
    pub fn tunes(&self) -> bool {
        self.dynatune == 1
    }

    /// Whether servers keep account of how long ago they heard from the leader.
    pub fn watches_silence(&self) -> bool {
        self.pre_vote == 1 || self.is_loyal()
    }
}

impl Pattern for Raft {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Raft>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Raft>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Raft>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        if self.reads == LEASE && self.tunes() {
            return Err(
                "A lease rests on election timeouts that stay as they are: reads=lease and \
                        dynatune=on do not go together"
                    .into(),
            );
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![self.nodes, self.clients]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        let refused = || {
            format!(
                "“{text}” is not a command of Raft: write put x=1, get x, timeout or transfer n2"
            )
        };
        match text.split_once(' ') {
            None if text == "timeout" => Ok(Input::Timeout),
            Some(("reconfigure", names)) => {
                let servers: Option<Servers> = names.split(' ').map(|it| self.server(it)).collect();
                servers.map(Input::Reconfigure).ok_or_else(refused)
            }
            Some(("transfer", to)) => self.server(to).map(Input::Transfer).ok_or_else(refused),
            Some(_) | None => Op::parse(text).map(Input::Command).ok_or_else(refused),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Raft>) -> Node {
        let role = cx.role();
        let mut turn = Turn { raft: self, disk, cx };
        if role == Raft::SERVER {
            Node::Server(Server::boot(&mut turn))
        } else {
            Node::Client(Client::boot(&mut turn))
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Raft>,
    ) {
        let turn = &mut Turn { raft: self, disk, cx };
        match node {
            Node::Server(server) => server.on_message(turn, from, message),
            Node::Client(client) => client.on_message(turn, from, message),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Raft>) {
        let turn = &mut Turn { raft: self, disk, cx };
        match node {
            Node::Server(server) => server.on_timer(turn, timer),
            Node::Client(client) => client.on_timer(turn, timer),
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Raft>) {
        let turn = &mut Turn { raft: self, disk, cx };
        match node {
            Node::Server(server) => server.on_input(turn, input),
            Node::Client(client) => client.on_input(turn, input),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Server(server) => match server.role {
                Role::Follower(_) => declare::FOLLOWER,
                Role::Candidate(..) => declare::CANDIDATE,
                Role::Leader(_) => declare::LEADER,
                Role::PreCandidate(_) => declare::PRE_CANDIDATE,
            },
            Node::Client(client) => match client.waiting {
                None => declare::IDLE,
                Some(_) => declare::WAITING,
            },
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Server(server) => view::server(self, server, disk),
            Node::Client(client) => view::client(self, client, disk),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        view::disk(self, disk)
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
            Timer::Election => 0,
            Timer::Heartbeat => 1,
            Timer::Request(_) => 2,
            Timer::Workload => 3,
            Timer::Silence => 4,
            Timer::Quorum => 5,
            Timer::Transfer => 6,
        }
    }
}
