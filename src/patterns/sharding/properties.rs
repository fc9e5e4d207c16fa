//! What is promised: one owner for every key, no key lost on its way, answers that one store could
//! have given, whole scans; moves and requests that come to their end; and what not every strategy
//! keeps, that keys move only to or from the shard that changes.
//!
//! A check remembers of each shard which keys it serves and which it has, as sets of bits.

use super::map::{Epoch, Place, Shard};
use super::message::{letter, letters};
use super::{MAX_SHARDS, Node, Sharding};
use check::online::registers;
use kernel::ids::{NodeId, RecordId};
use kernel::table::Table;
use kernel::time::Span;
use kernel::verdicts::{Suspicion, Verdict};
use pattern::declare::{Check, Cluster, Promise, Property};

/// All of them, in the order in which they are shown.
pub const ALL: &[Property<Sharding>] = &[
    Property {
        id: "one-owner",
        name: "No two shards serve the same key",
        source: "Chang et al. 2006, Bigtable, 5.2: each tablet is assigned to one server at a time",
        promise: Promise::Made,
        check: Check::Always(one_owner),
    },
    Property {
        id: "no-key-lost",
        name: "Every key is on a disk at every moment",
        source: "MIT 6.5840, Lab 5: a shard is kept until its new owner has it",
        promise: Promise::Made,
        check: Check::Always(no_key_lost),
    },
    Property {
        id: "linearizable",
        name: "What clients are told is linearizable, key by key",
        source: "Herlihy and Wing 1990; MIT 6.5840, Lab 5",
        promise: Promise::Made,
        check: Check::History(registers),
    },
    Property {
        id: "whole-scan",
        name: "A scan sees every key once",
        source: "Parts of one scan are of one epoch, and no key is under way in any of them",
        promise: Promise::Made,
        check: Check::Always(whole_scan),
    },
    Property {
        id: "moves-end",
        name: "Every change of the map comes to its end",
        source: "MIT 6.5840, Lab 5",
        promise: Promise::Made,
        check: Check::Eventually { happened: settled, awaited: unsettled, within },
    },
    Property {
        id: "requests-answered",
        name: "Every request is answered",
        source: "MIT 6.5840, Lab 5",
        promise: Promise::Made,
        check: Check::Eventually { happened: answered, awaited: unanswered, within },
    },
    Property {
        id: "few-keys-move",
        name: "Keys move only to or from the shard that comes or goes",
        source: "Karger et al. 1997, 4: monotonicity",
        promise: Promise::Limit(
            "The ring, ranges and directories keep it. Hash modulo N places almost every key anew \
             when N changes, and jump hash some when another shard than the last one goes.",
        ),
        check: Check::Always(few_keys_move),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// The keys that each shard serves, since a record.
    serving: [Keys; MAX_SHARDS as usize],
    /// When each shard's keys changed last.
    changed: [Option<RecordId>; MAX_SHARDS as usize],
    /// The keys on each shard's disk.
    holding: [Keys; MAX_SHARDS as usize],
    /// Whether all keys were on disks once: at the start, shards boot one after the other.
    complete: bool,
    /// The number of each client's last scan.
    scans: Table<NodeId, u32>,
    /// The epoch last seen at the controller, its members and its owners.
    map: (Epoch, Vec<Shard>, Vec<Shard>),
}

/// A set of keys, a bit for each.
type Keys = u32;

fn places(keys: Keys) -> Vec<Place> {
    (0..32).filter(|key| keys >> key & 1 == 1).collect()
}

/// After an event of a shard: nobody else serves what it serves.
fn one_owner(
    pattern: &Sharding,
    audit: &mut Audit,
    cluster: &Cluster<Sharding>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Shard(shard)) = cluster.node(id) else { return Ok(()) };
    let (place, disk) = (usize::from(shard.place), cluster.disk(id));
    let keys = disk.items.iter().filter(|(key, _)| shard.serves(pattern, disk, *key));
    let serving = keys.fold(0, |keys: Keys, (key, _)| keys | 1 << key);
    if serving != audit.serving[place] {
        audit.serving[place] = serving;
        audit.changed[place] = Some(cluster.record);
    }
    for other in (0..pattern.all_shards()).filter(|it| *it != shard.place) {
        let both = serving & audit.serving[usize::from(other)];
        // Whoever is down serves nobody.
        if both != 0 && cluster.node(pattern.shard(other)).is_some() {
            let (name, rival) = (cluster.name(id), cluster.name(pattern.shard(other)));
            let key = letter(both.trailing_zeros() as Place);
            let blame = [audit.changed[usize::from(other)], audit.changed[place]];
            return Err(Suspicion {
                why: format!("{name} and {rival} both answer for {key}"),
                blame: blame.into_iter().flatten().collect(),
            });
        }
    }
    Ok(())
}

