//! One node's machine: its state, disk, clock, timers, and what waits while it is paused or slow.

use std::collections::VecDeque;

use super::clock::Clock;
use super::declare::Nodes;
use super::flights::InFlight;
use super::frame::Status;
use super::ids::{NodeId, RecordId, Seed};
use super::pattern::Pattern;
use super::plan::Plan;
use super::rng::{Purpose, Rng};
use super::time::{Span, Time};

/// A node and everything it owns.
#[derive(Clone, Debug)]
pub struct Host<P: Pattern> {
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: u8,
    /// Its place among the nodes of its role.
    pub index: u16,
    /// Its volatile state; none while it is down.
    pub node: Option<P::Node>,
    /// What survives a crash.
    pub disk: P::Disk,
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
    /// The timers that are set.
    pub timers: Vec<Armed<P>>,
    /// What has come while it was paused, or slow.
    pub inbox: VecDeque<Pending<P>>,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug)]
pub struct Armed<P: Pattern> {
    /// Which.
    pub timer: P::Timer,
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
pub enum Pending<P: Pattern> {
    /// A message that has arrived.
    Message(Box<InFlight<P::Msg>>),
    /// A timer that has expired; of no effect if it was set again or unset meanwhile.
    Timer {
        /// Which.
        timer: P::Timer,
        /// The rank it had when it expired.
        rank: u64,
    },
    /// An input of the scenario, by its place among the actions, and the record of the action.
    Input(u32, RecordId),
}

/// A timer has this ticket when it has expired and waits in its node's inbox.
pub const NO_TICKET: u64 = u64::MAX;

impl<P: Pattern> Host<P> {
    /// A machine that is yet to boot.
    pub fn new(plan: &Plan<P>, id: NodeId, seed: Seed, disk: P::Disk) -> Host<P> {
        let role = plan.roles[id.index()];
        Host {
            name: plan.names.of(id).to_string(),
            role,
            index: id.0 - plan.ranges[usize::from(role)].start,
            node: None,
            disk,
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
    pub fn is_prompt(&self) -> bool {
        self.status == Status::Up && self.slow == Span::ZERO
    }

    /// Where the timer stands in the table of those set.
    pub fn armed(&self, timer: P::Timer) -> Option<usize> {
        self.timers.iter().position(|armed| armed.timer == timer)
    }
}

impl<P: Pattern> Nodes<P> for Vec<Host<P>> {
    fn count(&self) -> u16 {
        self.len() as u16
    }

    fn node(&self, id: NodeId) -> Option<&P::Node> {
        self[id.index()].node.as_ref()
    }

    fn disk(&self, id: NodeId) -> &P::Disk {
        &self[id.index()].disk
    }

    fn name(&self, id: NodeId) -> &str {
        &self[id.index()].name
    }
}
