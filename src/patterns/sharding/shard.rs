//! A shard: answers for the keys that it owns by its map, hands over those that it does not own any
//! more, and waits for those that it is to own.
//!
//! A key is *served* by the shard that owns it by its map and has it on its disk. Whoever has to
//! give a key away stops serving it before sending it, and keeps it until the new owner has
//! acknowledged it: so a key is served by one shard at most, and is on a disk at every moment.

use super::declare::{AWAITING, HANDING_OVER, STEADY};
use super::map::{Epoch, Map, Place, Shard};
use super::message::{Item, Message, Op, Request};
use super::{Disk, KEYS_MOVED, KEYS_ON, REQUESTS_AT, Sharding, Timer, Turn};
use kernel::ids::NodeId;

/// What a shard loses when it crashes; its map and its keys are on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Server {
    /// Its place among the shards.
    pub place: Shard,
    /// The owner of every key by its map, worked out once for each map.
    pub owners: Vec<Shard>,
    /// The state of its diagram: whether it has to give or to get keys.
    pub phase: u8,
    /// What it can only answer when it has got a key or a newer map, with the routers that ask.
    pub parked: Vec<(NodeId, Request)>,
}

impl Server {
    /// Starts with what the disk holds; a new one with the first map, and the keys that are its own
    /// by that.
    pub fn boot(turn: &mut Turn) -> Server {
        let place = turn.cx.index();
        if turn.disk.map.epoch == 0 {
            turn.disk.map = Map::first(turn.pattern);
            let owners = turn.disk.map.owners(turn.pattern);
            for (key, _) in (0..).zip(owners).filter(|(_, owner)| *owner == place) {
                turn.disk.items.insert(key, Item::default());
            }
        }
        let owners = turn.disk.map.owners(turn.pattern);
        let mut server = Server { place, owners, phase: STEADY, parked: Vec::new() };
        server.hand_over(turn);
        server.take_stock(turn);
        server
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Request(request) | Message::Gather(request) => {
                self.ask(turn, from, request);
            }
            Message::NewMap(map) => self.adopt(turn, map),
            Message::Transfer { epoch, items } => self.take_over(turn, from, epoch, items),
            Message::TransferResponse { epoch, keys } => self.let_go(turn, epoch, &keys),
            // Between clients, routers and the controller.
            Message::Response { .. }
            | Message::WrongShard { .. }
            | Message::Gathered { .. }
            | Message::ScanResponse { .. }
            | Message::MapRequest
            | Message::Settled { .. } => {}
        }
    }

    /// The handover timeout: what was not acknowledged is sent again.
    pub fn on_handover_timeout(&mut self, turn: &mut Turn) {
        self.hand_over(turn);
    }

    /// Whether it answers for a key. Without the check of epochs, whoever has it does.
    pub fn serves(&self, pattern: &Sharding, disk: &Disk, key: Place) -> bool {
        let owned = !pattern.ownership_check || self.owns(key);
        owned && disk.items.get(&key).is_some()
    }

    /// The keys that it has and does not own.
    pub fn leaving<'a>(&'a self, disk: &'a Disk) -> impl Iterator<Item = Place> + 'a {
        disk.items.iter().map(|(key, _)| *key).filter(|key| !self.owns(*key))
    }

    /// The keys that it owns and does not have.
    pub fn awaited<'a>(&'a self, disk: &'a Disk) -> impl Iterator<Item = Place> + 'a {
        let keys = (0..).zip(&self.owners).map(|(key, _)| key);
        keys.filter(|key| self.owns(*key) && disk.items.get(key).is_none())
    }

    fn owns(&self, key: Place) -> bool {
        self.owners.get(usize::from(key)) == Some(&self.place)
    }

    /// A router asks for a key, or for all that there are here.
    fn ask(&mut self, turn: &mut Turn, from: NodeId, request: Request) {
        let (mine, checked) = (turn.disk.map.epoch, turn.pattern.ownership_check);
        let can_answer = match request.op.key() {
            Some(key) => self.serves(turn.pattern, turn.disk, key),
            // A part of a scan is whole when no key is under way to here, and fits the other parts
            // when they are of the same map.
            None if checked => mine == request.epoch && self.awaited(turn.disk).next().is_none(),
            None => true,
        };
        let outdated = mine > request.epoch;
        let elsewhere = request.op.key().is_none_or(|key| !self.owns(key));
        if can_answer {
            self.answer(turn, from, request);
        } else if outdated && elsewhere {
            turn.cx.send(from, Message::WrongShard { request, epoch: mine });
        } else {
            // The key is on its way, or the map is. A client has one request at a time.
            self.parked.retain(|(_, other)| other.client != request.client);
            self.parked.push((from, request));
        }
    }

    fn answer(&self, turn: &mut Turn, from: NodeId, request: Request) {
        let Request { client, serial, op, .. } = request;
        turn.cx.measure(REQUESTS_AT + self.place as u8, 1);
        let items = &mut turn.disk.items;
        let value = match op {
            Op::Scan => {
                let keys = items.iter().map(|(key, _)| *key);
                let checked = turn.pattern.ownership_check;
                let keys = keys.filter(|key| !checked || self.owns(*key)).collect();
                turn.cx.send(from, Message::Gathered { request, keys });
                return;
            }
            Op::Get(key) => items.get(&key).and_then(|item| item.value),
            Op::Put(key, value) => {
                if let Some(item) = items.get_mut(&key) {
                    item.put(client, serial, value);
                }
                None
            }
        };
        turn.cx.send(from, Message::Response { client, serial, value });
    }

    /// Takes over a newer map. From here on it does not serve what it has to give away.
    fn adopt(&mut self, turn: &mut Turn, map: Map) {
        if map.epoch < turn.disk.map.epoch {
            return;
        }
        if map.epoch > turn.disk.map.epoch {
            self.owners = map.owners(turn.pattern);
            turn.disk.map = map;
            self.hand_over(turn);
            self.unpark(turn);
            self.take_stock(turn);
        }
        self.report(turn);
    }

    /// Sends every key that it does not own to its owner.
    fn hand_over(&self, turn: &mut Turn) {
        let leaving: Vec<Place> = self.leaving(turn.disk).collect();
        if leaving.is_empty() {
            return;
        }
        let epoch = turn.disk.map.epoch;
        let owner = |key: Place| self.owners[usize::from(key)];
        for to in 0..turn.pattern.all_shards() {
            let keys = leaving.iter().copied().filter(|key| owner(*key) == to);
            let items: Vec<_> =
                keys.filter_map(|key| Some((key, turn.disk.items.get(&key)?.clone()))).collect();
            if !items.is_empty() {
                let shard = turn.pattern.shard(to);
                turn.cx.send(shard, Message::Transfer { epoch, items });
            }
        }
        if turn.pattern.handover_ack {
            turn.cx.set_timer(Timer::Handover, turn.pattern.resend);
        } else {
            turn.disk.items.retain(|key, _| self.owns(*key));
        }
    }

    /// Another shard hands keys over.
    fn take_over(
        &mut self,
        turn: &mut Turn,
        from: NodeId,
        epoch: Epoch,
        items: Vec<(Place, Item)>,
    ) {
        let (mine, checked) = (turn.disk.map.epoch, turn.pattern.ownership_check);
        if checked && epoch > mine {
            // By a map that is not here yet; it is sent again.
            return;
        }
        let keys = items.iter().map(|(key, _)| *key).collect();
        // A copy of an earlier map was taken over then, and may be out of date: it is acknowledged
        // once more and nothing else.
        if !checked || epoch == mine {
            for (key, mut item) in items {
                if !turn.pattern.puts_move {
                    item.puts = Default::default();
                }
                if !checked || turn.disk.items.get(&key).is_none() {
                    turn.cx.measure(KEYS_MOVED, 1);
                    turn.disk.items.insert(key, item);
                }
            }
        }
        turn.cx.send(from, Message::TransferResponse { epoch, keys });
        self.unpark(turn);
        self.take_stock(turn);
        self.report(turn);
    }

    /// The new owner has keys: here they can be deleted.
    fn let_go(&mut self, turn: &mut Turn, epoch: Epoch, keys: &[Place]) {
        if turn.pattern.ownership_check && epoch != turn.disk.map.epoch {
            // Of an earlier handover: the key may have come back since.
            return;
        }
        for key in keys.iter().filter(|key| !self.owns(**key)) {
            turn.disk.items.remove(key);
        }
        if self.leaving(turn.disk).next().is_none() {
            turn.cx.cancel_timer(Timer::Handover);
        }
        self.take_stock(turn);
        self.report(turn);
    }

    /// Tells the controller, once it has given and got everything.
    fn report(&self, turn: &mut Turn) {
        if self.phase == STEADY {
            let epoch = turn.disk.map.epoch;
            turn.cx.send(Sharding::THE_CONTROLLER, Message::Settled { epoch });
        }
    }

    /// Looks once more at what could not be answered.
    fn unpark(&mut self, turn: &mut Turn) {
        for (from, request) in std::mem::take(&mut self.parked) {
            self.ask(turn, from, request);
        }
    }

    /// After its keys or its map have changed.
    fn take_stock(&mut self, turn: &mut Turn) {
        self.phase = if self.awaited(turn.disk).next().is_some() {
            AWAITING
        } else if self.leaving(turn.disk).next().is_some() {
            HANDING_OVER
        } else {
            STEADY
        };
        turn.cx.measure(KEYS_ON + self.place as u8, turn.disk.items.len() as u32);
    }
}

impl Item {
    /// Puts a value, unless it is a retry of a put that was carried out.
    fn put(&mut self, client: NodeId, serial: u32, value: u32) {
        let last = self.puts.get_or_insert_with(client, || 0);
        if serial > *last {
            *last = serial;
            self.value = Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retried_put_is_not_carried_out_again_over_a_later_one() {
        let (mut item, one, other) = (Item::default(), NodeId(7), NodeId(8));
        item.put(one, 3, 10);
        item.put(other, 1, 20);
        item.put(one, 3, 10);
        assert_eq!(item.value, Some(20));
        item.put(one, 4, 30);
        assert_eq!(item.value, Some(30));
    }
}
