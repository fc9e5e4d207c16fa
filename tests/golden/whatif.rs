//! What-ifs are stable: a fault changes what it causes, and nothing else. For any seed, dropping
//! one message or crashing one node leaves the latency of every message that exists in both runs,
//! its luck, and every election timeout that a node draws, as they were.
//!
//! The same is tried on the kernel's toy pattern in `src/sim/tests/whatif.rs`.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::common;
use faultline::kernel::action::{Action, Timed};
use faultline::kernel::ids::{MessageId, NodeId, Seed};
use faultline::kernel::record::{Loss, Record, What};
use faultline::kernel::rng::{Purpose, Rng};
use faultline::kernel::time::{Span, Time};
use faultline::run::Sim;

/// How long each run is.
const END: Time = Time(1_500_000);

/// A lossy, doubling network: there is luck to be changed.
fn raft(seed: u64, actions: Vec<Timed>) -> Box<dyn Sim> {
    let text = "faultline 1\npattern raft\nnetwork latency=5ms~ loss=3% duplication=3%\nseed 0";
    let mut scenario = common::scenario(text);
    (scenario.setup.seed, scenario.setup.actions) = (Seed(seed), actions);
    scenario.start().expect("it starts")
}

/// What the network did to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Took(Span),
    LostByChance(Span),
}

/// What the network did to every message that it was done with.
fn fates(records: &[Record]) -> BTreeMap<MessageId, Fate> {
    let fate = |record: &Record| {
        let on_the_way = record.at.since(records.get(record.cause.index())?.at);
        match record.what {
            What::Delivered { .. } => Some(Fate::Took(on_the_way)),
            What::Lost { why: Loss::Chance, .. } => Some(Fate::LostByChance(on_the_way)),
            // Ended by a fault, or not an end.
            _ => None,
        }
    };
    records.iter().filter_map(|record| Some((record.message()?, fate(record)?))).collect()
}

/// How long the election timeouts are that each server draws, in order.
fn timeouts(sim: &mut dyn Sim) -> BTreeMap<NodeId, Vec<Span>> {
    const ELECTION: u8 = 0;
    let mut drawn: BTreeMap<NodeId, Vec<(Time, Span)>> = BTreeMap::new();
    while sim.now() < END && sim.step() {
        for node in sim.frame().nodes {
            let Some(timer) = node.timers.iter().find(|timer| timer.kind == ELECTION) else {
                continue;
            };
            let list = drawn.entry(node.id).or_default();
            if list.last().is_none_or(|(set, _)| *set != timer.set) {
                list.push((timer.set, timer.due.since(timer.set)));
            }
        }
    }
    let spans = |list: Vec<(Time, Span)>| list.into_iter().map(|(_, span)| span).collect();
    drawn.into_iter().map(|(id, list)| (id, spans(list))).collect()
}

/// Whether these timeouts come in this order from the server's own stream. Some of a stream are not
/// seen, because they are drawn anew at once.
fn are_of_own_stream(seed: u64, id: NodeId, drawn: &[Span]) -> bool {
    let mut own = Rng::stream(Seed(seed), Purpose::Node(id));
    let mut stream = (0..1_000).map(|_| own.between(Span::millis(150), Span::millis(300)));
    drawn.iter().all(|span| stream.any(|drawn| drawn == *span))
}

/// The keys that both have, and where they differ.
fn common<K: Ord + Copy, V: PartialEq>(a: &BTreeMap<K, V>, b: &BTreeMap<K, V>) -> (usize, Vec<K>) {
    let both: Vec<K> = a.keys().filter(|key| b.contains_key(key)).copied().collect();
    let differ = both.iter().filter(|key| a[key] != b[key]).copied().collect();
    (both.len(), differ)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn dropping_one_message_leaves_the_others_as_they_were(seed: u64, which in 0..400usize) {
        let mut base = raft(seed, Vec::new());
        base.seek(END).expect("it ends");
        let sent: Vec<&Record> =
            base.records().iter().filter(|it| matches!(it.what, What::Sent { .. })).collect();
        let victim = sent[which % sent.len()];
        let id = victim.message().expect("a sending");
        let mut other = raft(seed, vec![Timed { at: victim.at, action: Action::Drop(id) }]);
        other.seek(END).expect("it ends");
        let dropped = |it: &&Record| {
            it.message() == Some(id) && matches!(it.what, What::Lost { why: Loss::Dropped, .. })
        };
        prop_assert_eq!(other.records().iter().filter(dropped).count(), 1);
        let (both, differ) = common(&fates(base.records()), &fates(other.records()));
        prop_assert!(both > 20, "{both}");
        prop_assert_eq!(differ, []);
    }

    #[test]
    fn crashing_one_node_leaves_the_others_as_they_were(
        seed: u64,
        node in 0..5u16,
        at in 1..1_000_000u64,
    ) {
        let mut base = raft(seed, Vec::new());
        let crash = Action::Crash(vec![NodeId(node)]);
        let mut other = raft(seed, vec![Timed { at: Time(at), action: crash }]);
        let (before, after) = (timeouts(base.as_mut()), timeouts(other.as_mut()));
        let (both, differ) = common(&fates(base.records()), &fates(other.records()));
        prop_assert!(both > 0);
        prop_assert_eq!(differ, []);
        // Timeouts come from the servers' own streams in both runs, though not as many of them.
        for (id, drawn) in before.into_iter().chain(after) {
            prop_assert!(!drawn.is_empty());
            prop_assert!(are_of_own_stream(seed, id, &drawn), "n{}", id.0);
        }
    }
}

/// From the other side: with other luck, what is compared above does differ.
#[test]
fn another_seed_changes_the_latencies_that_are_compared() {
    let run = |seed| {
        let mut sim = raft(seed, Vec::new());
        sim.seek(END).expect("it ends");
        fates(sim.records())
    };
    let (both, differ) = common(&run(1), &run(2));
    assert!(both > 20 && differ.len() > both / 2);
    let drawn = timeouts(raft(1, Vec::new()).as_mut());
    assert!(drawn.iter().all(|(id, drawn)| are_of_own_stream(1, *id, drawn)));
    assert!(drawn.iter().all(|(id, drawn)| !are_of_own_stream(2, *id, drawn)));
}
