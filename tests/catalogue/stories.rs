//! The stories of every pattern: they stand in the documentation as they would be printed, end as
//! they should under any seed, and together show every safeguard missing and every limit.

use std::collections::BTreeSet;

use super::{Complaints, patterns};
use crate::common::{seeds, stories};
use faultline::kernel::ids::Seed;
use faultline::kernel::time::Time;
use faultline::run::frame::Standing;
use faultline::scenario::Scenario;
use faultline::search::violation::broken;

/// Nobody watches a story for longer.
const LONGEST: Time = Time(60_000_000);
/// What a story shows, it shows under up to this many seeds besides its own.
const SEEDS: u64 = 50;

/// The promises that a run of a scenario breaks, by id.
fn breaks(story: &Scenario) -> BTreeSet<&'static str> {
    broken(story, None).into_iter().map(|violation| violation.property).collect()
}

/// The known limits that a run of a scenario shows, by id.
fn limits(story: &Scenario) -> BTreeSet<&'static str> {
    let mut sim = story.start().expect("the story starts");
    sim.seek(story.until).expect("the story ends");
    let properties = sim.frame().properties.into_iter();
    let shown = |standing| matches!(standing, Standing::Broken(_) | Standing::Stuck { .. });
    properties
        .filter(|it| it.limit.is_some())
        .filter(|it| shown(it.standing.clone()))
        .map(|it| it.id)
        .collect()
}

#[test]
fn stories_are_told_in_canonical_form() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let told = stories(entry);
        complaints.check(told.len() >= 3, entry, || "it has hardly a story".into());
        let first = told.first().is_some_and(|it| it.setup.without.is_empty());
        complaints.check(first, entry, || "its first story lacks a safeguard".into());
        let titles: BTreeSet<&str> = told.iter().map(|it| it.title.as_str()).collect();
        complaints.check(titles.len() == told.len(), entry, || "two stories share a title".into());
        for story in &told {
            let block = format!("```faultline\n{}```", story.to_text());
            let title = &story.title;
            let written = entry.info.doc.contains(&block);
            complaints.check(written, entry, || format!("“{title}” is to be written\n{block}"));
            let own = story.pattern.info.id == entry.info.id;
            complaints.check(own, entry, || format!("“{title}” is of another pattern"));
            let noted = !story.notes.is_empty() && story.until <= LONGEST;
            complaints.check(noted, entry, || format!("“{title}” is too long or has no note"));
        }
    }
    complaints.end();
}

#[test]
fn a_story_breaks_a_promise_where_it_lacks_a_safeguard_and_nowhere_else() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        for mut story in stories(entry) {
            let found = breaks(&story);
            let title = story.title.clone();
            let lacking = story.setup.without.clone();
            let guards = (entry.safeguards)();
            let expected = guards.iter().filter(|it| lacking.contains(&it.id));
            let fine = match lacking.is_empty() {
                true => found.is_empty(),
                false => expected.map(|it| it.breaks).any(|it| found.contains(it)),
            };
            complaints.check(fine, entry, || format!("“{title}” breaks {found:?}"));
            story.setup.without.clear();
            let found = breaks(&story);
            complaints.check(found.is_empty(), entry, || {
                format!("“{title}” with all safeguards breaks {found:?}")
            });
        }
    }
    complaints.end();
}

#[test]
fn no_story_rests_on_a_lucky_seed() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        for mut story in stories(entry) {
            let (expected, shown) = (breaks(&story), limits(&story));
            for seed in 0..seeds(SEEDS) {
                story.setup.seed = Seed(seed);
                let (found, seen) = (breaks(&story), limits(&story));
                complaints.check(found == expected, entry, || {
                    format!("“{}” breaks {found:?} under seed {seed}", story.title)
                });
                complaints.check(seen.is_superset(&shown), entry, || {
                    format!("“{}” shows {seen:?} under seed {seed}", story.title)
                });
            }
        }
    }
    complaints.end();
}

#[test]
fn every_safeguard_and_every_limit_has_its_story() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let told = stories(entry);
        for guard in (entry.safeguards)() {
            let shows = |it: &&Scenario| {
                it.setup.without == [guard.id] && breaks(it).contains(guard.breaks)
            };
            let shown = told.iter().any(|it| shows(&it));
            complaints.check(shown, entry, || format!("no story is without {} alone", guard.id));
        }
        let shown: BTreeSet<&str> = told.iter().flat_map(limits).collect();
        let start = told[0].start().expect("the story starts");
        for property in start.frame().properties.iter().filter(|it| it.limit.is_some()) {
            let seen = shown.contains(property.id);
            complaints.check(seen, entry, || format!("no story shows the limit {}", property.id));
        }
    }
    complaints.end();
}
