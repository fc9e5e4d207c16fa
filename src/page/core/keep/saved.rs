//! What is saved of a scenario, or of two that are compared. How it is written is the business of
//! [`super::format`] and [`super::file`].

use serde::{Deserialize, Serialize};

/// The version of the format: the one that this page writes, and the newest that it reads.
pub const VERSION: u64 = 1;

/// One scenario, or two that are compared, as they were left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedScenario {
    #[serde(rename = "faultline_saved")]
    pub(super) version: u64,
    /// When it was changed last, in milliseconds since 1970; 0 if that is not known.
    pub edited_ms: u64,
    /// Where the cursor was, in microseconds of the run.
    pub at_us: u64,
    /// The left pane, and the right one if there is one.
    pub panes: Vec<SavedPane>,
    /// The index of the pane that was worked on.
    pub active: u64,
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
