//! What is promised: that increments are not lost, which rests on the fencing tokens, and that
//! nobody's lock is deleted by somebody else. That one worker is at work at a time is not promised,
//! and cannot be.

use super::message::Fence;
use super::{Node, RedisLock};
use kernel::ids::NodeId;
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<RedisLock>] = &[
    Property {
        id: "no-lost-update",
        name: "No increment overwrites another",
        source: "Kleppmann 2016: Making the lock safe with fencing",
        promise: Promise::Made,
        check: Check::Always(no_lost_update),
    },
    Property {
        id: "tokens-rise",
        name: "The fencing tokens that the storage accepts never fall",
        source: "Kleppmann 2016: Making the lock safe with fencing",
        promise: Promise::Made,
        check: Check::Always(tokens_rise),
    },
    Property {
        id: "own-release",
        name: "A lock is deleted by its holder only",
        source: "Redis: Distributed Locks, Correct Implementation with a Single Instance",
        promise: Promise::Made,
        check: Check::Always(own_release),
    },
    Property {
        id: "lock-freed",
        name: "A lock that was taken becomes free again",
        source: "Redis: Distributed Locks, Liveness property A",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: |lock, _, cluster| cluster.disk(lock.redis()).redis.lock.is_none(),
            awaited: |lock, _, cluster| match &cluster.disk(lock.redis()).redis.lock {
                Some(held) => {
                    format!("the lock of {} to be released or to expire", lock.token(held.token))
                }
                None => String::new(),
            },
            within: |lock| lock.ttl + Span::secs(1),
        },
    },
    Property {
        id: "one-at-a-time",
        name: "At most one worker believes to hold the lock",
        source: "Kleppmann 2016: Protecting a resource with a lock",
        promise: Promise::Limit(
            "a worker that is paused, or whose messages are late, does not know that its lock has \
             expired, whatever lock service it uses",
        ),
        check: Check::Always(one_at_a_time),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// The fencing token of the last write that the storage took.
    accepted: Fence,
}

fn no_lost_update(
    lock: &RedisLock,
    _: &mut Audit,
    cluster: &Cluster<RedisLock>,
    id: NodeId,
) -> Verdict {
    let storage = &cluster.disk(lock.storage()).storage;
    if id != lock.storage() || storage.counter == storage.taken {
        return Ok(());
    }
    let (taken, counter) = (storage.taken, storage.counter);
    cluster.suspect(format!("{taken} increments were taken, and the counter is {counter}"))
}

fn tokens_rise(
    lock: &RedisLock,
    audit: &mut Audit,
    cluster: &Cluster<RedisLock>,
    id: NodeId,
) -> Verdict {
    let storage = &cluster.disk(lock.storage()).storage;
    let Some((token, fence, _)) = storage.writes.last().filter(|_| id == lock.storage()) else {
        return Ok(());
    };
    let before = std::mem::replace(&mut audit.accepted, *fence);
    if before <= *fence {
        return Ok(());
    }
    let whose = lock.token(*token);
    cluster.suspect(format!("the write of {whose} with {fence} was taken after one with {before}"))
}

fn own_release(
    lock: &RedisLock,
    _: &mut Audit,
    cluster: &Cluster<RedisLock>,
    id: NodeId,
) -> Verdict {
    match cluster.node(id) {
        Some(Node::Redis(redis)) => match redis.deleted {
            Some((held, by)) if held != by => {
                let (held, by) = (lock.token(held), lock.token(by));
                cluster.suspect(format!("{by} has deleted the lock of {held}"))
            }
            Some(_) | None => Ok(()),
        },
        Some(Node::Storage(_) | Node::Worker(_)) | None => Ok(()),
    }
}

fn one_at_a_time(
    _: &RedisLock,
    _: &mut Audit,
    cluster: &Cluster<RedisLock>,
    id: NodeId,
) -> Verdict {
    if !is_inside(cluster, id) {
        return Ok(());
    }
    match cluster.ids().find(|other| *other != id && is_inside(cluster, *other)) {
        Some(other) => {
            let (name, other) = (cluster.name(id), cluster.name(other));
            cluster.suspect(format!("{name} and {other} both believe to hold the lock"))
        }
        None => Ok(()),
    }
}

fn is_inside(cluster: &Cluster<RedisLock>, id: NodeId) -> bool {
    matches!(cluster.node(id), Some(Node::Worker(worker)) if worker.stage.is_inside())
}
