//! OpenTelemetry: traces in the JSON of its protocol, which Jaeger opens as a file and collectors
//! take by HTTP.
//!
//! Where nodes trace their work themselves, these are their spans, with the parents that the nodes
//! knew. Elsewhere clients' operations are told as traces: the root span lasts from the invocation
//! to the answer, and each message that the operation caused is a span below what caused it. What
//! follows from a timer is no part of it, unless the timer is the client's own: else the sending of
//! heartbeats would never end. The run has no date; it is put at the beginning of the year 2020.

use std::hash::Hasher;
use std::io::{self, Write};

use super::{Excerpt, json};
use kernel::digest::Digest;
use kernel::history::Outcome;
use kernel::ids::{NodeId, OpId, RecordId};
use kernel::narrate::Line;
use kernel::record::{Record, What};
use kernel::span::SpanStatus;
use kernel::time::Time;
use run::Sim;

/// The seconds from 1970 to 2020.
const EPOCH: u64 = 1_577_836_800;

/// Writes the traces of the operations that begin in the excerpt.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let first = excerpt.range().start;
    let mut traces = Traces { first, ..Traces::default() };
    if excerpt.sim.spans().is_empty() {
        excerpt.tell(|sim, record, line| {
            traces.take(sim, record, line);
            Ok(())
        })?;
    } else {
        traces.spans = worked(excerpt);
    }
    let mut run = Digest::EMPTY;
    run.write(excerpt.scenario.to_text().as_bytes());
    let sheet = Sheet { run, end: excerpt.to(), spans: &traces.spans };
    let sim = &*excerpt.sim;
    json::object(out, |all| {
        all.array("resourceSpans", sim.names().ids(), |out, node| sheet.resource(out, sim, node))
    })?;
    writeln!(out)
}

/// Whether an excerpt has a part of a trace.
pub fn has_traces(excerpt: &Excerpt) -> bool {
    match excerpt.sim.spans() {
        [] => excerpt.has_operations(),
        _ => !worked(excerpt).is_empty(),
    }
}

/// The spans by which the nodes trace their own work, as far as the excerpt has a part of them.
fn worked(excerpt: &Excerpt) -> Vec<Span> {
    let (from, to) = (excerpt.from, excerpt.to());
    let at = |record: RecordId| excerpt.sim.records()[record.index()].at;
    let spans = excerpt.sim.spans().iter().enumerate().map(|(number, work)| {
        let closed = work.closed.map(|(record, how)| (at(record), how));
        let failed = closed.is_some_and(|(_, how)| how == SpanStatus::Error);
        Span {
            trace: work.trace.into(),
            number,
            node: work.node,
            name: work.name.clone(),
            parent: work.parent.map(|parent| parent.0 as usize),
            from: at(work.opened),
            // What ends later has not ended yet.
            to: closed.map(|(at, _)| at).filter(|end| *end <= to),
            failure: failed.then(|| "it failed".into()),
            fields: Vec::new(),
            events: Vec::new(),
        }
    });
    spans.filter(|span| span.from <= to && span.to.is_none_or(|end| end >= from)).collect()
}

