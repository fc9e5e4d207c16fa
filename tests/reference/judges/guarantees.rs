//! The judges of sessions, of causality and of convergence, from both sides: they accept what
//! replicas that keep the guarantee tell their clients, and name the anomaly when one answer is
//! changed so that it breaks.

use std::collections::BTreeSet;

use crate::common::seeds;
use faultline::check::causal;
use faultline::check::causal::Notion;
use faultline::check::convergence;
use faultline::check::differentiated::{Anomaly, Differentiated};
use faultline::check::history::{Access, Call, NEVER, Operation, Outcome, Value};
use faultline::check::session;
use faultline::check::session::{GUARANTEES, Guarantee};
use proptest::prelude::*;
use proptest::sample::Index;

/// What happens next at one of three replicas, each with a client of its own.
#[derive(Clone, Copy, Debug)]
enum Move {
    Read(usize, u32),
    Write(usize, u32),
    /// The replica hears of the other's oldest write that it can take.
    Deliver(usize, usize),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let at = 0..3usize;
    let one = prop_oneof![
        (at.clone(), 0..2u32).prop_map(|(at, key)| Move::Read(at, key)),
        (at.clone(), 0..2u32).prop_map(|(at, key)| Move::Write(at, key)),
        (at.clone(), at).prop_map(|(at, from)| Move::Deliver(at, from)),
    ];
    prop::collection::vec(one, 0..60)
}

/// How replicas answer: with the list of all that they have, or with the last value alone.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    Lists,
    Registers,
}

/// A write as it travels.
#[derive(Clone)]
struct Sent {
    key: u32,
    value: u32,
    /// What its replica had when it was written, by value.
    after: BTreeSet<u32>,
}

/// Replicas that take a write only when they have all that came before it.
struct Replicas {
    has: [Vec<Sent>; 3],
    operations: Vec<Operation>,
}

impl Replicas {
    /// What clients of such replicas are told.
    fn run(moves: &[Move], shows: Shows) -> Vec<Operation> {
        let mut replicas = Replicas { has: Default::default(), operations: Vec::new() };
        for (at, it) in (1..).zip(moves) {
            match *it {
                Move::Read(replica, key) => {
                    let seen = replicas.seen(replica, key, shows);
                    replicas.tell(at, replica, key, Call::Read, seen);
                }
                Move::Write(replica, key) => {
                    let after = replicas.has[replica].iter().map(|it| it.value).collect();
                    replicas.has[replica].push(Sent { key, value: at, after });
                    let call = match shows {
                        Shows::Lists => Call::Append(at.into()),
                        Shows::Registers => Call::Write(at.into()),
                    };
                    replicas.tell(at, replica, key, call, Value::Nil);
                }
                Move::Deliver(to, from) => replicas.deliver(to, from),
            }
        }
        replicas.operations
    }

    fn seen(&self, replica: usize, key: u32, shows: Shows) -> Value {
        let mut all = self.has[replica].iter().filter(|it| it.key == key).map(|it| it.value);
        match shows {
            Shows::Lists => Value::list(all),
            // The latest of all wins, wherever it was written.
            Shows::Registers => all.by_ref().max().map_or(Value::Nil, Value::from),
        }
    }

    fn deliver(&mut self, to: usize, from: usize) {
        let known: BTreeSet<u32> = self.has[to].iter().map(|it| it.value).collect();
        let ready = |it: &&Sent| !known.contains(&it.value) && it.after.is_subset(&known);
        if let Some(next) = self.has[from].iter().find(ready).cloned() {
            self.has[to].push(next);
        }
    }

    fn tell(&mut self, at: u32, replica: usize, key: u32, call: Call, seen: Value) {
        self.operations.push(Operation {
            process: replica as u64,
            key: key.into(),
            call,
            outcome: Outcome::Done(seen),
            invoked: 2 * at,
            returned: 2 * at + 1,
        });
    }
}

