//! What-ifs are stable, also where everything happens at once: on the toy pattern, for any seed and
//! any one fault, and with a mutant that shows what one shared stream of randomness would do.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use kernel::rng::{Purpose, Rng};

/// When each message was sent, and how long it was on its way.
type Latencies = BTreeMap<MessageId, (Time, Span)>;

fn latencies(run: &Run) -> Latencies {
    let records = run.records();
    let arrived = records.iter().filter(|it| matches!(it.what, What::Delivered { .. }));
    let sent = |it: &Record| records[it.cause.index()].at;
    arrived.filter_map(|it| Some((it.message()?, (sent(it), it.at.since(sent(it)))))).collect()
}

/// The messages of both runs whose latencies differ.
fn changed(base: &Latencies, other: &Latencies) -> Vec<MessageId> {
    let differs = |(id, (_, latency)): &(&MessageId, &(Time, Span))| {
        other.get(id).is_some_and(|(_, now)| now != latency)
    };
    base.iter().filter(differs).map(|(id, _)| *id).collect()
}

/// How long each node's timers for greetings lasted, in order.
fn intervals(run: &Run, node: NodeId) -> Vec<Span> {
    let expiry = |it: &&Record| it.node == node && it.what == What::Expired { kind: 0 };
    let at: Vec<Time> = run.records().iter().filter(expiry).map(|it| it.at).collect();
    at.windows(2).map(|pair| pair[1].since(pair[0])).collect()
}

fn lossy(seed: u64, actions: Vec<Timed>) -> Setup {
    Setup { actions, ..eventful(seed) }
}

/// A message that was sent in a run, by some number.
fn some_message(run: &Run, number: usize) -> (MessageId, Time) {
    let sent = run.records().iter().filter(|it| matches!(it.what, What::Sent { .. }));
    let sent: Vec<&Record> = sent.collect();
    let record = sent[number % sent.len()];
    (record.message().expect("a sending"), record.at)
}

proptest! {
    #[test]
    fn one_fault_leaves_unrelated_latencies_and_timers_as_they_were(
        seed: u64,
        number: usize,
        node in 0..4u16,
        at in 0..500_000u64,
        kind in 0..5u8,
    ) {
        let base = run_to(&lossy(seed, Vec::new()), 600);
        let (id, sent) = some_message(&base, number);
        let (hit, at) = (NodeId(node), Time(at));
        let (at, action) = match kind {
            0 => (sent, Action::Drop(id)),
            1 => (sent, Action::Duplicate(id)),
            2 => (at, Action::Crash(vec![hit])),
            3 => (at, Action::Wipe(vec![hit])),
            _ => (at, Action::Cut(vec![Link { from: hit, to: N[usize::from(node + 1) % 4], both: true }])),
        };
        let other = run_to(&lossy(seed, vec![Timed { at, action }]), 600);
        let (before, after) = (latencies(&base), latencies(&other));
        prop_assert_eq!(changed(&before, &after), []);
        for node in N.into_iter().filter(|node| !(2..=3).contains(&kind) || *node != hit) {
            prop_assert_eq!(intervals(&base, node), intervals(&other, node));
        }
    }

    /// The test above can fail: were all latencies drawn from one stream in the order of sending,
    /// a message less would change those of most others.
    #[test]
    fn one_shared_stream_would_change_most_latencies(seed: u64) {
        let base = run_to(&lossy(seed, Vec::new()), 600);
        let mutant = |skip: usize| -> Latencies {
            let mut rng = Rng::stream(Seed(seed), Purpose::Faults);
            let mut sent: Vec<(MessageId, Time)> =
                latencies(&base).into_iter().map(|(id, (sent, _))| (id, sent)).collect();
            sent.sort_by_key(|(id, sent)| (*sent, *id));
            let drawn = sent.into_iter().skip(skip).map(|(id, sent)| {
                (id, (sent, rng.latency(Latency::LongTail(Span::millis(5)))))
            });
            drawn.collect()
        };
        let (before, after) = (mutant(0), mutant(1));
        prop_assert!(changed(&before, &after).len() > before.len() / 2);
    }
}
