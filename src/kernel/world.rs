//! A world: all nodes and the network at one moment, and how it moves on.
//!
//! [`World::step`] takes the earliest event or action and does all that follows from it at the
//! same instant: the node's handler runs, its effects are executed, everything is recorded, the
//! properties are checked. How each action changes the world is in `act`.
//!
//! The world knows which messages and timers there are, and when. What they are to the pattern, and
//! what the nodes are, is in the [`Protocol`] that it moves with.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use crate::action::LinkSettings;
use crate::clogs::Clogs;
use crate::cuts::Cuts;
use crate::digest::Digest;
use crate::flights::Flight;
use crate::flights::{Flights, InFlight};
use crate::history;
use crate::history::{Judge, Operation, Outcome, WorkloadRequest};
use crate::host::Status;
use crate::host::{Host, Pending};
use crate::ids::{MessageId, NodeId, Numbers, OpId, RecordId, Seed, SpanId};
use crate::links::Links;
use crate::plan::Plan;
use crate::protocol::{Call, Parcel, Protocol};
use crate::queue::{Owner, Queue};
use crate::record::{Loss, Record, What};
use crate::span::{SpanStatus, Work};
use crate::time::Time;
use crate::trace::{Scribe, Trace};
use crate::verdicts::Breach;
use crate::verdicts::Suspicion;
use crate::verdicts::Verdicts;

/// All that changes in a run but for the pattern's own. A clone of it is half of a checkpoint.
#[derive(Clone)]
pub struct World {
    /// The time of the last event or action.
    pub now: Time,
    /// The nodes' machines, by node.
    pub hosts: Vec<Host>,
    /// How the links behave.
    pub links: Links,
    /// The partition and the links that are cut.
    pub cuts: Cuts,
    /// The nodes whose messages are held.
    pub clogs: Clogs,
    /// The messages on their way.
    pub flights: Flights,
    pub(crate) queue: Queue,
    /// The rank of the next ticket.
    pub(crate) rank: u64,
    /// How many steps have been taken.
    pub steps: u64,
    /// How many actions have taken effect.
    pub acted: u32,
    /// How many records there have been.
    pub records: u32,
    /// How many notes there have been.
    pub notes: u32,
    /// How many requests nodes have made by themselves.
    pub requests: u32,
    /// How many operations and spans there have been.
    pub numbers: Numbers,
    /// The digest of everything so far; see [`World::digest`].
    pub digest: Digest,
    /// What is known of the properties.
    pub verdicts: Verdicts,
}

/// What a world moves with.
pub struct Env<'a> {
    /// The pattern's nodes, messages and timers.
    pub protocol: &'a mut dyn Protocol,
    /// Who writes down what happens.
    pub scribe: Scribe<'a>,
}

/// A message that sets out.
#[derive(Clone, Copy)]
pub struct Launch {
    /// Which.
    pub id: MessageId,
    /// Its kind, an index into the protocol's kinds of message.
    pub kind: u8,
    /// When it will arrive.
    pub due: Time,
    /// Whether chance loses it on the way.
    pub lost: bool,
    /// The number of the last copy made of it.
    pub copies: u8,
    /// Where the message itself is.
    pub parcel: Parcel,
}

/// The words for a record that says everything by itself.
pub(crate) const NO_WORDS: &dyn Fn() -> String = &String::new;

