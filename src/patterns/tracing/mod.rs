//! Distributed tracing: what one request does in many services, told as one tree of spans.
//!
//! After B. Sigelman et al., *Dapper, a Large-Scale Distributed Systems Tracing Infrastructure*
//! (Google 2010), and the W3C recommendation *Trace Context* (2021).
//!
//! # How it works
//!
//! A gateway asks an authentication service, which asks a Redis, and then a user service, which
//! asks a cache and, where that knows nothing, a database, and fills the cache. Each of them is the
//! same machine ([`service`]) that goes through the steps of its plan ([`service::steps`]).
//!
//! Whoever handles a request opens a **span**, and for each call that it makes another one below it.
//! So that the spans of different machines become one tree, each call carries the **trace
//! context** ([`Context`]): the id of the trace, the id of the caller's span, and whether
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
//!   That is checked too, as a known limitation.
//! * Calls are made one after the other and never repeated: one that is not answered in time fails
//!   the request.

pub mod client;
pub mod properties;
pub mod service;

use client::Client;
use service::Service;

use crate::common::client::Workload;
use crate::common::turn::Turn;
use kernel::ids::SpanId;
use pattern::prelude::*;

params! {
    /// The parameters. With links of one millisecond, a request that the cache cannot answer takes
    /// 55 ms.
    pub struct Tracing {
        /// How many clients ask for profiles.
        clients: u16 = 1, "Clients", in 1..=4;
        /// How often each client sends a request; with 0ms, only when it is told to.
        every: Span = ms(300), "A request every", in Span::ZERO..=secs(60);
        /// How long the gateway works on a request itself.
        gateway: Span = ms(4), "Gateway", in Span::ZERO..=secs(10);
        /// How long the authentication service works on a call itself.
        auth: Span = ms(4), "Auth service", in Span::ZERO..=secs(10);
        /// How long Redis takes to find a session.
        redis: Span = ms(2), "Redis", in Span::ZERO..=secs(10);
        /// How long the user service works on a call itself.
        user: Span = ms(6), "User service", in Span::ZERO..=secs(10);
        /// How long the cache takes to look something up.
        cache: Span = ms(1), "Cache", in Span::ZERO..=secs(10);
        /// How long a query takes.
        database: Span = ms(25), "Database", in Span::ZERO..=secs(10);
        /// How often the cache knows the answer, so that the database is not asked.
        cache_hits: Ppm = percent(50), "Cache hits";
        /// How long a caller waits for an answer before it gives up.
        timeout: Span = secs(1), "Call timeout", in ms(1)..=secs(60);
        /// How many requests are traced.
        sample: Ppm = percent(100), "Sampled";
    }
    safeguards {
        /// Without the context in its calls, each service begins a trace of its own, and nobody can
        /// tell what belongs together.
        propagates = "propagation", "Context propagation", breaks "one-trace";
        /// Where every service decides for itself, nearly every trace has holes.
        samples_at_head = "head-sampling", "One decision to sample", breaks "whole-traces";
        /// Without waiting for all calls, work goes on that the request's time does not tell.
        awaits_calls = "await-calls", "Waiting for calls", breaks "nested";
    }
}

/// A client's request, numbered so that the checks can tell what belongs together. Services make no
/// use of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The client's place among the clients.
    pub client: u16,
    /// The number of the client's request, from 1.
    pub number: u32,
}

/// What travels with a call, as W3C's `traceparent` and `baggage` headers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The trace that the call belongs to.
    pub trace: u32,
    /// The caller's span, if the trace is sampled.
    pub parent: Option<SpanId>,
    /// Whether the trace is sampled.
    pub sampled: bool,
    /// Baggage: the user that all this is done for.
    pub user: Option<u16>,
}

/// What is asked of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// Of the gateway: a user's profile.
    Get,
    /// Of the authentication service: whether the user is who they say.
    Authorize,
    /// Of Redis: the user's session.
    Session,
    /// Of the user service: the profile.
    Profile,
    /// Of the cache: the profile, if it knows it.
    Look,
    /// Of the database: the profile.
    Query,
    /// Of the cache: to remember the profile.
    Fill,
}

messages! {
    /// A message. All carry the number that the caller has for the job.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Message as Kind {
        /// A client or a service asks a service for something, with the context of its trace.
        Call {
            /// The caller's number.
            job: u32,
            /// What is asked for.
            work: Work,
            /// For which request.
            request: Request,
            /// In which trace, if the caller says so.
            context: Option<Context>,
        } = "Call", Square, Leading;
        /// A service has done what it was asked for.
        Response {
            /// The caller's number.
            job: u32,
            /// Whether the cache knew the answer; true for all others.
            hit: bool,
        } = "Response", HollowSquare, Good;
        /// A service gives up, because a call that it made was not answered in time.
        Failure {
            /// The caller's number.
            job: u32,
        } = "Failure", BarredRing, Bad;
    }
}

timers! {
    pub enum Timer {
        /// A service has done its own work on the job of this number.
        Work(u32) = "work", ring;
        /// A call for the job of this number was not answered.
        Call(u32) = "call timeout";
        /// A client's request was not answered.
        Request = "patience";
        /// A client's next request is due.
        Next = "next request";
    }
}

metrics! {
    enum Metric {
        ResponseTime = "response time", "ms";
        Answered = "answered";
        Failed = "failed";
    }
}

roles! {
    GATEWAY = service("gateway", 'g', 1);
    AUTH = service("auth service", 'a', 2);
    REDIS = store("redis", 'r');
    USER = service("user service", 'u', 2);
    CACHE = store("cache", 'k');
    DATABASE = store("database", 'd');
    CLIENT = Role { diagram: client::State::DIAGRAM, ..Role::CLIENT };
}

