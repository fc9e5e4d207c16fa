//! The command `explore`, as people and their build servers meet it.

use std::process::Output;

use crate::common::program::faultline;

const FORGETFUL: &str = "\
faultline 1
pattern raft nodes=3 clients=0
without durable-vote
at 1s crash n0
";

fn explore(args: &[&str], input: &str) -> Output {
    faultline(&[&["explore"], args].concat(), input)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn what_is_broken_is_printed_as_a_scenario_that_breaks_it() {
    let output = explore(&["-", "--crashes", "1", "--timers=2"], FORGETFUL);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("# election-safety is violated after 8 steps: n"), "{told}");
    assert!(told.contains("\nat 0.04s crash n"), "{told}");
    // Faults come from the budget.
    assert_eq!(text(&output.stderr), "-: 1 action is no input and left out\n");

    let checked = faultline(&["check", "-"], told);
    assert_eq!(checked.status.code(), Some(1), "{told}");
    let broken = told.lines().next().and_then(|line| line.split_once(": ")).expect("a reason").1;
    let checked = text(&checked.stdout);
    assert!(checked.contains(broken.trim_end_matches('.')), "{checked}\n{broken}");
}

#[test]
fn what_holds_is_told_with_how_far_it_was_looked_at() {
    let output = explore(&["raft", "--depth", "4"], "");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let told = text(&output.stdout);
    assert!(told.starts_with("no violation within 4 steps\n"), "{told}");
    assert!(told.contains(" distinct states, ") && told.contains("depth 5; one in "), "{told}");

    let output = explore(&["raft", "--states", "100"], "");
    assert!(text(&output.stdout).contains("where the states ended it"), "{output:?}");

    let output = explore(&["raft", "--timers", "0"], "");
    let told = text(&output.stdout);
    assert!(told.starts_with("no violation on any course; the longest has 3 steps\n"), "{told}");
}

#[test]
fn json_says_the_same_in_one_object() {
    let row = |args: &[&str]| {
        let told = explore(args, "").stdout;
        serde_json::from_slice::<serde_json::Value>(&told).expect("one object")
    };
    let holds = row(&["raft", "--json", "--depth=3"]);
    assert_eq!((&holds["type"], &holds["verdict"]), (&"explored".into(), &"depth".into()));
    assert_eq!((&holds["depth"], &holds["scenario"]), (&4.into(), &serde_json::Value::Null));
    let broken = row(&["raft", "--json", "--without=majority"]);
    assert_eq!(broken["verdict"], "violated");
    assert_eq!((&broken["property"], &broken["steps"]), (&"election-safety".into(), &6.into()));
    assert!(broken["scenario"].as_str().is_some_and(|text| text.starts_with("faultline 1\n")));
}

#[test]
fn mistakes_are_told_in_a_sentence() {
    for (args, sentence) in [
        (&["raft", "--depth", "many"][..], "--depth: “many” is not a number up to 4294967295"),
        (&["raft", "--property", "speed"], "There is no property “speed”"),
        (&["raft", "--without", "luck"], "There is no safeguard “luck”"),
        (&["raft", "--threads", "0"], "--threads: “0” is not a number from 1 to 1024"),
    ] {
        let output = explore(args, "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(text(&output.stderr).trim_end(), sentence);
    }
}

/// Every command of the manual is one that there is, with flags that there are.
#[test]
fn the_manual_can_be_followed() {
    let manual = include_str!("../../../docs/explore.md");
    let commands = manual.lines().filter_map(|line| line.trim().strip_prefix("faultline explore "));
    let commands: Vec<&str> = commands.filter_map(|line| line.split(['#', '>']).next()).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let args: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let output = explore(&args, "");
        assert_eq!(output.status.code(), Some(0), "{command}: {}", text(&output.stderr));
    }
}
