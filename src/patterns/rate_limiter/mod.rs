//! Rate limiters: six algorithms that decide the same arrivals side by side, and gateways that share one
//! limit through a store.
//!
//! After J. Turner, *New Directions in Communications* (1986) for the buckets, ITU-T I.371 for the generic
//! cell rate algorithm, and J. Desgats, *How we built rate limiting capable of scaling to millions of
//! domains* (Cloudflare 2017) for the windows.
//!
//! # How it works
//!
//! A **client** sends a copy of every request to each limiter. Each decides by one algorithm, a state
//! machine of its own that is told the time: see
//! [`limiter`](crate::common::limiter). The rate is the same for all, the limit in a window.
//! The buckets admit a burst besides; the windows have none.
//!
//! Another copy goes to one of the **gateways**, which see a part of the requests each and share one limit.
//! They count in a **store**, a fixed window at a time. To increment and to read the count has to be one step:
//! between a read and a write another gateway may have counted.
//!
//! # Where this departs from the sources
//!
//! * A limiter has its state in memory, and starts anew after a crash; its bounds hold for one life. The
//!   store has its count on disk.
//! * The leaky bucket is the queue that shapes traffic, not the meter, which is a token bucket seen from
//!   the other side.
//! * A gateway that hears nothing from the store turns requests away.

pub mod client;
pub mod declare;
pub mod gateway;
pub mod limiter;
pub mod message;
pub mod properties;
pub mod store;
pub mod view;

use crate::common::limiter::gcra::Quota;
use crate::common::limiter::leaky_bucket::Leak;
use crate::common::limiter::rate::Rate;
use crate::common::limiter::token_bucket::Bucket;
use client::Client;
use gateway::Gateway;
use limiter::Limiter;
use message::Message;
use store::Store;

use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The most requests that a burst can have.
const BURST_MAX: u16 = 200;

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct RateLimiter {
    /// How many clients there are.
    pub clients: u16,
    /// How often each client makes a request of its own; never if zero.
    pub every: Span,
    /// How many requests pass in a window.
    pub limit: u16,
    /// How long a window is.
    pub window: Span,
    /// How many requests the buckets admit at once.
    pub burst: u16,
    /// Whether the six algorithms run, by its place in [`declare::ALGORITHMS`].
    pub algorithms: u8,
    /// How many gateways share the limit.
    pub gateways: u16,
    /// How long a gateway waits for the store.
    pub store_timeout: Span,
    /// Safeguard: what was not used is not saved up beyond the burst.
    pub burst_cap: bool,
    /// Safeguard: a request is timed when it arrives, by the limiter's clock.
    pub arrival_time: bool,
    /// Safeguard: gateways increment and read the count in one step.
    pub atomic: bool,
    /// Safeguard: without the store nothing passes.
    pub fail_closed: bool,
}

impl Default for RateLimiter {
    fn default() -> RateLimiter {
        RateLimiter {
            clients: 4,
            every: Span::millis(250),
            limit: 10,
            window: Span::secs(1),
            burst: 10,
            algorithms: 0,
            gateways: 3,
            store_timeout: Span::millis(200),
            burst_cap: true,
            arrival_time: true,
            atomic: true,
            fail_closed: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// One of the six limiters.
    Limiter(Limiter),
    /// A gateway.
    Gateway(Gateway),
    /// The store.
    Store(Store),
    /// A client.
    Client(Client),
}

/// What survives a crash: the store's count and its window; a client's or a gateway's last number.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The count, or the number.
    pub counter: u32,
    /// The window that was counted in; for the store alone.
    pub window: u64,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The leaky bucket's: the next request leaves it.
    Leak,
    /// A gateway's: the store has not answered this question in time.
    Store(u32),
    /// A client's: its next request is due.
    Workload,
}

/// What can be asked of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// So many requests at once.
    Burst(u16),
}

