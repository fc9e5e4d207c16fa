//! Every pattern of the catalogue through the scenario language and its links.

use crate::common::{self, stories};
use faultline::catalogue::ALL;
use faultline::kernel::REVISION;
use faultline::kernel::action::Action;
use faultline::kernel::time::Time;
use faultline::run::words;
use faultline::scenario::Scenario;
use faultline::scenario::link::{Link, Moment, Stamp};

/// Longer links are cut by some of the tools that people paste them into.
const SAFE_CHARS: usize = 2_000;

fn told() -> Vec<Scenario> {
    ALL.iter().flat_map(stories).collect()
}

#[test]
fn every_pattern_tells_stories_with_titles_of_their_own() {
    let stories = told();
    for entry in ALL {
        let count = stories.iter().filter(|it| it.pattern.info.id == entry.info.id).count();
        assert!(count > 0, "{} tells nothing", entry.info.id);
    }
    let mut titles: Vec<&str> = stories.iter().map(|story| story.title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert!(!titles.contains(&""));
    assert_eq!(titles.len(), stories.len());
}

#[test]
fn every_pattern_starts_as_it_comes_and_understands_its_own_examples() {
    for entry in ALL {
        let mut scenario = Scenario::new(entry);
        let names = scenario.names().expect("the defaults make sense");
        for spec in entry.inputs {
            for &role in spec.roles {
                let prefix = entry.info.roles[usize::from(role)].prefix;
                let name = format!("{prefix}0");
                let action = scenario.read_action(&format!("input {name} {}", spec.example));
                let action = action.unwrap_or_else(|it| panic!("{name}: {}", it.message));
                let node = names.find(&name).expect("there is one of each role");
                assert_eq!(action, Action::Input(node, spec.example.into()));
                scenario.act(Time(1_000_000), action).expect("there is room");
            }
        }
        assert_eq!(common::scenario(&scenario.to_text()), scenario);
        scenario.start().expect("it starts").seek(Time(2_000_000)).expect("it runs");
    }
}

#[test]
fn a_story_in_a_link_is_the_same_run_at_the_same_moment() {
    for story in told() {
        let at = Time(story.until.0 / 2);
        let mut sim = story.start().expect("it starts");
        sim.seek(at).expect("it runs");
        let stamp = Stamp { engine: REVISION, digest: sim.digest() };
        let selected = Some("n0".into());
        let moment = Moment { at, branch: None, selected, stamp: Some(stamp) };
        let link = Link { text: story.to_text(), moment: Some(moment) };
        let fragment = link.encode().expect("short enough");
        assert!(fragment.len() < SAFE_CHARS, "{}: {}", story.title, fragment.len());

        let opened = Link::decode(&fragment).expect("it opens");
        let scenario = common::scenario(&opened.text);
        assert_eq!(scenario, story);
        let moment = opened.moment.expect("it names one");
        let mut again = scenario.start().expect("it starts");
        again.seek(moment.at).expect("it runs");
        assert_eq!(moment.stamp.map(|it| it.digest), Some(again.digest()), "{}", story.title);
    }
}

#[test]
fn a_note_or_a_later_end_changes_nothing_that_happens() {
    for story in told() {
        let mut longer = story.clone();
        longer.until = Time(story.until.0 + 1_000_000);
        longer.note(Time(1_000), None, "A remark").expect("there is room");
        let digest = |scenario: &Scenario| {
            let mut sim = scenario.start().expect("it starts");
            sim.seek(story.until).expect("it runs");
            sim.digest()
        };
        assert_eq!(digest(&longer), digest(&story), "{}", story.title);
    }
}

/// What the language's description shows is in order, and it shows every action there is.
#[test]
fn the_description_of_the_language_shows_all_of_it() {
    let text = include_str!("../../docs/scenarios.md");
    let shown: Vec<Scenario> = text
        .split("```faultline\n")
        .skip(1)
        .map(|block| common::scenario(block.split("```").next().unwrap_or_default()))
        .collect();
    assert_eq!(shown.len(), 3);
    for scenario in &shown {
        let mut sim = scenario.start().expect("it starts");
        sim.seek(scenario.until).expect("it does not run away");
    }
    for verb in words::VERBS {
        assert!(text.contains(&format!("s {verb} ")), "{verb} is not shown");
    }
}