const fn service(name: &'static str, prefix: char, tier: u8) -> Role {
    let diagram = service::State::DIAGRAM;
    Role { name, prefix, tier, room: Room::row(3), diagram, ..Role::NODE }
}

const fn store(name: &'static str, prefix: char) -> Role {
    Role { outline: Outline::Hexagon, ..service(name, prefix, 3) }
}

inputs! {
    pub enum Input {
        /// Sends a request, unless one is on its way.
        Get = "get", for CLIENT;
    }
}

const INFO: Info = Info {
    id: "tracing",
    name: "Distributed tracing",
    family: "Scalability and discovery",
    summary: "What one request does in six services, told as one tree of spans, as long as each \
              call carries the trace's context.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern tracing clients=2 every=100ms sample=50%",
    workload: "every=0ms",
    miniature: "pattern tracing every=0ms\nat 1s input c0 get",
    tolerates: &[
        Fault::Crash,
        Fault::Pause,
        Fault::Partition,
        Fault::Cut,
        Fault::Loss,
        Fault::Delay,
        Fault::Input,
        Fault::Slow,
        Fault::Clock,
        Fault::Clog,
    ],
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// How long do clients wait? Which service they wait for, a trace tells.
        "Response time in ms": Lines, every ms(500) => {
            "median", Leading, quantile Metric::ResponseTime, 500;
            "slowest", Bad, quantile Metric::ResponseTime, 1_000;
        }
        /// How many are answered, and how many fail, because a call ended without an answer.
        "Requests per 500 ms": Bars, every ms(500) => {
            "answered", Good, count Metric::Answered;
            "failed", Bad, count Metric::Failed;
        }
    },
    arrangement: Arrangement::Tiers,
    links: &[
        (CLIENT, GATEWAY),
        (GATEWAY, AUTH),
        (AUTH, REDIS),
        (GATEWAY, USER),
        (USER, CACHE),
        (USER, DATABASE),
    ],
    ..Info::EMPTY
};

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
    requests: u32,
}

impl Pattern for Tracing {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Tracing>] = Tracing::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Tracing>] = Tracing::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Tracing>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        vec![1, 1, 1, 1, 1, 1, self.clients]
    }

    fn boot(&self, _: &mut Disk, cx: &mut Cx<Tracing>) -> Node {
        match cx.role() {
            CLIENT => Node::Client(Client::boot(self, cx)),
            role => Node::Service(Service::new(role)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Tracing>,
    ) {
        match node {
            Node::Service(it) => it.on_message(&mut Turn::new(self, disk, cx), from, message),
            Node::Client(it) => it.on_message(message, cx),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Tracing>) {
        let turn = &mut Turn::new(self, disk, cx);
        match (node, timer) {
            (Node::Service(it), Timer::Work(job)) => it.on_work(turn, job),
            (Node::Service(it), Timer::Call(job)) => it.on_call_timeout(turn, job),
            (Node::Client(it), Timer::Next) => it.on_next(turn),
            (Node::Client(it), Timer::Request) => it.on_timeout(cx),
            // Of the other kind of machine.
            (Node::Service(_), Timer::Next | Timer::Request)
            | (Node::Client(_), Timer::Work(_) | Timer::Call(_)) => {}
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Tracing>) {
        match (node, input) {
            (Node::Client(it), Input::Get) => it.ask(&mut Turn::new(self, disk, cx)),
            // Services are asked by requests.
            (Node::Service(_), Input::Get) => {}
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Service(it) => it.state() as u8,
            Node::Client(it) => it.state() as u8,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Service(it) => it.view(),
            Node::Client(it) => it.view(self.view_disk(disk)),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        view.field("requests", disk.requests);
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        match message {
            Message::Call { work, context, .. } => {
                let mut view = MessageView::labelled(work.name());
                match context {
                    Some(context) => {
                        view.field("trace", format_args!("{:08x}", context.trace));
                        let parent = context.parent.map(|id| span(id).to_string());
                        view.field("parent span", parent.as_deref().unwrap_or("none"));
                        view.field("sampled", context.sampled);
                        view.field("baggage", baggage(context.user));
                    }
                    None => view.field("trace", "none"),
                }
                view
            }
            Message::Response { hit: false, .. } => MessageView::labelled("miss"),
            Message::Response { .. } | Message::Failure { .. } => MessageView::default(),
        }
    }
}

impl Tracing {
    /// The service of a role: there is one of each.
    fn service(role: u8) -> NodeId {
        NodeId(role.into())
    }

    /// How long the service of a role works on a job itself.
    fn work(&self, role: u8) -> Span {
        match role {
            GATEWAY => self.gateway,
            AUTH => self.auth,
            REDIS => self.redis,
            USER => self.user,
            CACHE => self.cache,
            _ => self.database,
        }
    }

    fn workload(&self) -> Workload<Timer> {
        Workload { timer: Timer::Next, every: self.every }
    }
}

impl Work {
    /// What a span of it is called.
    fn name(self) -> &'static str {
        match self {
            Work::Get => "GET /profile",
            Work::Authorize => "authorize",
            Work::Session => "GET session",
            Work::Profile => "profile",
            Work::Look => "cache get",
            Work::Query => "SELECT user",
            Work::Fill => "cache set",
        }
    }
}

/// Baggage in words.
fn baggage(user: Option<u16>) -> String {
    user.map_or("none".into(), |user| format!("user={user}"))
}

/// A span's number, for sentences.
fn span(id: SpanId) -> u32 {
    id.0 + 1
}