impl RateLimiter {
    /// The role of the token bucket.
    pub const TOKEN_BUCKET: u8 = 0;
    /// The role of the leaky bucket.
    pub const LEAKY_BUCKET: u8 = 1;
    /// The role of the fixed window.
    pub const FIXED_WINDOW: u8 = 2;
    /// The role of the sliding window log.
    pub const SLIDING_LOG: u8 = 3;
    /// The role of the sliding window counter.
    pub const SLIDING_COUNTER: u8 = 4;
    /// The role of the generic cell rate algorithm.
    pub const GCRA: u8 = 5;
    /// The role of gateways.
    pub const GATEWAY: u8 = 6;
    /// The role of the store.
    pub const STORE: u8 = 7;
    /// The role of clients.
    pub const CLIENT: u8 = 8;

    /// The rate of all limiters.
    pub fn rate(&self) -> Rate {
        Rate { count: self.limit.into(), per: self.window }
    }

    /// How the token bucket works.
    pub fn bucket(&self) -> Bucket {
        Bucket { rate: self.rate(), burst: self.burst.into(), capped: self.burst_cap }
    }

    /// How the leaky bucket leaks.
    pub fn leak(&self) -> Leak {
        Leak { rate: self.rate(), room: Some(self.burst.into()), slack: 0 }
    }

    /// How the generic cell rate algorithm works.
    pub fn quota(&self) -> Quota {
        Quota { rate: self.rate(), limit: self.burst.into(), capped: self.burst_cap }
    }
}

impl Pattern for RateLimiter {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<RateLimiter>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<RateLimiter>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<RateLimiter>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        if self.algorithms == 1 && self.gateways == 0 {
            return Err("with neither algorithms nor gateways there is nothing to ask".into());
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        let mut counts = vec![u16::from(self.algorithms == 0); 6];
        counts.extend([self.gateways, u16::from(self.gateways > 0), self.clients]);
        counts
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        let wrong = || {
            format!("“{text}” is no burst: write request, or burst and a number up to {BURST_MAX}")
        };
        if text == "request" {
            return Ok(Input::Burst(1));
        }
        let number = text.strip_prefix("burst ").ok_or_else(wrong)?;
        match number.parse() {
            Ok(n) if (1..=BURST_MAX).contains(&n) && !number.starts_with('+') => {
                Ok(Input::Burst(n))
            }
            _ => Err(wrong()),
        }
    }

    fn boot(&self, _: &mut Disk, cx: &mut Cx<RateLimiter>) -> Node {
        match cx.role() {
            RateLimiter::GATEWAY => Node::Gateway(Gateway::default()),
            RateLimiter::STORE => Node::Store(Store::default()),
            RateLimiter::CLIENT => Node::Client(Client::boot(self, cx)),
            _ => Node::Limiter(Limiter::boot(self, cx)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RateLimiter>,
    ) {
        match node {
            Node::Limiter(it) => it.on_message(self, from, message, cx),
            Node::Gateway(it) => it.on_message((self, disk), from, message, cx),
            Node::Store(it) => it.on_message((self, disk), from, message, cx),
            Node::Client(it) => it.on_message(message),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<RateLimiter>) {
        match node {
            Node::Limiter(it) => it.on_timer(timer, cx),
            Node::Gateway(it) => it.on_timer(self, timer, cx),
            Node::Client(it) => it.on_timer(self, disk, timer, cx),
            // It waits for nothing.
            Node::Store(_) => {}
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<RateLimiter>) {
        match node {
            Node::Client(it) => it.on_input(disk, *input, cx),
            Node::Limiter(it) => {
                it.admits = false;
                cx.note("takes requests of clients only");
            }
            Node::Gateway(it) => {
                it.admits = None;
                cx.note("takes requests of clients only");
            }
            Node::Store(_) => cx.note("takes questions of gateways only"),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Limiter(Limiter { limiting, .. }) | Node::Gateway(Gateway { limiting, .. }) => {
                if *limiting {
                    declare::LIMITING
                } else {
                    declare::ADMITTING
                }
            }
            Node::Store(store) if store.count >= self.limit.into() => declare::USED_UP,
            Node::Store(_) => declare::COUNTING,
            Node::Client(_) => declare::ASKING,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Limiter(limiter) => view::limiter(self, limiter),
            Node::Gateway(gateway) => view::gateway(gateway, disk),
            Node::Store(_) => view::store(self, disk),
            Node::Client(client) => view::client(client, disk),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        view::on_disk(disk)
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
            Timer::Leak => 0,
            Timer::Store(_) => 1,
            Timer::Workload => 2,
        }
    }
}
