//! A client: gets and puts keys and now and then scans all of them, one request after the other,
//! and repeats a request under the same number until it is answered. It knows routers and no shards.

use std::collections::VecDeque;

use super::map::Place;
use super::message::{Message, Op, Request, letter};
use super::{LATENCY, SCAN_LATENCY, Sharding, Timer, Turn};
use kernel::history::{Call, Outcome};
use kernel::ids::{NodeId, OpId, SpanId};
use kernel::time::Time;
use pattern::declare::Tone;

/// What a client knows. The number of its last request is on its [`super::Disk`], so that it uses
/// no number twice.
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The request that waits for its answer.
    pub waiting: Option<Waiting>,
    /// What it was given to do next.
    pub queue: VecDeque<Op>,
    /// The router that it asks.
    pub router: u16,
    /// The last scan that was answered: its number and what it saw.
    pub scanned: Option<(u32, Vec<Place>)>,
}

/// A request that waits for its answer.
#[derive(Clone, Debug, Hash)]
pub struct Waiting {
    /// The request.
    pub request: Request,
    /// The operation in the history; a scan has none, it is judged by itself.
    pub op: Option<OpId>,
    /// When it was asked first, on the client's clock.
    pub since: Time,
    /// How often it was sent.
    pub sent: u32,
    /// The request in the trace.
    pub span: SpanId,
}

impl Client {
    /// Starts a client. Its first own request comes at a random moment of the first interval.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.pattern.request_every);
        let router = turn.cx.index() % turn.pattern.routers;
        Client { waiting: None, queue: VecDeque::new(), router, scanned: None }
    }

    /// An answer arrives.
    pub fn on_message(&mut self, turn: &mut Turn, message: Message) {
        let Some(serial) = self.waiting.as_ref().map(|it| it.request.serial) else {
            // A second answer to a request that was sent twice.
            return;
        };
        match message {
            Message::Response { serial: answered, value, .. } if answered == serial => {
                self.finish(turn, LATENCY, value);
            }
            Message::ScanResponse { serial: answered, keys } if answered == serial => {
                self.scanned = Some((serial, keys));
                self.finish(turn, SCAN_LATENCY, None);
            }
            // Of an earlier request.
            Message::Response { .. } | Message::ScanResponse { .. } => {}
            // Between routers, shards and the controller.
            Message::Request(_)
            | Message::WrongShard { .. }
            | Message::Gather(_)
            | Message::Gathered { .. }
            | Message::MapRequest
            | Message::NewMap(_)
            | Message::Settled { .. }
            | Message::Transfer { .. }
            | Message::TransferResponse { .. } => {}
        }
    }

    /// Its next own request is due.
    pub fn on_workload(&mut self, turn: &mut Turn) {
        turn.cx.set_timer(Timer::Workload, turn.pattern.request_every);
        let op = own_request(turn);
        // A client that waits does not ask for more.
        if self.waiting.is_none() {
            turn.cx.workload(op.words());
            self.give(turn, op);
        }
    }

    /// The router has not answered in time: the next one is asked.
    pub fn on_timeout(&mut self, turn: &mut Turn) {
        self.router = (self.router + 1) % turn.pattern.routers;
        self.send(turn);
    }

    /// A request of the user, or of the workload.
    pub fn give(&mut self, turn: &mut Turn, op: Op) {
        self.queue.push_back(op);
        if self.waiting.is_none() {
            self.start_next(turn);
        }
    }

    fn start_next(&mut self, turn: &mut Turn) {
        let Some(op) = self.queue.pop_front() else { return };
        turn.disk.serial += 1;
        let (client, serial) = (turn.cx.me(), turn.disk.serial);
        let call = match op {
            Op::Get(key) => Some(Call::Read(letter(key))),
            Op::Put(key, value) => Some(Call::Write(letter(key), value)),
            Op::Scan => None,
        };
        let operation = call.map(|call| turn.cx.invoke(call));
        let span = turn.cx.open(u32::from(client.0) << 16 | serial, None, op.words());
        let request = Request { client, serial, op, epoch: 0 };
        let since = turn.cx.now();
        self.waiting = Some(Waiting { request, op: operation, since, sent: 0, span });
        self.send(turn);
    }

    fn send(&mut self, turn: &mut Turn) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.sent += 1;
        let serial = waiting.request.serial;
        turn.cx.send(turn.pattern.router(self.router), Message::Request(waiting.request));
        turn.cx.set_timer(Timer::Request(serial), turn.pattern.request_timeout);
    }

    fn finish(&mut self, turn: &mut Turn, metric: u8, value: Option<u32>) {
        let Some(waiting) = self.waiting.take() else { return };
        turn.cx.cancel_timer(Timer::Request(waiting.request.serial));
        let took = turn.cx.now().since(waiting.since).0 / 1_000;
        turn.cx.measure(metric, took.min(u64::from(u32::MAX)) as u32);
        if let Some(op) = waiting.op {
            turn.cx.complete(op, Outcome::Done(value));
        }
        turn.cx.close(waiting.span, Tone::Good);
        self.start_next(turn);
    }
}

/// So many of the first keys are the hot ones.
pub const HOT: u64 = 3;

/// What a client asks on its own: puts and gets in turn, and a scan every eighth time. The share of
/// its requests that skew says goes to the hot keys, the rest to all alike.
fn own_request(turn: &mut Turn) -> Op {
    let keys = u64::from(turn.pattern.keys);
    let hot = turn.cx.rng().chance(turn.pattern.skew);
    let among = if hot { keys.min(HOT) } else { keys };
    let key = turn.cx.rng().below(among) as Place;
    let serial = turn.disk.serial;
    match serial % 8 {
        7 => Op::Scan,
        nth if nth % 2 == 0 => {
            let (clients, index) = (u32::from(turn.pattern.clients), u32::from(turn.cx.index()));
            Op::Put(key, serial * clients + index + 1)
        }
        _ => Op::Get(key),
    }
}

impl Sharding {
    /// Reads a client's request: `get a`, `put a=1` or `scan`.
    pub(super) fn parse_op(&self, text: &str) -> Option<Op> {
        if text == "scan" {
            return Some(Op::Scan);
        }
        let (verb, rest) = text.split_once(' ')?;
        match verb {
            "get" => Some(Op::Get(self.parse_key(rest)?)),
            "put" => {
                let (key, value) = rest.split_once('=')?;
                let plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                plain.then_some(())?;
                Some(Op::Put(self.parse_key(key)?, value.parse().ok()?))
            }
            _ => None,
        }
    }

    /// Reads a key that there is.
    pub(super) fn parse_key(&self, text: &str) -> Option<Place> {
        match text.as_bytes() {
            [key] if (b'a'..b'a' + self.keys as u8).contains(key) => Some(key - b'a'),
            _ => None,
        }
    }

    /// The node of a router.
    pub fn router(&self, place: u16) -> NodeId {
        NodeId(1 + place)
    }
}
