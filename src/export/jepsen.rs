//! Jepsen: what clients asked and were told, one map of Clojure's notation a line, for Knossos and
//! other checkers of histories.
//!
//! A client is a process, and has one operation at a time there. Whoever asks for more at once, or
//! goes on after an answer that never came, does so as another process: that is how such histories
//! say that the outcome is unknown. The nemesis does what the scenario does. Keys stand in a field of
//! their own. A read that found nothing saw `:absent`: to checkers, a read of nil saw anything.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Excerpt, plain};
use kernel::history::{Call, Operation, Outcome};
use kernel::ids::{NodeId, OpId, RecordId};
use kernel::record::{Record, What};
use kernel::time::Time;
use run::Sim;
use run::words;

/// What a key has that nobody has written.
pub const ABSENT: &str = ":absent";

/// Writes the history. Answers to what was asked before the excerpt begins are left out.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let mut history = History { out, index: 0, processes: Processes::default() };
    let range = excerpt.range();
    let sim = &*excerpt.sim;
    for id in range.clone() {
        let record = &sim.records()[id as usize];
        match record.what {
            What::Invoked(number) => {
                let operation = &sim.history()[number as usize];
                let process = history.processes.begin(operation.client, OpId(number));
                history.event(record.at, process, "invoke", &operation.call, None)?;
            }
            What::Completed(number) => {
                let operation = &sim.history()[number as usize];
                history.complete(RecordId(id), record.at, OpId(number), operation)?;
            }
            What::Acted(number) => history.fault(sim, record, number)?,
            // Of no interest to clients.
            What::Booted
            | What::Crashed
            | What::Paused
            | What::Resumed
            | What::Slowed(_)
            | What::Wiped
            | What::Clogged
            | What::Unclogged
            | What::Sent { .. }
            | What::Delivered { .. }
            | What::Lost { .. }
            | What::Expired { .. }
            | What::Moved { .. }
            | What::Noted(_)
            | What::Measured { .. }
            | What::Opened(_)
            | What::Closed(_)
            | What::Violated(_) => {}
        }
    }
    Ok(())
}

struct History<'a> {
    out: &'a mut dyn Write,
    index: u32,
    processes: Processes,
}

impl History<'_> {
    fn complete(&mut self, id: RecordId, at: Time, op: OpId, asked: &Operation) -> io::Result<()> {
        let Some((answered, outcome)) = &asked.answer else { return Ok(()) };
        let known = *outcome != Outcome::Unknown;
        // Answers that come a second time, or too late, are none.
        let Some(process) = self.processes.end(op, known).filter(|_| *answered == id) else {
            return Ok(());
        };
        let (kind, seen) = match outcome {
            Outcome::Done(Some(value)) => ("ok", Some(value.to_string())),
            Outcome::Done(None) => ("ok", None),
            Outcome::Listed(values) => {
                let values: Vec<String> = values.iter().map(u32::to_string).collect();
                ("ok", Some(format!("[{}]", values.join(" "))))
            }
            // What was refused did not happen; why, such histories do not say.
            Outcome::Failed | Outcome::Refused => ("fail", None),
            Outcome::Unknown => ("info", None),
        };
        let absent = kind == "ok" && matches!(asked.call, Call::Read(_));
        let seen = seen.or(absent.then(|| ABSENT.into()));
        self.event(at, process, kind, &asked.call, seen)
    }

    fn event(
        &mut self,
        at: Time,
        process: u32,
        kind: &str,
        call: &Call,
        seen: Option<String>,
    ) -> io::Result<()> {
        let (name, key, value) = match call {
            Call::Read(key) => ("read", key, seen),
            Call::Write(key, value) => ("write", key, Some(value.to_string())),
            Call::CompareAndSet(key, old, new) => ("cas", key, Some(format!("[{old} {new}]"))),
            Call::Append(key, value) => ("append", key, Some(value.to_string())),
            Call::Acquire(key) => ("acquire", key, None),
            Call::Release(key) => ("release", key, None),
            Call::Enqueue(key, value) => ("enqueue", key, Some(value.to_string())),
            Call::Dequeue(key) => ("dequeue", key, seen),
            Call::Add(key, value) => ("add", key, Some(value.to_string())),
        };
        let value = value.as_deref().unwrap_or("nil");
        self.open(at)?;
        writeln!(
            self.out,
            ":process {process}, :type :{kind}, :f :{name}, :key :{key}, :value {value}}}"
        )
    }

    /// An action of the scenario, as the nemesis tells it.
    fn fault(&mut self, sim: &dyn Sim, record: &Record, number: u32) -> io::Result<()> {
        let Some(timed) = sim.actions().get(number as usize) else { return Ok(()) };
        let text = words::write(&timed.action, sim.names());
        let (verb, rest) = text.split_once(' ').unwrap_or((&text, ""));
        self.open(record.at)?;
        write!(self.out, ":process :nemesis, :type :info, :f :{verb}, :value ")?;
        if rest.is_empty() {
            return writeln!(self.out, "nil}}");
        }
        self.out.write_all(b"\"")?;
        for c in plain(rest) {
            let escaped = if matches!(c, '"' | '\\') { "\\" } else { "" };
            write!(self.out, "{escaped}{c}")?;
        }
        writeln!(self.out, "\"}}")
    }

    fn open(&mut self, at: Time) -> io::Result<()> {
        let nanoseconds = u128::from(at.0) * 1_000;
        write!(self.out, "{{:index {}, :time {nanoseconds}, ", self.index)?;
        self.index += 1;
        Ok(())
    }
}

/// Who is busy with what.
#[derive(Default)]
struct Processes {
    /// How many there have been.
    count: u32,
    /// Those of each client that have nothing to do.
    idle: BTreeMap<NodeId, Vec<u32>>,
    busy: BTreeMap<OpId, (NodeId, u32)>,
}

impl Processes {
    fn begin(&mut self, client: NodeId, op: OpId) -> u32 {
        let process = self.idle.get_mut(&client).and_then(Vec::pop).unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        });
        self.busy.insert(op, (client, process));
        process
    }

    /// An operation ends; a process that does not know how is never heard of again.
    fn end(&mut self, op: OpId, known: bool) -> Option<u32> {
        let (client, process) = self.busy.remove(&op)?;
        if known {
            self.idle.entry(client).or_default().push(process);
        }
        Some(process)
    }
}
