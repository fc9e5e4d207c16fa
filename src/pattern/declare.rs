//! What a pattern declares about itself as data: words, diagrams, parameters, safeguards,
//! properties. The page, the command line and the tests read these and need no other code.

use crate::Pattern;
use crate::fault::Fault;
use crate::value::{ParamKind, Slot};
use kernel::history::Judge;
use kernel::ids::{NodeId, OpId, RecordId};
use kernel::time::{Span, Time};
use kernel::verdicts::{Suspicion, Verdict};

/// A pattern's name, words and pictures.
#[derive(Debug)]
pub struct Info {
    /// Its id in scenarios: kebab-case.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The family it belongs to, as in the catalogue.
    pub family: &'static str,
    /// One sentence: what it is for.
    pub summary: &'static str,
    /// Its documentation in Markdown; fenced `faultline` blocks are its stories. The page carries
    /// only those: see [`mod@crate::doc`].
    pub doc: &'static str,
    /// What a search tries to break when it is given the pattern alone: the lines of a scenario
    /// from `pattern` on, with a workload that says something about the properties.
    pub trial: &'static str,
    /// The same for a search without a safeguard, by its id, that the trial does not need: a part of
    /// the protocol has to be switched on first, or something has to be asked of it.
    pub trials: &'static [(&'static str, &'static str)],
    /// The parameter that switches the automatic workload off, and the value that does:
    /// `request_every=0ms`. Empty where no node makes requests by itself.
    pub workload: &'static str,
    /// The smallest cluster that can still break every property, as the lines of a scenario from
    /// `pattern` on: the exhaustive mode explores it when it is given the pattern alone.
    pub miniature: &'static str,
    /// The kinds of fault under which its promises are meant to hold.
    pub tolerates: &'static [Fault],
    /// The kinds of node.
    pub roles: &'static [Role],
    /// The kinds of message.
    pub messages: &'static [MessageKind],
    /// The kinds of timer.
    pub timers: &'static [TimerKind],
    /// What its nodes count and measure.
    pub metrics: &'static [Metric],
    /// What is plotted against time.
    pub charts: &'static [Chart],
    /// How its nodes stand together.
    pub arrangement: Arrangement,
    /// The roles that send each other messages, in pairs: between their nodes links are drawn.
    /// Where none are named: in a ring, all but clients among themselves; in tiers, neighbouring
    /// tiers.
    pub links: &'static [(u8, u8)],
}

impl Info {
    /// Nothing declared, to declare the rest from.
    pub const EMPTY: Info = Info {
        id: "",
        name: "",
        family: "",
        summary: "",
        doc: "",
        trial: "",
        trials: &[],
        workload: "",
        miniature: "",
        tolerates: &[],
        roles: &[],
        messages: &[],
        timers: &[],
        metrics: &[],
        charts: &[],
        arrangement: Arrangement::Ring,
        links: &[],
    };
}

/// How the nodes of a pattern stand together on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// Equals in a ring, clients below.
    Ring,
    /// In columns by [`Role::tier`], from left to right: a flow of work.
    Tiers,
}

/// A kind of node.
#[derive(Debug)]
pub struct Role {
    /// What such a node is called: `server`.
    pub name: &'static str,
    /// The letter of its nodes' names: `n` for `n0`, `n1`.
    pub prefix: char,
    /// How it is drawn.
    pub outline: Outline,
    /// Whether a search for faults lets such nodes fail. Clients only watch.
    pub fails: bool,
    /// The column it stands in where nodes stand in tiers, from the left.
    pub tier: u8,
    /// The room that is kept below such a node for its widgets, in cells.
    pub room: Room,
    /// Its state diagram; a node boots into any of its states.
    pub diagram: Diagram,
}

impl Role {
    /// A circle that fails and shows no widgets, to declare the rest from.
    pub const NODE: Role = Role {
        name: "node",
        prefix: 'n',
        outline: Outline::Circle,
        fails: true,
        tier: 0,
        room: Room::NONE,
        diagram: Diagram { states: &[], edges: &[] },
    };

    /// A client, which only watches, to declare the rest from.
    pub const CLIENT: Role =
        Role { name: "client", prefix: 'c', outline: Outline::Square, fails: false, ..Role::NODE };
}

/// Room for widgets, in cells. A cell holds three or four characters. Where the stage is small
/// there are fewer columns than asked for, and widgets show the most telling part of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// How many columns.
    pub columns: u8,
    /// How many rows.
    pub rows: u8,
}

impl Room {
    /// No room.
    pub const NONE: Room = Room { columns: 0, rows: 0 };

    /// A row of so many cells.
    pub const fn row(columns: u8) -> Room {
        Room { columns, rows: 1 }
    }
}

