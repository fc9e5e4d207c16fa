//! The faults of links and of the network, from the text of a scenario to what becomes of messages:
//! slow, lossy, doubling, reordering and ordered links, one-way and partial cuts.

use crate::common;
use faultline::kernel::ids::MessageId;
use faultline::kernel::record::{Loss, What};
use faultline::kernel::time::{Span, Time};
use faultline::run::Sim;

/// A run of Raft to 3 s whose scenario has these lines.
fn run(lines: &str) -> Box<dyn Sim> {
    let text = format!("faultline 1\npattern raft clients=0\nseed 5\n{lines}\nuntil 3s\n");
    common::run(&text)
}

/// What became of the messages on a link: each with its number, when it was sent, when it arrived.
fn arrivals(sim: &dyn Sim, from: &str, to: &str) -> Vec<(MessageId, Time, Time)> {
    let records = sim.records();
    let id = |name| sim.names().find(name).expect("a node");
    let (from, to) = (id(from), id(to));
    let of = |record: &&faultline::kernel::record::Record| {
        let on_link = record.message().is_some_and(|it| (it.from, it.to) == (from, to));
        on_link && matches!(record.what, What::Delivered { .. })
    };
    let arrived = records.iter().filter(of);
    arrived.filter_map(|it| Some((it.message()?, records[it.cause.index()].at, it.at))).collect()
}

fn latencies(sim: &dyn Sim, from: &str, to: &str) -> Vec<Span> {
    arrivals(sim, from, to).into_iter().map(|(_, sent, at)| at.since(sent)).collect()
}

/// n0 leads from the start, so that all its links are busy.
const LEADER: &str = "at 0.05s input n0 timeout\n";

#[test]
fn a_slow_link_is_slow_in_the_direction_named() {
    let sim = run(&format!("{LEADER}at 0s link n0>n1 latency=40..50ms"));
    let slow = latencies(sim.as_ref(), "n0", "n1");
    assert!(slow.len() > 10 && slow.iter().all(|it| *it >= Span::millis(40)));
    for (from, to) in [("n1", "n0"), ("n0", "n2")] {
        let usual = latencies(sim.as_ref(), from, to);
        assert!(usual.len() > 10 && usual.iter().all(|it| *it <= Span::millis(20)));
    }
}

#[test]
fn a_lossy_link_loses_and_a_doubling_one_doubles() {
    let sim = run(&format!("{LEADER}at 0s link n0-n1 loss=50%\nat 0s link n0>n2 duplication=100%"));
    let lost = |from: &str, to: &str| {
        let (from, to) = (sim.names().find(from), sim.names().find(to));
        let chance = |what| matches!(what, What::Lost { why: Loss::Chance, .. });
        let on = |it: MessageId| (Some(it.from), Some(it.to)) == (from, to);
        let records = sim.records().iter();
        records.filter(|it| chance(it.what) && it.message().is_some_and(on)).count()
    };
    assert!(lost("n0", "n1") > 5 && lost("n1", "n0") > 2);
    assert_eq!((lost("n0", "n2"), lost("n2", "n0")), (0, 0));
    let doubled = arrivals(sim.as_ref(), "n0", "n2");
    let copies = doubled.iter().filter(|(id, ..)| id.copy == 1).count();
    assert!(copies > 10 && copies.abs_diff(doubled.len() - copies) <= 1);
    assert!(arrivals(sim.as_ref(), "n0", "n3").iter().all(|(id, ..)| id.copy == 0));
}

#[test]
fn links_reorder_or_keep_the_order_as_the_network_says_or_as_they_are_told() {
    let wide = "network latency=1..120ms";
    let in_order = |lines: &str| {
        let sim = run(&format!("{lines}\n{LEADER}"));
        let numbers: Vec<u32> =
            arrivals(sim.as_ref(), "n0", "n1").iter().map(|(id, ..)| id.nth).collect();
        assert!(numbers.len() > 10);
        numbers.is_sorted()
    };
    assert!(!in_order(wide));
    assert!(in_order(&format!("{wide} order=fifo")));
    assert!(in_order(&format!("{wide}\nat 0s link n0-n1 order=fifo")));
    assert!(!in_order(&format!("{wide} order=fifo\nat 0s link n0>n1 order=any")));
}

#[test]
fn cuts_go_one_way_or_leave_a_part_connected() {
    let sim = run(&format!(
        "{LEADER}at 0.5s cut n0>n1 n0-n2\nat 2s heal n0-n2\nat 2.1s input n0 timeout"
    ));
    let heard = |from, to, since: f64, until: f64| {
        let within = Time((since * 1e6) as u64)..Time((until * 1e6) as u64);
        let sent = arrivals(sim.as_ref(), from, to).into_iter();
        sent.filter(|(_, sent, _)| within.contains(sent)).count()
    };
    assert!(heard("n0", "n1", 0.1, 0.5) > 0 && heard("n0", "n2", 0.1, 0.5) > 0);
    assert_eq!(heard("n0", "n1", 0.5, 3.0), 0);
    assert!(heard("n1", "n0", 0.5, 3.0) > 0, "one way only");
    assert_eq!(heard("n0", "n2", 0.5, 1.9) + heard("n2", "n0", 0.5, 1.9), 0);
    assert!(heard("n0", "n2", 2.0, 3.0) + heard("n2", "n0", 2.0, 3.0) > 0, "healed alone");
    assert!(heard("n0", "n3", 0.5, 1.9) > 0, "the others reach everybody");
}

#[test]
fn who_is_in_no_group_of_a_partition_reaches_both_sides() {
    let sim = run(&format!("{LEADER}at 0.5s partition n0 n1 | n2 n3"));
    let since = |from, to| {
        let sent = arrivals(sim.as_ref(), from, to).into_iter();
        sent.filter(|(_, sent, _)| *sent > Time(500_000)).count()
    };
    assert_eq!(since("n0", "n2") + since("n3", "n1"), 0);
    assert!(since("n0", "n4") > 0 && since("n4", "n2") + since("n2", "n4") > 0);
}
