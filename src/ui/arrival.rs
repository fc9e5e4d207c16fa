//! How the page opens: with a link, with the work of an earlier visit, or with the opening story.
//!
//! A link never costs work: what it replaces is kept and can be brought back. A link that cannot
//! be opened replaces nothing.

use super::command::{Command, Selection};
use super::notices::Notice;
use super::session::Session;
use super::{browser, opening, share, storage};
use faultline::patterns;
use faultline::scenario::Scenario;
use faultline::scenario::link::Stamp;
use faultline::sim::time::Time;

/// What the page opens with.
pub struct Arrival {
    /// The scenario and its run.
    pub session: Session,
    /// What is selected.
    pub selection: Selection,
    /// Whether it plays.
    pub playing: bool,
    /// Whether it came from the address bar.
    pub linked: bool,
    /// What the user should know.
    pub notices: Vec<Notice>,
    /// What the run is to come to at the moment it opens at, where that is still being computed.
    pub stamp: Option<Stamp>,
}

/// Opens the page. `still` is whether nothing should move by itself.
pub fn arrive(still: bool) -> Arrival {
    let mut notices = Vec::new();
    if let Some(fragment) = browser::fragment() {
        match share::open(&fragment) {
            Ok(opened) => return from_link(opened),
            Err(sentence) => notices.push(Notice::alert(sentence)),
        }
    }
    if let Some(session) = earlier_work() {
        let selection = Selection::Nothing;
        return Arrival { session, selection, playing: false, linked: false, notices, stamp: None };
    }
    let session = opening::session();
    let selection = Selection::Nothing;
    Arrival { session, selection, playing: !still, linked: false, notices, stamp: None }
}

/// What a link opened, with the earlier work put aside.
pub fn from_link(opened: share::Opened) -> Arrival {
    let mut notices = Vec::new();
    let text = opened.session.document().to_text();
    if let Some(work) = storage::read(storage::WORK)
        && !same_but_for_end(&work, &text)
    {
        storage::write(storage::KEPT, &work);
        storage::forget(storage::WORK);
    }
    notices.extend(opened.doubt.map(Notice::alert));
    if storage::read(storage::KEPT).is_some() {
        let restore = Some(("Restore", Command::RestoreWork));
        notices.push(Notice::news("Your earlier work is kept", restore));
    }
    let share::Opened { session, selection, stamp, .. } = opened;
    Arrival { session, selection, playing: false, linked: true, notices, stamp }
}

/// Remembers the work for the next visit.
pub fn keep(session: &Session) {
    storage::write(storage::WORK, &write(session));
}

/// The scenario, and in a comment, which scenarios may have, the moment and the course.
fn write(session: &Session) -> String {
    let course = session.document().course_name(session.course());
    format!("{}# at {} in {course}\n", session.document().to_text(), session.now())
}

/// The work that a link replaced.
pub fn kept_work() -> Option<Session> {
    read(&storage::read(storage::KEPT)?)
}

fn earlier_work() -> Option<Session> {
    read(&storage::read(storage::WORK)?)
}

/// Reads what [`write`] wrote. What cannot be read is as good as nothing: another version of the
/// page may have written it, and the user has not asked for it.
fn read(text: &str) -> Option<Session> {
    let scenario = Scenario::parse(text, patterns::ALL).ok()?;
    let place = text.lines().last().and_then(|line| line.strip_prefix("# at "));
    let (at, name) = place.map_or(("", ""), |it| it.split_once(" in ").unwrap_or((it, "")));
    let course = scenario.find(name).unwrap_or_default();
    Session::open_course(scenario, course, at.parse().unwrap_or(Time::ZERO)).ok()
}

/// Whether two texts are the same scenario, whose end may have moved while it ran.
fn same_but_for_end(work: &str, text: &str) -> bool {
    let counts = |line: &&str| !line.starts_with("until ") && !line.starts_with('#');
    work.lines().filter(counts).eq(text.lines().filter(counts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline::scenario::Course;

    #[test]
    fn work_is_found_again_in_the_course_and_at_the_moment_where_it_was_left() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\nbranch Crash in time from 1s\n\
                    at 1s crash n0\n";
        for (text, course) in [(text, Course::Branch(0)), (text, Course::Trunk)] {
            let scenario = Scenario::parse(text, patterns::ALL).expect("a scenario");
            let session = Session::open_course(scenario, course, Time(1_500_000)).expect("a run");
            let again = read(&write(&session)).expect("what was written");
            assert_eq!((again.course(), again.now()), (course, Time(1_500_000)));
        }
    }

    #[test]
    fn work_of_an_earlier_version_is_still_read() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\n# at 1.5s\n";
        assert_eq!(read(text).expect("a scenario").now(), Time(1_500_000));
    }

    #[test]
    fn a_run_that_went_on_is_still_the_same_work() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";
        let later = "faultline 1\npattern raft\nseed 1\nuntil 5s\n# at 3.5s\n";
        assert!(same_but_for_end(later, text));
        assert!(!same_but_for_end("faultline 1\npattern raft\nseed 2\nuntil 3s\n", text));
    }
}
