//! The records of a run: everything that happened, in order, each with its cause.
//!
//! A record is small plain data, so that a run of millions stays in memory. The words for it
//! (a message's fields, a timer's name) are made on demand by replaying the run past it: see
//! [`crate::narrate`].

use crate::ids::{MessageId, NodeId, RecordId};
use crate::time::Time;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When, in virtual time.
    pub at: Time,
    /// The record that led to it: a delivery's is its sending, a sending's the event whose
    /// handler sent it, an expiry's the event whose handler set the timer.
    pub cause: RecordId,
    /// Where. For a message that was lost: where it should have arrived.
    /// For an action on several nodes or on the network: the first of them.
    pub node: NodeId,
    /// What.
    pub what: What,
}

/// The kinds of things that happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The node started.
    Booted,
    /// The node crashed.
    Crashed,
    /// The node stopped handling events.
    Paused,
    /// The node goes on.
    Resumed,
    /// The node sent a message.
    Sent {
        /// Whom to.
        to: NodeId,
        /// The message's number on its link.
        nth: u32,
        /// Its kind, an index into the pattern's messages.
        kind: u8,
        /// 0, or the number of the copy that the network made.
        copy: u8,
    },
    /// A message arrived and was handled.
    Delivered {
        /// Who sent it.
        from: NodeId,
        /// Its number on its link.
        nth: u32,
        /// Its kind.
        kind: u8,
        /// 0 for the original.
        copy: u8,
    },
    /// A message died on its way.
    Lost {
        /// Who sent it.
        from: NodeId,
        /// Its number on its link.
        nth: u32,
        /// Its kind.
        kind: u8,
        /// 0 for the original.
        copy: u8,
        /// What it died of.
        why: Loss,
    },
    /// A timer expired and was handled.
    Expired {
        /// Its kind, an index into the pattern's timers.
        kind: u8,
    },
    /// The node moved in its state diagram.
    Moved {
        /// The state it left.
        from: u8,
        /// The state it entered.
        to: u8,
    },
    /// The node's handler said something: an index into the run's notes.
    Noted(u32),
    /// A client's operation began: an index into the run's history.
    Invoked(u32),
    /// A client's operation ended: an index into the run's history.
    Completed(u32),
    /// An action of the scenario took effect: an index into its actions.
    Acted(u32),
    /// A property no longer holds: an index into the pattern's properties.
    Violated(u8),
    /// The node takes so many microseconds for every event from now on; 0 if it is slow no longer.
    Slowed(u32),
    /// The node's disk was lost.
    Wiped,
    /// What the node sends and is sent is held from now on.
    Clogged,
    /// What was held for the node is handed over.
    Unclogged,
    /// The node reported a metric.
    Measured {
        /// Which, an index into the pattern's metrics.
        metric: u8,
        /// Its value.
        value: u32,
    },
    /// A span of work began: an index into the run's spans.
    Opened(u32),
    /// A span of work ended: an index into the run's spans.
    Closed(u32),
}

/// What a message died of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// The network lost it.
    Chance,
    /// The link was cut when it was half-way.
    Cut,
    /// The receiver was down, or crashed before handling it.
    Down,
    /// The user dropped it.
    Dropped,
}

impl Record {
    /// The record in three words, for the digest: different records have different words.
    #[inline]
    pub fn words(&self) -> [u64; 3] {
        let (tag, small, wide) = match self.what {
            What::Booted => (0, [0; 3], 0),
            What::Crashed => (1, [0; 3], 0),
            What::Paused => (2, [0; 3], 0),
            What::Resumed => (3, [0; 3], 0),
            What::Sent { to, nth, kind, copy } => (4, [kind, copy, 0], along(to, nth)),
            What::Delivered { from, nth, kind, copy } => (5, [kind, copy, 0], along(from, nth)),
            What::Lost { from, nth, kind, copy, why } => {
                (6, [kind, copy, why as u8], along(from, nth))
            }
            What::Expired { kind } => (7, [kind, 0, 0], 0),
            What::Moved { from, to } => (8, [from, to, 0], 0),
            What::Noted(number) => (9, [0; 3], u64::from(number)),
            What::Invoked(number) => (10, [0; 3], u64::from(number)),
            What::Completed(number) => (11, [0; 3], u64::from(number)),
            What::Acted(number) => (12, [0; 3], u64::from(number)),
            What::Violated(number) => (13, [number, 0, 0], 0),
            What::Slowed(by) => (14, [0; 3], u64::from(by)),
            What::Wiped => (15, [0; 3], 0),
            What::Clogged => (16, [0; 3], 0),
            What::Unclogged => (17, [0; 3], 0),
            What::Measured { metric, value } => (18, [metric, 0, 0], u64::from(value)),
            What::Opened(number) => (19, [0; 3], u64::from(number)),
            What::Closed(number) => (20, [0; 3], u64::from(number)),
        };
        let small = u64::from(u32::from_le_bytes([tag, small[0], small[1], small[2]]));
        let place = u64::from(self.cause.0) << 32 | small;
        [self.at.0, place, wide << 16 | u64::from(self.node.0)]
    }

    /// The message that this record is about, if it is about one.
    pub fn message(&self) -> Option<MessageId> {
        match self.what {
            What::Sent { to, nth, copy, .. } => Some(MessageId { from: self.node, to, nth, copy }),
            What::Delivered { from, nth, copy, .. } | What::Lost { from, nth, copy, .. } => {
                Some(MessageId { from, to: self.node, nth, copy })
            }
            _ => None,
        }
    }
}

#[inline]
fn along(other: NodeId, nth: u32) -> u64 {
    u64::from(nth) << 16 | u64::from(other.0)
}
