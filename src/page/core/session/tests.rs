//! The document's promises: edits are part of the scenario, can be undone, and never lose it.

use super::*;
use crate::command::Edit;
use crate::command::notes::NoteEdit;
use crate::history::History;
use crate::session::{GRACE, LONGEST, Session};

use kernel::action::{Action, LinkSettings, Ppm};
use kernel::host::Status;
use kernel::ids::NodeId;
use kernel::plan::RECORDS_MAX;
use kernel::time::{Span, Time};
use scenario::{Course, Note, Scenario};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

const RAFT: &str = "faultline 1\npattern raft\nseed k3f9\nuntil 3s\n";

/// A session with the changes that can be taken back.
struct Edited {
    session: Session,
    history: History,
}

impl Deref for Edited {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Edited {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Edited {
    fn new(session: Session) -> Edited {
        Edited { session, history: History::default() }
    }

    fn record(&mut self, before: Option<Version>) {
        self.history.record(before.map(|it| (0, it)).into_iter().collect());
    }

    fn edit(&mut self, edit: Edit) -> Result<(), String> {
        let before = self.session.edit(edit)?;
        self.record(before);
        Ok(())
    }

    fn succeed(&mut self, next: Session) {
        let before = self.session.succeed(next);
        self.record(before);
    }

    fn undo(&mut self) -> Result<(), String> {
        self.history.step(false, &mut [(0, &mut self.session)])
    }

    fn redo(&mut self) -> Result<(), String> {
        self.history.step(true, &mut [(0, &mut self.session)])
    }

