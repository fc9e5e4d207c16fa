//! A worker: takes the lock, reads the counter, works, writes one more, gives the lock back.
//!
//! It does not look at its clock while it works. It could, and would still be wrong: between the
//! look and the arrival of the write any time may pass.

use super::{Fence, Message, Metric, RedisLock, THE_SERVER, THE_STORAGE, Timer, Token};
use crate::common::unhashed::Unhashed;
use kernel::ids::SpanId;
use pattern::prelude::*;

states! {
    pub enum State {
        Resting: Quiet at (10, 50);
        Acquiring: Trying at (32, 12);
        Reading: Leading at (68, 12);
        Working: Leading at (90, 50);
        Writing: Leading at (68, 88);
        Releasing: Quiet at (32, 88);
    }
    moves {
        Resting -> Acquiring: "wants";
        Acquiring -> Resting: "nil"; Acquiring -> Reading: "OK";
        Reading -> Working: "value"; Reading -> Releasing: "stale";
        Working -> Writing: "done";
        Writing -> Releasing: "taken or stale";
        Releasing -> Resting: "answer";
    }
}

/// A running worker.
#[derive(Clone, Debug, Hash)]
pub struct Worker {
    /// How far it is with its attempt.
    pub(super) stage: Stage,
    /// The attempt: its token is sent with every request.
    token: Token,
    /// The span of time in which it believes to hold the lock.
    inside: Option<SpanId>,
    /// Whether it rests because somebody else has the lock, and not because it is done.
    refused: Unhashed<bool>,
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
    pub(super) attempts: u32,
    /// How many increments it was told were taken.
    done: u32,
}

