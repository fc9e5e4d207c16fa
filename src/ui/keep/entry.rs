//! Stored values under their keys: in which order they are listed, and which of many are removed.
//!
//! This module uses no storage and no clock.

use std::rc::Rc;

use super::format::{self, SavedScenario};
use faultline::patterns;
use faultline::scenario::Scenario;
use faultline::sim::order::by_key;

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
    Scenario::parse(&pane.scenario, patterns::ALL).map_err(|error| error.to_string())
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
