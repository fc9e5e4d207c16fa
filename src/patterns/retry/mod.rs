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
//! its strategy gives ([`backoff`](crate::patterns::common::backoff)), and tries again, until an attempt succeeds, the limit of
//! attempts is reached, or its budget is used up ([`budget`]). Errors that cannot pass end the call
//! at once ([`client`]).
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
pub mod declare;
pub mod message;
pub mod properties;
pub mod server;
pub mod trace;
pub mod view;

use crate::patterns::common::backoff::{Backoff, Strategy};
use client::{Client, Stage};
use message::Message;
use server::{Condition, Server};

use crate::sim::action::Ppm;
use crate::sim::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use crate::sim::frame::{MessageView, NodeView};
use crate::sim::ids::NodeId;
use crate::sim::pattern::{Cx, HasKind, Pattern};
use crate::sim::time::Span;

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct Retry {
    /// How many clients there are.
    pub clients: u16,
    /// What they contend for, by its place in [`declare::CONTENTION`].
    pub contend: u8,
    /// What they do about failures, by its place in [`Strategy::ALL`].
    pub strategy: u8,
    /// The shortest step of the back-off.
    pub base: Span,
    /// The longest wait.
    pub cap: Span,
    /// How often a call is attempted at most, the first attempt included.
    pub max_attempts: u16,
    /// How long an attempt is waited for.
    pub timeout: Span,
    /// How much of a retry every call adds to the budget.
    pub share: Ppm,
    /// How many retries fit into the budget; it is full at first.
    pub reserve: u16,
    /// When a client makes its first call of its own: drawn from this range.
    pub start: (Span, Span),
    /// How often it makes calls of its own; never if zero.
    pub every: Span,
    /// How many calls of its own it makes; no end if zero.
    pub calls: u16,
    /// How many of a client's own requests are such that the server can never carry them out.
    pub invalid: Ppm,
    /// How many requests the server works on at a time.
    pub workers: u16,
    /// How many more can wait.
    pub queue: u16,
    /// How long a worker takes: drawn from this range.
    pub service: (Span, Span),
    /// How many requests fail at the server for no reason that lasts.
    pub errors: Ppm,
    /// How long a new process takes to start.
    pub restart: Span,
    /// Safeguard: waits are drawn at random, where the strategy says so.
    pub jitter: bool,
    /// Safeguard: retries are paid for from a budget.
    pub budget: bool,
    /// Safeguard: errors that cannot pass are not retried.
    pub classification: bool,
    /// Safeguard: waits do not grow past the cap.
    pub capped: bool,
    /// Safeguard: there is a last attempt.
    pub attempt_limit: bool,
    /// Safeguard: no attempt is waited for without end.
    pub timeouts: bool,
}

impl Default for Retry {
    fn default() -> Retry {
        Retry {
            clients: 10,
            contend: 0,
            strategy: 4,
            base: Span::secs(1),
            cap: Span::secs(30),
            max_attempts: 4,
            timeout: Span::secs(1),
            share: Ppm(200_000),
            reserve: 10,
            start: (Span::ZERO, Span::millis(500)),
            every: Span::millis(500),
            calls: 0,
            invalid: Ppm(0),
            workers: 4,
            queue: 50,
            service: (Span::millis(20), Span::millis(60)),
            errors: Ppm(0),
            restart: Span::secs(1),
            jitter: true,
            budget: true,
            classification: true,
            capped: true,
            attempt_limit: true,
            timeouts: true,
        }
    }
}

/// What a running machine keeps in memory.
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
    /// That number.
    pub counter: u32,
}

/// What a client or the server waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A client's: the attempt at this call was not answered in time.
    Attempt(u32),
    /// A client's: the wait before the next attempt at this call is over.
    Backoff(u32),
    /// A client's: its next call of its own is due.
    Workload,
    /// The server's: this worker is done.
    Service(u16),
    /// The server's: the next process is up.
    Restart,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A client: to make a call.
    Call {
        /// One that the server can carry out.
        valid: bool,
    },
    /// The server: to die, and to start again.
    Restart,
}

impl Retry {
    /// The role of the server.
    pub const SERVER: u8 = 0;
    /// The role of clients.
    pub const CLIENT: u8 = 1;

    /// What clients do about failures.
    pub fn strategy(&self) -> Strategy {
        Strategy::ALL.get(usize::from(self.strategy)).copied().unwrap_or(Strategy::Full)
    }

    /// The strategy as it is in force.
    pub fn backoff(&self) -> Backoff {
        let strategy = self.strategy();
        let strategy = if self.jitter { strategy } else { strategy.without_jitter() };
        let cap = if self.capped { self.cap } else { Backoff::UNCAPPED };
        Backoff { strategy, base: self.base, cap }
    }

    /// Whether clients contend for the version of the row.
    pub fn by_version(&self) -> bool {
        self.contend == 1
    }
}

impl Pattern for Retry {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Retry>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Retry>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Retry>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        if self.base > self.cap {
            return Err(format!(
                "the base of {} is longer than the cap of {}",
                self.base, self.cap
            ));
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![1, self.clients]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "call" => Ok(Input::Call { valid: true }),
            "call invalid" => Ok(Input::Call { valid: false }),
            "restart" => Ok(Input::Restart),
            _ => Err(format!("“{text}” is none of call, call invalid and restart")),
        }
    }

    fn boot(&self, _: &mut Disk, cx: &mut Cx<Retry>) -> Node {
        if cx.role() == Retry::SERVER {
            Node::Server(Server::boot(self, cx))
        } else {
            Node::Client(Client::boot(self, cx))
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
        match node {
            Node::Server(it) => it.on_message((self, &mut disk.counter), from, message, cx),
            Node::Client(it) => it.on_message(self, disk, message, cx),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Retry>) {
        match node {
            Node::Server(it) => it.on_timer((self, &mut disk.counter), timer, cx),
            Node::Client(it) => it.on_timer(self, disk, timer, cx),
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Retry>) {
        match node {
            Node::Server(it) => it.on_input(self, *input, cx),
            Node::Client(it) => it.on_input(self, disk, *input, cx),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Server(server) => match server.condition {
                Condition::Serving => declare::SERVING,
                Condition::Overloaded => declare::OVERLOADED,
                Condition::Restarting => declare::RESTARTING,
            },
            Node::Client(Client { calls, .. }) => {
                if calls.is_empty() {
                    declare::IDLE
                } else if calls.iter().all(|call| call.stage == Stage::BackingOff) {
                    declare::BACKING_OFF
                } else {
                    declare::WAITING
                }
            }
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Server(server) => view::server(self, server, disk),
            Node::Client(client) => view::client(self, client, disk),
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
            Timer::Attempt(_) => 0,
            Timer::Backoff(_) => 1,
            Timer::Workload => 2,
            Timer::Service(_) => 3,
            Timer::Restart => 4,
        }
    }
}
