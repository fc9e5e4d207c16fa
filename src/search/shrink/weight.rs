//! What makes one scenario smaller than another: the order of importance to somebody who has to
//! understand it.

use super::{Case, workload};
use kernel::action::{Action, LinkSettings};
use kernel::ids::Names;
use kernel::time::Time;
use run::words;
use scenario::Scenario;

/// The weight of a scenario; what comes first decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    /// The actions, and what clients ask for on their own.
    steps: usize,
    /// What clients ask for on their own.
    hidden: usize,
    /// Whether nodes may make requests by themselves.
    automatic: bool,
    nodes: usize,
    /// Inputs to nodes that only watch, where another could be asked.
    remote: usize,
    params: usize,
    network: usize,
    /// What there is to read in the actions.
    words: usize,
    /// The decimals of their times.
    decimals: u32,
    until: Time,
}

impl Weight {
    /// The weight of a scenario of which a run has told what is hidden in it.
    pub fn of(case: &Case) -> Weight {
        Weight::with(&case.scenario, case.hidden)
    }

    /// The least that a scenario may weigh, whatever a run will tell.
    pub fn at_least(scenario: &Scenario) -> Weight {
        Weight::with(scenario, 0)
    }

    fn with(scenario: &Scenario, hidden: usize) -> Weight {
        let setup = &scenario.setup;
        // Parameters that make no sense together leave the nodes without names, and nothing to run.
        let names = scenario.names().unwrap_or_default();
        let actions = || setup.actions.iter().map(|timed| &timed.action);
        Weight {
            steps: setup.actions.len() + hidden,
            hidden,
            automatic: workload::is_on(scenario),
            nodes: names.0.len(),
            remote: actions().filter(|action| is_remote(scenario, &names, action)).count(),
            params: setup.params.len() + setup.without.len(),
            network: unusual(&setup.network),
            words: actions().map(|action| reading(action, &names)).sum(),
            decimals: setup.actions.iter().map(|timed| decimals(timed.at)).sum(),
            until: scenario.until,
        }
    }
}

/// Whether an action asks something of a node that only watches.
fn is_remote(scenario: &Scenario, names: &Names, action: &Action) -> bool {
    let Action::Input(node, _) = action else { return false };
    let name = names.of(*node);
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

/// How much there is to read in an action, and a little more for what takes more explaining than
/// its words.
fn reading(action: &Action, names: &Names) -> usize {
    let involved = match action {
        Action::Cut(links) => links.iter().filter(|link| link.both).count(),
        Action::Shape(link, _) => usize::from(link.both),
        // A crash says less, in more letters.
        Action::Wipe(_) => 2,
        Action::Crash(_)
        | Action::Restart(_)
        | Action::Pause(_)
        | Action::Resume(_)
        | Action::Partition(_)
        | Action::Heal(_)
        | Action::Drop(_)
        | Action::Delay(..)
        | Action::Input(..)
        | Action::Slow(..)
        | Action::Clock(..)
        | Action::Duplicate(_)
        | Action::Deliver(_)
        | Action::Fire(..)
        | Action::Clog(_)
        | Action::Unclog(_)
        | Action::Swizzle(..) => 0,
    };
    let text = words::write(action, names);
    // Round numbers are easier to read.
    let digits = text.chars().filter(|c| c.is_ascii_digit() && *c != '0').count();
    text.len() + digits + involved
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
