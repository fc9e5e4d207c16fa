//! A run: its records, a world at the cursor, and earlier worlds to go back to.
//!
//! The world at the cursor is the only one that moves. Going back means taking the latest
//! checkpoint before the wanted moment and moving it forward again; it passes the same records,
//! because everything is decided by the plan. Changing the actions keeps all checkpoints that lie
//! before the first difference.

use std::any::Any;
use std::ops::Range;
use std::sync::Arc;

use crate::Sim;
use crate::entry::Setup;
use crate::frame::{ClockFrame, DETAILED, Frame, NodeFrame, PropertyFrame, Standing, TimerFrame};
use crate::reading::Reading;
use kernel::action::Timed;
use kernel::clock::Clock;
use kernel::flights::Flight;
use kernel::history::{Judge, Operation, WorkloadRequest};
use kernel::host::Armed;
use kernel::ids::{MessageId, Names, NodeId, RecordId};
use kernel::narrate::{Line, Narrator};
use kernel::order::by_key;
use kernel::plan::Plan;
use kernel::record::Record;
use kernel::span::Work;
use kernel::time::{Span, Time};
use kernel::trace::Trace;
use kernel::verdicts::Breach;
use kernel::world::{Env, World};
use pattern::Pattern;
use pattern::declare::{Cluster, Info};
use pattern::instance::{ErasedPattern, Instance, judges};
use pattern::view::{MessageView, NodeView};

/// The plan of a pattern's run, with actions written as scenarios have them.
pub fn plan<P: Pattern>(pattern: &P) -> Plan {
    pattern::plan::plan(pattern, crate::words::write)
}

/// A run of a pattern, with a cursor.
#[derive(Clone)]
pub struct Run {
    info: &'static Info,
    plan: Plan,
    /// The moment at the cursor.
    here: Moment,
    trace: Trace,
    /// The cursor's time: that of the world's last event, or later and before the next.
    cursor: Time,
    /// Earlier moments in order; the first is the start.
    checkpoints: Vec<Moment>,
    /// Moments a little before the cursor, made while stepping back: the next step back is short.
    near: Vec<Moment>,
    /// How many records lie between two checkpoints at least.
    spacing: u32,
    /// The lines of the boots, which lie before the first checkpoint.
    boots: Vec<Line>,
    /// Lines told lately, of consecutive records.
    told: Vec<Line>,
    /// Whether to tell lines while moving, because somebody reads them.
    telling: bool,
}

/// A world with its pattern's part.
#[derive(Clone)]
pub(crate) struct Moment {
    world: World,
    protocol: Box<dyn ErasedPattern>,
}

/// At most so many checkpoints are kept; then every second one is given up. Each holds the state of
/// every node, logs and all, which soon outweighs the records between them.
const CHECKPOINTS_MAX: usize = 32;
/// The records between checkpoints at first: replaying them takes a few milliseconds.
const SPACING: u32 = 8_192;
/// So many steps before the one that is stepped back to, moments are kept for those that follow.
const NEAR: [u64; 3] = [4_096, 512, 64];
/// How many told lines are kept.
const TOLD_MAX: usize = 4_096;
/// Of a longer leap, only the lines of the end are told.
const LEAP: Span = Span::secs(2);

impl Run {
    /// Starts a run at time zero; the sentence says what is wrong with an action.
    pub fn start<P: Pattern>(pattern: P, setup: &Setup) -> Result<Run, String> {
        Run::start_with(pattern, setup, Vec::new())
    }

    /// Starts a run whose nodes boot from the disks given, in order of their ids.
    pub fn start_with<P: Pattern>(
        pattern: P,
        setup: &Setup,
        disks: Vec<P::Disk>,
    ) -> Result<Run, String> {
        let plan = plan(&pattern);
        let protocol = Instance::new(pattern, &plan, disks);
        Run::begin(P::INFO, plan, Box::new(protocol), judges::<P>(), setup)
    }

