//! Heartbeats: a registry that wants to know which of its workers run.
//!
//! After T. D. Chandra and S. Toueg, *Unreliable Failure Detectors for Reliable Distributed Systems*
//! (Journal of the ACM, 1996), for what such a detector can be and what it cannot; the counting of
//! misses is that of load balancers' and orchestrators' health checks.
//!
//! # How it works
//!
//! With **push**, every worker sends a heartbeat once an interval. With **pull**, the registry asks
//! every worker for its health once an interval, and the worker answers. Once an interval, too, the
//! registry goes through its list: a worker that it has not heard from since has missed once more.
//!
//! It does not judge by one miss. After `k` misses in a row it declares a worker dead, and after `m`
//! signs of life in a row alive again. That **hysteresis** keeps a worker that pauses now and then
//! from being thrown out and taken back all the time.
//!
//! The registry is a machine too: it takes its time for every message, and what comes meanwhile
//! waits in line. If more comes than it can take, the line is full, what comes then is dropped, and
//! workers that run are declared dead.

use std::collections::VecDeque;

use pattern::prelude::*;
use pattern::widget::{QueueView, Row, TableView};

params! {
    /// The parameters.
    pub struct Heartbeat {
        /// How many workers the registry watches.
        workers: u16 = 8, "Workers", in 1..=10_000;
        /// Whether workers push heartbeats, or the registry pulls their health.
        mode: Mode = Mode::Push, "Mode";
        /// How often a worker is heard from, and how often the registry goes through its list.
        interval: Span = ms(500), "Interval", in ms(10)..=secs(60);
        /// How many misses in a row make a worker dead.
        misses: u16 = 3, "Misses (k)", in 2..=20;
        /// How many signs of life in a row make a dead worker alive again.
        signs: u16 = 2, "Signs of life (m)", in 2..=20;
        /// How long the registry takes for a message; what comes meanwhile waits in line.
        service: Span = Span::micros(50), "Registry's time", in Span::ZERO..=secs(1);
        /// How many messages can wait at the registry; it drops what comes when they are more.
        line: u16 = 1_000, "Line", in 1..=20_000;
    }
    safeguards {
        /// Without it one late heartbeat throws a worker out, and the next one takes it back.
        hysteresis = "hysteresis", "Hysteresis", breaks "no-rash-verdict";
    }
}

choices! {
    /// Who speaks first.
    pub enum Mode {
        Push = "push";
        Pull = "pull";
    }
}

messages! {
    /// A message between a worker and the registry.
    #[derive(Clone, Copy, Debug, Hash)]
    pub enum Message as Kind {
        /// A worker tells the registry that it runs.
        Heartbeat = "Heartbeat", Dot, Quiet;
        /// The registry asks a worker whether it runs.
        Probe = "GET /health", Wedge, Trying;
        /// A worker answers the registry that it runs.
        Healthy = "200 OK", Ring, Good;
    }
}

timers! {
    pub enum Timer {
        /// The registry has to go through its list.
        Round = "round", ring;
        /// The registry is done with a message.
        Served = "message served";
        /// A worker has to be heard from.
        Beat = "heartbeat";
    }
}

states! {
    enum RegistryState {
        KeepingUp = "Keeping up": Quiet at (20, 50);
        /// The line is full, and what comes is dropped.
        Overloaded: Bad at (80, 50);
    }
    moves {
        KeepingUp -> Overloaded: "line full";
        Overloaded -> KeepingUp: "room again";
    }
}

states! { enum WorkerState { Running: Quiet at (50, 50); } moves {} }

metrics! {
    enum Metric {
        Alive = "taken for alive";
        Line = "messages in line";
        Deaths = "declared dead";
        Dropped = "dropped";
    }
}

roles! {
    REGISTRY = Role {
        name: "registry",
        prefix: 'r',
        outline: Outline::Hexagon,
        tier: 1,
        room: Room { columns: 6, rows: 6 },
        diagram: RegistryState::DIAGRAM,
        ..Role::NODE
    };
    WORKER = Role { name: "worker", prefix: 'w', diagram: WorkerState::DIAGRAM, ..Role::NODE };
}

inputs! {
    pub enum Input {
        /// Lets the worker send a heartbeat at once.
        Beat = "beat", for WORKER;
    }
}

