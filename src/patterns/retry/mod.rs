//! Retry with back-off: clients try again what failed for a reason that may pass.
//!
//! After M. Brooker, *Exponential Backoff And Jitter* (AWS Architecture Blog 2015) for the waits,
//! *Site Reliability Engineering* (Beyer et al. 2016, chapters 21 and 22) for the budget, and
//! M. Nygard, *Release It!* (2018) for what becomes of a server whose clients do without.
//!
//! # How it works
//!
//! A **client** makes calls to one **server**. An attempt that is not answered within the timeout,
//! or whose answer is an error that may pass, has failed. The client then waits, for a time that
//! its strategy gives ([`backoff`](crate::common::backoff)), and tries again, until an
//! attempt succeeds, the limit of attempts is reached, or its budget is used up ([`budget`]). Errors
//! that cannot pass end the call at once ([`client`]).
//!
//! The server has workers and a queue ([`server`]). It knows nothing of attempts and timeouts: what
//! its clients have given up it carries out all the same. That waste is what makes a retry storm
//! feed itself: see Bronson et al., *Metastable Failures in Distributed Systems* (HotOS 2021).
//!
//! # What clients contend for
//!
//! For the server's *capacity*: every request takes a worker's time. Or for the *version* of one row
//! (`contend=versions`): a client reads the row, and writes it if it has not changed meanwhile; of
//! all that read the same version one wins, and the others back off. That is the model of the
//! article, with a network that takes 10 ms on average and a server that takes no time; the figures
//! that it gives are in `tests/retry_figures.rs`.
//!
//! # Where this departs from the sources
//!
//! * Waits are whole microseconds.
//! * Finagle's budget lets deposits expire after ten seconds. Here they last, up to the reserve.
//! * A server's `restart` is that of a process: its machine resets all connections, so that all
//!   clients learn of it at the same moment. In a crash the machine goes too, and they learn nothing.

pub mod budget;
pub mod client;
pub mod message;
pub mod properties;
pub mod server;

use client::Client;
use message::{Kind, Message};
use server::Server;

use crate::common::backoff::{Backoff, Strategy};
use crate::common::turn::Turn;
use pattern::prelude::*;

params! {
    /// The parameters.
    pub struct Retry {
        /// How many clients make calls.
        clients: u16 = 10, "Clients", in 1..=1_000;
        /// The server's capacity; or the version of one row, which they read and then write unless
        /// it has changed.
        contend: Contention = Contention::Capacity, "Clients contend for";
        /// How long a client waits before it tries again.
        strategy: Strategy = Strategy::Full, "Strategy";
        /// The step from which waits grow.
        base: Span = secs(1), "Base", in ms(1)..=secs(60);
        /// The longest wait.
        cap: Span = secs(30), "Cap", in ms(1)..=secs(600);
        /// How often a call is attempted, the first time included.
        max_attempts: u16 = 4, "Attempts at most", in 1..=1_000;
        /// How long an attempt is waited for.
        timeout: Span = secs(1), "Attempt timeout", in ms(1)..=secs(60);
        /// How much of a retry every call adds to its client's budget.
        share: Ppm = percent(20), "Budget: retries a call";
        /// How many retries fit into a client's budget, which is full at first.
        reserve: u16 = 10, "Budget: reserve", in 0..=1_000;
        /// When a client makes its first call of its own; drawn from this range.
        start: (Span, Span) = (Span::ZERO, ms(500)), "First call", in Span::ZERO..=secs(60);
        /// How often a client makes a call of its own; with 0ms, only those that it is told to.
        every: Span = ms(500), "A call every", in Span::ZERO..=secs(60);
        /// How many calls of its own a client makes; with 0 there is no end.
        calls: u16 = 0, "Calls in all", in 0..=10_000;
        /// How many of the clients' own requests are such that the server never carries them out.
        invalid: Ppm = percent(0), "Invalid requests";
        /// How many requests the server works on at a time.
        workers: u16 = 4, "Workers", in 1..=64;
        /// How many more requests can wait; what comes then is turned away.
        queue: u16 = 50, "Queue", in 0..=10_000;
        /// How long a worker takes for a request; drawn from this range.
        service: (Span, Span) = (ms(20), ms(60)), "Service time", in Span::ZERO..=secs(10);
        /// How many requests fail at the server, each by itself, for no reason that lasts.
        errors: Ppm = percent(0), "Transient errors";
        /// How long it takes until a new process listens.
        restart: Span = secs(1), "Restart takes", in ms(1)..=secs(60);
    }
    safeguards {
        /// Clients that failed at the same moment wait equally long, and come back at the same
        /// moment, as a herd.
        jitter = "jitter", "Jitter", breaks "retries-spread";
        /// When everything fails, retries multiply the load on a server that cannot bear the load it
        /// has: a retry storm.
        budget = "budget", "Retry budget", breaks "retries-budgeted";
        /// A request that can never succeed is sent again and again.
        classification = "classification", "Only transient failures are retried",
            breaks "transient-only";
        /// Waits go on doubling, and a client sleeps long after the server has recovered.
        capped = "cap", "Cap on waits", breaks "waits-in-bounds";
        /// A client never gives up, and its user never learns that something is wrong.
        attempt_limit = "attempt-limit", "Limit of attempts", breaks "attempts-limited";
        /// When a message is lost, a client waits for the answer for ever.
        timeouts = "attempt-timeout", "Attempt timeout", breaks "calls-end";
    }
}

