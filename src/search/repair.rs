//! What is still wrong after a list of actions, and what repairs it. Reads the actions alone, so
//! that it holds for faults from any hand: the search's, the scenario's own.

use crate::sim::action::{Action, Link, LinkChange, LinkSettings, Timed};
use crate::sim::ids::NodeId;

/// The troubles that actions have left behind.
#[derive(Clone, Debug, Default)]
pub struct Troubles {
    /// The nodes that are down.
    pub down: Vec<NodeId>,
    /// The nodes that are paused.
    pub paused: Vec<NodeId>,
    /// The links that are cut one by one.
    pub cut: Vec<Link>,
    /// The links with settings of their own.
    pub shaped: Vec<Link>,
    /// Whether there is a partition.
    pub parted: bool,
}

impl Troubles {
    /// The troubles after these actions.
    pub fn after(actions: &[Timed]) -> Troubles {
        let mut troubles = Troubles::default();
        actions.iter().for_each(|timed| troubles.take(&timed.action));
        troubles
    }

    /// An action takes effect.
    pub fn take(&mut self, action: &Action) {
        match action {
            Action::Crash(nodes) => {
                self.paused.retain(|node| !nodes.contains(node));
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
            }
            Action::Heal(links) => self.cut.retain(|link| !links.contains(link)),
            Action::Shape(link, _) => add(&mut self.shaped, &[*link]),
            // These hit one moment and leave nothing behind.
            Action::Drop(_) | Action::Delay(..) | Action::Input(..) => {}
        }
    }

    /// The actions that repair everything, in a network that usually behaves like this.
    pub fn repairs(self, network: LinkSettings) -> Vec<Action> {
        let LinkSettings { latency, loss, duplication } = network;
        let usual =
            LinkChange { latency: Some(latency), loss: Some(loss), duplication: Some(duplication) };
        let mut repairs = Vec::new();
        if self.parted || !self.cut.is_empty() {
            repairs.push(Action::Heal(Vec::new()));
        }
        repairs.extend(self.shaped.into_iter().map(|link| Action::Shape(link, usual)));
        if !self.down.is_empty() {
            repairs.push(Action::Restart(self.down));
        }
        if !self.paused.is_empty() {
            repairs.push(Action::Resume(self.paused));
        }
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
