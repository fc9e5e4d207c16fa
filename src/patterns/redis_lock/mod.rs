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
//! ([`server`]) keeps a key with the holder's token until it is deleted or its time to live is
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

pub mod server;
pub mod storage;
pub mod worker;

use server::Server;
use storage::Storage;
use worker::Worker;

use pattern::prelude::*;

params! {
    /// The parameters.
    pub struct RedisLock {
        /// How many workers want the lock.
        workers: u16 = 3, "Workers", in 1..=8;
        /// How long the server keeps a lock that nobody gives back.
        ttl: Span = secs(10), "Time to live", in ms(10)..=secs(120);
        /// How long a worker works between its read and its write.
        work: Span = ms(400), "Work", in Span::ZERO..=secs(60);
        /// How long a worker rests before it wants the lock again.
        rest: (Span, Span) = (ms(200), ms(800)), "Rest", in ms(1)..=secs(600);
        /// How long a worker waits before it asks again for a lock that another holds.
        retry: Span = ms(200), "Retry", in ms(1)..=secs(60);
        /// How long a worker waits for an answer before it asks again.
        request_timeout: Span = ms(250), "Request timeout", in ms(1)..=secs(60);
    }
    safeguards {
        /// Without the storage's check a worker whose lock has expired overwrites what the next one
        /// has written.
        fencing = "fencing", "Fencing tokens", breaks "no-lost-update";
        /// Without it the lock of a worker that has failed is held for ever.
        expires = "expiry", "Time to live", breaks "lock-freed";
        /// Without comparing the token, a worker that is late deletes somebody else's lock.
        owner_check = "owner-check", "Owner check", breaks "own-release";
    }
}

/// A worker's name for one of its attempts: unique for ever, and the value that it sets the key to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    worker: NodeId,
    /// The number of its attempt, from 1.
    serial: u32,
}

/// A number that comes with each lock and only ever rises: the fencing token.
pub type Fence = u32;

/// A message. All carry the attempt that they are about, so that late answers are told from those
/// awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A worker wants the lock: `SET lock token NX PX ttl`.
    Set(Token),
    /// The lock server answers: the fencing token if the lock is the caller's now.
    SetResponse(Token, Option<Fence>),
    /// A worker gives the lock back: a script that deletes the key if it holds the token.
    Release(Token),
    /// The lock server answers: whether there was something to delete.
    ReleaseResponse(Token, bool),
    /// A worker that holds the lock reads the counter.
    Read(Token, Fence),
    /// The storage answers: the counter, or nothing if the number is too old.
    ReadResponse(Token, Option<u32>),
    /// A worker writes the counter.
    Write(Token, Fence, u32),
    /// The storage answers: whether it has taken the value.
    WriteResponse(Token, bool),
}

kinds! {
    /// The kinds of message.
    pub enum Kind of Message {
        /// A worker wants the lock, and sets the key unless somebody else has.
        Message::Set(_) => Set = "SET NX PX", Wedge, Trying;
        /// The lock server has given the lock to the worker, with a fencing token.
        Message::SetResponse(_, Some(_)) => Granted = "OK", Diamond, Good;
        /// The lock server says that somebody else holds the lock.
        Message::SetResponse(_, None) => Held = "nil", BarredRing, Bad;
        /// A worker gives the lock back; the key is deleted if it still holds its token.
        Message::Release(_) => Release = "DEL if mine", Wedge, Quiet;
        /// The lock server says whether it had a lock of the worker to delete.
        Message::ReleaseResponse(..) => Deleted = "Deleted", Ring, Quiet;
        /// A worker that holds the lock reads the counter.
        Message::Read(..) => Read = "Read", Square, Quiet;
        /// A worker writes the counter that it has read and incremented.
        Message::Write(..) => Write = "Write", Dart, Leading;
        /// The storage has read or taken the value.
        Message::ReadResponse(_, Some(_)) | Message::WriteResponse(_, true) =>
            Response = "Response", HollowSquare, Good;
        /// The storage refuses a request, because it has seen a higher fencing token.
        Message::ReadResponse(_, None) | Message::WriteResponse(_, false) =>
            Stale = "Stale", BarredRing, Bad;
    }
}

timers! {
    pub enum Timer {
        /// The lock expires.
        Expiry = "time to live", ring;
        /// The rest is over, or the lock may be free again.
        Rest = "rest";
        /// A request was not answered.
        Request = "request timeout";
        /// The work is done.
        Work = "work", ring;
    }
}

