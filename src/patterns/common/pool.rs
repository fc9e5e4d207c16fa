//! Workers with a queue before them: threads, connections, processes.
//!
//! Knows who is busy with what and what waits, and nothing of time: how long work takes, and what
//! becomes of what finds no place, is up to whoever has the pool.

use std::collections::VecDeque;

use pattern::widget::{Cell, PoolView};

/// Workers and a queue.
#[derive(Clone, Debug, Hash)]
pub struct Pool<J> {
    /// What each worker does.
    workers: Vec<Option<J>>,
    /// What waits for a worker, the next first.
    queue: VecDeque<J>,
    /// How many jobs can wait.
    room: u16,
}

/// What becomes of a job that is offered to a pool.
#[derive(Debug, PartialEq, Eq)]
pub enum Admission<J> {
    /// This worker is free: give it the job.
    Free(u16, J),
    /// It waits.
    Queued,
    /// All workers are busy, and the queue is full.
    Full(J),
}

impl<J> Pool<J> {
    /// A pool of so many idle workers, with room for so many jobs to wait.
    pub fn new(workers: u16, room: u16) -> Pool<J> {
        let workers = (0..workers).map(|_| None).collect();
        Pool { workers, queue: VecDeque::new(), room }
    }

    /// Finds a place for a job.
    pub fn admit(&mut self, job: J) -> Admission<J> {
        if let Some(free) = self.workers.iter().position(Option::is_none) {
            Admission::Free(free as u16, job)
        } else if self.queue.len() < usize::from(self.room) {
            self.queue.push_back(job);
            Admission::Queued
        } else {
            Admission::Full(job)
        }
    }

    /// A worker begins with a job.
    pub fn start(&mut self, worker: u16, job: J) {
        if let Some(place) = self.workers.get_mut(usize::from(worker)) {
            *place = Some(job);
        }
    }

    /// A worker is done: what it did.
    pub fn finish(&mut self, worker: u16) -> Option<J> {
        self.workers.get_mut(usize::from(worker))?.take()
    }

    /// The job that has waited longest, out of the queue.
    pub fn dequeue(&mut self) -> Option<J> {
        self.queue.pop_front()
    }

    /// Whether a worker has nothing to do.
    pub fn is_free(&self, worker: u16) -> bool {
        self.workers.get(usize::from(worker)).is_some_and(Option::is_none)
    }

    /// The worker that does what is described, if there is one.
    pub fn find(&self, wanted: impl Fn(&J) -> bool) -> Option<u16> {
        let found = self.workers.iter().position(|job| job.as_ref().is_some_and(&wanted));
        found.map(|worker| worker as u16)
    }

    /// What the busy workers do, each with its worker.
    pub fn busy(&self) -> impl Iterator<Item = (u16, &J)> {
        (0..).zip(&self.workers).filter_map(|(worker, job)| Some((worker, job.as_ref()?)))
    }

    /// What waits.
    pub fn waiting(&self) -> &VecDeque<J> {
        &self.queue
    }

    /// Whether no more than half of the queue's room is taken.
    pub fn is_half_empty(&self) -> bool {
        self.queue.len() * 2 <= usize::from(self.room)
    }

    /// How many jobs can wait.
    pub fn room(&self) -> u16 {
        self.room
    }

    /// The pool as it is drawn, each job as a cell.
    pub fn view(&self, name: &'static str, cell: impl Fn(&J) -> Cell) -> PoolView {
        PoolView {
            name,
            size: self.workers.len() as u32,
            busy: self.busy().count() as u32,
            cells: self.busy().take(8).map(|(_, job)| cell(job)).collect(),
            waiting: self.queue.len() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_find_a_worker_then_a_place_in_the_queue_then_none() {
        let mut pool = Pool::new(1, 1);
        assert_eq!(pool.admit('a'), Admission::Free(0, 'a'));
        pool.start(0, 'a');
        assert_eq!(pool.admit('b'), Admission::Queued);
        assert_eq!(pool.admit('c'), Admission::Full('c'));
        assert!(!pool.is_half_empty());
        assert_eq!(pool.find(|job| *job == 'a'), Some(0));
        assert_eq!(pool.finish(0), Some('a'));
        assert_eq!((pool.dequeue(), pool.dequeue()), (Some('b'), None));
        assert!(pool.is_free(0) && pool.is_half_empty() && pool.busy().next().is_none());
    }
}
