//! Vector clocks say what happened before what: they agree with the ways from cause to effect.

use std::collections::BTreeSet;

use faultline::export::clocks::Clocks;
use faultline::kernel::record::{Record, What};

use super::played::Played;

/// The events that happened before each event, found by walking: a process's earlier events, and
/// the cause with all that happened before it.
fn before(records: &[Record], first: usize, nodes: usize) -> Vec<BTreeSet<usize>> {
    let process = |record: &Record| match record.what {
        What::Acted(_) => nodes,
        _ => record.node.index(),
    };
    let mut before: Vec<BTreeSet<usize>> = Vec::new();
    let mut last: Vec<Option<usize>> = vec![None; nodes + 1];
    for (at, record) in records.iter().enumerate() {
        let cause = (record.cause.0 as usize).checked_sub(first).filter(|cause| *cause < at);
        let lost = matches!(record.what, What::Lost { .. });
        let earlier = if lost { None } else { last[process(record)].replace(at) };
        let mut known = BTreeSet::new();
        for way in [cause, earlier].into_iter().flatten() {
            known.extend(before[way].iter().copied().chain([way]));
        }
        before.push(known);
    }
    before
}

#[track_caller]
fn agree(played: &Played, first: usize, count: usize) {
    let nodes = played.sim.names().0.len();
    let end = played.sim.records().len().min(first + count);
    let records = &played.sim.records()[first..end];
    let mut clocks = Clocks::new(records, first as u32, nodes);
    let stamps: Vec<_> = records
        .iter()
        .map(|record| clocks.pass(record).map(|(process, clock)| (process, clock.clone())))
        .collect();
    let walked = before(records, first, nodes);
    let mut pairs = 0;
    for (later, stamp) in stamps.iter().enumerate() {
        let Some((_, known)) = stamp else { continue };
        for (earlier, stamp) in stamps[..later].iter().enumerate() {
            let Some((process, clock)) = stamp else { continue };
            let told = clock[*process] <= known[*process];
            assert_eq!(told, walked[later].contains(&earlier), "{earlier} before {later}");
            pairs += u32::from(!told);
        }
    }
    assert!(pairs > 0, "everything is in one order: that says nothing");
}

#[test]
fn clocks_agree_with_the_ways_from_cause_to_effect() {
    for seed in 0..6 {
        let played = Played::hunted(seed, 4);
        agree(&played, 0, 500);
        agree(&played, 700, 300);
    }
}

#[test]
fn a_node_counts_its_own_events_without_a_gap() {
    let mut played = Played::hunted(3, 4);
    let from = faultline::kernel::time::Time(1_000_000);
    let log = played.export("shiviz", from);
    let mut lines = log.lines();
    assert_eq!(lines.next(), Some(r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})"));
    assert_eq!(lines.next(), Some(""));
    let lines: Vec<&str> = lines.collect();
    let mut counts = std::collections::BTreeMap::new();
    for event in lines.chunks(2) {
        let (host, clock) = event[1].split_once(' ').expect("a host and its clock");
        let clock: serde_json::Value = serde_json::from_str(clock).expect("a clock");
        let count = counts.entry(host.to_string()).or_insert(0);
        *count += 1;
        assert_eq!(clock[host], *count, "{event:?}");
        assert!(!event[0].contains(['{', '}']), "{event:?}");
    }
    assert!(counts.len() >= 5 && counts.contains_key("faults"), "{counts:?}");
}
