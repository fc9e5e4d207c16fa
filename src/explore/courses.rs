//! Every course that a pattern's cluster can take, as a model: in a configuration, what can happen
//! next, and what becomes of it. Handlers, effects, diagrams and checks are the kernel's; only
//! time is missing. A message arrives at any moment or never, a timer expires at any moment after
//! it was set.
//!
//! # What is not explored
//!
//! Each configuration has one stream of randomness a node, that of the course by which it was
//! found first. A pattern that decides by chance takes one of its ways here, not all. Clocks stand
//! still. Properties of the history of clients, and of what happens sooner or later, are not
//! judged. Nodes are not paused and links not cut: a message that never arrives, and a timer that
//! never expires, are among the courses anyway.

use std::sync::Arc;

use super::configuration::{Configuration, Flight, Machine, Memory};
use super::fingerprint::fingerprint;
use super::model::Model;
use kernel::action::Action;
use kernel::ids::{MessageId, NodeId, Numbers, Seed};
use kernel::plan::Plan;
use kernel::rng::{Purpose, Rng};
use kernel::time::Time;
use pattern::declare::{Check, Cluster, Nodes, Promise, Property};
use pattern::handler::{Event, Subject, handle};
use pattern::{Effect, Pattern};
use run::entry::{Setup, configure};
use run::exhaust::{Budget, Question};

/// The courses of a cluster that is given some inputs, with so much that happens by itself.
pub struct Courses<P: Pattern> {
    pattern: P,
    plan: Plan,
    seed: Seed,
    budget: Budget,
    /// The property that is looked at; all that are promised if none is named.
    only: Option<&'static str>,
    /// For each node the inputs it is given, in order, with their words.
    inputs: Vec<Vec<(P::Input, String)>>,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A node is given the next of its inputs: its number among them.
    Input(NodeId, u32),
    /// A node's timer of this kind expires, the one that was set first.
    Fire(NodeId, u8),
    /// A message arrives; at a node that is down it is lost.
    Deliver(MessageId),
    /// A node crashes.
    Crash(NodeId),
    /// A node that is down boots.
    Restart(NodeId),
    /// A message is lost.
    Drop(MessageId),
    /// A message is doubled.
    Duplicate(MessageId),
}

/// What a broken declaration is called: the diagrams are a property like others.
const DIAGRAMS: &str = "state-diagram";

impl<P: Pattern> Courses<P> {
    /// The courses of a setup. Its inputs are what nodes are given; its other actions, its network
    /// and all its times play no part. The sentence says what is wrong with it.
    pub fn new(setup: &Setup, question: &Question) -> Result<Courses<P>, String> {
        let pattern: P = configure(setup)?;
        let plan = run::plan(&pattern);
        let mut inputs = vec![Vec::new(); plan.roles.len()];
        for timed in &setup.actions {
            let Action::Input(node, text) = &timed.action else { continue };
            let given = inputs.get_mut(node.index());
            let given = given.ok_or_else(|| format!("there is no node {}", node.0))?;
            given.push((pattern.parse_input(text)?, text.clone()));
        }
        let Question { budget, only, .. } = *question;
        Ok(Courses { pattern, plan, seed: setup.seed, budget, only, inputs })
    }

    /// What somebody does to a run to make this happen.
    pub fn action(&self, step: Step) -> Action {
        match step {
            Step::Input(node, number) => {
                Action::Input(node, self.inputs[node.index()][number as usize].1.clone())
            }
            Step::Fire(node, kind) => Action::Fire(node, P::INFO.timers[usize::from(kind)].name),
            Step::Deliver(id) => Action::Deliver(id),
            Step::Crash(node) => Action::Crash(vec![node]),
            Step::Restart(node) => Action::Restart(vec![node]),
            Step::Drop(id) => Action::Drop(id),
            Step::Duplicate(id) => Action::Duplicate(id),
        }
    }

