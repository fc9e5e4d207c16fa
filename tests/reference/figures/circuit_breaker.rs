//! The breaker against the test scripts of others: Sony's gobreaker, default and custom, and the
//! sliding window of resilience4j.

use crate::common::vectors::{self, number};
use faultline::kernel::action::Ppm;
use faultline::kernel::time::{Span, Time};
use faultline::patterns::common::breaker::{Breaker, Config, Counts, Permit, Refusal, State, Trip};
use faultline::patterns::common::window::{Outcome, Window};
use serde_json::Value;

/// A breaker that a script drives.
struct Script {
    config: Config,
    breaker: Breaker,
    now: Time,
    /// The permit of the call that is under way.
    slow: Option<Permit>,
}

impl Script {
    fn of(config: Config) -> Script {
        Script { config, breaker: Breaker::new(&config, Time::ZERO), now: Time::ZERO, slow: None }
    }

    fn call(&mut self, outcome: Outcome) {
        let permit = self.breaker.ask(&self.config, self.now).expect("the call is let through");
        assert!(self.breaker.report(&self.config, permit, outcome, self.now));
    }

    fn step(&mut self, verb: &str, value: &Value) {
        let Script { config, breaker, now, .. } = self;
        match verb {
            "ok" => (0..number(value)).for_each(|_| self.call(Outcome::Success)),
            "fail" => (0..number(value)).for_each(|_| self.call(Outcome::Failure)),
            "ok,fail x5" => {
                for _ in 0..number(value) / 2 {
                    self.call(Outcome::Success);
                    self.call(Outcome::Failure);
                }
            }
            "ok_rejected" | "fail_rejected" => {
                assert_eq!(breaker.ask(config, *now), Err(Refusal::Open));
            }
            "ok_rejected_too_many" => {
                assert_eq!(breaker.ask(config, *now), Err(Refusal::TooManyProbes));
            }
            "begin_slow_ok" => self.slow = breaker.ask(config, *now).ok(),
            "finish_slow_ok" => {
                let permit = self.slow.take().expect("a call is under way");
                assert!(breaker.report(config, permit, Outcome::Success, *now));
            }
            "advance_ms" => *now += Span::millis(number(value)),
            // Whole microseconds: the first after the nanosecond.
            "advance_ns" => *now += Span(number(value).div_ceil(1_000)),
            "state" => {
                let expected = match value.as_str() {
                    Some("closed") => State::Closed,
                    Some("open") => State::Open,
                    Some("half_open") => State::HalfOpen,
                    _ => panic!("{value} is no state"),
                };
                assert_eq!(breaker.state(config, *now), expected);
            }
            "counts" => {
                let Counts { requests, successes, failures, .. } = breaker.counts();
                let Counts { consecutive_successes, consecutive_failures, .. } = breaker.counts();
                let found =
                    [requests, successes, failures, consecutive_successes, consecutive_failures];
                let expected: Vec<u64> =
                    value.as_array().expect("a list").iter().map(number).collect();
                assert_eq!(found.map(u64::from).as_slice(), expected);
            }
            _ => panic!("the script says {verb}"),
        }
    }
}

fn play(mut script: Script, steps: &Value) -> usize {
    let steps = steps.as_array().expect("a script");
    for step in steps {
        script.step(step[0].as_str().expect("a verb"), &step[1]);
    }
    steps.len()
}

#[test]
fn gobreaker_s_scripts_are_played_to_their_ends() {
    let Some(file) = vectors::json("circuit_breaker_gobreaker.json") else { return };
    let defaults = &file["defaults"];
    let config = Config {
        // More than five failures in a row.
        trip: Trip::Consecutive(6),
        interval: Span::millis(number(&defaults["interval_ms"])),
        reset: Span::millis(number(&defaults["open_timeout_ms"])),
        probes: number(&defaults["half_open_max_requests"]) as u32,
        probe_limit: true,
        generations: true,
    };
    assert_eq!(play(Script::of(config), &file["default_script"]), 25);
    let custom = &file["custom"];
    let config = Config {
        // At least three calls, of which three in five failed.
        trip: Trip::Ratio(3, Ppm(600_000)),
        interval: Span::millis(number(&custom["interval_ms"])),
        reset: Span::millis(number(&custom["open_timeout_ms"])),
        probes: number(&custom["half_open_max_requests"]) as u32,
        ..config
    };
    assert_eq!(play(Script::of(config), &file["custom_script"]), 27);
}

/// `F` and `S` of the scripts.
fn outcome(letter: &str) -> Outcome {
    if letter == "F" { Outcome::Failure } else { Outcome::Success }
}

#[test]
fn resilience4j_s_windows_have_its_rates() {
    let Some(file) = vectors::json("circuit_breaker_resilience4j.json") else { return };
    let table = &file["count_window"];
    let mut window = Window::new(number(&table["size"]) as u16);
    let least = number(&table["min_calls"]) as u16;
    for step in table["steps"].as_array().expect("steps") {
        for letter in step["do"].as_str().expect("letters").split(' ') {
            window.record(outcome(letter));
        }
        // Minus one: too few calls to tell.
        let rate = window.share(Outcome::Failure, least).map_or(-1, |it| i64::from(it.0) / 10_000);
        assert_eq!(Some(rate), step["failure_rate"].as_i64(), "{step}");
    }
    let mut window = Window::new(4);
    for step in file["fixed_window_4"].as_array().expect("steps") {
        window.record(outcome(step[0].as_str().expect("a letter")));
        assert_eq!(window.len() as u64, number(&step[1]));
        let rate = window.share(Outcome::Failure, 1).expect("there are calls").0;
        let expected = step[2].as_f64().expect("a rate");
        // Whole millionths, rounded down.
        assert!((f64::from(rate) / 10_000.0 - expected).abs() < 0.000_1, "{step}");
    }
    let slow = &file["slow_calls"];
    let mut window = Window::new(5);
    for took in slow["calls_ms"].as_array().expect("calls") {
        let slow = number(took) >= 2_000;
        window.record(if slow { Outcome::Slow } else { Outcome::Success });
    }
    let rate = window.share(Outcome::Slow, 5).expect("there are enough").0;
    assert_eq!(f64::from(rate) / 10_000.0, slow["slow_rate"].as_f64().expect("a rate"));
}
