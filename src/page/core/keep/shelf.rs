//! What a kept scenario looks like as text, and which of many are kept.
//!
//! A kept scenario is a scenario, with what only its user cares for in comments, which scenarios may
//! have: where the cursor was, what stood beside it, and when it was kept. So it is a `.faultline` file as well. Pure: knows
//! no storage and no clock.

use crate::command::keep::Sheet;
use crate::comparison::linked;
use crate::session::Session;
use crate::share::link::Opened;
use compare::Side;

use kernel::order::by_key;
use kernel::time::Time;
use scenario::{Scenario, limits};
use std::rc::Rc;

/// So many scenarios are kept at most.
pub const MOST: usize = 40;

/// They have so many bytes at most, of the five million that a browser allows a whole site.
pub const MOST_BYTES: usize = 2_000_000;

/// The comment with what stands on the right begins like this.
const BESIDE: &str = "# beside ";

impl Sheet {
    /// When it was kept, in milliseconds of the clock on the wall; 0 if it does not say.
    pub fn kept_ms(&self) -> u64 {
        comment(&self.text, "# kept ").and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// The scenario; the sentence says why it is none.
    pub fn scenario(&self) -> Result<Rc<Scenario>, String> {
        let read = Scenario::parse(&self.text, catalogue::ALL);
        read.map(Rc::new).map_err(|error| error.to_string())
    }

    /// The same under another title.
    pub fn retitled(&self, title: &str) -> Result<Sheet, String> {
        let mut scenario = Scenario::clone(&*self.scenario()?);
        scenario.retitle(title)?;
        let mut text = scenario.to_text();
        for line in self.text.lines().filter(|line| line.starts_with('#')) {
            text = text + line + "\n";
        }
        Ok(Sheet { key: self.key.clone(), text })
    }

    /// What stands on the right of it, if something does.
    pub fn right(&self) -> Option<Scenario> {
        let link = linked::packed(comment(&self.text, BESIDE)?)?;
        Scenario::parse(&link.text, catalogue::ALL).ok()
    }
}

/// The scenario, and where the cursor is; with what stands on its right, which side is worked on,
/// and whether faults go to both.
pub fn write(session: &Session, right: Option<(&Session, Side, bool)>) -> String {
    let course = session.document().course_name(session.course());
    let mut text = format!("{}# at {} in {course}\n", session.document().to_text(), session.now());
    let right = right.and_then(|(right, here, both)| linked::line(right, here, both));
    // Of what is longer than any scenario nothing could be read.
    if let Some(line) = right.filter(|it| text.len() + it.len() + 64 < limits::TEXT_BYTES) {
        text = text + BESIDE + &line + "\n";
    }
    text
}

/// The same, and when it was kept.
pub fn stamped(text: &str, now_ms: u64) -> String {
    format!("{text}# kept {now_ms}\n")
}

/// Reads what [`write`] wrote, or any other scenario.
pub fn read(text: &str) -> Result<Opened, String> {
    let scenario = Scenario::parse(text, catalogue::ALL).map_err(|error| error.to_string())?;
    let place = comment(text, "# at ");
    let (at, name) = place.map_or(("", ""), |it| it.split_once(" in ").unwrap_or((it, "")));
    let course = scenario.find(name).unwrap_or_default();
    let session = Session::open_course(scenario, course, at.parse().unwrap_or(Time::ZERO))?;
    let beside = comment(text, BESIDE).map(|line| Ok((linked::read(line, &session)?, None)));
    let mut opened = Opened::quiet(session);
    opened.beside(beside.transpose());
    Ok(opened)
}

/// Whether two texts are the same scenario. Its end may have moved while it ran.
pub fn same_but_for_end(one: &str, other: &str) -> bool {
    let counts = |line: &&str| !line.starts_with("until ") && !line.starts_with('#');
    let same = |one: &str, other: &str| one.lines().filter(counts).eq(other.lines().filter(counts));
    let right = |text: &str| comment(text, BESIDE).and_then(linked::packed);
    same(one, other)
        && match (right(one), right(other)) {
            (Some(one), Some(other)) => same(&one.text, &other.text),
            (one, other) => one.is_none() && other.is_none(),
        }
}

/// In the order in which they are shown: the latest first.
pub fn in_order(mut sheets: Vec<Sheet>) -> Vec<Sheet> {
    by_key(&mut sheets, |it| !it.kept_ms());
    sheets
}

/// Which of the sheets, the latest first, there is no room for.
pub fn too_many(sheets: &[Sheet]) -> &[Sheet] {
    let mut bytes = 0;
    let room = sheets.iter().take(MOST).take_while(|it| {
        bytes += it.text.len();
        bytes <= MOST_BYTES
    });
    // The latest is kept whatever its size.
    let count = room.count().max(1).min(sheets.len());
    &sheets[count..]
}

/// How long ago that was, in a few words.
pub fn ago(ms: u64) -> String {
    const NAMES: [(&str, u64); 4] = [("day", 1_440), ("hour", 60), ("minute", 1), ("", 0)];
    let minutes = ms / 60_000;
    let (name, per) = NAMES[NAMES.iter().position(|(_, per)| minutes >= *per).unwrap_or(3)];
    match minutes.checked_div(per) {
        None => "just now".into(),
        Some(1) => format!("1 {name} ago"),
        Some(count) => format!("{count} {name}s ago"),
    }
}

/// What follows a mark in one of the comments at the end of a text.
fn comment<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let comments = text.lines().rev().take_while(|line| line.starts_with('#'));
    comments.filter_map(|line| line.strip_prefix(mark)).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::Course;

