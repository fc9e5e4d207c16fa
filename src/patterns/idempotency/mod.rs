//! Idempotency: a payment that is asked for several times and made once. A client cannot know
//! whether a request that was not answered took effect, so it sends it again; what keeps the second
//! from charging again is the server's, and there is more than one way.
//!
//! After B. Leach, *Designing robust and predictable APIs with idempotency* (Stripe, 2017) and
//! *Implementing Stripe-like Idempotency Keys in Postgres* (2017); the IETF draft *The
//! Idempotency-Key HTTP Header Field*; RFC 9110, 9.2.2 for the methods and 13.1 for preconditions.
//!
//! # How it works
//!
//! [`client`]s send payments to app [`server`]s, which keep nothing; keys and the ledger are in one
//! [`store`]. With an **idempotency key** a server first claims the key, by inserting it if it is
//! absent. Whoever finds it claimed answers 409 while the first is at work, repeats the stored
//! response when it is done, and 422 if the request is another. The charge and the response are
//! written in one transaction, on condition that the claim still holds: a server that was given up
//! for dead, and whose claim was taken over, charges nothing.
//!
//! A **natural key** (the number of an invoice) is a unique constraint on the charges themselves. A
//! **version** lets a charge happen only to the account as the client has seen it. **Message
//! deduplication** remembers the ids of messages, for a while, and no responses.
//!
//! Without any of them it is the method that decides: a PUT or a DELETE done twice is as if done
//! once, a POST or a relative PATCH is not.
//!
//! # Where this departs from its models
//!
//! * A server handles one request at a time, as if it had one thread; two of them race.
//! * The number of the payment is its idempotency key, its natural key and its message id.
//! * The charge is a row in the store. Where it is a call to another company, that company has to
//!   be given a key as well, and the work is cut into phases with a transaction after each.
//! * A server that gets no answer from the store does not ask again: it answers 503, and the client
//!   comes back.

pub mod client;
pub mod declare;
pub mod message;
pub mod properties;
pub mod server;
pub mod store;
pub mod view;

use client::Client;
use message::{Amount, Message, Payment};
use server::{Server, Stage};
use store::Books;

use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// What a payment is if nothing else is said, in dollars.
pub const USUAL: Amount = 100;

/// The parameters.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// How many clients there are.
    pub clients: u16,
    /// How many app servers there are.
    pub servers: u16,
    /// What keeps a request from taking effect twice: the place in [`Strategy::ALL`].
    pub strategy: u8,
    /// Without a strategy, the method of requests: the place in [`Method::ALL`].
    pub method: u8,
    /// How long keys and message ids are remembered.
    pub key_ttl: Span,
    /// How long a claim on a key holds if its owner is not heard from.
    pub lock_timeout: Span,
    /// How long a server works on a request between asking the store and writing to it.
    pub processing: Span,
    /// How long a client waits for an answer.
    pub request_timeout: Span,
    /// How long it then waits before it asks again.
    pub retry_after: Span,
    /// How long a server waits for the store.
    pub store_timeout: Span,
    /// How often a client makes a payment of its own; never if zero.
    pub request_every: Span,
    /// Safeguard: looking for a key and writing it are one step.
    pub atomic: bool,
    /// Safeguard: keys are stored.
    pub store_key: bool,
    /// Safeguard: a key is compared with the request that it came with.
    pub fingerprint: bool,
    /// Safeguard: the response to a failure of the server's own is not stored.
    pub errors_not_stored: bool,
}

/// What keeps a request from taking effect twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Nothing but the method.
    None,
    /// A key that the client makes up and sends with every attempt.
    IdempotencyKey,
    /// What the payment is for has a number, and can be paid once.
    NaturalKey,
    /// The account has a version, and a charge names the one it is meant for.
    Version,
    /// The ids of messages are remembered for a while.
    MessageDedup,
}