fn judge(guarantee: Guarantee, operations: &[Operation]) -> Result<(), Anomaly> {
    let history = Differentiated::of(operations).expect("every value is written once");
    session::judge(guarantee, &history, |a, b| history.answered_before(a, b))
}

fn judge_causal(notion: Notion, operations: &[Operation]) -> Result<(), Anomaly> {
    let history = Differentiated::of(operations).expect("every value is written once");
    causal::judge(notion, &history)
}

/// The numbers of the reads that show something, with what they show.
fn telling(operations: &[Operation]) -> Vec<(usize, Vec<Value>)> {
    let shown = |it: &Operation| match &it.outcome {
        Outcome::Done(Value::List(all)) if it.call == Call::Read => all.clone(),
        Outcome::Done(one) if it.call == Call::Read && *one != Value::Nil => vec![one.clone()],
        Outcome::Done(_) | Outcome::Refused | Outcome::Failed | Outcome::Unknown => Vec::new(),
    };
    let reads = operations.iter().map(shown).enumerate();
    reads.filter(|(_, shown)| !shown.is_empty()).collect()
}

/// Takes a value out of the list that a read shows.
fn hide(operations: &mut [Operation], read: usize, value: &Value) {
    if let Outcome::Done(Value::List(all)) = &mut operations[read].outcome {
        all.retain(|it| it != value);
    }
}

fn writer(operations: &[Operation], value: &Value) -> usize {
    let wrote =
        |it: &Operation| matches!(&it.call, Call::Append(it) | Call::Write(it) if it == value);
    operations.iter().position(wrote).expect("somebody wrote it")
}

