//! A cluster as the exhaustive mode sees it: what every node knows and has stored, and what is on
//! its way. Time is not part of it, and neither is anything that time decides.
//!
//! What makes two configurations the same is their hash, which leaves out what makes no
//! difference to what can follow: the numbers that messages have on their links, and how far the
//! nodes' streams of randomness have been drawn from. Those are carried along nevertheless, as
//! they are on the course by which the configuration was found first, so that the course can be
//! run by the kernel afterwards, action by action.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::fingerprint::fingerprint;
use kernel::ids::{MessageId, NodeId, Numbers};
use kernel::rng::Rng;
use pattern::Pattern;
use run::exhaust::Budget;

/// All nodes, all messages, and what is left to go wrong. Configurations that follow from each
/// other share what has not changed between them.
#[derive(Clone)]
pub struct Configuration<P: Pattern> {
    /// The nodes, by their ids.
    pub machines: Vec<Arc<Machine<P>>>,
    /// The messages on their way, in the order of their places.
    pub flights: Vec<Flight<P>>,
    /// How much may still happen by itself.
    pub left: Budget,
    /// What the properties remember.
    pub memory: Arc<Memory<P>>,
    /// How many operations clients have begun.
    pub numbers: Numbers,
    /// The promise that is broken here, and why.
    pub broken: Option<Arc<(&'static str, String)>>,
}

/// A node.
#[derive(Clone)]
pub struct Machine<P: Pattern> {
    /// Its volatile state; none while it is down.
    pub node: Option<P::Node>,
    /// Its disk.
    pub disk: P::Disk,
    /// The timers that are set, by their kinds, and within a kind in the order in which they were
    /// set, which is the order in which they expire.
    pub timers: Vec<P::Timer>,
    /// How many of its inputs it was given.
    pub given: u32,
    /// Its stream of randomness.
    pub rng: Rng,
    /// How many messages it has sent to each node.
    pub sent: Vec<u32>,
    /// The fingerprint of all that makes a difference.
    pub print: u64,
}

/// A message on its way.
#[derive(Clone)]
pub struct Flight<P: Pattern> {
    /// Which.
    pub id: MessageId,
    /// The number of the last copy made of it.
    pub copies: u8,
    /// Itself.
    pub msg: Arc<P::Msg>,
    /// Its fingerprint.
    pub print: u64,
}

/// What the properties remember of the course so far. It is a part of the configuration: the same
/// nodes with another past may be about to break a promise that this past has not made.
pub struct Memory<P: Pattern> {
    /// Itself. It names no records and no times, which differ between courses to the same
    /// configuration.
    pub audit: P::Audit,
    /// Its fingerprint.
    pub print: u64,
}

impl<P: Pattern> Machine<P> {
    /// Sets a timer, anew if it is set.
    pub fn arm(&mut self, pattern: &P, timer: P::Timer) {
        self.disarm(timer);
        let kind = pattern.timer_kind(timer);
        let after = self.timers.partition_point(|other| pattern.timer_kind(*other) <= kind);
        self.timers.insert(after, timer);
    }

    /// Unsets a timer.
    pub fn disarm(&mut self, timer: P::Timer) {
        self.timers.retain(|other| *other != timer);
    }

    /// The timers that can expire next: of each kind the one that was set first.
    pub fn due(&self, pattern: &P) -> impl Iterator<Item = P::Timer> {
        let kind = |timer: &P::Timer| pattern.timer_kind(*timer);
        self.timers.chunk_by(move |one, other| kind(one) == kind(other)).map(|alike| alike[0])
    }

    /// Takes its fingerprint, after it has changed.
    pub fn sign(&mut self) {
        self.print = fingerprint(&(&self.node, &self.disk, &self.timers, self.given));
    }
}

impl<P: Pattern> Flight<P> {
    /// A message that sets out.
    pub fn new(id: MessageId, msg: P::Msg) -> Flight<P> {
        let print = fingerprint(&msg);
        Flight { id, copies: 0, msg: Arc::new(msg), print }
    }

    /// Its place among the others. Equal messages on the same link stand together, the one sent
    /// first before the others.
    fn place(&self) -> (NodeId, NodeId, u64, u32, u8) {
        (self.id.to, self.id.from, self.print, self.id.nth, self.id.copy)
    }

    /// Whether it makes no difference which of two messages arrives.
    pub fn is_like(&self, other: &Flight<P>) -> bool {
        (self.id.to, self.id.from, self.print) == (other.id.to, other.id.from, other.print)
    }
}

impl<P: Pattern> Configuration<P> {
    /// Puts a message on its way.
    pub fn launch(&mut self, flight: Flight<P>) {
        let before = self.flights.partition_point(|other| other.place() < flight.place());
        self.flights.insert(before, flight);
    }

    /// The messages that can be told apart: of equal ones on the same link the first, with their
    /// places.
    pub fn distinct_flights(&self) -> impl Iterator<Item = (usize, &Flight<P>)> {
        let mut place = 0;
        self.flights.chunk_by(Flight::is_like).map(move |alike| {
            let first = place;
            place += alike.len();
            (first, &alike[0])
        })
    }
}

impl<P: Pattern> Hash for Configuration<P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.machines.iter().for_each(|machine| state.write_u64(machine.print));
        state.write_usize(self.flights.len());
        for Flight { id, print, .. } in &self.flights {
            state.write_u32(u32::from(id.from.0) << 16 | u32::from(id.to.0));
            state.write_u64(*print);
        }
        self.left.hash(state);
        state.write_u64(self.memory.print);
        state.write_u32(self.numbers.operations);
    }
}
