//! What Raft's clients are told, under random faults: their history is linearizable, key by key,
//! and without a safeguard it is not always.
//!
//! The judge is the search of Wing and Gong (1993) for a register, with the memory of states
//! tried that Lowe (2017) added. It is as simple as it can be, because it judges the judged.

use std::collections::{BTreeMap, BTreeSet};

use faultline::patterns::ALL;
use faultline::scenario::Scenario;
use faultline::search::hunt::{Hunt, Options};
use faultline::sim::history::{Call, Key, Operation, Outcome};
use faultline::sim::time::Time;

/// An operation on one key. Records tell which of two came first.
#[derive(Clone, Copy, Debug)]
struct Step {
    invoked: u32,
    /// When it was answered; never, if nobody knows what became of it.
    answered: u32,
    effect: Effect,
}

#[derive(Clone, Copy, Debug)]
enum Effect {
    Write(u32),
    Read(Option<u32>),
}

const NEVER: u32 = u32::MAX;

/// The histories of all keys.
fn by_key(history: &[Operation]) -> BTreeMap<Key, Vec<Step>> {
    let mut keys: BTreeMap<Key, Vec<Step>> = BTreeMap::new();
    for operation in history {
        let (answered, value) = match &operation.answer {
            Some((record, Outcome::Done(value))) => (record.0, *value),
            Some((_, Outcome::Failed)) => continue,
            Some((_, Outcome::Unknown)) | None => (NEVER, None),
        };
        let (key, effect) = match operation.call {
            Call::Write(key, value) => (key, Effect::Write(value)),
            // A read without an answer says nothing.
            Call::Read(_) if answered == NEVER => continue,
            Call::Read(key) => (key, Effect::Read(value)),
        };
        keys.entry(key).or_default().push(Step { invoked: operation.invoked.0, answered, effect });
    }
    keys
}

/// Whether the steps can be put in an order that a register explains, each between its
/// invocation and its answer.
fn linearizable(steps: &[Step]) -> bool {
    let mut tried = BTreeSet::new();
    let mut open = vec![(vec![false; steps.len()], None)];
    while let Some((done, value)) = open.pop() {
        let left = || (0..steps.len()).filter(|n| !done[*n]);
        let Some(first) = left().map(|n| steps[n].answered).min().filter(|it| *it != NEVER) else {
            return true;
        };
        for n in left().filter(|n| steps[*n].invoked < first) {
            let after = match steps[n].effect {
                Effect::Write(new) => Some(new),
                Effect::Read(seen) if seen == value => value,
                Effect::Read(_) => continue,
            };
            let mut done = done.clone();
            done[n] = true;
            if tried.insert((done.clone(), after)) {
                open.push((done, after));
            }
        }
    }
    false
}

/// The histories of three clients on five servers that fail for five seconds.
fn histories(without: &str) -> impl Iterator<Item = Vec<Operation>> + use<> {
    let text = format!("faultline 1\npattern raft clients=3 request_every=60ms\n{without}");
    let scenario = Scenario::parse(&text, ALL).expect("the scenario is in order");
    let hunt = Hunt::new(scenario, 0..0, Options::default()).expect("the hunt is in order");
    (0..).map(move |seed| {
        let mut sim = hunt.scenario(seed).start().expect("the scenario is in order");
        sim.seek(Time(8_000_000)).expect("the run does not run away");
        sim.history().to_vec()
    })
}

fn all_linearizable(history: &[Operation]) -> bool {
    by_key(history).values().all(|steps| linearizable(steps))
}

#[test]
fn what_clients_are_told_is_linearizable() {
    let mut answered = 0;
    for (seed, history) in histories("").take(300).enumerate() {
        answered += history.iter().filter(|it| it.answer.is_some()).count();
        assert!(all_linearizable(&history), "seed {seed}");
    }
    assert!(answered > 300 * 20, "only {answered} answers to judge");
}

#[test]
fn without_a_safeguard_clients_are_told_what_cannot_be() {
    for safeguard in ["majority", "up-to-date-check", "log-matching"] {
        let mut histories = histories(&format!("without {safeguard}")).take(1_000);
        let seed = histories.position(|history| !all_linearizable(&history));
        let seed = seed.unwrap_or_else(|| panic!("nothing is wrong without {safeguard}"));
        println!("without {safeguard}: seed {seed}");
    }
}

#[test]
fn the_judge_tells_right_from_wrong() {
    let step = |invoked, answered, effect| Step { invoked, answered, effect };
    let (write, read) = (Effect::Write, |value| Effect::Read(Some(value)));
    let concurrent = [step(0, 9, write(1)), step(1, 8, write(2)), step(10, 11, read(1))];
    assert!(linearizable(&concurrent));
    let stale = [step(0, 1, write(1)), step(2, 3, write(2)), step(4, 5, read(1))];
    assert!(!linearizable(&stale));
    let unknown =
        [step(0, 1, write(1)), step(2, NEVER, write(2)), step(3, 4, read(1)), step(5, 6, read(2))];
    assert!(linearizable(&unknown), "the write took effect late");
    let back = [unknown[0], unknown[1], step(3, 4, read(2)), step(5, 6, read(1))];
    assert!(!linearizable(&back));
}
