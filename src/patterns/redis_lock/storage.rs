//! The storage: one counter, and the highest fencing token that it has seen.

use super::RedisLock;
use super::declare::COUNTER;
use super::message::{Fence, Message, Token};
use kernel::ids::NodeId;
use pattern::Cx;

/// What the storage keeps in memory.
#[derive(Clone, Debug, Default, Hash)]
pub struct Storage {
    /// How many requests it has refused since it booted.
    pub refused: u32,
}

/// What the storage keeps.
#[derive(Clone, Debug, Default, Hash)]
pub struct Disk {
    /// The counter.
    pub counter: u32,
    /// How many writes it has taken. The counter is to be the same.
    pub taken: u32,
    /// The highest fencing token it has seen.
    pub seen: Fence,
    /// The latest writes: whose, with which number, and what was written.
    pub writes: Vec<(Token, Fence, u32)>,
}

/// How many writes are remembered, for the picture.
const REMEMBERED: usize = 4;

impl Storage {
    /// The storage starts.
    pub fn boot(disk: &Disk, cx: &mut Cx<RedisLock>) -> Storage {
        cx.measure(COUNTER, disk.counter);
        Storage::default()
    }

    /// A worker reads or writes.
    pub fn on_message(
        &mut self,
        lock: &RedisLock,
        disk: &mut Disk,
        from: NodeId,
        message: Message,
        cx: &mut Cx<RedisLock>,
    ) {
        match message {
            Message::Read(token, fence) => {
                let value = self.admit(lock, disk, fence).then_some(disk.counter);
                cx.send(from, Message::ReadResponse(token, value));
            }
            Message::Write(token, fence, value) => {
                // The same write once more, because its answer was lost.
                let again = disk.writes.last().is_some_and(|it| it.0 == token);
                let taken = again || self.admit(lock, disk, fence);
                if taken && !again {
                    take(disk, (token, fence, value), cx);
                }
                cx.send(from, Message::WriteResponse(token, taken));
            }
            // The lock server's.
            Message::Set(_) | Message::Release(_) => {}
            // Answers, for workers.
            Message::SetResponse(..) | Message::ReleaseResponse(..) => {}
            Message::ReadResponse(..) | Message::WriteResponse(..) => {}
        }
    }

    /// Whether a request may pass: no later holder has been here.
    fn admit(&mut self, lock: &RedisLock, disk: &mut Disk, fence: Fence) -> bool {
        if lock.fencing && fence < disk.seen {
            self.refused += 1;
            return false;
        }
        disk.seen = disk.seen.max(fence);
        true
    }
}

fn take(disk: &mut Disk, write: (Token, Fence, u32), cx: &mut Cx<RedisLock>) {
    disk.counter = write.2;
    disk.taken += 1;
    if disk.writes.len() == REMEMBERED {
        disk.writes.remove(0);
    }
    disk.writes.push(write);
    cx.measure(COUNTER, disk.counter);
}
