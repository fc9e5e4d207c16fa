//! Notes: what is said of a shared moment is said in every course, and nothing is ever lost.

use super::*;
use kernel::ids::NodeId;

const TREE: &str = "\
faultline 1
pattern echo
seed k3f9
at 1s note n0 Alone
at 3s heal
until 6s
branch A from 2s
at 2.5s crash n0
until 6s
branch B from 1.5s
at 2s crash n1
until 6s
";

fn note(ms: u64, node: Option<u16>, text: &str) -> Note {
    Note { at: Time(ms * 1_000), node: node.map(NodeId), text: text.into() }
}

/// The words of a course's notes.
fn said(scenario: &Scenario, course: Course) -> Vec<String> {
    assert_eq!(&read(&scenario.to_text()), scenario, "it can be printed and read back");
    let notes = scenario.course(course).expect("a course").notes.iter();
    notes.map(|it| it.text.clone()).collect()
}

#[test]
fn what_is_said_of_a_shared_moment_is_said_in_every_course_that_shares_it() {
    let mut scenario = read(TREE);
    let (a, b) = (Course::Branch(0), Course::Branch(1));
    scenario.write_note(Course::Trunk, note(1_800, None, "Before A")).expect("there is room");
    assert_eq!(said(&scenario, a), ["Alone", "Before A"]);
    assert_eq!(said(&scenario, b), ["Alone"]);
    scenario.write_note(b, note(500, Some(1), "  At   first\n")).expect("there is room");
    for course in [Course::Trunk, a, b] {
        assert_eq!(said(&scenario, course)[0], "At first");
    }
    scenario.write_note(a, note(4_000, None, "In A alone")).expect("there is room");
    assert_eq!(said(&scenario, Course::Trunk), ["At first", "Alone", "Before A"]);
    let froms: Vec<u64> = scenario.branches.iter().map(|it| it.from.0).collect();
    assert_eq!(froms, [2_000_000, 1_500_000], "no branch leaves earlier for what is said");
}

#[test]
fn a_note_is_rewritten_and_moved_in_time() {
    let mut scenario = read(TREE);
    scenario
        .rewrite_note(Course::Branch(0), 0, note(4_000, Some(1), "Later"))
        .expect("there is room");
    assert_eq!(said(&scenario, Course::Branch(0)), ["Later"]);
    assert!(said(&scenario, Course::Trunk).is_empty(), "the shared past is the same for all");
    scenario
        .rewrite_note(Course::Branch(0), 0, note(900, Some(1), "Sooner"))
        .expect("there is room");
    for course in scenario.courses() {
        assert_eq!(said(&scenario, course), ["Sooner"]);
    }
}

#[test]
fn a_branch_may_have_a_note_of_its_own_where_it_leaves() {
    let block = "branch C from 2s\nat 2s note n1 What if\nuntil 6s\n";
    let mut scenario = read(&format!("{TREE}{block}"));
    let c = Course::Branch(2);
    assert_eq!(said(&scenario, c), ["Alone", "What if"]);
    scenario.remove_note(c, 1).expect("it is there");
    assert_eq!(said(&scenario, c), ["Alone"]);
    scenario.remove_note(c, 0).expect("it is there");
    assert!(scenario.courses().all(|course| said(&scenario, course).is_empty()));
}

#[test]
fn what_cannot_be_a_note_changes_nothing() {
    let mut scenario = read(TREE);
    let long = "x".repeat(limits::NOTE_CHARS + 1);
    for wrong in [note(1_000, None, " "), note(1_000, None, &long), note(900_000, None, "Late")] {
        assert!(scenario.write_note(Course::Trunk, wrong.clone()).is_err());
        assert!(scenario.rewrite_note(Course::Trunk, 0, wrong).is_err());
    }
    assert!(scenario.remove_note(Course::Trunk, 7).is_err());
    assert_eq!(scenario, read(TREE));
    for _ in 0..limits::NOTES {
        let _ = scenario.write_note(Course::Trunk, note(5_000, None, "One of many"));
    }
    assert_eq!(scenario.notes.len(), limits::NOTES);
    let error = scenario.write_note(Course::Trunk, note(5_000, None, "One too many"));
    assert_eq!(error, Err("A scenario with its branches has at most 200 notes".into()));
}

#[test]
fn emoji_and_long_words_are_words() {
    let mut scenario = read(TREE);
    let words =
        "Pneumonoultramicroscopicsilicovolcanoconiosis \u{1f469}\u{1f3fd}\u{200d}\u{1f692} done";
    scenario.write_note(Course::Trunk, note(100, None, words)).expect("there is room");
    assert_eq!(said(&scenario, Course::Trunk)[0], words);
}
