//! Branches: what a block inherits, how forks, edits and promotions keep a scenario printable.

use super::*;
use kernel::action::Action;
use kernel::ids::NodeId;

const TRUNK: &str = "\
faultline 1
title Split brain
pattern echo
without memory
network loss=5%
seed k3f9
at 1s partition n0 | n1 n2
at 1.5s note n0 Alone
at 3s heal
until 6s
";

fn crash(n: u16) -> Action {
    Action::Crash(vec![NodeId(n)])
}

/// The lines of a scenario's branches.
fn blocks(scenario: &Scenario) -> String {
    let text = scenario.to_text();
    assert_eq!(&read(&text), scenario);
    let trunk = Scenario { branches: Vec::new(), ..scenario.clone() };
    text.strip_prefix(&trunk.to_text()).expect("the trunk comes first").to_string()
}

#[test]
fn a_block_has_the_trunk_up_to_where_it_leaves_and_its_own_from_there() {
    let scenario = read(&format!("{TRUNK}branch No heal from 2s\nat 2.5s crash n0\nuntil 8s\n"));
    let branch = &scenario.branches[0];
    assert_eq!((branch.name.as_str(), branch.from), ("No heal", Time(2_000_000)));
    assert_eq!(
        branch.scenario.to_text(),
        "faultline 1\npattern echo\nwithout memory\nnetwork loss=5%\nseed k3f9\n\
         at 1s partition n0 | n1 n2\nat 1.5s note n0 Alone\nat 2.5s crash n0\nuntil 8s\n"
    );
}

#[test]
fn what_is_done_at_the_moment_of_leaving_comes_after_the_trunks() {
    let scenario = read(&format!("{TRUNK}branch A from 1s\nat 1s crash n1\n"));
    let actions = &scenario.branches[0].scenario.setup.actions;
    assert_eq!(actions.len(), 2);
    assert_eq!(actions[1].action, crash(1));
}

#[test]
fn a_branch_with_another_start_lists_everything() {
    let block = "branch Smallest counter-example from 0s\npattern echo nodes=2\nwithout fences\n\
                 network loss=0% duplication=1%\nseed 7\nat 0s crash n1\n";
    let scenario = read(&format!("{TRUNK}{block}"));
    assert_eq!(blocks(&scenario), block);
    let branch = &scenario.branches[0].scenario;
    assert_eq!((branch.setup.actions.len(), branch.notes.len()), (1, 0));
    assert_eq!(branch.names().expect("two and a client").0.len(), 3);
    assert_eq!(branch.setup.network.loss.0, 0);
}

#[test]
fn safeguards_of_the_trunk_can_all_be_on_in_a_branch() {
    let scenario = read(&format!("{TRUNK}branch Safe from 0s\nwithout nothing\n"));
    assert!(scenario.branches[0].scenario.setup.without.is_empty());
    assert_eq!(blocks(&scenario), "branch Safe from 0s\nwithout nothing\n");
    assert_eq!(
        read("faultline 1\npattern echo\nwithout nothing"),
        read("faultline 1\npattern echo")
    );
}

#[test]
fn a_branch_ends_with_the_trunk_or_after_the_last_thing_done_to_it() {
    for (line, end) in [("at 5s crash n0", 6), ("at 7s crash n0", 12), ("until 4s", 4)] {
        let scenario = read(&format!("{TRUNK}branch A from 4s\n{line}\n"));
        assert_eq!(scenario.branches[0].scenario.until, Time(end * 1_000_000), "{line}");
    }
}

#[test]
fn a_name_may_have_any_words() {
    let scenario = read(&format!("{TRUNK}branch Away  from home from 2s from 3s\n"));
    assert_eq!(scenario.branches[0].name, "Away from home from 2s");
    assert_eq!(blocks(&scenario), "branch Away from home from 2s from 3s\n");
}

#[test]
fn a_fork_goes_on_as_before_until_something_is_done_to_it() {
    let mut scenario = read(TRUNK);
    let name = scenario.what_if(Course::Trunk, Time(2_000_000), &crash(1));
    let fork = scenario.fork(Time(2_000_000), Course::Trunk, &name).expect("there is room");
    assert_eq!(blocks(&scenario), "branch What if n1 crashes at 2s from 2s\nat 3s heal\n");
    let done = scenario.edit(Course::Branch(fork), |it| it.act(Time(2_000_000), crash(1)));
    done.expect("there is room");
    assert_eq!(
        blocks(&scenario),
        "branch What if n1 crashes at 2s from 2s\nat 2s crash n1\nat 3s heal\n"
    );
    assert_eq!(scenario.setup.actions.len(), 2);
}

#[test]
fn a_fork_of_a_branch_leaves_the_trunk_where_that_did() {
    let mut scenario = read(&format!("{TRUNK}branch A from 2s\nat 2.5s crash n0\n"));
    scenario.fork(Time(4_000_000), Course::Branch(0), "B").expect("there is room");
    scenario.fork(Time(1_200_000), Course::Branch(0), "C").expect("there is room");
    assert_eq!(
        blocks(&scenario),
        "branch A from 2s\nat 2.5s crash n0\nbranch B from 2s\nat 2.5s crash n0\n\
         branch C from 1.2s\nat 1.5s note n0 Alone\nat 2.5s crash n0\n"
    );
    assert!(scenario.fork(Time::ZERO, Course::Branch(3), "D").is_err());
}