/// A span in the making.
struct Span {
    /// The trace: the number of the operation, or the nodes' own.
    trace: u64,
    /// Its number.
    number: usize,
    /// Where it is told: the client, the sender of the message, or where the work is done.
    node: NodeId,
    name: String,
    /// The number of the span of what caused it.
    parent: Option<usize>,
    from: Time,
    to: Option<Time>,
    /// Why it went wrong.
    failure: Option<String>,
    /// What happened to it.
    fields: Vec<(&'static str, String)>,
    events: Vec<(Time, String)>,
}

/// The spans, and which of them each record belongs to.
#[derive(Default)]
struct Traces {
    /// The id of the first record.
    first: u32,
    places: Vec<Option<usize>>,
    spans: Vec<Span>,
    /// The operations that await their answers, by their spans.
    open: Vec<usize>,
}

impl Traces {
    fn take(&mut self, sim: &dyn Sim, record: &Record, line: &Line) {
        let cause = self.place(record.cause);
        let place = match record.what {
            What::Invoked(number) => Some(self.begin(sim, record, OpId(number))),
            What::Sent { to, kind, .. } => cause.map(|cause| {
                let name = sim.info().messages[usize::from(kind)].name;
                let mut span = self.span(self.spans[cause].trace, record, name, Some(cause));
                span.fields.push(("faultline.to", sim.names().of(to).into()));
                span.fields.push(("faultline.message", line.text.clone()));
                self.spans.push(span);
                self.spans.len() - 1
            }),
            What::Delivered { .. } => cause.inspect(|at| self.spans[*at].to = Some(record.at)),
            What::Lost { .. } => cause.inspect(|at| {
                self.spans[*at].to = Some(record.at);
                self.spans[*at].failure = Some(line.text.clone());
            }),
            What::Completed(number) => {
                self.complete(sim, record, number);
                cause
            }
            What::Expired { .. } => cause.filter(|at| self.is_awaited(sim, *at, record.node)),
            What::Moved { .. } | What::Noted(_) | What::Violated(_) => {
                cause.inspect(|at| self.event(*at, record, line))
            }
            What::Acted(_) => {
                self.everybody(record, line);
                None
            }
            What::Measured { .. } | What::Opened(_) | What::Closed(_) => cause,
            // Caused by actions, which are no part of any operation.
            What::Booted
            | What::Crashed
            | What::Paused
            | What::Resumed
            | What::Slowed(_)
            | What::Wiped
            | What::Clogged
            | What::Unclogged => None,
        };
        self.places.push(place);
    }

    fn begin(&mut self, sim: &dyn Sim, record: &Record, op: OpId) -> usize {
        let call = sim.history()[op.0 as usize].call.to_string();
        let mut root = self.span(op.0.into(), record, &call, None);
        root.fields.push(("faultline.operation", op.0.to_string()));
        let place = self.spans.len();
        self.open.push(place);
        self.spans.push(root);
        // What the client does from now on in the same event, it does for this operation.
        let event = record.cause.0.checked_sub(self.first);
        if let Some(event) = event.and_then(|at| self.places.get_mut(at as usize)) {
            *event = Some(place);
        }
        place
    }

    fn span(&self, trace: u64, record: &Record, name: &str, parent: Option<usize>) -> Span {
        Span {
            trace,
            number: self.spans.len(),
            node: record.node,
            name: name.into(),
            parent,
            from: record.at,
            to: None,
            failure: None,
            fields: Vec::new(),
            events: Vec::new(),
        }
    }

    fn complete(&mut self, sim: &dyn Sim, record: &Record, number: u32) {
        let operation = &sim.history()[number as usize];
        let Some(root) = self.place(operation.invoked) else { return };
        let Some((_, outcome)) = &operation.answer else { return };
        self.open.retain(|at| *at != root);
        self.spans[root].to.get_or_insert(record.at);
        if let Outcome::Failed | Outcome::Refused | Outcome::Unknown = outcome {
            self.spans[root].failure = Some(outcome.to_string());
        }
        self.spans[root].fields.push(("faultline.outcome", outcome.to_string()));
    }

    /// Whether a node that expects something is the client whose operation a span belongs to, and
    /// has not got its answer. Servers that ask for themselves have timers for other things too.
    fn is_awaited(&self, sim: &dyn Sim, at: usize, node: NodeId) -> bool {
        let operation = &sim.history()[self.spans[at].trace as usize];
        let role = &sim.info().roles[usize::from(sim.roles()[node.index()])];
        let root = self.place(operation.invoked);
        operation.client == node
            && !role.fails
            && root.is_some_and(|root| self.spans[root].to.is_none())
    }

