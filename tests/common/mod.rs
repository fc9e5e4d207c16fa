//! What several tests need: patterns, scenarios and stories by name, and how many seeds to try.
//!
//! Each test binary uses the part it needs.
#![allow(dead_code)]

pub mod program;
pub mod vectors;

use faultline::catalogue::ALL;
use faultline::run::Sim;
use faultline::run::entry::Entry;
use faultline::scenario::{Scenario, stories};

/// The pattern of this id.
#[track_caller]
pub fn pattern(id: &str) -> &'static Entry {
    ALL.iter().find(|entry| entry.info.id == id).unwrap_or_else(|| panic!("no pattern {id}"))
}

/// A scenario of these lines, with or without the first one, which names the version.
#[track_caller]
pub fn scenario(lines: &str) -> Scenario {
    let version = if lines.starts_with("faultline ") { "" } else { "faultline 1\n" };
    Scenario::parse(&format!("{version}{lines}"), ALL)
        .unwrap_or_else(|error| panic!("{error}\n{lines}"))
}

/// The stories of a pattern's documentation.
pub fn stories(entry: &Entry) -> Vec<Scenario> {
    let told = stories::stories(entry.info.doc, ALL);
    let told: Vec<_> =
        told.map(|story| story.unwrap_or_else(|it| panic!("{}: {it}", entry.info.id))).collect();
    assert!(!told.is_empty(), "{} has no stories", entry.info.id);
    told
}

/// The story of a pattern whose title begins with these words.
#[track_caller]
pub fn story(pattern_id: &str, title: &str) -> Scenario {
    let mut told = stories(pattern(pattern_id)).into_iter();
    told.find(|story| story.title.starts_with(title)).unwrap_or_else(|| panic!("no “{title}”"))
}

/// How many seeds to try where `most` are tried when there is time: all of them with
/// `FAULTLINE_SEEDS=100`, and a quarter unless that variable says another percentage. It may say
/// more than 100.
pub fn seeds(most: u64) -> u64 {
    let percent = match std::env::var("FAULTLINE_SEEDS") {
        Ok(percent) => percent.parse().expect("FAULTLINE_SEEDS is a percentage"),
        Err(_) => 25,
    };
    (most * percent).div_ceil(100)
}

/// A run of a scenario of these lines, up to its end.
#[track_caller]
pub fn run(lines: &str) -> Box<dyn Sim> {
    let scenario = scenario(lines);
    let mut sim = scenario.start().expect("it starts");
    sim.seek(scenario.until).expect("it ends");
    sim
}
