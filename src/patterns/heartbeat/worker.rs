//! A worker: does its work, which is of no interest here, and lets the registry know that it runs.

use super::message::Message;
use super::{Heartbeat, Timer};
use kernel::time::Span;
use pattern::Cx;

/// A running worker.
#[derive(Clone, Debug, Hash)]
pub struct Worker {
    /// How many heartbeats it has sent since it booted.
    pub sent: u32,
}

impl Worker {
    /// A worker that starts. When within the interval it is heard from is up to chance, so that not
    /// all are heard from at once.
    pub fn boot(heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) -> Worker {
        let phase = cx.rng().between(Span::ZERO, heartbeat.interval);
        if !heartbeat.pulls() {
            cx.set_timer(Timer::Beat, phase);
        }
        Worker { sent: 0 }
    }

    /// A heartbeat is due.
    pub fn on_beat(&mut self, heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        self.beat(heartbeat, cx);
        cx.set_timer(Timer::Beat, heartbeat.interval);
    }

    /// Tells the registry that it runs.
    pub fn beat(&mut self, heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        self.sent += 1;
        cx.send(heartbeat.registry(), Message::Heartbeat);
    }
}
