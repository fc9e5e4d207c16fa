//! Distributed tracing: what one request does in many services, told as one tree of spans.
//!
//! After B. Sigelman et al., *Dapper, a Large-Scale Distributed Systems Tracing Infrastructure*
//! (Google 2010), and the W3C recommendation *Trace Context* (2021).
//!
//! # How it works
//!
//! A gateway asks an authentication service, which asks a Redis, and then a user service, which
//! asks a cache and, where that knows nothing, a database, and fills the cache. Each of them is the
//! same machine ([`service`]) that goes through the steps of its [`plan`].
//!
//! Whoever handles a request opens a **span**, and for each call that it makes another one below it.
//! So that the spans of different machines become one tree, each call carries the **trace
//! context** ([`message::Context`]): the id of the trace, the id of the caller's span, and whether
//! the trace is sampled. The gateway makes it up when a request comes in; all others pass on what
//! they were given.
//!
//! **Sampling** is decided once, at the head of the trace. **Baggage** is whatever else travels
//! with the context: here, for which user all this is done.
//!
//! # Where this departs from the sources
//!
//! * A span's beginning and end are the run's, which is right to the microsecond. Real spans carry
//!   the clocks of their machines, and seem to begin before their parents where those are wrong.
//!   That is checked beside, as a known limitation.
//! * Calls are made one after the other and never repeated: one that is not answered in time fails
//!   the request.

pub mod client;
pub mod declare;
pub mod message;
pub mod plan;
pub mod properties;
pub mod service;
pub mod view;

use client::Client;
use message::Message;
use service::Service;

use kernel::action::Ppm;
use kernel::ids::{NodeId, SpanId};
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct Tracing {
    /// How many clients there are.
    pub clients: u16,
    /// How often each of them asks; never by itself if zero.
    pub every: Span,
    /// How long the services work on a request themselves, by their roles.
    pub work: [Span; SERVICES as usize],
    /// How often the cache knows the answer.
    pub cache_hits: Ppm,
    /// How long a caller waits for an answer.
    pub timeout: Span,
    /// How many requests are traced.
    pub sample: Ppm,
    /// Safeguard: calls carry the trace context.
    pub propagates: bool,
    /// Safeguard: whether a request is traced is decided once.
    pub samples_at_head: bool,
    /// Safeguard: a service answers when its calls have been answered.
    pub awaits_calls: bool,
}

/// How many roles are services; the clients come after them.
pub const SERVICES: u8 = 6;
/// The role of the gateway.
pub const GATEWAY: u8 = 0;
/// The role of the authentication service.
pub const AUTH: u8 = 1;
/// The role of the Redis that it asks.
pub const REDIS: u8 = 2;
/// The role of the user service.
pub const USER: u8 = 3;
/// The role of its cache.
pub const CACHE: u8 = 4;
/// The role of its database.
pub const DATABASE: u8 = 5;

impl Default for Tracing {
    /// With links of one millisecond, a request that the cache cannot answer takes 55 ms.
    fn default() -> Tracing {
        Tracing {
            clients: 1,
            every: Span::millis(300),
            work: [4, 4, 2, 6, 1, 25].map(Span::millis),
            cache_hits: Ppm(500_000),
            timeout: Span::secs(1),
            sample: Ppm::ONE,
            propagates: true,
            samples_at_head: true,
            awaits_calls: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// A service.
    Service(Service),
    /// A client.
    Client(Client),
}

/// What survives a crash: the number of a client's last request.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// That number.
    pub requests: u32,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A service has done its own work on the job of this number.
    Work(u32),
    /// A call for the job of this number was not answered.
    Call(u32),
    /// A client's request was not answered.
    Request,
    /// A client's next request is due.
    Next,
}

/// What can be asked of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// To send a request now.
    Get,
}

impl Tracing {
    /// The service of a role: there is one of each.
    pub fn service(role: u8) -> NodeId {
        NodeId(role.into())
    }
}

impl Pattern for Tracing {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Tracing>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Tracing>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Tracing>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        let mut counts = vec![1; SERVICES.into()];
        counts.push(self.clients);
        counts
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "get" => Ok(Input::Get),
            _ => Err(format!("“{text}” is nothing that a client can be asked: write get")),
        }
    }

    fn boot(&self, _: &mut Disk, cx: &mut Cx<Tracing>) -> Node {
        match cx.role() {
            role if role < SERVICES => Node::Service(Service::new(role)),
            _ => Node::Client(Client::boot(self, cx)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        _: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Tracing>,
    ) {
        match node {
            Node::Service(service) => service.on_message(self, from, message, cx),
            Node::Client(client) => client.on_message(message, cx),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Tracing>) {
        match (node, timer) {
            (Node::Service(service), Timer::Work(job)) => service.on_work(self, job, cx),
            (Node::Service(service), Timer::Call(job)) => service.on_call_timeout(self, job, cx),
            (Node::Client(client), Timer::Next) => client.on_next(self, disk, cx),
            (Node::Client(client), Timer::Request) => client.on_timeout(cx),
            // Of the other kind of machine.
            (Node::Service(_), Timer::Next | Timer::Request) => {}
            (Node::Client(_), Timer::Work(_) | Timer::Call(_)) => {}
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Tracing>) {
        match (node, input) {
            (Node::Client(client), Input::Get) => client.ask(self, disk, cx),
            // Services are asked by requests.
            (Node::Service(_), Input::Get) => {}
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Service(service) => u8::from(!service.jobs.is_empty()),
            Node::Client(client) => u8::from(client.waiting.is_some()),
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Service(service) => view::service(service),
            Node::Client(client) => view::client(client, disk),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        view::disk(disk)
    }

    fn describe(&self, message: &Message) -> MessageView {
        message.describe()
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
            Timer::Work(_) => 0,
            Timer::Call(_) => 1,
            Timer::Request => 2,
            Timer::Next => 3,
        }
    }
}

/// A span's number, for sentences.
fn span(id: SpanId) -> u32 {
    id.0 + 1
}
