//! The published figures of placement: how many keys a change moves, how even virtual nodes make
//! the shares, and where jump hash puts the keys of its authors' own test.
//!
//! Hashes and rings follow from numbers, so every run measures the same. The tolerances are four
//! standard errors of what is measured, so that the figures, and not the choice of numbers, decide.

use crate::common::vectors;
use faultline::patterns::sharding::placement::{
    Position, hash, jump, modulo, position, ring, successor,
};

const KEYS: u64 = 100_000;

/// The share of all keys whose place differs, and whether all of those went to the new one.
fn moved(before: impl Fn(u64) -> usize, after: impl Fn(u64) -> usize, new: usize) -> (f64, bool) {
    let (mut count, mut astray) = (0, 0);
    for key in 0..KEYS {
        let (from, to) = (before(hash(key)), after(hash(key)));
        count += u64::from(from != to);
        astray += u64::from(from != to && to != new);
    }
    (count as f64 / KEYS as f64, astray == 0)
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} ± {tolerance}");
}

/// Four standard errors of a share of independent keys.
fn of_keys(share: f64) -> f64 {
    4.0 * (share * (1.0 - share) / KEYS as f64).sqrt()
}

#[test]
fn one_shard_more_moves_all_but_one_in_n_plus_one_by_modulo() {
    for n in [4, 10] {
        let (share, _) = moved(|key| modulo(key, n), |key| modulo(key, n + 1), n);
        let expected = n as f64 / (n + 1) as f64;
        near(share, expected, of_keys(expected));
    }
}

#[test]
fn one_shard_more_moves_one_in_n_plus_one_by_jump_hash_and_only_to_the_new_one() {
    for n in [4, 10] {
        let (share, only_to_new) = moved(|key| jump(key, n), |key| jump(key, n + 1), n);
        let expected = 1.0 / (n + 1) as f64;
        near(share, expected, of_keys(expected));
        assert!(only_to_new);
    }
}

/// What the new shard takes is its share of the ring, whose standard deviation is 1/√v of its mean;
/// the mean of twenty rings has an error √20 times smaller.
#[test]
fn one_shard_more_moves_one_in_n_plus_one_on_the_ring_and_only_to_the_new_one() {
    const RINGS: u16 = 20;
    const VIRTUAL_NODES: u16 = 100;
    for n in [4u16, 10] {
        let mut sum = 0.0;
        for number in 0..RINGS {
            let first = number * 20;
            let shards: Vec<u16> = (first..=first + n).collect();
            let small = ring(&shards[..usize::from(n)], VIRTUAL_NODES);
            let large = ring(&shards, VIRTUAL_NODES);
            let place = |ring: &[(Position, u16)], key| {
                usize::from(successor(ring, position(key)).expect("the ring has shards"))
            };
            let new = usize::from(first + n);
            let (share, only_to_new) =
                moved(|key| place(&small, key), |key| place(&large, key), new);
            assert!(only_to_new, "ring {number}");
            sum += share;
        }
        let expected = 1.0 / f64::from(n + 1);
        let error = expected / f64::from(VIRTUAL_NODES).sqrt() / f64::from(RINGS).sqrt();
        near(sum / f64::from(RINGS), expected, 4.0 * error);
    }
}

/// A shard's part of the ring times the number of shards has a mean of 1 and a standard deviation of
/// √((n−1)/(nv+1)), which Lamping and Veach round to 1/√v (Table 1): the parts are distributed like
/// the sums of v of the nv gaps between random points. With a thousand parts measured, the
/// deviation's own relative error is at most 4.5 per cent (v = 1, where parts are exponential with a
/// kurtosis of 9: √(8/1000)/2), and 2.5 per cent from v = 10 on.
#[test]
fn virtual_nodes_make_shares_even_as_one_over_their_square_root() {
    const SHARDS: u16 = 100;
    const RINGS: u16 = 10;
    for (virtual_nodes, error) in [(1u16, 0.045), (10, 0.025), (100, 0.025)] {
        let mut squares = 0.0;
        for number in 0..RINGS {
            let shards: Vec<u16> = (number * SHARDS..(number + 1) * SHARDS).collect();
            for part in parts(&ring(&shards, virtual_nodes), number * SHARDS, SHARDS) {
                squares += (part * f64::from(SHARDS) - 1.0).powi(2);
            }
        }
        let (n, v) = (f64::from(SHARDS), f64::from(virtual_nodes));
        let expected = ((n - 1.0) / (n * v + 1.0)).sqrt();
        let found = (squares / f64::from(SHARDS * RINGS)).sqrt();
        near(found, expected, 4.0 * error * expected);
        near(expected, 1.0 / v.sqrt(), 0.011 * expected);
    }
}

/// Each shard's part of the ring.
fn parts(ring: &[(Position, u16)], first: u16, shards: u16) -> Vec<f64> {
    let mut parts = vec![0.0; usize::from(shards)];
    let mut last = ring.last().expect("the ring has shards").0;
    for (end, shard) in ring {
        let gap = end.wrapping_sub(last);
        parts[usize::from(shard - first)] += f64::from(gap) / 2f64.powi(32);
        last = *end;
    }
    parts
}

/// The vectors lie in `../shared/corpora`; where that folder is missing, so is this check.
#[test]
fn jump_hash_puts_keys_where_its_authors_do() {
    let Some(vectors) = vectors::json("jump_hash.json") else { return };
    let mut compared = 0;
    for case in vectors["cases"].as_array().expect("a list of cases") {
        let key = case[0].as_str().expect("a key");
        let key = match key.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => key.parse(),
        };
        let key = key.expect("a number");
        for (shards, place) in (1..).zip(case[1].as_array().expect("places")) {
            assert_eq!(
                jump(key, shards) as u64,
                place.as_u64().expect("a place"),
                "{key}, {shards}"
            );
            compared += 1;
        }
    }
    assert!(compared >= 70, "{compared} places");
}
