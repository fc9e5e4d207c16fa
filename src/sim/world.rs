//! A world: the state of all nodes and of the network at one moment, and how it moves on.
//!
//! [`World::step`] takes the earliest event or action and does all that follows from it at the
//! same instant: the node's handler runs, its effects are executed, everything is recorded, the
//! properties are checked. How each action changes the world is in `act.rs`.

use std::hash::{Hash, Hasher};

use super::clogs::Clogs;
use super::cuts::Cuts;
use super::declare::{Check, Cluster, Promise, Suspicion};
use super::digest::Digest;
use super::entry::Setup;
use super::flights::{Flights, InFlight};
use super::frame::{Breach, Status};
use super::handler::{Event, Subject, handle};
use super::history::{Judge, Operation, Outcome};
use super::host::{Host, Pending};
use super::ids::{MessageId, NodeId, OpId, RecordId};
use super::links::Links;
use super::pattern::{Effect, Pattern};
use super::plan::Plan;
use super::queue::{Owner, Queue};
use super::record::{Loss, Record, What};
use super::time::Time;
use super::trace::Trace;
use super::verdicts::Verdicts;

/// All that changes in a run. A clone of it is a checkpoint.
#[derive(Clone)]
pub struct World<P: Pattern> {
    pub(super) now: Time,
    pub(super) hosts: Vec<Host<P>>,
    pub(super) links: Links,
    pub(super) cuts: Cuts,
    pub(super) clogs: Clogs,
    pub(super) flights: Flights<P::Msg>,
    pub(super) queue: Queue<P::Timer>,
    /// The rank of the next ticket.
    pub(super) rank: u64,
    /// How many steps have been taken.
    pub(super) steps: u64,
    /// How many actions have taken effect.
    pub(super) acted: u32,
    /// How many records, notes and operations there have been.
    pub(super) records: u32,
    pub(super) notes: u32,
    pub(super) operations: u32,
    pub(super) digest: Digest,
    pub(super) audit: P::Audit,
    pub(super) verdicts: Verdicts,
    /// Empty between steps; kept for its memory.
    effects: Vec<Effect<P>>,
}

/// A message that sets out.
#[derive(Clone, Copy)]
pub(super) struct Launch {
    pub id: MessageId,
    pub kind: u8,
    /// When it will arrive.
    pub due: Time,
    /// Whether chance loses it on the way.
    pub lost: bool,
    /// The number of the last copy made of it.
    pub copies: u8,
}

impl<P: Pattern> World<P> {
    /// The world at time zero, with all nodes booted, from empty disks or from the ones given.
    pub fn start(
        plan: &Plan<P>,
        setup: &Setup,
        disks: Vec<P::Disk>,
        trace: &mut Trace,
    ) -> World<P> {
        let nodes = plan.roles.len();
        let mut disks = disks.into_iter();
        let mut world = World {
            now: Time::ZERO,
            hosts: (0..nodes as u16)
                .map(|id| Host::new(plan, NodeId(id), setup.seed, disks.next().unwrap_or_default()))
                .collect(),
            links: Links::new(nodes, setup.seed, setup.network),
            cuts: Cuts::none(nodes),
            clogs: Clogs::none(nodes, setup.seed),
            flights: Flights::none(),
            queue: Queue::empty(),
            rank: 0,
            steps: 0,
            acted: 0,
            records: 0,
            notes: 0,
            operations: 0,
            digest: Digest::EMPTY,
            audit: P::Audit::default(),
            verdicts: Verdicts::none(P::PROPERTIES.len(), judges::<P>()),
            effects: Vec::new(),
        };
        for id in plan.names.ids() {
            world.boot(plan, trace, id, RecordId::NONE);
        }
        world.settle();
        world
    }

    /// The time of the next event or action.
    pub fn next_at(&self, plan: &Plan<P>) -> Option<Time> {
        let event = self.queue.first().map(|ticket| ticket.at);
        let action = plan.actions.get(self.acted as usize).map(|timed| timed.at.max(self.now));
        match (event, action) {
            (Some(event), Some(action)) => Some(event.min(action)),
            (event, action) => event.or(action),
        }
    }

