//! Saga, orchestrated: a long transaction as a row of short ones, each with a compensation, led by
//! one process with a log.
//!
//! After H. Garcia-Molina and K. Salem, *Sagas* (1987), cited by section; with what C. Richardson
//! (*Microservices Patterns*, 2018, chapter 4) and others have learned about it between services.
//!
//! # How it works
//!
//! A saga is a row of transactions T1, T2, … Tn, one at each [`service`]; each commits by itself and
//! is seen by everybody at once. For each there is a compensation C1, C2, …, which undoes what it
//! did in the sense of the business. The [`orchestrator`] has them executed one after the other. If
//! all are, the saga is completed. If one is refused, or gets no answer after some retries, the
//! compensations of those before are executed in reverse order, each until it succeeds, and the saga
//! is compensated (section 2). What the services do in the words of a trip or of an order is in
//! [`model`].
//!
//! The orchestrator writes to its **saga log** what it has been told before it goes on (section 5).
//! After a crash it goes on where the log ends: forward, with the step that was under way, or
//! backward, as the parameter `recovery` says (sections 5 and 6).
//!
//! # What between services has to be added
//!
//! * A step may be asked for twice, and so may a compensation: both are **idempotent**, by the saga's
//!   number.
//! * A step that was never answered may have been taken or not, or may be taken later. It is
//!   compensated like those before; a service that compensates what it has not done remembers that,
//!   and refuses the step when it comes **late**.
//!
//! # Where this departs from the paper
//!
//! * There is no abort by the client, and there are no save-points but the log itself.
//! * Steps run one after the other; parallel sagas (section 8) do not occur.
//! * The log is never truncated.

pub mod client;
pub mod declare;
pub mod message;
pub mod model;
pub mod orchestrator;
pub mod properties;
pub mod service;
pub mod view;

use client::Client;
use message::Message;
use orchestrator::{Orchestrator, Record};
use properties::Step;
use service::{Effect, Service};

use crate::common::unhashed::{Traced, Unhashed};
use kernel::action::Ppm;
use kernel::ids::NodeId;
use kernel::table::Table;
use kernel::time::Span;
use pattern::declare::{Info, InputSpec, ParamSpec, Property, Safeguard, Tone};
use pattern::view::{MessageView, NodeView};
use pattern::{Cx, HasKind, Pattern};

/// The parameters of a saga.
#[derive(Clone, Debug)]
pub struct SagaOrchestration {
    /// What the sagas are about: a place in [`model::NAMES`].
    pub model: u8,
    /// How many clients ask for sagas.
    pub clients: u16,
    /// The step that is always refused, counted from 1; none if 0.
    pub failing_step: u16,
    /// How likely a service is to refuse a step.
    pub refusals: Ppm,
    /// How often a step is asked for again before it counts as failed.
    pub retries: u16,
    /// How long the orchestrator waits for an answer.
    pub step_timeout: Span,
    /// How long a service takes for a step or a compensation.
    pub service_time: (Span, Span),
    /// What the orchestrator does after a crash: a place in [`declare::RECOVERIES`].
    pub recovery: u8,
    /// How often a client asks for a saga of its own; never if zero.
    pub request_every: Span,
    /// Safeguard: the saga log survives a crash.
    pub durable_log: bool,
    /// Safeguard: a step or compensation that is asked for again is not done again.
    pub idempotence: bool,
    /// Safeguard: compensations run in reverse order.
    pub reverse_order: bool,
    /// Safeguard: a step is refused once it was compensated.
    pub late_check: bool,
}

impl Default for SagaOrchestration {
    fn default() -> SagaOrchestration {
        SagaOrchestration {
            model: 0,
            clients: 2,
            failing_step: 0,
            refusals: Ppm(0),
            retries: 2,
            step_timeout: Span::millis(200),
            service_time: (Span::millis(30), Span::millis(60)),
            recovery: 0,
            request_every: Span::millis(500),
            durable_log: true,
            idempotence: true,
            reverse_order: true,
            late_check: true,
        }
    }
}

/// A saga's number, given by its client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Saga(pub u32);

impl std::fmt::Display for Saga {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S{}", self.0)
    }
}

/// What a running machine keeps in memory.
#[derive(Clone, Debug, Hash)]
pub struct Node {
    /// What it is.
    pub part: Part,
    /// What its last event did, for the checks.
    pub steps: Unhashed<Vec<Step>>,
}

/// A machine's part in the protocol.
#[derive(Clone, Debug, Hash)]
pub enum Part {
    /// Leads the sagas.
    Orchestrator(Orchestrator),
    /// Takes a step of each.
    Service(Service),
    /// Asks for them.
    Client(Client),
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The orchestrator's saga log.
    pub log: Vec<Record>,
    /// What a service has done for each saga.
    pub effects: Table<Saga, Effect>,
    /// A service's ledger: the sagas in the order in which they took effect, or, if true, were
    /// undone.
    pub ledger: Vec<(Saga, bool)>,
    /// How many sagas a client has asked for.
    pub serial: u32,
}

/// What a machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The orchestrator has no answer to a step or a compensation.
    Step(Saga),
    /// A service has worked long enough on the job of this number.
    Work(u32),
    /// A client was not told how its saga ended.
    Request(Saga),
    /// A client's next saga is due.
    Workload,
}

/// What can be asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A client: to ask for a saga.
    Begin,
    /// A client: to look at what its latest saga has done so far.
    Look,
    /// A service: to refuse the next step.
    Refuse,
    /// A service: to fail at the next compensation.
    Stumble,
}

