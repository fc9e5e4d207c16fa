//! Which kinds of messages a run has had, for the legend of the stage.
//!
//! Each record is looked at once, as the timeline does. Knows no moment: a legend stays as it is
//! while the cursor moves.

use kernel::record::{Record, What};

/// The kinds of messages that occur in the known part of a run, and whether any was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// A bit a kind, in the order of the declaration.
    sent: [u64; 4],
    lost: bool,
}

impl Kinds {
    /// Looks at the next record.
    pub fn look(&mut self, record: &Record) {
        match record.what {
            What::Sent { kind, .. } => self.sent[usize::from(kind / 64)] |= 1 << (kind % 64),
            What::Lost { .. } => self.lost = true,
            _ => {}
        }
    }

    /// Whether a kind occurs, by its place in the declaration.
    pub fn has(&self, kind: usize) -> bool {
        self.sent.get(kind / 64).is_some_and(|bits| bits >> (kind % 64) & 1 == 1)
    }

    /// Whether a message was lost.
    pub fn any_lost(&self) -> bool {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::{NodeId, RecordId};
    use kernel::record::Loss;
    use kernel::time::Time;

    fn record(what: What) -> Record {
        Record { at: Time::ZERO, cause: RecordId(0), node: NodeId(0), what }
    }

    #[test]
    fn what_was_sent_or_lost_is_in_it_and_nothing_else() {
        let mut kinds = Kinds::default();
        for kind in [2, 63, 64, 255] {
            kinds.look(&record(What::Sent { to: NodeId(1), nth: 0, kind, copy: 0 }));
        }
        kinds.look(&record(What::Expired { kind: 5 }));
        let listed: Vec<usize> = (0..300).filter(|kind| kinds.has(*kind)).collect();
        assert_eq!(listed, [2, 63, 64, 255]);
        assert!(!kinds.any_lost());
        let (from, why) = (NodeId(1), Loss::Cut);
        kinds.look(&record(What::Lost { from, nth: 0, kind: 2, copy: 0, why }));
        assert!(kinds.any_lost());
    }
}
