//! Bully: the running node with the highest number leads.
//!
//! After H. Garcia-Molina, *Elections in a Distributed Computing System* (IEEE Transactions on
//! Computers, 1982), sections 3 and 4.
//!
//! # How it works
//!
//! A node that hears nothing from its leader for a while **stands** for election: it sends ELECTION
//! to every node with a higher number. Each of them answers, which tells the lower node to wait, and
//! stands itself. A node that nobody answers has no running node above it: it leads, and tells all
//! lower nodes with COORDINATOR. A node that was told to wait and hears of no new leader stands again.
//!
//! A node that comes back stands at once. If its number is the highest it takes over from a leader
//! that did nothing wrong, which gave the algorithm its name.
//!
//! # What it rests on
//!
//! The paper assumes that messages are not lost and arrive within a known time, and that a node
//! that does not answer within it has failed (section 2). Nobody is asked whether a majority agrees:
//! where the network is cut, each part finds its own highest node, and they all lead.
//!
//! # Where this departs from the paper
//!
//! * Failures of the leader are noticed by the absence of its heartbeats; in the paper the others
//!   ask it whether it is there.
//! * A leader that is told of a higher one gives way without a word. In the paper the higher one
//!   finds out by asking the lower nodes whether they are well.
//! * Distributing what the new leader will do (the paper's second phase, READY) is left out.

use pattern::prelude::*;

params! {
    /// Bully's parameters.
    pub struct Bully {
        /// How many nodes there are; the one with the highest number leads.
        nodes: u16 = 5, "Nodes", in 2..=12;
        /// How often the leader tells all lower nodes that it is there.
        heartbeat: Span = ms(500), "Heartbeat", in ms(10)..=secs(60);
        /// How long a node waits for a heartbeat before it takes the leader for failed.
        leader_timeout: Span = ms(1_200), "Leader timeout", in ms(20)..=secs(60);
        /// How long a node that stands waits for a higher one to answer before it leads; it has to
        /// be longer than a message there and one back.
        answer_timeout: Span = ms(200), "Answer timeout", in ms(1)..=secs(60);
        /// How long a node that was answered waits for a new leader before it stands again.
        coordinator_timeout: Span = ms(500), "Coordinator timeout", in ms(1)..=secs(60);
    }
    safeguards {
        /// Without it a leader goes on beside a higher one, after a partition for ever.
        yields = "yield", "Giving way", breaks "gives-way";
    }
}

messages! {
    /// A message between nodes. None says more than its kind: who sends it to whom is all that
    /// matters.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Message as Kind {
        /// A node that stands asks every node with a higher number whether it runs.
        Election = "ELECTION", Wedge, Trying;
        /// A higher node tells one that stands to wait: it runs, and stands itself.
        Answer = "ANSWER", BarredRing, Bad;
        /// A node that nobody answered leads from now on, and tells every lower node.
        Coordinator = "COORDINATOR", Diamond, Leading;
        /// A leader tells every lower node that it is still there.
        Heartbeat = "Heartbeat", Dot, Quiet;
    }
}

timers! {
    pub enum Timer {
        Leader = "leader timeout", ring;
        Answer = "answer timeout", ring;
        Coordinator = "coordinator timeout", ring;
        Heartbeat = "heartbeat";
    }
}

states! {
    enum State {
        /// Follows a leader, or waits to hear from one.
        Follower: Quiet at (12, 60);
        /// Has asked all higher nodes whether they run.
        Standing: Trying at (50, 14);
        /// Was answered, and waits for a new leader.
        Waiting: Quiet at (50, 62);
        Leader: Leading at (88, 60);
    }
    moves {
        Follower -> Standing: "no heartbeat";
        Standing -> Waiting: "answer"; Standing -> Leader: "no answer"; Standing -> Follower: "beaten";
        Waiting -> Follower: "told"; Waiting -> Standing: "not told";
        Leader -> Follower: "gives way"; Leader -> Standing: "asked";
    }
}

roles! { NODE = Role { diagram: State::DIAGRAM, ..Role::NODE }; }

metrics! { enum Metric { Leaders = "leaders"; } }

inputs! {
    pub enum Input {
        /// Lets the node hold an election at once, as if it had missed its leader.
        Stand = "stand", for NODE;
    }
}

const INFO: Info = Info {
    id: "bully",
    name: "Bully election",
    family: "Leader election and coordination",
    summary: "The running node with the highest number leads, and takes over whenever it comes \
              back.",
    doc: pattern::doc!("doc.md"),
    trial: "pattern bully",
    miniature: "pattern bully nodes=3",
    tolerates: Fault::ALL,
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    metrics: Metric::ALL,
    charts: charts! {
        /// What does an election cost? It grows with the square of the number of nodes.
        "Messages about elections per 100 ms": Bars, every ms(100) => {
            "ELECTION", Trying, sent Kind::Election;
            "ANSWER", Bad, sent Kind::Answer;
            "COORDINATOR", Leading, sent Kind::Coordinator;
        }
        /// Is there one leader? None is an outage, and two are a split brain.
        "Nodes that lead": Lines, every ms(100) => {
            "leaders", Leading, level Metric::Leaders;
        }
    },
    ..Info::EMPTY
};

