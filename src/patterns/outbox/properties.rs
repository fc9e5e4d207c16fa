//! What the outbox promises: events are published exactly for what was committed, take effect
//! exactly once, and keep the order that each order of a customer has. Each check remembers for
//! itself how much of a growing list it has looked at.

use super::event::{Event, Order, Step, in_words};
use super::{Disk, Outbox, Path};
use kernel::ids::{NodeId, RecordId};
use kernel::table::Table;
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Outbox>] = &[
    Property {
        id: "published-committed",
        name: "Nothing is published that was not committed",
        source: "Richardson 2018, 3.3: transactional messaging",
        promise: Promise::Made,
        check: Check::Always(published_was_committed),
    },
    Property {
        id: "committed-published",
        name: "Everything committed, and nothing else, is published and takes effect",
        source: "Richardson 2018, 3.3: transactional messaging",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: |outbox, _, cluster| {
                missing(outbox, cluster).is_none() && ghost(outbox, cluster).is_none()
            },
            awaited: what_is_awaited,
            within,
        },
    },
    Property {
        id: "effect-once",
        name: "No event takes effect twice",
        source: "Richardson 2018, 3.3.6: idempotent consumer",
        promise: Promise::Made,
        check: Check::Always(effect_once),
    },
    Property {
        id: "aggregate-order",
        name: "The relay publishes an order's events in their order",
        source: "Richardson 2018, 3.3.5: message ordering",
        promise: Promise::Made,
        check: Check::Always(relayed_in_order),
    },
    Property {
        id: "transaction-order",
        name: "Transactional messages keep an order's events in their order",
        source: "Apache RocketMQ, Transaction Message: usage limits",
        promise: Promise::Limit(
            "A half message is shown when its transaction is known to be committed; one that was \
             asked back for is shown later than others that came after it.",
        ),
        check: Check::Always(shown_in_order),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    published: u32,
    effects: Table<NodeId, Effects>,
    relayed: Sequence,
    shown: Sequence,
}

/// How much of a topic was looked at, and the last step that each order was first seen to take.
#[derive(Clone, Debug, Default, Hash)]
struct Sequence {
    seen: u32,
    latest: Table<Order, Step>,
}

/// How many effects were looked at, and when each change took effect first.
#[derive(Clone, Debug, Default, Hash)]
struct Effects {
    seen: u32,
    first: Table<(Order, Step), RecordId>,
}

/// After the broker's events: the rows of what it has appended are committed.
fn published_was_committed(
    outbox: &Outbox,
    audit: &mut Audit,
    cluster: &Cluster<Outbox>,
    id: NodeId,
) -> Verdict {
    let Some(new) = news(outbox, &mut audit.published, cluster, id) else { return Ok(()) };
    let tables = &cluster.disk(outbox.database()).tables;
    match new.iter().find(|event| tables.steps(event.order) < event.step.number()) {
        None => Ok(()),
        Some(event) => {
            let (words, db) = (event.in_words(), cluster.name(outbox.database()));
            cluster.suspect(format!("“{words}” is in the topic, and {db} has no such change"))
        }
    }
}

/// After a consumer's events: what has taken effect since had not before.
fn effect_once(_: &Outbox, audit: &mut Audit, cluster: &Cluster<Outbox>, id: NodeId) -> Verdict {
    let effects = &cluster.disk(id).inbox.effects;
    if effects.is_empty() {
        return Ok(());
    }
    let memory = audit.effects.get_or_insert_with(id, Effects::default);
    let new = effects.iter().skip(memory.seen as usize);
    memory.seen = effects.len() as u32;
    for change in new {
        if let Some(first) = memory.first.insert(*change, cluster.record) {
            let (name, words) = (cluster.name(id), in_words(change.0, change.1));
            let why = format!("“{words}” took effect a second time at {name}");
            return cluster.suspect_since(why, Some(first));
        }
    }
    Ok(())
}

/// Where there is a relay.
fn relayed_in_order(
    outbox: &Outbox,
    audit: &mut Audit,
    cluster: &Cluster<Outbox>,
    id: NodeId,
) -> Verdict {
    match outbox.path() {
        Path::Outbox => in_order(outbox, &mut audit.relayed, cluster, id),
        // No relay has a hand in it.
        Path::CommitFirst | Path::PublishFirst | Path::Transactional => Ok(()),
    }
}

