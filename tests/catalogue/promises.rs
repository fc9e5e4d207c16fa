//! Every promise from both sides: with all safeguards on, no schedule of faults breaks one; with a
//! safeguard off, the search finds the promise that it is there for broken, and shows it in a few
//! steps.

use std::collections::BTreeSet;
use std::thread;

use super::{Complaints, patterns};
use crate::common::{scenario, seeds, stories};
use faultline::catalogue::ALL;
use faultline::kernel::time::Time;
use faultline::run::entry::{Entry, Guard};
use faultline::run::frame::Standing;
use faultline::scenario::Scenario;
use faultline::search;
use faultline::search::Finding;
use faultline::search::random::{Options, RandomSearch};
use faultline::search::shrink::Shrink;
use faultline::search::violation::broken;

/// Up to how many schedules are tried.
const SEEDS: u64 = 1_000;
/// What is found is shown in this many actions, those of clients included.
const ACTIONS: usize = 12;

fn hunt(base: Scenario, property: Option<&str>, seeds: std::ops::Range<u64>) -> RandomSearch {
    let options = Options { property: property.map(Into::into), ..Options::default() };
    RandomSearch::new(base, seeds, options).expect("the hunt is in order")
}

#[test]
fn with_all_safeguards_no_schedule_breaks_a_promise() {
    let mut complaints = Complaints::default();
    let tried = seeds(SEEDS);
    for entry in patterns() {
        let base = || scenario(entry.info.trial);
        let halves = [0..tried / 2, tried / 2..tried];
        let found: Vec<Finding> = thread::scope(|scope| {
            let hunts = halves.map(|seeds| {
                scope
                    .spawn(|| hunt(base(), None, seeds).flat_map(|it| it.found).collect::<Vec<_>>())
            });
            hunts.into_iter().flat_map(|it| it.join().expect("a hunt ends")).collect()
        });
        complaints.check(found.is_empty(), entry, || {
            let Finding { property, why, scenario, .. } = &found[0];
            format!("{} findings; {property} was broken: {why}\n{scenario}", found.len())
        });
    }
    complaints.end();
}

/// Where a search without a safeguard starts.
fn start(entry: &Entry, guard: &Guard) -> Scenario {
    let mut trial = search::trial(entry, [guard.id], ALL).expect("the trial is a scenario");
    trial.set_safeguard(guard.id, false).expect("the safeguard is declared");
    trial
}

#[test]
fn without_a_safeguard_its_promise_is_found_broken_and_shown_in_a_few_steps() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        for guard in (entry.safeguards)() {
            let mut hunt = hunt(start(entry, &guard), Some(guard.breaks), 0..SEEDS);
            let found = hunt.find_map(|it| it.found.into_iter().next());
            let Some(finding) = found else {
                complaints.check(false, entry, || {
                    format!("{} holds without {} under {SEEDS} seeds", guard.breaks, guard.id)
                });
                continue;
            };
            let shrink = Shrink::new(&finding.scenario, guard.breaks).expect("it breaks that");
            let mut shrink = shrink.limited_to(2_000);
            shrink.by_ref().for_each(drop);
            let mut small = shrink.best();
            let (seed, actions) = (finding.seed, small.setup.actions.len());
            println!("{}: without {}: seed {seed}, {actions} actions", entry.info.id, guard.id);
            complaints.check(actions <= ACTIONS, entry, || format!("it is long\n{small}"));
            complaints.check(broken(&small, Some(guard.breaks)).len() == 1, entry, || {
                format!("it does not break {}\n{small}", guard.breaks)
            });
            // What clients ask for is in the actions, and nowhere else.
            let own = super::workload::requests(&small).len();
            complaints.check(own == 0 && super::workload::is_off(&small), entry, || {
                format!("{own} requests that nobody sees in the actions\n{small}")
            });
            small.set_safeguard(guard.id, true).expect("the safeguard is declared");
            let still = broken(&small, None);
            complaints.check(still.is_empty(), entry, || format!("{still:?} with it\n{small}"));
        }
    }
    complaints.end();
}

/// A check that nothing can fail would be no check: each promise of safety is broken without some
/// safeguard, in a schedule or in a story.
#[test]
fn every_promise_of_safety_can_be_broken() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let trial = scenario(entry.info.trial).start().expect("the trial starts");
        let promises = trial.frame().properties.into_iter().filter(|it| it.limit.is_none());
        let ids = promises.map(|it| it.id).filter(|id| !is_liveness(entry, id));
        let mut unbroken: BTreeSet<&str> = ids.collect();
        for story in stories(entry) {
            for violation in broken(&story, None) {
                unbroken.remove(violation.property);
            }
        }
        for guard in (entry.safeguards)() {
            let mut trials = hunt(start(entry, &guard), None, 0..200);
            while !unbroken.is_empty()
                && let Some(trial) = trials.next()
            {
                for finding in trial.found {
                    unbroken.remove(finding.property);
                }
            }
        }
        for id in unbroken {
            complaints.check(false, entry, || format!("nothing breaks {id}"));
        }
    }
    complaints.end();
}

/// Whether a property tells what will happen, and can fail to: where no message arrives it has not
/// happened, with all safeguards or without some.
fn is_liveness(entry: &Entry, id: &str) -> bool {
    let guards = (entry.safeguards)().into_iter().map(|guard| format!("without {}\n", guard.id));
    std::iter::once(String::new()).chain(guards).any(|without| {
        let cut_off = format!("{}\n{without}network loss=100%", entry.info.trial);
        let mut sim = scenario(&cut_off).start().expect("the trial starts");
        sim.seek(Time(10_000_000)).expect("nothing runs away");
        let properties = sim.frame().properties;
        let standing = properties.into_iter().find(|it| it.id == id).map(|it| it.standing);
        matches!(standing, Some(Standing::NotYet(_) | Standing::Stuck { .. }))
    })
}