/// After an event of a shard: whatever it does not have any more, another has.
fn no_key_lost(
    pattern: &Sharding,
    audit: &mut Audit,
    cluster: &Cluster<Sharding>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Shard(shard)) = cluster.node(id) else { return Ok(()) };
    let held = cluster.disk(id).items.iter().fold(0, |keys: Keys, (key, _)| keys | 1 << key);
    audit.holding[usize::from(shard.place)] = held;
    let missing = all(pattern) & !audit.holding.iter().fold(0, |all, keys| all | keys);
    audit.complete |= missing == 0;
    if missing == 0 || !audit.complete {
        return Ok(());
    }
    let (name, keys) = (cluster.name(id), letters(&places(missing)));
    cluster.suspect(format!("{name} has deleted {keys}, and nobody else has it on disk"))
}

fn all(pattern: &Sharding) -> Keys {
    Keys::MAX >> (Keys::BITS - u32::from(pattern.keys))
}

/// After an event of a client: the scan that it was answered has all keys, and none twice.
fn whole_scan(
    pattern: &Sharding,
    audit: &mut Audit,
    cluster: &Cluster<Sharding>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Client(client)) = cluster.node(id) else { return Ok(()) };
    let Some((serial, keys)) = &client.scanned else { return Ok(()) };
    if audit.scans.insert(id, *serial) == Some(*serial) {
        return Ok(());
    }
    let seen = keys.iter().fold(0, |seen: Keys, key| seen | 1 << key);
    let missing = letters(&places(all(pattern) & !seen));
    let twice: Vec<Place> = keys.windows(2).filter(|it| it[0] == it[1]).map(|it| it[0]).collect();
    let name = cluster.name(id);
    let why = if !missing.is_empty() {
        format!("the scan of {name} misses {missing}")
    } else if !twice.is_empty() {
        format!("the scan of {name} has {} twice", letters(&twice))
    } else {
        return Ok(());
    };
    cluster.suspect(why)
}

/// After an event of the controller: by a new map no key goes from one shard that stays to another.
fn few_keys_move(
    pattern: &Sharding,
    audit: &mut Audit,
    cluster: &Cluster<Sharding>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Controller(_)) = cluster.node(id) else { return Ok(()) };
    let map = &cluster.disk(id).map;
    if map.epoch == audit.map.0 {
        return Ok(());
    }
    let now = (map.epoch, map.members.clone(), map.owners(pattern));
    let (_, members, owners) = std::mem::replace(&mut audit.map, now);
    let (_, later, after) = &audit.map;
    let moves: Vec<_> = owners.iter().zip(after).filter(|(from, to)| from != to).collect();
    let stays = |shard: &Shard| members.contains(shard) && later.contains(shard);
    let astray = moves.iter().filter(|(from, to)| stays(from) && stays(to)).count();
    // With the same members somebody has asked for the move.
    if astray == 0 || members == *later {
        return Ok(());
    }
    let (count, of) = (moves.len(), owners.len());
    cluster.suspect(format!("{count} of {of} keys move, {astray} of them between shards that stay"))
}

/// How long it may take with everything in order: announcements, transfers and requests that were
/// repeated for long have to get through once more.
fn within(pattern: &Sharding) -> Span {
    Span(Span::secs(1).0 + pattern.resend.0 * 5 + pattern.request_timeout.0 * 5)
}

/// Whether the controller has nothing left to change.
fn settled(pattern: &Sharding, _: &Audit, cluster: &Cluster<Sharding>) -> bool {
    match cluster.node(Sharding::THE_CONTROLLER) {
        Some(Node::Controller(it)) => {
            let changes = &cluster.disk(Sharding::THE_CONTROLLER).changes;
            it.is_settled(pattern) && changes.is_empty()
        }
        Some(Node::Router(_) | Node::Shard(_) | Node::Client(_)) | None => false,
    }
}

fn unsettled(pattern: &Sharding, _: &Audit, cluster: &Cluster<Sharding>) -> String {
    let disk = cluster.disk(Sharding::THE_CONTROLLER);
    let Some(Node::Controller(it)) = cluster.node(Sharding::THE_CONTROLLER) else {
        return "the controller is down".into();
    };
    let open = (0..pattern.all_shards()).filter(|shard| !it.settled.contains(shard));
    let names: Vec<&str> = open.map(|shard| cluster.name(pattern.shard(shard))).collect();
    let (epoch, names) = (disk.map.epoch, names.join(" "));
    format!("of epoch {epoch} the controller has not heard that {names} gave and got all keys")
}

/// Whether no client waits for an answer.
fn answered(_: &Sharding, _: &Audit, cluster: &Cluster<Sharding>) -> bool {
    cluster.ids().all(|id| waits(cluster, id).is_none())
}

fn unanswered(_: &Sharding, _: &Audit, cluster: &Cluster<Sharding>) -> String {
    let first = cluster.ids().find_map(|id| Some((cluster.name(id), waits(cluster, id)?)));
    first.map_or_else(String::new, |(name, words)| format!("{name} waits for {words}"))
}

/// What a client waits for that counts.
fn waits(cluster: &Cluster<Sharding>, id: NodeId) -> Option<String> {
    match cluster.node(id) {
        Some(Node::Client(client)) => {
            let waiting = client.waiting.as_ref()?;
            cluster.counts(waiting.op?).then(|| waiting.request.op.words())
        }
        Some(Node::Controller(_) | Node::Router(_) | Node::Shard(_)) | None => None,
    }
}