    /// Moves past the next event or action; false if there is none or the records are full.
    pub fn step(&mut self, plan: &Plan<P>, trace: &mut Trace) -> bool {
        let Some(next) = self.next_at(plan) else { return false };
        if self.records >= plan.limit {
            return false;
        }
        self.now = next;
        self.steps += 1;
        // Actions come after all events of their instant: see the rules of the kernel.
        match self.queue.first() {
            Some(ticket) if ticket.at == next => self.take(plan, trace),
            _ => self.act(plan, trace),
        }
        self.settle();
        true
    }

    /// Handles the first ticket of the queue, which counts: [`World::settle`] has seen to that.
    fn take(&mut self, plan: &Plan<P>, trace: &mut Trace) {
        let Some(ticket) = self.queue.pop() else { return };
        match ticket.owner {
            Owner::Flight(slot) => {
                if !self.hold(slot)
                    && let Some(flight) = self.flights.land(slot)
                {
                    self.arrive(plan, trace, flight);
                }
            }
            Owner::Timer(node, timer) => {
                if let Some(place) = self.hosts[node.index()].armed(timer) {
                    self.come_up(plan, trace, node, place);
                }
            }
            Owner::Work(node) => self.finish_work(plan, trace, node),
            Owner::Swizzle => self.swizzle_on(plan, trace, ticket.rank),
        }
    }

    /// A message comes to the end of its way.
    pub(super) fn arrive(&mut self, plan: &Plan<P>, trace: &mut Trace, flight: InFlight<P::Msg>) {
        let to = flight.id.to;
        let host = &self.hosts[to.index()];
        match (flight.doom, host.status) {
            (Some((_, why)), _) => self.lose(plan, trace, flight, why),
            (None, Status::Down) => self.lose(plan, trace, flight, Loss::Down),
            (None, Status::Up | Status::Paused) if host.is_prompt() => {
                self.deliver(plan, trace, flight);
            }
            (None, Status::Up | Status::Paused) => {
                self.wait(to, Pending::Message(Box::new(flight)));
            }
        }
    }

    /// A node handles a message.
    pub(super) fn deliver(&mut self, plan: &Plan<P>, trace: &mut Trace, flight: InFlight<P::Msg>) {
        let InFlight { id, kind, record, msg, .. } = flight;
        let what = What::Delivered { from: id.from, nth: id.nth, kind, copy: id.copy };
        let words = || plan.pattern.describe(&msg).label;
        let record = self.record(plan, trace, record, id.to, what, words);
        self.handle(plan, trace, id.to, record, Event::Message(id.from, msg));
    }

    /// A message dies.
    pub(super) fn lose(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        flight: InFlight<P::Msg>,
        why: Loss,
    ) {
        let InFlight { id, kind, record, msg, .. } = flight;
        let what = What::Lost { from: id.from, nth: id.nth, kind, copy: id.copy, why };
        let words = || plan.pattern.describe(&msg).label;
        self.record(plan, trace, record, id.to, what, words);
    }

    /// A node boots with what its disk holds.
    pub(super) fn boot(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, cause: RecordId) {
        self.hosts[id.index()].status = Status::Up;
        let record = self.record(plan, trace, cause, id, What::Booted, String::new);
        self.handle(plan, trace, id, record, Event::Boot);
    }

    /// Runs a handler for the event that `record` tells of, executes what it asks for, and checks
    /// the properties.
    pub(super) fn handle(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        record: RecordId,
        event: Event<P>,
    ) {
        let host = &mut self.hosts[id.index()];
        let mut effects = std::mem::take(&mut self.effects);
        let booting = matches!(event, Event::Boot);
        let subject = Subject {
            id,
            node: &mut host.node,
            disk: &mut host.disk,
            now: host.clock.reading(self.now),
            rng: &mut host.rng,
            next_op: &mut self.operations,
        };
        handle(plan, subject, event, &mut effects);
        self.moved(plan, trace, id, record, booting);
        for effect in effects.drain(..) {
            self.execute(plan, trace, id, record, effect);
        }
        self.effects = effects;
        self.check(plan, trace, id, record);
    }