impl Stage {
    /// The state of the diagram.
    pub fn state(self) -> State {
        match self {
            Stage::Resting => State::Resting,
            Stage::Acquiring => State::Acquiring,
            Stage::Reading(_) => State::Reading,
            Stage::Working(..) => State::Working,
            Stage::Writing(..) => State::Writing,
            Stage::Releasing => State::Releasing,
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
    pub fn boot(it: &RedisLock, disk: &Disk, cx: &mut Cx<RedisLock>) -> Worker {
        let token = Token { worker: cx.me(), serial: disk.attempts };
        let mut worker =
            Worker { stage: Stage::Resting, token, inside: None, refused: Unhashed(false) };
        worker.rest(it, cx);
        cx.measure(Metric::Done, disk.done);
        worker
    }

    /// Somebody wants it to increment the counter now.
    pub fn on_increment(&mut self, it: &RedisLock, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        // Otherwise it is at it.
        if self.stage == Stage::Resting {
            self.acquire(it, disk, cx);
        }
    }

    /// A timer expires.
    pub fn on_timer(
        &mut self,
        it: &RedisLock,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<RedisLock>,
    ) {
        match (timer, self.stage) {
            (Timer::Rest, Stage::Resting) => {
                if !self.refused.0 {
                    cx.workload("increment");
                }
                self.acquire(it, disk, cx);
            }
            (Timer::Work, Stage::Working(fence, value)) => {
                self.stage = Stage::Writing(fence, value + 1);
                self.request(it, cx);
            }
            (Timer::Request, _) => self.request(it, cx),
            // They are cancelled with the stage that sets them.
            (Timer::Rest | Timer::Work | Timer::Expiry, _) => {}
        }
    }

    /// A server answers.
    pub fn on_message(
        &mut self,
        it: &RedisLock,
        disk: &mut Disk,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        match (message, self.stage) {
            (Message::SetResponse(token, fence), Stage::Acquiring) if token == self.token => {
                match fence {
                    Some(fence) => self.enter(it, fence, cx),
                    None => {
                        self.refused = Unhashed(true);
                        self.wait(it.retry, cx);
                    }
                }
            }
            (Message::ReadResponse(token, value), Stage::Reading(fence)) if token == self.token => {
                match value {
                    Some(value) => {
                        self.stage = Stage::Working(fence, value);
                        cx.cancel_timer(Timer::Request);
                        cx.set_timer(Timer::Work, it.work);
                    }
                    None => self.leave(it, Tone::Bad, cx),
                }
            }
            (Message::WriteResponse(token, taken), Stage::Writing(..)) if token == self.token => {
                if taken {
                    disk.done += 1;
                    cx.measure(Metric::Done, disk.done);
                }
                self.leave(it, if taken { Tone::Good } else { Tone::Bad }, cx);
            }
            (Message::ReleaseResponse(token, _), Stage::Releasing) if token == self.token => {
                self.rest(it, cx);
            }
            // Late or doubled: of an earlier attempt, or of a stage that is over.
            (Message::SetResponse(..) | Message::ReadResponse(..), _) => {}
            (Message::WriteResponse(..) | Message::ReleaseResponse(..), _) => {}
            // For servers.
            (Message::Set(_) | Message::Release(_), _) => {}
            (Message::Read(..) | Message::Write(..), _) => {}
        }
    }

    fn acquire(&mut self, it: &RedisLock, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        disk.attempts += 1;
        self.token.serial = disk.attempts;
        self.stage = Stage::Acquiring;
        cx.cancel_timer(Timer::Rest);
        self.request(it, cx);
    }

    fn enter(&mut self, it: &RedisLock, fence: Fence, cx: &mut Cx<RedisLock>) {
        self.stage = Stage::Reading(fence);
        self.inside = Some(cx.open(0, None, format!("holds the lock with {fence}")));
        cx.measure(Metric::Inside, 1);
        self.request(it, cx);
    }

    /// The increment was taken or refused: gives the lock back, which it may not have any more.
    fn leave(&mut self, it: &RedisLock, how: Tone, cx: &mut Cx<RedisLock>) {
        self.stage = Stage::Releasing;
        if let Some(span) = self.inside.take() {
            cx.close(span, how);
        }
        cx.measure(Metric::Inside, 0);
        if how == Tone::Bad {
            cx.note("is refused: somebody has had the lock since");
        }
        self.request(it, cx);
    }

    fn rest(&mut self, it: &RedisLock, cx: &mut Cx<RedisLock>) {
        self.refused = Unhashed(false);
        let (low, high) = it.rest;
        let rest = cx.rng().between(low, high);
        self.wait(rest, cx);
    }

    fn wait(&mut self, span: Span, cx: &mut Cx<RedisLock>) {
        self.stage = Stage::Resting;
        cx.cancel_timer(Timer::Request);
        cx.set_timer(Timer::Rest, span);
    }

    /// Sends the stage's request, for the first time or again.
    fn request(&self, it: &RedisLock, cx: &mut Cx<RedisLock>) {
        let (to, message): (NodeId, Message) = match self.stage {
            Stage::Acquiring => (THE_SERVER, Message::Set(self.token)),
            Stage::Reading(fence) => (THE_STORAGE, Message::Read(self.token, fence)),
            Stage::Writing(fence, value) => (THE_STORAGE, Message::Write(self.token, fence, value)),
            Stage::Releasing => (THE_SERVER, Message::Release(self.token)),
            // Nothing to ask.
            Stage::Resting | Stage::Working(..) => return,
        };
        cx.send(to, message);
        cx.set_timer(Timer::Request, it.request_timeout);
    }

    /// Shows whether it believes to hold the lock, and what it has done.
    pub fn show(&self, it: &RedisLock, disk: &Disk, view: &mut NodeView) {
        disk.show(view);
        match self.stage {
            Stage::Reading(fence) | Stage::Working(fence, _) | Stage::Writing(fence, _) => {
                let meaning = format_args!("believes to hold the lock, with fencing token {fence}");
                view.badge(format_args!("f {fence}"), meaning);
                view.field("fencing token", fence);
            }
            Stage::Resting | Stage::Acquiring | Stage::Releasing => {}
        }
        if let Stage::Working(_, value) = self.stage {
            view.field("has read", value);
        }
        view.field("token", it.token(self.token));
    }
}

impl Disk {
    /// Shows what it has done.
    pub fn show(&self, view: &mut NodeView) {
        view.field("increments done", self.done);
        view.field("attempts", self.attempts);
    }
}