impl<'a> Env<'a> {
    /// A pattern at work, by this plan, recorded in this trace.
    pub fn new(protocol: &'a mut dyn Protocol, plan: &'a Plan, trace: &'a mut Trace) -> Env<'a> {
        Env { protocol, scribe: Scribe { plan, trace } }
    }
}

impl World {
    /// The world at time zero, with all nodes booted.
    pub fn start(
        seed: Seed,
        network: LinkSettings,
        judges: Vec<(usize, Box<dyn Judge>)>,
        env: &mut Env,
    ) -> World {
        let plan = env.scribe.plan;
        let nodes = plan.roles.len();
        let mut world = World {
            now: Time::ZERO,
            hosts: plan.names.ids().map(|id| Host::new(id, seed)).collect(),
            links: Links::new(nodes, seed, network),
            cuts: Cuts::none(nodes),
            clogs: Clogs::none(nodes, seed),
            flights: Flights::none(),
            queue: Queue::empty(),
            rank: 0,
            steps: 0,
            acted: 0,
            records: 0,
            notes: 0,
            requests: 0,
            numbers: Numbers::default(),
            digest: Digest::EMPTY,
            verdicts: Verdicts::none(plan.properties.len(), judges),
        };
        for id in plan.names.ids() {
            world.boot(env, id, RecordId::NONE);
        }
        world.settle();
        world
    }

    /// The time of the next event or action.
    pub fn next_at(&self, plan: &Plan) -> Option<Time> {
        let event = self.queue.first().map(|ticket| ticket.at);
        let action = plan.actions.get(self.acted as usize).map(|timed| timed.at.max(self.now));
        match (event, action) {
            (Some(event), Some(action)) => Some(event.min(action)),
            (event, action) => event.or(action),
        }
    }

    /// Moves past the next event or action; false if there is none or the records are full.
    pub fn step(&mut self, env: &mut Env) -> bool {
        let Some(next) = self.next_at(env.scribe.plan) else { return false };
        if self.records >= env.scribe.plan.limit {
            return false;
        }
        self.now = next;
        self.steps += 1;
        // Actions come after all events of their instant: see the rules of the kernel.
        match self.queue.first() {
            Some(ticket) if ticket.at == next => self.take(env),
            _ => self.act(env),
        }
        self.settle();
        true
    }

    /// Handles the first ticket of the queue, which counts: [`World::settle`] has seen to that.
    fn take(&mut self, env: &mut Env) {
        let Some(ticket) = self.queue.pop() else { return };
        match ticket.owner {
            Owner::Flight(slot) => {
                if self.clogs.any() && self.hold(slot) {
                    return;
                }
                if let Some(flight) = self.flights.land(slot) {
                    self.arrive(env, flight);
                }
            }
            Owner::Timer(node) => {
                let timers = &self.hosts[node.index()].timers;
                if let Some(place) = timers.iter().position(|it| it.ticket == ticket.rank) {
                    self.come_up(env, node, place);
                }
            }
            Owner::Work(node) => self.finish_work(env, node),
            Owner::Swizzle => self.swizzle_on(env, ticket.rank),
        }
    }

    /// A message comes to the end of its way.
    pub(crate) fn arrive(&mut self, env: &mut Env, flight: InFlight) {
        let to = flight.flight.id.to;
        let host = &self.hosts[to.index()];
        match (flight.flight.doom, host.status) {
            (Some((_, why)), _) => self.lose(env, flight, why),
            (None, Status::Down) => self.lose(env, flight, Loss::Down),
            (None, Status::Up | Status::Paused) if host.is_prompt() => self.deliver(env, flight),
            (None, Status::Up | Status::Paused) => {
                self.wait(to, Pending::Message(Box::new(flight)));
            }
        }
    }

    /// A node handles a message.
    pub(crate) fn deliver(&mut self, env: &mut Env, flight: InFlight) {
        let InFlight { flight: Flight { id, kind, record, .. }, parcel, .. } = flight;
        let what = What::Delivered { from: id.from, nth: id.nth, kind, copy: id.copy };
        let words = || env.protocol.label(parcel);
        let record = self.record(&mut env.scribe, record, id.to, what, &words);
        self.call(env, id.to, record, Call::Message(id.from, parcel));
    }

