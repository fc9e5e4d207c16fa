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

mod declare;
mod member;

use member::{Member, Standing};

use crate::sim::declare::{
    Check, Cluster, Info, InputSpec, ParamSpec, Promise, Property, Safeguard, Verdict,
};
use crate::sim::frame::{MessageView, NodeView};
use crate::sim::ids::{NodeId, RecordId};
use crate::sim::pattern::{Cx, Pattern};
use crate::sim::table::Table;
use crate::sim::time::Span;

/// The pattern's parameters.
#[derive(Clone, Debug)]
pub struct SplitBrain {
    /// How many nodes there are.
    pub nodes: u16,
    /// How often a node tells the others that it runs.
    pub beat: Span,
    /// How long a node that is not heard from counts as reachable.
    pub timeout: Span,
    /// How often a primary writes something of its own; never if zero.
    pub every: Span,
    /// Safeguard: a write is committed by a majority of all nodes.
    pub quorum: bool,
}

impl Default for SplitBrain {
    fn default() -> SplitBrain {
        SplitBrain {
            nodes: 5,
            beat: Span::millis(100),
            timeout: Span::millis(350),
            every: Span::millis(400),
            quorum: true,
        }
    }
}

/// A version of the register and its value. Values are unlike each other: each tells who wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Write {
    /// The version, from 1; 0 is before all writes.
    pub version: u32,
    /// The value.
    pub value: u32,
}

/// What survives a crash.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The latest version that the node has stored for somebody.
    pub stored: Write,
    /// The latest version that it knows to be committed.
    pub committed: Write,
    /// How many values it has written itself.
    pub written: u32,
}

/// What goes from node to node.
#[derive(Clone, Copy, Debug, Hash)]
pub enum Message {
    /// From every node to every other, once a beat: it runs, and knows this to be committed.
    Beat(Write),
    /// From a primary to every other node, until a quorum has it.
    Store(Write),
    /// From a node that has stored the version, to the primary.
    Stored(Write),
    /// From a node that has stored this version or a later one for somebody else.
    Refused(Write),
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The others have to hear that it runs.
    Beat,
    /// A primary has something to write.
    Write,
}

/// What can be asked of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// To write something now, if it is primary.
    Write,
}

impl SplitBrain {
    /// How many nodes have to have stored a write, where so many can be heard from.
    pub fn needed(&self, reachable: u16) -> u16 {
        if self.quorum { self.nodes / 2 + 1 } else { reachable }
    }
}

impl Pattern for SplitBrain {
    const INFO: &'static Info = &declare::INFO;
    const PARAMS: &'static [ParamSpec<SplitBrain>] = declare::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<SplitBrain>] = declare::SAFEGUARDS;
    const PROPERTIES: &'static [Property<SplitBrain>] = PROPERTIES;
    const INPUTS: &'static [InputSpec] = declare::INPUTS;

    type Node = Member;
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

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        match text {
            "write" => Ok(Input::Write),
            _ => Err(format!("“{text}” is nothing that a node can be asked: write write")),
        }
    }

    fn boot(&self, _: &mut Disk, cx: &mut Cx<SplitBrain>) -> Member {
        Member::boot(self, cx)
    }

    fn on_message(
        &self,
        node: &mut Member,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<SplitBrain>,
    ) {
        node.on_message(self, disk, from, message, cx);
    }

    fn on_timer(&self, node: &mut Member, disk: &mut Disk, timer: Timer, cx: &mut Cx<SplitBrain>) {
        match timer {
            Timer::Beat => node.on_beat(self, disk, cx),
            Timer::Write => {
                cx.set_timer(Timer::Write, self.every);
                if node.write(self, disk, cx) {
                    cx.workload("write");
                }
            }
        }
    }

    fn on_input(&self, node: &mut Member, disk: &mut Disk, input: &Input, cx: &mut Cx<SplitBrain>) {
        match input {
            Input::Write => {
                node.write(self, disk, cx);
            }
        }
    }

    fn state(&self, node: &Member) -> u8 {
        node.standing as u8
    }

    fn message_kind(&self, message: &Message) -> u8 {
        match message {
            Message::Beat(_) => 0,
            Message::Store(_) => 1,
            Message::Stored(_) => 2,
            Message::Refused(_) => 3,
        }
    }

    fn timer_kind(&self, timer: Timer) -> u8 {
        timer as u8
    }

    fn view(&self, node: &Member, disk: &Disk) -> NodeView {
        member::view(self, Some(node), disk)
    }

    fn view_disk(&self, disk: &Disk) -> NodeView {
        member::view(self, None, disk)
    }

    fn describe(&self, message: &Message) -> MessageView {
        let (Message::Beat(write)
        | Message::Store(write)
        | Message::Stored(write)
        | Message::Refused(write)) = message;
        MessageView { label: write.in_words(), fields: Vec::new() }
    }
}

impl Write {
    /// Version and value: `v3=21`.
    pub fn in_words(self) -> String {
        if self.version == 0 {
            "nothing".into()
        } else {
            format!("v{}={}", self.version, self.value)
        }
    }
}

const PROPERTIES: &[Property<SplitBrain>] = &[
    Property {
        id: "one-side",
        name: "No version is committed with two values",
        source: "Gifford 1979, section 2; Davidson, Garcia-Molina and Skeen 1985, section 2",
        promise: Promise::Made,
        check: Check::Always(one_side),
    },
    Property {
        id: "agreement",
        name: "All nodes come to know the same last write",
        source: "Davidson, Garcia-Molina and Skeen 1985, section 1",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: |_, _, cluster| behind(cluster).is_none(),
            awaited: |_, _, cluster| match behind(cluster) {
                Some(id) => format!("{} to hear of the last write", cluster.name(id)),
                None => String::new(),
            },
            within: |it| it.timeout + Span(it.beat.0 * 4) + it.every + Span::secs(1),
        },
    },
    Property {
        id: "always-writable",
        name: "No part of the cluster stops taking writes",
        source: "Davidson, Garcia-Molina and Skeen 1985, section 1: correctness against availability",
        promise: Promise::Limit(
            "a part without a majority cannot know what the other part does, and has to stop",
        ),
        check: Check::Always(always_writable),
    },
];

/// What the checks remember of the run: of the latest versions, which value each was committed with.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    committed: Table<u32, Known>,
}

#[derive(Clone, Copy, Debug, Hash)]
struct Known {
    value: u32,
    node: NodeId,
    record: RecordId,
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
    match cluster.node(id) {
        Some(node) if node.standing == Standing::Stalled => {
            let (name, count, all) = (cluster.name(id), node.reachable, it.nodes);
            let why = format!("{name} reaches {count} of {all} nodes and takes no writes");
            cluster.suspect(why)
        }
        Some(_) | None => Ok(()),
    }
}

/// A running node that does not know the latest write of all.
fn behind(cluster: &Cluster<SplitBrain>) -> Option<NodeId> {
    let latest = cluster.ids().map(|id| cluster.disk(id).committed).max()?;
    let runs = |id: &NodeId| cluster.node(*id).is_some();
    cluster.ids().filter(runs).find(|id| cluster.disk(*id).committed != latest)
}
