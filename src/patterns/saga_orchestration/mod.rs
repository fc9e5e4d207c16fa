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
pub mod message;
pub mod model;
pub mod orchestrator;
pub mod properties;
pub mod service;

use client::Client;
use message::{Kind, Message};
use model::Model;
use orchestrator::{Orchestrator, Record};
use properties::Step;
use service::{Effect, Service};

use crate::common::client::Workload;
use crate::common::unhashed::Unhashed;
use kernel::table::Table;
use pattern::prelude::*;

params! {
    /// The parameters of a saga.
    pub struct SagaOrchestration {
        /// What the sagas are about: a trip of three bookings, or an order of four steps.
        model: Model = Model::Trip, "Model";
        /// How many clients ask for sagas, each for one at a time.
        clients: u16 = 2, "Clients", in 1..=6;
        /// The step that is always refused, counted from 1; with 0, none.
        failing_step: u16 = 0, "Failing step", in 0..=4;
        /// How likely a service is to refuse a step.
        refusals: Ppm = percent(0), "Refusals";
        /// How often a step is asked for again before it counts as failed; compensations are asked
        /// for until they succeed.
        retries: u16 = 2, "Retries", in 0..=20;
        /// How long the orchestrator waits for an answer before it asks again.
        step_timeout: Span = ms(200), "Step timeout", in ms(5)..=secs(60);
        /// How long a service takes for a step or a compensation; drawn anew from this range.
        service_time: (Span, Span) = (ms(30), ms(60)), "Service time", in Span::ZERO..=secs(60);
        /// What the orchestrator does after a crash with a saga that went forward: it goes on, or it
        /// compensates.
        recovery: Recovery = Recovery::Forward, "Recovery";
        /// How often each client asks for a saga of its own; with 0ms, only for those that it is
        /// given.
        request_every: Span = ms(500), "A saga every", in Span::ZERO..=secs(60);
    }
    safeguards {
        /// An orchestrator that crashes forgets its sagas, and leaves them half done for ever.
        durable_log = "durable-log", "Saga log on disk", breaks "ends";
        /// An answer is lost, the step is asked for again, and the customer pays twice.
        idempotence = "idempotence", "Steps and compensations are idempotent",
            breaks "exactly-once";
        /// The first step is undone while later ones that build on it still stand.
        reverse_order = "reverse-order", "Compensations in reverse order", breaks "reverse-order";
        /// A request that was given up arrives after its compensation, and nobody undoes it any more.
        late_check = "late-check", "Steps are refused once compensated", breaks "no-late-step";
    }
}

choices! {
    /// What the orchestrator does after a crash with a saga that went forward.
    pub enum Recovery {
        Forward = "forward";
        Backward = "backward";
    }
}

timers! {
    pub enum Timer {
        /// The orchestrator has no answer to a step or a compensation.
        Step(Saga) = "step timeout", ring;
        /// A service has worked long enough on the job of this number.
        Work(u32) = "work", ring;
        /// A client was not told how its saga ended.
        Request(Saga) = "request timeout";
        /// A client's next saga is due.
        Workload = "next saga";
    }
}

metrics! {
    /// What the orchestrator measures.
    pub enum Metric {
        HalfDone = "sagas half done";
        /// How long a saga was half done.
        Window = "half done for", "ms";
        Completed = "completed";
        Compensated = "compensated";
        Retries = "answers too late";
    }
}

roles! {
    ORCHESTRATOR = Role {
        name: "orchestrator",
        prefix: 'o',
        tier: 1,
        room: Room { columns: 8, rows: 6 },
        diagram: orchestrator::State::DIAGRAM,
        ..Role::NODE
    };
    SERVICE = Role {
        name: "service",
        prefix: 's',
        outline: Outline::Hexagon,
        tier: 2,
        room: Room { columns: 5, rows: 3 },
        diagram: service::State::DIAGRAM,
        ..Role::NODE
    };
    CLIENT = Role { diagram: client::State::DIAGRAM, ..Role::CLIENT };
}

/// There is one orchestrator, and it comes first.
const THE_ORCHESTRATOR: NodeId = NodeId(0);

inputs! {
    pub enum Input {
        /// Asks for a saga of its own.
        Begin = "begin", for CLIENT;
        /// Looks at every service for what its latest saga has done so far.
        Look = "look", for CLIENT;
        /// Lets the service refuse the next step.
        Refuse = "refuse", for SERVICE;
        /// Lets the service fail at its next compensation, which is then asked for again.
        Stumble = "stumble", for SERVICE;
    }
}

const INFO: Info = Info {
    id: "saga-orchestration",
    name: "Saga, orchestrated",
    family: "Distributed transactions",
    summary: "A long transaction as a row of short ones, each with a compensation that undoes it \
              should a later one fail.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern saga-orchestration refusals=15% request_every=150ms",
    workload: "request_every=0ms",
    miniature: "\
pattern saga-orchestration clients=1 retries=0 request_every=0ms
at 1s input c0 begin",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// How many sagas can be seen in part right now: money gone and no order.
        "Sagas half done": Lines, every ms(50) => {
            "half done", Trying, level Metric::HalfDone;
        }
        /// The window in which others see a part of a saga: it grows with every retry, and with every
        /// step that is compensated.
        "How long sagas were half done, in ms, when they end": Lines, every ms(250) => {
            "median", Quiet, quantile Metric::Window, 500;
            "longest", Bad, quantile Metric::Window, 1_000;
        }
        /// What gets through, what is taken back, and how often somebody had to be asked again.
        "Sagas ended, and answers too late, per 250 ms": Bars, every ms(250) => {
            "completed", Good, count Metric::Completed;
            "compensated", Bad, count Metric::Compensated;
            "too late", Quiet, count Metric::Retries;
        }
    },
    arrangement: Arrangement::Tiers,
    links: &[(CLIENT, ORCHESTRATOR), (ORCHESTRATOR, SERVICE)],
    ..Info::EMPTY
};

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
    part: Part,
    /// What its last event did, for the checks.
    steps: Unhashed<Vec<Step>>,
}

