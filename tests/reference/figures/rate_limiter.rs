//! The limiters against the tests of others: Go's and Envoy's token buckets, redis-cell's generic cell
//! rate algorithm, Uber's leaky bucket.

use crate::common::vectors::{self, number};
use faultline::kernel::time::{Span, Time};
use faultline::patterns::common::limiter::gcra::{Gcra, Quota};
use faultline::patterns::common::limiter::leaky_bucket::{Leak, LeakyBucket};
use faultline::patterns::common::limiter::rate::Rate;
use faultline::patterns::common::limiter::token_bucket::{Bucket, TokenBucket};
use serde_json::Value;

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn millis(value: &Value) -> Time {
    Time(number(value) * 1_000)
}

/// Times in Go's file are in ticks of 100 ms. They begin at some tick, and may go back before it.
const TICK: u64 = 100_000;
const START: u64 = 1_000_000_000;

fn tick(value: &Value) -> Time {
    Time(START + number(value) * TICK)
}

fn go_bucket(case: &Value) -> (Bucket, TokenBucket) {
    let rate = Rate { count: number(&case["rate"]) as u32, per: Span::secs(1) };
    let bucket = Bucket { rate, burst: number(&case["burst"]) as u32, capped: true };
    (bucket, TokenBucket::full(&bucket, Time(0)))
}

#[test]
fn the_token_bucket_decides_and_reserves_as_go_s_does() {
    let Some(file) = vectors::json("token_bucket_go_xtime.json") else { return };
    assert_eq!(list(&file["allow"]).len(), 3);
    for case in list(&file["allow"]) {
        let (bucket, mut tokens) = go_bucket(case);
        for step in list(&case["steps"]) {
            let taken = tokens.take(&bucket, number(&step[1]) as u32, tick(&step[0]));
            assert_eq!(Some(taken), step[2].as_bool(), "{}: {step}", case["name"]);
        }
    }
    assert_eq!(list(&file["reserve"]).len(), 3);
    for case in list(&file["reserve"]) {
        let (bucket, mut tokens) = go_bucket(case);
        let longest = case["max_wait"].as_u64().map(|ticks| Span(ticks * TICK));
        for step in list(&case["steps"]) {
            let act = tokens.reserve(&bucket, number(&step[1]) as u32, longest, tick(&step[0]));
            let expected = step[3].as_bool().expect("a verdict").then(|| tick(&step[2]));
            assert_eq!(act, expected, "{}: {step}", case["name"]);
        }
    }
}

/// Envoy's rates may be fractions: as so many in a thousand seconds they are whole.
fn envoy_bucket(case: &Value) -> (Bucket, TokenBucket) {
    let rate = case["rate"].as_f64().expect("a rate");
    let rate = Rate { count: (rate * 1_000.0) as u32, per: Span::secs(1_000) };
    let bucket = Bucket { rate, burst: number(&case["max"]) as u32, capped: true };
    (bucket, TokenBucket::full(&bucket, Time::ZERO))
}

#[test]
fn the_token_bucket_grants_as_envoy_s_does() {
    let Some(file) = vectors::json("token_bucket_envoy.json") else { return };
    assert_eq!(list(&file["cases"]).len(), 4);
    for case in list(&file["cases"]) {
        let (bucket, mut tokens) = envoy_bucket(case);
        for step in list(&case["steps"]) {
            let (now, wanted) = (millis(&step[0]), number(&step[1]) as u32);
            let granted = if step[2] == true {
                tokens.take_some(&bucket, wanted, now)
            } else if tokens.take(&bucket, wanted, now) {
                wanted
            } else {
                0
            };
            assert_eq!(u64::from(granted), number(&step[3]), "{}: {step}", case["name"]);
        }
    }
    for case in list(&file["next_token"]) {
        let (bucket, mut tokens) = envoy_bucket(case);
        for wanted in list(&case["consume"]) {
            assert!(tokens.take(&bucket, number(wanted) as u32, Time::ZERO));
        }
        let next = tokens.next_token(&bucket, Time::ZERO);
        assert_eq!(next.0.div_ceil(1_000), number(&case["next_ms"]), "{}", case["name"]);
    }
}