#[test]
fn a_branch_stays_what_it_was_when_the_trunk_changes() {
    let before = read(&format!("{TRUNK}branch A from 2s\nat 2.5s crash n0\n"));
    let mut scenario = before.clone();
    scenario.edit(Course::Trunk, |it| it.act(Time(500_000), crash(2))).expect("there is room");
    assert_eq!(scenario.branches[0].from, Time(500_000 - 1));
    assert_eq!(scenario.branches[0].scenario, before.branches[0].scenario);
    assert!(blocks(&scenario).starts_with("branch A from 0.499999s\nat 1s partition"));
    scenario.edit(Course::Trunk, |it| it.set_param("nodes", "2")).expect("in range");
    assert_eq!(scenario.branches[0].scenario, before.branches[0].scenario);
    assert!(blocks(&scenario).starts_with("branch A from 0s\npattern echo\nat 1s partition"));
}

#[test]
fn a_refused_edit_of_a_branch_leaves_everything_as_it_was() {
    let mut scenario = read(&format!("{TRUNK}branch A from 2s\n"));
    let before = scenario.clone();
    let many = |scenario: &mut Scenario| {
        (0..4_999).try_for_each(|_| scenario.act(Time(2_500_000), crash(0)))
    };
    let refused = scenario.edit(Course::Branch(0), many).expect_err("the trunk has two");
    assert_eq!(refused, "A scenario with its branches has at most 5000 actions");
    assert_eq!(scenario, before);
    scenario
        .edit(Course::Trunk, |it| (0..3_000).try_for_each(|_| it.act(Time(4_000_000), crash(0))))
        .expect("there is room");
    let refused = scenario.fork(Time(3_500_000), Course::Trunk, "B").expect_err("3,000 again");
    assert_eq!(refused, "A scenario with its branches has at most 5000 actions");
}

#[test]
fn names_are_unique_and_not_taken_for_numbers() {
    let mut scenario = read(&format!("{TRUNK}branch A from 2s\nbranch B from 3s\n"));
    for (name, sentence) in [
        ("", "A branch needs a name"),
        ("A", "There is a branch “A” already"),
        ("2", "A branch cannot be called “2”"),
        ("trunk", "A branch cannot be called “trunk”"),
        ("a\u{202e}b", "The invisible character U+202E is not allowed"),
    ] {
        assert_eq!(scenario.rename_branch(1, name), Err(sentence.into()));
    }
    scenario.rename_branch(1, "  B ").expect("its own name");
    scenario.rename_branch(1, "Second").expect("free");
    for (word, course) in [
        ("trunk", Course::Trunk),
        ("A", Course::Branch(0)),
        ("Second", Course::Branch(1)),
        ("2", Course::Branch(1)),
    ] {
        assert_eq!(scenario.find(word), Ok(course));
    }
    for word in ["3", "0", "second"] {
        let sentence = format!("There is no branch “{word}”; there are “A”, “Second”");
        assert_eq!(scenario.find(word), Err(sentence));
    }
    scenario.remove_branch(0).expect("there are two");
    assert_eq!(scenario.find("Second"), Ok(Course::Branch(0)));
    assert!(scenario.remove_branch(1).is_err());
}

#[test]
fn suggested_names_fit_and_are_free() {
    let mut scenario = read("faultline 1\npattern echo nodes=5 clients=2");
    for (action, name) in [
        ("crash n0", "What if n0 crashes at 1s"),
        ("restart n0 n1 n2", "What if n0, n1 and n2 restart at 1s"),
        ("resume n1", "What if n1 goes on at 1s"),
        ("heal", "What if everything heals at 1s"),
        ("heal n0-n1", "What if we heal n0-n1 at 1s"),
        ("drop n0>n1#3", "What if we drop n0>n1#3 at 1s"),
        ("input c0 put x=1", "What if c0 gets put x=1 at 1s"),
        (
            "partition n0 n1 | n2 n3 n4 | c0 c1",
            "What if the network splits n0 n1 | n2 n3 n4 | c0 c1 at 1s",
        ),
    ] {
        let action = scenario.read_action(action).expect("an action");
        assert_eq!(scenario.what_if(Course::Trunk, Time(1_000_000), &action), name);
    }
    let long = "x".repeat(80);
    for ending in ["…", "… (2)", "… (3)"] {
        let name = scenario.free_name(&long);
        assert!(name.ends_with(ending) && name.chars().count() == 60, "{name}");
        scenario.fork(Time::ZERO, Course::Trunk, &name).expect("it is free");
    }
}

#[test]
fn a_promoted_branch_changes_places_with_the_trunk() {
    let start = read(&format!(
        "{TRUNK}branch A from 2s\nat 2.5s crash n0\nbranch B from 4s\ntitle Late\nat 5s crash n1\n"
    ));
    let mut scenario = start.clone();
    scenario.promote(0).expect("there is one");
    assert_eq!(
        scenario.to_text(),
        "faultline 1\ntitle Split brain\npattern echo\nwithout memory\nnetwork loss=5%\nseed k3f9\n\
         at 1s partition n0 | n1 n2\nat 1.5s note n0 Alone\nat 2.5s crash n0\nuntil 6s\n\
         branch Former trunk from 2s\nat 3s heal\n\
         branch B from 2.499999s\ntitle Late\nat 3s heal\nat 5s crash n1\n"
    );
    assert_eq!(read(&scenario.to_text()), scenario);
    scenario.promote(1).expect("there are two");
    assert_eq!(scenario.title, "Late");
    assert_eq!(scenario.branches[1].scenario.title, "Split brain");
    assert!(scenario.promote(2).is_err());
}
