//! The store: a count for the present window, on disk, that gateways increment, or read and write. It
//! knows no limit.

use super::message::Message;
use super::{Disk, RateLimiter};
use kernel::ids::NodeId;
use pattern::Cx;

/// A running store; what it counts is on its [`Disk`].
#[derive(Clone, Debug, Default, Hash)]
pub struct Store {
    /// The count of the window, as of the last event.
    pub count: u32,
}

impl Store {
    /// A gateway asks. The window is that of the store's clock; one that has begun is not gone back from.
    pub fn on_message(
        &mut self,
        (pattern, disk): (&RateLimiter, &mut Disk),
        from: NodeId,
        message: Message,
        cx: &mut Cx<RateLimiter>,
    ) {
        let now = cx.now().0 / pattern.window.0.max(1);
        if now > disk.window {
            (disk.window, disk.counter) = (now, 0);
        }
        match message {
            Message::Increment(question) => {
                disk.counter += 1;
                let (window, count) = (disk.window, disk.counter);
                cx.send(from, Message::Count { question, window, count });
            }
            Message::Get(question) => {
                let (window, count) = (disk.window, disk.counter);
                cx.send(from, Message::Count { question, window, count });
            }
            Message::Set { window, count } => {
                // What was counted in a window that is over has expired.
                if window == disk.window {
                    disk.counter = count;
                }
            }
            // These are between clients and whoever limits them, or answers of its own.
            Message::Request { .. } | Message::Admitted(_) | Message::Rejected(_) => {}
            Message::Count { .. } => {}
        }
        self.count = disk.counter;
    }
}