/// The shape of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A replica, a server.
    Circle,
    /// A client.
    Square,
    /// A store, a registry.
    Hexagon,
}

/// The states of a role and the moves between them. A node that moves otherwise violates its
/// own declaration, and the page says so.
#[derive(Debug)]
pub struct Diagram {
    /// The states, placed by hand.
    pub states: &'static [State],
    /// The moves.
    pub edges: &'static [Edge],
}

/// A state of a diagram.
#[derive(Debug)]
pub struct State {
    /// Its name, as the literature has it: `Follower`.
    pub name: &'static str,
    /// How it looks.
    pub tone: Tone,
    /// Its place in the drawing, in hundredths of its width and height.
    pub place: (u8, u8),
}

/// What a state or a message means to the eye; colour, line and glyph follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// At rest.
    Quiet,
    /// In charge.
    Leading,
    /// Trying, undecided.
    Trying,
    /// Succeeded.
    Good,
    /// Failed or refused.
    Bad,
}

/// A move between two states of a diagram.
#[derive(Debug)]
pub struct Edge {
    /// The state left, an index into the diagram's states.
    pub from: u8,
    /// The state entered.
    pub to: u8,
    /// What brings it about: `timeout`.
    pub label: &'static str,
}

/// A kind of message.
#[derive(Debug)]
pub struct MessageKind {
    /// Its name, as the literature has it: `AppendEntries`.
    pub name: &'static str,
    /// Its shape in flight.
    pub glyph: Glyph,
    /// Its colour in flight.
    pub tone: Tone,
    /// Who sends it, when and why.
    pub help: &'static str,
}

/// The shape of a message in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Carries data: a pointed box.
    Dart,
    /// Asks: a filled triangle.
    Wedge,
    /// Answers: a ring.
    Ring,
    /// Answers no: a ring with a bar.
    BarredRing,
    /// A client's request: a small square.
    Square,
    /// An answer to a client: a hollow square.
    HollowSquare,
    /// A sign of life: a dot.
    Dot,
    /// A command: a diamond.
    Diamond,
}

/// A kind of timer.
#[derive(Debug)]
pub struct TimerKind {
    /// Named for what expires: `election timeout`.
    pub name: &'static str,
    /// Whether it is drawn as a ring around its node.
    pub ring: bool,
}

/// Something that nodes count or measure: see [`crate::Cx::measure`].
#[derive(Debug)]
pub struct Metric {
    /// What: `locks held`.
    pub name: &'static str,
    /// Its unit, if it has one: `ms`.
    pub unit: &'static str,
}

/// A plot against time, made from a run's records.
#[derive(Debug)]
pub struct Chart {
    /// What it shows, with the unit of its values: `Requests at the server per 100 ms`.
    pub title: &'static str,
    /// Which question it answers, in a sentence.
    pub help: &'static str,
    /// How it is drawn.
    pub form: Form,
    /// The width of the intervals in which things are counted.
    pub bucket: Span,
    /// What is plotted.
    pub series: &'static [Series],
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line for each series, on one scale.
    Lines,
    /// Bars, the series of an interval stacked.
    Bars,
    /// A lane for each series, one below the other, with a mark for each interval that has
    /// something; to compare what happens at the same time in different hands.
    Lanes,
}

/// One of a chart's series.
#[derive(Debug)]
pub struct Series {
    /// What it is: `admitted`.
    pub name: &'static str,
    /// How it looks.
    pub tone: Tone,
    /// Where its values come from.
    pub source: Source,
}

/// Where a series has its values from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// How many messages of a kind are sent in each interval.
    Sent(u8),
    /// How many messages of a kind are handled in each interval.
    Delivered(u8),
    /// A metric that stands until it changes, summed over all nodes. A node that crashes has none.
    Level(u8),
    /// A metric that counts something, summed over each interval.
    Count(u8),
    /// A metric of which so many in a thousand of an interval's values lie no higher: 500 is the median.
    Quantile(u8, u16),
}

/// A parameter of a pattern.
pub struct ParamSpec<P> {
    /// Its key in scenarios: `election_timeout`.
    pub key: &'static str,
    /// Its name on the page.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// What values it takes.
    pub kind: ParamKind,
    /// Where it is.
    pub field: fn(&mut P) -> Slot<'_>,
}

/// A necessary part of a pattern that can be switched off, to see what is lost without it.
pub struct Safeguard<P> {
    /// Its id in scenarios: `up-to-date-check`.
    pub id: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// What is lost without it, in a sentence.
    pub lesson: &'static str,
    /// The property that breaks without it, by id.
    pub breaks: &'static str,
    /// Where it is: true while it is on.
    pub field: fn(&mut P) -> &mut bool,
}