    fn can_undo_redo(&self) -> (bool, bool) {
        self.history.can_undo_redo(&[0])
    }
}

fn open(at_ms: u64) -> Edited {
    let scenario = Scenario::parse(RAFT, catalogue::ALL).expect("a scenario");
    Edited::new(Session::open(scenario, Time(at_ms * 1_000)).expect("a run"))
}

/// Lets the cursor arrive where it was moved to.
fn arrive(session: &mut Session) {
    while session.goal().is_some() {
        session.go_on().expect("in range");
    }
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
fn who_acts_between_two_events_sees_it_at_once() {
    let mut session = open(1_200);
    let next = session.sim().next_at().expect("heartbeats go on");
    let between = next - Span(1);
    assert!(between > session.now(), "nothing happens in between");
    session.seek(between).expect("in range");
    session.edit(crash(0)).expect("can be done");
    assert_eq!(session.now(), between);
    assert_eq!(session.frame().nodes[0].status, Status::Down);
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
    arrive(&mut session);
    assert_eq!((session.now(), session.scenario().until), (LONGEST, LONGEST));
}

#[test]
fn a_far_moment_is_reached_in_portions_and_shown_on_the_way() {
    let mut session = open(0);
    let goal = Time(90_000_000);
    session.seek(goal).expect("in range");
    let way = session.now();
    assert_eq!(session.goal(), Some(goal));
    assert!(way > Time::ZERO && way < goal && session.frame().now == way, "{way}");
    arrive(&mut session);
    assert_eq!((session.now(), session.goal()), (goal, None));
    assert!(session.known_until() > goal, "what comes next is known too");
}

#[test]
fn whoever_acts_on_the_way_acts_at_what_is_seen() {
    let mut session = open(0);
    session.seek(Time(90_000_000)).expect("in range");
    let seen = session.now();
    session.edit(crash(0)).expect("can be done");
    assert_eq!(session.scenario().setup.actions[0].at, seen);
    assert_eq!((session.now(), session.goal()), (seen, None));
}

#[test]
fn a_change_on_the_way_does_not_lose_the_way() {
    let mut session = open(0);
    let goal = Time(90_000_000);
    session.seek(goal).expect("in range");
    session.edit(Edit::Seed("7".into())).expect("a seed");
    arrive(&mut session);
    assert_eq!(session.now(), goal);
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

/// A run watched up to 3 s, with the cursor at an earlier time.
fn watched_and_back(at_ms: u64) -> Edited {
    let mut session = open(2_900);
    session.seek(Time(at_ms * 1_000)).expect("in range");
    session
}

/// The branches: their names, and when they leave.
fn branches(session: &Session) -> Vec<(&str, u64)> {
    let branches = session.document().branches.iter();
    branches.map(|branch| (branch.name.as_str(), branch.from.0 / 1_000)).collect()
}

#[test]
fn acting_in_the_past_makes_a_branch_and_keeps_what_was_watched() {
    let mut session = watched_and_back(1_200);
    let before = session.settle();
    session.edit(crash(0)).expect("can be done");
    assert_eq!(branches(&session), [("What if n0 crashes at 1.2s", 1_200)]);
    assert_eq!(session.course(), Course::Branch(0));
    assert_eq!(session.frame().nodes[0].status, Status::Down);
    assert!(session.document().setup.actions.is_empty(), "the trunk is as it was");
    session.show(Course::Trunk).expect("there is a trunk");
    assert_eq!((session.now(), session.settle()), (Time(1_200_000), before));
}

#[test]
fn acting_at_the_furthest_moment_watched_changes_the_course_itself() {
    let mut session = open(1_000);
    session.edit(crash(0)).expect("can be done");
    session.seek(Time(2_000_000)).expect("in range");
    session.edit(crash(1)).expect("can be done");
    assert_eq!((branches(&session).len(), session.scenario().setup.actions.len()), (0, 2));
}

#[test]
fn acts_of_one_instant_stay_together() {
    let mut session = watched_and_back(1_200);
    session.edit(partition(&[&[0], &[1, 2, 3, 4]])).expect("can be done");
    session.edit(partition(&[&[0, 1], &[2, 3, 4]])).expect("can be done");
    session.seek(Time(2_000_000)).expect("in range");
    // A second thought, after what came of the first was seen.
    session.seek(Time(1_200_000)).expect("in range");
    session.edit(crash(3)).expect("can be done");
    assert_eq!(branches(&session).len(), 1);
    assert_eq!(session.scenario().setup.actions.len(), 2);
    // At another instant it is another question.
    session.seek(Time(2_000_000)).expect("in range");
    session.seek(Time(1_500_000)).expect("in range");
    session.edit(crash(4)).expect("can be done");
    assert_eq!(branches(&session).len(), 2);
}

#[test]
fn a_few_events_back_is_a_correction() {
    let mut session = open(1_000);
    while session.now() < Time(1_000_000) + GRACE {
        assert!(session.step());
    }
    while session.now() > Time(1_010_000) {
        assert!(session.step_back());
    }
    session.edit(crash(0)).expect("can be done");
    assert!(branches(&session).is_empty());
}

#[test]
fn what_a_branch_was_watched_for_counts_for_it_alone() {
    let mut session = watched_and_back(1_200);
    session.edit(crash(0)).expect("can be done");
    session.seek(Time(1_400_000)).expect("in range");
    session.edit(crash(1)).expect("can be done");
    assert_eq!(branches(&session).len(), 1, "1.4 s is as far as the branch was watched");
    session.show(Course::Trunk).expect("there is a trunk");
    session.edit(crash(2)).expect("can be done");
    assert_eq!(branches(&session)[1], ("What if n2 crashes at 1.4s", 1_400));
}

#[test]
fn a_branch_that_is_undone_leaves_nothing_behind() {
    let mut session = watched_and_back(1_200);
    let before = (session.settle(), session.document().to_text());
    session.edit(crash(0)).expect("can be done");
    let after = (session.settle(), session.document().to_text());
    session.undo().expect("can be undone");
    assert_eq!((session.settle(), session.document().to_text()), before);
    assert_eq!(session.course(), Course::Trunk);
    session.redo().expect("can be redone");
    assert_eq!((session.settle(), session.document().to_text()), after);
    session.undo().expect("can be undone");
    // What was watched is still known: the next act is a what-if too.
    session.edit(crash(1)).expect("can be done");
    assert_eq!(branches(&session), [("What if n1 crashes at 1.2s", 1_200)]);
}

#[test]
fn removing_and_setting_change_the_course_itself() {
    let mut session = open(500);
    session.edit(crash(0)).expect("can be done");
    session.seek(Time(2_900_000)).expect("in range");
    session.seek(Time(1_000_000)).expect("in range");
    for edit in [Edit::Remove(0), Edit::Seed("7".into()), Edit::Param("nodes", "3".into())] {
        session.edit(edit).expect("can be done");
    }
    assert!(branches(&session).is_empty());
}

#[test]
fn branches_are_renamed_promoted_and_removed_and_all_of_it_undone() {
    let mut session = watched_and_back(1_200);
    session.edit(crash(0)).expect("can be done");
    let digest = session.settle();
    session.edit(Edit::RenameBranch(0, "Minority".into())).expect("a free name");
    assert_eq!(branches(&session)[0].0, "Minority");
    session.edit(Edit::Promote(0)).expect("there is one");
    assert_eq!((session.course(), session.settle()), (Course::Trunk, digest));
    // It lacks what the trunk has at 1.2 s, so it leaves before.
    assert_eq!(branches(&session)[0], ("Former trunk", 1_199));
    session.edit(Edit::RemoveBranch(0)).expect("there is one");
    assert_eq!((branches(&session).len(), session.settle()), (0, digest));
    for _ in 0..3 {
        session.undo().expect("can be undone");
    }
    assert_eq!(branches(&session)[0].0, "What if n0 crashes at 1.2s");
    assert_eq!((session.course(), session.settle()), (Course::Branch(0), digest));
    assert!(session.edit(Edit::RemoveBranch(4)).is_err());
}

#[test]
fn the_course_shown_stays_the_same_when_one_before_it_goes() {
    let mut session = watched_and_back(1_200);
    session.edit(crash(0)).expect("can be done");
    session.show(Course::Trunk).expect("there is a trunk");
    session.edit(crash(1)).expect("can be done");
    let digest = session.settle();
    session.edit(Edit::RemoveBranch(0)).expect("there is one");
    assert_eq!((session.course(), session.settle()), (Course::Branch(0), digest));
    session.edit(Edit::RemoveBranch(0)).expect("there is one");
    assert_eq!(session.course(), Course::Trunk);
}

#[test]
fn what_a_search_found_is_shown_as_a_branch() {
    let mut session = open(1_000);
    let found = "faultline 1\npattern raft nodes=3\nseed 9\nat 0.5s crash n0\nuntil 2s\n";
    let found = Rc::new(Scenario::parse(found, catalogue::ALL).expect("a scenario"));
    for _ in 0..2 {
        session.edit(Edit::Adopt("Found".into(), Rc::clone(&found))).expect("there is room");
    }
    assert_eq!(branches(&session), [("Found", 0), ("Found (2)", 0)]);
    assert_eq!(
        (session.course(), session.frame().nodes[0].status),
        (Course::Branch(1), Status::Down)
    );
}

#[test]
fn a_run_that_was_shown_before_is_the_same_when_it_is_shown_again() {
    let mut session = watched_and_back(1_200);
    let mut digests = vec![session.settle()];
    for node in 0..5 {
        session.show(Course::Trunk).expect("there is a trunk");
        session.edit(crash(node)).expect("can be done");
        digests.push(session.settle());
    }
    // More than are kept: some are computed again.
    let courses: Vec<Course> = session.document().courses().collect();
    for (course, digest) in courses.into_iter().zip(digests).rev() {
        session.show(course).expect("there is one");
        assert_eq!(session.settle(), digest, "{course:?}");
    }
}

#[test]
fn two_courses_are_compared_and_the_cursor_stays() {
    let mut session = watched_and_back(1_200);
    session.edit(crash(0)).expect("can be done");
    session.seek(Time(1_500_000)).expect("in range");
    let compared = session.compare(Course::Trunk).expect("can be compared");
    let first = compared.found.first.as_ref().expect("they differ");
    assert_eq!((first.at, compared.name.as_str()), (Time(1_200_000), "trunk"));
    assert_eq!(compared.found.actions[0].2, "crash n0");
    assert_eq!((session.now(), session.course()), (Time(1_500_000), Course::Branch(0)));
    assert_eq!(compared.edition, session.edition());
    let same = session.compare(Course::Branch(0)).expect("can be compared");
    assert_eq!(same.found.first, None);
}

/// One edit of each kind, none of which leaves the document as it is.
fn edits() -> Vec<Edit> {
    let other = |seed: &str| {
        let text = RAFT.replace("k3f9", seed);
        Rc::new(Scenario::parse(&text, catalogue::ALL).expect("a scenario"))
    };
    let note = |text: &str| Note { at: Time(1_150_000), node: None, text: text.into() };
    let network = LinkSettings { loss: Ppm(5_000), ..LinkSettings::default() };
    vec![
        crash(1),
        Edit::ActInWords("pause n2".into()),
        Edit::Note(NoteEdit::Write(note("Here it begins"))),
        Edit::Note(NoteEdit::Rewrite(0, note("There it begins"))),
        Edit::Note(NoteEdit::Remove(0)),
        Edit::Title("Another title".into()),
        Edit::Seed("17".into()),
        Edit::Param("nodes", "3".into()),
        Edit::Safeguard("durable-vote", false),
        Edit::Network(network),
        Edit::Adopt("Another course".into(), other("18")),
        Edit::RenameBranch(0, "By another name".into()),
        Edit::Promote(0),
        Edit::Remove(0),
        Edit::RemoveBranch(0),
        Edit::Replace(other("19")),
    ]
}

#[test]
fn every_kind_of_edit_can_be_taken_back_and_made_again() {
    for edit in edits() {
        let branch = "branch What if from 1s\nat 1s crash n0\nat 1.1s note n0 Look here\n";
        let text = format!("{RAFT}{branch}");
        let scenario = Scenario::parse(&text, catalogue::ALL).expect("a scenario");
        let session = Session::open_course(scenario, Course::Branch(0), Time(1_200_000));
        let mut session = session.map(Edited::new);
        let session = session.as_mut().expect("a run");
        let seen = |session: &mut Session| {
            arrive(session);
            let text = session.document().to_text();
            (text, session.course(), session.settle(), session.work())
        };
        let before = seen(session);
        session.edit(edit.clone()).expect("can be done");
        let after = seen(session);
        assert_ne!(before.0, after.0, "{edit:?} changes something");
        session.undo().expect("can be undone");
        assert_eq!(seen(session), before, "{edit:?} is taken back");
        session.redo().expect("can be redone");
        assert_eq!(seen(session), after, "{edit:?} is made again");
    }
}

#[test]
fn another_document_is_left_by_undo_for_the_moment_where_the_first_one_was() {
    let mut session = open(1_200);
    session.edit(crash(0)).expect("can be done");
    let (before, work) = (session.settle(), session.work());
    assert!(!session.is_untouched());
    // It has moved its end by being watched, so that it is not taken for the same.
    let mut next = open(2_000);
    next.edit(Edit::Title("From a file".into())).expect("a title");
    session.succeed(next.session);
    assert!(session.is_untouched() && session.work() != work);
    session.edit(crash(1)).expect("can be done");
    assert!(!session.is_untouched());
    session.undo().expect("can be undone");
    assert!(session.is_untouched());
    session.undo().expect("can be undone");
    arrive(&mut session);
    assert_eq!((session.settle(), session.now()), (before, Time(1_200_000)));
    assert_eq!(session.work(), work);
    session.redo().expect("can be redone");
    assert_eq!(
        (session.document().title.as_str(), session.now()),
        ("From a file", Time(2_000_000))
    );
}

#[test]
fn a_story_that_is_begun_starts_at_its_beginning_and_keeps_its_end() {
    let mut session = open(90_000);
    arrive(&mut session);
    let short = Scenario::parse(&RAFT.replace("k3f9", "1"), catalogue::ALL).expect("a scenario");
    session.edit(Edit::Replace(Rc::new(short))).expect("can be done");
    assert_eq!((session.now(), session.scenario().until), (Time::ZERO, Time(3_000_000)));
    session.undo().expect("can be undone");
    arrive(&mut session);
    assert_eq!(session.now(), Time(90_000_000));
}

#[test]
fn the_same_document_at_another_moment_is_no_change() {
    let mut session = open(500);
    let work = session.work();
    session.succeed(open(800).session);
    assert_eq!((session.now(), session.work()), (Time(800_000), work));
    assert_eq!(session.can_undo_redo(), (false, false));
}

#[test]
fn a_change_while_the_run_runs_away_is_a_change() {
    let text = "faultline 1\npattern raft nodes=9 clients=0 heartbeat=1ms\nuntil 600s\n";
    let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
    let mut session = Session::open(scenario, Time::ZERO).expect("a run");
    session.seek(LONGEST).expect("on its way");
    // Until what is left is less than a portion.
    while session.sim().position() < RECORDS_MAX - PORTION {
        session.go_on().expect("on its way");
    }
    let before = session.edit(Edit::Title("Changed".into())).expect("the title is changed");
    assert!(before.is_some());
    // That the run was stopped is said with the next portion.
    let sentence = session.go_on().expect_err("it has run away");
    assert!(sentence.contains("it has run away"), "{sentence}");
    assert_eq!(session.document().title, "Changed");
    session.restore(&before.expect("what was before")).expect("can be undone");
    assert_eq!(session.document().title, "");
}