    fn event(&mut self, at: usize, record: &Record, line: &Line) {
        self.spans[at].events.push((record.at, format!("{}: {}", line.place, line.text)));
    }

    /// An action happens to every operation that is open.
    fn everybody(&mut self, record: &Record, line: &Line) {
        for at in self.open.clone() {
            self.event(at, record, line);
        }
    }

    /// The span that a record belongs to.
    fn place(&self, id: RecordId) -> Option<usize> {
        let at = id.0.checked_sub(self.first)?;
        self.places.get(at as usize).copied().flatten()
    }
}

/// What the spans are written with.
struct Sheet<'a> {
    /// The digest of what is run, from which all ids follow.
    run: Digest,
    end: Time,
    spans: &'a [Span],
}

impl Sheet<'_> {
    fn resource(&self, out: &mut dyn Write, sim: &dyn Sim, node: NodeId) -> io::Result<()> {
        let role = &sim.info().roles[usize::from(sim.roles()[node.index()])];
        let spans = self.spans.iter().filter(|span| span.node == node);
        json::object(out, |resource| {
            resource.object("resource", |it| {
                let name = sim.names().of(node);
                let fields = [
                    ("service.name", name),
                    ("service.namespace", sim.info().id),
                    ("faultline.role", role.name),
                ];
                it.array("attributes", fields, |out, (key, value)| attribute(out, key, value))
            })?;
            resource.array("scopeSpans", [()], |out, ()| {
                json::object(out, |scope| {
                    scope.object("scope", |it| it.text("name", "faultline"))?;
                    scope.array("spans", spans.clone(), |out, span| self.span(out, span))
                })
            })
        })
    }

    fn span(&self, out: &mut dyn Write, span: &Span) -> io::Result<()> {
        json::object(out, |it| {
            let trace = span.trace;
            it.text("traceId", &format!("{:016x}{:016x}", self.id(1, trace), self.id(2, trace)))?;
            it.text("spanId", &format!("{:016x}", self.id(3, span.number as u64)))?;
            if let Some(parent) = span.parent {
                it.text("parentSpanId", &format!("{:016x}", self.id(3, parent as u64)))?;
            }
            it.text("name", &span.name)?;
            // A client's, or a producer's.
            it.number("kind", if span.parent.is_none() { 3_u32 } else { 4 })?;
            it.text("startTimeUnixNano", &nanoseconds(span.from))?;
            it.text("endTimeUnixNano", &nanoseconds(span.to.unwrap_or(self.end)))?;
            it.array("attributes", &span.fields, |out, (key, value)| attribute(out, key, value))?;
            it.array("events", &span.events, |out, (at, name)| {
                json::object(out, |event| {
                    event.text("timeUnixNano", &nanoseconds(*at))?;
                    event.text("name", name)
                })
            })?;
            it.object("status", |status| match (&span.failure, span.to) {
                (Some(failure), _) => {
                    status.number("code", 2_u32)?;
                    status.text("message", failure)
                }
                (None, None) => {
                    status.number("code", 2_u32)?;
                    status.text("message", "not over at the end of the excerpt")
                }
                (None, Some(_)) => status.number("code", 1_u32),
            })
        })
    }

    /// An id that is the same whenever the same run is exported.
    fn id(&self, purpose: u64, number: u64) -> u64 {
        let mut digest = self.run;
        digest.word(purpose);
        digest.word(number);
        // All zeros would be no id at all.
        digest.finish().max(1)
    }
}

fn attribute(out: &mut dyn Write, key: &str, value: &str) -> io::Result<()> {
    json::object(out, |it| {
        it.text("key", key)?;
        it.object("value", |it| it.text("stringValue", value))
    })
}

/// A moment of the run as the protocol has it: a text of digits.
fn nanoseconds(at: Time) -> String {
    (u128::from(EPOCH) * 1_000_000_000 + u128::from(at.0) * 1_000).to_string()
}
