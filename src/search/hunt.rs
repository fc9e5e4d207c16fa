//! The hunt: one scenario under the faults of many seeds, and which of its promises break.
//!
//! Every seed gives one trial. Its first half is the safety phase, in which faults drawn from the
//! seed come on top of what the scenario does itself; then everything is repaired, and in the
//! second half what was promised to happen sooner or later has to happen. A trial depends on the
//! scenario and its seed alone, so a hunt can be cut into any parts, on any number of threads and
//! machines, and finds the same.

use std::ops::Range;

use super::Finding;
use super::repair::Troubles;
use super::schedule::{Targets, schedule};
use super::verdict::broken;
use kernel::action::Timed;
use kernel::ids::{NodeId, Seed};
use kernel::order::by_key;
use kernel::time::Time;
use pattern::fault::Fault;
use scenario::{Scenario, limits};

/// A search through a range of seeds, one at a time.
pub struct Hunt {
    /// What is tried: the scenario's own actions are the workload.
    base: Scenario,
    targets: Targets,
    /// The one property that counts; all of them if none is named.
    property: Option<&'static str>,
    seeds: Range<u64>,
}

/// What a hunt looks for, and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The kinds of fault to try; those that the pattern says it tolerates if none is named.
    pub faults: Vec<Fault>,
    /// The property that is to break. None: every promise counts.
    pub property: Option<String>,
    /// How long each run is. None: as long as the scenario.
    pub length: Option<Time>,
}

/// What came of one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The seed.
    pub seed: u64,
    /// How long the run was.
    pub simulated: Time,
    /// What broke, the earliest first.
    pub found: Vec<Finding>,
}

/// How many actions repair everything that several faults have in common.
const REPAIRS: usize = 8;

impl Hunt {
    /// A hunt through these seeds; the sentence says what is wrong with what is asked.
    pub fn new(mut base: Scenario, seeds: Range<u64>, options: Options) -> Result<Hunt, String> {
        let pattern = base.pattern;
        // What people said of the scenario, its other courses, and where one of them was to end
        // early, are of another run.
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
        Ok(Hunt { targets: targets(&base, faults)?, base, property, seeds })
    }

    /// The seeds that are still to be tried.
    pub fn left(&self) -> Range<u64> {
        self.seeds.clone()
    }

    /// Tries one seed, whichever: the same comes of it in every hunt with this scenario and these
    /// options.
    pub fn trial(&self, seed: u64) -> Trial {
        let scenario = self.scenario(seed);
        let found = broken(&scenario, self.property);
        let found = found.into_iter().map(|breach| Finding::new(seed, &scenario, breach));
        Trial { seed, simulated: scenario.until, found: found.collect() }
    }

    /// The scenario with the faults of a seed, and their repair half-way.
    pub fn scenario(&self, seed: u64) -> Scenario {
        let mut scenario = self.base.clone();
        let calm = Time(scenario.until.0 / 2);
        let Scenario { setup, .. } = &mut scenario;
        setup.seed = Seed(seed);
        let mut faults = schedule(setup.seed, &self.targets, Time::ZERO..calm);
        // Every fault may need its repair, and the whole has to stay a scenario.
        let room = limits::ACTIONS.saturating_sub(setup.actions.len() + REPAIRS);
        faults.truncate(room / 2);
        setup.actions.extend(faults);
        by_key(&mut setup.actions, |timed| timed.at.0);
        let before = setup.actions.partition_point(|timed| timed.at <= calm);
        let repairs = Troubles::after(&setup.actions[..before], setup.network).repairs();
        let repairs = repairs.into_iter().map(|action| Timed { at: calm, action });
        setup.actions.splice(before..before, repairs);
        scenario
    }
}

impl Iterator for Hunt {
    type Item = Trial;

    /// Tries the next seed.
    fn next(&mut self) -> Option<Trial> {
        self.seeds.next().map(|seed| self.trial(seed))
    }
}

/// What in a scenario can be hit; the sentence says why it cannot be started.
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
    // Those drawn at the nodes are what the protocol waits for; the others beat time.
    let kinds = entry.info.timers;
    let drawn = kinds.iter().any(|kind| kind.ring);
    let timers = kinds.iter().filter(|kind| kind.ring || !drawn).map(|kind| kind.name).collect();
    Ok(Targets { faults, failing, inputs, timers, network: setup.network, all })
}