impl Strategy {
    /// All of them, in the order of the parameter's words.
    pub const ALL: [Strategy; 5] = [
        Strategy::None,
        Strategy::IdempotencyKey,
        Strategy::NaturalKey,
        Strategy::Version,
        Strategy::MessageDedup,
    ];
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Makes a new charge.
    Post,
    /// Lets there be a charge of that number.
    Put,
    /// Takes an amount off the balance, whatever it is.
    Patch,
    /// Cancels a charge of that number.
    Delete,
    /// Reads the account.
    Get,
}

impl Method {
    /// All of them, in the order of the parameter's words.
    pub const ALL: [Method; 5] =
        [Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Get];

    /// Its name.
    pub fn name(self) -> &'static str {
        ["POST", "PUT", "PATCH", "DELETE", "GET"][self as usize]
    }

    /// Whether doing it twice is as if it were done once (RFC 9110, 9.2.2).
    pub fn idempotent(self) -> bool {
        match self {
            Method::Put | Method::Delete | Method::Get => true,
            Method::Post | Method::Patch => false,
        }
    }
}

impl Default for Idempotency {
    fn default() -> Idempotency {
        Idempotency {
            clients: 1,
            servers: 2,
            strategy: 1,
            method: 0,
            key_ttl: Span::secs(86_400),
            lock_timeout: Span::millis(800),
            processing: Span::millis(30),
            request_timeout: Span::millis(250),
            retry_after: Span::millis(100),
            store_timeout: Span::millis(150),
            request_every: Span::millis(500),
            atomic: true,
            store_key: true,
            fingerprint: true,
            errors_not_stored: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// Makes payments.
    Client(Client),
    /// Handles them.
    Server(Server),
    /// Has the keys and the ledger. All that it knows is on its disk.
    Store {
        /// Whether some key is claimed and not settled.
        in_progress: bool,
    },
}

/// What survives a crash. Each role uses its own part.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// A client's last request, or a server's last claim.
    pub serial: u32,
    /// The store's.
    pub books: Books,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A client's request was not answered.
    Request,
    /// A client has waited for long enough to ask again.
    Retry,
    /// A client's next payment of its own is due.
    Workload,
    /// The store has not answered a server.
    Store,
    /// A server has done its work on a request.
    Processing,
    /// A server is free for the next request.
    Next,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A client: to make a payment.
    Pay(Payment, Amount),
    /// A server: to fail at the next request it works on.
    Fail,
}

/// One event's handling: the parameters, the disk, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub rules: &'a Idempotency,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// The world.
    pub cx: &'a mut Cx<'w, Idempotency>,
}

impl Idempotency {
    /// The role of clients.
    pub const CLIENT: u8 = 0;
    /// The role of app servers.
    pub const SERVER: u8 = 1;
    /// The role of the store.
    pub const STORE: u8 = 2;

    /// What keeps a request from taking effect twice. Keys that are not stored keep it from nothing.
    pub fn strategy(&self) -> Strategy {
        match Strategy::ALL[usize::from(self.strategy)] {
            Strategy::IdempotencyKey | Strategy::NaturalKey | Strategy::MessageDedup
                if !self.store_key =>
            {
                Strategy::None
            }
            strategy => strategy,
        }
    }

    /// Whether requests are meant to carry something that tells a retry from another payment.
    pub fn keyed(&self) -> bool {
        self.strategy != 0
    }

    /// The method by which payments are made.
    pub fn method(&self) -> Method {
        match Strategy::ALL[usize::from(self.strategy)] {
            Strategy::None => Method::ALL[usize::from(self.method)],
            Strategy::Version => Method::Put,
            Strategy::IdempotencyKey | Strategy::NaturalKey | Strategy::MessageDedup => {
                Method::Post
            }
        }
    }

    /// A server, by any number.
    pub fn server(&self, number: u32) -> NodeId {
        NodeId(self.clients + (number % u32::from(self.servers)) as u16)
    }

    /// The store.
    pub fn store(&self) -> NodeId {
        NodeId(self.clients + self.servers)
    }
}

