//! Perfetto: a timeline of the run in the format of Chrome traces, for <https://ui.perfetto.dev>.
//!
//! Each node is a thread: its states are slices, what it handles are slices of a microsecond on
//! them, and arrows lead from the handling that sent a message to the one it led to. Messages in
//! flight and clients' operations overlap, so they are asynchronous slices in processes of their
//! own. Times are the run's own microseconds.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::jsonl::kind;
use super::{Excerpt, json};
use kernel::action::Action;
use kernel::host::Status;
use kernel::ids::{NodeId, RecordId};
use kernel::narrate::Line;
use kernel::record::{Record, What};
use kernel::time::Time;
use run::Sim;

/// The process of the nodes; its threads are numbered from 1.
const CLUSTER: u32 = 1;
/// The process of the messages in flight.
const NETWORK: u32 = 2;
/// The process of the clients' operations.
const CLIENTS: u32 = 3;
/// The process of spans of work.
const WORK: u32 = 4;

/// Writes the trace.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let states = states(excerpt);
    let mut trace = Trace { out, empty: true, open: BTreeMap::new() };
    trace.out.write_all(b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")?;
    trace.names(excerpt.sim)?;
    // What lasts comes before what happens within it at the same time.
    for state in &states {
        trace.state(state)?;
    }
    excerpt.tell(|sim, record, line| trace.take(sim, record, line))?;
    trace.close(excerpt.to())?;
    trace.out.write_all(b"\n]}\n")
}

/// A node in a state for a while.
struct State {
    node: NodeId,
    name: &'static str,
    from: Time,
    to: Time,
}

/// What is known of a node at a moment.
#[derive(Clone, Copy)]
struct Condition {
    status: Status,
    /// Its state in its diagram; none after a boot, until it moves.
    state: Option<u8>,
}

/// The states that nodes are in, each from its beginning, or the excerpt's, to its end.
fn states(excerpt: &mut Excerpt) -> Vec<State> {
    let range = excerpt.range();
    let sim = &*excerpt.sim;
    // Who boots is in an unknown state until it moves: so the records before the excerpt count.
    let records = &sim.records()[..range.end as usize];
    let frame = sim.frame();
    let mut states = Vec::new();
    for node in &frame.nodes {
        let mut since = Time::ZERO;
        let mut now = Condition { status: Status::Down, state: None };
        let mut push = |now: Condition, from: Time, to: Time, next: Option<u8>| {
            let state = now.state.or(next).unwrap_or(0);
            let declared = &sim.info().roles[usize::from(node.role)].diagram.states;
            let name = match now.status {
                Status::Up => declared.get(usize::from(state)).map_or("up", |it| it.name),
                Status::Paused => "paused",
                Status::Down => "down",
            };
            let from = from.max(excerpt.from);
            if to > from {
                states.push(State { node: node.id, name, from, to });
            }
        };
        for record in records.iter().filter(|record| record.node == node.id) {
            let (next, left) = match record.what {
                What::Booted => (Condition { status: Status::Up, state: None }, None),
                What::Crashed => (Condition { status: Status::Down, state: None }, None),
                What::Paused => (Condition { status: Status::Paused, ..now }, None),
                What::Resumed => (Condition { status: Status::Up, ..now }, None),
                What::Moved { from, to } => (Condition { state: Some(to), ..now }, Some(from)),
                // What leaves a node in the state it is in.
                What::Slowed(_)
                | What::Wiped
                | What::Clogged
                | What::Unclogged
                | What::Sent { .. }
                | What::Delivered { .. }
                | What::Lost { .. }
                | What::Expired { .. }
                | What::Noted(_)
                | What::Invoked(_)
                | What::Completed(_)
                | What::Acted(_)
                | What::Violated(_)
                | What::Measured { .. }
                | What::Opened(_)
                | What::Closed(_) => continue,
            };
            push(now, since, record.at, left);
            (now, since) = (next, record.at);
        }
        push(now, since, frame.now, Some(node.state));
    }
    states
}

struct Trace<'a> {
    out: &'a mut dyn Write,
    empty: bool,
    /// The asynchronous slices that are open, with their names.
    open: BTreeMap<Slice, String>,
}

/// An asynchronous slice, by the process and its number there.
type Slice = (u32, u32);

