//! What fencing guarantees: the tokens of accepted writes never go back, and a worker that asks for the
//! lock gets it. That one worker at a time believes to hold the lock it does not guarantee.

use super::{Fencing, Node, Stage, THE_STORAGE, Token};
use crate::common::unhashed::Unhashed;
use pattern::prelude::*;

/// What the checks remember of the run: the newest token that the storage has accepted.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    newest: Token,
}

properties! {
    pub const PROPERTIES: [Property<Fencing>];

    /// No write with an older token is accepted after one with a newer
    "tokens-never-fall" from "Kleppmann 2016: Making the lock safe with fencing":
        always(tokens_never_fall);

    /// A worker that asks for the lock gets it
    "lock-granted" from "Burrows 2006, section 2.4: locks": eventually(asks, awaited, within);

    /// At most one worker believes to hold the lock
    "one-holder" from "Kleppmann 2016: Protecting a resource with a lock":
        always(one_holder),
        limitation "a lease ends at the lock service: a worker that is paused or cut off does not \
                    hear of it";
}

fn tokens_never_fall(
    _: &Fencing,
    audit: &mut Audit,
    cluster: &Cluster<Fencing>,
    id: NodeId,
) -> Verdict {
    let last = cluster.disk(THE_STORAGE).accepted.back().filter(|_| id == THE_STORAGE);
    let Some((token, _)) = last else { return Ok(()) };
    audit.newest = audit.newest.max(*token);
    let newer = Some(audit.newest).filter(|newest| newest > token);
    cluster.refute(newer, |newer| {
        format!("a write with token {token} was accepted after one with token {newer}")
    })
}

fn asks(_: &Fencing, _: &Audit, cluster: &Cluster<Fencing>) -> Option<NodeId> {
    cluster.ids().find(|id| match cluster.node(*id) {
        Some(Node::Worker(Stage::Acquiring(Unhashed(op)))) => cluster.counts(*op),
        _ => false,
    })
}

fn awaited(_: &Fencing, cluster: &Cluster<Fencing>, worker: NodeId) -> String {
    format!("{} to get the lock", cluster.name(worker))
}

/// Each of the others may hold the lock for a whole lease before.
fn within(it: &Fencing) -> Span {
    it.lease * u64::from(it.workers) + it.request_timeout * 2 + secs(1)
}

fn one_holder(_: &Fencing, _: &mut Audit, cluster: &Cluster<Fencing>, id: NodeId) -> Verdict {
    let holds = |id: &NodeId| {
        matches!(cluster.node(*id), Some(Node::Worker(Stage::Holding(..) | Stage::Writing(..))))
    };
    let other = cluster.ids().filter(|_| holds(&id)).find(|other| *other != id && holds(other));
    cluster.refute(other, |other| {
        format!("{} and {} both believe to hold the lock", cluster.name(id), cluster.name(other))
    })
}
