//! Fencing: a lock service gives a growing token with each lease, and the storage refuses a write
//! whose token is older than the newest that it has seen.
//!
//! After M. Kleppmann, *How to do distributed locking* (2016), section *Making the lock safe with
//! fencing*, and M. Burrows, *The Chubby lock service for loosely-coupled distributed systems* (OSDI
//! 2006), section 2.4, where the token is the lock generation number of a sequencer.
//!
//! # How it works
//!
//! A worker asks the **lock service** for the lock. The service queues those who ask, gives the lock to
//! one at a time, for the length of a **lease**, and with each grant a **fencing token**: one more than
//! with the grant before. The worker sends the token with every write. The **storage** remembers the
//! newest token that it has seen, and refuses writes with an older one.
//!
//! The service can end a lease, but it cannot make a paused worker stop, nor call back a write that
//! is on its way. A worker does not look at its clock here: if it did, any time could still pass
//! between the look and the arrival of the write.
//!
//! # What it rests on
//!
//! The service keeps the token on disk before it gives it away. The storage takes part: it has to
//! keep the newest token with the data and compare it in the same step as it writes.
//!
//! # Where this departs from the sources
//!
//! * The storage compares with the tokens of writes that it has accepted, as in Kleppmann's text. A
//!   Chubby server may also compare with the service's own number, if it keeps a session.
//! * Leases are not renewed. A release is not answered: if it is lost, the lease expires.
//! * Chubby holds back a lock whose holder has failed for a lock-delay, for servers that check
//!   nothing. Here the next worker gets it at once.

mod properties;

use std::collections::VecDeque;

use crate::common::client::Workload;
use crate::common::lease::Lease;
use crate::common::unhashed::Unhashed;
use kernel::history::{Call, Key, Outcome};
use kernel::ids::OpId;
use pattern::prelude::*;
use pattern::widget::{Cell, LedgerEntry, LedgerView, QueueView};
use properties::{Audit, PROPERTIES};

params! {
    /// The parameters.
    pub struct Fencing {
        /// How many workers want the lock.
        workers: u16 = 3, "Workers", in 1..=8;
        /// How long the lock service keeps the lock for a worker that does not release it.
        lease: Span = secs(1), "Lease", in ms(10)..=secs(60);
        /// How many writes a worker makes while it holds the lock.
        writes: u16 = 2, "Writes", in 1..=20;
        /// How long a worker works before each write.
        work: Span = ms(200), "Work", in ms(1)..=secs(60);
        /// How long a worker waits for an answer before it asks again.
        request_timeout: Span = ms(250), "Request timeout", in ms(5)..=secs(60);
        /// How often each worker has an update to make; with 0ms, only when it is asked.
        every: Span = secs(2), "An update every", in Span::ZERO..=secs(60);
    }
    safeguards {
        /// A storage that does not compare tokens takes the late write of a worker whose lease is
        /// over, on top of what the next holder has written.
        token_check = "token-check", "Token check", breaks "tokens-never-fall";
    }
}

/// A number that comes with each grant and only grows: the fencing token.
pub type Token = u32;

/// One of a worker's attempts to get the lock, so that late answers are told from those awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    worker: NodeId,
    /// Its number, from 1.
    number: u32,
}

messages! {
    /// A message between a worker and the lock service, or a worker and the storage.
    #[derive(Clone, Copy, Debug, Hash)]
    pub enum Message as Kind {
        /// A worker asks the lock service for the lock, again and again until it gets it.
        Acquire(Attempt) = "Acquire", Wedge, Trying;
        /// The lock service gives the lock to a worker, for the length of a lease, with a token.
        Granted(Attempt, Token) = "Granted", Diamond, Good;
        /// A worker that has finished gives the lock back to the lock service.
        Release(Token) = "Release", Wedge, Quiet;
        /// A worker that believes to hold the lock writes to the storage, with its token and the
        /// number of the write, again and again until it is answered.
        Write(Token, u16) = "Write", Dart, Leading;
        /// The storage has taken the write.
        Accepted(Token, u16) = "Accepted", Ring, Good;
        /// The storage has seen a newer token, and refuses the write.
        Rejected(Token, u16) = "Rejected", BarredRing, Bad;
    }
}

