//! The size of a scenario, by which shrinking compares scenarios: what matters most to somebody who
//! has to understand the scenario is compared first.

use super::{Case, workload};
use kernel::action::{Action, LinkSettings};
use kernel::ids::Names;
use kernel::time::Time;
use run::words;
use scenario::Scenario;

/// The size of a scenario. Fields are compared in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Actions and requests of the automatic workload.
    steps: usize,
    /// Requests of the automatic workload.
    requests: usize,
    /// Whether the automatic workload is on.
    automatic: bool,
    nodes: usize,
    /// Inputs to clients: an input to a server needs one message less to follow.
    remote: usize,
    params: usize,
    network: usize,
    /// The length of the actions' text.
    text: usize,
    /// The decimals of the actions' times.
    decimals: u32,
    until: Time,
}

impl Size {
    /// The size of a scenario that was run.
    pub fn of(case: &Case) -> Size {
        Size::with(&case.scenario, case.requests)
    }

    /// The smallest size that a scenario may have, before a run counts its requests.
    pub fn at_least(scenario: &Scenario) -> Size {
        Size::with(scenario, 0)
    }

    fn with(scenario: &Scenario, requests: usize) -> Size {
        let setup = &scenario.setup;
        // Parameters that contradict each other give no names; such a scenario is not run.
        let names = scenario.names().unwrap_or_default();
        let actions = || setup.actions.iter().map(|timed| &timed.action);
        Size {
            steps: setup.actions.len() + requests,
            requests,
            automatic: workload::is_on(scenario),
            nodes: names.0.len(),
            remote: actions().filter(|action| is_remote(scenario, &names, action)).count(),
            params: setup.params.len() + setup.without.len(),
            network: unusual(&setup.network),
            text: actions().map(|action| text_length(action, &names)).sum(),
            decimals: setup.actions.iter().map(|timed| decimals(timed.at)).sum(),
            until: scenario.until,
        }
    }
}

/// Whether an action is an input to a client.
fn is_remote(scenario: &Scenario, names: &Names, action: &Action) -> bool {
    let Action::Input(node, _) = action else { return false };
    let name = names.of(*node);
    let role = scenario.pattern.info.roles.iter().find(|role| name.starts_with(role.prefix));
    role.is_some_and(|role| !role.fails)
}

/// How many settings of the network are not the defaults.
fn unusual(network: &LinkSettings) -> usize {
    let usual = LinkSettings::default();
    usize::from(network.latency != usual.latency)
        + usize::from(network.loss != usual.loss)
        + usize::from(network.duplication != usual.duplication)
        + usize::from(network.order != usual.order)
}

/// The length of an action's text, and a little more where the effect is harder to understand than
/// the text is long.
fn text_length(action: &Action, names: &Names) -> usize {
    let involved = match action {
        Action::Cut(links) => links.iter().filter(|link| link.both).count(),
        Action::Shape(link, _) => usize::from(link.both),
        // Longer than a crash, which is the simpler fault.
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