const INFO: Info = Info {
    id: "heartbeat",
    name: "Heartbeats and health checks",
    family: "Leader election and coordination",
    summary: "A registry learns from heartbeats or probes which workers run, and waits for \
              several misses before it says that one does not.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern heartbeat workers=4 interval=200ms",
    miniature: "pattern heartbeat workers=1 service=0ms",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// Does the registry know who runs? Dents are deaths, real ones or not.
        "Workers taken for alive": Lines, every ms(250) => {
            "alive", Good, level Metric::Alive;
            "declared dead", Bad, count Metric::Deaths;
        }
        /// What does it cost? Pulling takes two messages where pushing takes one.
        "Messages per 250 ms": Bars, every ms(250) => {
            "heartbeats", Quiet, delivered Kind::Heartbeat;
            "probes", Trying, delivered Kind::Probe;
            "answers", Good, delivered Kind::Healthy;
        }
        /// Can the registry keep up? When its line is full, it drops what comes.
        "Messages in line at the registry": Lines, every ms(250) => {
            "in line", Trying, level Metric::Line;
            "dropped", Bad, count Metric::Dropped;
        }
    },
    arrangement: Arrangement::Tiers,
    links: &[(WORKER, REGISTRY)],
    ..Info::EMPTY
};

/// There is one registry, and it comes first.
const THE_REGISTRY: NodeId = NodeId(0);

/// What a running node keeps in memory. None keeps anything on its disk.
#[derive(Clone, Debug, Hash)]
pub enum Node {
    /// The registry.
    Registry(Registry),
    /// A worker, and how many heartbeats it has sent since it started.
    Worker(u32),
}

/// The running registry.
#[derive(Clone, Debug, Hash)]
pub struct Registry {
    /// What it knows of each worker, in their order.
    list: Vec<Opinion>,
    /// How many it takes for alive.
    alive: u16,
    /// The workers whose signs of life wait to be taken in, in order of arrival.
    line: VecDeque<NodeId>,
    /// The workers about which it has changed its mind in its last round, and what it thinks now.
    verdicts: Vec<(NodeId, Opinion)>,
    /// How many messages it has taken in since it started.
    served: u32,
    dropped: u32,
}

/// What the registry thinks of a worker.
#[derive(Clone, Copy, Debug, Hash)]
struct Opinion {
    alive: bool,
    /// Whether it has heard from it since the last round.
    heard: bool,
    /// For how many rounds in a row it has missed it.
    misses: u16,
    /// For how many rounds in a row it has heard from it.
    signs: u16,
}

