//! A client: sends every request to all limiters at once, and to one of the gateways, so that all see
//! the same arrivals. It does not mind being turned away.

use super::message::Message;
use super::{Disk, Input, RateLimiter, Timer, declare};
use kernel::ids::NodeId;
use pattern::Cx;

/// What a client knows. The number of its last request is on its [`Disk`].
#[derive(Clone, Debug, Default, Hash)]
pub struct Client {
    /// How often it was told that a request has passed.
    pub admitted: u32,
    /// How often it was turned away.
    pub rejected: u32,
}

impl Client {
    /// Starts a client, whose first request comes at a random moment of the first interval.
    pub fn boot(pattern: &RateLimiter, cx: &mut Cx<RateLimiter>) -> Client {
        cx.set_staggered(Timer::Workload, pattern.every);
        Client::default()
    }

    /// A limiter or a gateway answers.
    pub fn on_message(&mut self, message: Message) {
        match message {
            Message::Admitted(_) => self.admitted += 1,
            Message::Rejected(_) => self.rejected += 1,
            // These go to limiters, to gateways and to the store.
            Message::Request { .. } | Message::Increment(_) | Message::Get(_) => {}
            Message::Set { .. } | Message::Count { .. } => {}
        }
    }

    /// The next request is due.
    pub fn on_timer(
        &mut self,
        pattern: &RateLimiter,
        disk: &mut Disk,
        timer: Timer,
        cx: &mut Cx<RateLimiter>,
    ) {
        if timer == Timer::Workload {
            cx.set_timer(Timer::Workload, pattern.every);
            cx.workload("request");
            Client::ask(disk, 1, cx);
        }
    }

    /// The user asks for requests.
    pub fn on_input(&mut self, disk: &mut Disk, input: Input, cx: &mut Cx<RateLimiter>) {
        let Input::Burst(requests) = input;
        Client::ask(disk, requests, cx);
    }

    fn ask(disk: &mut Disk, requests: u16, cx: &mut Cx<RateLimiter>) {
        for _ in 0..requests {
            disk.counter += 1;
            cx.measure(declare::ARRIVALS, 1);
            let request = Message::Request { number: disk.counter, sent: cx.now() };
            for role in 0..RateLimiter::GATEWAY {
                for limiter in cx.nodes(role) {
                    cx.send(limiter, request.clone());
                }
            }
            let gateways: Vec<NodeId> = cx.nodes(RateLimiter::GATEWAY).collect();
            let chosen = (disk.counter + u32::from(cx.index())) as usize % gateways.len().max(1);
            if let Some(gateway) = gateways.get(chosen) {
                cx.send(*gateway, request);
            }
        }
    }
}