metrics! {
    enum Metric {
        Inside = "holds the lock";
        Done = "increments done";
        Counter = "counter";
    }
}

roles! {
    SERVER = Role {
        name: "lock server",
        prefix: 'r',
        outline: Outline::Hexagon,
        tier: 1,
        room: Room { columns: 4, rows: 2 },
        diagram: server::State::DIAGRAM,
        ..Role::NODE
    };
    STORAGE = Role {
        name: "storage",
        prefix: 's',
        outline: Outline::Hexagon,
        tier: 1,
        room: Room { columns: 4, rows: 4 },
        diagram: storage::State::DIAGRAM,
        ..Role::NODE
    };
    WORKER = Role { name: "worker", prefix: 'w', diagram: worker::State::DIAGRAM, ..Role::NODE };
}

/// There is one lock server, and it comes first.
const THE_SERVER: NodeId = NodeId(0);
/// There is one storage.
const THE_STORAGE: NodeId = NodeId(1);

inputs! {
    pub enum Input {
        /// Lets a worker that rests take the lock and increment the counter now.
        Increment = "increment", for WORKER;
    }
}

const INFO: Info = Info {
    id: "redis-lock",
    name: "Redis lock with fencing",
    family: "Leader election and coordination",
    summary: "A lock that expires by itself keeps workers apart most of the time, and fencing \
              tokens keep the data right the rest of it.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern redis-lock ttl=700ms work=200ms rest=20..200ms retry=50ms",
    workload: "rest=600s",
    miniature: "pattern redis-lock workers=2",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// Does the lock keep them apart? More than one is what fencing is for.
        "Workers that believe to hold the lock": Lines, every ms(100) => {
            "workers", Trying, level Metric::Inside;
        }
        /// Was an update lost? Then the counter falls behind what workers were told.
        "Increments done, and the counter": Lines, every ms(100) => {
            "done", Good, level Metric::Done;
            "counter", Leading, level Metric::Counter;
        }
    },
    arrangement: Arrangement::Tiers,
    links: &[(WORKER, SERVER), (WORKER, STORAGE)],
    ..Info::EMPTY
};

/// What a running node keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The lock server.
    Server(Server),
    /// The storage.
    Storage(Storage),
    /// A worker.
    Worker(Worker),
}

/// What survives a crash: of each node its own part.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    server: server::Disk,
    storage: storage::Disk,
    worker: worker::Disk,
}