    /// A message dies.
    #[cold]
    pub(crate) fn lose(&mut self, env: &mut Env, flight: InFlight, why: Loss) {
        let InFlight { flight: Flight { id, kind, record, .. }, parcel, .. } = flight;
        let what = What::Lost { from: id.from, nth: id.nth, kind, copy: id.copy, why };
        let words = || env.protocol.label(parcel);
        self.record(&mut env.scribe, record, id.to, what, &words);
        env.protocol.discard(parcel);
    }

    /// A node boots with what its disk holds.
    pub(crate) fn boot(&mut self, env: &mut Env, id: NodeId, cause: RecordId) {
        self.hosts[id.index()].status = Status::Up;
        let record = self.record(&mut env.scribe, cause, id, What::Booted, NO_WORDS);
        self.call(env, id, record, Call::Boot);
    }

    /// A node handles what the record tells of.
    pub(crate) fn call(&mut self, env: &mut Env, id: NodeId, record: RecordId, call: Call) {
        env.protocol.handle(self, &mut env.scribe, id, record, call);
    }

    /// A node has moved in its diagram, which may not have that move.
    pub fn moved(&mut self, scribe: &mut Scribe, id: NodeId, cause: RecordId, to: u8) {
        let host = &mut self.hosts[id.index()];
        let from = std::mem::replace(&mut host.state, to);
        host.moved = Some((from, self.now));
        self.record(scribe, cause, id, What::Moved { from, to }, NO_WORDS);
        let number = self.verdicts.diagrams();
        if self.verdicts.breach(number).is_none()
            && let Some(why) = scribe.plan.undeclared(id, from, to)
        {
            self.breach(scribe, id, cause, number, Suspicion { why, blame: Vec::new() });
        }
    }

    /// A handler says something.
    pub fn note(&mut self, scribe: &mut Scribe, id: NodeId, cause: RecordId, text: String) {
        text.hash(&mut self.digest);
        self.remark(scribe, id, cause, &text);
    }

    /// Keeps words as a note without taking them into the digest, because they follow from what is
    /// in it.
    pub(crate) fn remark(&mut self, scribe: &mut Scribe, id: NodeId, cause: RecordId, text: &str) {
        let number = self.notes;
        scribe.trace.note(number, text);
        self.notes += 1;
        self.record(scribe, cause, id, What::Noted(number), &|| text.to_string());
    }

    /// A node makes a request by itself. What follows from it is recorded, so this is not.
    pub fn workload(
        &mut self,
        scribe: &mut Scribe,
        node: NodeId,
        record: RecordId,
        input: Cow<'static, str>,
    ) {
        scribe.trace.workload(self.requests, WorkloadRequest { node, record, input });
        self.requests += 1;
    }

    /// A client begins an operation.
    pub fn invoke(
        &mut self,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        op: OpId,
        call: history::Call,
    ) {
        call.hash(&mut self.digest);
        let words = || format!("asks: {call}");
        let invoked = self.record(scribe, cause, id, What::Invoked(op.0), &words);
        let operation = Operation { client: id, call, invoked, answer: None };
        self.verdicts.invoked(op, &operation);
        scribe.trace.invoke(op, operation);
    }

    /// A client learns what became of an operation.
    pub fn complete(
        &mut self,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        op: OpId,
        outcome: Outcome,
    ) {
        outcome.hash(&mut self.digest);
        let asked = scribe.trace.history.get(op.0 as usize).cloned();
        let words = || match &asked {
            Some(operation) => format!("{}: {outcome}", operation.call),
            None => outcome.to_string(),
        };
        let record = self.record(scribe, cause, id, What::Completed(op.0), &words);
        scribe.trace.complete(op, record, outcome.clone());
        let Some(asked) = asked else { return };
        let answered = Operation { answer: Some((record, outcome)), ..asked };
        for (number, suspicion) in self.verdicts.completed(op, &answered) {
            self.breach(scribe, id, record, number, suspicion);
        }
    }

    /// A node reports a metric.
    pub fn measure(
        &mut self,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        metric: u8,
        value: u32,
    ) {
        self.record(scribe, cause, id, What::Measured { metric, value }, NO_WORDS);
    }