    /// A node handles an event, and everything follows from it that does so at once.
    fn after(&self, before: &Configuration<P>, id: NodeId, event: Event<P>) -> Configuration<P> {
        let mut next = before.clone();
        let mut machine = Machine::clone(&next.machines[id.index()]);
        let state = machine.node.as_ref().map(|node| self.pattern.state(node));
        if let Event::Timer(timer) = event {
            machine.disarm(timer);
            next.left.timers = next.left.timers.map(|left| left - 1);
        }
        if let Event::Input(_) = event {
            machine.given += 1;
        }
        let booting = matches!(event, Event::Boot);
        let mut effects = Vec::new();
        let subject = Subject {
            id,
            node: &mut machine.node,
            disk: &mut machine.disk,
            now: Time::ZERO,
            rng: &mut machine.rng,
            numbers: &mut next.numbers,
        };
        handle(&self.pattern, &self.plan, subject, event, &mut effects);
        let moved = machine.node.as_ref().map(|node| self.pattern.state(node));
        if let (Some(from), Some(to), false) = (state, moved, booting)
            && from != to
            && let Some(why) = self.plan.undeclared(id, from, to)
            && self.only.is_none_or(|only| only == DIAGRAMS)
        {
            next.broken = Some(Arc::new((DIAGRAMS, why)));
        }
        let sends = effects.iter().filter(|effect| matches!(effect, Effect::Send(..))).count();
        // Millions of configurations wait at a time: none should have room to spare.
        next.flights.reserve_exact(sends);
        for effect in effects {
            match effect {
                Effect::Send(to, msg) => {
                    let sent = &mut machine.sent[to.index()];
                    *sent += 1;
                    let message = MessageId { from: id, to, nth: *sent, copy: 0 };
                    next.launch(Flight::new(message, msg));
                }
                Effect::SetTimer(timer, _) => machine.arm(&self.pattern, timer),
                Effect::CancelTimer(timer) => machine.disarm(timer),
                // Words for people, and the history of clients, which is not judged here.
                Effect::Note(_) | Effect::Workload(_) => {}
                Effect::Invoke(..) | Effect::Complete(..) => {}
                // Figures for charts and traces.
                Effect::Measure(..) | Effect::Open(..) | Effect::Close(..) => {}
            }
        }
        machine.sign();
        next.machines[id.index()] = Arc::new(machine);
        self.check(&mut next, id);
        next
    }

    /// Checks what must always hold, after an event of a node.
    fn check(&self, next: &mut Configuration<P>, id: NodeId) {
        let mut audit = next.memory.audit.clone();
        let crowd = Crowd { plan: &self.plan, machines: &next.machines };
        let cluster = Cluster::timeless(&crowd);
        for property in P::PROPERTIES.iter().filter(|it| self.is_judged(it)) {
            let Check::Always(check) = property.check else { continue };
            if let Err(suspicion) = check(&self.pattern, &mut audit, &cluster, id) {
                next.broken = next.broken.take().or(Some(Arc::new((property.id, suspicion.why))));
            }
        }
        let print = fingerprint(&audit);
        // Most events teach the checks nothing: then everybody shares what is remembered.
        if print != next.memory.print {
            next.memory = Arc::new(Memory { audit, print });
        }
    }

    fn is_judged(&self, property: &Property<P>) -> bool {
        match self.only {
            Some(only) => property.id == only,
            None => property.promise == Promise::Made,
        }
    }

    /// The configuration without one message.
    fn without(&self, before: &Configuration<P>, place: usize) -> (Configuration<P>, Flight<P>) {
        let mut next = before.clone();
        let flight = next.flights.remove(place);
        (next, flight)
    }

    fn crash(&self, before: &Configuration<P>, id: NodeId) -> Configuration<P> {
        let mut next = before.clone();
        next.left.crashes -= 1;
        let mut machine = Machine::clone(&next.machines[id.index()]);
        machine.node = None;
        machine.timers.clear();
        machine.sign();
        next.machines[id.index()] = Arc::new(machine);
        next
    }

    fn deliver(&self, before: &Configuration<P>, place: usize) -> Configuration<P> {
        let (next, flight) = self.without(before, place);
        let MessageId { from, to, .. } = flight.id;
        if next.machines[to.index()].node.is_none() {
            return next;
        }
        self.after(&next, to, Event::Message(from, P::Msg::clone(&flight.msg)))
    }

