//! What can be done to a run from outside: faults, repairs and inputs, as data.
//!
//! A scenario's timed statements, a gesture on the page and a step of a search are all
//! [`Action`]s. How they are written is the scenario language's business, not this file's.

use std::hash::{Hash, Hasher};

use crate::clock::ClockChange;
use crate::dist::Latency;
use crate::ids::{MessageId, NodeId};
use crate::time::{Span, Time};

/// A fault, a repair, or an input to a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Nodes stop: volatile state, timers and unread messages are lost; the disk stays.
    Crash(Vec<NodeId>),
    /// Crashed nodes boot again from what their disks hold.
    Restart(Vec<NodeId>),
    /// Nodes stop handling anything; messages and timers pile up (a long garbage collection).
    Pause(Vec<NodeId>),
    /// Paused nodes go on, first with what has piled up.
    Resume(Vec<NodeId>),
    /// Groups that can no longer reach each other; it replaces any earlier partition.
    /// A node in no group reaches all. The order of the groups is that of the picture.
    Partition(Vec<Vec<NodeId>>),
    /// Links that carry nothing until healed.
    Cut(Vec<Link>),
    /// Ends the partition, every cut, every clog and what is to come of swizzles, or only the cuts
    /// of the named links.
    Heal(Vec<Link>),
    /// A link's own latency, loss, duplication and order from now on; what is `None` stays as it
    /// was.
    Shape(Link, LinkChange),
    /// Loses one message in flight.
    Drop(MessageId),
    /// Lets one message in flight arrive this much later.
    Delay(MessageId, Span),
    /// Something the pattern understands: a client's command, a request to step down.
    Input(NodeId, String),
    // An action's place in this list goes into the digests of runs: new ones come last.
    /// Nodes take this long for every event from now on; no time at all ends it.
    Slow(Vec<NodeId>, Span),
    /// A node's clock is set, or goes at another rate from now on.
    Clock(NodeId, ClockChange),
    /// Nodes lose their disks, and crash if they are not down already.
    Wipe(Vec<NodeId>),
    /// A copy of a message in flight sets out from its sender.
    Duplicate(MessageId),
    /// A message in flight arrives now, whatever would have become of it.
    Deliver(MessageId),
    /// A node's timer of this kind, the earliest if there are several, expires now. The kind is
    /// named as the protocol declares it.
    Fire(NodeId, &'static str),
    /// What nodes send and what is sent to them is held at the end of its way.
    Clog(Vec<NodeId>),
    /// What was held for clogged nodes is handed over, in the order it arrived.
    Unclog(Vec<NodeId>),
    /// Nodes are clogged one by one at random moments of the first half of this time, and
    /// unclogged in another order in the second half.
    Swizzle(Vec<NodeId>, Span),
}

impl Action {
    /// How many nodes it names in lists.
    pub fn named(&self) -> usize {
        match self {
            Action::Partition(groups) => groups.iter().map(Vec::len).sum(),
            Action::Crash(nodes)
            | Action::Restart(nodes)
            | Action::Pause(nodes)
            | Action::Resume(nodes)
            | Action::Slow(nodes, _)
            | Action::Wipe(nodes)
            | Action::Clog(nodes)
            | Action::Unclog(nodes)
            | Action::Swizzle(nodes, _) => nodes.len(),
            Action::Cut(_)
            | Action::Heal(_)
            | Action::Shape(..)
            | Action::Drop(_)
            | Action::Delay(..)
            | Action::Input(..)
            | Action::Clock(..)
            | Action::Duplicate(_)
            | Action::Deliver(_)
            | Action::Fire(..) => 0,
        }
    }

    /// The nodes that it does one and the same thing to, if it is of a kind that takes a list.
    pub fn nodes_mut(&mut self) -> Option<&mut Vec<NodeId>> {
        match self {
            Action::Crash(nodes)
            | Action::Restart(nodes)
            | Action::Pause(nodes)
            | Action::Resume(nodes)
            | Action::Slow(nodes, _)
            | Action::Wipe(nodes)
            | Action::Clog(nodes)
            | Action::Unclog(nodes)
            | Action::Swizzle(nodes, _) => Some(nodes),
            Action::Partition(_)
            | Action::Cut(_)
            | Action::Heal(_)
            | Action::Shape(..)
            | Action::Drop(_)
            | Action::Delay(..)
            | Action::Input(..)
            | Action::Clock(..)
            | Action::Duplicate(_)
            | Action::Deliver(_)
            | Action::Fire(..) => None,
        }
    }
}

/// A link between two nodes, in one direction or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// The sending end.
    pub from: NodeId,
    /// The receiving end.
    pub to: NodeId,
    /// Whether the opposite direction is meant too.
    pub both: bool,
}

impl Link {
    /// The directed links that are meant: one or two.
    pub fn directions(self) -> impl Iterator<Item = (NodeId, NodeId)> {
        let back = self.both.then_some((self.to, self.from));
        std::iter::once((self.from, self.to)).chain(back)
    }
}

/// How links behave: the network's defaults, or one link's own settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkSettings {
    /// The time a message travels.
    pub latency: Latency,
    /// How many in a million messages are lost.
    pub loss: Ppm,
    /// How many in a million messages arrive twice.
    pub duplication: Ppm,
    /// Whether messages may overtake each other.
    pub order: Order,
}

/// Whether the messages of a link may overtake each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// They may: each arrives when its own latency says.
    #[default]
    Any,
    /// First in, first out: none arrives before one that was sent earlier.
    Fifo,
}

impl Default for LinkSettings {
    fn default() -> LinkSettings {
        LinkSettings {
            latency: Latency::Uniform(Span::millis(10), Span::millis(20)),
            loss: Ppm(0),
            duplication: Ppm(0),
            order: Order::Any,
        }
    }
}

impl LinkSettings {
    /// These settings with a change made to them.
    pub fn with(self, change: LinkChange) -> LinkSettings {
        LinkSettings {
            latency: change.latency.unwrap_or(self.latency),
            loss: change.loss.unwrap_or(self.loss),
            duplication: change.duplication.unwrap_or(self.duplication),
            order: change.order.unwrap_or(self.order),
        }
    }
}

/// Changes to a link's settings; `None` leaves one as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkChange {
    /// The new latency.
    pub latency: Option<Latency>,
    /// The new loss.
    pub loss: Option<Ppm>,
    /// The new duplication.
    pub duplication: Option<Ppm>,
    /// The new order.
    pub order: Option<Order>,
}

impl From<LinkSettings> for LinkChange {
    /// The change to exactly these settings.
    fn from(settings: LinkSettings) -> LinkChange {
        let LinkSettings { latency, loss, duplication, order } = settings;
        LinkChange {
            latency: Some(latency),
            loss: Some(loss),
            duplication: Some(duplication),
            order: Some(order),
        }
    }
}

impl Hash for LinkChange {
    /// What leaves the order alone has the hash that it had before there was an order, so that the
    /// digests in published links stay true.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.latency, self.loss, self.duplication).hash(state);
        if let Some(order) = self.order {
            order.hash(state);
        }
    }
}

/// Parts per million: probabilities without floats. 1,000,000 is certainty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ppm(pub u32);

impl Ppm {
    /// Certainty.
    pub const ONE: Ppm = Ppm(1_000_000);
}

/// An action and when it takes effect: after every event of that instant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timed {
    /// When.
    pub at: Time,
    /// What.
    pub action: Action,
}
