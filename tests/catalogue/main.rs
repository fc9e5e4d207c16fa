//! What must hold of every pattern, asked of each in the list: its words, its stories, its golden
//! runs, its promises with and without their safeguards, the ends of its parameters' ranges.
//!
//! Knows no pattern. `PATTERN=raft cargo test --test catalogue` asks one alone.

mod bounds;
#[path = "../common/mod.rs"]
mod common;
mod diagrams;
mod pictures;
mod promises;
mod stories;
mod template;
mod words;
mod workload;

use faultline::catalogue::ALL;
use faultline::run::entry::Entry;

/// Every pattern, or the one that the environment names.
fn patterns() -> impl Iterator<Item = &'static Entry> {
    let only = std::env::var("PATTERN").ok();
    let asked: Vec<_> =
        ALL.iter().filter(|it| only.as_ref().is_none_or(|only| it.info.id == only)).collect();
    assert!(!asked.is_empty(), "there is no pattern {only:?}");
    asked.into_iter()
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