    /// A copy of a message sets out. All copies in flight know how many there are.
    fn duplicate(&self, before: &Configuration<P>, place: usize) -> Option<Configuration<P>> {
        let mut next = before.clone();
        next.left.duplicates -= 1;
        let original = &before.flights[place];
        let number = |id: MessageId| (id.from, id.to, id.nth);
        let same = |flight: &&mut Flight<P>| number(flight.id) == number(original.id);
        let copies = before.flights.iter().filter(|it| number(it.id) == number(original.id));
        let copy = copies.map(|it| it.copies).max()?.checked_add(1)?;
        next.flights.iter_mut().filter(same).for_each(|flight| flight.copies = copy);
        let id = MessageId { copy, ..original.id };
        next.launch(Flight { id, copies: copy, ..original.clone() });
        Some(next)
    }

    /// What nodes do without a message: they hear inputs, their timers expire, they crash and come
    /// back.
    fn node_steps(&self, now: &Configuration<P>, each: &mut impl FnMut(Step, Configuration<P>)) {
        for (id, machine) in self.plan.names.ids().zip(&now.machines) {
            if machine.node.is_none() {
                each(Step::Restart(id), self.after(now, id, Event::Boot));
                continue;
            }
            if let Some((input, _)) = self.inputs[id.index()].get(machine.given as usize) {
                let next = self.after(now, id, Event::Input(input));
                each(Step::Input(id, machine.given), next);
            }
            let timers = machine.due(&self.pattern);
            for timer in timers.filter(|_| now.left.timers != Some(0)) {
                let kind = self.pattern.timer_kind(timer);
                each(Step::Fire(id, kind), self.after(now, id, Event::Timer(timer)));
            }
            let role = &P::INFO.roles[usize::from(self.plan.roles[id.index()])];
            if role.fails && now.left.crashes > 0 {
                each(Step::Crash(id), self.crash(now, id));
            }
        }
    }

    /// What becomes of the messages on their way.
    fn message_steps(&self, now: &Configuration<P>, each: &mut impl FnMut(Step, Configuration<P>)) {
        for (place, flight) in now.distinct_flights() {
            each(Step::Deliver(flight.id), self.deliver(now, place));
            if now.left.drops > 0 {
                let (mut next, _) = self.without(now, place);
                next.left.drops -= 1;
                each(Step::Drop(flight.id), next);
            }
            if now.left.duplicates > 0
                && let Some(next) = self.duplicate(now, place)
            {
                each(Step::Duplicate(flight.id), next);
            }
        }
    }
}

impl<P: Pattern> Model for Courses<P> {
    type State = Configuration<P>;
    type Step = Step;

    /// All nodes have booted, one after another.
    fn initial(&self) -> Vec<Configuration<P>> {
        let nodes = self.plan.roles.len();
        let machine = |id| {
            let mut machine = Machine {
                node: None,
                disk: P::Disk::default(),
                timers: Vec::new(),
                given: 0,
                rng: Rng::stream(self.seed, Purpose::Node(id)),
                sent: vec![0; nodes],
                print: 0,
            };
            machine.sign();
            Arc::new(machine)
        };
        let audit = P::Audit::default();
        let print = fingerprint(&audit);
        let off = Configuration {
            machines: self.plan.names.ids().map(machine).collect(),
            flights: Vec::new(),
            left: self.budget,
            memory: Arc::new(Memory { audit, print }),
            numbers: Numbers::default(),
            broken: None,
        };
        let booted = self.plan.names.ids();
        vec![booted.fold(off, |before, id| self.after(&before, id, Event::Boot))]
    }

    fn successors(&self, now: &Configuration<P>, mut each: impl FnMut(Step, Configuration<P>)) {
        self.node_steps(now, &mut each);
        self.message_steps(now, &mut each);
    }

    fn broken(&self, state: &Configuration<P>) -> Option<&'static str> {
        state.broken.as_ref().map(|broken| broken.0)
    }
}

/// The nodes of a configuration, for checks to look at.
struct Crowd<'a, P: Pattern> {
    plan: &'a Plan,
    machines: &'a [Arc<Machine<P>>],
}

impl<P: Pattern> Nodes<P> for Crowd<'_, P> {
    fn count(&self) -> u16 {
        self.machines.len() as u16
    }

    fn node(&self, id: NodeId) -> Option<&P::Node> {
        self.machines[id.index()].node.as_ref()
    }

    fn disk(&self, id: NodeId) -> &P::Disk {
        &self.machines[id.index()].disk
    }

    fn name(&self, id: NodeId) -> &str {
        self.plan.names.of(id)
    }
}
