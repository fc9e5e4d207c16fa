//! A pattern at work in a world: its nodes, its messages and its timers, with its types erased.
//!
//! The world knows messages and timers by their places; an instance has their values, calls the
//! handlers, and asks the world for what they ask for. Everything here is compiled again with every
//! pattern, so it is kept small.

use std::hash::Hash;
use std::rc::Rc;

use kernel::history::Judge;
use kernel::ids::{MessageId, Names, NodeId, RecordId};
use kernel::plan::Plan;
use kernel::protocol::{Call, Parcel, Protocol};
use kernel::span::SpanStatus;
use kernel::time::{Span, Time};
use kernel::trace::Scribe;
use kernel::world::{Launch, World};

use crate::declare::{Check, Cluster, Nodes, Tone};
use crate::handler::{Event, Subject, handle};
use crate::view::{MessageView, NodeView};
use crate::{Effect, Pattern};

/// What whoever looks at a run needs of its pattern, beyond what its world needs. A clone of it is
/// one half of a checkpoint; the world is the other.
pub trait ErasedPattern: Protocol {
    /// What a message says.
    fn describe(&self, parcel: Parcel) -> MessageView;
    /// What to show of a node.
    fn view(&self, id: NodeId) -> NodeView;
    /// What a property awaits and how long it may take, unless it has happened or awaits nothing.
    fn awaited(&self, record: RecordId, now: Time, number: usize) -> Option<(String, Span)>;
    /// What is wrong with an input, if something is.
    fn check_input(&self, text: &str) -> Result<(), String>;
    /// A copy with the same memory.
    fn another(&self) -> Box<dyn ErasedPattern>;
}

impl Clone for Box<dyn ErasedPattern> {
    fn clone(&self) -> Box<dyn ErasedPattern> {
        (**self).another()
    }
}

/// A pattern's values in a world.
#[derive(Clone)]
pub struct Instance<P: Pattern> {
    pattern: P,
    members: Members<P>,
    /// For each node the timers that are set, in the places that its host has them in.
    timers: Vec<Vec<P::Timer>>,
    /// The messages on their way and those that wait, in places that are used again.
    parcels: Vec<Option<P::Msg>>,
    free: Vec<Parcel>,
    audit: P::Audit,
    effects: Scratch<Effect<P>>,
}

/// A list that is empty between events, kept for its memory. So a copy of it is a new one, and no
/// code to copy effects is compiled with every pattern.
struct Scratch<T>(Vec<T>);

impl<T> Clone for Scratch<T> {
    fn clone(&self) -> Scratch<T> {
        Scratch(Vec::new())
    }
}

/// The nodes as checks see them.
#[derive(Clone)]
struct Members<P: Pattern> {
    list: Vec<Member<P>>,
    names: Rc<Names>,
}

#[derive(Clone)]
struct Member<P: Pattern> {
    /// None while it is down.
    node: Option<P::Node>,
    disk: P::Disk,
}

impl<P: Pattern> Instance<P> {
    /// A pattern whose nodes are yet to boot, from empty disks or from the ones given.
    pub fn new(pattern: P, plan: &Plan, disks: Vec<P::Disk>) -> Instance<P> {
        let nodes = plan.roles.len();
        let mut disks = disks.into_iter();
        let list = (0..nodes)
            .map(|_| Member { node: None, disk: disks.next().unwrap_or_default() })
            .collect();
        Instance {
            pattern,
            members: Members { list, names: Rc::new(plan.names.clone()) },
            timers: vec![Vec::new(); nodes],
            parcels: Vec::new(),
            free: Vec::new(),
            audit: P::Audit::default(),
            effects: Scratch(Vec::new()),
        }
    }

