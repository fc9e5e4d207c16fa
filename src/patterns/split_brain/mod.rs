//! Split brain: a cluster that is cut in two, and what a quorum is for.
//!
//! After D. K. Gifford, *Weighted Voting for Replicated Data* (SOSP 1979), and S. B. Davidson, H.
//! Garcia-Molina and D. Skeen, *Consistency in Partitioned Networks* (ACM Computing Surveys 1985).
//!
//! Every node tells every other that it runs, once a beat. The first of those that a node hears from
//! is the **primary**, and a node that hears from nobody before it takes itself for that. The primary
//! writes one register under ever higher version numbers: it asks all others to store a version,
//! and a node stores each version once, whoever was first with it. A write is committed when a
//! **quorum** has stored it. Any two majorities share a node, so that no version is committed with
//! two values, however wrong nodes are about who is primary.
//!
//! Without the quorum a primary is content with those that it can hear from. Then both parts of a
//! cluster that is cut in two have a primary, and both commit.
//!
//! This pattern is small on purpose: it has one lesson. What a real system does is told by Raft.

use crate::common::quorum::{NodeSet, majority};
use kernel::ids::RecordId;
use kernel::table::Table;
use pattern::prelude::*;

params! {
    /// The parameters.
    pub struct SplitBrain {
        /// How many nodes hold the register.
        nodes: u16 = 5, "Nodes", in 2..=9;
        /// How often every node tells every other that it runs.
        beat: Span = ms(100), "Beat", in ms(10)..=secs(10);
        /// How long a node that is not heard from counts as reachable.
        timeout: Span = ms(350), "Timeout", in ms(20)..=secs(60);
        /// How often a primary writes something of its own; with 0ms, only when it is asked.
        every: Span = ms(400), "A write every", in Span::ZERO..=secs(60);
    }
    safeguards {
        /// Without a majority of all nodes, each side of a partition goes on and commits.
        quorum = "quorum", "Quorum", breaks "one-side";
    }
}

messages! {
    /// What goes from node to node.
    #[derive(Clone, Copy, Debug, Hash)]
    pub enum Message as Kind {
        /// Every node tells every other that it runs, and what it knows to be committed.
        Beat(Write) = "Beat", Dot, Quiet;
        /// A primary asks another node to store a version of the register.
        Store(Write) = "Store", Dart, Leading;
        /// The node has stored the version, and will store no other value under it.
        Stored(Write) = "Stored", Ring, Good;
        /// The node has stored this version or a later one for somebody else.
        Refused(Write) = "Refused", BarredRing, Bad;
    }
}

timers! {
    pub enum Timer {
        /// The others have to hear that it runs.
        Beat = "beat";
        /// A primary has something to write.
        Write = "next write", ring;
    }
}

states! {
    /// What a node takes itself for.
    enum State {
        /// Another node writes.
        Standby: Quiet at (20, 70);
        /// It writes.
        Primary: Leading at (80, 70);
        /// It can reach too few for anybody to write.
        Stalled: Bad at (50, 15);
    }
    moves {
        Standby -> Primary: "nobody before it";
        Primary -> Standby: "somebody before it";
        Standby -> Stalled: "too few";
        Stalled -> Standby: "enough again";
        Primary -> Stalled: "too few";
        Stalled -> Primary: "first again";
    }
}

metrics! {
    enum Metric {
        Primaries = "primary";
        Committed = "committed version";
    }
}

roles! { NODE = Role { diagram: State::DIAGRAM, ..Role::NODE }; }

inputs! {
    pub enum Input {
        /// Lets the node write something now, if it takes itself for the primary.
        Write = "write", for NODE;
    }
}

const INFO: Info = Info {
    id: "split-brain",
    name: "Split brain",
    family: "Leader election and coordination",
    summary: "A cluster is cut in two: with a quorum one side goes on, without it both do, and \
              contradict each other.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern split-brain every=150ms",
    workload: "every=0ms",
    miniature: "pattern split-brain nodes=3 every=0ms\nat 1s input n0 write\nat 1s input n1 write",
    tolerates: Fault::SPARING_DISKS,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// Is there one who writes? Two are a split brain, with or without harm.
        "Nodes that take themselves for the primary": Lines, every ms(100) => {
            "primaries", Leading, level Metric::Primaries;
        }
    },
    ..Info::EMPTY
};

/// A version of the register and its value. Values are unlike each other: each tells who wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Write {
    /// The version, from 1; 0 is before all writes.
    version: u32,
    value: u32,
}

/// `v3=21`.
impl std::fmt::Display for Write {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.version {
            0 => f.write_str("nothing"),
            version => write!(f, "v{version}={}", self.value),
        }
    }
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The latest version that the node has stored for somebody.
    stored: Write,
    /// The latest version that it knows to be committed.
    committed: Write,
    /// How many values it has written itself.
    written: u32,
}

