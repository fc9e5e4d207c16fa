//! The pattern that `cargo xtask new-pattern` starts from is a pattern: it compiles, runs, tells
//! its stories truly, and its safeguard is worth having.
//!
//! Nothing is written here: the template is compiled as it stands. Knows nothing of how xtask
//! renames it.

#[path = "../xtask/templates/pattern/mod.rs"]
mod pattern;

// What a pattern finds in the crate it lies in.
use faultline::sim;
use faultline_engine::doc;

use faultline::patterns::FAMILIES;
use faultline::scenario::{Scenario, stories::stories};
use faultline::search::random::{Options, RandomSearch};
use faultline::search::violation::broken;
use sim::entry::Entry;

static ALL: &[Entry] = &[Entry::of::<pattern::Skeleton>()];

fn told() -> Vec<Scenario> {
    let told = stories(ALL[0].info.doc, ALL);
    told.map(|story| story.unwrap_or_else(|error| panic!("{error}"))).collect()
}

#[test]
fn its_stories_are_canonical_and_show_what_they_say() {
    let stories = told();
    assert_eq!(stories.len(), 3);
    for story in stories {
        let block = format!("```faultline\n{}```", story.to_text());
        assert!(ALL[0].info.doc.contains(&block), "{block}");
        let found: Vec<_> = broken(&story, None).into_iter().map(|it| it.property).collect();
        let expected = if story.setup.without.is_empty() { vec![] } else { vec!["taken-once"] };
        assert_eq!(found, expected, "{}", story.title);
    }
}

#[test]
fn faults_break_it_without_its_safeguard_and_not_with_it() {
    let lines = format!("faultline 1\n{}\nuntil 5s\n", ALL[0].info.trial);
    let base = Scenario::parse(&lines, ALL).expect("the trial is a scenario");
    let finds = |base: &Scenario| {
        let hunt =
            RandomSearch::new(base.clone(), 0..60, Options::default()).expect("it is in order");
        hunt.flat_map(|trial| trial.found).count()
    };
    assert_eq!(finds(&base), 0);
    let without = Scenario::parse(&lines.replace("until", "without deduplication\nuntil"), ALL);
    assert!(finds(&without.expect("a scenario")) > 0);
}

#[test]
fn it_declares_what_every_pattern_declares() {
    assert!(FAMILIES.contains(&ALL[0].info.family));
    let text = format!("faultline 1\n{}\n", ALL[0].info.miniature);
    Scenario::parse(&text, ALL).expect("the miniature is a scenario");
    for part in
        ["What it is", "When to use it", "What can go wrong", "What to watch for", "Sources"]
    {
        assert!(ALL[0].info.doc.contains(&format!("# {part}\n")), "{part}");
    }
}
