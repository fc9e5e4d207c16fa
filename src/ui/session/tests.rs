//! The document's promises: edits are part of the scenario, can be undone, and never lose it.

use super::*;
use faultline::patterns;
use faultline::sim::frame::Status;
use faultline::sim::ids::NodeId;

const RAFT: &str = "faultline 1\npattern raft\nseed k3f9\nuntil 3s\n";

fn open(at_ms: u64) -> Session {
    let scenario = Scenario::parse(RAFT, patterns::ALL).expect("a scenario");
    Session::open(scenario, Time(at_ms * 1_000)).expect("a run")
}

fn crash(node: u16) -> Edit {
    Edit::Act(Action::Crash(vec![NodeId(node)]))
}

fn partition(groups: &[&[u16]]) -> Edit {
    let ids = |group: &&[u16]| group.iter().copied().map(NodeId).collect();
    Edit::Act(Action::Partition(groups.iter().map(ids).collect()))
}

#[test]
fn what_the_user_does_takes_effect_at_the_cursor_and_is_in_the_scenario() {
    let mut session = open(1_200);
    session.edit(crash(0)).expect("can be done");
    assert_eq!(session.now(), Time(1_200_000));
    assert_eq!(session.frame().nodes[0].status, Status::Down);
    assert!(session.scenario().to_text().contains("at 1.2s crash n0\n"));
    session.seek(Time(1_199_999)).expect("in range");
    assert_eq!(session.frame().nodes[0].status, Status::Up);
}

#[test]
fn undo_leads_back_to_the_same_run_and_redo_forth_again() {
    let mut session = open(1_200);
    let before = session.settle();
    session.edit(crash(0)).expect("can be done");
    let after = session.settle();
    assert_ne!(before, after);
    session.undo().expect("can be undone");
    assert_eq!((session.settle(), session.can_undo_redo()), (before, (false, true)));
    session.redo().expect("can be redone");
    assert_eq!((session.settle(), session.can_undo_redo()), (after, (true, false)));
}

#[test]
fn a_new_edit_gives_up_what_was_undone() {
    let mut session = open(500);
    session.edit(crash(0)).expect("can be done");
    session.undo().expect("can be undone");
    session.edit(crash(1)).expect("can be done");
    assert_eq!(session.can_undo_redo(), (true, false));
}

#[test]
fn an_edit_that_changes_nothing_is_not_one() {
    let mut session = open(500);
    session.edit(Edit::Seed("k3f9".into())).expect("the same seed");
    assert_eq!(session.can_undo_redo(), (false, false));
}

#[test]
fn a_refused_edit_leaves_everything_as_it_was() {
    let mut session = open(500);
    let before = (session.settle(), session.scenario().to_text());
    for edit in [
        Edit::Seed("not a seed".into()),
        Edit::ActInWords("crash n99".into()),
        Edit::Param("nodes", "4711".into()),
        Edit::Title("\u{202e}".into()),
    ] {
        assert!(session.edit(edit.clone()).is_err(), "{edit:?}");
    }
    assert_eq!((session.settle(), session.scenario().to_text()), before);
}

#[test]
fn dragging_two_nodes_away_at_the_same_instant_is_one_fault() {
    let mut session = open(500);
    session.edit(partition(&[&[0], &[1, 2, 3, 4]])).expect("can be done");
    session.edit(partition(&[&[0, 1], &[2, 3, 4]])).expect("can be done");
    assert_eq!(session.scenario().setup.actions.len(), 1);
    session.undo().expect("can be undone");
    assert_eq!(session.frame().partition[0], [NodeId(0)]);
}

#[test]
fn a_run_that_reaches_its_end_goes_on_up_to_ten_minutes() {
    let mut session = open(0);
    session.seek(Time(3_000_000)).expect("in range");
    assert!(session.scenario().until > Time(3_000_000));
    session.seek(Time(700_000_000)).expect("held back");
    assert_eq!((session.now(), session.scenario().until), (LONGEST, LONGEST));
}

#[test]
fn going_on_is_not_an_edit_and_keeps_the_past() {
    let mut session = open(2_000);
    let digest = session.settle();
    session.seek(Time(9_000_000)).expect("in range");
    session.seek(Time(2_000_000)).expect("in range");
    assert_eq!((session.settle(), session.can_undo_redo().0), (digest, false));
}

#[test]
fn steps_lead_forth_and_back_over_the_same_events() {
    let mut session = open(300);
    let start = session.frame().clone();
    for _ in 0..20 {
        assert!(session.step());
    }
    for _ in 0..20 {
        assert!(session.step_back());
    }
    assert_eq!(session.frame().digest, start.digest);
}

#[test]
fn another_number_of_nodes_starts_the_run_anew_at_the_same_time() {
    let mut session = open(1_000);
    session.edit(Edit::Param("nodes", "3".into())).expect("in range");
    let servers = session.frame().nodes.iter().filter(|node| node.role == 0).count();
    assert_eq!((servers, session.now()), (3, Time(1_000_000)));
}
