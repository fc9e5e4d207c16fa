//! Runs of courses that are not shown at the moment, kept so that going back to one is quick.
//!
//! They are found by what decides them, not by a name, so that nothing must be told when branches
//! are renamed, removed or undone. Only a few are kept, and only as long as they are small: a run
//! can always be computed again.

use kernel::action::Timed;
use run::Sim;
use scenario::Scenario;
use std::rc::Rc;

/// How many runs are kept at most.
const KEPT: usize = 4;

/// How many records all of them may have: 32 bytes each, and as much again for checkpoints.
const RECORDS: usize = 400_000;

/// A run, and the scenario of its course.
pub struct Run {
    /// What decides it.
    pub scenario: Rc<Scenario>,
    /// The run.
    pub sim: Box<dyn Sim>,
}

/// The runs, the one that was shown last at the end.
#[derive(Default)]
pub struct Runs(Vec<Run>);

impl Runs {
    /// A run of a scenario: the one that is kept, one like it brought up to date, or a new one.
    /// `shown` is the run on the page, which stays as it is.
    pub fn run(
        &mut self,
        scenario: &Scenario,
        shown: (&Scenario, &dyn Sim),
    ) -> Result<Box<dyn Sim>, String> {
        let actions = &scenario.setup.actions;
        let kept = self.0.iter().position(|run| {
            same_start(&run.scenario, scenario) && run.scenario.setup.actions == *actions
        });
        if let Some(index) = kept {
            return Ok(self.0.remove(index).sim);
        }
        if !same_start(shown.0, scenario) {
            return scenario.start();
        }
        // Up to the first difference all is as in the run that is shown.
        let mut sim = shown.1.fork();
        redirect(&mut *sim, actions)?;
        Ok(sim)
    }

    /// Keeps a run, and lets go of the oldest where there are too many.
    pub fn keep(&mut self, run: Run) {
        self.0.push(run);
        while self.0.len() > KEPT || (self.0.len() > 1 && self.records() > RECORDS) {
            self.0.remove(0);
        }
    }

    fn records(&self) -> usize {
        self.0.iter().map(|run| run.sim.records().len()).sum()
    }
}

/// Gives a run other actions. The cursor does not stay beyond the first difference: what comes
/// after it is still to be computed. On failure everything stays.
pub fn redirect(sim: &mut dyn Sim, actions: &[Timed]) -> Result<(), String> {
    let (old, now) = (sim.actions(), sim.now());
    let same = old.iter().zip(actions).take_while(|(old, new)| old == new).count();
    let times = [old.get(same), actions.get(same)];
    let parting = times.into_iter().flatten().map(|timed| timed.at).min().unwrap_or(now);
    if parting < now {
        sim.seek(parting)?;
    }
    let changed = sim.set_actions(actions.to_vec());
    if changed.is_err() {
        sim.seek(now)?;
    }
    changed
}

/// Whether two scenarios differ by nothing but what is done and said in them.
pub fn same_start(a: &Scenario, b: &Scenario) -> bool {
    let (old, new) = (&a.setup, &b.setup);
    old.params == new.params
        && old.without == new.without
        && old.network == new.network
        && old.seed == new.seed
        && std::ptr::eq(a.pattern, b.pattern)
}
