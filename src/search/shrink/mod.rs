//! Shrinking: from a scenario that violates a property to a small one that violates the same.
//!
//! Passes propose variations of the best scenario so far, each smaller in one respect: fewer
//! actions (delta debugging, Zeller and Hildebrandt 2002), fewer nodes, parameters at their defaults,
//! rounder times. A variation that still violates the property becomes the best. Each call of
//! [`Shrink::next`] runs one variation; the number of calls is limited.
//!
//! The automatic workload is replaced by inputs first, so that all requests are actions and are
//! removed like them.
//!
//! Removing an action changes what happens after it, so that later actions often come at the wrong
//! time for a violation. That is why variations are run with other seeds too.

mod caption;
mod removal;
mod simpler;
mod size;
mod times;
mod workload;

use super::violation::{self, Violation};
use kernel::ids::Seed;
use kernel::record::What;
use kernel::time::{Span, Time};
use scenario::Scenario;
use size::Size;

/// A search for a smaller scenario, one attempt at a time.
pub struct Shrink {
    best: Case,
    size: Size,
    /// The property's number in a run's records; none if violations of it are not recorded, as those
    /// of liveness properties.
    number: Option<u8>,
    /// Later violations are not looked for.
    horizon: Time,
    attempts: u32,
    limit: u32,
    /// The current pass, and the number of its next variation and seed.
    pass: usize,
    turn: u32,
    /// Whether this round of passes has found a smaller scenario.
    gained: bool,
}

/// A scenario that violates the property.
struct Case {
    scenario: Scenario,
    violation: Violation,
    /// How many requests of the automatic workload come before the violation.
    requests: usize,
}

/// The progress after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many variations were run.
    pub attempts: u32,
    /// How many are run at most.
    pub limit: u32,
    /// The number of actions of the best scenario.
    pub actions: usize,
    /// Whether the last attempt found a smaller scenario.
    pub smaller: bool,
}

/// What a pass proposes.
#[allow(clippy::large_enum_variant, reason = "one at a time, made to be taken apart")]
enum Variation {
    /// Run this.
    Try(Box<Scenario>),
    /// No variation has this number, but one with a higher number may follow.
    Skip,
    /// No variation has this number or a higher one.
    Over,
}

/// A pass: the variations of a scenario by number, and how many other seeds each is run with.
struct Pass {
    vary: fn(&Scenario, u32) -> Variation,
    seeds: u32,
}

const PASSES: &[Pass] = &[
    Pass { vary: workload::as_inputs, seeds: 0 },
    Pass { vary: workload::as_inputs, seeds: 50 },
    Pass { vary: |it, n| removal::part(it, 2, n), seeds: 0 },
    Pass { vary: |it, n| removal::part(it, 4, n), seeds: 0 },
    Pass { vary: |it, n| removal::part(it, 8, n), seeds: 0 },
    Pass { vary: |it, n| removal::part(it, 16, n), seeds: 0 },
    Pass { vary: removal::single, seeds: 0 },
    Pass { vary: removal::pair, seeds: 0 },
    Pass { vary: simpler::merged, seeds: 0 },
    Pass { vary: |it, n| removal::sample(it, n, 300), seeds: 0 },
    Pass { vary: removal::closing, seeds: 10 },
    Pass { vary: removal::single, seeds: 40 },
    Pass { vary: removal::nodes, seeds: 40 },
    Pass { vary: workload::moved, seeds: 4 },
    Pass { vary: workload::said, seeds: 4 },
    Pass { vary: removal::params, seeds: 10 },
    Pass { vary: removal::network, seeds: 10 },
    Pass { vary: simpler::shorter, seeds: 2 },
    Pass { vary: times::all, seeds: 20 },
    Pass { vary: times::single, seeds: 8 },
    Pass { vary: times::earlier, seeds: 0 },
];

/// The passes for when a round of those above has found nothing smaller: more samples and seeds.
const LAST_RESORTS: &[Pass] = &[
    Pass { vary: |it, n| removal::sample(it, n, 2_000), seeds: 0 },
    Pass { vary: removal::single, seeds: 200 },
    Pass { vary: removal::nodes, seeds: 200 },
    Pass { vary: removal::pair, seeds: 10 },
];

/// The default limit of attempts, which takes a few seconds.
pub const ATTEMPTS: u32 = 15_000;

/// How much later than in the given scenario a violation may come.
const SLACK: Span = Span::secs(1);

/// A run is advanced by this much at a time, and ends at the violation.
const SLICE: Span = Span::millis(250);

