//! Random search: runs one scenario under random faults, once for each seed, and reports which
//! properties are violated.
//!
//! Each seed gives one trial. In the first half of a trial, faults drawn from the seed are added to
//! the scenario's own actions. Then every fault is repaired, and liveness properties have the second
//! half to be met. A trial depends on the scenario and its seed alone, so seeds can be divided among
//! threads and machines without changing what is found.

use std::ops::Range;

use super::Finding;
use super::repair::ActiveFaults;
use super::schedule::{Targets, schedule};
use super::violation::broken;
use kernel::action::Timed;
use kernel::ids::{NodeId, Seed};
use kernel::order::by_key;
use kernel::time::Time;
use pattern::fault::Fault;
use scenario::{Scenario, limits};

/// A search through a range of seeds: an iterator that runs one trial at a time.
pub struct RandomSearch {
    /// The scenario that faults are added to.
    base: Scenario,
    targets: Targets,
    /// The only property to look for; none means all that the pattern guarantees.
    property: Option<&'static str>,
    seeds: Range<u64>,
}

/// What to look for, and under which faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The kinds of fault to inject; if empty, those that the pattern declares to tolerate.
    pub faults: Vec<Fault>,
    /// The property to violate; none means all that the pattern guarantees.
    pub property: Option<String>,
    /// The length of each run; none means that of the scenario.
    pub length: Option<Time>,
}

/// The result of one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The seed.
    pub seed: u64,
    /// The length of the run.
    pub simulated: Time,
    /// The violations, earliest first.
    pub found: Vec<Finding>,
}

/// The most actions that repair several faults at once, such as one restart of all nodes.
const REPAIRS: usize = 8;

impl RandomSearch {
    /// A search through these seeds; the error says what is wrong with the options.
    pub fn new(
        mut base: Scenario,
        seeds: Range<u64>,
        options: Options,
    ) -> Result<RandomSearch, String> {
        let pattern = base.pattern;
        // The title, notes, branches and goal describe the run without these faults.
        base.title.clear();
        base.notes.clear();
        base.branches.clear();
        base.goal = None;
        if let Some(length) = options.length {
            base.until = length;
        }
        if base.until == Time::ZERO {
            return Err("A search needs runs that are longer than no time".into());
        }
        if base.until > limits::UNTIL {
            return Err(format!("A run is at most {} long", limits::UNTIL));
        }
        let known = (pattern.properties)();
        let property = match options.property {
            None => None,
            Some(id) => {
                let found = known.iter().find(|(known, _)| *known == id);
                let missing = || format!("{} has no property “{id}”", pattern.info.id);
                Some(found.ok_or_else(missing)?.0)
            }
        };
        let mut faults = options.faults;
        if faults.is_empty() {
            faults = pattern.info.tolerates.to_vec();
        }
        Ok(RandomSearch { targets: targets(&base, faults)?, base, property, seeds })
    }

    /// The seeds that are not tried yet.
    pub fn left(&self) -> Range<u64> {
        self.seeds.clone()
    }

    /// Tries one seed, which need not be in the range.
    pub fn trial(&self, seed: u64) -> Trial {
        let scenario = self.scenario(seed);
        let found = broken(&scenario, self.property);
        let found = found.into_iter().map(|breach| Finding::new(seed, &scenario, breach));
        Trial { seed, simulated: scenario.until, found: found.collect() }
    }

    /// The scenario with the faults of a seed, which are repaired half-way.
    pub fn scenario(&self, seed: u64) -> Scenario {
        let mut scenario = self.base.clone();
        let calm = Time(scenario.until.0 / 2);
        let Scenario { setup, .. } = &mut scenario;
        setup.seed = Seed(seed);
        let mut faults = schedule(setup.seed, &self.targets, Time::ZERO..calm);
        // Each fault may need a repair, and a scenario holds a limited number of actions.
        let room = limits::ACTIONS.saturating_sub(setup.actions.len() + REPAIRS);
        faults.truncate(room / 2);
        setup.actions.extend(faults);
        by_key(&mut setup.actions, |timed| timed.at.0);
        let before = setup.actions.partition_point(|timed| timed.at <= calm);
        let repairs = ActiveFaults::after(&setup.actions[..before], setup.network).repairs();
        let repairs = repairs.into_iter().map(|action| Timed { at: calm, action });
        setup.actions.splice(before..before, repairs);
        scenario
    }
}

impl Iterator for RandomSearch {
    type Item = Trial;

    /// Tries the next seed.
    fn next(&mut self) -> Option<Trial> {
        self.seeds.next().map(|seed| self.trial(seed))
    }
}

/// The targets of faults in a scenario; the error says why the scenario cannot be started.
fn targets(scenario: &Scenario, faults: Vec<Fault>) -> Result<Targets, String> {
    let (entry, setup) = (scenario.pattern, &scenario.setup);
    let sim = scenario.start()?;
    let all: Vec<_> = sim.names().ids().collect();
    let role = |node: &NodeId| usize::from(sim.roles()[node.index()]);
    let fails = |node: &&_| entry.info.roles[role(node)].fails;
    let failing = all.iter().filter(fails).copied().collect();
    let mut inputs = Vec::new();
    for spec in entry.inputs {
        let takes = |node: &&_| spec.roles.iter().any(|it| usize::from(*it) == role(node));
        inputs.extend(all.iter().filter(takes).map(|node| (*node, spec.example)));
    }
    // Timers drawn as rings are time-outs of the protocol; the others are periodic.
    let kinds = entry.info.timers;
    let drawn = kinds.iter().any(|kind| kind.ring);
    let timers = kinds.iter().filter(|kind| kind.ring || !drawn).map(|kind| kind.name).collect();
    Ok(Targets { faults, failing, inputs, timers, network: setup.network, all })
}
