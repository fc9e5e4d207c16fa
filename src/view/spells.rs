//! How long nodes were slow, clogged, or had a wrong clock: what the lanes show besides states.
//!
//! Slowness and clogs are read from the records, because a swizzle decides about them while it
//! runs; clocks from the actions, because nothing else touches them.

use super::marks::Kind;
use kernel::action::{Action, Timed};
use kernel::clock::{Drift, Offset};
use kernel::ids::NodeId;
use kernel::record::{Record, What};
use kernel::time::Time;

/// A time during which something was wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The node.
    pub node: NodeId,
    /// What was wrong.
    pub kind: Kind,
    /// Since when.
    pub from: Time,
    /// Until when; `None` if it still is.
    pub to: Option<Time>,
}

/// Spells in the order in which they began.
#[derive(Clone, Debug, Default)]
pub struct Spells(Vec<Spell>);

impl Spells {
    /// The spells of clocks, from the actions in order of time.
    pub fn of_clocks(actions: &[Timed]) -> Spells {
        let mut spells = Spells::default();
        let mut clocks: Vec<(NodeId, Offset, Drift)> = Vec::new();
        for Timed { at, action } in actions {
            let Action::Clock(node, change) = action else { continue };
            let known = clocks.iter().position(|it| it.0 == *node);
            let index = known.unwrap_or_else(|| {
                clocks.push((*node, Offset(0), Drift(0)));
                clocks.len() - 1
            });
            let (_, offset, drift) = &mut clocks[index];
            *offset = change.offset.unwrap_or(*offset);
            *drift = change.drift.unwrap_or(*drift);
            let wrong = (*offset, *drift) != (Offset(0), Drift(0));
            spells.set(*node, Kind::Clock, wrong, *at);
        }
        spells
    }

    /// Looks at the next record of the run.
    pub fn look(&mut self, record: &Record) {
        let (kind, wrong) = match record.what {
            What::Slowed(by) => (Kind::Slow, by > 0),
            // A process that comes back is not slow any more.
            What::Booted => (Kind::Slow, false),
            What::Clogged => (Kind::Clogged, true),
            What::Unclogged => (Kind::Clogged, false),
            // Nothing that lasts.
            _ => return,
        };
        self.set(record.node, kind, wrong, record.at);
    }

    /// All of them.
    pub fn all(&self) -> &[Spell] {
        &self.0
    }

    fn set(&mut self, node: NodeId, kind: Kind, wrong: bool, at: Time) {
        let mut open = self.0.iter_mut().rev();
        let open = open.find(|it| it.to.is_none() && (it.node, it.kind) == (node, kind));
        match (open, wrong) {
            (None, true) => self.0.push(Spell { node, kind, from: at, to: None }),
            (Some(spell), false) => spell.to = Some(at),
            // It is as it was, only more or less so.
            (None, false) | (Some(_), true) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::clock::ClockChange;
    use kernel::ids::RecordId;

    const N0: NodeId = NodeId(0);

    fn told(spells: &Spells) -> Vec<(Kind, u64, Option<u64>)> {
        spells.all().iter().map(|it| (it.kind, it.from.0, it.to.map(|to| to.0))).collect()
    }

    #[test]
    fn a_spell_lasts_until_it_is_ended() {
        let mut spells = Spells::default();
        let life = [
            (0, What::Booted),
            (10, What::Slowed(5)),
            (20, What::Slowed(9)),
            (30, What::Clogged),
            (40, What::Crashed),
            (50, What::Booted),
            (60, What::Unclogged),
            (70, What::Slowed(1)),
        ];
        for (at, what) in life {
            spells.look(&Record { at: Time(at), cause: RecordId::NONE, node: N0, what });
        }
        let expected =
            [(Kind::Slow, 10, Some(50)), (Kind::Clogged, 30, Some(60)), (Kind::Slow, 70, None)];
        assert_eq!(told(&spells), expected);
    }

    #[test]
    fn a_clock_is_wrong_until_both_its_offset_and_its_drift_are_nothing() {
        let set = |at, offset: Option<i64>, drift: Option<i32>| {
            let change = ClockChange { offset: offset.map(Offset), drift: drift.map(Drift) };
            Timed { at: Time(at), action: Action::Clock(N0, change) }
        };
        let actions = [
            set(10, Some(5), None),
            set(20, None, Some(-7)),
            set(30, Some(0), None),
            set(40, None, Some(0)),
        ];
        assert_eq!(told(&Spells::of_clocks(&actions)), [(Kind::Clock, 10, Some(40))]);
    }
}
