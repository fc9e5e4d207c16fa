//! Where runs end: conditions in scenarios, in branches, and when nodes go.

use super::*;
use kernel::ids::NodeId;
use run::until::Condition;

const HEAD: &str = "faultline 1\npattern echo\nseed 0\n";

#[test]
fn a_run_ends_with_a_condition_or_at_a_time() {
    let text = format!("{HEAD}until n1 gets Reply or 7.5s\n");
    let scenario = read(&text);
    assert_eq!(scenario.end().goal, Some(Condition::Gets(Some(NodeId(1)), 1)));
    assert_eq!(scenario.until, Time(7_500_000));
    assert_eq!(scenario.to_text(), text);
}

#[test]
fn without_a_limit_the_condition_has_the_time_that_the_run_would_end_at() {
    for (statements, end) in [
        ("until any is up", "until any is Up or 10s\n"),
        ("at 8s crash n0\nuntil CALL", "at 8s crash n0\nuntil Call or 13s\n"),
    ] {
        assert_eq!(read(&format!("{HEAD}{statements}")).to_text(), format!("{HEAD}{end}"));
    }
    let scenario = read(&format!("{HEAD}until 3s"));
    let end = scenario.read_end("fresh is broken").expect("known");
    assert_eq!(end, End { until: Time(3_000_000), goal: Some(Condition::Breaks(Some(0))) });
    assert_eq!(scenario.end_in_words(&end), "fresh is broken or 3s");
}

#[test]
fn a_branch_waits_for_what_its_trunk_waits_for_unless_it_says_otherwise() {
    let goal = "until c0 is answered or 9s\n";
    let other = "branch Other from 1s\nuntil 9s\nbranch Fewer from 0s\npattern echo nodes=2\n";
    let text = format!("{HEAD}{goal}branch Same from 1s\n{other}");
    let scenario = read(&text);
    let goals: Vec<bool> =
        scenario.branches.iter().map(|branch| branch.scenario.goal.is_some()).collect();
    assert_eq!(goals, [true, false, false]);
    assert_eq!(scenario.to_text(), text);
}

#[test]
fn a_condition_follows_its_node_and_goes_with_it() {
    for (before, after) in [("c0 is answered", Some("c0 is answered")), ("n3 is Up", None)] {
        let mut scenario =
            read(&format!("faultline 1\npattern echo nodes=4\nuntil {before} or 9s"));
        scenario.set_param("nodes", "3").expect("in range");
        let goal = scenario.goal.map(|goal| scenario.condition_in_words(&goal));
        assert_eq!(goal.as_deref(), after);
        assert_eq!(read(&scenario.to_text()), scenario);
    }
}

#[test]
fn what_cannot_end_a_run_is_refused_with_its_place() {
    for (end, column, message) in [
        ("", 6, "Expected a time, like 1.5s, or a condition, like n0 is Leader here"),
        ("n0 is Upp", 13, "There is no state “Upp”; did you mean “Up”?"),
        ("Call or", 14, "Expected a time, like 10s here"),
        ("Call or 601s", 15, "A run is at most 600s long"),
        ("Call after 5s", 12, "There is no verb “after”; expected one of is, sends, gets"),
        ("n0 is Up by 5s", 16, "Expected or and a time here, like or 10s"),
        ("n0 is Up or 5s 6s", 22, "Nothing more is expected here, but there is “6s”"),
    ] {
        let text = format!("{HEAD}until {end}");
        let error = Scenario::parse(text.trim_end(), &CATALOG).expect_err(end);
        assert_eq!((error.line, error.column), (4, column), "{end}: {}", error.message);
        assert_eq!(error.message, message, "{end}");
    }
}