/// A running node.
#[derive(Clone, Debug, Hash)]
pub struct Node {
    state: State,
    /// How many nodes it can reach, itself among them.
    reachable: u16,
    /// When it has heard from each node last, by its own clock.
    heard: Vec<Option<Time>>,
    /// The write that it wants to commit, and who has stored it.
    pending: Option<(Write, NodeSet)>,
}

impl Pattern for SplitBrain {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<SplitBrain>] = SplitBrain::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<SplitBrain>] = SplitBrain::SAFEGUARDS;
    const PROPERTIES: &'static [Property<SplitBrain>] = PROPERTIES;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = Audit;

    fn validate(&self) -> Result<(), String> {
        if self.timeout <= self.beat {
            return Err("The timeout has to be longer than a beat, or nobody is reachable".into());
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![self.nodes]
    }

    /// A node that starts takes the others for running, so that not everybody is primary at first.
    fn boot(&self, _: &mut Disk, cx: &mut Cx<SplitBrain>) -> Node {
        let heard = vec![Some(cx.now()); self.nodes.into()];
        cx.set_staggered(Timer::Beat, self.beat);
        cx.set_every(Timer::Write, self.every);
        Node { state: State::Standby, reachable: self.nodes, heard, pending: None }
    }

    fn on_message(
        &self,
        node: &mut Node,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<SplitBrain>,
    ) {
        node.heard[from.index()] = Some(cx.now());
        match message {
            Message::Beat(committed) => {
                if committed > disk.committed {
                    disk.committed = committed;
                    cx.measure(Metric::Committed, committed.version);
                }
                disk.stored = disk.stored.max(disk.committed);
            }
            Message::Store(write) => {
                let free = write.version > disk.stored.version || write == disk.stored;
                if free {
                    disk.stored = write;
                }
                let stored = disk.stored;
                cx.send(from, if free { Message::Stored(write) } else { Message::Refused(stored) });
            }
            Message::Stored(write) => {
                // Otherwise it is of a write that is committed, or given up.
                if let Some((pending, stored)) = &mut node.pending
                    && *pending == write
                {
                    stored.insert(from);
                    self.commit(node, disk, cx);
                }
            }
            Message::Refused(other) => {
                let beaten = |(pending, _): &mut (Write, _)| pending.version <= other.version;
                if node.pending.take_if(beaten).is_some() {
                    cx.note(format!("gives up: somebody has written {other}"));
                }
                disk.stored.version = disk.stored.version.max(other.version);
            }
        }
    }

    fn on_timer(&self, node: &mut Node, disk: &mut Disk, timer: Timer, cx: &mut Cx<SplitBrain>) {
        match timer {
            Timer::Beat => self.beat(node, disk, cx),
            Timer::Write => {
                cx.set_every(Timer::Write, self.every);
                if self.write(node, disk, cx) {
                    cx.workload("write");
                }
            }
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, disk: &mut Disk, input: &Input, cx: &mut Cx<SplitBrain>) {
        match input {
            Input::Write => {
                self.write(node, disk, cx);
            }
        }
    }

    fn state(&self, node: &Node) -> u8 {
        node.state as u8
    }

    fn view(&self, node: &Node, disk: &Disk) -> NodeView {
        let mut view = self.view_disk(disk);
        let reachable = node.reachable;
        view.field("reaches", format_args!("{reachable} of {}, itself among them", self.nodes));
        if let Some((write, stored)) = node.pending {
            view.field("writes", format_args!("{write}, stored by {}", stored.len()));
        }
        view
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        let Disk { committed, stored, .. } = *disk;
        let mut view = NodeView::default();
        if committed.version > 0 {
            let meaning = format_args!("knows {committed} to be committed");
            view.badge(format_args!("={}", committed.value), meaning);
        }
        view.field("committed", committed);
        view.field("stored", stored);
        view
    }

    fn describe(&self, message: &Message) -> MessageView {
        let (Message::Beat(write)
        | Message::Store(write)
        | Message::Stored(write)
        | Message::Refused(write)) = message;
        MessageView::labelled(write)
    }
}

impl SplitBrain {
    /// How many nodes have to have stored a write, where so many can be heard from.
    fn needed(&self, reachable: u16) -> u16 {
        if self.quorum { majority(self.nodes) } else { reachable }
    }

    /// Tells the others that it runs, and finds out who else does.
    fn beat(&self, node: &mut Node, disk: &mut Disk, cx: &mut Cx<SplitBrain>) {
        cx.set_timer(Timer::Beat, self.beat);
        let (me, now) = (cx.me(), cx.now());
        let fresh = |at: &Option<Time>| at.is_some_and(|at| now.since(at) < self.timeout);
        for (id, heard) in cx.nodes(NODE).zip(&mut node.heard) {
            if id == me || !fresh(heard) {
                *heard = (id == me).then_some(now);
            }
        }
        node.reachable = node.heard.iter().flatten().count() as u16;
        let first = node.heard.iter().position(Option::is_some) == Some(me.index());
        let state = match (node.reachable < self.needed(node.reachable), first) {
            (true, _) => State::Stalled,
            (false, true) => State::Primary,
            (false, false) => State::Standby,
        };
        if state != node.state {
            cx.measure(Metric::Primaries, u32::from(state == State::Primary));
            node.state = state;
        }
        tell(Message::Beat(disk.committed), cx);
        self.push(node, disk, cx);
    }

    /// Writes something, if it is primary and not at it already; false if it does not.
    fn write(&self, node: &mut Node, disk: &mut Disk, cx: &mut Cx<SplitBrain>) -> bool {
        if node.state != State::Primary || node.pending.is_some() {
            return false;
        }
        disk.written += 1;
        let version = disk.stored.version.max(disk.committed.version) + 1;
        let value = 10 * disk.written + u32::from(cx.index());
        disk.stored = Write { version, value };
        node.pending = Some((disk.stored, NodeSet::of(cx.me())));
        self.push(node, disk, cx);
        true
    }

    /// Sends what it writes to all that have not stored it, unless enough have.
    fn push(&self, node: &mut Node, disk: &mut Disk, cx: &mut Cx<SplitBrain>) {
        self.commit(node, disk, cx);
        if let Some((write, stored)) = node.pending {
            for id in cx.nodes(NODE).filter(|id| !stored.contains(*id)) {
                cx.send(id, Message::Store(write));
            }
        }
    }

    /// Commits if enough have stored the write; otherwise waits for the next answer.
    fn commit(&self, node: &mut Node, disk: &mut Disk, cx: &mut Cx<SplitBrain>) {
        let needed = self.needed(node.reachable);
        if let Some((write, stored)) = node.pending.take_if(|(_, stored)| stored.len() >= needed) {
            cx.note(format!("commits {write} with {} nodes", stored.len()));
            disk.committed = write;
            cx.measure(Metric::Committed, write.version);
            tell(Message::Beat(disk.committed), cx);
        }
    }
}

/// Sends a message to all other nodes.
fn tell(message: Message, cx: &mut Cx<SplitBrain>) {
    let me = cx.me();
    for other in cx.nodes(NODE).filter(|id| *id != me) {
        cx.send(other, message);
    }
}

/// What the checks remember of the run: of the latest versions, which value each was committed with.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    committed: Table<u32, Known>,
}