impl Pattern for Heartbeat {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Heartbeat>] = Heartbeat::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Heartbeat>] = Heartbeat::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Heartbeat>] = PROPERTIES;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = ();
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = ();

    fn topology(&self) -> Vec<u16> {
        vec![1, self.workers]
    }

    fn boot(&self, (): &mut (), cx: &mut Cx<Heartbeat>) -> Node {
        if cx.role() == REGISTRY {
            return Node::Registry(Registry::boot(self, cx));
        }
        // At a random moment of the interval, so that not all are heard from at once. Drawn in both
        // modes, so that the mode changes nothing else.
        let first = cx.rng().between(Span::ZERO, self.interval);
        if self.mode == Mode::Push {
            cx.set_timer(Timer::Beat, first);
        }
        Node::Worker(0)
    }

    fn on_message(
        &self,
        node: &mut Node,
        (): &mut (),
        from: NodeId,
        message: Message,
        cx: &mut Cx<Heartbeat>,
    ) {
        match (node, message) {
            (Node::Registry(registry), Message::Heartbeat | Message::Healthy) => {
                registry.on_sign(self, from, cx);
            }
            (Node::Worker(_), Message::Probe) => cx.send(from, Message::Healthy),
            // Nobody probes the registry, and workers hear nothing else.
            (Node::Registry(_), Message::Probe)
            | (Node::Worker(_), Message::Heartbeat | Message::Healthy) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, (): &mut (), timer: Timer, cx: &mut Cx<Heartbeat>) {
        match (node, timer) {
            (Node::Registry(registry), Timer::Round) => registry.on_round(self, cx),
            (Node::Registry(registry), Timer::Served) => registry.on_served(self, cx),
            (Node::Worker(sent), Timer::Beat) => {
                beat(sent, cx);
                cx.set_timer(Timer::Beat, self.interval);
            }
            // Of the other role.
            (Node::Registry(_), Timer::Beat) | (Node::Worker(_), Timer::Round | Timer::Served) => {}
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, (): &mut (), input: &Input, cx: &mut Cx<Heartbeat>) {
        match (node, input) {
            (Node::Worker(sent), Input::Beat) => beat(sent, cx),
            // It sends none.
            (Node::Registry(_), Input::Beat) => {}
        }
    }

    fn state(&self, node: &Node) -> u8 {
        match node {
            Node::Registry(registry) if registry.line.len() >= self.line.into() => {
                RegistryState::Overloaded as u8
            }
            Node::Registry(_) => RegistryState::KeepingUp as u8,
            Node::Worker(_) => WorkerState::Running as u8,
        }
    }

    fn view(&self, node: &Node, (): &()) -> NodeView {
        let mut view = NodeView::default();
        match node {
            Node::Registry(registry) => registry.show(self, &mut view),
            Node::Worker(sent) => view.field("heartbeats sent", sent),
        }
        view
    }
}

/// A worker tells the registry that it runs.
fn beat(sent: &mut u32, cx: &mut Cx<Heartbeat>) {
    *sent += 1;
    cx.send(THE_REGISTRY, Message::Heartbeat);
}

impl Registry {
    /// A registry that starts takes everybody for alive until it knows better.
    fn boot(it: &Heartbeat, cx: &mut Cx<Heartbeat>) -> Registry {
        let hopeful = Opinion { alive: true, heard: true, misses: 0, signs: 0 };
        let registry = Registry {
            list: vec![hopeful; it.workers.into()],
            alive: it.workers,
            line: VecDeque::new(),
            verdicts: Vec::new(),
            served: 0,
            dropped: 0,
        };
        probe(it, cx);
        cx.set_timer(Timer::Round, it.interval);
        cx.measure(Metric::Alive, registry.alive.into());
        registry
    }

    /// A worker is heard from: it counts when the message's turn has come.
    fn on_sign(&mut self, it: &Heartbeat, from: NodeId, cx: &mut Cx<Heartbeat>) {
        self.verdicts.clear();
        if it.service == Span::ZERO {
            self.take_in(from);
            return;
        }
        if self.line.len() >= it.line.into() {
            self.dropped += 1;
            cx.measure(Metric::Dropped, 1);
            return;
        }
        if self.line.is_empty() {
            cx.set_timer(Timer::Served, it.service);
        }
        self.line.push_back(from);
    }

    /// The first message of the line is done with.
    fn on_served(&mut self, it: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        self.verdicts.clear();
        if let Some(worker) = self.line.pop_front() {
            self.take_in(worker);
        }
        if !self.line.is_empty() {
            cx.set_timer(Timer::Served, it.service);
        }
    }

    fn take_in(&mut self, worker: NodeId) {
        self.served += 1;
        // Workers come after the registry.
        if let Some(opinion) = self.list.get_mut(worker.index() - 1) {
            opinion.heard = true;
        }
    }

    /// Goes through the list, and says what has changed.
    fn on_round(&mut self, it: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        cx.set_timer(Timer::Round, it.interval);
        self.verdicts.clear();
        let (misses, signs) = if it.hysteresis { (it.misses, it.signs) } else { (1, 1) };
        for (opinion, worker) in self.list.iter_mut().zip(cx.nodes(WORKER)) {
            if opinion.review(misses, signs) {
                self.verdicts.push((worker, *opinion));
            }
        }
        cx.measure(Metric::Line, self.line.len() as u32);
        if !self.verdicts.is_empty() {
            self.announce(it, cx);
        }
        probe(it, cx);
    }

    fn announce(&mut self, it: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        let returned = self.verdicts.iter().filter(|(_, opinion)| opinion.alive).count() as u16;
        let died = self.verdicts.len() as u16 - returned;
        self.alive = self.alive + returned - died;
        cx.measure(Metric::Alive, self.alive.into());
        if died > 0 {
            cx.measure(Metric::Deaths, died.into());
        }
        for (alive, verdict, count) in [(false, "dead", died), (true, "alive", returned)] {
            let about = self.verdicts.iter().filter(|(_, opinion)| opinion.alive == alive);
            match count {
                0 => {}
                1..=4 => {
                    let names: Vec<_> = about.map(|(worker, _)| it.name(*worker)).collect();
                    cx.note(format!("declares {} {verdict}", names.join(" ")));
                }
                many => cx.note(format!("declares {many} workers {verdict}")),
            }
        }
    }

    /// How many it takes for alive, the workers that are dead or have been missed, and the line.
    fn show(&self, it: &Heartbeat, view: &mut NodeView) {
        let (alive, all) = (self.alive, it.workers);
        view.badge(alive, format_args!("{alive} of {all} alive"));
        view.field("taken for alive", format_args!("{alive} of {all}"));
        view.field("messages in line", self.line.len());
        view.field("messages taken in", self.served);
        view.field("messages dropped", self.dropped);
        let missed = |opinion: &Opinion| !opinion.alive || opinion.misses > 0;
        let all = (1..).map(NodeId).zip(&self.list).filter(|(_, opinion)| missed(opinion));
        let row = |(id, opinion): (NodeId, &Opinion)| {
            let (verdict, tone) =
                if opinion.alive { ("suspect", Tone::Trying) } else { ("dead", Tone::Bad) };
            Row::new(vec![it.name(id), verdict.into(), opinion.misses.to_string()], tone)
        };
        view.widget(TableView {
            name: "missed",
            columns: &["who", "is", "miss"],
            length: all.clone().count() as u32,
            rows: all.take(4).map(row).collect(),
        });
        view.widget(QueueView {
            name: "line",
            length: self.line.len() as u32,
            capacity: Some(it.line.into()),
            ..QueueView::default()
        });
    }
}

/// The registry asks all workers, if it is for it to ask.
fn probe(it: &Heartbeat, cx: &mut Cx<Heartbeat>) {
    if it.mode == Mode::Pull {
        for worker in cx.nodes(WORKER) {
            cx.send(worker, Message::Probe);
        }
    }
}

impl Opinion {
    /// Takes a round's news into account; true if the registry changes its mind.
    fn review(&mut self, misses: u16, signs: u16) -> bool {
        if std::mem::replace(&mut self.heard, false) {
            (self.misses, self.signs) = (0, self.signs.saturating_add(1));
        } else {
            (self.misses, self.signs) = (self.misses.saturating_add(1), 0);
        }
        let alive = if self.alive { self.misses < misses } else { self.signs >= signs };
        std::mem::replace(&mut self.alive, alive) != alive
    }
}

properties! {
    const PROPERTIES: [Property<Heartbeat>];

    /// A verdict takes k misses or m signs of life in a row
    "no-rash-verdict" from "Chandra and Toueg 1996, section 1: suspicion by time-out":
        always(no_rash_verdict);

    /// The registry knows who runs
    "accurate" from "Chandra and Toueg 1996, 2.2: completeness and eventual accuracy":
        eventually(wrong, awaited, within);

    /// No worker that runs is declared dead
    "no-false-death"
        from "Chandra and Toueg 1996, 2.2: strong accuracy; Fischer, Lynch and Paterson 1985":
        always(no_false_death),
        limitation "nobody can tell a worker that is slow, or cannot be heard, from one that has failed";
}

fn no_rash_verdict(it: &Heartbeat, (): &mut (), all: &Cluster<Heartbeat>, id: NodeId) -> Verdict {
    let rash = verdicts(all, id).iter().find(|(_, opinion)| match opinion.alive {
        true => opinion.signs < it.signs,
        false => opinion.misses < it.misses,
    });
    all.refute(rash, |(worker, opinion)| {
        let (verdict, counted, what) = match opinion.alive {
            true => ("alive", opinion.signs, "sign of life"),
            false => ("dead", opinion.misses, "miss"),
        };
        format!("{} was declared {verdict} after {counted} {what}", all.name(*worker))
    })
}

fn no_false_death(_: &Heartbeat, (): &mut (), all: &Cluster<Heartbeat>, id: NodeId) -> Verdict {
    let runs = |worker| all.node(worker).is_some();
    let mut dead = verdicts(all, id).iter().filter(|(_, opinion)| !opinion.alive);
    let false_death = dead.find(|(worker, _)| runs(*worker));
    all.refute(false_death, |(worker, _)| {
        format!("{} runs and was declared dead", all.name(*worker))
    })
}

/// The verdicts of the registry's last round, if the event was its own.
fn verdicts<'a>(all: &'a Cluster<Heartbeat>, id: NodeId) -> &'a [(NodeId, Opinion)] {
    match all.node(id) {
        Some(Node::Registry(registry)) => &registry.verdicts,
        Some(Node::Worker(_)) | None => &[],
    }
}

/// A worker about which the registry is wrong.
fn wrong(_: &Heartbeat, (): &(), all: &Cluster<Heartbeat>) -> Option<NodeId> {
    let Some(Node::Registry(registry)) = all.node(THE_REGISTRY) else { return None };
    let taken_for_alive = |id: NodeId| registry.list.get(id.index() - 1).is_some_and(|it| it.alive);
    let runs = |id| all.node(id).is_some();
    all.ids().skip(1).find(|id| taken_for_alive(*id) != runs(*id))
}

fn awaited(_: &Heartbeat, all: &Cluster<Heartbeat>, worker: NodeId) -> String {
    format!("{} is taken for what it is not", all.name(worker))
}

/// All signs of life that are needed, one round too many, and time for the line.
fn within(it: &Heartbeat) -> Span {
    let rounds = it.misses.max(it.signs) + 2;
    it.interval * rounds.into() + it.service * (10 * u64::from(it.workers)) + secs(1)
}
