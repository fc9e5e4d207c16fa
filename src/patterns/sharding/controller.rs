//! The controller: keeps the map, changes it when it is asked to, one change at a time, and begins
//! the next when every shard has moved its keys. Requests do not pass through it.

use super::map::{Change, Map, Shard};
use super::message::Message;
use super::{Sharding, Timer, Turn};
use kernel::ids::NodeId;

/// What the controller loses when it crashes; the map and the changes to come are on its
/// [`super::Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Controller {
    /// The shards that have moved their keys by the map, one after the other.
    pub settled: Vec<Shard>,
}

impl Controller {
    /// Starts with the map on the disk. It does not know who has settled, and asks all.
    pub fn boot(turn: &mut Turn) -> Controller {
        if turn.disk.map.epoch == 0 {
            // Everybody starts with the first map, and there is nothing to move.
            turn.disk.map = Map::first(turn.pattern);
            return Controller { settled: (0..turn.pattern.all_shards()).collect() };
        }
        let controller = Controller { settled: Vec::new() };
        controller.announce(turn);
        controller
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::MapRequest => {
                let map = turn.disk.map.clone();
                turn.cx.send(from, Message::NewMap(map));
            }
            Message::Settled { epoch } if epoch == turn.disk.map.epoch => {
                let shard = from.0 - turn.pattern.shard(0).0;
                if !self.settled.contains(&shard) {
                    self.settled.push(shard);
                }
                if self.is_settled(turn.pattern) {
                    turn.cx.cancel_timer(Timer::Announcement);
                    self.start_next(turn);
                }
            }
            // Of an earlier map.
            Message::Settled { .. } => {}
            // Between clients, routers and shards.
            Message::Request(_)
            | Message::Response { .. }
            | Message::WrongShard { .. }
            | Message::Gather(_)
            | Message::Gathered { .. }
            | Message::ScanResponse { .. }
            | Message::NewMap(_)
            | Message::Transfer { .. }
            | Message::TransferResponse { .. } => {}
        }
    }

    /// A shard has not settled in time: it may not have heard of the map.
    pub fn on_announcement_timeout(&mut self, turn: &mut Turn) {
        self.announce(turn);
    }

    /// It is asked to change the map.
    pub fn change(&mut self, turn: &mut Turn, change: Change) {
        turn.disk.changes.push(change);
        if self.is_settled(turn.pattern) {
            self.start_next(turn);
        }
    }

    /// Whether all shards have moved their keys.
    pub fn is_settled(&self, pattern: &Sharding) -> bool {
        self.settled.len() == usize::from(pattern.all_shards())
    }

    fn start_next(&mut self, turn: &mut Turn) {
        while !turn.disk.changes.is_empty() {
            let change = turn.disk.changes.remove(0);
            match turn.disk.map.changed(turn.pattern, change) {
                Err(why) => turn.cx.note(format!("does not {}: {why}", change.words())),
                Ok(next) => {
                    let owners = turn.disk.map.owners(turn.pattern);
                    let pairs = owners.iter().zip(next.owners(turn.pattern));
                    let moving = pairs.filter(|(before, after)| *before != after).count();
                    let (of, epoch) = (turn.pattern.keys, next.epoch);
                    let words = change.words();
                    turn.cx.note(format!("{words}: {moving} of {of} keys move in epoch {epoch}"));
                    turn.disk.map = next;
                    self.settled.clear();
                    self.announce(turn);
                    for router in turn.cx.nodes(Sharding::ROUTER) {
                        let map = turn.disk.map.clone();
                        turn.cx.send(router, Message::NewMap(map));
                    }
                    return;
                }
            }
        }
    }

    /// Sends the map to the shards that have not settled.
    fn announce(&self, turn: &mut Turn) {
        for (place, shard) in (0..).zip(turn.cx.nodes(Sharding::SHARD)) {
            if !self.settled.contains(&place) {
                let map = turn.disk.map.clone();
                turn.cx.send(shard, Message::NewMap(map));
            }
        }
        turn.cx.set_timer(Timer::Announcement, turn.pattern.resend);
    }
}
