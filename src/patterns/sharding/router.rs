//! A router: sends every request to the shard that owns its key, as far as it knows, and puts scans
//! together. It keeps a copy of the map and learns that it is out of date only from shards.

use super::map::{Epoch, Map, Place, Shard};
use super::message::{Message, Request};
use super::{Sharding, Timer, Turn};
use kernel::ids::NodeId;
use kernel::order::by_key;

/// What a router knows. It has no disk.
#[derive(Clone, Debug, Hash)]
pub struct Router {
    /// Its copy of the map.
    pub map: Map,
    /// The owner of every key by that map, worked out once for each map.
    pub owners: Vec<Shard>,
    /// Requests that wait for a newer map.
    pub parked: Vec<Request>,
    /// The scans that are not complete.
    pub scans: Vec<Scan>,
}

/// A scan, put together from the answers of all members.
#[derive(Clone, Debug, Hash)]
pub struct Scan {
    /// The request.
    pub request: Request,
    /// The shards that have not answered.
    pub missing: Vec<Shard>,
    /// The keys that others have answered with.
    pub keys: Vec<Place>,
}

impl Router {
    /// Starts with the map that it was set up with, and asks for the one in force.
    pub fn boot(turn: &mut Turn) -> Router {
        let map = Map::first(turn.pattern);
        let owners = map.owners(turn.pattern);
        refresh(turn);
        Router { map, owners, parked: Vec::new(), scans: Vec::new() }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Request(request) => self.route(turn, request),
            Message::Response { client, serial, value } => {
                turn.cx.send(client, Message::Response { client, serial, value });
            }
            Message::WrongShard { request, epoch } => self.on_wrong_shard(turn, request, epoch),
            Message::Gathered { request, keys } => self.on_part(turn, from, request, &keys),
            Message::NewMap(map) => self.on_map(turn, map),
            // Between shards and the controller, or to clients.
            Message::Gather(_)
            | Message::ScanResponse { .. }
            | Message::MapRequest
            | Message::Settled { .. }
            | Message::Transfer { .. }
            | Message::TransferResponse { .. } => {}
        }
    }

    /// The controller has not answered.
    pub fn on_refresh_timeout(&mut self, turn: &mut Turn) {
        refresh(turn);
    }

    /// Sends a request where it belongs by this router's map.
    fn route(&mut self, turn: &mut Turn, request: Request) {
        let request = Request { epoch: self.map.epoch, ..request };
        let Some(key) = request.op.key() else { return self.scatter(turn, request) };
        if let Some(owner) = self.owners.get(usize::from(key)) {
            turn.cx.send(turn.pattern.shard(*owner), Message::Request(request));
        }
    }

    /// Asks all members for their parts of a scan; one that its client has begun anew begins anew.
    fn scatter(&mut self, turn: &mut Turn, request: Request) {
        self.scans.retain(|scan| scan.request.client != request.client);
        for shard in &self.map.members {
            turn.cx.send(turn.pattern.shard(*shard), Message::Gather(request));
        }
        self.scans.push(Scan { request, missing: self.map.members.clone(), keys: Vec::new() });
    }

    /// A part of a scan arrives. The scan takes as long as the last of them.
    fn on_part(&mut self, turn: &mut Turn, from: NodeId, request: Request, keys: &[Place]) {
        let Some(place) = self.scans.iter().position(|scan| scan.request == request) else {
            // Of a scan that was answered or begun anew.
            return;
        };
        let scan = &mut self.scans[place];
        let shard = from.0 - turn.pattern.shard(0).0;
        let Some(missing) = scan.missing.iter().position(|it| *it == shard) else { return };
        scan.missing.remove(missing);
        scan.keys.extend(keys);
        if scan.missing.is_empty() {
            let Scan { request, mut keys, .. } = self.scans.remove(place);
            by_key(&mut keys, |key| u64::from(*key));
            let serial = request.serial;
            turn.cx.send(request.client, Message::ScanResponse { serial, keys });
        }
    }

    /// A shard knows a newer map than the one that the request was sent by.
    fn on_wrong_shard(&mut self, turn: &mut Turn, request: Request, epoch: Epoch) {
        if epoch <= self.map.epoch {
            // It has come in the meantime.
            return self.route(turn, request);
        }
        if self.parked.is_empty() {
            refresh(turn);
        }
        // A client has one request at a time.
        self.parked.retain(|other| other.client != request.client);
        self.parked.push(request);
    }

    fn on_map(&mut self, turn: &mut Turn, map: Map) {
        turn.cx.cancel_timer(Timer::Refresh);
        if map.epoch > self.map.epoch {
            self.owners = map.owners(turn.pattern);
            self.map = map;
        }
        // If it is older than what a shard knows, they come back once more.
        for request in std::mem::take(&mut self.parked) {
            self.route(turn, request);
        }
    }
}

fn refresh(turn: &mut Turn) {
    turn.cx.send(Sharding::THE_CONTROLLER, Message::MapRequest);
    turn.cx.set_timer(Timer::Refresh, turn.pattern.resend);
}
