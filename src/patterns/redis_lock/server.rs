//! The lock server: one key, who has set it, and until when by the server's own clock.

use super::{Fence, Message, RedisLock, Timer, Token};
use crate::common::lease::Lease;
use pattern::prelude::*;
use pattern::widget::{Row, TableView};

states! {
    /// Whether somebody holds the lock.
    pub enum State {
        Free: Quiet at (20, 50);
        Held: Leading at (80, 50);
    }
    moves {
        Free -> Held: "SET NX";
        Held -> Free: "deleted or expired";
    }
}

/// What the server keeps in memory.
#[derive(Clone, Debug, Hash)]
pub struct Server {
    pub(super) state: State,
    /// Whose lock was deleted last, and by whom.
    pub(super) deleted: Option<(Token, Token)>,
}

/// What the server has written to its append-only file.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The lock that was given last and neither deleted nor seen to expire.
    pub(super) lock: Option<Lease<Token>>,
    /// The fencing token given last.
    pub(super) fence: Fence,
}

impl Server {
    /// The server starts, and forgets a lock that has expired meanwhile.
    pub fn boot(disk: &mut Disk, cx: &mut Cx<RedisLock>) -> Server {
        let state = if disk.lock.is_some() { State::Held } else { State::Free };
        let mut server = Server { state, deleted: None };
        server.expire(disk, cx);
        server
    }

    /// A worker asks for something.
    pub fn on_message(
        &mut self,
        it: &RedisLock,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        self.expire(disk, cx);
        match message {
            Message::Set(token) => {
                let fence = self.set(it, disk, token, cx);
                cx.send(from, Message::SetResponse(token, fence));
            }
            Message::Release(token) => {
                let mine = disk.lock.filter(|lock| lock.holder == token || !it.owner_check);
                if let Some(lock) = mine {
                    self.free(disk, cx);
                    self.deleted = Some((lock.holder, token));
                }
                cx.send(from, Message::ReleaseResponse(token, mine.is_some()));
            }
            // The storage's, and answers for workers.
            Message::Read(..) | Message::Write(..) => {}
            Message::SetResponse(..) | Message::ReleaseResponse(..) => {}
            Message::ReadResponse(..) | Message::WriteResponse(..) => {}
        }
    }

    /// Gives the lock, if it is free. A worker that repeats itself because it did not hear the
    /// answer is told the same again, as by a script that compares the value.
    fn set(
        &mut self,
        it: &RedisLock,
        disk: &mut Disk,
        token: Token,
        cx: &mut Cx<RedisLock>,
    ) -> Option<Fence> {
        if let Some(lock) = disk.lock {
            return (lock.holder == token).then_some(disk.fence);
        }
        self.state = State::Held;
        disk.fence += 1;
        disk.lock = Some(Lease::new(token, cx.now(), it.expires.then_some(it.ttl)));
        self.expire(disk, cx);
        Some(disk.fence)
    }

    /// Frees a lock whose time is over; otherwise sees to it that it will be. The timer may have
    /// expired too early, if the clock was set back meanwhile.
    pub fn expire(&mut self, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        let Some(lock) = disk.lock else { return };
        if lock.is_over(cx.now()) {
            self.free(disk, cx);
            cx.note("the lock expires");
        } else if let Some(left) = lock.left(cx.now()) {
            cx.set_timer(Timer::Expiry, left);
        }
    }

    fn free(&mut self, disk: &mut Disk, cx: &mut Cx<RedisLock>) {
        self.state = State::Free;
        disk.lock = None;
        cx.cancel_timer(Timer::Expiry);
    }

    /// Shows who holds the lock, and whose was deleted.
    pub fn show(&self, it: &RedisLock, disk: &Disk, view: &mut NodeView) {
        disk.show(it, view);
        if let Some((held, by)) = self.deleted {
            let words = format_args!("that of {} by {}", it.token(held), it.token(by));
            view.field("lock deleted last", words);
        }
    }
}

impl Disk {
    /// Shows who holds the lock.
    pub fn show(&self, it: &RedisLock, view: &mut NodeView) {
        let holder = self.lock.map_or("nobody".into(), |lock| it.token(lock.holder));
        view.field("holder", &holder);
        view.field("fencing token given last", self.fence);
        let columns = &["key", "token"];
        let mut table = TableView { name: "lock", columns, ..TableView::default() };
        if let Some(lock) = self.lock {
            if lock.expires() {
                view.field("expires", lock.until);
            }
            table.rows.push(Row::new(vec!["lock".into(), holder], Tone::Leading));
            table.length = 1;
        }
        view.widget(table);
    }
}