timers! {
    pub enum Timer {
        /// The lease of the holder is over.
        Lease = "lease", ring;
        /// A request was not answered.
        Request = "request timeout";
        /// The next write is prepared.
        Work = "work", ring;
        /// The worker has an update to make.
        Update = "next update";
    }
}

states! {
    /// What the lock service is doing.
    pub enum Locking {
        /// Nobody has the lock.
        Free: Quiet at (20, 50);
        /// It was granted, and neither released nor has its lease expired.
        Held: Leading at (80, 50);
    }
    moves {
        Free -> Held: "acquire";
        Held -> Free: "released or expired";
    }
}

states! { enum Storing { Up: Quiet at (50, 50); } moves {} }

states! {
    /// What a worker is doing.
    pub enum Working {
        Idle: Quiet at (12, 50);
        /// Has asked for the lock.
        Acquiring: Trying at (50, 14);
        /// Believes to hold the lock, and prepares a write.
        Holding: Leading at (88, 50);
        /// Believes to hold the lock, and waits for the storage's answer.
        Writing: Leading at (50, 86);
    }
    moves {
        Idle -> Acquiring: "update";
        Acquiring -> Holding: "granted";
        Holding -> Writing: "write";
        Writing -> Holding: "accepted"; Writing -> Idle: "done or rejected";
    }
}

metrics! {
    enum Metric {
        /// One for each worker that believes to hold the lock.
        Holders = "holders";
    }
}

roles! {
    SERVICE = Role {
        name: "lock service",
        prefix: 'l',
        outline: Outline::Hexagon,
        tier: 1,
        room: Room::row(4),
        diagram: Locking::DIAGRAM,
        ..Role::NODE
    };
    STORAGE = Role {
        name: "storage",
        prefix: 's',
        outline: Outline::Hexagon,
        tier: 1,
        room: Room { columns: 4, rows: 4 },
        diagram: Storing::DIAGRAM,
        ..Role::NODE
    };
    WORKER = Role { name: "worker", prefix: 'w', diagram: Working::DIAGRAM, ..Role::NODE };
}

/// There is one lock service, and it comes first.
const THE_SERVICE: NodeId = NodeId(0);
/// There is one storage.
const THE_STORAGE: NodeId = NodeId(1);

inputs! {
    pub enum Input {
        /// Lets an idle worker get the lock and write.
        Update = "update", for WORKER;
    }
}

const INFO: Info = Info {
    id: "fencing",
    name: "Fencing tokens",
    family: "Leader election and coordination",
    summary: "A lock service numbers its grants, and the storage refuses the late write of a worker \
              that has lost the lock without knowing it.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern fencing lease=400ms work=100ms every=700ms",
    workload: "every=0ms",
    miniature: "pattern fencing workers=2 writes=1 every=0ms\n\
                at 1s input w0 update\nat 1s input w1 update",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// Do leases keep the workers apart? More than one holder is what the tokens are for.
        "Workers that believe to hold the lock": Lines, every ms(100) => {
            "holders", Leading, level Metric::Holders;
        }
        /// How many writes come too late? The storage rejects them.
        "Writes answered per 500 ms": Bars, every ms(500) => {
            "accepted", Good, sent Kind::Accepted;
            "rejected", Bad, sent Kind::Rejected;
        }
    },
    arrangement: Arrangement::Tiers,
    links: &[(WORKER, SERVICE), (WORKER, STORAGE)],
    ..Info::EMPTY
};

