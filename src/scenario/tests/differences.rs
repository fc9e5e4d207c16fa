//! What scenarios differ in from the start is told in the words of their headers.

use super::*;

/// As `what: a, b`.
fn told(a: &str, b: &str) -> Vec<String> {
    let it = differences(&read(a), &read(b));
    it.into_iter().map(|Difference { what, sides: [a, b] }| format!("{what}: {a}, {b}")).collect()
}

#[test]
fn everything_that_a_header_decides_is_compared_in_its_order() {
    let other = "\
faultline 1
pattern echo nodes=4 mode=slow
without memory
network latency=5..10ms order=fifo
seed k3f9
";
    let expected = [
        "nodes: 3, 4",
        "mode: fast, slow",
        "memory: on, off",
        "latency: 10..20ms, 5..10ms",
        "order: any, fifo",
        "seed: 0, k3f9",
    ];
    assert_eq!(told("faultline 1\npattern echo nodes=3\nseed 0\n", other), expected);
}

#[test]
fn what_happens_later_is_no_difference_from_the_start() {
    let plain = "faultline 1\npattern echo\nseed 0\n";
    let other = "faultline 1\ntitle Other\npattern echo\nseed 0\nat 1s crash n0\nuntil 3s\n";
    assert_eq!(told(plain, other), [""; 0]);
}