#[test]
fn gcra_answers_as_redis_cell_does() {
    let Some(file) = vectors::json("gcra_redis_cell.json") else { return };
    let limit = number(&file["quota"]["limit"]) as u32;
    let quota = Quota { rate: Rate { count: 1, per: Span::secs(1) }, limit, capped: true };
    let mut gcra = Gcra::default();
    assert_eq!(list(&file["cases"]).len(), 15);
    for case in list(&file["cases"]) {
        let weight = number(&case["quantity"]) as u32;
        let answer = gcra.take(&quota, weight, millis(&case["now_ms"]));
        assert_eq!(Some(answer.limited), case["limited"].as_bool(), "{case}");
        assert_eq!(u64::from(answer.remaining), number(&case["remaining"]), "{case}");
        assert_eq!(answer.reset_after.0 / 1_000, number(&case["reset_after_ms"]), "{case}");
        // Minus one second: there is no use in trying again.
        let retry = answer.retry_after.map_or(-1_000, |it| it.0 as i64 / 1_000);
        assert_eq!(Some(retry), case["retry_after_ms"].as_i64(), "{case}");
    }
}

/// A consumer that asks again as soon as its request has passed: through these limiters, from a time on.
struct Consumer {
    through: Vec<usize>,
    from: Time,
}

/// How many requests have passed before each of these times. Whoever asks first is served first.
fn passed(leaks: &[Leak], consumers: &[Consumer], times: &[Time]) -> Vec<u64> {
    let mut buckets = vec![LeakyBucket::default(); leaks.len()];
    // When each consumer asks next, and how many limiters its request has passed.
    let mut asks: Vec<(Time, usize)> = consumers.iter().map(|it| (it.from, 0)).collect();
    let mut counts = vec![0; times.len()];
    let end = *times.iter().max().expect("some time");
    loop {
        let first = (0..asks.len()).min_by_key(|at| asks[*at].0).expect("some consumer");
        let (now, stage) = asks[first];
        if now >= end {
            return counts;
        }
        let through = &consumers[first].through;
        let limiter = through[stage];
        let passes = buckets[limiter].take(&leaks[limiter], now).expect("there is room");
        let done = stage + 1 == through.len();
        asks[first] = (passes, if done { 0 } else { stage + 1 });
        if done {
            let before = times.iter().zip(&mut counts).filter(|(at, _)| passes < **at);
            before.for_each(|(_, count)| *count += 1);
        }
    }
}

#[test]
fn the_leaky_bucket_lets_pass_as_many_as_uber_s() {
    let Some(file) = vectors::json("leaky_bucket_uber_ratelimit.json") else { return };
    let leak = |count: u64, per: Span, slack: u64| {
        let rate = Rate { count: count as u32, per };
        Leak { rate, room: None, slack: slack as u32 }
    };
    let second = Span::secs(1);
    assert_eq!(list(&file["cases"]).len(), 6);
    for case in list(&file["cases"]) {
        let slack = case["slack"].as_u64().unwrap_or_default();
        let consumer = |through: &[usize], from| Consumer { through: through.to_vec(), from };
        let (leaks, consumers) = if let Some(consumers) = case["consumers"].as_u64() {
            let leak = match case["rate_per_s"].as_u64() {
                Some(rate) => leak(rate, second, slack),
                None => leak(number(&case["rate_per_min"]), Span::secs(60), slack),
            };
            (vec![leak], (0..consumers).map(|_| consumer(&[0], Time::ZERO)).collect())
        } else {
            // One consumer through a slow limiter and a fast one; later others through the fast one.
            let slow = leak(number(&case["slow_rate"]), second, 0);
            let fast = leak(number(&case["fast_rate"]), second, slack);
            let (others, from) =
                if case["slack"].is_null() { (4, Time(20_000_000)) } else { (2, Time(2_000_000)) };
            let mut consumers = vec![consumer(&[0, 1], Time::ZERO)];
            consumers.extend((0..others).map(|_| consumer(&[1], from)));
            (vec![slow, fast], consumers)
        };
        let counts = list(&case["counts"]);
        let times: Vec<Time> = counts.iter().map(|it| millis(&it[0])).collect();
        let expected: Vec<u64> = counts.iter().map(|it| number(&it[1])).collect();
        assert_eq!(passed(&leaks, &consumers, &times), expected, "{case}");
    }
}