impl Pattern for Idempotency {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Idempotency>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Idempotency>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Idempotency>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        vec![self.clients, self.servers, 1]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        let number = |text: &str, most| text.parse().ok().filter(|it| (1..=most).contains(it));
        let payment = |text| number(text, 9_999);
        let read = || {
            let words: Vec<&str> = text.split(' ').collect();
            Some(match words.as_slice() {
                ["fail"] => Input::Fail,
                ["pay", nth] => Input::Pay(payment(nth)?, USUAL),
                ["pay", nth, amount] => Input::Pay(payment(nth)?, number(amount, 999)?),
                _ => return None,
            })
        };
        read().ok_or_else(|| {
            format!("“{text}” is not understood: write pay 7, pay 7 250, or fail to a server")
        })
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Idempotency>) -> Node {
        let role = cx.role();
        let turn = &mut Turn { rules: self, disk, cx };
        match role {
            Idempotency::CLIENT => Node::Client(Client::boot(turn)),
            Idempotency::SERVER => Node::Server(Server::default()),
            _ => {
                turn.cx.measure(declare::CHARGED, turn.disk.books.total());
                Node::Store { in_progress: turn.disk.books.in_progress() }
            }
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Idempotency>,
    ) {
        let turn = &mut Turn { rules: self, disk, cx };
        match (node, message) {
            (Node::Client(client), Message::Response(response)) => {
                client.on_response(turn, response);
            }
            (Node::Server(server), Message::Request(request)) => {
                server.on_request(turn, from, request);
            }
            (Node::Server(server), Message::Answer(answer)) => server.on_answer(turn, answer),
            (Node::Store { in_progress }, Message::Query(query)) => {
                store::on_query(turn, from, query);
                *in_progress = turn.disk.books.in_progress();
            }
            // Each of the three is sent to the others only.
            (Node::Client(_), Message::Request(_) | Message::Query(_) | Message::Answer(_))
            | (Node::Server(_), Message::Response(_) | Message::Query(_))
            | (
                Node::Store { .. },
                Message::Request(_) | Message::Response(_) | Message::Answer(_),
            ) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Idempotency>) {
        let turn = &mut Turn { rules: self, disk, cx };
        match node {
            Node::Client(client) => client.on_timer(turn, timer),
            Node::Server(server) => server.on_timer(turn, timer),
            // It answers, and waits for nobody.
            Node::Store { .. } => {}
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Idempotency>) {
        let turn = &mut Turn { rules: self, disk, cx };
        match (node, *input) {
            (Node::Client(client), Input::Pay(payment, amount)) => {
                client.pay(turn, payment, amount);
            }
            (Node::Server(server), Input::Fail) => server.failing = true,
            (Node::Client(_) | Node::Store { .. }, Input::Fail) => {
                turn.cx.note("works on no requests: only a server can fail at one");
            }
            (Node::Server(_) | Node::Store { .. }, Input::Pay(..)) => {
                turn.cx.note("makes no payments: ask a client");
            }
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Client(client) => match &client.waiting {
                None => declare::IDLE,
                Some(waiting) if waiting.resting => declare::RESTING,
                Some(_) => declare::WAITING,
            },
            Node::Server(server) => match server.work.as_ref().map(|work| work.stage) {
                None => declare::FREE,
                Some(Stage::Checking) => declare::CHECKING,
                Some(Stage::Working) => declare::WORKING,
                Some(Stage::Recording) => declare::RECORDING,
            },
            Node::Store { in_progress } => u8::from(*in_progress),
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Client(client) => view::client(client, disk),
            Node::Server(server) => view::server(self, server, disk),
            Node::Store { .. } => view::store(&disk.books),
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
            Timer::Request => 0,
            Timer::Retry => 1,
            Timer::Workload => 2,
            Timer::Store => 3,
            Timer::Processing => 4,
            Timer::Next => 5,
        }
    }
}
