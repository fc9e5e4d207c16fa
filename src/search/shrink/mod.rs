//! Shrinking: from a scenario that breaks a promise to a small one that breaks the same promise.
//!
//! Passes propose variations of the best scenario so far, each smaller in one respect: fewer
//! actions (delta debugging, Zeller and Hildebrandt 2002), fewer nodes, parameters as they come,
//! rounder times. One that still breaks the property becomes the best. Every proposal is a run of
//! its own, made by one call of [`Shrink::next`], and there are only so many.
//!
//! Taking an action away moves what happens after it, so that the later actions come at the wrong
//! moments and nothing breaks. That is why a smaller scenario is tried under other seeds too: the
//! same few steps, another fall of the dice.

mod caption;
mod fewer;
mod lists;
mod times;
mod weight;
mod workload;

use super::verdict::{self, Violation};
use kernel::ids::Seed;
use kernel::record::What;
use kernel::time::{Span, Time};
use scenario::Scenario;
use weight::Weight;

/// A search for a smaller scenario, one attempt at a time.
pub struct Shrink {
    best: Case,
    weight: Weight,
    /// The property's number in the records of a run; none where no record tells of the violation.
    number: Option<u8>,
    /// A violation that comes later than this is none.
    horizon: Time,
    attempts: u32,
    limit: u32,
    /// The pass at work, and the number of its next variation.
    pass: usize,
    turn: u32,
    /// Whether this round of passes has made anything smaller.
    gained: bool,
}

/// A scenario that breaks the property.
struct Case {
    scenario: Scenario,
    violation: Violation,
    /// How many requests nodes made by themselves.
    hidden: usize,
}

/// How far the shrinking has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many scenarios have been tried.
    pub attempts: u32,
    /// How many are tried at most.
    pub limit: u32,
    /// The actions of the best so far.
    pub actions: usize,
    /// Whether the last attempt was a success.
    pub smaller: bool,
}

/// What a pass proposes.
#[allow(clippy::large_enum_variant, reason = "one at a time, made to be taken apart")]
enum Variation {
    /// To try this.
    Try(Box<Scenario>),
    /// Nothing under this number, but maybe under a later one.
    Skip,
    /// Nothing any more.
    Over,
}

/// A pass: the variations of a scenario by their numbers, and under how many other seeds each is
/// tried.
struct Pass {
    vary: fn(&Scenario, u32) -> Variation,
    seeds: u32,
}

const PASSES: &[Pass] = &[
    Pass { vary: workload::as_inputs, seeds: 0 },
    Pass { vary: workload::as_inputs, seeds: 50 },
    Pass { vary: |it, n| fewer::part(it, 2, n), seeds: 0 },
    Pass { vary: |it, n| fewer::part(it, 4, n), seeds: 0 },
    Pass { vary: |it, n| fewer::part(it, 8, n), seeds: 0 },
    Pass { vary: |it, n| fewer::part(it, 16, n), seeds: 0 },
    Pass { vary: fewer::single, seeds: 0 },
    Pass { vary: fewer::pair, seeds: 0 },
    Pass { vary: lists::merged, seeds: 0 },
    Pass { vary: |it, n| fewer::sample(it, n, 300), seeds: 0 },
    Pass { vary: fewer::closing, seeds: 10 },
    Pass { vary: fewer::single, seeds: 40 },
    Pass { vary: fewer::nodes, seeds: 40 },
    Pass { vary: workload::moved, seeds: 4 },
    Pass { vary: workload::said, seeds: 4 },
    Pass { vary: fewer::params, seeds: 10 },
    Pass { vary: fewer::network, seeds: 10 },
    Pass { vary: lists::shorter, seeds: 2 },
    Pass { vary: times::all, seeds: 20 },
    Pass { vary: times::single, seeds: 8 },
    Pass { vary: times::earlier, seeds: 0 },
];

/// What is tried when a round of the passes above has made nothing smaller: the same few steps
/// under many seeds, until one of them does.
const LAST_RESORTS: &[Pass] = &[
    Pass { vary: |it, n| fewer::sample(it, n, 2_000), seeds: 0 },
    Pass { vary: fewer::single, seeds: 200 },
    Pass { vary: fewer::nodes, seeds: 200 },
    Pass { vary: fewer::pair, seeds: 10 },
];