/// What a running node keeps in memory: lost in a crash.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The lock service: the attempts that wait for the lock, the next first.
    Service(VecDeque<Attempt>, Locking),
    /// The storage: all that it knows is on its disk.
    Storage,
    /// A worker, and how far it is.
    Worker(Stage),
}

/// How far a worker is.
#[derive(Clone, Copy, Debug, Hash)]
pub enum Stage {
    /// It has nothing to write.
    Idle,
    /// It has asked for the lock.
    Acquiring(Unhashed<OpId>),
    /// It believes to hold the lock, and prepares the write of this number.
    Holding(Token, u16),
    /// It has sent the write of this number.
    Writing(Token, u16),
}

/// What survives a crash: of each role its own part. A write is durable when the handler returns.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// Lock service: the lock as it was granted last, unless it is free.
    lock: Option<Lease<Attempt>>,
    /// Lock service: the token granted last.
    granted: Token,
    /// Storage: the latest accepted writes, the newest last, by token and number.
    accepted: VecDeque<(Token, u16)>,
    /// Storage: the newest token that it has seen.
    newest: Token,
    /// Storage: how many writes it has accepted.
    count: u32,
    /// Worker: the number of its last attempt.
    attempts: u32,
}

/// How many accepted writes the storage shows.
const SHOWN: usize = 4;