impl Pattern for RedisLock {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<RedisLock>] = RedisLock::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<RedisLock>] = RedisLock::SAFEGUARDS;
    const PROPERTIES: &'static [Property<RedisLock>] = PROPERTIES;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = Audit;

    fn topology(&self) -> Vec<u16> {
        vec![1, 1, self.workers]
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<RedisLock>) -> Node {
        match cx.role() {
            SERVER => Node::Server(Server::boot(&mut disk.server, cx)),
            STORAGE => Node::Storage(Storage::boot(&disk.storage, cx)),
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
            Node::Server(it) => it.on_message(self, &mut disk.server, from, message, cx),
            Node::Storage(it) => it.on_message(self, &mut disk.storage, from, message, cx),
            Node::Worker(it) => it.on_message(self, &mut disk.worker, message, cx),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<RedisLock>) {
        match node {
            Node::Server(it) => it.expire(&mut disk.server, cx),
            Node::Worker(it) => it.on_timer(self, &mut disk.worker, timer, cx),
            // It sets none.
            Node::Storage(_) => {}
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<RedisLock>) {
        match (node, input) {
            (Node::Worker(it), Input::Increment) => it.on_increment(self, &mut disk.worker, cx),
            // Servers increment nothing.
            (Node::Server(_) | Node::Storage(_), Input::Increment) => {}
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Server(it) => it.state as u8,
            Node::Storage(_) => storage::State::Up as u8,
            Node::Worker(it) => it.stage.state() as u8,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        match node {
            Node::Server(it) => it.show(self, &disk.server, &mut view),
            Node::Storage(it) => it.show(self, &disk.storage, &mut view),
            Node::Worker(it) => it.show(self, &disk.worker, &mut view),
        }
        view
    }

    /// A disk does not know whose it is: the part that was written to is shown.
    fn view_disk(&self, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        if disk.worker.attempts > 0 {
            disk.worker.show(&mut view);
        } else if disk.server.fence > 0 {
            disk.server.show(self, &mut view);
        } else {
            disk.storage.show(self, &mut view);
        }
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        let (label, token) = match *message {
            Message::Set(token) | Message::Release(token) => (self.token(token), token),
            Message::SetResponse(token, Some(fence)) => (format!("fencing token {fence}"), token),
            Message::ReleaseResponse(token, deleted) => (u8::from(deleted).to_string(), token),
            Message::Read(token, fence) => (format!("with {fence}"), token),
            Message::Write(token, fence, value) => (format!("{value} with {fence}"), token),
            Message::ReadResponse(token, Some(value)) => (value.to_string(), token),
            Message::WriteResponse(token, true) => ("taken".into(), token),
            Message::SetResponse(token, None)
            | Message::ReadResponse(token, None)
            | Message::WriteResponse(token, false) => (String::new(), token),
        };
        let mut view = MessageView::labelled(label);
        view.field("token", self.token(token));
        view
    }
}

impl RedisLock {
    /// A token in words: `w0#3`.
    fn token(&self, token: Token) -> String {
        format!("{}#{}", self.name(token.worker), token.serial)
    }
}

/// What the checks remember of the run: the fencing token of the last write that the storage took.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    accepted: Fence,
}

properties! {
    const PROPERTIES: [Property<RedisLock>];

    /// No increment overwrites another
    "no-lost-update" from "Kleppmann 2016: Making the lock safe with fencing":
        always(no_lost_update);

    /// The fencing tokens that the storage accepts never fall
    "tokens-rise" from "Kleppmann 2016: Making the lock safe with fencing": always(tokens_rise);

    /// A lock is deleted by its holder only
    "own-release"
        from "Redis: Distributed Locks, Correct Implementation with a Single Instance":
        always(own_release);

    /// A lock that was taken becomes free again
    "lock-freed" from "Redis: Distributed Locks, Liveness property A":
        eventually(held, awaited, |it| it.ttl + secs(1));

    /// At most one worker believes to hold the lock
    "one-at-a-time" from "Kleppmann 2016: Protecting a resource with a lock":
        always(one_at_a_time),
        limitation "a worker that is paused, or whose messages are late, does not know that its lock \
                    has expired, whatever lock service it uses";
}

fn no_lost_update(_: &RedisLock, _: &mut Audit, all: &Cluster<RedisLock>, id: NodeId) -> Verdict {
    let storage = &all.disk(THE_STORAGE).storage;
    let lost = id == THE_STORAGE && storage.counter != storage.taken;
    all.refute(lost.then_some(storage), |storage| {
        let (taken, counter) = (storage.taken, storage.counter);
        format!("{taken} increments were taken, and the counter is {counter}")
    })
}

fn tokens_rise(it: &RedisLock, audit: &mut Audit, all: &Cluster<RedisLock>, id: NodeId) -> Verdict {
    let storage = &all.disk(THE_STORAGE).storage;
    let Some((token, fence, _)) = storage.writes.last().filter(|_| id == THE_STORAGE) else {
        return Ok(());
    };
    let before = std::mem::replace(&mut audit.accepted, *fence);
    all.refute((before > *fence).then_some(before), |before| {
        let whose = it.token(*token);
        format!("the write of {whose} with {fence} was taken after one with {before}")
    })
}

fn own_release(it: &RedisLock, _: &mut Audit, all: &Cluster<RedisLock>, id: NodeId) -> Verdict {
    let Some(Node::Server(server)) = all.node(id) else { return Ok(()) };
    all.refute(server.deleted.filter(|(held, by)| held != by), |(held, by)| {
        format!("{} has deleted the lock of {}", it.token(by), it.token(held))
    })
}

fn held(_: &RedisLock, _: &Audit, all: &Cluster<RedisLock>) -> Option<Token> {
    all.disk(THE_SERVER).server.lock.map(|lock| lock.holder)
}

fn awaited(it: &RedisLock, _: &Cluster<RedisLock>, holder: Token) -> String {
    format!("the lock of {} to be released or to expire", it.token(holder))
}

fn one_at_a_time(_: &RedisLock, _: &mut Audit, all: &Cluster<RedisLock>, id: NodeId) -> Verdict {
    let inside = |id: &NodeId| match all.node(*id) {
        Some(Node::Worker(worker)) => worker.stage.is_inside(),
        Some(Node::Server(_) | Node::Storage(_)) | None => false,
    };
    let mut others = all.ids().filter(|other| *other != id && inside(other));
    let other = if inside(&id) { others.next() } else { None };
    all.refute(other, |other| {
        format!("{} and {} both believe to hold the lock", all.name(id), all.name(other))
    })
}
