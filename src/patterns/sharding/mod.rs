//! Sharding: every key lives on one of many shards, and shards come and go while clients go on.
//!
//! # How it works
//!
//! A **map** says which shard owns which key ([`map`]). Five strategies compute it ([`placement`]):
//! a hash ring with virtual nodes, hash modulo N, jump hash, ranges of the key order, a directory.
//! **Routers** hold copies of the map and send each request to its key's shard ([`router`]); a query
//! of all keys is scattered to all shards and gathered again.
//!
//! Every change of the map is a new **epoch**. The [`controller`] announces it, and each [`shard`]
//! that takes it over stops at once to serve what it does not own any more, hands those keys to
//! their new owners, and deletes them when those have acknowledged. The new owner serves a key from
//! when it has it; requests that come earlier wait there. The controller begins the next change when
//! all shards have settled. So a key is served by one shard at most, and is on a disk at every moment.
//!
//! A router whose map is out of date asks the wrong shard. That one sends the request back, with
//! its epoch, and the router fetches the map: old copies cost a detour and do no harm.
//!
//! # Where it comes from
//!
//! The ring is that of D. Karger et al., *Consistent Hashing and Random Trees* (1997); jump hash that
//! of J. Lamping and E. Veach, *A Fast, Minimal Memory, Consistent Hash Algorithm* (2014). Ranges,
//! routers with copies of the map and an authority that changes it are those of Bigtable (Chang et
//! al. 2006) and of MongoDB's sharded clusters. That a shard moves through the epochs one by one, and that
//! the record of which puts were carried out moves with the keys, is how the shard controller of
//! MIT's course on distributed systems (6.5840, Lab 5) has it.
//!
//! # What is left out
//!
//! Shards and the controller are single machines here. In production each is a replicated group, as
//! in [`super::raft`]; then a shard that crashes is soon another leader, and not a gap until it
//! comes back.

pub mod client;
pub mod controller;
pub mod declare;
pub mod map;
pub mod message;
pub mod placement;
pub mod properties;
pub mod router;
pub mod shard;
pub mod view;

use client::Client;
use controller::Controller;
use map::{Change, Map, Place, Shard, Strategy};
use message::{Item, Message, Op};
use router::Router;
use shard::Server;

use kernel::action::Ppm;
use kernel::ids::NodeId;
use kernel::table::Table;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The most shards there can be, spare ones included.
pub const MAX_SHARDS: u16 = 8;

/// The parameters.
#[derive(Clone, Debug)]
pub struct Sharding {
    /// How keys are placed, by the place in [`Strategy::ALL`].
    pub strategy_by: u8,
    /// How many shards own keys at the start.
    pub shards: u16,
    /// How many more stand by.
    pub spares: u16,
    /// How many routers there are.
    pub routers: u16,
    /// How many clients there are.
    pub clients: u16,
    /// How many keys there are: a, b, c and so on.
    pub keys: u16,
    /// How many virtual nodes each shard has on the ring.
    pub virtual_nodes: u16,
    /// The share of requests that goes to the hot keys.
    pub skew: Ppm,
    /// How often a client issues a request of its own; never if zero.
    pub request_every: Span,
    /// How long a client waits for an answer before it asks another router.
    pub request_timeout: Span,
    /// How long transfers, announcements and questions for the map wait before they are repeated.
    pub resend: Span,
    /// Safeguard: shards compare epochs, and serve what they own and nothing else.
    pub ownership_check: bool,
    /// Safeguard: keys are deleted when their new owner has acknowledged them.
    pub handover_ack: bool,
    /// Safeguard: which puts were carried out moves with the keys.
    pub puts_move: bool,
}

impl Default for Sharding {
    fn default() -> Sharding {
        Sharding {
            strategy_by: 0,
            shards: 4,
            spares: 1,
            routers: 2,
            clients: 2,
            keys: 26,
            virtual_nodes: 8,
            skew: Ppm(0),
            request_every: Span::millis(200),
            request_timeout: Span::millis(250),
            resend: Span::millis(200),
            ownership_check: true,
            handover_ack: true,
            puts_move: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The controller.
    Controller(Controller),
    /// A router.
    Router(Router),
    /// A shard.
    Shard(Server),
    /// A client.
    Client(Client),
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The map: of the controller the one in force, of a shard the one it has taken over.
    pub map: Map,
    /// The changes that the controller has yet to begin.
    pub changes: Vec<Change>,
    /// A shard's keys, with what is kept of them.
    pub items: Table<Place, Item>,
    /// The number of a client's last request.
    pub serial: u32,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Not all shards have settled: the controller announces the map again.
    Announcement,
    /// The controller has not answered: the router asks for the map again.
    Refresh,
    /// Keys were not acknowledged: the shard sends them again.
    Handover,
    /// A request with this number was not answered.
    Request(u32),
    /// A client's next request of its own is due.
    Workload,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Of a client: a request.
    Op(Op),
    /// Of the controller: to change the map.
    Change(Change),
}

/// The metrics of the shards: how many keys each has, from this one on.
pub const KEYS_ON: u8 = 0;
/// The metrics of the shards: how many requests each answers, from this one on.
pub const REQUESTS_AT: u8 = KEYS_ON + MAX_SHARDS as u8;
/// The metric: how long clients wait for a key.
pub const LATENCY: u8 = REQUESTS_AT + MAX_SHARDS as u8;
/// The metric: how long clients wait for a scan.
pub const SCAN_LATENCY: u8 = LATENCY + 1;
/// The metric: keys that were taken over.
pub const KEYS_MOVED: u8 = LATENCY + 2;

/// One event's handling: the parameters, the disk, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub pattern: &'a Sharding,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// The world.
    pub cx: &'a mut Cx<'w, Sharding>,
}

impl Sharding {
    /// The role of the controller.
    pub const CONTROLLER: u8 = 0;
    /// The role of routers.
    pub const ROUTER: u8 = 1;
    /// The role of shards.
    pub const SHARD: u8 = 2;
    /// The role of clients.
    pub const CLIENT: u8 = 3;
    /// The controller.
    pub const THE_CONTROLLER: NodeId = NodeId(0);