    /// A span of work begins.
    pub fn open(
        &mut self,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        span: SpanId,
        (trace, parent, name): (u32, Option<SpanId>, String),
    ) {
        (trace, parent, &name).hash(&mut self.digest);
        let words = || format!("begins {name}");
        let opened = self.record(scribe, cause, id, What::Opened(span.0), &words);
        scribe.trace.open(span, Work { trace, parent, name, node: id, opened, closed: None });
    }

    /// A span of work ends.
    pub fn close(
        &mut self,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        span: SpanId,
        how: SpanStatus,
    ) {
        (how as u8).hash(&mut self.digest);
        let ended = if how == SpanStatus::Error { "fails at" } else { "ends" };
        let name = scribe.trace.spans.get(span.0 as usize).map(|work| work.name.clone());
        let words = || format!("{ended} {}", name.as_deref().unwrap_or_default());
        let record = self.record(scribe, cause, id, What::Closed(span.0), &words);
        scribe.trace.close(span, record, how);
    }

    /// Sends a message on its way.
    pub fn launch(
        &mut self,
        scribe: &mut Scribe,
        cause: RecordId,
        launch: Launch,
        words: &dyn Fn() -> String,
    ) {
        let Launch { id, kind, due, lost, copies, parcel } = launch;
        let what = What::Sent { to: id.to, nth: id.nth, kind, copy: id.copy };
        let record = self.record(scribe, cause, id.from, what, words);
        let mut flight = Flight {
            id,
            kind,
            record,
            sent: self.now,
            since: self.now,
            done: Default::default(),
            due,
            doom: None,
            held: false,
        };
        if lost {
            flight.doom = Some((flight.half_way(), Loss::Chance));
        } else if self.cuts.blocks(id.from, id.to) {
            flight.doom = Some((flight.half_way(), Loss::Cut));
        }
        let ticket = self.draw();
        let slot = self.flights.launch(InFlight { flight, copies, ticket, parcel });
        self.queue.push(flight.end(), ticket, Owner::Flight(slot));
    }

    /// The rank of the next ticket.
    #[inline]
    pub(crate) fn draw(&mut self) -> u64 {
        self.rank += 1;
        self.rank - 1
    }

    /// Gives a message in flight a new ticket, after its end has changed.
    pub(crate) fn reticket(&mut self, slot: u32) {
        let rank = self.draw();
        if let Some(it) = self.flights.get_mut(slot) {
            it.ticket = rank;
            self.queue.push(it.flight.end(), rank, Owner::Flight(slot));
        }
    }

    /// A property was broken by the event that `cause` tells of.
    pub fn breach(
        &mut self,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        number: usize,
        Suspicion { why, blame }: Suspicion,
    ) {
        let heading = scribe.plan.properties.get(number);
        let what = What::Violated(number as u8);
        let words = || match heading.and_then(|heading| heading.limit) {
            Some(_) => format!("known limitation: {why}"),
            None => format!("violation: {why}"),
        };
        let record = self.record(scribe, cause, id, what, &words);
        self.verdicts.broken(number, Breach { at: self.now, record, why, blame });
    }

    /// Records something, and takes it into the digest.
    pub(crate) fn record(
        &mut self,
        scribe: &mut Scribe,
        cause: RecordId,
        node: NodeId,
        what: What,
        words: &dyn Fn() -> String,
    ) -> RecordId {
        let id = RecordId(self.records);
        let record = Record { at: self.now, cause, node, what };
        self.records += 1;
        for word in record.words() {
            self.digest.word(word);
        }
        scribe.trace.record(id, record);
        if scribe.trace.wants(id) {
            scribe.trace.tell(id, &record, scribe.plan.words(), words());
        }
        id
    }

    /// The digest of everything so far.
    pub fn digest(&self) -> u64 {
        self.digest.finish()
    }
}
