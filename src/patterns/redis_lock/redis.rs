//! The lock server: one key, who has set it, and until when by the server's own clock.

use super::message::{Fence, Message, Token};
use super::{RedisLock, Timer};
use kernel::ids::NodeId;
use kernel::time::Time;
use pattern::Cx;

/// What the server keeps in memory.
#[derive(Clone, Debug, Hash)]
pub struct Redis {
    /// Whether somebody holds the lock.
    pub held: bool,
    /// Whose lock was deleted last, and by whom.
    pub deleted: Option<(Token, Token)>,
}

/// What the server has written to its append-only file.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The lock that was given last and neither deleted nor seen to expire.
    pub lock: Option<Lock>,
    /// The fencing token given last.
    pub fence: Fence,
}

/// A lock that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lock {
    /// Whom to.
    pub token: Token,
    /// Until when, by the server's clock.
    pub until: Time,
}

impl Redis {
    /// The server starts, and forgets a lock that has expired meanwhile.
    pub fn boot(disk: &mut Disk, cx: &mut Cx<RedisLock>) -> Redis {
        let mut redis = Redis { held: disk.lock.is_some(), deleted: None };
        redis.expire(disk, cx);
        redis
    }

    /// A worker asks for something.
    pub fn on_message(
        &mut self,
        lock: &RedisLock,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        self.expire(disk, cx);
        match message {
            Message::Set(token) => {
                let fence = self.set(lock, disk, token, cx);
                cx.send(from, Message::SetResponse(token, fence));
            }
            Message::Release(token) => {
                let mine = disk.lock.filter(|it| it.token == token || !lock.owner_check);
                if let Some(held) = mine {
                    self.free(disk, cx);
                    self.deleted = Some((held.token, token));
                }
                cx.send(from, Message::ReleaseResponse(token, mine.is_some()));
            }
            // The storage's.
            Message::Read(..) | Message::Write(..) => {}
            // Answers, for workers.
            Message::SetResponse(..) | Message::ReleaseResponse(..) => {}
            Message::ReadResponse(..) | Message::WriteResponse(..) => {}
        }
    }

    /// Gives the lock, if it is free. A worker that repeats itself because it did not hear the
    /// answer is told the same again, as by a script that compares the value.
    fn set(
        &mut self,
        lock: &RedisLock,
        disk: &mut Disk,
        token: Token,
        cx: &mut Cx<RedisLock>,
    ) -> Option<Fence> {
        match disk.lock {
            Some(held) if held.token == token => return Some(disk.fence),
            Some(_) => return None,
            None => {}
        }
        self.held = true;
        disk.fence += 1;
        let until = if lock.expires { cx.now() + lock.ttl } else { Time::NEVER };
        disk.lock = Some(Lock { token, until });
        self.expire(disk, cx);
        Some(disk.fence)
    }

    /// The time to live is over, or a clock was set.
    pub fn on_expiry(&mut self, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        self.expire(disk, cx);
    }

    /// Frees a lock whose time is over; otherwise sees to it that it will be.
    fn expire(&mut self, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        let Some(lock) = disk.lock else { return };
        if lock.until <= cx.now() {
            self.free(disk, cx);
            cx.note("the lock expires");
        } else if lock.until < Time::NEVER {
            cx.set_timer(Timer::Expiry, lock.until.since(cx.now()));
        }
    }

    fn free(&mut self, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        self.held = false;
        disk.lock = None;
        cx.cancel_timer(Timer::Expiry);
    }
}