    /// How keys are placed.
    pub fn strategy(&self) -> Strategy {
        Strategy::ALL[usize::from(self.strategy_by) % Strategy::ALL.len()]
    }

    /// How many shards there are, spare ones included.
    pub fn all_shards(&self) -> Shard {
        self.shards + self.spares
    }

    /// The node of a shard.
    pub fn shard(&self, place: Shard) -> NodeId {
        NodeId(1 + self.routers + place)
    }

    /// Reads `add s4`, `remove s1` or `move a to s2`.
    fn parse_change(&self, text: &str) -> Option<Change> {
        let shard = |name: &str| {
            let digits = name.strip_prefix('s')?;
            let plain = digits.len() == 1 && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse().ok().filter(|it| plain && *it < self.all_shards())
        };
        match text.split(' ').collect::<Vec<_>>().as_slice() {
            ["add", name] => Some(Change::Add(shard(name)?)),
            ["remove", name] => Some(Change::Remove(shard(name)?)),
            ["move", key, "to", name] => Some(Change::Move(self.parse_key(key)?, shard(name)?)),
            _ => None,
        }
    }
}

impl Pattern for Sharding {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Sharding>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Sharding>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Sharding>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        vec![1, self.routers, self.all_shards(), self.clients]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        let change = self.parse_change(text).map(Input::Change);
        change.or_else(|| self.parse_op(text).map(Input::Op)).ok_or_else(|| {
            let (last, shards) = (message::letter(self.keys as Place - 1), self.all_shards() - 1);
            format!(
                "“{text}” is neither a client's request, like put a=1, get a or scan, nor a \
                 change of the map, like add s{shards} or remove s0; keys are a to {last}"
            )
        })
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Sharding>) -> Node {
        let role = cx.role();
        let turn = &mut Turn { pattern: self, disk, cx };
        match role {
            Sharding::CONTROLLER => Node::Controller(Controller::boot(turn)),
            Sharding::ROUTER => Node::Router(Router::boot(turn)),
            Sharding::SHARD => Node::Shard(Server::boot(turn)),
            _client => Node::Client(Client::boot(turn)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Sharding>,
    ) {
        let turn = &mut Turn { pattern: self, disk, cx };
        match node {
            Node::Controller(controller) => controller.on_message(turn, from, message),
            Node::Router(router) => router.on_message(turn, from, message),
            Node::Shard(shard) => shard.on_message(turn, from, message),
            Node::Client(client) => client.on_message(turn, message),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Sharding>) {
        let turn = &mut Turn { pattern: self, disk, cx };
        match (node, timer) {
            (Node::Controller(it), Timer::Announcement) => it.on_announcement_timeout(turn),
            (Node::Router(it), Timer::Refresh) => it.on_refresh_timeout(turn),
            (Node::Shard(it), Timer::Handover) => it.on_handover_timeout(turn),
            (Node::Client(it), Timer::Request(_)) => it.on_timeout(turn),
            (Node::Client(it), Timer::Workload) => it.on_workload(turn),
            // Nobody sets another role's timers.
            (Node::Controller(_) | Node::Router(_) | Node::Shard(_) | Node::Client(_), _) => {}
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Sharding>) {
        let turn = &mut Turn { pattern: self, disk, cx };
        match (node, input) {
            (Node::Controller(controller), Input::Change(change)) => {
                controller.change(turn, *change);
            }
            (Node::Client(client), Input::Op(op)) => client.give(turn, *op),
            (_, Input::Change(_)) => turn.cx.note("only the controller changes the map"),
            (_, Input::Op(_)) => turn.cx.note("only clients have requests"),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Controller(controller) if controller.is_settled(self) => declare::SETTLED,
            Node::Controller(_) => declare::MOVING,
            Node::Router(router) if router.parked.is_empty() => declare::ROUTING,
            Node::Router(_) => declare::REFRESHING,
            Node::Shard(shard) => shard.phase,
            Node::Client(client) => match client.waiting {
                None => declare::IDLE,
                Some(_) => declare::WAITING,
            },
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Controller(controller) => view::controller(self, controller, disk),
            Node::Router(router) => view::router(self, router),
            Node::Shard(shard) => view::shard(self, shard, disk),
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
            Timer::Announcement => 0,
            Timer::Refresh => 1,
            Timer::Handover => 2,
            Timer::Request(_) => 3,
            Timer::Workload => 4,
        }
    }
}