impl Shrink {
    /// Begins to shrink a scenario that violates this property; the error says why it cannot.
    pub fn new(scenario: &Scenario, property: &str) -> Result<Shrink, String> {
        scenario.start()?;
        let found = violation::broken(scenario, Some(property)).into_iter().next();
        let violation = found.ok_or_else(|| format!("The scenario does not break {property}"))?;
        let known = (scenario.pattern.properties)();
        let number = known.iter().position(|(id, _)| *id == property).unwrap_or(known.len());
        let recorded = is_recorded(scenario, number as u8);
        let mut shortened = violation::up_to(scenario, violation.at);
        // Notes, branches and the goal describe the run before shrinking.
        shortened.notes.clear();
        shortened.branches.clear();
        shortened.goal = None;
        let best =
            Case { requests: requests(scenario, violation.at), scenario: shortened, violation };
        Ok(Shrink {
            size: Size::of(&best),
            horizon: best.violation.at + SLACK,
            best,
            number: recorded.then_some(number as u8),
            attempts: 0,
            limit: ATTEMPTS,
            pass: 0,
            turn: 0,
            gained: false,
        })
    }

    /// The same with at most this many attempts.
    pub fn limited_to(mut self, attempts: u32) -> Shrink {
        self.limit = attempts;
        self
    }

    /// The smallest scenario so far, with a title and a note that explain the violation.
    pub fn best(&self) -> Scenario {
        caption::captioned(&self.best.scenario, &self.best.violation)
    }

    /// The violation in the smallest scenario so far.
    pub fn violation(&self) -> &Violation {
        &self.best.violation
    }

    /// The next variation to run; none when all passes are over.
    fn propose(&mut self) -> Option<Scenario> {
        loop {
            if self.gained && self.pass >= PASSES.len() {
                (self.pass, self.turn, self.gained) = (0, 0, false);
            }
            let pass = pass(self.pass)?;
            let (variation, seed) =
                (self.turn / (pass.seeds + 1), u64::from(self.turn % (pass.seeds + 1)));
            self.turn += 1;
            match (pass.vary)(&self.best.scenario, variation) {
                Variation::Over => (self.pass, self.turn) = (self.pass + 1, 0),
                Variation::Skip => self.turn = (variation + 1) * (pass.seeds + 1),
                Variation::Try(mut scenario) => {
                    if seed > 0 {
                        scenario.setup.seed = Seed(seed);
                    }
                    // No run could make this one smaller than the best.
                    if Size::at_least(&scenario) < self.size {
                        return Some(*scenario);
                    }
                }
            }
        }
    }

    /// Runs a scenario up to its violation; none if it does not violate the property.
    fn run(&self, scenario: Scenario) -> Option<Case> {
        let property = self.best.violation.property;
        let Some(number) = self.number else {
            let violation = violation::broken(&scenario, Some(property)).into_iter().next()?;
            let requests = requests(&scenario, violation.at);
            return Some(Case {
                scenario: violation::up_to(&scenario, violation.at),
                violation,
                requests,
            });
        };
        let mut sim = scenario.start().ok()?;
        let mut seen = 0;
        let mut to = Time::ZERO;
        while to < self.horizon {
            to = self.horizon.min(to + SLICE);
            sim.seek(to).ok()?;
            let new = &sim.records()[seen..];
            seen += new.len();
            let Some(record) = new.iter().find(|it| it.what == What::Violated(number)) else {
                continue;
            };
            let at = record.at;
            let violation = violation::breach(sim.as_ref(), property)?;
            let requests = workload::requests(sim.as_ref(), at).count();
            return Some(Case { scenario: violation::up_to(&scenario, at), violation, requests });
        }
        None
    }
}

impl Iterator for Shrink {
    type Item = Progress;

    /// Runs one variation; none when nothing is left to try.
    fn next(&mut self) -> Option<Progress> {
        if self.attempts >= self.limit {
            return None;
        }
        let proposed = self.propose()?;
        self.attempts += 1;
        let smaller = self.run(proposed).filter(|it| Size::of(it) < self.size);
        let progress = Progress {
            attempts: self.attempts,
            limit: self.limit,
            actions: smaller.as_ref().unwrap_or(&self.best).scenario.setup.actions.len(),
            smaller: smaller.is_some(),
        };
        if let Some(smaller) = smaller {
            self.size = Size::of(&smaller);
            self.best = smaller;
            self.gained = true;
            // The next variation of the smaller scenario has this one's number.
            let seeds = pass(self.pass).map_or(1, |pass| pass.seeds + 1);
            self.turn = (self.turn - 1) / seeds * seeds;
        }
        Some(progress)
    }
}

/// The passes in their order.
fn pass(number: usize) -> Option<&'static Pass> {
    PASSES.iter().chain(LAST_RESORTS).nth(number)
}

/// How many requests of the automatic workload a run makes up to a time.
fn requests(scenario: &Scenario, at: Time) -> usize {
    let Ok(mut sim) = scenario.start() else { return 0 };
    // A run that reaches the limit of records counts up to there.
    let _ = sim.seek(at);
    workload::requests(sim.as_ref(), at).count()
}

/// Whether a violation of the property is recorded.
fn is_recorded(scenario: &Scenario, number: u8) -> bool {
    let Ok(mut sim) = scenario.start() else { return false };
    // A run that reaches the limit of records may have recorded it before.
    let _ = sim.seek(scenario.until);
    sim.records().iter().any(|record| record.what == What::Violated(number))
}
