//! Retrying against the figures of others: the simulation of the AWS article (Brooker 2015), the
//! formula for attempts at independent failures, and the back-off tables of Polly and resilience4j.
//!
//! The seeds are fixed, so that a test that passes goes on to pass; each tolerance is argued.

use crate::common::{self, vectors};
use faultline::kernel::ids::Seed;
use faultline::kernel::record::What;
use faultline::kernel::time::Span;
use faultline::patterns::common::backoff::{Backoff, Strategy};
use faultline::scenario::Scenario;

/// The scenario of these lines under a seed.
fn scenario(lines: &str, seed: u64) -> Scenario {
    let text = format!("faultline 1\n{lines}\n");
    let mut scenario = common::scenario(&text);
    scenario.setup.seed = Seed(seed);
    scenario
}

/// Writes sent, and the time of the last answer in milliseconds, of one run of the article's model:
/// all clients begin at time zero, a server that takes no time, a network that takes 10 ms with a
/// standard deviation of 2 ms. Here the delays are evenly distributed with that mean and deviation
/// (10 ± 2·√3), where the article's are normal: what decides is who is first, over sums of many
/// delays, and those are all but normal either way.
fn contend(strategy: &str, clients: u64, seed: u64) -> (f64, f64) {
    let scenario = scenario(
        &format!(
            "pattern retry clients={clients} contend=versions strategy={strategy} base=5ms cap=2s \
             max_attempts=1000 timeout=60s reserve=1000 share=100% start=0ms every=60s calls=1 \
             service=0ms\nnetwork latency=6536us..13464us"
        ),
        seed,
    );
    let mut sim = scenario.start().expect("it starts");
    let (mut calls, mut last, mut seen, mut open) = (0u32, 0, 0, clients);
    while open > 0 && sim.step() {
        for record in &sim.records()[seen..] {
            match record.what {
                What::Sent { kind: 0 | 1, .. } => calls += 1,
                What::Completed(_) => {
                    open -= 1;
                    last = record.at.0;
                }
                _ => {}
            }
        }
        seen = sim.records().len();
    }
    assert_eq!(open, 0, "every client wins in the end");
    (f64::from(calls), last as f64 / 1_000.0)
}

#[test]
fn strategies_cost_what_the_article_s_simulation_says() {
    let Some(table) = vectors::text("aws_backoff_reference.csv") else { return };
    for row in table.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let number = |at: usize| -> f64 { fields[at].parse().expect("a number") };
        let (time, deviation, calls, spread) = (number(3), number(4), number(6), number(7));
        let clients = number(1) as u64;
        let strategy = match fields[0] {
            "None" => "immediate",
            "Exponential" => "exponential",
            "EqualJitter" => "equal",
            "FullJitter" => "full",
            "Decorr" => "decorrelated",
            other => panic!("{other} is no strategy of the article's"),
        };
        let runs = if clients < 50 { 400 } else { 60 };
        let found: Vec<(f64, f64)> =
            (0..runs).map(|seed| contend(strategy, clients, seed)).collect();
        let n = runs as f64;
        let mean_calls = found.iter().map(|it| it.0).sum::<f64>() / n;
        let mean_time = found.iter().map(|it| it.1).sum::<f64>() / n;
        println!("{strategy} {clients}: {mean_calls:.1} / {mean_time:.0}, {calls} / {time}");
        // Four standard errors of ours, and two in a hundred for the other distribution of delays:
        // among few clients its bounded tails matter a little.
        let within = |mean: f64, expected: f64, deviation: f64| {
            (mean - expected).abs() <= 4.0 * deviation / n.sqrt() + 0.02 * expected
        };
        assert!(within(mean_calls, calls, spread), "{row}: {mean_calls} calls");
        assert!(within(mean_time, time, deviation), "{row}: {mean_time} ms");
    }
}

#[test]
fn attempts_at_independent_failures_are_a_geometric_sum() {
    // Each attempt fails with p = 30 %, and there are k = 4 at most: (1 - p⁴) / (1 - p) = 1.4171.
    let scenario = scenario(
        "pattern retry clients=50 strategy=fixed base=10ms errors=30% service=1ms workers=64 \
         queue=1000 reserve=1000 share=100% every=100ms start=0ms..100ms calls=200",
        7,
    );
    let mut sim = scenario.start().expect("it starts");
    sim.seek(faultline::kernel::time::Time(25_000_000)).expect("it ends");
    let attempts =
        sim.records().iter().filter(|it| matches!(it.what, What::Sent { kind: 0 | 1, .. })).count();
    let calls = sim.history().len();
    assert_eq!(calls, 50 * 200);
    assert!(sim.history().iter().all(|operation| operation.answer.is_some()));
    // The number of attempts has a standard deviation of 0.75, its mean over 10,000 calls one of
    // 0.0075; four of them.
    let mean = attempts as f64 / calls as f64;
    assert!((mean - 1.4171).abs() < 0.03, "{mean}");
}

#[test]
fn doubling_is_that_of_other_libraries() {
    let of = |base, cap| Backoff { strategy: Strategy::Exponential, base, cap };
    // Polly and resilience4j wait for the base before the first retry, the article for twice that.
    if let Some(polly) = vectors::json("retry_polly.json") {
        let waits = polly["no_jitter_base_1s"]["exponential"].as_array().expect("a list");
        let backoff = of(Span::secs(1), Backoff::UNCAPPED);
        assert_eq!(waits.len(), 3);
        for (retry, seconds) in (0..).zip(waits) {
            let seconds = seconds.as_u64().expect("a number");
            assert_eq!(backoff.exponential(retry), Span::secs(seconds));
        }
    }
    if let Some(table) = vectors::json("circuit_breaker_resilience4j.json") {
        let table = &table["exponential_capped"];
        let ms = |key: &str| table[key].as_u64().expect("a number");
        let backoff = of(Span::millis(ms("initial_ms")), Span::millis(ms("cap_ms")));
        let attempt = |number: u64| backoff.exponential(number as u16 - 1);
        assert_eq!(attempt(12), Span::millis(ms("attempt_12")));
        assert_eq!(attempt(13), Span::millis(ms("attempt_13")));
        let last = ms("strictly_increasing_until");
        assert!((1..last).all(|number| attempt(number) < attempt(number + 1)));
        assert_eq!(attempt(last), attempt(last + 1));
    }
}
