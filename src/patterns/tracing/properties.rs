//! What a tracing system promises of the traces of one request: one trace with one root, children
//! within their parents, all of it or nothing.

use super::message::Request;
use super::service::{Job, Service};
use super::{GATEWAY, Node, Tracing, span};
use kernel::ids::{NodeId, SpanId};
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<Tracing>] = &[
    Property {
        id: "one-trace",
        name: "All spans of a request belong to one trace",
        source: "Sigelman et al. 2010, 2.1; W3C Trace Context, 2.2",
        promise: Promise::Made,
        check: Check::Always(one_trace),
    },
    Property {
        id: "one-root",
        name: "A request has one span without a parent",
        source: "Sigelman et al. 2010, 2.1",
        promise: Promise::Made,
        check: Check::Always(one_root),
    },
    Property {
        id: "nested",
        name: "A span that ends well ends after its children",
        source: "Sigelman et al. 2010, 2.1",
        promise: Promise::Made,
        check: Check::Always(nested),
    },
    Property {
        id: "whole-traces",
        name: "A request is traced everywhere or nowhere",
        source: "W3C Trace Context, 3.2.2.5.1: Sampled flag",
        promise: Promise::Made,
        check: Check::Always(whole_traces),
    },
    Property {
        id: "answered",
        name: "Every request is answered",
        source: "Nygard 2018, Timeouts: every call ends",
        promise: Promise::Made,
        check: Check::Eventually {
            happened: |_, _, cluster| waiting(cluster).is_none(),
            awaited: |_, _, cluster| match waiting(cluster) {
                Some(id) => format!("{} waits for an answer", cluster.name(id)),
                None => String::new(),
            },
            within: |tracing| Span(tracing.timeout.0 * 2) + Span::secs(6),
        },
    },
    Property {
        id: "clocks-agree",
        name: "By the machines' own clocks no child begins before its parent",
        source: "Sigelman et al. 2010, 2.1: clock skew",
        promise: Promise::Limit(
            "a span carries the time of its own machine, and no clock is exact: what is shown of \
             real traces has to be read with that in mind",
        ),
        check: Check::Always(clocks_agree),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// The latest requests that the gateway took in.
    requests: Vec<Known>,
}

#[derive(Clone, Debug, Hash)]
struct Known {
    request: Request,
    trace: u32,
    sampled: bool,
}

/// So many requests are remembered: those before are over.
const REMEMBERED: usize = 32;

impl Audit {
    /// What the gateway made of the request of a job; the job itself, if it is the gateway's.
    fn known(&mut self, id: NodeId, job: &Job) -> Option<&Known> {
        let place = self.requests.iter().position(|it| it.request == job.request);
        if place.is_none() && id == Tracing::service(GATEWAY) {
            if self.requests.len() == REMEMBERED {
                self.requests.remove(0);
            }
            let (trace, sampled) = (job.context.trace, job.context.sampled);
            self.requests.push(Known { request: job.request, trace, sampled });
        }
        place.map(|place| &self.requests[place])
    }
}

fn one_trace(_: &Tracing, audit: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let Some(job) = newest(cluster, id) else { return Ok(()) };
    match audit.known(id, job) {
        Some(known) if job.context.sampled && known.trace != job.context.trace => {
            let (work, name) = (job.work.name(), cluster.name(id));
            let (other, trace) = (known.trace, job.context.trace);
            let why =
                format!("“{work}” at {name} is of trace {trace:08x}, its request of {other:08x}");
            cluster.suspect(why)
        }
        Some(_) | None => Ok(()),
    }
}

fn one_root(_: &Tracing, _: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    match newest(cluster, id) {
        Some(job) if id != Tracing::service(GATEWAY) => match (job.span, job.context.parent) {
            (Some((root, _)), None) => {
                let (work, name) = (job.work.name(), cluster.name(id));
                let number = span(root);
                cluster.suspect(format!("span {number}, “{work}” at {name}, has no parent"))
            }
            (Some(_), Some(_)) | (None, _) => Ok(()),
        },
        Some(_) | None => Ok(()),
    }
}

fn nested(_: &Tracing, _: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let Some(Node::Service(service)) = cluster.node(id) else { return Ok(()) };
    for parent in &service.ended {
        let services = cluster.ids().filter_map(|id| match cluster.node(id) {
            Some(Node::Service(service)) => Some((id, service)),
            Some(Node::Client(_)) | None => None,
        });
        for (other, service) in services {
            if let Some(child) = service.jobs.iter().find_map(|job| open_below(job, *parent)) {
                let (child, parent, at) = (span(child), span(*parent), cluster.name(other));
                return cluster.suspect(format!(
                    "span {parent} has ended, and its child, span {child} at {at}, goes on"
                ));
            }
        }
    }
    Ok(())
}

/// The span of a job, or of its call, that is open and below another.
fn open_below(job: &Job, parent: SpanId) -> Option<SpanId> {
    let own = job.span.map(|(span, _)| span);
    let below = own.filter(|_| job.context.parent == Some(parent));
    // The call's parent is the job's own span, or was, if that has ended in this event.
    below.or(job.call.filter(|_| own.is_none() && job.answered))
}

fn whole_traces(_: &Tracing, audit: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let Some(job) = newest(cluster, id) else { return Ok(()) };
    match audit.known(id, job) {
        // Without a trace of the caller's there is nothing to be part of.
        Some(known) if known.trace == job.context.trace && known.sampled != job.context.sampled => {
            let is = if known.sampled { "is traced" } else { "is not traced" };
            let (work, name) = (job.work.name(), cluster.name(id));
            cluster.suspect(format!("the request {is}, and “{work}” at {name} is otherwise"))
        }
        Some(_) | None => Ok(()),
    }
}

fn clocks_agree(_: &Tracing, _: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let Some(job) = newest(cluster, id) else { return Ok(()) };
    let Some((_, began)) = job.span else { return Ok(()) };
    // The caller's job, whose call this is.
    let (caller, number) = job.caller;
    let theirs = match cluster.node(caller) {
        Some(Node::Service(Service { jobs, .. })) => jobs.iter().find(|it| it.number == number),
        Some(Node::Client(_)) | None => None,
    };
    match theirs.and_then(|it| it.span) {
        Some((_, parent)) if parent > began => {
            let early = parent.since(began);
            let (name, caller) = (cluster.name(id), cluster.name(caller));
            cluster.suspect(format!(
                "{name} began {early} before {caller} called it, by their own clocks"
            ))
        }
        Some(_) | None => Ok(()),
    }
}

/// The job that a service has just begun.
fn newest<'a>(cluster: &'a Cluster<Tracing>, id: NodeId) -> Option<&'a Job> {
    match cluster.node(id) {
        Some(Node::Service(service)) => service.jobs.last().filter(|job| job.step == 0),
        Some(Node::Client(_)) | None => None,
    }
}

/// A client that waits for an answer.
fn waiting(cluster: &Cluster<Tracing>) -> Option<NodeId> {
    cluster.ids().find(
        |id| matches!(cluster.node(*id), Some(Node::Client(client)) if client.waiting.is_some()),
    )
}