/// Where and when a version was first seen to be committed.
#[derive(Clone, Copy, Debug, Hash)]
struct Known {
    value: u32,
    node: NodeId,
    record: RecordId,
}

properties! {
    const PROPERTIES: [Property<SplitBrain>];

    /// No version is committed with two values
    "one-side"
        from "Gifford 1979, section 2; Davidson, Garcia-Molina and Skeen 1985, section 2":
        always(one_side);

    /// All nodes come to know the same last write
    "agreement" from "Davidson, Garcia-Molina and Skeen 1985, section 1":
        eventually(behind, awaited, within);

    /// No part of the cluster stops taking writes
    "always-writable"
        from "Davidson, Garcia-Molina and Skeen 1985, section 1: correctness against availability":
        always(always_writable),
        limitation "a part without a majority cannot know what the other part does, and has to stop";
}

fn one_side(
    _: &SplitBrain,
    audit: &mut Audit,
    cluster: &Cluster<SplitBrain>,
    id: NodeId,
) -> Verdict {
    let Write { version, value } = cluster.disk(id).committed;
    if version == 0 {
        return Ok(());
    }
    let now = Known { value, node: id, record: cluster.record };
    let first = *audit.committed.get_or_insert_with(version, || now);
    if first.value == value {
        return Ok(());
    }
    let (name, other) = (cluster.name(id), cluster.name(first.node));
    let why = format!(
        "version {version} is committed with {value} at {name}, and with {} at {other}",
        first.value
    );
    cluster.suspect_since(why, Some(first.record))
}

fn always_writable(
    it: &SplitBrain,
    _: &mut Audit,
    cluster: &Cluster<SplitBrain>,
    id: NodeId,
) -> Verdict {
    let stalled = cluster.node(id).filter(|node| node.state == State::Stalled);
    cluster.refute(stalled, |node| {
        let (name, count, all) = (cluster.name(id), node.reachable, it.nodes);
        format!("{name} reaches {count} of {all} nodes and takes no writes")
    })
}

/// A running node that does not know the latest write of all.
fn behind(_: &SplitBrain, _: &Audit, cluster: &Cluster<SplitBrain>) -> Option<NodeId> {
    let latest = cluster.ids().map(|id| cluster.disk(id).committed).max()?;
    let runs = |id: &NodeId| cluster.node(*id).is_some();
    cluster.ids().filter(runs).find(|id| cluster.disk(*id).committed != latest)
}

fn awaited(_: &SplitBrain, cluster: &Cluster<SplitBrain>, id: NodeId) -> String {
    format!("{} to hear of the last write", cluster.name(id))
}

fn within(it: &SplitBrain) -> Span {
    it.timeout + it.beat * 4 + it.every + secs(1)
}
