//! Transactional outbox: a change and the event that tells of it, written in one transaction; a
//! relay that publishes what was written, at least once; and consumers that know it again.
//!
//! After C. Richardson, *Microservices Patterns* (2018), 3.3; log tailing as Debezium's outbox
//! event router does it; transactional messages as in Apache RocketMQ's half messages and
//! check-back.
//!
//! # How it works
//!
//! The [`service`] and its [`database`] are two machines, so that it can crash between any two of
//! its steps. With the **outbox** it has one step only: the transaction that changes the order
//! also writes a row that says so. A [`relay`] reads those rows, hands them to the [`broker`], and
//! deletes each when its event is acknowledged: by **polling** the table, or by **tailing the
//! log** that the database writes anyway. If the relay crashes after the acknowledgement and
//! before the deletion, the event is published again; the [`consumer`] finds it in its inbox.
//!
//! Without the outbox the service **writes twice**, to the database and to the broker, in the
//! order that a parameter says. What a crash between the two leaves behind nobody repairs.
//!
//! With **transactional messages** the broker takes part instead of a table: it stores a half
//! message, the service commits, and tells the broker to show it. A broker that hears nothing
//! asks back, and the service looks into the database ([`message::Message::CheckTransaction`]).
//!
//! # Where this departs from its models
//!
//! * The service handles one command at a time, as if it had one worker.
//! * A transaction that is asked for twice, or late, gets the answer it got the first time: real
//!   databases are asked on a connection that ends with its process. So a check-back that finds
//!   nothing writes down that the transaction is rolled back, and one that is late is refused.
//! * RocketMQ gives up on a half message after some check-backs; here it asks until it knows.
//! * There is one relay. Two that poll the same rows need to lock them, or publish them twice.

pub mod broker;
pub mod client;
pub mod consumer;
pub mod database;
pub mod declare;
pub mod event;
pub mod message;
pub mod properties;
pub mod relay;
pub mod service;
pub mod view;

use broker::Broker;
use client::Client;
use consumer::Consumer;
use database::Database;
use event::{Order, Step};
use message::Message;
use relay::Relay;
use service::{Service, Waits};

use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The most rows or events that one message carries.
pub const BATCH: usize = 8;

/// The parameters.
#[derive(Clone, Debug)]
pub struct Outbox {
    /// How many clients there are.
    pub clients: u16,
    /// How many consumers subscribe to the topic.
    pub consumers: u16,
    /// How events get from the database to the broker: the place in [`Mode::ALL`].
    pub mode: u8,
    /// Without the outbox, what is written first: the database, or with 1 the broker.
    pub publish_first: u8,
    /// How often the relay asks for rows.
    pub relay_interval: Span,
    /// How long a consumer takes to process what it was delivered.
    pub processing: Span,
    /// How long the broker waits for a consumer before it delivers again.
    pub redelivery: Span,
    /// How long the broker waits before it asks what became of a half message.
    pub check_back: Span,
    /// How often a client sends a command of its own; never if zero.
    pub request_every: Span,
    /// How long anybody waits for an answer before asking again.
    pub request_timeout: Span,
    /// Safeguard: the event is written with the change, or decided on with it.
    pub outbox: bool,
    /// Safeguard: consumers look into their inbox.
    pub consumer_dedup: bool,
    /// Safeguard: the relay publishes an order's events one after another.
    pub publish_in_order: bool,
}

/// How events get from the database to the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A relay asks for rows again and again.
    Polling,
    /// A relay is sent the database's log as it grows: change data capture.
    LogTailing,
    /// The broker keeps a half message until the transaction has ended.
    TransactionalMessages,
}

impl Mode {
    /// All of them, in the order of the parameter's words.
    pub const ALL: [Mode; 3] = [Mode::Polling, Mode::LogTailing, Mode::TransactionalMessages];
}

