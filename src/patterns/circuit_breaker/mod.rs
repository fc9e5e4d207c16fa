//! Circuit breaker: a caller that stops calling a dependency which fails, and finds out now and then
//! whether it is well again.
//!
//! After M. Nygard, *Release It!* (2007; second edition 2018, chapters 4 and 5).
//!
//! # How it works
//!
//! **Users** ask the **caller** for pages, which it makes by itself, and for orders, which take a call
//! to the **dependency**. The caller has a pool of threads, and a thread is blocked while it waits. A
//! dependency that hangs blocks one thread after the other, until there is none left for anybody: its
//! failure has become the caller's, and that of whoever calls the caller.
//!
//! The **breaker** ([`breaker`](crate::common::breaker)) stands before the calls. *Closed*, it lets them pass and counts how they
//! end. When too many fail, or take too long, it *opens*: orders fail at once, or get a fallback, and no
//! thread waits. After the reset timeout it is *half-open* and lets a few probes pass. If all succeed it
//! closes; if one fails it opens again.
//!
//! Every change of state begins a new **generation**, and a result counts only in the generation in
//! which its call was let through: a call that was under way when the circuit opened may fail minutes
//! later, and says nothing about the dependency of that day.
//!
//! # Where this departs from the sources
//!
//! * A slow call counts as a failure where failures in a row are counted; where rates are, failures and
//!   slow calls have a rate each, as in resilience4j.
//! * An open circuit becomes half-open by a timer, so that it can be seen, and not only when the next
//!   call asks.
//! * Without its safeguard the breaker still counts and changes its state, and is not heeded:
//!   resilience4j calls that `METRICS_ONLY`.

pub mod caller;
pub mod declare;
pub mod dependency;
pub mod message;
pub mod properties;
pub mod user;
pub mod view;

use crate::common::breaker::{Config, State, Trip};
use caller::Caller;
use dependency::{Dependency, Health};
use message::{Answer, Message};
use user::User;

use kernel::action::Ppm;
use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct CircuitBreaker {
    /// How many users there are.
    pub users: u16,
    /// How often each user asks for something; never if zero.
    pub every: Span,
    /// How many requests are orders.
    pub orders: Ppm,
    /// How long a user waits for an answer.
    pub patience: Span,
    /// How many threads the caller has.
    pub threads: u16,
    /// How many requests can wait for a thread.
    pub queue: u16,
    /// How long a page takes.
    pub page: Span,
    /// How long the caller waits for a call.
    pub timeout: Span,
    /// What opens the circuit, by its place in [`declare::POLICIES`].
    pub trip: u8,
    /// How many failures in a row open it.
    pub failures: u16,
    /// How many calls a rate is taken over.
    pub window: u16,
    /// The rate of failures, or of slow calls, that opens it.
    pub rate: Ppm,
    /// How long a call takes that counts as slow.
    pub slow_call: Span,
    /// How long the circuit stays open.
    pub reset: Span,
    /// How many probes a half-open circuit lets through; that many successes close it.
    pub probes: u16,
    /// Whether users get a fallback where the dependency cannot serve them: 1 if they do.
    pub fallback: u8,
    /// How many calls the dependency works on at a time.
    pub workers: u16,
    /// How many more can wait there.
    pub backlog: u16,
    /// How long a call takes: drawn from this range.
    pub service: (Span, Span),
    /// How long a call takes while the dependency is slow.
    pub slow_service: Span,
    /// Safeguard: the breaker is heeded.
    pub breaker: bool,
    /// Safeguard: a half-open circuit counts what it lets through.
    pub probe_limit: bool,
    /// Safeguard: results of earlier generations are ignored.
    pub generations: bool,
    /// Safeguard: no call is waited for without end.
    pub timeouts: bool,
}

