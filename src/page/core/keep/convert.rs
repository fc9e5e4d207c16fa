//! From the panes on the page to what is saved of them, and back. This module uses no browser.

use super::saved::{SavedPane, SavedScenario};
use crate::comparison::{Placed, linked};
use crate::session::Session;
use crate::share::link::Opened;
use compare::Side;

use kernel::time::Time;
use scenario::Scenario;

/// What is saved of a session; and of the one in the right pane, with the side that is worked on and
/// whether faults go to both.
pub fn save(left: &Session, right: Option<(&Session, Side, bool)>) -> SavedScenario {
    let mut saved = SavedScenario::new(pane(left));
    saved.at_us = left.now().0;
    if let Some((right, active, both)) = right {
        saved.panes.push(pane(right));
        saved.active = (active == Side::B).into();
        saved.faults_to_both = both;
    }
    saved
}

fn pane(session: &Session) -> SavedPane {
    let document = session.document();
    SavedPane {
        scenario: document.to_text(),
        branch: document.course_name(session.course()).into(),
    }
}

/// Opens what was saved. Where the right pane cannot be opened, the left one is, and a sentence says so.
pub fn open(saved: &SavedScenario) -> Result<Opened, String> {
    let left = saved.panes.first().ok_or("There is no scenario")?;
    let scenario = Scenario::parse(&left.scenario, catalogue::ALL).map_err(|it| it.to_string())?;
    let course = scenario.find(&left.branch).unwrap_or_default();
    let session = Session::open_course(scenario, course, Time(saved.at_us))?;
    let right = saved.panes.get(1).map(|right| {
        let right = linked::open_course(&right.scenario, Some(&right.branch), &session)?;
        let here = if saved.active == 1 { Side::B } else { Side::A };
        let both = saved.faults_to_both;
        Ok((Placed { session: right, here, both, stamp: None }, None))
    });
    let mut opened = Opened::quiet(session);
    opened.beside(right.transpose());
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::entry::Entry;
    use crate::keep::{file, format};
    use scenario::Course;

    const RAFT: &str = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";

    fn stored(saved: &SavedScenario) -> Opened {
        let again = format::decode(&format::encode(saved)).expect("what was encoded");
        open(&again).expect("what was saved")
    }

    #[test]
    fn work_is_found_again_in_the_branch_and_at_the_moment_where_it_was_left() {
        let text = format!("{RAFT}branch Crash in time from 1s\nat 1s crash n0\n");
        for course in [Course::Branch(0), Course::Trunk] {
            let scenario = Scenario::parse(&text, catalogue::ALL).expect("a scenario");
            let session = Session::open_course(scenario, course, Time(1_500_000)).expect("a run");
            let again = stored(&save(&session, None)).session;
            assert_eq!((again.course(), again.now()), (course, Time(1_500_000)));
            assert_eq!(again.document(), session.document());
        }
    }

    /// A comparison in which the right pane is worked on.
    fn two() -> SavedScenario {
        let at = |text: &str| open(&file::read(text)).expect("a scenario").session;
        let left = at(&format!("{RAFT}# at 1.5s in trunk\n"));
        let right = format!(
            "{RAFT}branch Crash in time from 1s\nat 1s crash n0\n# at 1.2s in Crash in time\n"
        );
        save(&left, Some((&at(&right), Side::B, false)))
    }

    #[test]
    fn a_comparison_is_saved_as_one_and_found_again_as_it_was() {
        let saved = two();
        for again in [stored(&saved), open(&file::read(&file::write(&saved))).expect("a file")] {
            assert!(again.doubts.is_empty(), "{:?}", again.doubts);
            let beside = again.beside.expect("a right pane");
            assert_eq!(beside.session.course(), Course::Branch(0));
            assert_eq!((beside.here, beside.both), (Side::B, false));
            assert_eq!([again.session.now(), beside.session.now()], [Time(1_500_000); 2]);
        }
    }

    #[test]
    fn a_damaged_right_pane_leaves_the_left_one_and_a_sentence() {
        let text = file::write(&two());
        let damaged = text.replace("#1eN", "#1eM");
        assert_ne!(text, damaged);
        let mut lines: Vec<String> =
            ["", "right", "right one", "right one #faultline%201%0Apattern%20nobody"]
                .map(|line| format!("{RAFT}# beside {line}\n"))
                .into();
        lines.push(damaged);
        for text in lines {
            let again = open(&file::read(&text)).expect("the left pane");
            assert!(again.beside.is_none() && again.doubts.len() == 1, "{text}");
            assert!(again.doubts[0].starts_with("What stands beside cannot be opened: "));
        }
    }

    /// Values that the page had in a browser before it saved JSON.
    const OLD: [&str; 3] = [
        include_str!("corpus/plain.faultline"),
        include_str!("corpus/branches.faultline"),
        include_str!("corpus/comparison.faultline"),
    ];

    #[test]
    fn values_of_earlier_pages_are_migrated_and_open_as_they_were_left() {
        let opened = OLD.map(|value| {
            let old = Entry { key: "a".into(), value: value.into() };
            let new = old.migrated().expect("all of it can be read");
            assert_eq!(new.edited_ms(), old.edited_ms());
            assert!(new.edited_ms() > 1_700_000_000_000);
            let saved = format::decode(&new.value).expect("what was migrated");
            assert_eq!(format::decode(value), Ok(saved.clone()));
            // Nothing is lost: as a file it is what it was.
            let kept = value.find("# kept ").expect("when it was saved");
            assert_eq!(file::write(&saved), value[..kept]);
            let opened = open(&saved).expect("a scenario");
            assert!(opened.doubts.is_empty(), "{:?}", opened.doubts);
            opened
        });
        let place = |it: &Opened| (it.session.course(), it.session.now());
        assert_eq!(place(&opened[0]), (Course::Trunk, Time::ZERO));
        assert_eq!(place(&opened[1]), (Course::Branch(0), Time(1_500_000)));
        assert_eq!(place(&opened[2]), (Course::Trunk, Time(1_517_113)));
        let right = opened[2].beside.as_ref().expect("a right pane");
        assert_eq!(right.session.now(), Time(1_517_113));
        assert_eq!(right.session.document().title, "Old comparison");
        assert_eq!((right.here, right.both), (Side::B, false));
    }
}