/// What the service does with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Commits the change and its event together.
    Outbox,
    /// Commits, then publishes.
    CommitFirst,
    /// Publishes, then commits.
    PublishFirst,
    /// Leaves a half message with the broker, commits, and tells the broker.
    Transactional,
}

impl Default for Outbox {
    fn default() -> Outbox {
        Outbox {
            clients: 1,
            consumers: 1,
            mode: 0,
            publish_first: 0,
            relay_interval: Span::millis(200),
            processing: Span::millis(10),
            redelivery: Span::millis(250),
            check_back: Span::millis(500),
            request_every: Span::millis(400),
            request_timeout: Span::millis(150),
            outbox: true,
            consumer_dedup: true,
            publish_in_order: true,
        }
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// Sends commands.
    Client(Client),
    /// Carries them out.
    Service(Service),
    /// Has the orders and the outbox.
    Database(Database),
    /// Has the topic.
    Broker(Broker),
    /// Lets events take effect.
    Consumer(Consumer),
    /// Brings events from the outbox to the topic.
    Relay(Relay),
}

/// What survives a crash. Each role uses its own part.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// A client's last command, the service's last transaction, or how often the relay started.
    pub serial: u32,
    /// The database's.
    pub tables: database::Tables,
    /// The broker's.
    pub topic: broker::Topic,
    /// A consumer's.
    pub inbox: consumer::Inbox,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A client's command was not answered.
    Request,
    /// A client's next command of its own is due.
    Workload,
    /// The database has not answered the service.
    Database,
    /// The broker has not answered the service.
    Broker,
    /// A row, by its number, was handed to the broker or is being deleted, and nobody has answered
    /// the relay.
    Row(u32),
    /// The relay is to ask for rows again.
    Poll,
    /// A consumer, by its number, has not acknowledged what was delivered.
    Redelivery(u16),
    /// Half messages have waited for long enough.
    CheckBack,
    /// A consumer has processed what it was delivered.
    Processing,
}

/// What can be asked of a client: a step of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Which order.
    pub order: Order,
    /// Which step.
    pub step: Step,
}

/// One event's handling: the parameters, the disk, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub outbox: &'a Outbox,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// The world.
    pub cx: &'a mut Cx<'w, Outbox>,
}

impl Outbox {
    /// The role of clients.
    pub const CLIENT: u8 = 0;
    /// The role of the service.
    pub const SERVICE: u8 = 1;
    /// The role of its database.
    pub const DATABASE: u8 = 2;
    /// The role of the broker.
    pub const BROKER: u8 = 3;
    /// The role of consumers.
    pub const CONSUMER: u8 = 4;
    /// The role of the relay.
    pub const RELAY: u8 = 5;

    /// How events get from the database to the broker.
    pub fn mode(&self) -> Mode {
        Mode::ALL[usize::from(self.mode)]
    }

    /// What the service does with a command.
    pub fn path(&self) -> Path {
        match (self.outbox, self.mode()) {
            (false, _) if self.publish_first == 0 => Path::CommitFirst,
            (false, _) => Path::PublishFirst,
            (true, Mode::TransactionalMessages) => Path::Transactional,
            (true, Mode::Polling | Mode::LogTailing) => Path::Outbox,
        }
    }

    /// The service.
    pub fn service(&self) -> NodeId {
        NodeId(self.clients)
    }

    /// Its database.
    pub fn database(&self) -> NodeId {
        NodeId(self.clients + 1)
    }

    /// The broker.
    pub fn broker(&self) -> NodeId {
        NodeId(self.clients + 2)
    }

    /// A consumer, by its number.
    pub fn consumer(&self, number: u16) -> NodeId {
        NodeId(self.clients + 3 + number)
    }

    /// The relay, where there is one.
    pub fn relay(&self) -> NodeId {
        self.consumer(self.consumers)
    }
}

