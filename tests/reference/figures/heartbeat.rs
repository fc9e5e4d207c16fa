//! How long heartbeats take to find a failure, and what they cost, against the formulas.

use crate::common;
use faultline::kernel::record::What;
use faultline::kernel::time::{Span, Time};
use faultline::run::Sim;

fn run(lines: &str) -> Box<dyn Sim> {
    let text = format!("faultline 1\n{lines}\n");
    common::run(&text)
}

/// The metric of workers declared dead.
const DEATHS: u8 = 2;

/// How long after its crash a worker is declared dead.
fn detection(mode: &str, misses: u64, seed: u64, crash: Time) -> Span {
    let sim = run(&format!(
        "pattern heartbeat workers=1 mode={mode} interval=500ms misses={misses}\nseed {seed}\n\
         at {crash} crash w0\nuntil 12s"
    ));
    let dead = |what| matches!(what, What::Measured { metric: DEATHS, .. });
    let found = sim.records().iter().find(|record| dead(record.what));
    found.expect("the registry finds out").at.since(crash)
}

/// A worker's last sign of life is at most an interval old when it crashes, and the registry looks
/// once an interval: between k − 1 and k + 1 intervals pass, and k on average. With pushing, crashes
/// and heartbeats fall anywhere in a round. With pulling, a worker has answered early in the round
/// already, after 30 of its 500 ms: it is k and a half less those. The mean of 400 uniform draws is exact to a tenth of an
/// interval within five standard deviations.
#[test]
fn a_failure_is_found_after_k_intervals() {
    let interval = 500_000;
    for (mode, misses, expected) in
        [("push", 2, 2.0), ("push", 3, 3.0), ("push", 6, 6.0), ("pull", 3, 3.44)]
    {
        let mut sum = 0;
        for seed in 0..400 {
            // Moments evenly over a round.
            let crash = Time(4_000_000 + seed * interval / 400);
            let Span(took) = detection(mode, misses, seed, crash);
            let latest = (misses + 1) * interval + 40_000;
            assert!(took >= (misses - 1) * interval && took <= latest, "{mode} {misses}: {took}");
            sum += took;
        }
        let mean = sum as f64 / 400.0 / interval as f64;
        assert!((mean - expected).abs() < 0.1, "{mode}, k = {misses}: {mean} intervals");
    }
}

/// Pushing costs a message an interval and worker, pulling two, whatever the number of workers.
#[test]
fn pulling_costs_twice_what_pushing_costs() {
    for workers in [10_u64, 100, 1_000] {
        for (mode, messages) in [("push", 1), ("pull", 2)] {
            let sim = run(&format!(
                "pattern heartbeat workers={workers} mode={mode} interval=500ms service=0ms\n\
                 until 6s"
            ));
            let (from, to) = (Time(1_000_000), Time(6_000_000));
            let sent = sim.records().iter().filter(|it| it.at >= from && it.at < to);
            let sent = sent.filter(|it| matches!(it.what, What::Sent { .. })).count() as u64;
            assert_eq!(sent, 10 * workers * messages, "{workers} workers, {mode}");
        }
    }
}
