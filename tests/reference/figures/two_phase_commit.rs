//! What two-phase commit costs, against the counts of the literature: messages without failures,
//! and how long rows stay locked with one.

use crate::common;
use faultline::kernel::record::{Record, What};
use faultline::patterns::two_phase_commit::declare::HELD;
use faultline::patterns::two_phase_commit::message::{ACK, COMMIT, PREPARE, VOTE_YES};

/// The records of a scenario of these lines.
fn records(lines: &str) -> Vec<Record> {
    let text = format!("faultline 1\n{lines}\n");
    let sim = common::run(&text);
    sim.records().to_vec()
}

fn sent(records: &[Record], kind: u8) -> usize {
    let is = |what| matches!(what, What::Sent { kind: sent, .. } if sent == kind);
    records.iter().filter(|it| is(it.what)).count()
}

/// A transaction that writes a row at each of `n` participants.
fn transaction(n: u8) -> String {
    let rows: Vec<String> = (0..n).map(|row| char::from(b'a' + row).to_string()).collect();
    format!(
        "pattern two-phase-commit participants={n} coordinators=1 clients=1 request_every=0ms\n\
         at 0.1s input c0 begin {}",
        rows.join(" ")
    )
}

/// Four messages for each participant; besides them there are only the client's two.
#[test]
fn a_commit_without_failures_takes_four_messages_a_participant() {
    for n in 2..=8_u8 {
        let records = records(&format!("{}\nuntil 1s", transaction(n)));
        let of_each = [PREPARE, VOTE_YES, COMMIT, ACK].map(|kind| sent(&records, kind));
        assert_eq!(of_each, [usize::from(n); 4], "{n} participants");
        let all = records.iter().filter(|it| matches!(it.what, What::Sent { .. })).count();
        assert_eq!(all, 4 * usize::from(n) + 2, "{n} participants");
    }
}

/// Presumed abort saves the acknowledgements, and who voted No need not be told. Messages take the
/// same time and the No comes last: an earlier one would be followed by votes that have to be
/// answered again.
#[test]
fn an_abort_takes_a_message_less_than_three_a_participant() {
    for n in 2..=8_u8 {
        let refusal = format!("network latency=10ms\nat 0.05s input p{} refuse", n - 1);
        let lines = format!("{}\n{refusal}\nuntil 1s", transaction(n));
        let all = records(&lines).iter().filter(|it| matches!(it.what, What::Sent { .. })).count();
        assert_eq!(all, 3 * usize::from(n) - 1 + 2, "{n} participants");
    }
}

/// The longest time that a row was locked, in milliseconds.
fn longest_hold(lines: &str) -> u32 {
    let held = records(lines).into_iter().filter_map(|it| match it.what {
        What::Measured { metric: HELD, value } => Some(value),
        _ => None,
    });
    held.max().expect("rows were locked")
}

/// With messages that take 10 ms: from the prepared record to the commit, a vote and a decision. If
/// the coordinator is away for two seconds it is as long, and until somebody asks again.
#[test]
fn rows_are_locked_for_two_messages_or_for_as_long_as_the_coordinator_is_away() {
    let fixed = "network latency=10ms";
    assert_eq!(longest_hold(&format!("{}\n{fixed}\nuntil 4s", transaction(3))), 20);
    let crash = "at 0.115s crash k0\nat 2.115s restart k0";
    let held = longest_hold(&format!("{}\n{fixed}\n{crash}\nuntil 4s", transaction(3)));
    assert!((2_000..=2_270).contains(&held), "{held} ms");
}
