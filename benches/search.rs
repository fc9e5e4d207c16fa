//! How fast a search is: schedules a second on one thread and on several, how that depends on the
//! number of nodes and on the length of the runs, and how long it takes to find and to shrink the
//! rarest mistake. Prints numbers and decides nothing: a machine that is busy is no failure.
//!
//! `cargo bench --bench search`
#![allow(clippy::disallowed_types, reason = "what is measured here is real time")]

mod stopwatch;

use std::thread;
use std::time::{Duration, Instant};

use faultline::catalogue::ALL;
use faultline::kernel::time::Time;
use faultline::run::entry::Entry;
use faultline::scenario::Scenario;
use faultline::search::random::{Options, RandomSearch};
use faultline::search::shard::Shard;
use faultline::search::shrink::Shrink;
use faultline::search::trial;
use stopwatch::{Stopwatch, ratio};

fn main() {
    println!("Raft's trial: five servers, two clients, faults for half of ten seconds\n");
    threads();
    nodes();
    lengths();
    smallest();
}

/// The same seeds on more and more threads, each with a slice of them.
fn threads() {
    let hunt = hunt(raft_trial(), None);
    let most = thread::available_parallelism().map_or(1, usize::from) as u64;
    let mut one = None;
    for count in [1, 2, 4, 8, 16, 32].into_iter().filter(|count| *count <= most) {
        let took = best_of_three(|| {
            thread::scope(|scope| {
                for number in 1..=count {
                    let (hunt, seeds) = (&hunt, Shard { number, count }.of(0..2_000));
                    scope.spawn(move || seeds.for_each(|seed| drop(hunt.trial(seed))));
                }
            });
        });
        let rate = 2_000.0 / took.as_secs_f64();
        let ratio = rate / *one.get_or_insert(rate);
        println!("{rate:>10.0} schedules/s on {count} threads, {ratio:.2} times those of one");
    }
    println!();
}

fn nodes() {
    let rates = ["3", "5", "7", "9"].map(|nodes| {
        let mut scenario = raft_trial();
        scenario.set_param("nodes", nodes).expect("a number of servers");
        let rate = rate(&hunt(scenario, None), 500);
        println!("{rate:>10.0} schedules/s with {nodes} servers");
        rate
    });
    ratio("search/schedule-of-9-servers-to-3", rates[0] / rates[3]);
    println!();
}

fn lengths() {
    let rates = [5, 10, 20, 40, 80].map(|seconds| {
        let rate = rate(&hunt(raft_trial(), Some(Time(seconds * 1_000_000))), 2_000 / seconds);
        let simulated = rate * seconds as f64;
        println!("{rate:>10.0} schedules/s of {seconds} s, {simulated:.0} simulated seconds/s");
        simulated
    });
    ratio("search/simulated-second-of-80-to-10", rates[1] / rates[4]);
    println!();
}

/// Figure 8: the longest way to a violation.
fn smallest() {
    let mut scenario = raft_trial();
    scenario.set_safeguard("current-term-commit", false).expect("the safeguard is declared");
    let start = Instant::now();
    let mut trials =
        RandomSearch::new(scenario, 0..10_000, Options::default()).expect("it is in order");
    let found = trials.find_map(|trial| trial.found.into_iter().next()).expect("it is found");
    println!("{:>10.2} s to find Figure 8, schedule {}", seconds(start), found.seed + 1);
    let start = Instant::now();
    let mut shrink = Shrink::new(&found.scenario, found.property).expect("it breaks that");
    let attempts = shrink.by_ref().count();
    let (before, after) = (found.scenario.setup.actions.len(), shrink.best().setup.actions.len());
    let took = seconds(start);
    println!("{took:>10.2} s to shrink it from {before} actions to {after}, {attempts} attempts");
}

fn seconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64()
}

/// Schedules a second on one thread.
fn rate(hunt: &RandomSearch, seeds: u64) -> f64 {
    let times = (0..3).map(|_| {
        let start = Stopwatch::start();
        (0..seeds).for_each(|seed| drop(hunt.trial(seed)));
        start.seconds()
    });
    seeds as f64 / times.fold(f64::INFINITY, f64::min)
}

fn best_of_three(mut body: impl FnMut()) -> Duration {
    let timed = (0..3).map(|_| {
        let start = Instant::now();
        body();
        start.elapsed()
    });
    timed.min().expect("three times")
}

fn hunt(scenario: Scenario, length: Option<Time>) -> RandomSearch {
    let options = Options { length, ..Options::default() };
    RandomSearch::new(scenario, 0..0, options).expect("the hunt is in order")
}

fn raft_trial() -> Scenario {
    trial(raft(), [], ALL).expect("the trial is a scenario")
}

fn raft() -> &'static Entry {
    ALL.iter().find(|entry| entry.info.id == "raft").expect("Raft is in the list")
}
