//! One node's machine as the world sees it: whether it runs, its clock, its timers, and what waits
//! while it is paused or slow. Its state, its disk, and which timers these are to the pattern, is
//! in [`crate::protocol`].

use std::collections::VecDeque;

use crate::clock::Clock;
use crate::flights::InFlight;
use crate::ids::{NodeId, RecordId, Seed};
use crate::rng::{Purpose, Rng};
use crate::time::{Span, Time};

/// Whether a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It runs.
    Up,
    /// It is paused: it handles nothing, and what comes waits.
    Paused,
    /// It crashed.
    Down,
}

/// A node's machine.
#[derive(Clone, Debug)]
pub struct Host {
    /// Whether it runs.
    pub status: Status,
    /// Its clock, which a crash does not mend.
    pub clock: Clock,
    /// How long it takes for every event: nothing unless it is slow.
    pub slow: Span,
    /// While it is slow and at work on the first of what waits: the rank of the queue's entry for
    /// when that is done. Otherwise [`NO_TICKET`].
    pub work: u64,
    /// Its state in the role's diagram.
    pub state: u8,
    /// The state before that, and when it moved.
    pub moved: Option<(u8, Time)>,
    /// Its stream of randomness.
    pub rng: Rng,
    /// The timers that are set, in the places that the pattern's instance has them in.
    pub timers: Vec<Armed>,
    /// What has come while it was paused, or slow.
    pub inbox: VecDeque<Pending>,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug)]
pub struct Armed {
    /// Its kind, an index into the pattern's timers.
    pub kind: u8,
    /// The record of the event whose handler set it.
    pub set_by: RecordId,
    /// When it was set.
    pub set: Time,
    /// When it expires.
    pub due: Time,
    /// Its rank among events of the same time.
    pub rank: u64,
    /// The rank of the queue's entry that will look at it; never later than the timer itself, so
    /// that setting a timer again, which protocols do all the time, leaves the queue alone.
    pub ticket: u64,
    /// When that entry comes up.
    pub ticket_at: Time,
}

/// Something that waits for a paused node to go on, or for a slow one to have time for it.
#[derive(Clone, Debug)]
pub enum Pending {
    /// A message that has arrived.
    Message(Box<InFlight>),
    /// A timer that has expired, by the rank it had then; of no effect if it was set again or unset
    /// meanwhile.
    Timer(u64),
    /// An input of the scenario, by its place among the actions, and the record of the action.
    Input(u32, RecordId),
}

/// A timer has this ticket when it has expired and waits in its node's inbox.
pub const NO_TICKET: u64 = u64::MAX;

impl Host {
    /// A machine that is yet to boot.
    pub fn new(id: NodeId, seed: Seed) -> Host {
        Host {
            status: Status::Down,
            clock: Clock::TRUE,
            slow: Span::ZERO,
            work: NO_TICKET,
            state: 0,
            moved: None,
            rng: Rng::stream(seed, Purpose::Node(id)),
            timers: Vec::new(),
            inbox: VecDeque::new(),
        }
    }

    /// Whether it handles what comes at once: it runs, and is not slow.
    #[inline]
    pub fn is_prompt(&self) -> bool {
        self.status == Status::Up && self.slow == Span::ZERO
    }
}