/// How many attempts a shrinking makes unless told otherwise: a few seconds' work at most.
pub const ATTEMPTS: u32 = 15_000;

/// How much later than in the scenario given a violation may come.
const SLACK: Span = Span::secs(1);

/// Runs are looked at this often, to end them at the violation.
const SLICE: Span = Span::millis(250);

impl Shrink {
    /// The shrinking of a scenario that breaks this property; the sentence says why it cannot
    /// begin.
    pub fn new(scenario: &Scenario, property: &str) -> Result<Shrink, String> {
        scenario.start()?;
        let found = verdict::broken(scenario, Some(property)).into_iter().next();
        let violation = found.ok_or_else(|| format!("The scenario does not break {property}"))?;
        let known = (scenario.pattern.properties)();
        let number = known.iter().position(|(id, _)| *id == property).unwrap_or(known.len());
        let told = told(scenario, number as u8);
        let mut shortened = verdict::up_to(scenario, violation.at);
        // Notes, branches and what was awaited speak of other runs than those to come.
        shortened.notes.clear();
        shortened.branches.clear();
        shortened.goal = None;
        let best = Case { hidden: hidden(scenario, violation.at), scenario: shortened, violation };
        Ok(Shrink {
            weight: Weight::of(&best),
            horizon: best.violation.at + SLACK,
            best,
            number: told.then_some(number as u8),
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

    /// The smallest scenario so far, with a title that says what it shows and a note at the
    /// violation that says why.
    pub fn best(&self) -> Scenario {
        caption::captioned(&self.best.scenario, &self.best.violation)
    }

    /// How the smallest scenario so far breaks the property.
    pub fn violation(&self) -> &Violation {
        &self.best.violation
    }

    /// The next variation to try; none when no pass has anything left to propose.
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
                    // What cannot become smaller need not be run.
                    if Weight::at_least(&scenario) < self.weight {
                        return Some(*scenario);
                    }
                }
            }
        }
    }

    /// The scenario up to its violation; none if it does not break the property.
    fn judge(&self, scenario: Scenario) -> Option<Case> {
        let property = self.best.violation.property;
        let Some(number) = self.number else {
            let violation = verdict::broken(&scenario, Some(property)).into_iter().next()?;
            let hidden = hidden(&scenario, violation.at);
            return Some(Case {
                scenario: verdict::up_to(&scenario, violation.at),
                violation,
                hidden,
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
            let violation = verdict::breach(sim.as_ref(), property)?;
            let hidden = workload::requests(sim.as_ref(), at).count();
            return Some(Case { scenario: verdict::up_to(&scenario, at), violation, hidden });
        }
        None
    }
}

impl Iterator for Shrink {
    type Item = Progress;

    /// Makes one attempt; none when there is nothing left to try.
    fn next(&mut self) -> Option<Progress> {
        if self.attempts >= self.limit {
            return None;
        }
        let proposed = self.propose()?;
        self.attempts += 1;
        let smaller = self.judge(proposed).filter(|it| Weight::of(it) < self.weight);
        let progress = Progress {
            attempts: self.attempts,
            limit: self.limit,
            actions: smaller.as_ref().unwrap_or(&self.best).scenario.setup.actions.len(),
            smaller: smaller.is_some(),
        };
        if let Some(smaller) = smaller {
            self.weight = Weight::of(&smaller);
            self.best = smaller;
            self.gained = true;
            // What was the next variation stands in the place of this one now.
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

/// How many requests nodes make by themselves up to a time.
fn hidden(scenario: &Scenario, at: Time) -> usize {
    let Ok(mut sim) = scenario.start() else { return 0 };
    // A run that has to be stopped counts as far as it went.
    let _ = sim.seek(at);
    workload::requests(sim.as_ref(), at).count()
}

/// Whether the records of a run tell when a property is violated.
fn told(scenario: &Scenario, number: u8) -> bool {
    let Ok(mut sim) = scenario.start() else { return false };
    // A run that has to be stopped may have told of it before.
    let _ = sim.seek(scenario.until);
    sim.records().iter().any(|record| record.what == What::Violated(number))
}