/// A running node. It knows its own number and everybody's, and of the others only what they tell it.
#[derive(Clone, Debug, Hash)]
pub struct Node {
    state: State,
    /// Whom it follows, if it knows.
    leader: Option<NodeId>,
    /// The highest node that it has heard from while it leads.
    challenger: Option<NodeId>,
    /// How many messages about elections it has sent since it started.
    sent: u32,
}

/// What survives a crash: whether the node has run before.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    returning: bool,
}

impl Pattern for Bully {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Bully>] = Bully::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Bully>] = Bully::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Bully>] = PROPERTIES;
    const INPUTS: &'static [InputSpec] = Input::ALL;

    type Node = Node;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Input = Input;
    type Audit = ();

    fn validate(&self) -> Result<(), String> {
        if self.leader_timeout <= self.heartbeat {
            return Err("Nodes have to wait for their leader longer than a heartbeat takes".into());
        }
        Ok(())
    }

    fn topology(&self) -> Vec<u16> {
        vec![self.nodes]
    }

    /// At the first start all wait for the highest node to come forward. A node that comes back
    /// stands at once.
    fn boot(&self, disk: &mut Disk, cx: &mut Cx<Bully>) -> Node {
        let mut node = Node { state: State::Follower, leader: None, challenger: None, sent: 0 };
        cx.set_timer(Timer::Leader, self.leader_timeout);
        let returning = std::mem::replace(&mut disk.returning, true);
        if returning || cx.me() == self.highest() {
            self.stand(&mut node, cx);
        }
        node
    }

    fn on_message(
        &self,
        node: &mut Node,
        _: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Bully>,
    ) {
        match message {
            Message::Election => {
                tell(node, from, Message::Answer, cx);
                // A node that stands or waits has asked the higher nodes already.
                if matches!(node.state, State::Follower | State::Leader) {
                    self.stand(node, cx);
                }
            }
            Message::Answer => match node.state {
                State::Standing => {
                    node.state = State::Waiting;
                    cx.cancel_timer(Timer::Answer);
                    cx.set_timer(Timer::Coordinator, self.coordinator_timeout);
                }
                // It came too late: a higher node runs after all.
                State::Leader => {
                    node.challenger = node.challenger.max(Some(from));
                    if self.yields {
                        self.stand(node, cx);
                    }
                }
                // A second answer, or one to an election that is over.
                State::Follower | State::Waiting => {}
            },
            // Only higher nodes send these.
            Message::Coordinator | Message::Heartbeat => {
                let settled = match node.state {
                    State::Leader => {
                        node.challenger = node.challenger.max(Some(from));
                        !self.yields
                    }
                    // A lower node than the leader leads too: the two will settle it themselves.
                    State::Follower => message == Message::Heartbeat && Some(from) < node.leader,
                    State::Standing | State::Waiting => false,
                };
                if !settled {
                    self.follow(node, from, cx);
                }
            }
        }
    }

    fn on_timer(&self, node: &mut Node, _: &mut Disk, timer: Timer, cx: &mut Cx<Bully>) {
        match timer {
            Timer::Leader => {
                cx.note("misses its leader");
                self.stand(node, cx);
            }
            Timer::Coordinator => self.stand(node, cx),
            Timer::Answer => self.lead(node, cx),
            Timer::Heartbeat => self.beat(cx),
        }
    }

    fn parse_input(&self, text: &str) -> Result<Input, String> {
        Input::parse(text)
    }

    fn on_input(&self, node: &mut Node, _: &mut Disk, input: &Input, cx: &mut Cx<Bully>) {
        match input {
            Input::Stand => self.stand(node, cx),
        }
    }

    fn state(&self, node: &Node) -> u8 {
        node.state as u8
    }

    fn view(&self, node: &Node, _: &Disk) -> NodeView {
        let mut view = NodeView::default();
        match node.leader.map(|leader| self.name(leader)) {
            Some(leader) => {
                view.badge(format_args!("→{leader}"), format_args!("follows {leader}"));
                view.field("follows", leader);
            }
            None if node.state == State::Follower => view.field("follows", "nobody"),
            None => {}
        }
        view.field("messages about elections sent", node.sent);
        view
    }
}

impl Bully {
    fn highest(&self) -> NodeId {
        NodeId(self.nodes - 1)
    }

    /// Asks all higher nodes whether they run; leads at once if there are none.
    fn stand(&self, node: &mut Node, cx: &mut Cx<Bully>) {
        enter(node, State::Standing, cx);
        let me = cx.me();
        for higher in cx.nodes(NODE).filter(|other| *other > me) {
            tell(node, higher, Message::Election, cx);
        }
        if me == self.highest() {
            self.lead(node, cx);
        } else {
            cx.set_timer(Timer::Answer, self.answer_timeout);
        }
    }

