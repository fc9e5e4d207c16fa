//! How fast the exhaustive mode is: states a second and bytes a state on two-phase commit, whose
//! states are a few bytes, and on Raft, whose states are whole clusters. Prints numbers and decides
//! nothing: a machine that is busy is no failure.
//!
//! `cargo bench --bench explore`
#![allow(clippy::disallowed_types, reason = "what is measured here is real time")]

mod stopwatch;
#[path = "../tests/reference/explore/two_phase.rs"]
mod two_phase;

use std::thread::available_parallelism;
use std::time::Instant;

use faultline::catalogue::ALL;
use faultline::explore::breadth;
use faultline::run::exhaust::{Bounds, Budget, Progress, Question};
use faultline::scenario::Scenario;
use stopwatch::{Stopwatch, ratio};
use two_phase::TwoPhase;

fn main() {
    println!("two-phase commit, every state\n");
    let small: Vec<f64> = (3..=8).map(|managers| two_phase(managers, 1)).collect();
    let most = available_parallelism().map_or(1, usize::from);
    two_phase(8, most);
    println!("\nRaft, three servers and three commands, by steps from the start\n");
    let large: Vec<f64> = (5..=8).map(|steps| raft(steps, 1)).collect();
    raft(8, most);
    ratio("explore/state-of-raft-to-two-phase-commit", large[3] / small[5]);
    ratio("explore/state-of-8-steps-to-6", large[3] / large[1]);
}

/// Explores, and gives the seconds that a state takes.
fn two_phase(managers: u8, threads: usize) -> f64 {
    let bounds = Bounds { threads, ..Bounds::default() };
    let (progress, seconds) =
        best_of_three(threads, || breadth::explore(&TwoPhase(managers), bounds, |_| {}).progress);
    tell(&format!("{managers} resource managers, {threads} threads"), progress, seconds)
}

/// The same for Raft.
fn raft(steps: u32, threads: usize) -> f64 {
    let entry = ALL.iter().find(|entry| entry.info.id == "raft").expect("Raft is in the list");
    let text = format!("faultline 1\n{}\n", entry.info.miniature);
    let scenario = Scenario::parse(&text, ALL).expect("it is a scenario");
    let explore = entry.explore.expect("it can be explored");
    let bounds = Bounds { steps, threads, ..Bounds::default() };
    let budget = Budget { crashes: 1, ..Budget::default() };
    let question = Question { budget, bounds, only: None };
    let (progress, seconds) = best_of_three(threads, || {
        let answer = explore(&scenario.setup, &question, &mut |_| {});
        answer.expect("the setup is in order").progress
    });
    tell(&format!("{steps} steps, one crash, {threads} threads"), progress, seconds)
}

/// The fastest of three, in seconds: of the thread's own time if there is but one.
fn best_of_three(threads: usize, mut explore: impl FnMut() -> Progress) -> (Progress, f64) {
    let mut best = f64::INFINITY;
    let mut progress = Progress::default();
    for _ in 0..3 {
        let (start, own) = (Instant::now(), Stopwatch::start());
        progress = explore();
        let took = if threads == 1 { own.seconds() } else { start.elapsed().as_secs_f64() };
        best = best.min(took);
    }
    (progress, best)
}

fn tell(what: &str, progress: Progress, seconds: f64) -> f64 {
    let Progress { distinct, generated, depth, bytes, .. } = progress;
    let per_second = |states: u64| states as f64 / seconds / 1e6;
    println!(
        "{what:<34} {distinct:>9} states, depth {depth:>2}: {:>6.2} M distinct/s, {:>6.2} M \
         generated/s, {:>5.1} bytes a state",
        per_second(distinct),
        per_second(generated),
        bytes as f64 / distinct as f64,
    );
    seconds / distinct as f64
}
