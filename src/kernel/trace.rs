//! What a run has recorded so far: records, notes, the clients' history, spans of work.
//!
//! It only grows while a world moves at its end. A world that was taken back and moves through
//! the recorded part again finds every record there already.

use crate::history::{Operation, Outcome, WorkloadRequest};
use crate::ids::{Numbers, OpId, RecordId, SpanId};
use crate::narrate::{Narrator, Terms};
use crate::plan::Plan;
use crate::record::Record;
use crate::span::{SpanStatus, Work};

/// The records of a run and what they point to.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// All records, by id.
    pub records: Vec<Record>,
    /// What handlers said, by the number in [`crate::record::What::Noted`].
    pub notes: Vec<String>,
    /// The requests that nodes made by themselves, in order.
    pub workload: Vec<WorkloadRequest>,
    /// The clients' operations, by id.
    pub history: Vec<Operation>,
    /// Spans of work, by id.
    pub spans: Vec<Work>,
    /// Puts records into words on their way, if somebody wants to read them.
    pub narrator: Option<Narrator>,
}

/// Who writes down what happens, and the names that are needed for that.
pub struct Scribe<'a> {
    /// What stays the same in the run.
    pub plan: &'a Plan,
    /// What was written so far.
    pub trace: &'a mut Trace,
}

impl Trace {
    /// Takes in the next record of a world, the `id`th.
    #[inline]
    pub fn record(&mut self, id: RecordId, record: Record) {
        match self.records.get(id.index()) {
            None => self.records.push(record),
            Some(known) => debug_assert_eq!(*known, record, "a replay must not differ"),
        }
    }

    /// Whether somebody wants to read a record.
    #[inline]
    pub fn wants(&self, id: RecordId) -> bool {
        self.narrator.as_ref().is_some_and(|narrator| narrator.wants(id))
    }

    /// Puts a record into words.
    pub fn tell(&mut self, id: RecordId, record: &Record, words: Terms, detail: String) {
        if let Some(narrator) = &mut self.narrator {
            narrator.tell(id, record, words, detail);
        }
    }

    /// Keeps a note, the `number`th of a world.
    pub fn note(&mut self, number: u32, text: &str) {
        if self.notes.len() == number as usize {
            self.notes.push(text.to_string());
        }
    }

    /// Keeps a request of the automatic workload, the `number`th of a world.
    pub fn workload(&mut self, number: u32, request: WorkloadRequest) {
        if self.workload.len() == number as usize {
            self.workload.push(request);
        }
    }

    /// Keeps an operation's invocation.
    pub fn invoke(&mut self, op: OpId, operation: Operation) {
        if self.history.len() == op.0 as usize {
            self.history.push(operation);
        }
    }

    /// Keeps an operation's answer.
    pub fn complete(&mut self, op: OpId, record: RecordId, outcome: Outcome) {
        if let Some(operation) = self.history.get_mut(op.0 as usize) {
            operation.answer.get_or_insert((record, outcome));
        }
    }

    /// Keeps the beginning of a span.
    pub fn open(&mut self, span: SpanId, work: Work) {
        if self.spans.len() == span.0 as usize {
            self.spans.push(work);
        }
    }

    /// Keeps the end of a span.
    pub fn close(&mut self, span: SpanId, record: RecordId, how: SpanStatus) {
        if let Some(work) = self.spans.get_mut(span.0 as usize) {
            work.closed.get_or_insert((record, how));
        }
    }

    /// Forgets all but the first so many records, notes, operations and spans.
    pub fn truncate(&mut self, records: u32, notes: u32, numbers: Numbers) {
        self.records.truncate(records as usize);
        self.notes.truncate(notes as usize);
        let passed = self.workload.partition_point(|request| request.record.0 < records);
        self.workload.truncate(passed);
        self.history.truncate(numbers.operations as usize);
        for operation in &mut self.history {
            operation.answer.take_if(|(record, _)| record.0 >= records);
        }
        self.spans.truncate(numbers.spans as usize);
        for work in &mut self.spans {
            work.closed.take_if(|(record, _)| record.0 >= records);
        }
    }
}