    /// Records the node's move in its diagram, if it has moved.
    fn moved(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        cause: RecordId,
        booting: bool,
    ) {
        let host = &mut self.hosts[id.index()];
        let Some(node) = &host.node else { return };
        let (from, to) = (host.state, plan.pattern.state(node));
        if booting {
            (host.state, host.moved) = (to, None);
        } else if from != to {
            (host.state, host.moved) = (to, Some((from, self.now)));
            self.record(plan, trace, cause, id, What::Moved { from, to }, String::new);
            let number = self.verdicts.diagrams();
            if self.verdicts.breach(number).is_none()
                && let Some(why) = plan.undeclared(id, from, to)
            {
                self.breach(plan, trace, id, cause, number, Suspicion { why, blame: Vec::new() });
            }
        }
    }

    /// Does what a handler asked for.
    fn execute(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        cause: RecordId,
        effect: Effect<P>,
    ) {
        match effect {
            Effect::Send(to, msg) => self.send(plan, trace, id, cause, to, msg),
            Effect::SetTimer(timer, after) => self.arm(id, cause, timer, after),
            Effect::CancelTimer(timer) => self.disarm(id, timer),
            Effect::Note(text) => {
                trace.note(self.notes, &text);
                let number = self.notes;
                self.notes += 1;
                text.hash(&mut self.digest);
                self.record(plan, trace, cause, id, What::Noted(number), || text);
            }
            Effect::Invoke(op, call) => {
                call.hash(&mut self.digest);
                let words = || format!("asks: {call}");
                let invoked = self.record(plan, trace, cause, id, What::Invoked(op.0), words);
                let operation = Operation { client: id, call, invoked, answer: None };
                self.verdicts.invoked(op, &operation);
                trace.invoke(op, operation);
            }
            Effect::Complete(op, outcome) => self.complete(plan, trace, id, cause, op, outcome),
        }
    }

    fn complete(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        cause: RecordId,
        op: OpId,
        outcome: Outcome,
    ) {
        outcome.hash(&mut self.digest);
        let asked = trace.history.get(op.0 as usize).cloned();
        let words = || match &asked {
            Some(operation) => format!("{}: {outcome}", operation.call),
            None => outcome.to_string(),
        };
        let record = self.record(plan, trace, cause, id, What::Completed(op.0), words);
        trace.complete(op, record, outcome.clone());
        let Some(asked) = asked else { return };
        let answered = Operation { answer: Some((record, outcome)), ..asked };
        for (number, suspicion) in self.verdicts.completed(op, &answered) {
            self.breach(plan, trace, id, record, number, suspicion);
        }
    }

    fn send(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        from: NodeId,
        cause: RecordId,
        to: NodeId,
        msg: P::Msg,
    ) {
        let fate = self.links.next(from, to, self.now);
        let kind = plan.pattern.message_kind(&msg);
        msg.hash(&mut self.digest);
        let launch = Launch {
            id: MessageId { from, to, nth: fate.nth, copy: 0 },
            kind,
            due: fate.due,
            lost: fate.lost,
            copies: u8::from(fate.copy.is_some()),
        };
        if let Some(due) = fate.copy {
            let id = MessageId { copy: 1, ..launch.id };
            let copy = Launch { id, due, lost: false, ..launch };
            self.launch(plan, trace, cause, copy, msg.clone());
        }
        self.launch(plan, trace, cause, launch, msg);
    }

