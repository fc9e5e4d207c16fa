//! The format in which the page saves a scenario: JSON with a version number.
//!
//! ```json
//! {"faultline_saved":1,"edited_ms":1764500000000,"at_us":1500000,
//!  "panes":[{"scenario":"faultline 1\npattern raft\n…","branch":"trunk"}],
//!  "active":0,"faults_to_both":true}
//! ```
//!
//! The version is read before anything else. A value of a newer version is refused with a sentence that
//! says so, and whoever holds the value leaves it as it is. Whatever is added to the format raises the
//! version, because an older page would lose it on the next save.
//!
//! Earlier versions of the page saved the text of a `.faultline` file; [`decode`] reads those too.
//! This module uses no browser and no run.

use serde::{Deserialize, Serialize};

use super::file;

/// The version that this page writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// One scenario, or two that are compared, as they were left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedScenario {
    #[serde(rename = "faultline_saved")]
    version: u32,
    /// When it was changed last, in milliseconds since 1970; 0 if that is not known.
    pub edited_ms: u64,
    /// Where the cursor was, in microseconds of the run.
    pub at_us: u64,
    /// The left pane, and the right one if there is one.
    pub panes: Vec<SavedPane>,
    /// The index of the pane that was worked on.
    pub active: u32,
    /// Whether a fault in one pane goes to the other too.
    pub faults_to_both: bool,
}

/// What one pane shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPane {
    /// The text of the scenario with all its branches.
    pub scenario: String,
    /// The branch that is shown: its name, its number from 1, or `trunk`.
    pub branch: String,
}

/// What values of all versions begin with.
#[derive(Default, Deserialize)]
struct Header {
    faultline_saved: u32,
    #[serde(default)]
    edited_ms: u64,
}

impl SavedScenario {
    /// A single pane, at the start of its run.
    pub fn new(pane: SavedPane) -> SavedScenario {
        SavedScenario {
            version: VERSION,
            edited_ms: 0,
            at_us: 0,
            panes: vec![pane],
            active: 0,
            faults_to_both: true,
        }
    }

    /// Whether both are the same scenarios. The end of a run is not compared: it moves while the run is watched.
    pub fn is_same_work(&self, other: &SavedScenario) -> bool {
        self.panes.len() == other.panes.len()
            && self.panes.iter().zip(&other.panes).all(|(one, other)| one.lines().eq(other.lines()))
    }
}

impl SavedPane {
    /// The lines that count where two scenarios are compared.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let counts = |line: &&str| !line.starts_with("until ") && !line.starts_with('#');
        self.scenario.lines().filter(counts)
    }
}

/// The value to be stored.
pub fn encode(saved: &SavedScenario) -> String {
    // It consists of numbers, texts and lists, all of which JSON can express.
    serde_json_wasm::to_string(saved).unwrap_or_default()
}

/// Reads a stored value of this or an earlier version; the sentence says why it cannot be read. Whether
/// the scenario in it is valid is not looked at.
pub fn decode(value: &str) -> Result<SavedScenario, String> {
    if !value.starts_with('{') {
        return Ok(file::read(value));
    }
    let damaged = |_| String::from("What is saved here is damaged");
    let version = serde_json_wasm::from_str::<Header>(value).map_err(damaged)?.faultline_saved;
    if version > VERSION {
        return Err(format!(
            "It was saved by a newer version of this page, in format {version}: this page reads \
             formats up to {VERSION}"
        ));
    }
    let saved: SavedScenario = serde_json_wasm::from_str(value).map_err(damaged)?;
    match (1..=2).contains(&saved.panes.len()) && (saved.active as usize) < saved.panes.len() {
        true => Ok(saved),
        false => Err("What is saved here has no pane to show".into()),
    }
}

/// When a stored value was changed last, also where the rest of it cannot be read; 0 if it does not say.
pub fn edited_ms(value: &str) -> u64 {
    if is_encoded(value) {
        serde_json_wasm::from_str::<Header>(value).unwrap_or_default().edited_ms
    } else {
        file::saved_ms(value)
    }
}

/// Whether a text looks like a value that [`encode`] made, of whatever version.
pub fn is_encoded(text: &str) -> bool {
    text.starts_with("{\"faultline_saved\"")
}
