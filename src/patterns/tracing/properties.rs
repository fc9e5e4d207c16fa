//! What a tracing system guarantees of the traces of one request: one trace with one root, children
//! within their parents, all of it or nothing.

use super::service::{Job, Service};
use super::{GATEWAY, Node, Request, Tracing, span};
use kernel::ids::SpanId;
use pattern::prelude::*;

properties! {
    pub const ALL: [Property<Tracing>];

    /// All spans of a request belong to one trace
    "one-trace" from "Sigelman et al. 2010, 2.1; W3C Trace Context, 2.2": always(one_trace);

    /// A request has one span without a parent
    "one-root" from "Sigelman et al. 2010, 2.1": always(one_root);

    /// A span that ends well ends after its children
    "nested" from "Sigelman et al. 2010, 2.1": always(nested);

    /// A request is traced everywhere or nowhere
    "whole-traces" from "W3C Trace Context, 3.2.2.5.1: Sampled flag": always(whole_traces);

    /// Every request is answered
    "answered" from "Nygard 2018, Timeouts: every call ends": eventually(waiting, awaited, within);

    /// By the machines' own clocks no child begins before its parent
    "clocks-agree" from "Sigelman et al. 2010, 2.1: clock skew":
        always(clocks_agree),
        limitation "a span carries the time of its own machine, and no clock is exact: what is \
                    shown of real traces has to be read with that in mind";
}

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
    let Some(job) = newest(cluster, id).filter(|job| job.context.sampled) else { return Ok(()) };
    let trace = job.context.trace;
    let other = audit.known(id, job).filter(|known| known.trace != trace);
    cluster.refute(other, |Known { trace: other, .. }| {
        let (work, name) = (job.work.name(), cluster.name(id));
        format!("“{work}” at {name} is of trace {trace:08x}, its request of {other:08x}")
    })
}

fn one_root(_: &Tracing, _: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let called = newest(cluster, id).filter(|_| id != Tracing::service(GATEWAY));
    let root =
        called.filter(|job| job.context.parent.is_none()).and_then(|job| job.span.zip(called));
    cluster.refute(root, |((root, _), job)| {
        let (number, work, name) = (span(root), job.work.name(), cluster.name(id));
        format!("span {number}, “{work}” at {name}, has no parent")
    })
}

fn nested(_: &Tracing, _: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let Some(service) = service(cluster, id) else { return Ok(()) };
    let found = service.ended.iter().find_map(|parent| {
        let open = |id| service_jobs(cluster, id).find_map(|job| open_below(job, *parent));
        cluster.ids().find_map(|id| Some((*parent, open(id)?, id)))
    });
    cluster.refute(found, |(parent, child, at)| {
        let (child, parent, at) = (span(child), span(parent), cluster.name(at));
        format!("span {parent} has ended, and its child, span {child} at {at}, goes on")
    })
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
    let context = job.context;
    // Without a trace of the caller's there is nothing to be part of.
    let otherwise = |it: &&Known| it.trace == context.trace && it.sampled != context.sampled;
    cluster.refute(audit.known(id, job).filter(otherwise), |known| {
        let is = if known.sampled { "is traced" } else { "is not traced" };
        let (work, name) = (job.work.name(), cluster.name(id));
        format!("the request {is}, and “{work}” at {name} is otherwise")
    })
}

fn clocks_agree(_: &Tracing, _: &mut Audit, cluster: &Cluster<Tracing>, id: NodeId) -> Verdict {
    let Some(job) = newest(cluster, id) else { return Ok(()) };
    let Some((_, began)) = job.span else { return Ok(()) };
    // The caller's job, whose call this is.
    let (caller, number) = job.caller;
    let theirs = service_jobs(cluster, caller).find(|it| it.number == number);
    let parent = theirs.and_then(|it| it.span).filter(|(_, parent)| *parent > began);
    cluster.refute(parent, |(_, parent)| {
        let (early, name, caller) = (parent.since(began), cluster.name(id), cluster.name(caller));
        format!("{name} began {early} before {caller} called it, by their own clocks")
    })
}

fn service<'a>(cluster: &'a Cluster<Tracing>, id: NodeId) -> Option<&'a Service> {
    match cluster.node(id)? {
        Node::Service(service) => Some(service),
        Node::Client(_) => None,
    }
}

/// What a service is at work on; nothing for a client.
fn service_jobs<'a>(cluster: &'a Cluster<Tracing>, id: NodeId) -> impl Iterator<Item = &'a Job> {
    service(cluster, id).into_iter().flat_map(|service| &service.jobs)
}

/// The job that a service has just begun.
fn newest<'a>(cluster: &'a Cluster<Tracing>, id: NodeId) -> Option<&'a Job> {
    service(cluster, id)?.jobs.last().filter(|job| job.step == 0)
}

/// A client that waits for an answer.
fn waiting(_: &Tracing, _: &Audit, cluster: &Cluster<Tracing>) -> Option<NodeId> {
    let waits = |node: &Node| matches!(node, Node::Client(client) if client.waiting.is_some());
    cluster.ids().find(|id| cluster.node(*id).is_some_and(waits))
}

fn awaited(_: &Tracing, cluster: &Cluster<Tracing>, id: NodeId) -> String {
    format!("{} waits for an answer", cluster.name(id))
}

fn within(tracing: &Tracing) -> Span {
    tracing.timeout * 2 + secs(6)
}
