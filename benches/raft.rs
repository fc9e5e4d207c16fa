//! How fast Raft runs: schedules of faults a second, and simulated seconds a second, with records
//! and all properties on. Prints numbers and decides nothing: a machine that is busy is no
//! failure.
//!
//! `cargo bench --bench raft`

mod stopwatch;

use faultline::catalogue::ALL;
use faultline::kernel::time::{Span, Time};
use faultline::pattern::value::Value;
use faultline::run::entry::{Entry, Setup};
use faultline::scenario::Scenario;
use faultline::search::random::{Options, RandomSearch};
use stopwatch::{Stopwatch, ratio};

fn main() {
    println!("Raft, five servers, one client, records kept, every property checked\n");
    let (faults, calm, load) = (faults(), calm(), load());
    ratio("raft/record-under-faults-to-calm", faults / calm);
    ratio("raft/record-under-load-to-calm", load / calm);
}

/// Ten simulated seconds under faults, from many seeds: what a search does. Gives the nanoseconds that
/// a record takes, like the others.
fn faults() -> f64 {
    let hunt = RandomSearch::new(Scenario::new(raft()), 0..0, Options::default());
    let hunt = hunt.expect("the hunt is in order");
    let end = Time::ZERO + Span::secs(10);
    let runs: Vec<Setup> = (0..2_000).map(|seed| hunt.scenario(seed).setup).collect();
    let (took, records) = best_of_three(|| runs.iter().map(|setup| run(setup, end)).sum());
    let (per_second, events) = (runs.len() as f64 / took, records as f64);
    println!("{per_second:>12.0} schedules/s of ten simulated seconds, five of them with faults");
    tell(took, events, 10.0 * runs.len() as f64)
}

/// Nothing goes wrong: heartbeats and a few commands.
fn calm() -> f64 {
    let end = Time::ZERO + Span::secs(600);
    let setup = Setup::default();
    let (took, records) = best_of_three(|| run(&setup, end));
    println!("without faults, a command every 400 ms");
    tell(took, records as f64, 600.0)
}

/// Four clients that ask for more as soon as they are answered.
fn load() -> f64 {
    let end = Time::ZERO + Span::secs(100);
    let every = Value::Span(Span::millis(1));
    let params = vec![("clients", Value::Count(4)), ("request_every", every)];
    let setup = Setup { params, ..Setup::default() };
    let (took, records) = best_of_three(|| run(&setup, end));
    println!("without faults, four clients that never rest");
    tell(took, records as f64, 100.0)
}

fn tell(took: f64, records: f64, simulated: f64) -> f64 {
    let (ns, rate) = (took * 1e9 / records, simulated / took);
    println!("{rate:>12.0} simulated seconds a second");
    println!("{ns:>12.0} ns a record, {records:.0} records\n");
    ns
}

/// Runs a setup to its end, and gives the number of its records.
fn run(setup: &Setup, end: Time) -> u64 {
    let mut sim = (raft().start)(setup).expect("the setup is in order");
    sim.seek(end).expect("the run does not run away");
    u64::from(sim.position())
}

/// The shortest of three times in seconds, and what came out.
fn best_of_three(mut body: impl FnMut() -> u64) -> (f64, u64) {
    let timed = (0..3).map(|_| {
        let start = Stopwatch::start();
        let result = body();
        (start.seconds(), result)
    });
    timed.min_by(|a, b| a.0.total_cmp(&b.0)).expect("three times")
}

fn raft() -> &'static Entry {
    ALL.iter().find(|entry| entry.info.id == "raft").expect("Raft is in the list")
}
