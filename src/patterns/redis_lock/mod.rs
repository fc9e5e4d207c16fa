//! A lock in Redis: `SET key token NX PX ttl`, and a release that compares the token before it
//! deletes.
//!
//! After the Redis documentation, *Distributed Locks with Redis* (the case of a single instance),
//! and M. Kleppmann, *How to do distributed locking* (2016), from which the fencing tokens are.
//!
//! # How it works
//!
//! Workers increment one counter in a storage: they read it, work a while, and write back one
//! more. So that none overwrites what another has added, each takes a lock first. The lock server
//! ([`redis`]) keeps a key with the holder's token until it is deleted or its time to live is
//! over; with the lock it hands out a number that only ever rises, the **fencing token**. The
//! storage ([`storage`]) is told the number with every request and refuses those lower than one
//! that it has seen.
//!
//! A worker ([`worker`]) cannot know that its lock has expired: its process may have been paused,
//! or its messages may have been on their way for too long. So two workers can be at work at the
//! same time, and what keeps the counter right is the storage's check, and not the lock.
//!
//! # Where this departs from Redis
//!
//! * The number comes with the answer to `SET`, as from a script that also runs `INCR`. Redis's own
//!   recipe has none.
//! * The key and the number are on disk before they are answered (`appendfsync always`). A server
//!   that loses them is another story: its disk can be wiped.
//! * A read carries the number too. Otherwise a stale write could slip in between the read and the
//!   write of the next holder, and be overwritten.

pub mod declare;
pub mod message;
pub mod properties;
pub mod redis;
pub mod storage;
pub mod view;
pub mod worker;

use message::{Message, Token};
use redis::Redis;
use storage::Storage;
use worker::Worker;

use crate::sim::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use crate::sim::frame::{MessageView, NodeView};
use crate::sim::ids::NodeId;
use crate::sim::pattern::{Cx, HasKind, Pattern};
use crate::sim::time::Span;

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct RedisLock {
    /// How many workers there are.
    pub workers: u16,
    /// How long the server keeps a lock that nobody releases.
    pub ttl: Span,
    /// How long a worker works between its read and its write.
    pub work: Span,
    /// How long a worker rests before it wants the lock again.
    pub rest: (Span, Span),
    /// How long a worker waits before it asks again for a lock that another holds.
    pub retry: Span,
    /// How long a worker waits for an answer before it asks again.
    pub request_timeout: Span,
    /// Safeguard: a lock that nobody releases expires.
    pub expires: bool,
    /// Safeguard: a lock is deleted only if it is the caller's.
    pub owner_check: bool,
    /// Safeguard: the storage refuses numbers lower than one it has seen.
    pub fencing: bool,
}

impl Default for RedisLock {
    fn default() -> RedisLock {
        RedisLock {
            workers: 3,
            ttl: Span::secs(10),
            work: Span::millis(400),
            rest: (Span::millis(200), Span::millis(800)),
            retry: Span::millis(200),
            request_timeout: Span::millis(250),
            expires: true,
            owner_check: true,
            fencing: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The lock server.
    Redis(Redis),
    /// The storage.
    Storage(Storage),
    /// A worker.
    Worker(Worker),
}

/// What survives a crash: of each machine its own part.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The lock server's.
    pub redis: redis::Disk,
    /// The storage's.
    pub storage: storage::Disk,
    /// A worker's.
    pub worker: worker::Disk,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The lock's time to live is over.
    Expiry,
    /// The rest is over, or the lock may be free again.
    Rest,
    /// A request was not answered.
    Request,
    /// The work is done.
    Work,
}

/// What can be asked of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// To increment the counter now.
    Increment,
}

impl RedisLock {
    /// The role of the lock server.
    pub const REDIS: u8 = 0;
    /// The role of the storage.
    pub const STORAGE: u8 = 1;
    /// The role of the workers.
    pub const WORKER: u8 = 2;

    /// The lock server.
    pub const fn redis(&self) -> NodeId {
        NodeId(0)
    }

    /// The storage.
    pub const fn storage(&self) -> NodeId {
        NodeId(1)
    }

    /// A token in words: `w0#3`.
    pub fn token(&self, token: Token) -> String {
        format!("{}#{}", self.name(token.worker), token.serial)
    }
}

impl Pattern for RedisLock {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<RedisLock>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<RedisLock>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<RedisLock>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        vec![1, 1, self.workers]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "increment" => Ok(Input::Increment),
            _ => Err(format!("“{text}” is nothing that a worker can be asked: write increment")),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<RedisLock>) -> Node {
        match cx.role() {
            RedisLock::REDIS => Node::Redis(Redis::boot(&mut disk.redis, cx)),
            RedisLock::STORAGE => Node::Storage(Storage::boot(&disk.storage, cx)),
            _ => Node::Worker(Worker::boot(self, &disk.worker, cx)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        match node {
            Node::Redis(redis) => redis.on_message(self, &mut disk.redis, from, message, cx),
            Node::Storage(storage) => {
                storage.on_message(self, &mut disk.storage, from, message, cx);
            }
            Node::Worker(worker) => worker.on_message(self, &mut disk.worker, message, cx),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<RedisLock>) {
        match node {
            Node::Redis(redis) => redis.on_expiry(&mut disk.redis, cx),
            Node::Worker(worker) => worker.on_timer(self, &mut disk.worker, timer, cx),
            // It sets none.
            Node::Storage(_) => {}
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<RedisLock>) {
        match (node, input) {
            (Node::Worker(worker), Input::Increment) => {
                worker.on_increment(self, &mut disk.worker, cx);
            }
            // Servers increment nothing.
            (Node::Redis(_) | Node::Storage(_), Input::Increment) => {}
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Redis(redis) => u8::from(redis.held),
            Node::Storage(_) => 0,
            Node::Worker(worker) => worker.stage.state(),
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Redis(redis) => view::redis(self, redis, &disk.redis),
            Node::Storage(storage) => view::storage(self, storage, &disk.storage),
            Node::Worker(worker) => view::worker(self, worker, &disk.worker),
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
        *self as u8
    }
}
