//! A gateway: one of several that share a limit. The count is in a store that all of them ask, because
//! none sees what the others admit.

use super::message::Message;
use super::{Disk, RateLimiter, Timer, declare};
use kernel::ids::NodeId;
use pattern::Cx;

/// What a gateway knows. The number of its last question is on its [`Disk`], so that an answer to a
/// question from before a crash is not taken for another's.
#[derive(Clone, Debug, Default, Hash)]
pub struct Gateway {
    /// The requests that wait for the store's answer.
    pub asking: Vec<Asking>,
    /// Whether it turned the last request away.
    pub limiting: bool,
    /// What it admitted in the event just handled, for the checks: the window that the store counted it
    /// in; none if nobody counted it.
    pub admits: Option<Option<u64>>,
}

/// A request that waits for the store's answer.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Asking {
    question: u32,
    client: NodeId,
    number: u32,
}

impl Gateway {
    /// A client asks, or the store answers.
    pub fn on_message(
        &mut self,
        (pattern, disk): (&RateLimiter, &mut Disk),
        from: NodeId,
        message: Message,
        cx: &mut Cx<RateLimiter>,
    ) {
        self.admits = None;
        match message {
            Message::Request { number, .. } => {
                disk.counter += 1;
                let question = disk.counter;
                self.asking.push(Asking { question, client: from, number });
                cx.set_timer(Timer::Store(question), pattern.store_timeout);
                for store in cx.nodes(RateLimiter::STORE) {
                    cx.send(
                        store,
                        match pattern.atomic {
                            true => Message::Increment(question),
                            false => Message::Get(question),
                        },
                    );
                }
            }
            Message::Count { question, window, count } => {
                // A second answer to the same question, or one that comes too late.
                let Some(asking) = self.forget(question, cx) else { return };
                let limit = u32::from(pattern.limit);
                if pattern.atomic {
                    self.decide(asking, count <= limit, Some(window), cx);
                    return;
                }
                // What was read may have changed by the time that it is written.
                if count < limit {
                    cx.send(from, Message::Set { window, count: count + 1 });
                }
                self.decide(asking, count < limit, Some(window), cx);
            }
            // Answers go to clients, and the rest to the store.
            Message::Admitted(_) | Message::Rejected(_) => {}
            Message::Increment(_) | Message::Get(_) | Message::Set { .. } => {}
        }
    }

    /// The store has not answered in time: whether it may be asked again is for the client to decide.
    pub fn on_timer(&mut self, pattern: &RateLimiter, timer: Timer, cx: &mut Cx<RateLimiter>) {
        self.admits = None;
        if let Timer::Store(question) = timer
            && let Some(asking) = self.forget(question, cx)
        {
            self.decide(asking, !pattern.fail_closed, None, cx);
        }
    }

    fn forget(&mut self, question: u32, cx: &mut Cx<RateLimiter>) -> Option<Asking> {
        let place = self.asking.iter().position(|asking| asking.question == question)?;
        cx.cancel_timer(Timer::Store(question));
        Some(self.asking.remove(place))
    }

    fn decide(
        &mut self,
        Asking { client, number, .. }: Asking,
        admits: bool,
        window: Option<u64>,
        cx: &mut Cx<RateLimiter>,
    ) {
        self.limiting = !admits;
        if admits {
            self.admits = Some(window);
            cx.measure(declare::ADMITTED[6], 1);
            cx.send(client, Message::Admitted(number));
        } else {
            cx.send(client, Message::Rejected(number));
        }
    }
}
