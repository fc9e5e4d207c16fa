//! A hunt on many threads. Which thread tries which seed is chance; what is told of it, and in
//! which order, is not.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;

use super::Failure;
use search::random::{RandomSearch, Trial};

/// Tries the seeds on so many threads, and tells of every trial in order of the seeds, until
/// `tell` says that it has heard enough.
pub fn trials(
    hunt: &RandomSearch,
    seeds: Range<u64>,
    threads: usize,
    mut tell: impl FnMut(Trial) -> Result<Enough, Failure>,
) -> Result<(), Failure> {
    let next = AtomicU64::new(seeds.start);
    let (sender, trials) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Relaxed);
                    // Nobody listens any more once enough has been heard.
                    if seed >= seeds.end || sender.send(hunt.trial(seed)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Trials that came before their turn.
        let mut early = BTreeMap::new();
        let mut turn = seeds.start;
        for trial in trials {
            early.insert(trial.seed, trial);
            while let Some(trial) = early.remove(&turn) {
                turn += 1;
                if tell(trial)? == Enough::Yes {
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}

/// Whether enough has been heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enough {
    /// It has.
    Yes,
    /// It has not.
    No,
}