    /// Sends a message on its way.
    pub(super) fn launch(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        cause: RecordId,
        launch: Launch,
        msg: P::Msg,
    ) {
        let Launch { id, kind, due, lost, copies } = launch;
        let words = || plan.pattern.describe(&msg).label;
        let what = What::Sent { to: id.to, nth: id.nth, kind, copy: id.copy };
        let record = self.record(plan, trace, cause, id.from, what, words);
        let mut flight = InFlight {
            id,
            kind,
            record,
            sent: self.now,
            since: self.now,
            done: Default::default(),
            due,
            doom: None,
            held: false,
            copies,
            ticket: self.rank,
            msg,
        };
        if lost {
            flight.doom = Some((flight.half_way(), Loss::Chance));
        } else if self.cuts.blocks(id.from, id.to) {
            flight.doom = Some((flight.half_way(), Loss::Cut));
        }
        let end = flight.end();
        let slot = self.flights.launch(flight);
        let rank = self.draw();
        self.queue.push(end, rank, Owner::Flight(slot));
    }

    /// The rank of the next ticket.
    pub(super) fn draw(&mut self) -> u64 {
        self.rank += 1;
        self.rank - 1
    }

    /// Gives a message in flight a new ticket, after its end has changed.
    pub(super) fn reticket(&mut self, slot: u32) {
        let Some(flight) = self.flights.get_mut(slot) else { return };
        flight.ticket = self.rank;
        let end = flight.end();
        let rank = self.draw();
        self.queue.push(end, rank, Owner::Flight(slot));
    }

    /// Checks what must always hold, after an event of a node.
    fn check(&mut self, plan: &Plan<P>, trace: &mut Trace, id: NodeId, record: RecordId) {
        for (number, property) in P::PROPERTIES.iter().enumerate() {
            let asked = self.verdicts.asked();
            let cluster = Cluster { nodes: &self.hosts, asked, record, now: self.now };
            match property.check {
                Check::Always(check) if self.verdicts.breach(number).is_none() => {
                    if let Err(suspicion) = check(&plan.pattern, &mut self.audit, &cluster, id) {
                        self.breach(plan, trace, id, record, number, suspicion);
                    }
                }
                Check::Eventually { happened, .. } if self.verdicts.awaits(number) => {
                    if happened(&plan.pattern, &self.audit, &cluster) {
                        self.verdicts.has_met(number);
                    }
                }
                // Broken or met already; and what clients are told is judged when they are told.
                Check::Always(_) | Check::Eventually { .. } | Check::History(_) => {}
            }
        }
    }

    fn breach(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        id: NodeId,
        cause: RecordId,
        number: usize,
        Suspicion { why, blame }: Suspicion,
    ) {
        let promise = P::PROPERTIES.get(number).map(|property| property.promise);
        let what = What::Violated(number as u8);
        let words = || match promise {
            Some(Promise::Limit(_)) => format!("known limit: {why}"),
            Some(Promise::Made) | None => format!("violation: {why}"),
        };
        let record = self.record(plan, trace, cause, id, what, words);
        self.verdicts.broken(number, Breach { at: self.now, record, why, blame });
    }

    /// Records something, and takes it into the digest.
    pub(super) fn record(
        &mut self,
        plan: &Plan<P>,
        trace: &mut Trace,
        cause: RecordId,
        node: NodeId,
        what: What,
        words: impl FnOnce() -> String,
    ) -> RecordId {
        let id = RecordId(self.records);
        let record = Record { at: self.now, cause, node, what };
        self.records += 1;
        for word in record.words() {
            self.digest.word(word);
        }
        trace.record(id, record);
        if trace.wants(id) {
            trace.tell(id, &record, plan.vocabulary(), words());
        }
        id
    }

    /// The digest of everything so far.
    pub fn digest(&self) -> u64 {
        self.digest.finish()
    }
}

/// The judges of a pattern's properties of the history, each with its property's number.
fn judges<P: Pattern>() -> Vec<(usize, Box<dyn Judge>)> {
    let properties = P::PROPERTIES.iter().enumerate();
    properties
        .filter_map(|(number, property)| match property.check {
            Check::History(judge) => Some((number, judge())),
            Check::Always(_) | Check::Eventually { .. } => None,
        })
        .collect()
}
