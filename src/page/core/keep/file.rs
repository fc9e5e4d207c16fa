//! Saved work as a `.faultline` file: the text of a scenario, with what else is saved in comments at its end.
//!
//! ```text
//! faultline 1
//! pattern raft
//! until 3s
//! # at 1.5s in trunk
//! # beside right both #1eNp…
//! ```
//!
//! `beside` is the right pane of a comparison, packed like a link. Such a file is a scenario that every
//! reader of scenarios takes. Before there was [`super::format`], the page stored this text, with the time
//! of the last change in a comment `# kept`. This module uses no browser and no run.

use kernel::time::Time;
use scenario::limits;
use scenario::link::{Link, Moment};

use super::saved::{SavedPane, SavedScenario};

const AT: &str = "# at ";
const BESIDE: &str = "# beside ";
const KEPT: &str = "# kept ";
const TRUNK: &str = "trunk";

/// Writes a file.
pub fn write(saved: &SavedScenario) -> String {
    let Some(left) = saved.panes.first() else { return String::new() };
    let mut text = format!("{}{AT}{} in {}\n", left.scenario, Time(saved.at_us), left.branch);
    let right = saved.panes.get(1).and_then(|pane| {
        let branch = (pane.branch != TRUNK).then(|| pane.branch.clone());
        let moment = Moment { at: Time::ZERO, branch, selected: None, stamp: None };
        Link { text: pane.scenario.clone(), moment: Some(moment) }.encode().ok()
    });
    // A text that is longer than a scenario may be could not be read again.
    if let Some(link) = right.filter(|it| text.len() + it.len() + 64 < limits::TEXT_BYTES) {
        let active = if saved.active == 1 { "right" } else { "left" };
        let faults = if saved.faults_to_both { "both" } else { "one" };
        text = format!("{text}{BESIDE}{active} {faults} {link}\n");
    }
    text
}

/// Reads what [`write()`] wrote, or any other scenario. Nothing in a text is refused here: whether it is a
/// scenario shows when it is opened.
pub fn read(text: &str) -> SavedScenario {
    let place = comment(text, AT).unwrap_or_default();
    let (at, branch) = place.split_once(" in ").unwrap_or((place, TRUNK));
    let pane = SavedPane { scenario: without_comments(text).into(), branch: branch.into() };
    let mut saved = SavedScenario::new(pane);
    saved.at_us = at.parse().unwrap_or(Time::ZERO).0;
    saved.edited_ms = saved_ms(text);
    if let Some(line) = comment(text, BESIDE) {
        let mut words = line.splitn(3, ' ');
        saved.active = (words.next() == Some("right")).into();
        saved.faults_to_both = words.next() != Some("one");
        saved.panes.push(right_pane(words.next().unwrap_or_default()));
    }
    saved
}

/// When it was changed last, in milliseconds since 1970; 0 if the text does not say.
pub fn saved_ms(text: &str) -> u64 {
    comment(text, KEPT).and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// The right pane from its link. A damaged link stands in place of the scenario, so that it is not lost.
fn right_pane(link: &str) -> SavedPane {
    match Link::decode(link) {
        Ok(Link { text, moment }) => {
            let branch = moment.and_then(|moment| moment.branch);
            SavedPane { scenario: text, branch: branch.unwrap_or_else(|| TRUNK.into()) }
        }
        Err(_) => SavedPane { scenario: link.into(), branch: TRUNK.into() },
    }
}

/// What follows a mark in one of the comments at the end of a text.
fn comment<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let comments = text.lines().rev().take_while(|line| line.starts_with('#'));
    comments.filter_map(|line| line.strip_prefix(mark)).next()
}

/// The text without the comments that [`write`] put at its end.
fn without_comments(text: &str) -> &str {
    let mut rest = text;
    while let Some(line) = rest.lines().next_back()
        && [AT, BESIDE, KEPT].iter().any(|mark| line.starts_with(mark))
    {
        let end = rest.trim_end_matches(['\n', '\r']);
        rest = &end[..end.len() - line.len()];
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RAFT: &str = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";

    #[test]
    fn the_comments_at_the_end_are_no_part_of_the_scenario() {
        let text = format!("# Ours\n{RAFT}# A last word\n# at 1.5s in Crash in time\n# kept 17\n");
        let saved = read(&text);
        assert_eq!(saved.panes[0].scenario, format!("# Ours\n{RAFT}# A last word\n"));
        assert_eq!(saved.panes[0].branch, "Crash in time");
        assert_eq!((saved.at_us, saved.edited_ms), (1_500_000, 17));
    }

    #[test]
    fn a_file_without_comments_is_at_the_start_of_the_trunk() {
        for text in [RAFT, RAFT.trim_end(), "", "nonsense", "\u{0}\u{fffd}"] {
            let saved = read(text);
            assert_eq!((saved.panes.len(), saved.at_us, saved.edited_ms), (1, 0, 0));
            assert_eq!((&*saved.panes[0].scenario, &*saved.panes[0].branch), (text, "trunk"));
        }
        // As the first versions wrote it, with and without the end of a line.
        for text in [
            format!("{RAFT}# at 1.5s\n"),
            format!("{RAFT}# at 1.5s"),
            format!("{RAFT}# at 1.5s\r\n"),
        ] {
            let saved = read(&text);
            assert_eq!((&*saved.panes[0].scenario, saved.at_us), (RAFT, 1_500_000));
        }
    }

    #[test]
    fn a_damaged_right_pane_is_not_lost() {
        for (line, kept) in [("", ""), ("right", ""), ("right one #1eM", "#1eM")] {
            let saved = read(&format!("{RAFT}# beside {line}\n"));
            assert_eq!(saved.panes[0].scenario, RAFT);
            assert_eq!(saved.panes[1].scenario, kept);
        }
    }

    fn panes() -> impl Strategy<Value = SavedPane> {
        let branches = vec!["trunk", "2", "Crash in time", "Ü #1 100% & more"];
        let seeds = (0..1_000_u32).prop_map(|seed| RAFT.replace("seed 1", &format!("seed {seed}")));
        (seeds, prop::sample::select(branches))
            .prop_map(|(scenario, branch)| SavedPane { scenario, branch: branch.into() })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            at_us in 0..600_000_000_u64,
            panes in prop::collection::vec(panes(), 1..3),
            right in any::<bool>(),
            one in any::<bool>(),
        ) {
            let mut saved = SavedScenario::new(panes[0].clone());
            saved.at_us = at_us;
            if let Some(pane) = panes.get(1) {
                saved.panes.push(pane.clone());
                saved.active = right.into();
                saved.faults_to_both = !one;
            }
            prop_assert_eq!(read(&write(&saved)), saved);
        }
    }
}
