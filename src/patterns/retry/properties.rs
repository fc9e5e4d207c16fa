//! What a client that retries promises its server: to give up in time, to wait as its strategy says,
//! not to retry what cannot succeed, not to retry in step with the others, and not to retry more
//! than its budget allows. And a promise that nobody can keep by retrying alone.
//!
//! A check looks at what the node decided in the event just handled, and costs a comparison or two.

use super::client::{Client, Decision};
use super::{Node, Retry};
use crate::patterns::common::backoff::Strategy;
use crate::sim::action::Ppm;
use crate::sim::declare::{Check, Cluster, Promise, Property, Verdict};
use crate::sim::ids::{NodeId, RecordId};
use crate::sim::table::Table;
use crate::sim::time::Span;

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Retry>] = &[
    Property {
        id: "attempts-limited",
        name: "No call is attempted more often than the limit",
        source: "Beyer et al. 2016, chapter 21: per-request retry budget",
        promise: Promise::Made,
        check: Check::Always(attempts_limited),
    },
    Property {
        id: "waits-in-bounds",
        name: "Every wait lies within the bounds of the strategy",
        source: "Brooker 2015",
        promise: Promise::Made,
        check: Check::Always(waits_in_bounds),
    },
    Property {
        id: "transient-only",
        name: "Only failures that may pass are retried",
        source: "Beyer et al. 2016, chapter 22: Retries; RFC 9110, 15.5",
        promise: Promise::Made,
        check: Check::Always(transient_only),
    },
    Property {
        id: "retries-spread",
        name: "Calls that fail together are not retried together",
        source: "Brooker 2015; Nygard 2018, chapter 4: Dogpile",
        promise: Promise::Made,
        check: Check::Always(retries_spread),
    },
    Property {
        id: "retries-budgeted",
        name: "Retries stay a share of the calls",
        source: "Beyer et al. 2016, chapter 21: per-client retry budget",
        promise: Promise::Made,
        check: Check::Always(retries_budgeted),
    },
    Property {
        id: "calls-end",
        name: "Every call is answered or given up",
        source: "Nygard 2018, chapter 5: Timeouts",
        promise: Promise::Made,
        check: Check::Eventually { happened: calls_ended, awaited: end_awaited, within },
    },
    Property {
        id: "effect-once",
        name: "No call is carried out twice",
        source: "Birrell and Nelson 1984: exactly-once semantics",
        promise: Promise::Limit(
            "a client cannot tell a lost request from a lost answer; it takes a server that \
             recognises a repetition",
        ),
        check: Check::Always(effect_once),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    herd: Herd,
    /// The last calls of each client that were carried out, by the client's node.
    executed: Vec<Vec<(u32, Option<RecordId>)>>,
}

/// The failures of one interval, and when they will be tried again.
#[derive(Clone, Debug, Default, Hash)]
struct Herd {
    /// The interval's number; it is as long as a tenth of the base.
    interval: u64,
    /// The first failure in it.
    first: Option<RecordId>,
    /// For each interval to come, how many of them will be tried again in it.
    retries: Table<u64, u32>,
}

/// Fewer retries at a time than this are a coincidence.
const HERD_MIN: u32 = 10;

/// How many calls of a client are remembered: more than can be under way at a time.
const REMEMBERED: usize = 32;

fn attempts_limited(retry: &Retry, _: &mut Audit, cluster: &Cluster<Retry>, id: NodeId) -> Verdict {
    each_retry(cluster, id, |decision, _| {
        let (nth, most) = (decision.failed.nth, retry.max_attempts);
        (nth >= most).then(|| {
            format!("tries call {} for time {}; {most} are allowed", decision.failed.call, nth + 1)
        })
    })
}

/// The bounds are written out here once more, from the formulas of the article.
fn waits_in_bounds(retry: &Retry, _: &mut Audit, cluster: &Cluster<Retry>, id: NodeId) -> Verdict {
    let Retry { base, cap, .. } = *retry;
    each_retry(cluster, id, |decision, wait| {
        let doubled = base.0.saturating_mul(1 << decision.failed.nth.min(40));
        let exponential = Span(doubled.min(cap.0));
        let (shortest, longest) = match retry.strategy() {
            Strategy::None | Strategy::Immediate => (Span::ZERO, Span::ZERO),
            Strategy::Fixed => (base, base),
            Strategy::Exponential => (exponential, exponential),
            Strategy::Full => (Span::ZERO, exponential),
            Strategy::Equal => (Span(exponential.0 / 2), exponential),
            Strategy::Decorrelated => (base, cap.min(Span(decision.previous.0.saturating_mul(3)))),
        };
        let outside = wait < shortest || wait > longest;
        outside.then(|| format!("waits for {wait}, and not for {shortest} to {longest}"))
    })
}

fn transient_only(_: &Retry, _: &mut Audit, cluster: &Cluster<Retry>, id: NodeId) -> Verdict {
    each_retry(cluster, id, |decision, _| {
        let why = decision.failure.in_words();
        let hopeless = !decision.failure.is_transient();
        hopeless.then(|| format!("tries call {} again after “{why}”", decision.failed.call))
    })
}

/// Of the calls that failed in the same interval, fewer than ten, or than a third as many as there are
/// clients, will be tried again in the same later one. Where waits are drawn from an interval twenty times as long, chance
/// alone brings more together less than once in ten million times.
fn retries_spread(
    retry: &Retry,
    audit: &mut Audit,
    cluster: &Cluster<Retry>,
    id: NodeId,
) -> Verdict {
    let length = (retry.base.0 / 10).max(1);
    let many = HERD_MIN.max(u32::from(retry.clients) / 3);
    let interval = cluster.now.0 / length;
    let herd = &mut audit.herd;
    each_retry(cluster, id, |_, wait| {
        if herd.first.is_none() || herd.interval != interval {
            *herd = Herd { interval, first: Some(cluster.record), retries: Table::default() };
        }
        let then = (cluster.now + wait).0 / length;
        let together = herd.retries.get_or_insert_with(then, || 0);
        *together += 1;
        (*together >= many).then(|| {
            format!(
                "has a call among the {together} that failed within {} and are to be tried again \
                 within {0}",
                Span(length)
            )
        })
    })
    .map_err(|mut suspicion| {
        suspicion.blame.extend(audit.herd.first);
        suspicion.blame.dedup();
        suspicion
    })
}

fn retries_budgeted(retry: &Retry, _: &mut Audit, cluster: &Cluster<Retry>, id: NodeId) -> Verdict {
    let Some(client) = client(cluster, id) else { return Ok(()) };
    let share = u64::from(client.made) * u64::from(retry.share.0);
    let allowed = u64::from(retry.reserve) + share / u64::from(Ppm::ONE.0);
    if u64::from(client.retries) <= allowed {
        return Ok(());
    }
    let (name, retries, made) = (cluster.name(id), client.retries, client.made);
    cluster.suspect(format!(
        "{name} makes its retry number {retries}; after {made} calls {allowed} are allowed"
    ))
}

fn effect_once(_: &Retry, audit: &mut Audit, cluster: &Cluster<Retry>, id: NodeId) -> Verdict {
    let Some(Node::Server(server)) = cluster.node(id) else { return Ok(()) };
    for (client, call) in &server.executed {
        if audit.executed.len() <= client.index() {
            audit.executed.resize(client.index() + 1, Vec::new());
        }
        let known = &mut audit.executed[client.index()];
        if let Some((_, first)) = known.iter().find(|(number, _)| number == call) {
            let why = format!("call {call} of {} is carried out twice", cluster.name(*client));
            return cluster.suspect_since(why, *first);
        }
        if known.len() == REMEMBERED {
            known.remove(0);
        }
        known.push((*call, Some(cluster.record)));
    }
    Ok(())
}

/// Whether no client waits any more.
fn calls_ended(_: &Retry, _: &Audit, cluster: &Cluster<Retry>) -> bool {
    open(cluster).next().is_none()
}

fn end_awaited(_: &Retry, _: &Audit, cluster: &Cluster<Retry>) -> String {
    match open(cluster).next() {
        Some((id, call, nth)) => {
            format!("{} waits for its call {call}, attempt {nth}", cluster.name(id))
        }
        None => String::new(),
    }
}

/// All attempts and all waits of a call at their longest, and a second for what is on its way.
fn within(retry: &Retry) -> Span {
    let retries = 1..retry.max_attempts;
    let waits = retries.map(|retry_number| retry.backoff().longest(retry_number));
    let waits = waits.fold(Span::ZERO, |sum, wait| sum + wait);
    Span(retry.timeout.0 * u64::from(retry.max_attempts)) + waits + Span::secs(1)
}

/// The calls that are awaited: client, number, attempt.
fn open<'a>(cluster: &'a Cluster<Retry>) -> impl Iterator<Item = (NodeId, u32, u16)> + 'a {
    let clients = cluster.ids().filter_map(|id| Some((id, client(cluster, id)?)));
    clients.flat_map(|(id, client)| {
        let counted = client.calls.iter().filter(|call| cluster.counts(call.op));
        counted.map(move |call| (id, call.attempt.call, call.attempt.nth))
    })
}

/// Looks at every retry that a client decided on in this event, and at the wait before it.
fn each_retry(
    cluster: &Cluster<Retry>,
    id: NodeId,
    mut fault: impl FnMut(&Decision, Span) -> Option<String>,
) -> Verdict {
    let Some(client) = client(cluster, id) else { return Ok(()) };
    for decision in &client.decided {
        if let Some(why) = decision.wait.and_then(|wait| fault(decision, wait)) {
            return cluster.suspect(format!("{} {why}", cluster.name(id)));
        }
    }
    Ok(())
}

fn client<'a>(cluster: &'a Cluster<Retry>, id: NodeId) -> Option<&'a Client> {
    match cluster.node(id) {
        Some(Node::Client(client)) => Some(client),
        Some(Node::Server(_)) | None => None,
    }
}
