//! Published specifications in miniature, against the counts that TLC gives for them: distinct
//! states, generated states, depth. An explorer that missed a state, or took one twice, would
//! not come to the same three numbers.

use faultline::explore::breadth::{CounterExample, Ending, explore};
use faultline::explore::model::Model;
use faultline::run::exhaust::Bounds;

use super::atomic_commit::{AtomicCommit, Broadcast, Step};
use super::chang_roberts::ChangRoberts;
use super::ewd840::Ewd840;
use super::paxos::Paxos;
use super::transaction_commit::TransactionCommit;
use super::two_phase::TwoPhase;

/// Explores all of a model and compares distinct states, generated states and depth.
#[track_caller]
fn counts<M: Model>(model: &M, expected: (u64, u64, u32)) {
    for threads in [1, 2, 3] {
        let explored = explore(model, Bounds { threads, ..Bounds::default() }, |_| {});
        assert!(matches!(explored.ending, Ending::Exhausted), "it is broken, or unfinished");
        let found = explored.progress;
        assert_eq!((found.distinct, found.generated, found.depth), expected, "{threads} threads");
    }
}

#[test]
fn two_phase_commit_has_the_states_that_tlc_counts() {
    for (managers, expected) in (1..).zip([
        (12, 20, 5),
        (56, 154, 8),
        (288, 1_146, 11),
        (1_568, 8_258, 14),
        (8_832, 58_146, 17),
        (50_816, 402_306, 20),
        (296_448, 2_744_706, 23),
    ]) {
        counts(&TwoPhase(managers), expected);
    }
}

#[test]
fn transaction_commit_has_the_states_that_tlc_counts() {
    for (managers, expected) in (1..).zip([
        (4, 5, 3),
        (12, 23, 5),
        (34, 94, 7),
        (96, 357, 9),
        (274, 1_296, 11),
        (792, 4_567, 13),
    ]) {
        counts(&TransactionCommit(managers), expected);
    }
}

#[test]
fn chang_and_roberts_election_has_the_states_that_tlc_counts() {
    for (nodes, expected) in (2..).zip([
        (25, 31, 6),
        (137, 227, 10),
        (823, 1_791, 15),
        (5_455, 15_113, 21),
        (40_261, 138_221, 28),
    ]) {
        counts(&ChangRoberts(nodes), expected);
    }
}

#[test]
fn termination_detection_has_the_states_that_tlc_counts() {
    // The published figures give no depth for three nodes; nine is the explorer's.
    for (nodes, expected) in
        (2..).zip([(54, 214, 6), (302, 2_001, 9), (1_566, 15_986, 12), (7_742, 114_211, 15)])
    {
        counts(&Ewd840(nodes), expected);
    }
}

#[test]
fn paxos_has_the_states_that_tlc_counts() {
    counts(&Paxos { last_ballot: 1, values: 2 }, (3_921, 23_563, 17));
}

#[test]
fn atomic_commitment_has_the_states_that_tlc_counts() {
    let simple = AtomicCommit { participants: 3, broadcast: Broadcast::Simple };
    counts(&simple, (54_944, 218_352, 21));
    let reliable = AtomicCommit { participants: 2, broadcast: Broadcast::Reliable };
    counts(&reliable, (4_284, 23_988, 19));
}

/// A timeout is no reliable broadcast: the one who knew the decision dies with the coordinator,
/// before it has told anybody.
#[test]
fn atomic_commitment_with_a_timeout_breaks_agreement_in_twelve_steps() {
    let wrong = AtomicCommit { participants: 2, broadcast: Broadcast::Timeout };
    let mut ways = [1, 2, 3].map(|threads| {
        let explored = explore(&wrong, Bounds { threads, ..Bounds::default() }, |_| {});
        let Ending::Broken(CounterExample { property, steps, .. }) = explored.ending else {
            panic!("a timeout is taken for a reliable broadcast")
        };
        assert_eq!((property, steps.len(), explored.progress.depth), ("AC1", 12, 13));
        (steps, explored.progress)
    });
    assert_eq!(ways[0], ways[1]);
    assert_eq!(ways[0], ways[2]);
    let steps = &mut ways[0].0;
    assert!(matches!(steps.pop(), Some(Step::AbortsOnTimeout(_))), "{steps:?}");
    for what in [Step::CoordinatorDies, Step::Decides] {
        assert!(steps.contains(&what), "{what:?} is not in {steps:?}");
    }
}
