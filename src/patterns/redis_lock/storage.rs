//! The storage: one counter, and the highest fencing token that it has seen.

use super::{Fence, Message, Metric, RedisLock, Token};
use pattern::prelude::*;
use pattern::widget::{LedgerEntry, LedgerView};

states! { pub enum State { Up: Quiet at (50, 50); } moves {} }

/// What the storage keeps in memory.
#[derive(Clone, Debug, Default, Hash)]
pub struct Storage {
    /// How many requests it has refused since it started.
    refused: u32,
}

/// What the storage keeps.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    pub(super) counter: u32,
    /// How many writes it has taken. The counter is to be the same.
    pub(super) taken: u32,
    /// The highest fencing token it has seen.
    seen: Fence,
    /// The latest writes: whose, with which number, and what was written.
    pub(super) writes: Vec<(Token, Fence, u32)>,
}

/// How many writes are remembered, for the picture.
const REMEMBERED: usize = 4;

impl Storage {
    /// The storage starts.
    pub fn boot(disk: &Disk, cx: &mut Cx<RedisLock>) -> Storage {
        cx.measure(Metric::Counter, disk.counter);
        Storage::default()
    }

    /// A worker reads or writes.
    pub fn on_message(
        &mut self,
        it: &RedisLock,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        match message {
            Message::Read(token, fence) => {
                let value = self.admit(it, disk, fence).then_some(disk.counter);
                cx.send(from, Message::ReadResponse(token, value));
            }
            Message::Write(token, fence, value) => {
                // The same write once more, because its answer was lost.
                let again = disk.writes.last().is_some_and(|write| write.0 == token);
                let taken = again || self.admit(it, disk, fence);
                if taken && !again {
                    take(disk, (token, fence, value), cx);
                }
                cx.send(from, Message::WriteResponse(token, taken));
            }
            // The lock server's, and answers for workers.
            Message::Set(_) | Message::Release(_) => {}
            Message::SetResponse(..) | Message::ReleaseResponse(..) => {}
            Message::ReadResponse(..) | Message::WriteResponse(..) => {}
        }
    }

    /// Whether a request may pass: no later holder has been here.
    fn admit(&mut self, it: &RedisLock, disk: &mut Disk, fence: Fence) -> bool {
        if it.fencing && fence < disk.seen {
            self.refused += 1;
            return false;
        }
        disk.seen = disk.seen.max(fence);
        true
    }

    /// Shows the counter and the writes.
    pub fn show(&self, it: &RedisLock, disk: &Disk, view: &mut NodeView) {
        disk.show(it, view);
        view.field("requests refused", self.refused);
    }
}

impl Disk {
    /// Shows the counter and the writes.
    pub fn show(&self, it: &RedisLock, view: &mut NodeView) {
        view.field("counter", self.counter);
        view.field("increments taken", self.taken);
        view.field("highest fencing token seen", self.seen);
        let entries = self.writes.iter().map(|(token, fence, value)| LedgerEntry {
            what: format!("{} f{fence}", it.name(token.worker)),
            amount: value.to_string(),
            tone: Tone::Quiet,
        });
        view.widget(LedgerView {
            name: "writes".into(),
            entries: entries.collect(),
            length: self.taken,
            balance: self.counter.to_string(),
            wrong: self.counter != self.taken,
        });
    }
}

fn take(disk: &mut Disk, write: (Token, Fence, u32), cx: &mut Cx<RedisLock>) {
    disk.counter = write.2;
    disk.taken += 1;
    if disk.writes.len() == REMEMBERED {
        disk.writes.remove(0);
    }
    disk.writes.push(write);
    cx.measure(Metric::Counter, disk.counter);
}
