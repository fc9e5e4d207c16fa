//! A node with one of the algorithms: every request is decided by it alone, from what it remembers.
//!
//! What is admitted is answered at once; the leaky bucket answers when the request leaves it.

use std::collections::VecDeque;

use super::message::Message;
use super::{RateLimiter, Timer, declare};
use crate::common::limiter::fixed_window::FixedWindow;
use crate::common::limiter::gcra::Gcra;
use crate::common::limiter::leaky_bucket::LeakyBucket;
use crate::common::limiter::sliding_counter::SlidingCounter;
use crate::common::limiter::sliding_log::SlidingLog;
use crate::common::limiter::token_bucket::TokenBucket;
use kernel::ids::NodeId;
use kernel::time::Time;
use pattern::Cx;

/// A running limiter. It has nothing on disk: one that starts has admitted nothing yet.
#[derive(Clone, Debug, Hash)]
pub struct Limiter {
    /// What it decides by.
    pub algorithm: Algorithm,
    /// Whether it turned the last request away.
    pub limiting: bool,
    /// How many it has admitted since it started.
    pub admitted: u32,
    /// How many it has turned away.
    pub rejected: u32,
    /// What waits in the leaky bucket, and when it leaves.
    pub waiting: VecDeque<(NodeId, u32, Time)>,
    /// When it started, by its clock.
    pub started: Time,
    /// When something last happened to it, by its clock.
    pub seen: Time,
    /// Whether something was admitted in the event just handled, for the checks.
    pub admits: bool,
}

/// What a limiter decides by.
#[derive(Clone, Debug, Hash)]
pub enum Algorithm {
    /// Tokens that fill up.
    TokenBucket(TokenBucket),
    /// A queue that leaks.
    LeakyBucket(LeakyBucket),
    /// A count for each window.
    FixedWindow(FixedWindow),
    /// The times of what was admitted.
    SlidingLog(SlidingLog),
    /// The counts of two windows.
    SlidingCounter(SlidingCounter),
    /// A theoretical arrival time.
    Gcra(Gcra),
}

impl Algorithm {
    /// The algorithm of a role, as new.
    fn of(role: u8, pattern: &RateLimiter, now: Time) -> Algorithm {
        match role {
            RateLimiter::TOKEN_BUCKET => {
                Algorithm::TokenBucket(TokenBucket::full(&pattern.bucket(), now))
            }
            RateLimiter::LEAKY_BUCKET => Algorithm::LeakyBucket(LeakyBucket::default()),
            RateLimiter::FIXED_WINDOW => Algorithm::FixedWindow(FixedWindow::default()),
            RateLimiter::SLIDING_LOG => Algorithm::SlidingLog(SlidingLog::default()),
            RateLimiter::SLIDING_COUNTER => Algorithm::SlidingCounter(SlidingCounter::default()),
            _ => Algorithm::Gcra(Gcra::default()),
        }
    }

    /// When a request passes that comes now; none if it is turned away.
    fn take(&mut self, pattern: &RateLimiter, now: Time) -> Option<Time> {
        let (limit, window) = (u32::from(pattern.limit), pattern.window);
        let passes = match self {
            Algorithm::LeakyBucket(bucket) => return bucket.take(&pattern.leak(), now),
            Algorithm::TokenBucket(bucket) => bucket.take(&pattern.bucket(), 1, now),
            Algorithm::FixedWindow(counter) => counter.take(limit, window, now),
            Algorithm::SlidingLog(log) => log.take(limit, window, now),
            Algorithm::SlidingCounter(counter) => counter.take(limit, window, now),
            Algorithm::Gcra(gcra) => !gcra.take(&pattern.quota(), 1, now).limited,
        };
        passes.then_some(now)
    }
}

impl Limiter {
    /// Starts a limiter, by the algorithm of its role.
    pub fn boot(pattern: &RateLimiter, cx: &mut Cx<RateLimiter>) -> Limiter {
        if cx.role() == RateLimiter::LEAKY_BUCKET {
            cx.measure(declare::WAITING, 0);
        }
        Limiter {
            algorithm: Algorithm::of(cx.role(), pattern, cx.now()),
            limiting: false,
            admitted: 0,
            rejected: 0,
            waiting: VecDeque::new(),
            started: cx.now(),
            seen: cx.now(),
            admits: false,
        }
    }

    /// A request comes.
    pub fn on_message(
        &mut self,
        pattern: &RateLimiter,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RateLimiter>,
    ) {
        (self.admits, self.seen) = (false, cx.now());
        let Message::Request { number, sent } = message else {
            // Answers go to clients; everything else is between gateways and the store.
            return;
        };
        self.leak(cx);
        // A queue lets pass by its own clock, whatever a request says.
        let own = pattern.arrival_time || cx.role() == RateLimiter::LEAKY_BUCKET;
        let now = if own { cx.now() } else { sent };
        let Some(passes) = self.algorithm.take(pattern, now) else {
            self.limiting = true;
            self.rejected += 1;
            cx.send(from, Message::Rejected(number));
            return;
        };
        self.limiting = false;
        if passes <= cx.now() {
            self.admit(from, number, cx);
            return;
        }
        self.waiting.push_back((from, number, passes));
        cx.measure(declare::WAITING, self.waiting.len() as u32);
        self.await_leak(cx);
    }

    /// What waits longest leaves the bucket.
    pub fn on_timer(&mut self, timer: Timer, cx: &mut Cx<RateLimiter>) {
        (self.admits, self.seen) = (false, cx.now());
        match timer {
            Timer::Leak => {
                self.leak(cx);
                self.await_leak(cx);
            }
            // Timers of gateways and clients.
            Timer::Store(_) | Timer::Workload => {}
        }
    }

    /// Lets the first of those that wait pass, if it is time. If it is late, because the limiter was
    /// held up, the others are as late: the flow stays even.
    fn leak(&mut self, cx: &mut Cx<RateLimiter>) {
        let due = |(_, _, passes): &(NodeId, u32, Time)| *passes <= cx.now();
        if !self.waiting.front().is_some_and(due) {
            return;
        }
        let Some((from, number, passes)) = self.waiting.pop_front() else { return };
        let late = cx.now().since(passes);
        self.waiting.iter_mut().for_each(|(_, _, passes)| *passes += late);
        if let Algorithm::LeakyBucket(bucket) = &mut self.algorithm {
            bucket.postpone(late);
        }
        cx.measure(declare::WAITING, self.waiting.len() as u32);
        self.admit(from, number, cx);
    }

    fn await_leak(&self, cx: &mut Cx<RateLimiter>) {
        if let Some((_, _, passes)) = self.waiting.front() {
            cx.set_timer(Timer::Leak, passes.since(cx.now()));
        }
    }

    fn admit(&mut self, from: NodeId, number: u32, cx: &mut Cx<RateLimiter>) {
        self.admits = true;
        self.admitted += 1;
        cx.measure(declare::ADMITTED[usize::from(cx.role())], 1);
        cx.send(from, Message::Admitted(number));
    }
}