/// A promise of a pattern.
pub struct Property<P: Pattern> {
    /// Its id: kebab-case.
    pub id: &'static str,
    /// The promise as a sentence: `At most one leader per term`.
    pub name: &'static str,
    /// Where it is stated: paper and section.
    pub source: &'static str,
    /// Whether the protocol promises it.
    pub promise: Promise,
    /// How it is checked.
    pub check: Check<P>,
}

/// Whether a protocol promises a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It does: to see the property broken is to see a mistake, or a safeguard missing.
    Made,
    /// It does not, for the reason given in a sentence: a known limitation of the protocol, which is
    /// worth seeing and is no mistake.
    Limit(&'static str),
}

/// How a property is checked.
pub enum Check<P: Pattern> {
    /// After every event of the node named: nothing bad has happened. Only that node changed.
    Always(AlwaysCheck<P>),
    /// Something good happens sooner or later. Asked when somebody looks, and after every event
    /// until it has happened once since the last action. Where nothing is wrong with nodes and
    /// network, what has not happened in time is stuck.
    Eventually {
        /// Whether it has happened.
        happened: fn(&P, &P::Audit, &Cluster<P>) -> bool,
        /// If it has not: what is awaited, in a sentence.
        awaited: fn(&P, &P::Audit, &Cluster<P>) -> String,
        /// How long after the last action it may take, which follows from the parameters.
        within: fn(&P) -> Span,
    },
    /// After every answer that a client gets: all that clients were told can be true.
    History(fn() -> Box<dyn Judge>),
}

/// Looks at the node that an event was for, and updates what the checks remember.
pub type AlwaysCheck<P> = fn(&P, &mut <P as Pattern>::Audit, &Cluster<P>, NodeId) -> Verdict;

/// All nodes as a check sees them.
pub struct Cluster<'a, P: Pattern> {
    pub(crate) nodes: &'a dyn Nodes<P>,
    /// The clients' operations that count, by their number: those before it.
    pub(crate) asked: u32,
    /// The record of the event being checked.
    pub record: RecordId,
    /// Its time.
    pub now: Time,
}

/// Whoever has the nodes that a check looks at.
pub trait Nodes<P: Pattern> {
    /// How many there are.
    fn count(&self) -> u16;
    /// A node's volatile state; none while it is down.
    fn node(&self, id: NodeId) -> Option<&P::Node>;
    /// A node's disk.
    fn disk(&self, id: NodeId) -> &P::Disk;
    /// A node's name.
    fn name(&self, id: NodeId) -> &str;
}

impl<'a, P: Pattern> Cluster<'a, P> {
    /// Nodes outside of a run: there are no records, and time stands still.
    pub fn timeless(nodes: &'a dyn Nodes<P>) -> Cluster<'a, P> {
        Cluster { nodes, asked: u32::MAX, record: RecordId::NONE, now: Time::ZERO }
    }

    /// A node's volatile state; none while it is down.
    pub fn node(&self, id: NodeId) -> Option<&P::Node> {
        self.nodes.node(id)
    }

    /// A node's disk.
    pub fn disk(&self, id: NodeId) -> &P::Disk {
        self.nodes.disk(id)
    }

    /// Whether an operation was asked for early enough to be awaited. Clients that never stop asking
    /// would keep something waiting for ever; what counts is what they asked for before the last
    /// action.
    pub fn counts(&self, op: OpId) -> bool {
        op.0 < self.asked
    }

    /// A check fails with the event that it looks at, which alone is to blame.
    pub fn suspect(&self, why: String) -> Verdict {
        self.suspect_since(why, None)
    }

    /// A check fails if it has found something; the sentence says what is wrong with that.
    pub fn refute<T>(&self, found: Option<T>, why: impl FnOnce(T) -> String) -> Verdict {
        found.map_or(Ok(()), |found| self.suspect(why(found)))
    }

    /// A check fails with the event that it looks at, for which an earlier record is to blame too.
    pub fn suspect_since(&self, why: String, earlier: Option<RecordId>) -> Verdict {
        Err(Suspicion { why, blame: earlier.into_iter().chain([self.record]).collect() })
    }

    /// All nodes.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<P> {
        (0..self.nodes.count()).map(NodeId)
    }

    /// A node's name, for sentences: `n0`.
    pub fn name(&self, id: NodeId) -> &str {
        self.nodes.name(id)
    }
}

/// An input that a pattern understands.
#[derive(Debug)]
pub struct InputSpec {
    /// An example that works as it stands: `put x=1`.
    pub example: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// The roles it can be given to.
    pub roles: &'static [u8],
}
