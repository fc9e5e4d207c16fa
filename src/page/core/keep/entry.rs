//! Stored values under their keys: in which order they are listed, and which of many are removed.
//!
//! This module uses no storage and no clock.

use std::rc::Rc;

use super::format;
use super::saved::SavedScenario;

use kernel::order::by_key;
use scenario::Scenario;

/// So many scenarios are stored at most.
const MOST: usize = 40;
/// They have so many bytes at most, of the five million that a browser allows a whole site.
const MOST_BYTES: usize = 2_000_000;

/// A stored value and its key. The value is compared as it is to see whether another tab has changed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The value, in the format of this or another version.
    pub value: String,
}

impl Entry {
    /// The first scenario in it; the sentence says why there is none.
    pub fn scenario(&self) -> Result<Rc<Scenario>, String> {
        parse(&format::decode(&self.value)?, 0).map(Rc::new)
    }

    /// The scenario in the right pane, if there is one.
    pub fn right(&self) -> Option<Scenario> {
        parse(&format::decode(&self.value).ok()?, 1).ok()
    }

    /// When it was changed last, in milliseconds since 1970; 0 if that is not known.
    pub fn edited_ms(&self) -> u64 {
        format::edited_ms(&self.value)
    }

    /// The same under another title.
    pub fn retitled(&self, title: &str) -> Result<Entry, String> {
        let mut saved = format::decode(&self.value)?;
        let mut scenario = parse(&saved, 0)?;
        scenario.retitle(title)?;
        saved.panes[0].scenario = scenario.to_text();
        Ok(Entry { key: self.key.clone(), value: format::encode(&saved) })
    }

    /// The same in the format of today, if it is in an older one and all of it can be read.
    pub fn migrated(&self) -> Option<Entry> {
        let saved =
            format::decode(&self.value).ok().filter(|_| !format::is_encoded(&self.value))?;
        (0..saved.panes.len()).try_for_each(|pane| parse(&saved, pane).map(|_| ())).ok()?;
        Some(Entry { key: self.key.clone(), value: format::encode(&saved) })
    }
}

fn parse(saved: &SavedScenario, pane: usize) -> Result<Scenario, String> {
    let pane = saved.panes.get(pane).ok_or("There is no such pane")?;
    Scenario::parse(&pane.scenario, catalogue::ALL).map_err(|error| error.to_string())
}

/// In the order in which they are listed: the latest first.
pub fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    by_key(&mut entries, |it| !it.edited_ms());
    entries
}

/// Which of the entries, the latest first, are to be removed because there are too many. What this page cannot
/// read is never removed: another version may read it.
pub fn too_many(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let mut bytes = 0;
    let fitting = entries.iter().take(MOST).take_while(|it| {
        bytes += it.value.len();
        bytes <= MOST_BYTES
    });
    // The latest stays whatever its size.
    let count = fitting.count().max(1).min(entries.len());
    entries[count..].iter().filter(|it| it.scenario().is_ok())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::saved::SavedPane;

    const RAFT: &str = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";

    fn pane(scenario: &str) -> SavedPane {
        SavedPane { scenario: scenario.into(), branch: "trunk".into() }
    }

    fn entry(key: &str, edited_ms: u64) -> Entry {
        let saved = SavedScenario { edited_ms, ..SavedScenario::new(pane(RAFT)) };
        Entry { key: key.into(), value: format::encode(&saved) }
    }

    fn large(key: &str, edited_ms: u64, bytes: usize) -> Entry {
        let scenario = format!("{RAFT}#{}", " ".repeat(bytes));
        let saved = SavedScenario { edited_ms, ..SavedScenario::new(pane(&scenario)) };
        Entry { key: key.into(), value: format::encode(&saved) }
    }

    fn removed(entries: &[Entry]) -> Vec<&str> {
        too_many(entries).map(|it| &*it.key).collect()
    }

    #[test]
    fn the_oldest_give_way_by_number_and_by_bytes() {
        let many = in_order((0..50).map(|at| entry(&at.to_string(), at)).collect());
        assert_eq!((many[0].key.as_str(), many[0].edited_ms()), ("49", 49));
        assert_eq!(removed(&many), ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0"]);
        let most = MOST_BYTES - 1_000;
        assert!(removed(&[large("large", 2, most), entry("small", 1)]).is_empty());
        let entries = [large("a", 3, most), large("b", 2, 2_000), entry("c", 1)];
        assert_eq!(removed(&entries), ["b", "c"]);
        assert!(removed(&[large("huge", 3, MOST_BYTES * 2)]).is_empty());
        assert!(removed(&[]).is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_never_removed_by_the_page() {
        let mut many: Vec<Entry> = (0..50).map(|at| entry(&at.to_string(), at)).collect();
        let unreadable = [
            "{\"faultline_saved\":2,\"edited_ms\":3}",
            "{\"faultline_saved\":1,\"edi",
            "\u{0} nonsense\n# kept 2",
            "faultline 9 from the future\n# kept 1",
        ];
        for (at, value) in unreadable.into_iter().enumerate() {
            many[at].value = value.into();
            assert!(many[at].scenario().is_err() && many[at].migrated().is_none());
        }
        let many = in_order(many);
        assert_eq!(removed(&many), ["9", "8", "7", "6", "5", "4"]);
    }

    #[test]
    fn another_title_changes_nothing_else() {
        let mut saved = SavedScenario { edited_ms: 17, ..SavedScenario::new(pane(RAFT)) };
        saved.panes.push(pane(&RAFT.replace("seed 1", "seed 2")));
        let entry = Entry { key: "a".into(), value: format::encode(&saved) };
        assert_eq!(entry.right().map(|it| it.setup.seed.to_string()), Some("2".into()));
        let again = entry.retitled("Ours").expect("a title");
        assert_eq!(again.value.replace("title Ours\\n", ""), entry.value);
        assert_eq!(again.retitled("").expect("none"), entry);
        assert!(entry.retitled("\u{202e}").is_err());
        // An old value is in the new format afterwards.
        let old = Entry { key: "a".into(), value: format!("{RAFT}# at 1s in trunk\n# kept 17\n") };
        let renamed = old.retitled("Ours").expect("a title");
        assert_eq!(renamed.scenario().expect("a scenario").title, "Ours");
        assert!(format::is_encoded(&renamed.value) && renamed.edited_ms() == 17);
    }

    #[test]
    fn a_value_is_migrated_once_and_only_if_all_of_it_can_be_read() {
        let old = |value: String| Entry { key: "a".into(), value };
        let migrated =
            old(format!("{RAFT}# at 1.5s\n# kept 17\n")).migrated().expect("can be read");
        assert_eq!((migrated.key.as_str(), migrated.edited_ms()), ("a", 17));
        assert_eq!(migrated.migrated(), None);
        let damaged =
            format!("{RAFT}# at 1.5s in trunk\n# beside left both #1eNpDamaged\n# kept 17\n");
        assert_eq!(old(damaged).migrated(), None);
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
