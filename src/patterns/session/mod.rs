//! Session guarantees over a primary and replicas that lag behind it.
//!
//! After D. Terry, A. Demers, K. Petersen, M. Spreitzer, M. Theimer and B. Welch, *Session
//! Guarantees for Weakly Consistent Replicated Data* (1994).
//!
//! # How it works
//!
//! One **primary** takes all writes and puts them into a log ([`log`], [`primary`]). **Replicas**
//! receive the log without the primary waiting for them, replay it some time later, and answer
//! readers from what they have replayed ([`replica`]). A reader who goes from one replica to another
//! goes back and forth in time, unless its **session** remembers what it has seen.
//!
//! Terry's session keeps two sets: the writes that it has made, and those that what it has read
//! depends on. A server may answer a read only if it has both; that is *read your writes* and
//! *monotonic reads*. A server may take a write only if it has both, and must keep that order:
//! that is *monotonic writes* and *writes follow reads*. With one log, a set of writes is a place in
//! it, and the primary always has everything; so the last two come down to replaying in order.
//!
//! What a session remembers, and how, is the parameter `mechanism` ([`memory`]): a **token** that a
//! server must have come as far as; a **cache** of what was written and read; or **sticky**
//! sessions, in which one replica does the remembering. The [`client`] does the rest.
//!
//! # Where this departs from the paper
//!
//! * There is one primary, not a group of servers that all take writes: the token is one number, not
//!   a vector. The primary is not replaced when it fails; that is another pattern's matter.
//! * The paper leaves to the client what happens when no server is good enough. Here a reader looks
//!   for one for a while (`patience`), then gives up.

pub mod client;
pub mod declare;
pub mod log;
pub mod memory;
pub mod message;
pub mod primary;
pub mod properties;
pub mod replica;
pub mod view;

use client::{Client, Request};
use log::{Log, Lsn};
use memory::{Mechanism, Memory};
use message::Message;
use primary::Primary;
use replica::Replica;

use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The parameters.
#[derive(Clone, Debug)]
pub struct SessionGuarantees {
    /// How many replicas there are.
    pub replicas: u16,
    /// How many clients there are, each with one session.
    pub clients: u16,
    /// How sessions get their guarantees, by the place in [`Mechanism::ALL`].
    pub mechanism_by: u8,
    /// How long a replica takes from receiving an entry to having it replayed.
    pub lag: (Span, Span),
    /// How often a client asks something of its own accord; never if zero.
    pub request_every: Span,
    /// How long a client waits for a server's answer.
    pub request_timeout: Span,
    /// How long a reader looks for a server that can answer it.
    pub patience: Span,
    /// How long the primary waits for an acknowledgement before it sends entries again.
    pub resend: Span,
    /// Safeguard: sessions remember anything at all.
    pub mechanism: bool,
    /// Safeguard: sessions remember what they have read, and not only what they have written.
    pub read_set: bool,
    /// Safeguard: replicas replay the log in its order.
    pub ordered_replay: bool,
}

impl Default for SessionGuarantees {
    fn default() -> SessionGuarantees {
        SessionGuarantees {
            replicas: 2,
            clients: 2,
            mechanism_by: 0,
            lag: (Span::millis(50), Span::millis(200)),
            request_every: Span::millis(300),
            request_timeout: Span::millis(150),
            patience: Span::secs(1),
            resend: Span::millis(200),
            mechanism: true,
            read_set: true,
            ordered_replay: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The primary.
    Primary(Primary),
    /// A replica.
    Replica(Replica),
    /// A client.
    Client(Client),
}

/// What survives a crash: of servers the log, of clients their session.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The entries that a server has.
    pub log: Log,
    /// The entries that a replica has replayed, in the order in which it has.
    pub replayed: Vec<Lsn>,
    /// What a client's session remembers.
    pub memory: Memory,
    /// The number of the session's last question.
    pub serial: u32,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The primary was not acknowledged: it sends again.
    Resend,
    /// A replica has what it received replayed.
    Replay,
    /// A question with this number was not answered by the server asked.
    Request(u32),
    /// A reader has looked for a server for long enough.
    Patience(u32),
    /// A client's next question of its own is due.
    Workload,
}

/// The metric: how many entries the replicas lack, all together.
pub const METRIC_BEHIND: u8 = 0;
/// The metric: how long readers wait for an answer, in ms.
pub const READ_LATENCY: u8 = 1;
/// The metric: reads that a replica answered.
pub const FROM_REPLICA: u8 = 2;
/// The metric: reads that the primary answered.
pub const FROM_PRIMARY: u8 = 3;
/// The metric: reads that nobody answered.
pub const TURNED_AWAY: u8 = 4;

/// One event's handling: the parameters, the disk, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub pattern: &'a SessionGuarantees,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// The world.
    pub cx: &'a mut Cx<'w, SessionGuarantees>,
}

