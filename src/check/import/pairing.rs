//! Operations from events: each invocation and what its process was told next.
//!
//! Knows no format. Positions are the numbers of the events, from 0 on, as Knossos counts them.

use std::collections::BTreeMap;

use crate::history::{Call, NEVER, Operation, Outcome, Value};

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The operations, in the order of their invocations.
    pub operations: Vec<Operation>,
    /// What the objects are in the beginning, where the format's users take that for granted.
    pub initial: Value,
}

/// The events up to one of them.
#[derive(Default)]
pub struct Pairing {
    operations: Vec<Operation>,
    /// Which operation each process waits for.
    open: BTreeMap<u64, usize>,
    events: u32,
}

/// What an event tells of an operation.
pub enum Event {
    /// It begins: the object's key, and the call.
    Invoke(Value, Call),
    /// It returns: with a call that says more than its invocation did, if there is one.
    Return(Option<Call>, Outcome),
}

impl Pairing {
    /// The number of the next event.
    pub fn next(&self) -> u32 {
        self.events
    }

    /// Counts an event that is of no client.
    pub fn skip(&mut self) {
        self.events += 1;
    }

    /// The call that a process waits for.
    pub fn awaited(&self, process: u64) -> Option<&Call> {
        self.open.get(&process).map(|number| &self.operations[*number].call)
    }

    /// Takes in a process's next event.
    pub fn event(&mut self, process: u64, event: Event) -> Result<(), String> {
        let at = self.events;
        self.events += 1;
        match event {
            Event::Invoke(key, call) => {
                // A process that asks again has given up what it waited for: its outcome stays
                // unknown.
                self.open.insert(process, self.operations.len());
                let outcome = Outcome::Unknown;
                self.operations.push(Operation {
                    process,
                    key,
                    call,
                    outcome,
                    invoked: at,
                    returned: NEVER,
                });
            }
            Event::Return(call, outcome) => {
                let Some(number) = self.open.remove(&process) else {
                    // Late news of what was given up says nothing new.
                    if outcome == Outcome::Unknown {
                        return Ok(());
                    }
                    return Err(format!(
                        "event {at} answers process {process}, which has not asked"
                    ));
                };
                let operation = &mut self.operations[number];
                if outcome != Outcome::Unknown {
                    operation.returned = at;
                }
                operation.call = call.unwrap_or_else(|| operation.call.clone());
                operation.outcome = outcome;
            }
        }
        Ok(())
    }

    /// All events have been taken in.
    pub fn end(self, initial: Value) -> Result<History, String> {
        if self.events == 0 {
            return Err("there is no event in it".into());
        }
        Ok(History { operations: self.operations, initial })
    }
}