    fn begin(
        info: &'static Info,
        mut plan: Plan,
        mut protocol: Box<dyn ErasedPattern>,
        judges: Vec<(usize, Box<dyn Judge>)>,
        setup: &Setup,
    ) -> Result<Run, String> {
        plan.set_actions(setup.actions.clone(), &|text| protocol.check_input(text))?;
        let mut trace = Trace { narrator: Some(Narrator::of(0..u32::MAX)), ..Trace::default() };
        let env = &mut Env::new(protocol.as_mut(), &plan, &mut trace);
        let world = World::start(setup.seed, setup.network, judges, env);
        let boots = trace.narrator.take().map(|narrator| narrator.lines).unwrap_or_default();
        let here = Moment { world, protocol };
        Ok(Run {
            info,
            plan,
            checkpoints: vec![here.clone()],
            near: Vec::new(),
            here,
            trace,
            cursor: Time::ZERO,
            spacing: SPACING,
            boots,
            told: Vec::new(),
            telling: false,
        })
    }

    /// The run without checkpoints, for searches that only go forward.
    pub fn forward_only(mut self) -> Run {
        self.checkpoint_every(u32::MAX);
        self
    }

    /// Keeps checkpoints this many records apart, or further if there would be too many.
    pub fn checkpoint_every(&mut self, records: u32) {
        self.spacing = records;
    }

    /// Lets the run have this many records instead of [`kernel::plan::RECORDS_MAX`].
    pub fn limited_to(mut self, records: u32) -> Run {
        self.plan.limit = records;
        self
    }

