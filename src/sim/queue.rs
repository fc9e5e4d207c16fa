//! The queue of things to come, in order of time and then of rank.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::ids::NodeId;
use super::time::Time;

/// What is to come. `T` is the pattern's timer.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    heap: BinaryHeap<Ticket<T>>,
}

/// A place in the queue. It may turn out to be void when it comes up: its owner keeps the rank of
/// the ticket that counts, and whoever takes the first ticket compares.
#[derive(Clone, Copy, Debug)]
pub struct Ticket<T> {
    /// When it comes up.
    pub at: Time,
    /// Its place among the tickets of the same time: the order in which they were drawn.
    pub rank: u64,
    /// For whom.
    pub owner: Owner<T>,
}

/// Whom a ticket is for.
#[derive(Clone, Copy, Debug)]
pub enum Owner<T> {
    /// A message in flight, by its slot.
    Flight(u32),
    /// A timer of a node.
    Timer(NodeId, T),
    /// What a slow node is at work on.
    Work(NodeId),
    /// A step of a swizzle.
    Swizzle,
}

impl<T> Queue<T> {
    /// Nothing to come.
    pub fn empty() -> Queue<T> {
        Queue { heap: BinaryHeap::new() }
    }

    /// Adds a ticket.
    pub fn push(&mut self, at: Time, rank: u64, owner: Owner<T>) {
        self.heap.push(Ticket { at, rank, owner });
    }

    /// The first ticket.
    pub fn first(&self) -> Option<&Ticket<T>> {
        self.heap.peek()
    }

    /// Takes the first ticket.
    pub fn pop(&mut self) -> Option<Ticket<T>> {
        self.heap.pop()
    }
}

impl<T> Ord for Ticket<T> {
    /// The heap yields its greatest: the earliest is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.rank).cmp(&(self.at, self.rank))
    }
}

impl<T> PartialOrd for Ticket<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Ticket<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Ticket<T> {}
