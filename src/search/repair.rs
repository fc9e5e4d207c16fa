//! What is still wrong after a list of actions, and what repairs it. Reads the actions alone, so
//! that it holds for faults from any hand: the search's, the scenario's own.

use kernel::action::{Action, Link, LinkChange, LinkSettings, Timed};
use kernel::clock::{ClockChange, Drift, Offset};
use kernel::ids::NodeId;
use kernel::time::Span;

/// What sets a clock right.
pub const RIGHT: ClockChange = ClockChange { offset: Some(Offset(0)), drift: Some(Drift(0)) };

/// The troubles that actions have left behind.
#[derive(Clone, Debug)]
pub struct Troubles {
    /// How links usually behave.
    network: LinkSettings,
    /// The nodes that are down.
    pub down: Vec<NodeId>,
    /// The nodes that are paused.
    pub paused: Vec<NodeId>,
    /// The links that are cut one by one.
    pub cut: Vec<Link>,
    /// The links with settings of their own.
    pub shaped: Vec<Link>,
    /// Whether any of them got an order of its own.
    pub ordered: bool,
    /// Whether there is a partition.
    pub parted: bool,
    /// The nodes that are slow.
    pub slow: Vec<NodeId>,
    /// The nodes whose clocks were touched.
    pub clocks: Vec<NodeId>,
    /// The nodes that are clogged, or may be because of a swizzle.
    pub clogged: Vec<NodeId>,
}

impl Troubles {
    /// Nothing is wrong, in a network whose links usually behave like this.
    pub fn none(network: LinkSettings) -> Troubles {
        let (down, paused, slow, clocks, clogged) = Default::default();
        let (cut, shaped, ordered, parted) = Default::default();
        Troubles { network, down, paused, cut, shaped, ordered, parted, slow, clocks, clogged }
    }

    /// The troubles after these actions.
    pub fn after(actions: &[Timed], network: LinkSettings) -> Troubles {
        let mut troubles = Troubles::none(network);
        actions.iter().for_each(|timed| troubles.take(&timed.action));
        troubles
    }

    /// An action takes effect.
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
            // A swizzle may clog them again.
            Action::Unclog(_) => {}
            // These hit one moment and leave nothing behind.
            Action::Drop(_)
            | Action::Delay(..)
            | Action::Input(..)
            | Action::Duplicate(_)
            | Action::Deliver(_)
            | Action::Fire(..) => {}
        }
    }

    /// The change that lets a link behave as links usually do. What nobody has touched need not be
    /// said.
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