/// A machine's part in the protocol.
#[derive(Clone, Debug, Hash)]
enum Part {
    Orchestrator(Orchestrator),
    Service(Service),
    Client(Client),
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The orchestrator's saga log.
    log: Vec<Record>,
    /// What a service has done for each saga.
    effects: Table<Saga, Effect>,
    /// A service's ledger: the sagas in the order in which they took effect, or, if true, were
    /// undone.
    ledger: Vec<(Saga, bool)>,
    /// How many sagas a client has asked for.
    serial: u32,
}

/// One event's handling: the parameters, what is the machine's, and the way out.
pub struct Turn<'a, 'w> {
    rules: &'a SagaOrchestration,
    disk: &'a mut Disk,
    /// What this event does, for the checks.
    steps: &'a mut Vec<Step>,
    cx: &'a mut Cx<'w, SagaOrchestration>,
}

impl SagaOrchestration {
    /// The services, in the order of the steps.
    fn services(&self) -> &'static [model::Service] {
        self.model.services()
    }

    /// The service of a step, counted from 0.
    fn service(&self, step: u8) -> NodeId {
        NodeId(1 + u16::from(step))
    }

    /// The step of a service; none if the node is none.
    fn step(&self, node: NodeId) -> Option<u8> {
        let step = node.0.checked_sub(1)?;
        (usize::from(step) < self.services().len()).then_some(step as u8)
    }

    /// How many steps a saga has.
    fn length(&self) -> u8 {
        self.services().len() as u8
    }

    fn workload(&self) -> Workload<Timer> {
        Workload { timer: Timer::Workload, every: self.request_every }
    }

    /// A node's part, and what its handlers are given.
    fn turn<'a, 'w>(
        &'a self,
        node: &'a mut Node,
        disk: &'a mut Disk,
        cx: &'a mut Cx<'w, SagaOrchestration>,
    ) -> (&'a mut Part, Turn<'a, 'w>) {
        let Node { part, steps: Unhashed(steps) } = node;
        steps.clear();
        (part, Turn { rules: self, disk, steps, cx })
    }
}

impl Pattern for SagaOrchestration {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<SagaOrchestration>] = SagaOrchestration::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<SagaOrchestration>] = SagaOrchestration::SAFEGUARDS;
    const PROPERTIES: &'static [Property<SagaOrchestration>] = properties::ALL;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = properties::Audit;

    fn validate(&self) -> Result<(), String> {
        let length = self.length();
        if self.failing_step > length.into() {
            let name = self.model.word();
            return Err(format!("A saga of the model {name} has {length} steps only"));
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![1, self.length().into(), self.clients]
    }

    fn boot(&self, disk: &mut Disk, cx: &mut Cx<SagaOrchestration>) -> Node {
        let mut steps = vec![];
        let turn = &mut Turn { rules: self, disk, steps: &mut steps, cx };
        let part = match turn.cx.role() {
            ORCHESTRATOR => Part::Orchestrator(Orchestrator::boot(turn)),
            SERVICE => Part::Service(Service::boot(turn)),
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
        match self.turn(node, disk, cx) {
            (Part::Orchestrator(it), mut turn) => it.on_message(&mut turn, from, message),
            (Part::Service(it), mut turn) => it.on_message(&mut turn, from, message),
            (Part::Client(it), mut turn) => it.on_message(&mut turn, from, message),
        }
    }

    fn on_timer(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<SagaOrchestration>,
    ) {
        let (part, mut turn) = self.turn(node, disk, cx);
        let turn = &mut turn;
        match (part, timer) {
            (Part::Orchestrator(it), Timer::Step(saga)) => it.on_timeout(turn, saga),
            (Part::Service(it), Timer::Work(job)) => it.finish(turn, job),
            (Part::Client(it), Timer::Request(saga)) => it.give_up(turn, saga),
            (Part::Client(it), Timer::Workload) => it.on_workload(turn),
            // Nobody sets another's timers.
            (Part::Orchestrator(_) | Part::Service(_) | Part::Client(_), _) => {}
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        input: &Input,
        cx: &mut Cx<SagaOrchestration>,
    ) {
        let (part, mut turn) = self.turn(node, disk, cx);
        match (part, input) {
            (Part::Client(it), Input::Begin) => it.ask(&mut turn),
            (Part::Client(it), Input::Look) => it.look(&mut turn),
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
            Part::Orchestrator(it) => it.state() as u8,
            Part::Service(it) => it.state() as u8,
            Part::Client(it) => it.state() as u8,
        }
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        match &node.part {
            Part::Orchestrator(it) => it.show(self, disk, &mut view),
            Part::Service(it) => it.show(self, disk, &mut view),
            Part::Client(it) => it.show(disk, &mut view),
        }
        view
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        let mut view = NodeView::default();
        if !disk.log.is_empty() {
            orchestrator::show_log(disk, &mut view);
        }
        if !disk.effects.is_empty() {
            service::show_effects(disk, &mut view);
        }
        if disk.serial > 0 {
            view.field("sagas asked for", disk.serial);
        }
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        message.describe()
    }
}