/// One event's handling: the parameters, what is the machine's, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub p: &'a SagaOrchestration,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// What this event does, for the checks.
    pub steps: &'a mut Vec<Step>,
    /// The world.
    pub cx: &'a mut Cx<'w, SagaOrchestration>,
}

impl Turn<'_, '_> {
    /// Begins a span below another, if there is one.
    pub fn open(&mut self, saga: Saga, parent: Traced, name: &str) -> Traced {
        Unhashed(parent.0.map(|parent| self.cx.open(saga.0, Some(parent), name)))
    }

    /// Ends a span, if there is one.
    pub fn close(&mut self, span: Traced, how: Tone) {
        if let Some(span) = span.0 {
            self.cx.close(span, how);
        }
    }
}

impl SagaOrchestration {
    /// The role of the orchestrator, of which there is one.
    pub const ORCHESTRATOR: u8 = 0;
    /// The role of services.
    pub const SERVICE: u8 = 1;
    /// The role of clients.
    pub const CLIENT: u8 = 2;

    /// The orchestrator.
    pub const LEADER: NodeId = NodeId(0);

    /// The services, in the order of the steps.
    pub fn services(&self) -> &'static [model::Service] {
        model::ALL[usize::from(self.model).min(model::ALL.len() - 1)]
    }

    /// The service of a step, counted from 0.
    pub fn service(&self, step: u8) -> NodeId {
        NodeId(1 + u16::from(step))
    }

    /// The step of a service; none if the node is none.
    pub fn step(&self, node: NodeId) -> Option<u8> {
        let step = node.0.checked_sub(1)?;
        (usize::from(step) < self.services().len()).then_some(step as u8)
    }

    /// How many steps a saga has.
    pub fn length(&self) -> u8 {
        self.services().len() as u8
    }
}

impl Pattern for SagaOrchestration {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<SagaOrchestration>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<SagaOrchestration>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<SagaOrchestration>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        let length = self.services().len();
        if usize::from(self.failing_step) > length {
            let name = model::NAMES[usize::from(self.model)];
            return Err(format!("A saga of the model {name} has {length} steps only"));
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![1, self.services().len() as u16, self.clients]
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "begin" => Ok(Input::Begin),
            "look" => Ok(Input::Look),
            "refuse" => Ok(Input::Refuse),
            "stumble" => Ok(Input::Stumble),
            _ => Err(format!(
                "“{text}” is nothing that a saga knows: write begin, look, refuse or stumble"
            )),
        }
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<SagaOrchestration>) -> Node {
        let role = cx.role();
        let mut steps = vec![];
        let turn = &mut Turn { p: self, disk, steps: &mut steps, cx };
        let part = match role {
            SagaOrchestration::ORCHESTRATOR => Part::Orchestrator(Orchestrator::boot(turn)),
            SagaOrchestration::SERVICE => Part::Service(Service::boot(turn)),
            _ => Part::Client(Client::boot(turn)),
        };
        Node { part, steps: Unhashed(steps) }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<SagaOrchestration>,
    ) {
        let Node { part, steps: Unhashed(steps) } = node;
        steps.clear();
        let turn = &mut Turn { p: self, disk, steps, cx };
        match part {
            Part::Orchestrator(orchestrator) => orchestrator.on_message(turn, from, message),
            Part::Service(service) => service.on_message(turn, from, message),
            Part::Client(client) => client.on_message(turn, from, message),
        }
    }

    fn on_timer(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<SagaOrchestration>,
    ) {
        let Node { part, steps: Unhashed(steps) } = node;
        steps.clear();
        let turn = &mut Turn { p: self, disk, steps, cx };
        match (part, timer) {
            (Part::Orchestrator(it), Timer::Step(saga)) => it.on_timeout(turn, saga),
            (Part::Service(it), Timer::Work(job)) => it.finish(turn, job),
            (Part::Client(it), Timer::Request(saga)) => it.give_up(turn, saga),
            (Part::Client(it), Timer::Workload) => it.on_workload(turn),
            // Nobody sets another's timers.
            (Part::Orchestrator(_) | Part::Service(_) | Part::Client(_), _) => {}
        }
    }

    fn on_input(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        input: &Input,
        cx: &mut Cx<SagaOrchestration>,
    ) {
        let Node { part, steps: Unhashed(steps) } = node;
        steps.clear();
        let turn = &mut Turn { p: self, disk, steps, cx };
        match (part, input) {
            (Part::Client(it), Input::Begin) => it.ask(turn),
            (Part::Client(it), Input::Look) => it.look(turn),
            (Part::Service(it), Input::Refuse) => it.refuses = true,
            (Part::Service(it), Input::Stumble) => it.stumbles = true,
            (Part::Orchestrator(_) | Part::Service(_), Input::Begin | Input::Look) => {
                turn.cx.note("only clients do that");
            }
            (Part::Orchestrator(_) | Part::Client(_), Input::Refuse | Input::Stumble) => {
                turn.cx.note("only services do that");
            }
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match &node.part {
            Part::Orchestrator(orchestrator) => orchestrator.state(),
            Part::Service(service) => service.state(),
            Part::Client(client) => client.state(),
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        match &node.part {
            Part::Orchestrator(orchestrator) => view::orchestrator(self, orchestrator, disk),
            Part::Service(service) => view::service(self, service, disk),
            Part::Client(client) => view::client(client, disk),
        }
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        view::disk(disk)
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
        match *self {
            Timer::Step(_) => 0,
            Timer::Work(_) => 1,
            Timer::Request(_) => 2,
            Timer::Workload => 3,
        }
    }
}