impl Default for CircuitBreaker {
    fn default() -> CircuitBreaker {
        CircuitBreaker {
            users: 4,
            every: Span::millis(100),
            orders: Ppm(500_000),
            patience: Span::secs(10),
            threads: 10,
            queue: 20,
            page: Span::millis(10),
            timeout: Span::secs(3),
            trip: 0,
            failures: 5,
            window: 10,
            rate: Ppm(500_000),
            slow_call: Span::secs(2),
            reset: Span::secs(30),
            probes: 2,
            fallback: 1,
            workers: 8,
            backlog: 100,
            service: (Span::millis(20), Span::millis(60)),
            slow_service: Span::secs(10),
            breaker: true,
            probe_limit: true,
            generations: true,
            timeouts: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The caller.
    Caller(Caller),
    /// The dependency.
    Dependency(Dependency),
    /// A user.
    User(User),
}

/// What survives a crash: the number of a user's last request, or of the caller's last call, so that
/// none is used twice.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// That number.
    pub counter: u32,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The caller's: this thread has made its page.
    Thread(u16),
    /// The caller's: this call was not answered in time.
    Call(u32),
    /// The caller's: the circuit has been open for long enough.
    Reset,
    /// The dependency's: this worker is done.
    Service(u16),
    /// A user's: this request was not answered in time.
    Patience(u32),
    /// A user's: the next request is due.
    Workload,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A user: to ask for an order.
    Order,
    /// A user: to ask for a page.
    Page,
    /// The dependency: to become slow.
    Slow,
    /// The dependency: to fail every call.
    Fail,
    /// The dependency: to be well.
    Recover,
}

impl CircuitBreaker {
    /// The role of the caller.
    pub const CALLER: u8 = 0;
    /// The role of the dependency.
    pub const DEPENDENCY: u8 = 1;
    /// The role of users.
    pub const USER: u8 = 2;

    /// When the circuit opens and closes.
    pub fn config(&self) -> Config {
        let trip = match self.trip {
            0 => Trip::Consecutive(self.failures.into()),
            _ => Trip::Window(self.window, self.rate),
        };
        Config {
            trip,
            interval: Span::ZERO,
            reset: self.reset,
            probes: self.probes.into(),
            probe_limit: self.probe_limit,
            generations: self.generations,
        }
    }

    /// What a user gets where the dependency cannot serve.
    pub fn instead(&self) -> Answer {
        if self.fallback == 1 { Answer::Fallback } else { Answer::Failed }
    }
}

impl Pattern for CircuitBreaker {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<CircuitBreaker>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<CircuitBreaker>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<CircuitBreaker>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        if self.timeouts && self.slow_call > self.timeout {
            return Err(format!(
                "a call that takes {} cannot be slow: it is given up after {}",
                self.slow_call, self.timeout
            ));
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![1, 1, self.users]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "order" => Ok(Input::Order),
            "page" => Ok(Input::Page),
            "slow" => Ok(Input::Slow),
            "fail" => Ok(Input::Fail),
            "recover" => Ok(Input::Recover),
            _ => Err(format!("“{text}” is none of order, page, slow, fail and recover")),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<CircuitBreaker>) -> Node {
        match cx.role() {
            CircuitBreaker::CALLER => Node::Caller(Caller::boot(self, disk, cx)),
            CircuitBreaker::DEPENDENCY => Node::Dependency(Dependency::boot(self)),
            _ => Node::User(User::boot(self, cx)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        match node {
            Node::Caller(it) => it.on_message((self, disk), from, message, cx),
            Node::Dependency(it) => it.on_message(self, from, message, cx),
            Node::User(it) => it.on_message(message, cx),
        }
    }

    fn on_timer(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        match node {
            Node::Caller(it) => it.on_timer((self, disk), timer, cx),
            Node::Dependency(it) => it.on_timer(self, timer, cx),
            Node::User(it) => it.on_timer(self, disk, timer, cx),
        }
    }

    fn on_input(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        input: &Input,
        cx: &mut Cx<CircuitBreaker>,
    ) {
        match node {
            Node::Caller(it) => it.on_input(*input, cx),
            Node::Dependency(it) => it.on_input(self, *input, cx),
            Node::User(it) => it.on_input(self, disk, *input, cx),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Caller(caller) => match caller.breaker.last_state() {
                State::Closed => declare::CLOSED,
                State::Open => declare::OPEN,
                State::HalfOpen => declare::HALF_OPEN,
            },
            Node::Dependency(dependency) => match dependency.health {
                Health::Healthy => declare::HEALTHY,
                Health::Slow => declare::SLOW,
                Health::Failing => declare::FAILING,
            },
            Node::User(user) if user.open.is_empty() => declare::IDLE,
            Node::User(_) => declare::ASKING,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Caller(caller) => view::caller(self, caller, disk),
            Node::Dependency(dependency) => view::dependency(self, dependency),
            Node::User(user) => view::user(user, disk),
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
            Timer::Reset => 0,
            Timer::Call(_) => 1,
            Timer::Thread(_) => 2,
            Timer::Service(_) => 3,
            Timer::Patience(_) => 4,
            Timer::Workload => 5,
        }
    }
}
