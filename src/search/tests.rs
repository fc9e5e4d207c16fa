//! Search and shrinking of the kernel's toy pattern: what counts as a finding, and the limits of a
//! scenario.

use super::random::{Options, RandomSearch};
use super::shrink::Shrink;
use super::violation::broken;
use super::*;
use pattern::fault::Fault;
use run::toy::Toy;
use scenario::limits;

static CATALOG: &[Entry] = &[Entry::of::<Toy>()];

fn scenario(lines: &str) -> Scenario {
    Scenario::parse(&format!("faultline 1\n{lines}\n"), CATALOG).expect("it is a scenario")
}

fn ids(scenario: &Scenario, only: Option<&str>) -> Vec<&'static str> {
    broken(scenario, only).into_iter().map(|violation| violation.property).collect()
}

/// Asked, told a count, crashed, asked again, and told a smaller one.
const FORGETFUL: &str = "pattern toy nodes=2\nat 1s input n0 ask\nat 2s crash n0\n\
                         at 2.1s restart n0\nat 2.2s input n0 ask\nuntil 3s";

#[test]
fn a_known_limit_is_found_only_by_its_name() {
    let scenario = scenario(FORGETFUL);
    assert_eq!(ids(&scenario, None), [] as [&str; 0]);
    assert_eq!(ids(&scenario, Some("growth")), ["growth"]);
    let mut shrink = Shrink::new(&scenario, "growth").expect("it is broken");
    shrink.by_ref().for_each(drop);
    assert_eq!(ids(&shrink.best(), Some("growth")), ["growth"]);
    assert!(shrink.best().setup.actions.len() <= 4, "{}", shrink.best());
}

#[test]
fn a_move_that_no_diagram_has_is_found_and_shrunk_too() {
    let actions = "at 1s crash n1\nat 1.5s restart n1\nat 2s input n0 bold\nat 3s input n0 shy";
    let scenario = scenario(&format!("pattern toy nodes=3\n{actions}"));
    assert!(ids(&scenario, None).contains(&"state-diagram"));
    let mut shrink = Shrink::new(&scenario, "state-diagram").expect("it is broken");
    shrink.by_ref().for_each(drop);
    let (small, violation) = (shrink.best(), shrink.violation());
    assert_eq!(small.setup.actions.len(), 2, "{small}");
    assert_eq!((small.notes.len(), small.notes[0].node), (1, violation.node), "{small}");
    assert_eq!(small.names().map(|names| names.0.len()), Ok(2), "{small}");
}

#[test]
fn the_longest_run_under_most_faults_is_still_a_scenario() {
    let mut base = scenario("pattern toy nodes=9");
    for second in 0..600 {
        let action = base.read_action("input n0 ask").expect("it takes that");
        base.act(Time(second * 1_000_000), action).expect("there is room");
    }
    let options =
        Options { faults: Fault::ALL.to_vec(), length: Some(limits::UNTIL), ..Options::default() };
    let search = RandomSearch::new(base, 0..0, options).expect("the search is in order");
    for seed in 0..20 {
        let text = search.scenario(seed).to_text();
        assert!(Scenario::parse(&text, CATALOG).is_ok(), "seed {seed}: {} bytes", text.len());
    }
}

#[test]
fn a_pattern_that_tolerates_nothing_meets_no_fault() {
    let search = RandomSearch::new(scenario("pattern toy"), 0..5, Options::default());
    for seed in 0..5 {
        let scenario = search.as_ref().expect("the search is in order").scenario(seed);
        assert_eq!(scenario.setup.actions, []);
    }
}