    /// The nodes as a check sees them that somebody makes who looks, whenever that is.
    pub fn cluster(&self, record: RecordId, now: Time) -> Cluster<'_, P> {
        Cluster { nodes: &self.members, asked: u32::MAX, record, now }
    }

    fn store(&mut self, msg: P::Msg) -> Parcel {
        if let Some(parcel) = self.free.pop() {
            self.parcels[parcel as usize] = Some(msg);
            return parcel;
        }
        self.parcels.push(Some(msg));
        self.parcels.len() as u32 - 1
    }

    fn take(&mut self, parcel: Parcel) -> Option<P::Msg> {
        let msg = self.parcels[parcel as usize].take();
        if msg.is_some() {
            self.free.push(parcel);
        }
        msg
    }

    /// Does what a handler asked for.
    fn execute(
        &mut self,
        world: &mut World,
        scribe: &mut Scribe,
        id: NodeId,
        cause: RecordId,
        effect: Effect<P>,
    ) {
        match effect {
            Effect::Send(to, msg) => self.send(world, scribe, (id, to), cause, msg),
            Effect::SetTimer(timer, after) => {
                let timers = &mut self.timers[id.index()];
                let old = timers.iter().position(|set| *set == timer);
                if let Some(place) = old {
                    timers.swap_remove(place);
                }
                timers.push(timer);
                world.arm(id, cause, self.pattern.timer_kind(timer), old, after);
            }
            Effect::CancelTimer(timer) => {
                let timers = &mut self.timers[id.index()];
                if let Some(place) = timers.iter().position(|set| *set == timer) {
                    timers.swap_remove(place);
                    world.disarm(id, place);
                }
            }
            Effect::Note(text) => world.note(scribe, id, cause, text),
            Effect::Workload(input) => world.workload(scribe, id, cause, input),
            Effect::Invoke(op, call) => world.invoke(scribe, id, cause, op, call),
            Effect::Complete(op, outcome) => world.complete(scribe, id, cause, op, outcome),
            Effect::Measure(metric, value) => world.measure(scribe, id, cause, metric, value),
            Effect::Open(span, trace, parent, name) => {
                world.open(scribe, id, cause, span, (trace, parent, name));
            }
            Effect::Close(span, how) => {
                let status = match how {
                    Tone::Bad => SpanStatus::Error,
                    Tone::Good => SpanStatus::Ok,
                    Tone::Quiet | Tone::Leading | Tone::Trying => SpanStatus::Unset,
                };
                world.close(scribe, id, cause, span, status);
            }
        }
    }

    fn send(
        &mut self,
        world: &mut World,
        scribe: &mut Scribe,
        (from, to): (NodeId, NodeId),
        cause: RecordId,
        msg: P::Msg,
    ) {
        let fate = world.links.next(from, to, world.now);
        msg.hash(&mut world.digest);
        let original = Launch {
            id: MessageId { from, to, nth: fate.nth, copy: 0 },
            kind: self.pattern.message_kind(&msg),
            due: fate.due,
            lost: fate.lost,
            copies: u8::from(fate.copy.is_some()),
            parcel: self.store(msg),
        };
        if let Some(due) = fate.copy {
            let id = MessageId { copy: 1, ..original.id };
            let parcel = self.copy(original.parcel);
            let copy = Launch { id, due, lost: false, parcel, ..original };
            world.launch(scribe, cause, copy, &|| self.label(parcel));
        }
        world.launch(scribe, cause, original, &|| self.label(original.parcel));
    }

    /// Checks what must always hold, after an event of a node.
    fn check(&mut self, world: &mut World, scribe: &mut Scribe, id: NodeId, record: RecordId) {
        for (number, property) in P::PROPERTIES.iter().enumerate() {
            let asked = world.verdicts.asked();
            let cluster = Cluster { nodes: &self.members, asked, record, now: world.now };
            match property.check {
                Check::Always(check) if world.verdicts.breach(number).is_none() => {
                    if let Err(suspicion) = check(&self.pattern, &mut self.audit, &cluster, id) {
                        world.breach(scribe, id, record, number, suspicion);
                    }
                }
                Check::Eventually { happened, .. } if world.verdicts.awaits(number) => {
                    if happened(&self.pattern, &self.audit, &cluster) {
                        world.verdicts.has_met(number);
                    }
                }
                // Broken or met already; and what clients are told is judged when they are told.
                Check::Always(_) | Check::Eventually { .. } | Check::History(_) => {}
            }
        }
    }
}

impl<P: Pattern> ErasedPattern for Instance<P> {
    fn describe(&self, parcel: Parcel) -> MessageView {
        match &self.parcels[parcel as usize] {
            Some(msg) => self.pattern.describe(msg),
            // It is gone; nobody asks for one that is.
            None => MessageView { label: String::new(), fields: Vec::new() },
        }
    }