choices! {
    /// What clients contend for.
    pub enum Contention {
        Capacity = "capacity";
        Versions = "versions";
    }
}

timers! {
    pub enum Timer {
        /// A client's: the attempt at this call was not answered in time.
        Attempt(u32) = "attempt timeout", ring;
        /// A client's: the wait before the next attempt at this call is over.
        Backoff(u32) = "back-off", ring;
        /// A client's: its next call of its own is due.
        Workload = "next call";
        /// The server's: this worker is done.
        Service(u16) = "service time";
        /// The server's: the next process is up.
        Restart = "restart", ring;
    }
}

metrics! {
    /// What clients and the server measure.
    enum Metric {
        Queue = "requests waiting";
        Done = "calls done";
        GivenUp = "calls given up";
        /// Answers that nobody waits for any more.
        Late = "late answers";
        /// Calls that end because the budget is used up.
        Forgone = "retries the budget forbade";
        Took = "time of a call", "ms";
    }
}

roles! {
    SERVER = Role {
        name: "server",
        prefix: 's',
        tier: 1,
        room: Room { columns: 4, rows: 2 },
        diagram: server::State::DIAGRAM,
        ..Role::NODE
    };
    CLIENT = Role { room: Room::row(2), diagram: client::State::DIAGRAM, ..Role::CLIENT };
}

/// There is one server, and it comes first.
const THE_SERVER: NodeId = NodeId(0);

inputs! {
    pub enum Input {
        /// Makes a call, and sees it through.
        Call = "call", for CLIENT;
        /// Makes a call that the server will never carry out.
        CallInvalid = "call invalid", for CLIENT;
        /// The server's process dies and is started again; all connections are reset.
        Restart = "restart", for SERVER;
    }
}

const INFO: Info = Info {
    id: "retry",
    name: "Retry with back-off",
    family: "Fault tolerance",
    summary: "Clients try again what failed for a reason that may pass: later each time, at random \
              moments, and never more than the server can bear.",
    doc: pattern::doc!("doc.md"),
    trial: "\
pattern retry clients=20 base=1s cap=1.5s max_attempts=3 timeout=200ms reserve=4 \
            every=1s invalid=5% workers=2 queue=10 service=5..10ms restart=500ms",
    workload: "every=0ms",
    miniature: "\
pattern retry clients=2 strategy=exponential max_attempts=2 reserve=1 every=0ms workers=1 queue=0
at 1s input c0 call
at 1s input c1 call",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// How much comes, and how much of it comes again? Clients in step show as spikes.
        "Requests at the server per 100 ms": Bars, every ms(100) => {
            "first attempts", Quiet, delivered Kind::Request;
            "retries", Trying, delivered Kind::Retry;
        }
        /// How much of the work helps anybody? The goodput is what is answered in time.
        "Calls that end per 100 ms": Lines, every ms(100) => {
            "goodput", Good, count Metric::Done;
            "given up", Bad, count Metric::GivenUp;
            "answered too late", Trying, count Metric::Late;
        }
        /// Does the queue drain? If it stays full, the server works for clients that have given up.
        "Requests waiting at the server": Lines, every ms(100) => {
            "queue", Leading, level Metric::Queue;
        }
    },
    arrangement: Arrangement::Tiers,
    links: &[(CLIENT, SERVER)],
    ..Info::EMPTY
};

/// What a running node keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The server.
    Server(Server),
    /// A client.
    Client(Client),
}

/// What survives a crash: a number. A client's is the number of its last call, so that it uses none
/// twice; the server's is the version of its row, which grows with every call carried out.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    counter: u32,
}

impl Pattern for Retry {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Retry>] = Retry::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Retry>] = Retry::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Retry>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        if self.base > self.cap {
            let Retry { base, cap, .. } = self;
            return Err(format!("the base of {base} is longer than the cap of {cap}"));
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![1, self.clients]
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Retry>) -> Node {
        let turn = &mut Turn::new(self, disk, cx);
        match turn.cx.role() {
            SERVER => Node::Server(Server::boot(turn)),
            _ => Node::Client(Client::boot(turn)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Retry>,
    ) {
        let turn = &mut Turn::new(self, disk, cx);
        match node {
            Node::Server(it) => it.on_message(turn, from, message),
            Node::Client(it) => it.on_message(turn, message),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Retry>) {
        let turn = &mut Turn::new(self, disk, cx);
        match node {
            Node::Server(it) => it.on_timer(turn, timer),
            Node::Client(it) => it.on_timer(turn, timer),
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Retry>) {
        let turn = &mut Turn::new(self, disk, cx);
        match node {
            Node::Server(it) => it.on_input(turn, *input),
            Node::Client(it) => it.on_input(turn, *input),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Server(it) => it.state as u8,
            Node::Client(it) => it.state() as u8,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        match node {
            Node::Server(it) => it.show(self, disk, &mut view),
            Node::Client(it) => it.show(self, disk, &mut view),
        }
        view
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        view.field("on disk", disk.counter);
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        message.describe()
    }
}

impl Retry {
    /// The strategy as it is in force.
    fn backoff(&self) -> Backoff {
        let strategy = if self.jitter { self.strategy } else { self.strategy.without_jitter() };
        let cap = if self.capped { self.cap } else { Backoff::UNCAPPED };
        Backoff { strategy, base: self.base, cap }
    }
}
