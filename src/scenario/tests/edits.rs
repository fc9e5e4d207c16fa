//! Edits keep a scenario printable: whatever they make reads back as itself.

use super::*;
use kernel::action::Action;

fn same(scenario: &Scenario) {
    assert_eq!(&read(&scenario.to_text()), scenario);
}

#[test]
fn actions_and_notes_are_added_in_order_of_time_and_extend_the_run() {
    let mut scenario = read(FULL);
    let action = scenario.read_action("crash n3").expect("an action");
    scenario.act(Time(1_200_000), action.clone()).expect("there is room");
    scenario.act(Time(8_000_000), action).expect("there is room");
    scenario.note(Time(1_000_000), None, "  Before\tthe split ").expect("there is room");
    assert!(scenario.note(Time::ZERO, None, " ").is_err());
    assert!(scenario.note(Time::ZERO, None, "a\u{202e}b").is_err());
    assert!(scenario.act(Time(600_000_001), Action::Heal(Vec::new())).is_err());
    let text = scenario.to_text();
    assert!(text.contains("partition n0 n1 | n2 n3\nat 1.2s crash n3\nat 1.2s note"), "{text}");
    assert!(text.contains("at 1s note - Before the split\n"), "{text}");
    assert!(text.ends_with("until 8s\n"), "{text}");
    same(&scenario);
}

#[test]
fn actions_typed_into_a_form_are_checked_like_those_of_a_file() {
    let scenario = read(FULL);
    assert!(scenario.read_action("input n0 put x=2").is_ok());
    assert_eq!(scenario.read_action("input n0 get x").expect_err("a server").at, 9);
    assert_eq!(scenario.read_action("crash n4").expect_err("no such node").at, 6);
}

#[test]
fn parameters_keep_their_order_and_defaults_vanish() {
    let mut scenario = read(FULL);
    scenario.set_param("errors", "1%").expect("a share");
    scenario.set_param("mode", "fast").expect("a choice");
    scenario.set_param("clients", "2").expect("a count");
    let text = scenario.to_text();
    assert!(text.contains("nodes=4 clients=2 timeout=100..200ms errors=1%\n"), "{text}");
    assert!(scenario.set_param("nodes", "99").is_err());
    assert!(scenario.set_param("colour", "red").is_err());
    same(&scenario);
}

#[test]
fn safeguards_are_switched_in_the_order_of_their_declaration() {
    let mut scenario = read("faultline 1\npattern echo");
    scenario.set_safeguard("memory", false).expect("known");
    scenario.set_safeguard("fences", false).expect("known");
    assert_eq!(scenario.setup.without, ["fences", "memory"]);
    scenario.set_safeguard("fences", true).expect("known");
    assert_eq!(scenario.setup.without, ["memory"]);
    assert!(scenario.set_safeguard("luck", false).is_err());
    same(&scenario);
}

#[test]
fn when_nodes_go_their_faults_go_and_the_others_keep_their_names() {
    let mut scenario = read(
        "faultline 1\npattern echo nodes=5\n\
         at 1s crash n0 n4\nat 2s crash n4\nat 3s input c0 put x=1\nat 4s note n4 Gone\n\
         at 4s note c0 Stays\nat 5s partition n0 n1 | n2 | n3 n4\nat 6s partition n0 | n3 n4\n\
         at 7s drop n0>n4#1\nat 8s heal n0-n4 n0-n1\nat 9s heal\n",
    );
    assert_eq!(scenario.set_param("nodes", "3"), Ok(4));
    assert_eq!(
        scenario.to_text(),
        "faultline 1\npattern echo\nseed 0\nat 1s crash n0\nat 3s input c0 put x=1\n\
         at 4s note c0 Stays\nat 5s partition n0 n1 | n2\nat 8s heal n0-n1\nat 9s heal\n\
         until 14s\n"
    );
    same(&scenario);
}