impl Trace<'_> {
    /// Writes an event: its phase, its process and thread, its time, and what else it has.
    fn event(
        &mut self,
        phase: &str,
        (process, thread): (u32, u32),
        at: Time,
        more: impl FnOnce(&mut json::Object) -> io::Result<()>,
    ) -> io::Result<()> {
        if !self.empty {
            self.out.write_all(b",\n")?;
        }
        self.empty = false;
        json::object(self.out, |event| {
            event.text("ph", phase)?;
            event.number("pid", process)?;
            event.number("tid", thread)?;
            event.number("ts", at.0)?;
            more(event)
        })
    }

    fn names(&mut self, sim: &dyn Sim) -> io::Result<()> {
        let processes = [(CLUSTER, "cluster"), (NETWORK, "network"), (CLIENTS, "clients")];
        let work = (!sim.spans().is_empty()).then_some((WORK, "work"));
        for (process, name) in processes.into_iter().chain(work) {
            self.name("process_name", (process, 0), name)?;
        }
        for id in sim.names().ids() {
            self.name("thread_name", (CLUSTER, thread(id)), sim.names().of(id))?;
            self.event("M", (CLUSTER, thread(id)), Time::ZERO, |event| {
                event.text("name", "thread_sort_index")?;
                event.object("args", |args| args.number("sort_index", thread(id)))
            })?;
        }
        Ok(())
    }

    fn name(&mut self, what: &str, place: (u32, u32), name: &str) -> io::Result<()> {
        self.event("M", place, Time::ZERO, |event| {
            event.text("name", what)?;
            event.object("args", |args| args.text("name", name))
        })
    }

    fn state(&mut self, state: &State) -> io::Result<()> {
        self.event("X", (CLUSTER, thread(state.node)), state.from, |event| {
            event.number("dur", state.to.since(state.from).0)?;
            event.text("cat", "state")?;
            event.text("name", state.name)
        })
    }

    fn take(&mut self, sim: &dyn Sim, record: &Record, line: &Line) -> io::Result<()> {
        let place = (CLUSTER, thread(record.node));
        let id = line.record;
        match record.what {
            What::Sent { kind, .. } => {
                self.arrow("s", place, record.at, id)?;
                let name = sim.info().messages[usize::from(kind)].name;
                self.begin((NETWORK, id.0), name, record.at, line)
            }
            What::Delivered { .. } => {
                let began = self.end((NETWORK, record.cause.0), record.at)?;
                self.handle(record, line)?;
                if began { self.arrow("f", place, record.at, record.cause) } else { Ok(()) }
            }
            What::Lost { .. } => {
                self.end((NETWORK, record.cause.0), record.at)?;
                self.instant(record, line, "t")
            }
            What::Expired { .. } => self.handle(record, line),
            What::Invoked(number) => {
                let name = sim.history()[number as usize].call.to_string();
                self.begin((CLIENTS, number), &name, record.at, line)
            }
            What::Completed(number) => self.end((CLIENTS, number), record.at).map(drop),
            // A node handles an input as it does a message.
            What::Acted(number) if is_input(sim, number) => self.handle(record, line),
            What::Acted(_) | What::Violated(_) => self.instant(record, line, "g"),
            What::Booted
            | What::Crashed
            | What::Paused
            | What::Resumed
            | What::Slowed(_)
            | What::Wiped
            | What::Clogged
            | What::Unclogged
            | What::Noted(_) => self.instant(record, line, "t"),
            What::Opened(number) => {
                let name = &sim.spans()[number as usize].name;
                self.begin((WORK, number), name, record.at, line)
            }
            What::Closed(number) => self.end((WORK, number), record.at).map(drop),
            // It is a slice.
            What::Moved { .. } => Ok(()),
            // It belongs into a chart.
            What::Measured { .. } => Ok(()),
        }
    }

    /// A node handles something, which takes it no time: a microsecond, to be seen.
    fn handle(&mut self, record: &Record, line: &Line) -> io::Result<()> {
        self.event("X", (CLUSTER, thread(record.node)), record.at, |event| {
            event.number("dur", 1_u32)?;
            event.text("cat", kind(&record.what))?;
            event.text("name", &line.text)?;
            about(event, line)
        })
    }

    /// An end of an arrow, bound to what the node handles at the time.
    fn arrow(&mut self, phase: &str, place: (u32, u32), at: Time, id: RecordId) -> io::Result<()> {
        self.event(phase, place, at, |event| {
            event.text("cat", "message")?;
            event.text("name", "message")?;
            event.number("id", id.0)?;
            event.text("bp", "e")
        })
    }

    fn instant(&mut self, record: &Record, line: &Line, scope: &str) -> io::Result<()> {
        self.event("i", (CLUSTER, thread(record.node)), record.at, |event| {
            event.text("s", scope)?;
            event.text("cat", kind(&record.what))?;
            event.text("name", &line.text)?;
            about(event, line)
        })
    }

    fn begin(&mut self, slice: Slice, name: &str, at: Time, line: &Line) -> io::Result<()> {
        self.open.insert(slice, name.to_string());
        self.event("b", (slice.0, 0), at, |event| {
            event.text("cat", category(slice))?;
            event.text("name", name)?;
            event.number("id", slice.1)?;
            about(event, line)
        })
    }

    /// Ends a slice, and says whether it began in the excerpt: else there is none.
    fn end(&mut self, slice: Slice, at: Time) -> io::Result<bool> {
        let Some(name) = self.open.remove(&slice) else { return Ok(false) };
        self.event("e", (slice.0, 0), at, |event| {
            event.text("cat", category(slice))?;
            event.text("name", &name)?;
            event.number("id", slice.1)
        })?;
        Ok(true)
    }

    /// Ends what has not ended.
    fn close(&mut self, at: Time) -> io::Result<()> {
        let open: Vec<Slice> = self.open.keys().copied().collect();
        open.into_iter().try_for_each(|slice| self.end(slice, at).map(drop))
    }
}

fn is_input(sim: &dyn Sim, number: u32) -> bool {
    sim.actions().get(number as usize).is_some_and(|it| matches!(it.action, Action::Input(..)))
}

fn thread(node: NodeId) -> u32 {
    u32::from(node.0) + 1
}

fn category((process, _): Slice) -> &'static str {
    match process {
        NETWORK => "message",
        WORK => "span",
        _ => "operation",
    }
}

/// Where to find it in the run.
fn about(event: &mut json::Object, line: &Line) -> io::Result<()> {
    event.object("args", |args| {
        args.text("place", &line.place)?;
        args.text("text", &line.text)?;
        args.number("record", line.record.0)
    })
}