    /// The nodes as they are at the cursor, if they are those of this pattern.
    pub fn cluster<P: Pattern>(&self) -> Option<Cluster<'_, P>> {
        let protocol: &dyn Any = self.here.protocol.as_ref();
        let instance: &Instance<P> = protocol.downcast_ref()?;
        Some(instance.cluster(RecordId(self.here.world.records), self.cursor))
    }

    /// Moves the world on, and keeps a checkpoint now and then.
    fn advance(&mut self) -> bool {
        if !self.here.step(&self.plan, &mut self.trace) {
            return false;
        }
        let last = self.checkpoints.last().map_or(0, |moment| moment.world.records);
        if self.here.world.records >= last.saturating_add(self.spacing) {
            self.keep_checkpoint();
        }
        true
    }

    fn keep_checkpoint(&mut self) {
        self.checkpoints.push(self.here.clone());
        if self.checkpoints.len() > CHECKPOINTS_MAX {
            let mut number = 0;
            self.checkpoints.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.spacing = self.spacing.saturating_mul(2);
        }
    }

    /// Moves on to a time, past everything of that time; false if that takes more records.
    fn advance_to(&mut self, to: Time, records: u32) -> Result<bool, String> {
        let end = self.here.world.records.saturating_add(records);
        while self.here.world.next_at(&self.plan).is_some_and(|next| next <= to) {
            if self.here.world.records >= end {
                self.cursor = self.here.world.now;
                return Ok(false);
            }
            if !self.advance() {
                self.cursor = self.here.world.now;
                return Err(run_away(self.here.world.now, self.here.world.records));
            }
        }
        self.cursor = to;
        Ok(true)
    }

    /// Takes the latest checkpoint that `fits` for the world at the cursor.
    fn go_back(&mut self, fits: &dyn Fn(&World) -> bool) {
        let moment = self.checkpoints.iter().rev().find(|moment| fits(&moment.world));
        self.here = moment.unwrap_or(&self.checkpoints[0]).clone();
    }

    /// Does something with a narrator at work, and keeps the lines it told.
    fn telling<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        self.trace.narrator = Some(Narrator::of(self.told_end()..u32::MAX));
        let result = body(self);
        if let Some(narrator) = self.trace.narrator.take() {
            self.keep(narrator.lines);
        }
        result
    }

    /// The record after the last line told, or after the cursor's if there is none.
    fn told_end(&self) -> u32 {
        self.told.last().map_or(self.here.world.records, |line| line.record.0 + 1)
    }

    fn keep(&mut self, lines: Vec<Line>) {
        let Some(first) = lines.first() else { return };
        if first.record.0 != self.told_end() {
            self.told.clear();
        }
        self.told.extend(lines);
        let surplus = self.told.len().saturating_sub(TOLD_MAX);
        self.told.drain(..surplus);
    }

    /// Tells the lines for a range of records by passing them once more.
    fn retell(&self, range: Range<u32>) -> Vec<Line> {
        let mut lines = self.read_from(range.start).tell(range.end, u32::MAX);
        lines.retain(|line| line.record.0 < range.end);
        lines
    }

    fn read_from(&self, from: u32) -> Reading {
        let first = &self.checkpoints[0];
        let before = |moment: &&Moment| moment.world.records <= from;
        let checkpoint = self.checkpoints.iter().rev().find(before).unwrap_or(first);
        let trace = Trace {
            history: self.trace.history.clone(),
            spans: self.trace.spans.clone(),
            ..Trace::default()
        };
        let boots = self.boots.get(from as usize..).unwrap_or_default();
        Reading::new(checkpoint.clone(), self.plan.clone(), trace, from, boots.to_vec())
    }

    fn node_frame(&self, id: NodeId, detailed: bool) -> NodeFrame {
        self.here.node(&self.plan, self.cursor, id, detailed)
    }

    fn node_frames(&self) -> Vec<NodeFrame> {
        let roles = self.plan.ranges.iter();
        let nodes = roles.flat_map(|range| {
            let detailed = range.len() <= DETAILED;
            range.clone().map(move |id| self.node_frame(NodeId(id), detailed))
        });
        nodes.collect()
    }

    fn property_frames(&self) -> Vec<PropertyFrame> {
        let declared = self.plan.properties.iter().enumerate();
        let declared = declared.map(|(number, heading)| PropertyFrame {
            id: heading.id,
            name: heading.name,
            source: heading.source,
            limit: heading.limit,
            standing: self.standing(number),
        });
        let verdicts = &self.here.world.verdicts;
        let mut frames: Vec<PropertyFrame> = declared.collect();
        frames.extend(verdicts.breach(verdicts.diagrams()).map(undeclared));
        frames
    }

    fn standing(&self, number: usize) -> Standing {
        let Moment { world, protocol } = &self.here;
        if let Some(breach) = world.verdicts.breach(number) {
            return Standing::Broken(breach.clone());
        }
        let awaited = protocol.awaited(RecordId(world.records), self.cursor, number);
        let Some((awaited, within)) = awaited else { return Standing::Holds };
        match world.verdicts.stuck(number, within, self.cursor) {
            Some(since) => Standing::Stuck { awaited, since },
            None => Standing::NotYet(awaited),
        }
    }
}

impl Moment {
    /// How many records lie behind it.
    pub(crate) fn records(&self) -> u32 {
        self.world.records
    }

    fn node(&self, plan: &Plan, now: Time, id: NodeId, detailed: bool) -> NodeFrame {
        let host = &self.world.hosts[id.index()];
        let frame = |armed: &Armed| TimerFrame { kind: armed.kind, set: armed.set, due: armed.due };
        let timers = host.timers.iter().filter(|_| detailed);
        let mut timers: Vec<TimerFrame> = timers.map(frame).collect();
        by_key(&mut timers, |timer| timer.due.0 << 8 | u64::from(timer.kind));
        NodeFrame {
            id,
            name: Arc::clone(&plan.names.0[id.index()]),
            role: plan.roles[id.index()],
            status: host.status,
            state: host.state,
            moved: host.moved,
            timers,
            waiting: host.inbox.len() as u32,
            slow: host.slow,
            clock: clock_frame(&host.clock, now),
            view: if detailed { self.protocol.view(id) } else { NodeView::default() },
        }
    }

    /// Moves past the next event or action; false if there is none or the records are full.
    pub(crate) fn step(&mut self, plan: &Plan, trace: &mut Trace) -> bool {
        self.world.step(&mut Env::new(self.protocol.as_mut(), plan, trace))
    }
}

