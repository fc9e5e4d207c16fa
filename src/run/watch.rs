//! The search for the next moment at which a condition comes true, some records at a time.
//!
//! It looks at records that are known already and lets the run go on for more, so it moves the
//! run's cursor; whoever wants it elsewhere moves it back. Knows no pattern and no words.

use crate::Sim;
use crate::frame::Frame;
use crate::until::Condition;
use kernel::history::Outcome;
use kernel::ids::{NodeId, RecordId};
use kernel::record::{Record, What};
use kernel::time::Time;

/// A search in a run. The run must not be changed meanwhile.
#[derive(Clone, Debug)]
pub struct Watch {
    condition: Condition,
    /// The records before this one have been looked at.
    next: u32,
    /// What comes later does not count.
    limit: Time,
    /// The moment of the last start of a node, and the states of all nodes at its end.
    started: Option<(Time, Vec<u8>)>,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The condition came true with this record, at that time.
    True(RecordId, Time),
    /// It does not come true within the limit.
    Never,
    /// Not yet, and there is more to look at.
    NotYet,
}

impl Watch {
    /// Looks from the start of the run on.
    pub fn from_start(condition: Condition, limit: Time) -> Watch {
        Watch { condition, next: 0, limit, started: None }
    }

    /// Looks for what happens after the cursor.
    pub fn after_cursor(condition: Condition, limit: Time, sim: &dyn Sim) -> Watch {
        Watch { next: sim.position(), ..Watch::from_start(condition, limit) }
    }

    /// Looks on, at about so many records at most. The sentence says why the run was stopped.
    pub fn look(&mut self, sim: &mut dyn Sim, records: u32) -> Result<Sight, String> {
        let last = self.next.saturating_add(records);
        while self.next < last {
            if let Some(record) = sim.records().get(self.next as usize).copied() {
                if record.at > self.limit {
                    return Ok(Sight::Never);
                }
                let id = RecordId(self.next);
                self.next += 1;
                if self.comes_true(&record, sim)? {
                    return Ok(Sight::True(id, record.at));
                }
            } else if !self.go_on(sim)? {
                return Ok(Sight::Never);
            }
        }
        Ok(Sight::NotYet)
    }

    /// Looks on until it is known.
    pub fn find(&mut self, sim: &mut dyn Sim) -> Result<Sight, String> {
        self.look(sim, u32::MAX)
    }

    /// Lets the run go on past the records that are known; false if nothing comes within the limit.
    fn go_on(&self, sim: &mut dyn Sim) -> Result<bool, String> {
        if sim.position() < self.next
            && let Some(last) = sim.records().last().map(|record| record.at)
        {
            sim.seek(last)?;
        }
        match sim.next_at() {
            Some(next) if next <= self.limit => {
                // What cannot be stepped over is sought, to be told why.
                let stepped = sim.step();
                if !stepped {
                    sim.seek(next)?;
                }
                Ok(stepped)
            }
            Some(_) | None => Ok(false),
        }
    }

    fn comes_true(&mut self, record: &Record, sim: &mut dyn Sim) -> Result<bool, String> {
        let here = |node: Option<NodeId>| node.is_none_or(|node| node == record.node);
        Ok(match (self.condition, record.what) {
            (Condition::Enters(node, state), What::Moved { to, .. }) => {
                here(node) && state_name(sim, record.node, to) == Some(state)
            }
            (Condition::Enters(node, state), What::Booted) if here(node) => {
                let started = self.state_after_start(record, sim)?;
                state_name(sim, record.node, started) == Some(state)
            }
            (Condition::Sends(node, wanted), What::Sent { kind, copy: 0, .. })
            | (Condition::Gets(node, wanted), What::Delivered { kind, .. }) => {
                here(node) && kind == wanted
            }
            (Condition::Breaks(wanted), What::Violated(number)) => {
                wanted.is_none_or(|wanted| wanted == number)
            }
            (Condition::Answered(node), What::Completed(number)) => {
                let operation = sim.history().get(number as usize);
                let answer = operation.and_then(|operation| operation.answer.as_ref());
                // A client that gives up has no answer.
                here(node) && answer.is_some_and(|(_, outcome)| *outcome != Outcome::Unknown)
            }
            // Another kind of record than the condition is about.
            _ => false,
        })
    }

    /// The state in which a node is at the end of the instant in which it starts. No record says
    /// which it starts in, so the run is asked there, once for all nodes.
    fn state_after_start(&mut self, record: &Record, sim: &mut dyn Sim) -> Result<u8, String> {
        if self.started.as_ref().is_none_or(|(at, _)| *at != record.at) {
            sim.seek(record.at)?;
            let Frame { nodes, .. } = sim.frame();
            self.started = Some((record.at, nodes.iter().map(|node| node.state).collect()));
        }
        let states = self.started.as_ref().map_or(&[][..], |(_, states)| states);
        Ok(states.get(record.node.index()).copied().unwrap_or_default())
    }
}

fn state_name(sim: &dyn Sim, node: NodeId, state: u8) -> Option<&'static str> {
    let role = sim.info().roles.get(usize::from(*sim.roles().get(node.index())?))?;
    role.diagram.states.get(usize::from(state)).map(|state| state.name)
}

#[cfg(test)]
mod tests;