impl Pattern for Fencing {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Fencing>] = Fencing::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Fencing>] = Fencing::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Fencing>] = PROPERTIES;
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

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Fencing>) -> Node {
        match cx.role() {
            SERVICE => {
                let (mut queue, mut state) = (VecDeque::new(), Locking::Held);
                self.serve(&mut queue, &mut state, disk, cx);
                Node::Service(queue, state)
            }
            STORAGE => Node::Storage,
            // A worker that crashed has forgotten that it held the lock.
            _ => {
                self.workload().start(cx);
                Node::Worker(Stage::Idle)
            }
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Fencing>,
    ) {
        match (node, message) {
            (Node::Service(queue, state), Message::Acquire(attempt)) => {
                if disk.lock.is_some_and(|lock| lock.holder == attempt && !lock.is_over(cx.now())) {
                    // The grant may have been lost.
                    cx.send(from, Message::Granted(attempt, disk.granted));
                } else if !queue.contains(&attempt) {
                    queue.retain(|other| other.worker != attempt.worker);
                    queue.push_back(attempt);
                }
                self.serve(queue, state, disk, cx);
            }
            (Node::Service(queue, state), Message::Release(token)) => {
                // Otherwise it is late: the lease has expired, and another may have the lock.
                if token == disk.granted {
                    disk.lock = None;
                }
                self.serve(queue, state, disk, cx);
            }
            (Node::Storage, Message::Write(token, number)) => {
                cx.send(from, self.write(disk, token, number));
            }
            (Node::Worker(stage), message) => self.on_answer(stage, disk, message, cx),
            // Nobody sends these.
            (Node::Service(..) | Node::Storage, _) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Fencing>) {
        match (node, timer) {
            (Node::Service(queue, state), Timer::Lease) => self.serve(queue, state, disk, cx),
            (Node::Worker(stage), Timer::Update) => {
                self.workload().due(cx);
                if self.acquire(stage, disk, cx) {
                    cx.workload("update");
                }
            }
            (Node::Worker(stage), Timer::Work) => {
                if let Stage::Holding(token, number) = *stage {
                    *stage = Stage::Writing(token, number);
                    self.request(*stage, disk, cx);
                }
            }
            (Node::Worker(stage), Timer::Request) => self.request(*stage, disk, cx),
            // They set no others.
            (Node::Service(..) | Node::Storage | Node::Worker(_), _) => {}
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Fencing>) {
        if let (Node::Worker(stage), Input::Update) = (node, input) {
            self.acquire(stage, disk, cx);
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Service(_, state) => *state as u8,
            Node::Storage => Storing::Up as u8,
            Node::Worker(Stage::Idle) => Working::Idle as u8,
            Node::Worker(Stage::Acquiring(_)) => Working::Acquiring as u8,
            Node::Worker(Stage::Holding(..)) => Working::Holding as u8,
            Node::Worker(Stage::Writing(..)) => Working::Writing as u8,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        match node {
            Node::Service(queue, _) => {
                self.view_lock(disk, &mut view);
                let cell = |attempt: &Attempt| {
                    let name = self.name(attempt.worker);
                    Cell::new(&name, format!("{name} waits for the lock"), Tone::Trying)
                };
                view.widget(QueueView {
                    name: "waiting",
                    cells: queue.iter().take(8).map(cell).collect(),
                    length: queue.len().try_into().unwrap_or(u32::MAX),
                    capacity: None,
                });
            }
            Node::Storage => view_storage(disk, &mut view),
            Node::Worker(stage) => {
                if let Stage::Holding(token, number) | Stage::Writing(token, number) = stage {
                    let meaning = format!("believes to hold the lock, with token {token}");
                    view.badge(format_args!("#{token}"), meaning);
                    view.field("fencing token", token);
                    view.field("write", format_args!("{number} of {}", self.writes));
                }
                view.field("attempts", disk.attempts);
            }
        }
        view
    }

    /// A disk does not know whose it is: the part that was written to is shown.
    fn view_disk(&self, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        if disk.granted > 0 {
            self.view_lock(disk, &mut view);
        } else if disk.attempts > 0 {
            view.field("attempts", disk.attempts);
        } else {
            view_storage(disk, &mut view);
        }
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        let (Message::Granted(_, token)
        | Message::Release(token)
        | Message::Write(token, _)
        | Message::Accepted(token, _)
        | Message::Rejected(token, _)) = *message
        else {
            return MessageView::default();
        };
        let mut view = MessageView::labelled(format_args!("#{token}"));
        view.field("fencing token", token);
        if let Message::Write(_, n) | Message::Accepted(_, n) | Message::Rejected(_, n) = message {
            view.field("write", n);
        }
        view
    }
}

impl Fencing {
    fn workload(&self) -> Workload<Timer> {
        Workload { timer: Timer::Update, every: self.every }
    }

    /// Lock service: frees a lock whose lease is over, and grants a free one to the next in line.
    fn serve(
        &self,
        queue: &mut VecDeque<Attempt>,
        state: &mut Locking,
        disk: &mut Disk,
        cx: &mut Cx<Fencing>,
    ) {
        if disk.lock.is_some_and(|lock| lock.is_over(cx.now())) {
            cx.note("the lease expires");
            disk.lock = None;
        }
        if disk.lock.is_none()
            && let Some(next) = queue.pop_front()
        {
            disk.granted += 1;
            disk.lock = Some(Lease::new(next, cx.now(), Some(self.lease)));
            cx.send(next.worker, Message::Granted(next, disk.granted));
        }
        *state = if disk.lock.is_some() { Locking::Held } else { Locking::Free };
        match disk.lock.and_then(|lock| lock.left(cx.now())) {
            Some(left) => cx.set_timer(Timer::Lease, left),
            None => cx.cancel_timer(Timer::Lease),
        }
    }

    /// Storage: takes a write, unless its token is older than the newest seen; answers.
    fn write(&self, disk: &mut Disk, token: Token, number: u16) -> Message {
        if self.token_check && token < disk.newest {
            return Message::Rejected(token, number);
        }
        disk.newest = disk.newest.max(token);
        // What the same holder repeats is answered again and not written again.
        let repeated = disk.accepted.back().is_some_and(|(t, n)| *t == token && *n >= number);
        if !repeated {
            disk.count += 1;
            disk.accepted.push_back((token, number));
            if disk.accepted.len() > SHOWN {
                disk.accepted.pop_front();
            }
        }
        Message::Accepted(token, number)
    }

    /// Worker: asks for the lock, unless it is busy; false if it is.
    fn acquire(&self, stage: &mut Stage, disk: &mut Disk, cx: &mut Cx<Fencing>) -> bool {
        if !matches!(stage, Stage::Idle) {
            return false;
        }
        disk.attempts += 1;
        *stage = Stage::Acquiring(Unhashed(cx.invoke(Call::Acquire(Key(b'l')))));
        self.request(*stage, disk, cx);
        true
    }

    /// Worker: sends the request of its stage, for the first time or again.
    fn request(&self, stage: Stage, disk: &Disk, cx: &mut Cx<Fencing>) {
        match stage {
            Stage::Acquiring(_) => {
                let attempt = Attempt { worker: cx.me(), number: disk.attempts };
                cx.send(THE_SERVICE, Message::Acquire(attempt));
            }
            Stage::Writing(token, number) => cx.send(THE_STORAGE, Message::Write(token, number)),
            Stage::Idle | Stage::Holding(..) => return,
        }
        cx.set_timer(Timer::Request, self.request_timeout);
    }

    /// Worker: the lock service or the storage answers.
    fn on_answer(&self, stage: &mut Stage, disk: &Disk, message: Message, cx: &mut Cx<Fencing>) {
        match (*stage, message) {
            (Stage::Acquiring(Unhashed(op)), Message::Granted(attempt, token))
                if attempt.number == disk.attempts =>
            {
                cx.complete(op, Outcome::Done(Some(token)));
                cx.measure(Metric::Holders, 1);
                self.prepare(stage, token, 1, cx);
            }
            (Stage::Writing(token, number), Message::Accepted(t, n))
                if (t, n) == (token, number) =>
            {
                if number < self.writes {
                    self.prepare(stage, token, number + 1, cx);
                } else {
                    cx.send(THE_SERVICE, Message::Release(token));
                    stop(stage, cx);
                }
            }
            (Stage::Writing(token, number), Message::Rejected(t, n))
                if (t, n) == (token, number) =>
            {
                cx.note("is refused: a later holder has written");
                stop(stage, cx);
            }
            // Late or doubled, or not for a worker.
            _ => {}
        }
    }

    fn prepare(&self, stage: &mut Stage, token: Token, number: u16, cx: &mut Cx<Fencing>) {
        *stage = Stage::Holding(token, number);
        cx.cancel_timer(Timer::Request);
        cx.set_timer(Timer::Work, self.work);
    }

    fn view_lock(&self, disk: &Disk, view: &mut NodeView) {
        let holder = disk.lock.map_or("nobody".into(), |lock| self.name(lock.holder.worker));
        view.badge(format_args!("#{}", disk.granted), format_args!("granted {}", disk.granted));
        view.field("holder", holder);
        view.field("token granted last", disk.granted);
        if let Some(lock) = disk.lock {
            view.field("lease until", lock.until);
        }
    }
}

fn stop(stage: &mut Stage, cx: &mut Cx<Fencing>) {
    *stage = Stage::Idle;
    cx.cancel_timer(Timer::Request);
    cx.measure(Metric::Holders, 0);
}

fn view_storage(disk: &Disk, view: &mut NodeView) {
    view.badge(format_args!("≥{}", disk.newest), format_args!("newest token {}", disk.newest));
    view.field("newest token seen", disk.newest);
    view.field("writes accepted", disk.count);
    let entry = |(token, number): &(Token, u16)| LedgerEntry {
        what: format!("#{token}"),
        amount: number.to_string(),
        tone: if *token < disk.newest { Tone::Quiet } else { Tone::Leading },
    };
    let last = disk.accepted.back().map_or(0, |(token, _)| *token);
    view.widget(LedgerView {
        name: "writes".into(),
        entries: disk.accepted.iter().map(entry).collect(),
        length: disk.count,
        balance: format!("#{last}"),
        wrong: last < disk.newest,
    });
}