impl Sim for Run {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn names(&self) -> &Names {
        &self.plan.names
    }

    fn roles(&self) -> &[u8] {
        &self.plan.roles
    }

    fn actions(&self) -> &[Timed] {
        &self.plan.actions
    }

    fn now(&self) -> Time {
        self.cursor
    }

    fn position(&self) -> u32 {
        self.here.world.records
    }

    fn next_at(&self) -> Option<Time> {
        self.here.world.next_at(&self.plan)
    }

    fn step(&mut self) -> bool {
        let stepped = if self.telling { self.telling(Run::advance) } else { self.advance() };
        if stepped {
            self.cursor = self.here.world.now;
        }
        stepped
    }

    fn step_back(&mut self) -> bool {
        let start = self.checkpoints[0].world.steps;
        if self.here.world.steps == start {
            self.cursor = Time::ZERO;
            return false;
        }
        let wanted = self.here.world.steps - 1;
        self.go_back(&|world| world.steps <= wanted);
        self.near.retain(|moment| moment.world.steps <= wanted);
        if let Some(near) = self.near.last()
            && near.world.steps > self.here.world.steps
        {
            self.here = near.clone();
        }
        for back in NEAR {
            let stop = wanted.saturating_sub(back);
            if stop > self.here.world.steps {
                while self.here.world.steps < stop && self.advance() {}
                self.near.push(self.here.clone());
                let surplus = self.near.len().saturating_sub(2 * NEAR.len());
                self.near.drain(..surplus);
            }
        }
        while self.here.world.steps < wanted && self.advance() {}
        self.cursor = self.here.world.now;
        true
    }

    fn seek(&mut self, to: Time) -> Result<(), String> {
        self.seek_some(to, u32::MAX).map(|_| ())
    }

    fn seek_some(&mut self, to: Time, records: u32) -> Result<bool, String> {
        let here = (self.here.world.now <= to).then_some(self.here.world.steps);
        let best = self.checkpoints.iter().rev().find(|moment| moment.world.now <= to);
        if best.is_some_and(|best| here.is_none_or(|here| best.world.steps > here)) {
            self.go_back(&|world| world.now <= to);
        }
        if !self.telling {
            return self.advance_to(to, records);
        }
        // Whoever reads lines reads the last ones: without them the run would be passed twice.
        let (from, quiet) = (self.here.world.records, to - LEAP);
        if self.here.world.now < quiet && !self.advance_to(quiet, records)? {
            return Ok(false);
        }
        let left = records.saturating_sub(self.here.world.records - from);
        self.telling(|run| run.advance_to(to, left))
    }

    fn look_ahead(&mut self, to: Time, records: u32) -> Time {
        let (here, cursor) = (self.here.clone(), self.cursor);
        // Where it runs away, it is known up to there.
        let _ = self.advance_to(to, records);
        let known = self.cursor;
        (self.here, self.cursor) = (here, cursor);
        known
    }

    fn set_actions(&mut self, actions: Vec<Timed>) -> Result<(), String> {
        let mut plan = self.plan.clone();
        plan.set_actions(actions, &|text| self.here.protocol.check_input(text))?;
        let old = &self.plan.actions;
        let same = old.iter().zip(&plan.actions).take_while(|(old, new)| old == new).count();
        let times = [old.get(same), plan.actions.get(same)];
        let Some(parting) = times.into_iter().flatten().map(|timed| timed.at).min() else {
            return Ok(());
        };
        // A world fits if nothing it has passed has changed. The run up to the first difference
        // is the same, so the records up to there stay.
        let fits = |world: &World| world.acted as usize <= same && world.now <= parting;
        if !fits(&self.here.world) {
            self.go_back(&fits);
        }
        self.plan.actions.truncate(same);
        let cursor = self.cursor;
        let end = self.trace.records.len() as u32;
        while self.here.world.records < end
            && self.here.world.next_at(&self.plan).is_some_and(|next| next <= parting)
            && self.advance()
        {}
        self.near.clear();
        let World { records, notes, numbers, .. } = self.here.world;
        self.trace.truncate(records, notes, numbers);
        self.told.retain(|line| line.record.0 < records);
        self.checkpoints.retain(|it| it.world.records <= records && fits(&it.world));
        self.plan = plan;
        self.seek(cursor)
    }

