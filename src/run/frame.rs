//! One moment of a run as plain data: what the picture is drawn from.
//!
//! Frames know no pattern's types and no layout. They are made when something changed, not for
//! every animation frame: a message's place between two nodes follows from its times.

use std::sync::Arc;

use kernel::action::{Link, LinkSettings};
use kernel::clock::{Drift, Offset};
use kernel::flights::Flight;
use kernel::host::Status;
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use kernel::verdicts::Breach;
use pattern::view::NodeView;

/// A moment of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The moment.
    pub now: Time,
    /// How many records lie behind it.
    pub records: u32,
    /// The digest of those records.
    pub digest: u64,
    /// All nodes, by id.
    pub nodes: Vec<NodeFrame>,
    /// All messages on their way, in the order they were sent.
    pub flights: Vec<Flight>,
    /// The groups of the partition in force, in the order of the picture; empty if none.
    pub partition: Vec<Vec<NodeId>>,
    /// When the partition began.
    pub partitioned_at: Time,
    /// Directed links that are cut one by one, and since when.
    pub cuts: Vec<(NodeId, NodeId, Time)>,
    /// The nodes that are clogged.
    pub clogged: Vec<NodeId>,
    /// Links with settings of their own.
    pub links: Vec<(Link, LinkSettings)>,
    /// The pattern's properties, in its order.
    pub properties: Vec<PropertyFrame>,
}

impl Frame {
    /// Whether anything is parted, cut or clogged, which a heal would end.
    pub fn can_heal(&self) -> bool {
        !(self.partition.is_empty() && self.cuts.is_empty() && self.clogged.is_empty())
    }
}

/// The nodes of a role with more than this stand in a crowd: a frame tells only how each is, so that
/// one can be made for every picture however many there are.
pub const DETAILED: usize = 12;

/// A node at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeFrame {
    /// Which.
    pub id: NodeId,
    /// Its name: `n0`, `c1`.
    pub name: Arc<str>,
    /// Its role, an index into [`pattern::declare::Info::roles`].
    pub role: u8,
    /// Whether it runs.
    pub status: Status,
    /// Its state in the role's diagram; of no meaning while it is down.
    pub state: u8,
    /// The state it was in before, and when it moved.
    pub moved: Option<(u8, Time)>,
    /// The timers that are set, the next to expire first. Empty where the role has more nodes than
    /// [`DETAILED`]: [`crate::Sim::node`] has them.
    pub timers: Vec<TimerFrame>,
    /// How many messages and timers wait for the node to go on, or to have time for them.
    pub waiting: u32,
    /// How long it takes for every event: nothing unless it is slow.
    pub slow: Span,
    /// Its clock, if it was ever touched and is not as virtual time is.
    pub clock: Option<ClockFrame>,
    /// What the pattern shows of it. Empty where its timers are.
    pub view: NodeView,
}

/// A clock that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockFrame {
    /// What it was set off.
    pub offset: Offset,
    /// How fast it goes.
    pub drift: Drift,
    /// How far it is off by now: the offset, and what the drift has added up to.
    pub ahead: Offset,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerFrame {
    /// Its kind, an index into [`pattern::declare::Info::timers`].
    pub kind: u8,
    /// When it was set.
    pub set: Time,
    /// When it expires.
    pub due: Time,
}

/// A property at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyFrame {
    /// Its id.
    pub id: &'static str,
    /// The property as a sentence.
    pub name: &'static str,
    /// Its paper and section.
    pub source: &'static str,
    /// Why the protocol does not promise it, if it does not.
    pub limit: Option<&'static str>,
    /// How it stands.
    pub standing: Standing,
}

/// How a property stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It holds so far.
    Holds,
    /// Something good has not happened yet: what is awaited.
    NotYet(String),
    /// Something good has not happened in all the time it may take, though nothing is wrong with
    /// nodes and network any more.
    Stuck {
        /// What is awaited.
        awaited: String,
        /// Since when.
        since: Time,
    },
    /// It was broken.
    Broken(Breach),
}

impl From<Breach> for Standing {
    fn from(breach: Breach) -> Standing {
        Standing::Broken(breach)
    }
}