    fn lead(&self, node: &mut Node, cx: &mut Cx<Bully>) {
        enter(node, State::Leader, cx);
        let me = cx.me();
        for lower in cx.nodes(NODE).filter(|other| *other < me) {
            tell(node, lower, Message::Coordinator, cx);
        }
        self.beat(cx);
    }

    fn beat(&self, cx: &mut Cx<Bully>) {
        let me = cx.me();
        for lower in cx.nodes(NODE).filter(|other| *other < me) {
            cx.send(lower, Message::Heartbeat);
        }
        cx.set_timer(Timer::Heartbeat, self.heartbeat);
    }

    fn follow(&self, node: &mut Node, leader: NodeId, cx: &mut Cx<Bully>) {
        enter(node, State::Follower, cx);
        node.leader = Some(leader);
        cx.set_timer(Timer::Leader, self.leader_timeout);
    }
}

/// Enters a state. All that it waited for in the one before is over.
fn enter(node: &mut Node, state: State, cx: &mut Cx<Bully>) {
    for timer in [Timer::Leader, Timer::Answer, Timer::Coordinator, Timer::Heartbeat] {
        cx.cancel_timer(timer);
    }
    match (node.state, state) {
        (_, State::Leader) => {
            node.challenger = None;
            cx.measure(Metric::Leaders, 1);
        }
        (State::Leader, _) => cx.measure(Metric::Leaders, 0),
        _ => {}
    }
    (node.state, node.leader) = (state, None);
}

/// Sends a message about an election, and counts it.
fn tell(node: &mut Node, to: NodeId, message: Message, cx: &mut Cx<Bully>) {
    node.sent += 1;
    cx.send(to, message);
}

properties! {
    const PROPERTIES: [Property<Bully>];

    /// A leader that hears of a higher node does not go on leading
    "gives-way" from "Garcia-Molina 1982, section 4": always(gives_way);

    /// The highest running node leads, and the others follow it
    "highest-leads" from "Garcia-Molina 1982, section 3: Assertions 1 and 2":
        eventually(stray, awaited, within);

    /// At most one node leads
    "one-leader" from "Garcia-Molina 1982, section 2: what the network must not do":
        always(one_leader),
        limitation "no majority is asked: nodes that cannot reach each other each find a leader, \
                    and one that comes back leads before the old leader has heard of it";
}

fn gives_way(_: &Bully, (): &mut (), cluster: &Cluster<Bully>, id: NodeId) -> Verdict {
    let leader = cluster.node(id).filter(|it| it.state == State::Leader);
    let higher = leader.and_then(|it| it.challenger).filter(|challenger| *challenger > id);
    cluster.refute(higher, |higher| {
        let (name, higher) = (cluster.name(id), cluster.name(higher));
        format!("{name} goes on leading, though it has heard from {higher}")
    })
}

fn one_leader(_: &Bully, (): &mut (), cluster: &Cluster<Bully>, id: NodeId) -> Verdict {
    let mut others = cluster.ids().filter(|other| *other != id && leads(cluster, *other));
    let other = if leads(cluster, id) { others.next() } else { None };
    cluster.refute(other, |other| {
        format!("{} and {} both lead", cluster.name(id), cluster.name(other))
    })
}

fn leads(cluster: &Cluster<Bully>, id: NodeId) -> bool {
    cluster.node(id).is_some_and(|node| node.state == State::Leader)
}

/// A node that is not yet as it should be in the end, and the highest running node: that node itself
/// while it does not lead, or one that does not follow it.
fn stray(_: &Bully, (): &(), cluster: &Cluster<Bully>) -> Option<(NodeId, NodeId)> {
    let highest = cluster.ids().rev().find(|id| cluster.node(*id).is_some())?;
    if !leads(cluster, highest) {
        return Some((highest, highest));
    }
    let astray = |id: &NodeId| cluster.node(*id).is_some_and(|it| it.leader != Some(highest));
    let stray = cluster.ids().filter(|id| *id != highest).find(astray)?;
    Some((stray, highest))
}

fn awaited(_: &Bully, cluster: &Cluster<Bully>, (stray, highest): (NodeId, NodeId)) -> String {
    let (name, highest_name) = (cluster.name(stray), cluster.name(highest));
    if stray == highest {
        format!("{name} is the highest running node and does not lead")
    } else {
        format!("{name} does not follow {highest_name} yet")
    }
}

/// The leader is missed, and each node in turn may wait for an answer and for the next to lead.
fn within(it: &Bully) -> Span {
    let round = it.answer_timeout + it.coordinator_timeout;
    it.leader_timeout + it.heartbeat + round * it.nodes.into() + secs(1)
}
