//! The queue of things to come, in order of time and then of rank.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::ids::NodeId;
use crate::time::Time;

/// What is to come.
#[derive(Clone, Debug)]
pub struct Queue {
    heap: BinaryHeap<Ticket>,
}

/// A place in the queue. It may turn out to be void when it comes up: its owner keeps the rank of
/// the ticket that counts, and whoever takes the first ticket compares.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    /// When it comes up.
    pub at: Time,
    /// Its place among the tickets of the same time: the order in which they were drawn.
    pub rank: u64,
    /// For whom.
    pub owner: Owner,
}

/// Whom a ticket is for.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// A message in flight, by its slot.
    Flight(u32),
    /// A timer of a node, which knows its ticket's rank.
    Timer(NodeId),
    /// What a slow node is at work on.
    Work(NodeId),
    /// A step of a swizzle.
    Swizzle,
}

impl Queue {
    /// Nothing to come.
    pub fn empty() -> Queue {
        Queue { heap: BinaryHeap::new() }
    }

    /// Adds a ticket.
    #[inline]
    pub fn push(&mut self, at: Time, rank: u64, owner: Owner) {
        self.heap.push(Ticket { at, rank, owner });
    }

    /// The first ticket.
    #[inline]
    pub fn first(&self) -> Option<&Ticket> {
        self.heap.peek()
    }

    /// Takes the first ticket.
    #[inline]
    pub fn pop(&mut self) -> Option<Ticket> {
        self.heap.pop()
    }
}

impl Ord for Ticket {
    /// The heap yields its greatest: the earliest is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.rank).cmp(&(self.at, self.rank))
    }
}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ticket {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ticket {}