/// Where a read shows a value that it must not miss by this guarantee: the read and the value.
fn obligations(guarantee: Guarantee, operations: &[Operation]) -> Vec<(usize, Value)> {
    let process = |number: usize| operations[number].process;
    let reads = telling(operations);
    let shown_before = |before: usize, value: &Value| {
        let earlier =
            |(it, _): &&(usize, Vec<Value>)| *it < before && process(*it) == process(before);
        reads.iter().filter(earlier).any(|(_, shown)| shown.contains(value))
    };
    let mut found = Vec::new();
    for (read, shown) in &reads {
        for value in shown {
            let write = writer(operations, value);
            let later = |by: fn(&[Operation], usize, usize) -> bool| {
                shown.iter().any(|it| by(operations, write, writer(operations, it)))
            };
            let due = match guarantee {
                Guarantee::ReadYourWrites => process(write) == process(*read),
                Guarantee::MonotonicReads => shown_before(*read, value),
                Guarantee::MonotonicWrites => {
                    later(|all, a, b| a < b && all[a].process == all[b].process)
                }
                Guarantee::WritesFollowReads => {
                    shown.iter().any(|it| shown_before(writer(operations, it), value))
                }
            };
            if due {
                found.push((*read, value.clone()));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(seeds(1_000) as u32))]

    #[test]
    fn causal_replicas_keep_every_guarantee(moves in moves()) {
        let lists = Replicas::run(&moves, Shows::Lists);
        for guarantee in GUARANTEES {
            prop_assert_eq!(judge(guarantee, &lists), Ok(()));
        }
        prop_assert_eq!(judge_causal(Notion::Convergence, &lists), Ok(()));
        let registers = Replicas::run(&moves, Shows::Registers);
        for guarantee in GUARANTEES {
            prop_assert_eq!(judge(guarantee, &registers), Ok(()));
        }
        prop_assert_eq!(judge_causal(Notion::Convergence, &registers), Ok(()));
    }

    #[test]
    fn a_read_that_misses_what_it_must_not_is_named(moves in moves(), which in any::<Index>()) {
        let right = Replicas::run(&moves, Shows::Lists);
        for guarantee in GUARANTEES {
            let obligations = obligations(guarantee, &right);
            if obligations.is_empty() {
                continue;
            }
            let (read, value) = &obligations[which.index(obligations.len())];
            let mut wrong = right.clone();
            hide(&mut wrong, *read, value);
            let anomaly = judge(guarantee, &wrong).expect_err("it misses a write");
            prop_assert_eq!(anomaly.name, guarantee.name());
            prop_assert_eq!(anomaly.blame.last(), Some(read));
            let missing = anomaly.blame[0];
            prop_assert_eq!(missing, writer(&wrong, value));
            // What is in a read's past for a session's reason is in its causal past.
            let anomaly = judge_causal(Notion::Consistency, &wrong).expect_err("it misses a write");
            prop_assert_eq!((anomaly.name, &anomaly.blame), ("WriteCOInitRead", &vec![missing, *read]));
        }
    }

    #[test]
    fn a_register_that_goes_back_in_time_is_named(moves in moves(), which in any::<Index>()) {
        let right = Replicas::run(&moves, Shows::Registers);
        let reads = telling(&right);
        if reads.is_empty() {
            return Ok(());
        }
        let (read, _) = &reads[which.index(reads.len())];
        // The initial value again, in the place of a value seen before.
        let mut wrong = right.clone();
        let again = Operation { outcome: Outcome::Done(Value::Nil), ..right[*read].clone() };
        let again = Operation { invoked: again.invoked + 1_000, returned: again.returned + 1_000, ..again };
        wrong.push(again);
        let anomaly = judge(Guarantee::MonotonicReads, &wrong).expect_err("it went back");
        prop_assert_eq!(anomaly.blame.last(), Some(&right.len()));
        let anomaly = judge_causal(Notion::Consistency, &wrong).expect_err("it went back");
        prop_assert_eq!(anomaly.name, "WriteCOInitRead");
    }

    #[test]
    fn replicas_that_have_heard_everything_agree(moves in moves(), which in any::<Index>()) {
        let deliveries = (0..9 * 60).map(|it| Move::Deliver(it % 3, it / 3 % 3));
        let reads = (0..6).map(|it| Move::Read(it % 3, it as u32 / 3));
        let quiet = 2 * (moves.len() + 9 * 60) as u32;
        let all: Vec<Move> = moves.into_iter().chain(deliveries).chain(reads).collect();
        let mut history = Replicas::run(&all, Shows::Registers);
        prop_assert_eq!(convergence::judge(&history, quiet), Ok(()));
        let wrong = history.len() - 6 + which.index(6);
        history[wrong].outcome = Outcome::Done(9_999u32.into());
        let anomaly = convergence::judge(&history, quiet).expect_err("one differs");
        prop_assert!(anomaly.name == "divergence" && anomaly.blame.contains(&wrong));
    }
}

/// An operation of a process on key x, told what it saw. The place in the history is the time.
fn told(process: u64, call: Call, seen: impl Into<Value>) -> Operation {
    let outcome = Outcome::Done(seen.into());
    Operation { process, key: "x".into(), call, outcome, invoked: 0, returned: 0 }
}

fn write(process: u64, value: u32) -> Operation {
    told(process, Call::Write(value.into()), Value::Nil)
}

fn read(process: u64, value: u32) -> Operation {
    told(process, Call::Read, value)
}

fn in_order(operations: impl IntoIterator<Item = Operation>) -> Vec<Operation> {
    let timed = (0..).zip(operations);
    timed.map(|(at, it)| Operation { invoked: 2 * at, returned: 2 * at + 1, ..it }).collect()
}

/// The name of the anomaly and what is said of it.
fn anomaly(history: &[Operation], found: Result<(), Anomaly>) -> (&'static str, String) {
    let anomaly = found.expect_err("there is one");
    (anomaly.name, anomaly.sentence(history, |process| format!("c{process}")))
}

#[test]
fn a_profile_edit_that_vanishes_is_no_reading_of_own_writes() {
    let history = in_order([write(0, 1), write(0, 2), read(0, 1)]);
    assert_eq!(
        anomaly(&history, judge(Guarantee::ReadYourWrites, &history)),
        ("read your writes", "write 2 of x by c0 is missing from read 1 of x by c0".into())
    );
    assert_eq!(judge(Guarantee::MonotonicReads, &history), Ok(()));
}

#[test]
fn two_keys_read_at_once_show_a_write_without_the_one_before_it() {
    let both = Call::Transaction(vec![Access::Read("x".into()), Access::Read("y".into())]);
    let y = Operation { key: "y".into(), ..write(0, 2) };
    let seen = Value::List(vec![Value::Nil, 2u32.into()]);
    let history = in_order([write(0, 1), y, told(1, both, seen)]);
    assert_eq!(
        judge(Guarantee::MonotonicWrites, &history).expect_err("x is missing").blame,
        [0, 1, 2]
    );
    assert_eq!(judge(Guarantee::ReadYourWrites, &history), Ok(()));
}

#[test]
fn lists_keep_the_order_in_which_a_session_wrote() {
    let append = |value: u32| told(0, Call::Append(value.into()), Value::Nil);
    let history = in_order([append(1), append(2), told(1, Call::Read, Value::list([2u32, 1]))]);
    assert_eq!(
        judge(Guarantee::MonotonicWrites, &history).expect_err("2 before 1").blame,
        [0, 1, 2]
    );
    assert_eq!(judge(Guarantee::MonotonicReads, &history), Ok(()));
}

#[test]
fn the_patterns_of_causal_consistency_have_their_names() {
    let consistency =
        |history: &[Operation]| anomaly(history, judge_causal(Notion::Consistency, history));
    // A reply is seen, and then what it replied to is the latest again.
    let history = in_order([write(0, 1), read(1, 1), write(1, 2), read(2, 2), read(2, 1)]);
    assert_eq!(
        consistency(&history),
        (
            "WriteCORead",
            "read 1 of x by c2 shows write 1 of x by c0, though write 2 of x by c1, which came \
             after it, is in its past"
                .into()
        )
    );
    assert_eq!(consistency(&in_order([read(0, 7)])).0, "ThinAirRead");
    let history = in_order([read(0, 2), write(0, 1), read(1, 1), write(1, 2)]);
    let (name, sentence) = consistency(&history);
    assert_eq!(name, "CyclicCO");
    assert!(sentence.ends_with(" come each before the next one, and the last before the first"));
    assert_eq!(sentence.matches(" of x by ").count(), 4, "{sentence}");
    // Each of two clients sees the other's write replaced by its own: fine, until all are to agree.
    let history =
        in_order([write(0, 1), write(1, 2), read(2, 1), read(2, 2), read(3, 2), read(3, 1)]);
    assert_eq!(judge_causal(Notion::Consistency, &history), Ok(()));
    let winners = anomaly(&history, judge_causal(Notion::Convergence, &history));
    assert_eq!(winners.0, "CyclicCF");
}

#[test]
fn what_nobody_knows_the_end_of_binds_nobody() {
    let lost = Operation { outcome: Outcome::Unknown, ..write(0, 1) };
    let mut history = in_order([lost, read(0, 0)]);
    history[0].returned = NEVER;
    history[1].outcome = Outcome::Done(Value::Nil);
    for guarantee in GUARANTEES {
        assert_eq!(judge(guarantee, &history), Ok(()));
    }
    assert_eq!(judge_causal(Notion::Consistency, &history), Ok(()));
    history[1].outcome = Outcome::Done(1u32.into());
    assert_eq!(judge_causal(Notion::Consistency, &history), Ok(()), "it took effect after all");
}

#[test]
fn a_value_written_twice_cannot_be_told_apart() {
    let history = in_order([write(0, 1), write(1, 1)]);
    assert_eq!(Differentiated::of(&history).expect_err("twice"), "1 is written twice to x");
}

#[test]
fn replicas_are_compared_with_the_first() {
    assert_eq!(convergence::differing([("n0", 1), ("n1", 1)]), None);
    assert_eq!(convergence::differing([("n0", 1), ("n1", 1), ("n2", 2)]), Some(("n0", "n2")));
    assert_eq!(convergence::differing::<&str, u32>([]), None);
}
