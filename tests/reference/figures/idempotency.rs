//! How often a payment is charged when answers are lost, against what follows from the share that
//! is lost: with every way to tell a retry once, and without any 1/(1-p) times.
//!
//! Knows the pattern by its scenarios and by what it shows.

use crate::common;

/// The payments that clients have receipts for, and the charges that were made for them, after two
/// minutes in which a fifth of the answers is lost.
fn payments_and_charges(settings: &str) -> (u64, u64) {
    let text = format!(
        "faultline 1\npattern idempotency clients=2 request_every=200ms {settings}\n\
         network latency=1ms\nseed 1\n\
         at 0s link a0>c0 loss=20%\nat 0s link a0>c1 loss=20%\n\
         at 0s link a1>c0 loss=20%\nat 0s link a1>c1 loss=20%\nuntil 120s\n"
    );
    let sim = common::run(&text);
    let frame = sim.frame();
    let sum = |name: &str| {
        let fields = frame.nodes.iter().flat_map(|node| &node.view.fields);
        fields
            .filter(|it| it.name == name)
            .map(|it| it.value.parse::<u64>().expect("a number"))
            .sum()
    };
    (sum("receipts"), sum("charges"))
}

/// A payment without a key is charged anew with every attempt, until an answer gets through: 1.25
/// times on average. For 700 payments that mean has a standard deviation of 0.02, so that 1.16 to
/// 1.34 is four to either side.
#[test]
fn without_a_key_every_lost_answer_is_another_charge() {
    let (payments, charges) = payments_and_charges("strategy=none");
    let per_cent = charges * 100 / payments;
    assert!(payments > 600, "{payments} payments");
    assert!((116..=134).contains(&per_cent), "{charges} charges of {payments} payments");
}

/// With any strategy, and with a method that is idempotent by itself, there is one charge for each,
/// and at most one more a client whose answer is still awaited.
#[test]
fn with_every_strategy_a_payment_is_charged_once() {
    for settings in [
        "strategy=idempotency-key",
        "strategy=natural-key",
        "strategy=version",
        "strategy=message-dedup",
        "strategy=none method=put",
    ] {
        let (payments, charges) = payments_and_charges(settings);
        assert!(payments > 400, "{settings}: {payments} payments");
        assert!(
            (payments..=payments + 2).contains(&charges),
            "{settings}: {charges} charges of {payments} payments"
        );
    }
}
