//! How many messages an election of Bully takes, against the counts of its paper: the leader of `n`
//! nodes has failed, and one node notices, holding its election alone.

use crate::common;
use faultline::kernel::record::What;
use faultline::kernel::time::Time;

/// The messages about elections sent after the leader has crashed and this node stands.
fn messages(nodes: u16, notices: u16) -> usize {
    let highest = nodes - 1;
    let text = format!(
        "faultline 1\npattern bully nodes={nodes} leader_timeout=20s coordinator_timeout=20s\n\
         at 0.5s crash n{highest}\nat 1s input n{notices} stand\nuntil 2s\n"
    );
    let sim = common::run(&text);
    let heartbeat = 3;
    let counts = |what| matches!(what, What::Sent { kind, .. } if kind != heartbeat);
    sim.records().iter().filter(|it| it.at >= Time(1_000_000) && counts(it.what)).count()
}

/// The lowest node notices, and each node above it holds its election once.
#[test]
fn the_lowest_node_costs_the_most() {
    for nodes in 3..=12_u16 {
        let n = usize::from(nodes);
        assert_eq!(messages(nodes, 0), n * n - n - 1, "{nodes} nodes");
    }
}

/// The next highest notices: one question to the failed leader, and the announcements.
#[test]
fn the_next_highest_costs_the_least() {
    for nodes in 3..=12_u16 {
        assert_eq!(messages(nodes, nodes - 2), usize::from(nodes) - 1, "{nodes} nodes");
    }
}