impl Pattern for Outbox {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<Outbox>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Outbox>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Outbox>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn topology(&self) -> Vec<u16> {
        // Whoever writes twice, or has the broker take part, needs no relay.
        let relays = u16::from(self.path() == Path::Outbox);
        vec![self.clients, 1, 1, 1, self.consumers, relays]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        let read = || {
            let (verb, order) = text.split_once(' ')?;
            let step = Step::ALL.into_iter().find(|step| step.verb() == verb)?;
            let order = order.parse().ok().filter(|order| (1..=999).contains(order))?;
            Some(Input { order, step })
        };
        read().ok_or_else(|| {
            format!(
                "“{text}” is not a command: write place, pay or ship and a number, like place 7"
            )
        })
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Outbox>) -> Node {
        let role = cx.role();
        let turn = &mut Turn { outbox: self, disk, cx };
        match role {
            Outbox::CLIENT => Node::Client(Client::boot(turn)),
            Outbox::SERVICE => Node::Service(Service::default()),
            Outbox::DATABASE => Node::Database(Database::boot(turn)),
            Outbox::BROKER => Node::Broker(Broker::boot(turn)),
            Outbox::CONSUMER => Node::Consumer(Consumer::default()),
            _ => Node::Relay(Relay::boot(turn)),
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Outbox>,
    ) {
        let turn = &mut Turn { outbox: self, disk, cx };
        match node {
            Node::Client(client) => client.on_message(turn, &message),
            Node::Service(service) => service.on_message(turn, from, &message),
            Node::Database(database) => database.on_message(turn, from, &message),
            Node::Broker(broker) => broker.on_message(turn, from, &message),
            Node::Consumer(consumer) => consumer.on_message(turn, &message),
            Node::Relay(relay) => relay.on_message(turn, &message),
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<Outbox>) {
        let turn = &mut Turn { outbox: self, disk, cx };
        match node {
            Node::Client(client) => client.on_timer(turn, timer),
            Node::Service(service) => service.on_timer(turn, timer),
            // It answers, and waits for nobody.
            Node::Database(_) => {}
            Node::Broker(broker) => broker.on_timer(turn, timer),
            Node::Consumer(consumer) => consumer.on_timer(turn, timer),
            Node::Relay(relay) => relay.on_timer(turn, timer),
        }
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<Outbox>) {
        let turn = &mut Turn { outbox: self, disk, cx };
        match node {
            Node::Client(client) => client.on_input(turn, *input),
            Node::Service(_)
            | Node::Database(_)
            | Node::Broker(_)
            | Node::Consumer(_)
            | Node::Relay(_) => turn.cx.note("takes no commands by hand: give it to a client"),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Client(client) => u8::from(client.waiting.is_some()),
            Node::Service(service) => match service.work.map(|work| work.waits) {
                None => declare::IDLE,
                Some(Waits::Database) => declare::COMMITTING,
                Some(Waits::Broker) => declare::PUBLISHING,
            },
            Node::Database(database) => u8::from(database.backlog),
            Node::Broker(broker) => u8::from(broker.delivering.iter().any(|count| *count > 0)),
            Node::Consumer(consumer) => u8::from(consumer.batch.is_some()),
            Node::Relay(relay) => u8::from(!relay.rows.is_empty()),
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match node {
            Node::Client(client) => view::client(client, disk),
            Node::Service(service) => view::service(self, service),
            Node::Database(database) => view::database(self, database, disk),
            Node::Broker(broker) => view::broker(self, broker, disk),
            Node::Consumer(consumer) => view::consumer(consumer, disk),
            Node::Relay(relay) => view::relay(relay),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        view::disk(self, disk)
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
            Timer::Workload => 1,
            Timer::Database => 2,
            Timer::Broker => 3,
            Timer::Poll => 4,
            Timer::Redelivery(_) => 5,
            Timer::CheckBack => 6,
            Timer::Processing => 7,
            Timer::Row(_) => 8,
        }
    }
}