/// Where the broker takes part in transactions.
fn shown_in_order(
    outbox: &Outbox,
    audit: &mut Audit,
    cluster: &Cluster<Outbox>,
    id: NodeId,
) -> Verdict {
    match outbox.path() {
        Path::Transactional => in_order(outbox, &mut audit.shown, cluster, id),
        // Other ways make other promises.
        Path::Outbox | Path::CommitFirst | Path::PublishFirst => Ok(()),
    }
}

/// After the broker's events: what is new of an order follows what was last seen of it. An event
/// that comes again is not new.
fn in_order(
    outbox: &Outbox,
    memory: &mut Sequence,
    cluster: &Cluster<Outbox>,
    id: NodeId,
) -> Verdict {
    let Some(new) = news(outbox, &mut memory.seen, cluster, id) else { return Ok(()) };
    for event in new {
        let taken = memory.latest.get(&event.order).map_or(0, |step| step.number());
        if event.step.number() > taken + 1 {
            let (words, missed) = (event.in_words(), Step::ALL[usize::from(taken)].name());
            return cluster.suspect(format!("“{words}” is in the topic before it is {missed}"));
        }
        if event.step.number() > taken {
            memory.latest.insert(event.order, event.step);
        }
    }
    Ok(())
}

/// What the broker has appended since; none after another node's event, or if there is nothing.
fn news<'a>(
    outbox: &Outbox,
    seen: &mut u32,
    cluster: &'a Cluster<Outbox>,
    id: NodeId,
) -> Option<&'a [Event]> {
    if id != outbox.broker() {
        return None;
    }
    let events = &cluster.disk(id).topic.events;
    let new = events.get(*seen as usize..).filter(|new| !new.is_empty())?;
    *seen = events.len() as u32;
    Some(new)
}

/// The first change that is committed and has not taken effect at some consumer, and that consumer.
fn missing(outbox: &Outbox, cluster: &Cluster<Outbox>) -> Option<(Event, NodeId)> {
    let tables = &cluster.disk(outbox.database()).tables;
    let consumers = || (0..outbox.consumers).map(|number| outbox.consumer(number));
    let lacks = |id: NodeId, event: &Event| {
        let Disk { inbox, .. } = cluster.disk(id);
        !inbox.has(event.order, event.step)
    };
    let changes = tables.orders.iter().flat_map(|(_, steps)| steps);
    let mut counted = changes.filter(|event| cluster.counts(event.op));
    counted.find_map(|event| {
        let consumer = consumers().find(|id| lacks(*id, event))?;
        Some((*event, consumer))
    })
}

/// The first event of a change that is not committed.
fn ghost<'a>(outbox: &Outbox, cluster: &'a Cluster<Outbox>) -> Option<&'a Event> {
    let tables = &cluster.disk(outbox.database()).tables;
    let events = &cluster.disk(outbox.broker()).topic.events;
    events.iter().find(|event| tables.steps(event.order) < event.step.number())
}

/// How far the first change has come that has not taken effect everywhere.
fn what_is_awaited(outbox: &Outbox, _: &Audit, cluster: &Cluster<Outbox>) -> String {
    let Some((event, consumer)) = missing(outbox, cluster) else {
        let Some(ghost) = ghost(outbox, cluster) else { return String::new() };
        return format!("“{}” is published, and its change is not committed", ghost.in_words());
    };
    let words = event.in_words();
    let topic = &cluster.disk(outbox.broker()).topic;
    let rows = &cluster.disk(outbox.database()).tables.rows;
    if topic.events.iter().any(|it| it.is(&event)) {
        return format!(
            "“{words}” is published, and {} has not processed it",
            cluster.name(consumer)
        );
    }
    if rows.iter().any(|row| row.event.is(&event)) {
        return format!("“{words}” is committed, and its row waits in the outbox");
    }
    if topic.half.iter().any(|(_, half)| half.is(&event)) {
        return format!("“{words}” is committed, and its half message waits for a check-back");
    }
    format!("“{words}” is committed, and nothing is left that would publish it")
}

/// How long it may take: the relay's next look, a few repetitions on the way, and a backlog as
/// large as an outage of some seconds leaves, eight events at a time.
fn within(outbox: &Outbox) -> Span {
    let waits = outbox.relay_interval.0 * 4 + outbox.request_timeout.0 * 4;
    let late = outbox.redelivery.0 * 4 + outbox.check_back.0 * 2 + outbox.processing.0 * 10;
    Span(Span::secs(1).0 + waits + late)
}
