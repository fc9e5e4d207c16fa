//! What Bully promises: that a leader gives way to a higher node, and that in the end the highest
//! running node leads. That there is one leader at a time it does not promise.

use super::Bully;
use super::node::{Node, Role};
use kernel::ids::NodeId;
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Bully>] = &[
    Property {
        id: "gives-way",
        name: "A leader that hears of a higher node does not go on leading",
        source: "Garcia-Molina 1982, section 4",
        promise: Promise::Made,
        check: Check::Always(gives_way),
    },
    Property {
        id: "highest-leads",
        name: "The highest running node leads, and the others follow it",
        source: "Garcia-Molina 1982, section 3: Assertions 1 and 2",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: |_, (), cluster| stray(cluster).is_none(),
            awaited: |_, (), cluster| awaited(cluster),
            within,
        },
    },
    Property {
        id: "one-leader",
        name: "At most one node leads",
        source: "Garcia-Molina 1982, section 2: what the network must not do",
        promise: Promise::Limit(
            "no majority is asked: nodes that cannot reach each other each find a leader, and one \
             that comes back leads before the old leader has heard of it",
        ),
        check: Check::Always(one_leader),
    },
];

fn gives_way(_: &Bully, (): &mut (), cluster: &Cluster<Bully>, id: NodeId) -> Verdict {
    match cluster.node(id) {
        Some(Node { role: Role::Leader, challenger: Some(higher), .. }) if *higher > id => {
            let (name, higher) = (cluster.name(id), cluster.name(*higher));
            let why = format!("{name} goes on leading, though it has heard from {higher}");
            cluster.suspect(why)
        }
        Some(_) | None => Ok(()),
    }
}

fn one_leader(_: &Bully, (): &mut (), cluster: &Cluster<Bully>, id: NodeId) -> Verdict {
    if !leads(cluster, id) {
        return Ok(());
    }
    match cluster.ids().find(|other| *other != id && leads(cluster, *other)) {
        Some(other) => {
            let why = format!("{} and {} both lead", cluster.name(id), cluster.name(other));
            cluster.suspect(why)
        }
        None => Ok(()),
    }
}

fn leads(cluster: &Cluster<Bully>, id: NodeId) -> bool {
    cluster.node(id).is_some_and(|node| node.role == Role::Leader)
}

/// Who is not as it should be in the end: the highest running node, which does not lead, or one that
/// does not follow it; with the highest.
fn stray(cluster: &Cluster<Bully>) -> Option<(NodeId, NodeId)> {
    let highest = cluster.ids().rev().find(|id| cluster.node(*id).is_some())?;
    if !leads(cluster, highest) {
        return Some((highest, highest));
    }
    let follows = |node: &Node| node.role == Role::Follower(Some(highest));
    let mut others = cluster.ids().filter(|id| *id != highest);
    let stray = others.find(|id| cluster.node(*id).is_some_and(|it| !follows(it)))?;
    Some((stray, highest))
}

/// The same in words, for which nobody asks while all is well.
fn awaited(cluster: &Cluster<Bully>) -> String {
    match stray(cluster).map(|(stray, highest)| (cluster.name(stray), cluster.name(highest))) {
        Some((stray, highest)) if stray == highest => {
            format!("{highest} is the highest running node and does not lead")
        }
        Some((stray, highest)) => format!("{stray} does not follow {highest} yet"),
        None => String::new(),
    }
}

/// The leader is missed, and each node in turn may wait for an answer and for the next to lead.
fn within(bully: &Bully) -> Span {
    let round = bully.answer_timeout + bully.coordinator_timeout;
    bully.leader_timeout + bully.heartbeat + Span(round.0 * u64::from(bully.nodes)) + Span::secs(1)
}
