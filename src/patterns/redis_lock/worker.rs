//! A worker: takes the lock, reads the counter, works, writes one more, gives the lock back.
//!
//! It does not look at its clock while it works. It could, and would still be wrong: between the
//! look and the arrival of the write any time may pass.

use super::declare::{DONE, INSIDE};
use super::message::{Fence, Message, Token};
use super::{RedisLock, Timer};
use crate::patterns::common::aside::Aside;
use crate::sim::declare::Tone;
use crate::sim::ids::{NodeId, SpanId};
use crate::sim::pattern::Cx;
use crate::sim::time::Span;

/// A running worker.
#[derive(Clone, Debug, Hash)]
pub struct Worker {
    /// How far it is with its attempt.
    pub stage: Stage,
    /// The attempt: its token is sent with every request.
    pub token: Token,
    /// The span of time in which it believes to hold the lock.
    pub inside: Option<SpanId>,
    /// Whether it rests because somebody else has the lock, and not because it is done.
    refused: Aside<bool>,
}

/// How far a worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It wants nothing, or waits for the lock to be free.
    Resting,
    /// It has asked for the lock.
    Acquiring,
    /// It holds the lock, as far as it knows, and reads the counter.
    Reading(Fence),
    /// It works on the value it has read.
    Working(Fence, u32),
    /// It writes the value.
    Writing(Fence, u32),
    /// It gives the lock back.
    Releasing,
}

/// What a worker keeps.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The number of its last attempt, so that no token is used twice.
    pub attempts: u32,
    /// How many increments it was told were taken.
    pub done: u32,
}

impl Stage {
    /// The state of the diagram.
    pub fn state(self) -> u8 {
        match self {
            Stage::Resting => 0,
            Stage::Acquiring => 1,
            Stage::Reading(_) => 2,
            Stage::Working(..) => 3,
            Stage::Writing(..) => 4,
            Stage::Releasing => 5,
        }
    }

    /// Whether the worker believes to hold the lock.
    pub fn is_inside(self) -> bool {
        match self {
            Stage::Reading(_) | Stage::Working(..) | Stage::Writing(..) => true,
            Stage::Resting | Stage::Acquiring | Stage::Releasing => false,
        }
    }
}

impl Worker {
    /// A worker that starts, with a rest.
    pub fn boot(lock: &RedisLock, disk: &Disk, cx: &mut Cx<RedisLock>) -> Worker {
        let token = Token { worker: cx.me(), serial: disk.attempts };
        let mut worker =
            Worker { stage: Stage::Resting, token, inside: None, refused: Aside(false) };
        worker.rest(lock, cx);
        cx.measure(DONE, disk.done);
        worker
    }

    /// Somebody wants it to increment the counter now.
    pub fn on_increment(&mut self, lock: &RedisLock, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        // Otherwise it is at it.
        if self.stage == Stage::Resting {
            self.acquire(lock, disk, cx);
        }
    }

    /// A timer expires.
    pub fn on_timer(
        &mut self,
        lock: &RedisLock,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<RedisLock>,
    ) {
        match (timer, self.stage) {
            (Timer::Rest, Stage::Resting) => {
                if !self.refused.0 {
                    cx.workload("increment");
                }
                self.acquire(lock, disk, cx);
            }
            (Timer::Work, Stage::Working(fence, value)) => {
                self.stage = Stage::Writing(fence, value + 1);
                self.request(lock, cx);
            }
            (Timer::Request, _) => self.request(lock, cx),
            // They are cancelled with the stage that sets them.
            (Timer::Rest | Timer::Work | Timer::Expiry, _) => {}
        }
    }

    /// A server answers.
    pub fn on_message(
        &mut self,
        lock: &RedisLock,
        disk: &mut Disk,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        match (message, self.stage) {
            (Message::SetResponse(token, fence), Stage::Acquiring) if token == self.token => {
                match fence {
                    Some(fence) => self.enter(lock, fence, cx),
                    None => {
                        self.refused = Aside(true);
                        self.wait(lock.retry, cx);
                    }
                }
            }
            (Message::ReadResponse(token, value), Stage::Reading(fence)) if token == self.token => {
                match value {
                    Some(value) => {
                        self.stage = Stage::Working(fence, value);
                        cx.cancel_timer(Timer::Request);
                        cx.set_timer(Timer::Work, lock.work);
                    }
                    None => self.leave(lock, Tone::Bad, cx),
                }
            }
            (Message::WriteResponse(token, taken), Stage::Writing(..)) if token == self.token => {
                if taken {
                    disk.done += 1;
                    cx.measure(DONE, disk.done);
                }
                self.leave(lock, if taken { Tone::Good } else { Tone::Bad }, cx);
            }
            (Message::ReleaseResponse(token, _), Stage::Releasing) if token == self.token => {
                self.rest(lock, cx);
            }
            // Late or doubled: of an earlier attempt, or of a stage that is over.
            (Message::SetResponse(..) | Message::ReadResponse(..), _) => {}
            (Message::WriteResponse(..) | Message::ReleaseResponse(..), _) => {}
            // For servers.
            (Message::Set(_) | Message::Release(_), _) => {}
            (Message::Read(..) | Message::Write(..), _) => {}
        }
    }

    fn acquire(&mut self, lock: &RedisLock, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        disk.attempts += 1;
        self.token.serial = disk.attempts;
        self.stage = Stage::Acquiring;
        cx.cancel_timer(Timer::Rest);
        self.request(lock, cx);
    }

    fn enter(&mut self, lock: &RedisLock, fence: Fence, cx: &mut Cx<RedisLock>) {
        self.stage = Stage::Reading(fence);
        self.inside = Some(cx.open(0, None, format!("holds the lock with {fence}")));
        cx.measure(INSIDE, 1);
        self.request(lock, cx);
    }

    /// The increment was taken or refused: gives the lock back, which it may not have any more.
    fn leave(&mut self, lock: &RedisLock, how: Tone, cx: &mut Cx<RedisLock>) {
        self.stage = Stage::Releasing;
        if let Some(span) = self.inside.take() {
            cx.close(span, how);
        }
        cx.measure(INSIDE, 0);
        if how == Tone::Bad {
            cx.note("is refused: somebody has had the lock since");
        }
        self.request(lock, cx);
    }

    fn rest(&mut self, lock: &RedisLock, cx: &mut Cx<RedisLock>) {
        self.refused = Aside(false);
        let (low, high) = lock.rest;
        let rest = cx.rng().between(low, high);
        self.wait(rest, cx);
    }

    fn wait(&mut self, span: Span, cx: &mut Cx<RedisLock>) {
        self.stage = Stage::Resting;
        cx.cancel_timer(Timer::Request);
        cx.set_timer(Timer::Rest, span);
    }

    /// Sends the stage's request, for the first time or again.
    fn request(&self, lock: &RedisLock, cx: &mut Cx<RedisLock>) {
        let (to, message): (NodeId, Message) = match self.stage {
            Stage::Acquiring => (lock.redis(), Message::Set(self.token)),
            Stage::Reading(fence) => (lock.storage(), Message::Read(self.token, fence)),
            Stage::Writing(fence, value) => {
                (lock.storage(), Message::Write(self.token, fence, value))
            }
            Stage::Releasing => (lock.redis(), Message::Release(self.token)),
            // Nothing to ask.
            Stage::Resting | Stage::Working(..) => return,
        };
        cx.send(to, message);
        cx.set_timer(Timer::Request, lock.request_timeout);
    }
}