    fn view(&self, id: NodeId) -> NodeView {
        let Member { node, disk } = &self.members.list[id.index()];
        match node {
            Some(node) => self.pattern.view(node, disk),
            None => self.pattern.view_disk(disk),
        }
    }

    fn awaited(&self, record: RecordId, now: Time, number: usize) -> Option<(String, Span)> {
        let cluster = self.cluster(record, now);
        match P::PROPERTIES.get(number)?.check {
            Check::Eventually { happened, awaited, within } => {
                let open = !happened(&self.pattern, &self.audit, &cluster);
                open.then(|| (awaited(&self.pattern, &self.audit, &cluster), within(&self.pattern)))
            }
            Check::Always(_) | Check::History(_) => None,
        }
    }

    fn check_input(&self, text: &str) -> Result<(), String> {
        self.pattern.parse_input(text).map(|_| ())
    }

    fn another(&self) -> Box<dyn ErasedPattern> {
        Box::new(self.clone())
    }
}

impl<P: Pattern> Protocol for Instance<P> {
    fn handle(
        &mut self,
        world: &mut World,
        scribe: &mut Scribe,
        id: NodeId,
        record: RecordId,
        call: Call,
    ) {
        let input;
        let event = match call {
            Call::Boot => Event::Boot,
            Call::Message(from, parcel) => match self.take(parcel) {
                Some(msg) => Event::Message(from, msg),
                None => return,
            },
            Call::Timer(place) => Event::Timer(self.timers[id.index()].swap_remove(place)),
            Call::Input(text) => match self.pattern.parse_input(text) {
                Ok(read) => {
                    input = read;
                    Event::Input(&input)
                }
                // The plan has no such input.
                Err(_) => return,
            },
        };
        let mut effects = std::mem::take(&mut self.effects.0);
        let member = &mut self.members.list[id.index()];
        let host = &mut world.hosts[id.index()];
        let subject = Subject {
            id,
            node: &mut member.node,
            disk: &mut member.disk,
            now: host.clock.reading(world.now),
            rng: &mut host.rng,
            numbers: &mut world.numbers,
        };
        handle(&self.pattern, scribe.plan, subject, event, &mut effects);
        if let Some(node) = &member.node {
            let to = self.pattern.state(node);
            if matches!(call, Call::Boot) {
                (host.state, host.moved) = (to, None);
            } else if host.state != to {
                world.moved(scribe, id, record, to);
            }
        }
        for effect in effects.drain(..) {
            self.execute(world, scribe, id, record, effect);
        }
        self.effects.0 = effects;
        self.check(world, scribe, id, record);
    }

    fn stop(&mut self, id: NodeId) {
        self.members.list[id.index()].node = None;
        self.timers[id.index()].clear();
    }

    fn wipe(&mut self, id: NodeId) {
        self.members.list[id.index()].disk = P::Disk::default();
    }

    fn label(&self, parcel: Parcel) -> String {
        self.describe(parcel).label
    }

    fn copy(&mut self, parcel: Parcel) -> Parcel {
        match self.parcels[parcel as usize].clone() {
            Some(msg) => self.store(msg),
            None => parcel,
        }
    }

    fn discard(&mut self, parcel: Parcel) {
        self.take(parcel);
    }
}

impl<P: Pattern> Nodes<P> for Members<P> {
    fn count(&self) -> u16 {
        self.list.len() as u16
    }

    fn node(&self, id: NodeId) -> Option<&P::Node> {
        self.list[id.index()].node.as_ref()
    }

    fn disk(&self, id: NodeId) -> &P::Disk {
        &self.list[id.index()].disk
    }

    fn name(&self, id: NodeId) -> &str {
        self.names.of(id)
    }
}

/// The judges of a pattern's properties of the history, each with its property's number.
pub fn judges<P: Pattern>() -> Vec<(usize, Box<dyn Judge>)> {
    let properties = P::PROPERTIES.iter().enumerate();
    properties
        .filter_map(|(number, property)| match property.check {
            Check::History(judge) => Some((number, judge())),
            Check::Always(_) | Check::Eventually { .. } => None,
        })
        .collect()
}