    const RAFT: &str = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";

    fn sheet(key: &str, kept: u64) -> Sheet {
        Sheet { key: key.into(), text: stamped(RAFT, kept) }
    }

    #[test]
    fn work_is_found_again_in_the_course_and_at_the_moment_where_it_was_left() {
        let text = format!("{RAFT}branch Crash in time from 1s\nat 1s crash n0\n");
        for course in [Course::Branch(0), Course::Trunk] {
            let scenario = Scenario::parse(&text, catalogue::ALL).expect("a scenario");
            let session = Session::open_course(scenario, course, Time(1_500_000)).expect("a run");
            let again = read(&stamped(&write(&session, None), 17)).expect("what was written");
            let again = again.session;
            assert_eq!((again.course(), again.now()), (course, Time(1_500_000)));
        }
    }

    /// A sheet of two sides of which the right one is worked on.
    fn two(right: &str) -> String {
        let open = |text: &str| read(text).expect("a scenario").session;
        let left = open(&format!("{RAFT}# at 1.5s in trunk\n"));
        stamped(&write(&left, Some((&open(right), Side::B, false))), 17)
    }

    #[test]
    fn two_sides_are_one_work_and_are_found_again_as_they_stood() {
        let other = format!("{RAFT}branch Crash in time from 1s\nat 1s crash n0\n");
        let text = two(&format!("{other}# at 1.2s in Crash in time\n"));
        let again = read(&text).expect("what was written");
        assert!(again.doubts.is_empty(), "{:?}", again.doubts);
        let beside = again.beside.expect("two sides");
        assert_eq!(beside.session.course(), Course::Branch(0));
        assert_eq!((beside.here, beside.both), (Side::B, false));
        assert_eq!([again.session.now(), beside.session.now()], [Time(1_500_000); 2]);
        let sheet = Sheet { key: "a".into(), text };
        assert_eq!((sheet.kept_ms(), sheet.right().map(|it| it.branches.len())), (17, Some(1)));
    }

    #[test]
    fn two_sides_are_other_work_than_one_of_them_or_another_two() {
        let text = two(RAFT);
        assert!(same_but_for_end(&text, &two(&RAFT.replace("3s", "5s"))));
        assert!(!same_but_for_end(&text, &two(&RAFT.replace("seed 1", "seed 2"))));
        assert!(!same_but_for_end(&text, RAFT) && !same_but_for_end(RAFT, &text));
    }

    #[test]
    fn a_damaged_right_side_leaves_the_left_one_and_a_sentence() {
        let text = two(RAFT).replace("#1eN", "#1eM");
        let again = read(&text).expect("the left side");
        assert!(again.beside.is_none());
        assert_eq!(again.doubts, ["What stands beside cannot be opened: It was damaged"]);
        for line in ["", "right", "right one", "right one #faultline%201%0Apattern%20nobody"] {
            let again = read(&format!("{RAFT}# beside {line}\n")).expect("the left side");
            assert!(again.beside.is_none() && again.doubts.len() == 1, "{line}");
        }
    }

    #[test]
    fn work_of_an_earlier_version_is_still_read() {
        let text = format!("{RAFT}# at 1.5s\n");
        assert_eq!(read(&text).expect("a scenario").session.now(), Time(1_500_000));
        assert_eq!(Sheet { key: "a".into(), text }.kept_ms(), 0);
    }

    #[test]
    fn another_title_changes_nothing_else() {
        let sheet = Sheet { key: "a".into(), text: two(RAFT) };
        let again = sheet.retitled("Ours").expect("a title");
        assert_eq!(again.text.replace("title Ours\n", ""), sheet.text);
        assert_eq!(again.retitled("").expect("none"), sheet);
        assert!(sheet.retitled("\u{202e}").is_err());
    }

    #[test]
    fn a_run_that_went_on_is_still_the_same_work() {
        let later = "faultline 1\npattern raft\nseed 1\nuntil 5s\n# at 3.5s\n# kept 99\n";
        assert!(same_but_for_end(later, RAFT));
        assert!(!same_but_for_end(&RAFT.replace("seed 1", "seed 2"), RAFT));
    }

    #[test]
    fn the_oldest_give_way_by_number_and_by_bytes() {
        let many = (0..50).map(|at| sheet(&at.to_string(), at)).collect();
        let many = in_order(many);
        assert_eq!((many[0].key.as_str(), many[0].kept_ms()), ("49", 49));
        assert_eq!(too_many(&many).len(), 10);
        assert_eq!(too_many(&many)[0].key, "9");
        let large = |kept| Sheet { text: " ".repeat(MOST_BYTES - 100), ..sheet("large", kept) };
        assert_eq!(too_many(&[large(2), sheet("small", 1)]).len(), 0);
        assert_eq!(too_many(&[large(2), large(1), sheet("small", 0)]).len(), 2);
        let huge = Sheet { text: " ".repeat(MOST_BYTES * 2), ..sheet("huge", 3) };
        assert_eq!(too_many(&[huge]), []);
    }

    #[test]
    fn how_long_ago_is_said_in_few_words() {
        const MINUTE: u64 = 60_000;
        for (ms, words) in [
            (59_999, "just now"),
            (MINUTE, "1 minute ago"),
            (59 * MINUTE, "59 minutes ago"),
            (60 * MINUTE, "1 hour ago"),
            (47 * 60 * MINUTE, "1 day ago"),
            (72 * 60 * MINUTE, "3 days ago"),
        ] {
            assert_eq!(ago(ms), words);
        }
    }
}
