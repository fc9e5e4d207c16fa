//! What a kept scenario looks like as text, and which of many are kept.
//!
//! A kept scenario is a scenario, with what only its user cares for in comments, which scenarios may
//! have: where the cursor was, and when it was kept. So it is a `.faultline` file as well. Pure: knows
//! no storage and no clock.

use std::rc::Rc;

use crate::session::Session;
use faultline::patterns;
use faultline::scenario::Scenario;
use faultline::sim::order::by_key;
use faultline::sim::time::Time;

/// So many scenarios are kept at most.
pub const MOST: usize = 40;
/// They have so many bytes at most, of the five million that a browser allows a whole site.
pub const MOST_BYTES: usize = 2_000_000;

/// A scenario that is kept: the key that it is kept under, and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The key.
    pub key: String,
    /// The text.
    pub text: String,
}

impl Sheet {
    /// When it was kept, in milliseconds of the clock on the wall; 0 if it does not say.
    pub fn kept_ms(&self) -> u64 {
        comment(&self.text, "# kept ").and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// The scenario; the sentence says why it is none.
    pub fn scenario(&self) -> Result<Rc<Scenario>, String> {
        let read = Scenario::parse(&self.text, patterns::ALL);
        read.map(Rc::new).map_err(|error| error.to_string())
    }
}

/// The scenario, and where the cursor is.
pub fn write(session: &Session) -> String {
    let course = session.document().course_name(session.course());
    format!("{}# at {} in {course}\n", session.document().to_text(), session.now())
}

/// The same, and when it was kept.
pub fn stamped(text: &str, now_ms: u64) -> String {
    format!("{text}# kept {now_ms}\n")
}

/// Reads what [`write`] wrote, or any other scenario.
pub fn read(text: &str) -> Result<Session, String> {
    let scenario = Scenario::parse(text, patterns::ALL).map_err(|error| error.to_string())?;
    let place = comment(text, "# at ");
    let (at, name) = place.map_or(("", ""), |it| it.split_once(" in ").unwrap_or((it, "")));
    let course = scenario.find(name).unwrap_or_default();
    Session::open_course(scenario, course, at.parse().unwrap_or(Time::ZERO))
}

/// Whether two texts are the same scenario. Its end may have moved while it ran.
pub fn same_but_for_end(one: &str, other: &str) -> bool {
    let counts = |line: &&str| !line.starts_with("until ") && !line.starts_with('#');
    one.lines().filter(counts).eq(other.lines().filter(counts))
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
    use faultline::scenario::Course;

    const RAFT: &str = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";

    fn sheet(key: &str, kept: u64) -> Sheet {
        Sheet { key: key.into(), text: stamped(RAFT, kept) }
    }

    #[test]
    fn work_is_found_again_in_the_course_and_at_the_moment_where_it_was_left() {
        let text = format!("{RAFT}branch Crash in time from 1s\nat 1s crash n0\n");
        for course in [Course::Branch(0), Course::Trunk] {
            let scenario = Scenario::parse(&text, patterns::ALL).expect("a scenario");
            let session = Session::open_course(scenario, course, Time(1_500_000)).expect("a run");
            let again = read(&stamped(&write(&session), 17)).expect("what was written");
            assert_eq!((again.course(), again.now()), (course, Time(1_500_000)));
        }
    }

    #[test]
    fn work_of_an_earlier_version_is_still_read() {
        let text = format!("{RAFT}# at 1.5s\n");
        assert_eq!(read(&text).expect("a scenario").now(), Time(1_500_000));
        assert_eq!(Sheet { key: "a".into(), text }.kept_ms(), 0);
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
