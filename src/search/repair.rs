//! The faults that are still active after a list of actions, and the actions that repair them. Only
//! the actions are read, so it makes no difference whether the search or the scenario added them.

use kernel::action::{Action, Link, LinkChange, LinkSettings, Timed};
use kernel::clock::{ClockChange, Drift, Offset};
use kernel::ids::NodeId;
use kernel::time::Span;

/// The change that corrects a clock.
pub const RIGHT: ClockChange = ClockChange { offset: Some(Offset(0)), drift: Some(Drift(0)) };

/// The faults that are active after some actions.
#[derive(Clone, Debug)]
pub struct ActiveFaults {
    /// The settings of links without settings of their own.
    network: LinkSettings,
    /// The nodes that are down.
    pub down: Vec<NodeId>,
    /// The nodes that are paused.
    pub paused: Vec<NodeId>,
    /// The links that are cut one by one.
    pub cut: Vec<Link>,
    /// The links with settings of their own.
    pub shaped: Vec<Link>,
    /// Whether any link was given an order of its own.
    pub ordered: bool,
    /// Whether there is a partition.
    pub parted: bool,
    /// The nodes that are slow.
    pub slow: Vec<NodeId>,
    /// The nodes whose clocks were changed.
    pub clocks: Vec<NodeId>,
    /// The nodes that are clogged, or may be because of a swizzle.
    pub clogged: Vec<NodeId>,
}

impl ActiveFaults {
    /// No faults, in a network with these settings of links.
    pub fn none(network: LinkSettings) -> ActiveFaults {
        let (down, paused, slow, clocks, clogged) = Default::default();
        let (cut, shaped, ordered, parted) = Default::default();
        ActiveFaults { network, down, paused, cut, shaped, ordered, parted, slow, clocks, clogged }
    }

    /// The faults that are active after these actions.
    pub fn after(actions: &[Timed], network: LinkSettings) -> ActiveFaults {
        let mut active = ActiveFaults::none(network);
        actions.iter().for_each(|timed| active.take(&timed.action));
        active
    }

    /// Takes the effect of an action into account.
    pub fn take(&mut self, action: &Action) {
        match action {
            Action::Crash(nodes) | Action::Wipe(nodes) => {
                self.paused.retain(|node| !nodes.contains(node));
                self.slow.retain(|node| !nodes.contains(node));
                add(&mut self.down, nodes);
            }
            Action::Restart(nodes) => self.down.retain(|node| !nodes.contains(node)),
            Action::Pause(nodes) => {
                let up: Vec<NodeId> =
                    nodes.iter().copied().filter(|node| !self.down.contains(node)).collect();
                add(&mut self.paused, &up);
            }
            Action::Resume(nodes) => self.paused.retain(|node| !nodes.contains(node)),
            Action::Partition(_) => self.parted = true,
            Action::Cut(links) => add(&mut self.cut, links),
            Action::Heal(links) if links.is_empty() => {
                self.parted = false;
                self.cut.clear();
                self.clogged.clear();
            }
            Action::Heal(links) => self.cut.retain(|link| !links.contains(link)),
            Action::Shape(link, change) => {
                self.ordered |= change.order.is_some();
                self.shaped.retain(|other| other != link);
                if *change != self.usual() {
                    self.shaped.push(*link);
                }
            }
            Action::Slow(nodes, Span::ZERO) => self.slow.retain(|node| !nodes.contains(node)),
            Action::Slow(nodes, _) => {
                let up: Vec<NodeId> =
                    nodes.iter().copied().filter(|node| !self.down.contains(node)).collect();
                add(&mut self.slow, &up);
            }
            Action::Clock(node, RIGHT) => self.clocks.retain(|other| other != node),
            Action::Clock(node, _) => add(&mut self.clocks, &[*node]),
            Action::Clog(nodes) | Action::Swizzle(nodes, _) => add(&mut self.clogged, nodes),
            // A swizzle in progress may clog the node again.
            Action::Unclog(_) => {}
            // These have no lasting effect.
            Action::Drop(_)
            | Action::Delay(..)
            | Action::Input(..)
            | Action::Duplicate(_)
            | Action::Deliver(_)
            | Action::Fire(..) => {}
        }
    }

    /// The change that gives a link the network's settings again. The order of messages is included
    /// only if some link was given another.
    pub fn usual(&self) -> LinkChange {
        LinkChange { order: self.ordered.then_some(self.network.order), ..self.network.into() }
    }

    /// The actions that repair everything.
    pub fn repairs(self) -> Vec<Action> {
        let mut repairs = Vec::new();
        if self.parted || !self.cut.is_empty() || !self.clogged.is_empty() {
            repairs.push(Action::Heal(Vec::new()));
        }
        let usual = self.usual();
        repairs.extend(self.shaped.into_iter().map(|link| Action::Shape(link, usual)));
        if !self.down.is_empty() {
            repairs.push(Action::Restart(self.down));
        }
        if !self.paused.is_empty() {
            repairs.push(Action::Resume(self.paused));
        }
        if !self.slow.is_empty() {
            repairs.push(Action::Slow(self.slow, Span::ZERO));
        }
        repairs.extend(self.clocks.into_iter().map(|node| Action::Clock(node, RIGHT)));
        repairs
    }
}

fn add<T: PartialEq + Copy>(list: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !list.contains(item) {
            list.push(*item);
        }
    }
}