    fn frame(&self) -> Frame {
        let (groups, since) = self.here.world.cuts.groups();
        let flights = self.here.world.flights.iter();
        let mut flights: Vec<Flight> = flights.map(|(_, it)| it.flight).collect();
        by_key(&mut flights, |flight| u64::from(flight.record.0));
        Frame {
            now: self.cursor,
            records: self.here.world.records,
            digest: self.here.world.digest(),
            nodes: self.node_frames(),
            flights,
            partition: groups.to_vec(),
            partitioned_at: since,
            cuts: self.here.world.cuts.links().collect(),
            clogged: self.here.world.clogs.nodes().collect(),
            links: self.here.world.links.shaped().collect(),
            properties: self.property_frames(),
        }
    }

    fn node(&self, id: NodeId) -> NodeFrame {
        self.node_frame(id, true)
    }

    fn node_before(&self, id: NodeId, record: RecordId) -> NodeFrame {
        let mut walk = self.read_from(record.0);
        walk.tell(record.0, u32::MAX);
        walk.moment().node(&self.plan, walk.moment().world.now, id, true)
    }

    fn digest(&self) -> u64 {
        self.here.world.digest()
    }

    fn records(&self) -> &[Record] {
        &self.trace.records
    }

    fn lines(&mut self, range: Range<u32>) -> Vec<Line> {
        let range = range.start..range.end.min(self.trace.records.len() as u32);
        if range.is_empty() {
            return Vec::new();
        }
        self.telling = true;
        let first = self.told.first().map_or(u32::MAX, |line| line.record.0);
        if first > range.start || self.told_end() < range.end || self.told.is_empty() {
            self.told = self.retell(range.clone());
        }
        let first = self.told.first().map_or(0, |line| line.record.0);
        let offset = (range.start - first) as usize;
        self.told[offset..].iter().take(range.len()).cloned().collect()
    }

    fn reading(&self, from: u32) -> Reading {
        self.read_from(from)
    }

    fn message(&self, id: MessageId) -> Option<MessageView> {
        let flights = &self.here.world.flights;
        let flight = flights.get(flights.find(id)?)?;
        Some(self.here.protocol.describe(flight.parcel))
    }

    fn notes(&self) -> &[String] {
        &self.trace.notes
    }

    fn workload(&self) -> &[WorkloadRequest] {
        &self.trace.workload
    }

    fn history(&self) -> &[Operation] {
        &self.trace.history
    }

    fn spans(&self) -> &[Work] {
        &self.trace.spans
    }

    fn fork(&self) -> Box<dyn Sim> {
        let near = Vec::new();
        Box::new(Run { near, ..self.clone() })
    }
}

fn run_away(now: Time, records: u32) -> String {
    format!("The run was stopped at {now} after {records} records: it has run away")
}

/// A clock as it is at a moment, if it is not as virtual time is.
fn clock_frame(clock: &Clock, now: Time) -> Option<ClockFrame> {
    let frame =
        ClockFrame { offset: clock.offset(), drift: clock.drift(), ahead: clock.ahead(now) };
    let wrong = frame.offset.0 != 0 || frame.drift.0 != 0 || frame.ahead.0 != 0;
    wrong.then_some(frame)
}

/// A breach of the state diagrams as a broken property.
fn undeclared(breach: &Breach) -> PropertyFrame {
    PropertyFrame {
        id: "state-diagram",
        name: "Nodes move as their state diagrams say",
        source: "the pattern's own declaration",
        limit: None,
        standing: Standing::Broken(breach.clone()),
    }
}
