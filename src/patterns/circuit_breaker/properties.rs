//! What a circuit breaker promises: an open circuit lets no call pass, a half-open one a few, and what
//! happened before a change of state says nothing about after it. And that things come to an end: every
//! call, and every outage.

use super::caller::{Caller, Job};
use super::dependency::Health;
use super::{CircuitBreaker, Node};
use crate::common::breaker::State;
use kernel::action::Ppm;
use kernel::ids::{NodeId, RecordId};
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<CircuitBreaker>] = &[
    Property {
        id: "open-lets-nothing-pass",
        name: "While the circuit is open, the dependency is left alone",
        source: "Nygard 2018, chapter 5: Circuit Breaker",
        promise: Promise::Made,
        check: Check::Always(open_lets_nothing_pass),
    },
    Property {
        id: "probes-limited",
        name: "A half-open circuit lets no more than the probes pass",
        source: "Nygard 2018, chapter 5: Circuit Breaker",
        promise: Promise::Made,
        check: Check::Always(probes_limited),
    },
    Property {
        id: "generations-apart",
        name: "A result counts only in the generation of its call",
        source: "gobreaker: generations",
        promise: Promise::Made,
        check: Check::Always(generations_apart),
    },
    Property {
        id: "calls-end",
        name: "Every call to the dependency ends",
        source: "Nygard 2018, chapter 5: Timeouts",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: calls_ended,
            awaited: call_awaited,
            within: |pattern| pattern.timeout + Span::secs(1),
        },
    },
    Property {
        id: "closes-again",
        name: "The circuit closes when the dependency is well",
        source: "Nygard 2018, chapter 5: Circuit Breaker",
        promise: Promise::Made,
        check: Check::Eventually { happened: closed_again, awaited: closing_awaited, within },
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// The half-open circuit by its caller's start and its generation, how many calls it let pass, and
    /// the first of them.
    probes: ((u32, u32), u32, Option<RecordId>),
}

fn open_lets_nothing_pass(
    _: &CircuitBreaker,
    _: &mut Audit,
    cluster: &Cluster<CircuitBreaker>,
    id: NodeId,
) -> Verdict {
    let Some(caller) = caller(cluster, id) else { return Ok(()) };
    if caller.trail.made.iter().any(|(state, _)| *state == State::Open) {
        let name = cluster.name(id);
        return cluster.suspect(format!("{name} calls the dependency through an open circuit"));
    }
    Ok(())
}

fn probes_limited(
    pattern: &CircuitBreaker,
    audit: &mut Audit,
    cluster: &Cluster<CircuitBreaker>,
    id: NodeId,
) -> Verdict {
    let Some(caller) = caller(cluster, id) else { return Ok(()) };
    for (state, generation) in &caller.trail.made {
        if *state != State::HalfOpen {
            continue;
        }
        let (known, passed, first) = &mut audit.probes;
        let circuit = (caller.started, *generation);
        if *known != circuit {
            (*known, *passed, *first) = (circuit, 0, Some(cluster.record));
        }
        *passed += 1;
        if *passed > u32::from(pattern.probes) {
            let first = *first;
            let (name, passed) = (cluster.name(id), *passed);
            let why = format!(
                "the half-open circuit of {name} lets call number {passed} pass; {} are to probe",
                pattern.probes
            );
            return cluster.suspect_since(why, first);
        }
    }
    Ok(())
}

fn generations_apart(
    _: &CircuitBreaker,
    _: &mut Audit,
    cluster: &Cluster<CircuitBreaker>,
    id: NodeId,
) -> Verdict {
    let Some(caller) = caller(cluster, id) else { return Ok(()) };
    match caller.trail.counted {
        Some((call, circuit)) if call != circuit => cluster.suspect(format!(
            "{} counts the result of a call of generation {call} in generation {circuit}",
            cluster.name(id)
        )),
        Some(_) | None => Ok(()),
    }
}

fn calls_ended(_: &CircuitBreaker, _: &Audit, cluster: &Cluster<CircuitBreaker>) -> bool {
    waiting(cluster).is_none()
}

fn call_awaited(_: &CircuitBreaker, _: &Audit, cluster: &Cluster<CircuitBreaker>) -> String {
    match waiting(cluster) {
        Some((id, call)) => format!("a thread of {} waits for call {call}", cluster.name(id)),
        None => String::new(),
    }
}

/// Whether the circuit is closed; or cannot be expected to, because the dependency is not well or
/// nobody asks for anything that would probe it.
fn closed_again(pattern: &CircuitBreaker, _: &Audit, cluster: &Cluster<CircuitBreaker>) -> bool {
    let idle = pattern.every == Span::ZERO || pattern.orders == Ppm(0);
    idle || cluster.ids().all(|id| match cluster.node(id) {
        Some(Node::Caller(caller)) => caller.breaker.last_state() == State::Closed,
        Some(Node::User(_) | Node::Dependency(_)) | None => true,
    }) || cluster.ids().any(|id| match cluster.node(id) {
        Some(Node::Dependency(dependency)) => dependency.health != Health::Healthy,
        Some(Node::User(_) | Node::Caller(_)) => false,
        None => true,
    })
}

fn closing_awaited(_: &CircuitBreaker, _: &Audit, cluster: &Cluster<CircuitBreaker>) -> String {
    let open = cluster.ids().find_map(|id| {
        let caller = caller(cluster, id)?;
        Some((id, caller.breaker.last_state(), caller.breaker.counts().successes))
    });
    match open {
        Some((id, State::HalfOpen, successes)) => {
            format!("the circuit of {} has seen {successes} probes succeed", cluster.name(id))
        }
        Some((id, State::Open | State::Closed, _)) => {
            format!("the circuit of {} is open", cluster.name(id))
        }
        None => "the caller is down".into(),
    }
}

/// Two outages' time, should the first probes meet what is left of the trouble, and some for probes
/// to come by.
fn within(pattern: &CircuitBreaker) -> Span {
    Span(2 * (pattern.reset.0 + pattern.timeout.0)) + Span::millis(2_200)
}

/// A call that a thread waits for, and that counts.
fn waiting(cluster: &Cluster<CircuitBreaker>) -> Option<(NodeId, u32)> {
    cluster.ids().find_map(|id| {
        let counts = |job: &Job| job.call.filter(|call| cluster.counts(call.op));
        let call = caller(cluster, id)?.pool.busy().find_map(|(_, job)| counts(job))?;
        Some((id, call.number))
    })
}

fn caller<'a>(cluster: &'a Cluster<CircuitBreaker>, id: NodeId) -> Option<&'a Caller> {
    match cluster.node(id) {
        Some(Node::Caller(caller)) => Some(caller),
        Some(Node::User(_) | Node::Dependency(_)) | None => None,
    }
}
