//! The pattern that `cargo xtask new-pattern` starts from is a pattern: it compiles, runs, tells
//! its stories truly, its golden run is told as it was, and its safeguard is worth having.
//!
//! Nothing is written here: the template is compiled as it stands. Knows nothing of how xtask
//! renames it.

#[path = "../../xtask/templates/pattern/mod.rs"]
mod pattern;

use faultline::catalogue::FAMILIES;
use faultline::cli::report;
use faultline::kernel::record::What;
use faultline::run::entry::Entry;
use faultline::run::frame::Standing;
use faultline::scenario::Scenario;
use faultline::scenario::stories::stories;
use faultline::search::random::{Options, RandomSearch};
use faultline::search::violation::broken;

const GOLDEN: &str = include_str!("../../xtask/templates/pattern/golden.txt");

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

/// The run's records of the kinds that `#! show` names, and that all properties hold: what
/// `tests/golden.rs` tells of it once the template is a pattern.
#[test]
fn its_golden_run_is_told_as_it_was() {
    let (head, expected) = GOLDEN.split_once("---\n").expect("a scenario and what is told of it");
    let show = head.lines().find_map(|line| line.strip_prefix("#! show ")).expect("kinds");
    let show: Vec<&str> = show.split(' ').collect();
    let scenario = Scenario::parse(head, ALL).expect("a scenario");
    let mut sim = scenario.start().expect("it starts");
    scenario.end().reach(sim.as_mut()).expect("it ends");
    let lines = sim.lines(0..sim.position());
    let mut told = String::new();
    for (record, line) in sim.records().iter().zip(lines) {
        let message = match record.what {
            What::Sent { kind, .. } | What::Delivered { kind, .. } | What::Lost { kind, .. } => {
                sim.info().messages[usize::from(kind)].name
            }
            _ => "",
        };
        if show.contains(&report::kind(&record.what)) || show.contains(&message) {
            told += &format!("{line}\n");
        }
    }
    let broken = sim.frame().properties.into_iter().filter(|it| it.standing != Standing::Holds);
    assert_eq!(broken.count(), 0);
    assert_eq!(told + "all properties hold\n", expected);
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