impl SessionGuarantees {
    /// The role of the primary.
    pub const PRIMARY: u8 = 0;
    /// The role of replicas.
    pub const REPLICA: u8 = 1;
    /// The role of clients.
    pub const CLIENT: u8 = 2;
    /// The primary.
    pub const THE_PRIMARY: NodeId = NodeId(0);

    /// The mechanism in force, if any is.
    pub fn mechanism(&self) -> Option<Mechanism> {
        Mechanism::ALL.get(usize::from(self.mechanism_by)).copied().filter(|_| self.mechanism)
    }

    /// A replica by its place.
    pub fn replica(&self, place: u16) -> NodeId {
        NodeId(1 + place)
    }
}

impl Pattern for SessionGuarantees {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<SessionGuarantees>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<SessionGuarantees>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<SessionGuarantees>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Request;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        vec![1, self.replicas, self.clients]
    }

    fn parse_input(&self, text: &str) -> Result<Request, String> {
        Request::parse(text).ok_or_else(|| {
            format!("“{text}” is nothing to ask of a client: write append 1 to t, or get t")
        })
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<SessionGuarantees>) -> Node {
        let role = cx.role();
        let turn = &mut Turn { pattern: self, disk, cx };
        match role {
            SessionGuarantees::PRIMARY => Node::Primary(Primary::boot(turn)),
            SessionGuarantees::REPLICA => Node::Replica(Replica::boot(turn)),
            _client => Node::Client(Client::boot(turn)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<SessionGuarantees>,
    ) {
        let turn = &mut Turn { pattern: self, disk, cx };
        match node {
            Node::Primary(primary) => primary.on_message(turn, from, message),
            Node::Replica(replica) => replica.on_message(turn, from, message),
            Node::Client(client) => client.on_message(turn, from, message),
        }
    }

    fn on_timer(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<SessionGuarantees>,
    ) {
        let turn = &mut Turn { pattern: self, disk, cx };
        match (node, timer) {
            (Node::Primary(primary), Timer::Resend) => primary.on_resend(turn),
            (Node::Replica(replica), Timer::Replay) => replica.on_replay(turn),
            (Node::Client(client), Timer::Request(_)) => client.on_timeout(turn),
            (Node::Client(client), Timer::Patience(_)) => client.on_impatience(turn),
            (Node::Client(client), Timer::Workload) => client.on_workload(turn),
            // Nobody sets another role's timers.
            (Node::Primary(_) | Node::Replica(_) | Node::Client(_), _) => {}
        }
    }

    fn on_input(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        input: &Request,
        cx: &mut Cx<SessionGuarantees>,
    ) {
        match node {
            Node::Client(client) => client.give(&mut Turn { pattern: self, disk, cx }, *input),
            Node::Primary(_) | Node::Replica(_) => cx.note("is asked by clients only"),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Primary(primary) if primary.resending => declare::REPLICATING,
            Node::Primary(_) => declare::REPLICATED,
            Node::Replica(replica) if replica.waiting.is_empty() => declare::CURRENT,
            Node::Replica(_) => declare::REPLAYING,
            Node::Client(client) => match &client.waiting {
                None => declare::IDLE,
                Some(waiting) if waiting.held_back => declare::HELD_BACK,
                Some(_) => declare::ASKING,
            },
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Primary(primary) => view::primary(self, primary, disk),
            Node::Replica(replica) => view::replica(replica, disk),
            Node::Client(client) => view::client(self, client, disk),
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
            Timer::Resend => 0,
            Timer::Replay => 1,
            Timer::Request(_) => 2,
            Timer::Patience(_) => 3,
            Timer::Workload => 4,
        }
    }
}
