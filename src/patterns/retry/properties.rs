//! What a client that retries promises its server: to give up in time, to wait as its strategy says,
//! not to retry what cannot succeed, not to retry in step with the others, and not to retry more
//! than its budget allows. And a promise that nobody can keep by retrying alone.
//!
//! A check looks at what the node decided in the event just handled, and costs a comparison or two.

use super::client::{Client, Decision};
use super::message::Attempt;
use super::{Node, Retry};
use crate::common::backoff::Strategy;
use kernel::ids::RecordId;
use kernel::table::Table;
use pattern::prelude::*;

properties! {
    pub const ALL: [Property<Retry>];

    /// No call is attempted more often than the limit
    "attempts-limited" from "Beyer et al. 2016, chapter 21: per-request retry budget":
        always(attempts_limited);

    /// Every wait lies within the bounds of the strategy
    "waits-in-bounds" from "Brooker 2015": always(waits_in_bounds);

    /// Only failures that may pass are retried
    "transient-only" from "Beyer et al. 2016, chapter 22: Retries; RFC 9110, 15.5":
        always(transient_only);

    /// Calls that fail together are not retried together
    "retries-spread" from "Brooker 2015; Nygard 2018, chapter 4: Dogpile": always(retries_spread);

    /// Retries stay a share of the calls
    "retries-budgeted" from "Beyer et al. 2016, chapter 21: per-client retry budget":
        always(retries_budgeted);

    /// Every call is answered or given up
    "calls-end" from "Nygard 2018, chapter 5: Timeouts": eventually(open, awaited, within);

    /// No call is carried out twice
    "effect-once" from "Birrell and Nelson 1984: exactly-once semantics":
        always(effect_once),
        limitation "a client cannot tell a lost request from a lost answer; it takes a server that \
                    recognises a repetition";
}

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
        let (shortest, longest) = match retry.strategy {
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
/// clients, will be tried again in the same later one. Where waits are drawn from an interval twenty
/// times as long, chance alone brings more together less than once in ten million times.
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
    let excess = (u64::from(client.retries) > allowed).then_some(client.retries);
    cluster.refute(excess, |retries| {
        let (name, made) = (cluster.name(id), client.made);
        format!("{name} makes its retry number {retries}; after {made} calls {allowed} are allowed")
    })
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

/// A call that is awaited: whose, and which attempt.
fn open(_: &Retry, _: &Audit, cluster: &Cluster<Retry>) -> Option<(NodeId, Attempt)> {
    cluster.ids().find_map(|id| {
        let mut calls = client(cluster, id)?.calls.iter();
        calls.find(|call| cluster.counts(call.op)).map(|call| (id, call.attempt))
    })
}

fn awaited(_: &Retry, cluster: &Cluster<Retry>, (id, attempt): (NodeId, Attempt)) -> String {
    let (name, Attempt { call, nth }) = (cluster.name(id), attempt);
    format!("{name} waits for its call {call}, attempt {nth}")
}

/// All attempts and all waits of a call at their longest, and a second for what is on its way.
fn within(retry: &Retry) -> Span {
    let retries = 1..retry.max_attempts;
    let waits = retries.map(|retry_number| retry.backoff().longest(retry_number));
    let waits = waits.fold(Span::ZERO, |sum, wait| sum + wait);
    retry.timeout * retry.max_attempts.into() + waits + secs(1)
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
