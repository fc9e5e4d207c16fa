//! What makes one scenario smaller than another: the order of importance to somebody who has to
//! understand it.

use crate::scenario::Scenario;
use crate::sim::action::{Action, LinkChange, LinkSettings, Timed};
use crate::sim::time::Time;
use crate::sim::words;

/// The weight of a scenario; what comes first decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    actions: usize,
    nodes: usize,
    /// Inputs to nodes that only watch, where another could be asked.
    remote: usize,
    params: usize,
    network: usize,
    /// The names and settings in all actions.
    mentions: usize,
    /// The decimals of all times.
    decimals: u32,
    until: Time,
}

impl Weight {
    /// The weight of a scenario.
    pub fn of(scenario: &Scenario) -> Weight {
        let setup = &scenario.setup;
        let nodes = scenario.names().map_or(usize::MAX, |names| names.0.len());
        let remote = setup.actions.iter().filter(|timed| is_remote(scenario, timed)).count();
        Weight {
            actions: setup.actions.len(),
            nodes,
            remote,
            params: setup.params.len() + setup.without.len(),
            network: unusual(&setup.network),
            mentions: setup.actions.iter().map(|timed| mentions(&timed.action)).sum(),
            decimals: setup.actions.iter().map(|timed| decimals(timed.at)).sum(),
            until: scenario.until,
        }
    }
}

fn is_remote(scenario: &Scenario, timed: &Timed) -> bool {
    let Action::Input(node, _) = timed.action else { return false };
    let Ok(names) = scenario.names() else { return false };
    let name = names.of(node);
    let role = scenario.pattern.info.roles.iter().find(|role| name.starts_with(role.prefix));
    role.is_some_and(|role| !role.fails)
}

/// How many settings of the network are not the usual ones.
fn unusual(network: &LinkSettings) -> usize {
    let usual = LinkSettings::default();
    usize::from(network.latency != usual.latency)
        + usize::from(network.loss != usual.loss)
        + usize::from(network.duplication != usual.duplication)
        + usize::from(network.order != usual.order)
}

/// How much there is to read in an action.
fn mentions(action: &Action) -> usize {
    match action {
        Action::Crash(nodes)
        | Action::Restart(nodes)
        | Action::Pause(nodes)
        | Action::Resume(nodes)
        | Action::Wipe(nodes)
        | Action::Clog(nodes)
        | Action::Unclog(nodes) => nodes.len(),
        Action::Slow(nodes, _) => nodes.len() + 1,
        Action::Swizzle(nodes, _) => 2 * nodes.len() + 1,
        Action::Clock(_, change) => {
            1 + usize::from(change.offset.is_some()) + usize::from(change.drift.is_some())
        }
        Action::Fire(..) => 2,
        Action::Partition(groups) => groups.concat().len() + groups.len(),
        // Healing everything says the least.
        Action::Heal(links) => 2 * links.len(),
        Action::Cut(links) => links.iter().map(|link| 2 + usize::from(link.both)).sum(),
        Action::Shape(link, change) => 4 + usize::from(link.both) + settings(change),
        Action::Drop(_) | Action::Delay(..) | Action::Duplicate(_) | Action::Deliver(_) => 3,
        Action::Input(_, text) => text.split_whitespace().count(),
    }
}

/// What there is to read in the settings of a link.
fn settings(change: &LinkChange) -> usize {
    words::write_change(change).len()
}

/// The decimals that a time in seconds needs.
pub fn decimals(at: Time) -> u32 {
    let mut decimals = 6;
    let mut micros = at.0;
    while decimals > 0 && micros.is_multiple_of(10) {
        micros /= 10;
        decimals -= 1;
    }
    decimals
}
