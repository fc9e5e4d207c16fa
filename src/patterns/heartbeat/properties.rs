//! What the registry promises: that it does not judge rashly, and that in the end it is right. That
//! it is always right, nobody can promise.

use super::registry::Registry;
use super::{Heartbeat, Node};
use kernel::ids::NodeId;
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Heartbeat>] = &[
    Property {
        id: "no-rash-verdict",
        name: "A verdict takes k misses or m signs of life in a row",
        source: "Chandra and Toueg 1996, section 1: suspicion by time-out",
        promise: Promise::Made,
        check: Check::Always(no_rash_verdict),
    },
    Property {
        id: "accurate",
        name: "The registry knows who runs",
        source: "Chandra and Toueg 1996, 2.2: completeness and eventual accuracy",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: |heartbeat, (), cluster| wrong(heartbeat, cluster).is_none(),
            awaited: |heartbeat, (), cluster| match wrong(heartbeat, cluster) {
                Some(id) => format!("{} is taken for what it is not", cluster.name(id)),
                None => String::new(),
            },
            within,
        },
    },
    Property {
        id: "no-false-death",
        name: "No worker that runs is declared dead",
        source: "Chandra and Toueg 1996, 2.2: strong accuracy; Fischer, Lynch and Paterson 1985",
        promise: Promise::Limit(
            "nobody can tell a worker that is slow, or cannot be heard, from one that has failed",
        ),
        check: Check::Always(no_false_death),
    },
];

fn no_rash_verdict(
    heartbeat: &Heartbeat,
    (): &mut (),
    cluster: &Cluster<Heartbeat>,
    id: NodeId,
) -> Verdict {
    let Some(registry) = registry(cluster, id) else { return Ok(()) };
    let rash = registry.verdicts.iter().find(|it| {
        let opinion = it.opinion;
        let (counted, needed) = match opinion.alive {
            true => (opinion.signs, heartbeat.signs),
            false => (opinion.misses, heartbeat.misses),
        };
        counted < needed
    });
    match rash {
        Some(it) => {
            let name = cluster.name(it.worker);
            let (verdict, counted, what) = match it.opinion.alive {
                true => ("alive", it.opinion.signs, "sign of life"),
                false => ("dead", it.opinion.misses, "miss"),
            };
            cluster.suspect(format!("{name} was declared {verdict} after {counted} {what}"))
        }
        None => Ok(()),
    }
}

fn no_false_death(_: &Heartbeat, (): &mut (), cluster: &Cluster<Heartbeat>, id: NodeId) -> Verdict {
    let Some(registry) = registry(cluster, id) else { return Ok(()) };
    let runs = |id| cluster.node(id).is_some();
    match registry.verdicts.iter().find(|it| !it.opinion.alive && runs(it.worker)) {
        Some(it) => {
            cluster.suspect(format!("{} runs and was declared dead", cluster.name(it.worker)))
        }
        None => Ok(()),
    }
}

/// A worker about which the registry is wrong.
fn wrong(heartbeat: &Heartbeat, cluster: &Cluster<Heartbeat>) -> Option<NodeId> {
    let registry = registry(cluster, heartbeat.registry())?;
    let taken_for_alive = |id: NodeId| registry.list.get(id.index() - 1).is_some_and(|it| it.alive);
    let runs = |id| cluster.node(id).is_some();
    cluster.ids().skip(1).find(|id| taken_for_alive(*id) != runs(*id))
}

/// All signs of life that are needed, one round too many, and time for the line.
fn within(heartbeat: &Heartbeat) -> Span {
    let rounds = heartbeat.misses.max(heartbeat.signs) + 2;
    let line = heartbeat.service.0 * u64::from(heartbeat.workers);
    Span(heartbeat.interval.0 * u64::from(rounds) + 10 * line) + Span::secs(1)
}

/// The registry, if the event was its own.
fn registry<'a>(cluster: &'a Cluster<Heartbeat>, id: NodeId) -> Option<&'a Registry> {
    match cluster.node(id) {
        Some(Node::Registry(registry)) => Some(registry),
        Some(Node::Worker(_)) | None => None,
    }
}
