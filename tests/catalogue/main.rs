//! What must hold of every pattern, asked of each in the list: its words, its stories, its golden
//! runs, its promises with and without their safeguards, the ends of its parameters' ranges.
//!
//! Knows no pattern. `PATTERN=raft cargo test --test catalogue` asks one alone.

mod bounds;
mod diagrams;
mod pictures;
mod promises;
mod stories;
mod words;
mod workload;

use faultline::patterns::ALL;
use faultline::scenario::Scenario;
use faultline::sim::entry::Entry;

/// Every pattern, or the one that the environment names.
fn patterns() -> impl Iterator<Item = &'static Entry> {
    let only = std::env::var("PATTERN").ok();
    let asked: Vec<_> =
        ALL.iter().filter(|it| only.as_ref().is_none_or(|only| it.info.id == only)).collect();
    assert!(!asked.is_empty(), "there is no pattern {only:?}");
    asked.into_iter()
}

/// A scenario of these lines, below its first.
#[track_caller]
fn scenario(lines: &str) -> Scenario {
    Scenario::parse(&format!("faultline 1\n{lines}\n"), ALL).unwrap_or_else(|it| panic!("{it}"))
}

/// The stories of a pattern's documentation.
fn stories(entry: &Entry) -> Vec<Scenario> {
    let told = faultline::scenario::stories::stories(entry.info.doc, ALL);
    told.map(|story| story.unwrap_or_else(|it| panic!("{}: {it}", entry.info.id))).collect()
}

/// Collects what is wrong, to tell all of it at once.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    /// Notes what is wrong with a pattern, unless it is in order.
    fn check(&mut self, fine: bool, entry: &Entry, wrong: impl FnOnce() -> String) {
        if !fine {
            self.0.push(format!("{}: {}", entry.info.id, wrong()));
        }
    }

    /// Fails if anything was wrong.
    #[track_caller]
    fn end(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}
