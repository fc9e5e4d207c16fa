//! What is shown of the controller, of a router with its ring or table, of a shard with its keys,
//! and of a client. Knows no layout and no colours.

use super::client::Client;
use super::controller::Controller;
use super::map::{Map, Place, Shard, Strategy};
use super::message::{letter, letters, members};
use super::placement::{hash, position, ring};
use super::router::Router;
use super::shard::Server;
use super::{Disk, Sharding};
use kernel::order::by_key;
use pattern::Pattern;
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{RingPoint, RingView, Row, TableView, Widget};

/// The running controller.
pub fn controller(pattern: &Sharding, controller: &Controller, disk: &Disk) -> NodeView {
    let mut view = map(pattern, &disk.map);
    let settled = controller.settled.iter().map(|it| pattern.name(pattern.shard(*it)));
    view.fields.push(Field::new("settled", settled.collect::<Vec<_>>().join(" ")));
    if !disk.changes.is_empty() {
        let changes: Vec<String> = disk.changes.iter().map(|it| it.words()).collect();
        view.fields.push(Field::new("to do", changes.join(", ")));
    }
    view
}

/// A running router.
pub fn router(pattern: &Sharding, router: &Router) -> NodeView {
    let mut view = map(pattern, &router.map);
    view.widgets.push(match pattern.strategy() {
        Strategy::Ring => Widget::Ring(hash_ring(pattern, router)),
        Strategy::Modulo | Strategy::Jump | Strategy::Range | Strategy::Directory => {
            Widget::Table(shards(pattern, router))
        }
    });
    if !router.parked.is_empty() {
        let parked: Vec<String> = router.parked.iter().map(|it| it.op.words()).collect();
        view.fields.push(Field::new("waits for a map", parked.join(", ")));
    }
    for scan in &router.scans {
        let missing = scan.missing.iter().map(|it| pattern.name(pattern.shard(*it)));
        view.fields.push(Field::new("scan waits for", missing.collect::<Vec<_>>().join(" ")));
    }
    view
}

/// A running shard.
pub fn shard(pattern: &Sharding, shard: &Server, disk: &Disk) -> NodeView {
    let leaving: Vec<Place> = shard.leaving(disk).collect();
    let awaited: Vec<Place> = shard.awaited(disk).collect();
    let mut view =
        items(disk, |key| if leaving.contains(&key) { Tone::Trying } else { Tone::Good });
    view.fields.push(Field::new("members", members(pattern, &disk.map)));
    for (name, keys) in [("hands over", &leaving), ("waits for", &awaited)] {
        if !keys.is_empty() {
            view.fields.push(Field::new(name, letters(keys)));
        }
    }
    if !shard.parked.is_empty() {
        let parked: Vec<String> = shard.parked.iter().map(|(_, it)| it.op.words()).collect();
        view.fields.push(Field::new("unanswered", parked.join(", ")));
    }
    view
}

/// A running client.
pub fn client(pattern: &Sharding, client: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some(waiting) = &client.waiting {
        let asks = waiting.request.op.words();
        view.fields.push(Field::new("asks", asks));
        view.fields.push(Field::new("times sent", waiting.sent));
    }
    view.fields.push(Field::new("router", pattern.name(pattern.router(client.router))));
    view.fields.push(Field::new("last number", disk.serial));
    if let Some((_, keys)) = &client.scanned {
        view.fields.push(Field::new("last scan", letters(keys)));
    }
    if !client.queue.is_empty() {
        let queue: Vec<String> = client.queue.iter().map(|op| op.words()).collect();
        view.fields.push(Field::new("to do", queue.join(", ")));
    }
    view
}

/// A machine that is down: what its disk holds. A router has none.
pub fn disk(pattern: &Sharding, disk: &Disk) -> NodeView {
    if disk.map.epoch == 0 {
        return NodeView::default();
    }
    let mut view =
        if disk.items.is_empty() { map(pattern, &disk.map) } else { items(disk, |_| Tone::Quiet) };
    view.fields.push(Field::new("members", members(pattern, &disk.map)));
    view
}

fn epoch(map: &Map) -> (Badge, Field) {
    let epoch = map.epoch;
    let badge = Badge { text: format!("e {epoch}"), meaning: format!("map of epoch {epoch}") };
    (badge, Field::new("epoch", epoch))
}

fn map(pattern: &Sharding, map: &Map) -> NodeView {
    let (badge, field) = epoch(map);
    let members = Field::new("members", members(pattern, map));
    NodeView { badges: vec![badge], fields: vec![field, members], widgets: Vec::new() }
}

/// So many rows are shown of a table.
const ROWS: usize = 8;

/// A shard's keys, with their values: first those that it hands over, then those with a value.
fn items(disk: &Disk, tone: impl Fn(Place) -> Tone) -> NodeView {
    let (badge, field) = epoch(&disk.map);
    let count = disk.items.len();
    let mut telling: Vec<_> = disk.items.iter().collect();
    by_key(&mut telling, |(key, item)| {
        let stays = tone(*key) != Tone::Trying;
        u64::from(stays) << 1 | u64::from(item.value.is_none())
    });
    let row = |(key, item): &(Place, super::Item)| {
        let value = item.value.map_or_else(String::new, |value| value.to_string());
        // Eight digits are enough to tell values apart.
        let value = value.chars().take(8).collect();
        Row::new(vec![letter(*key).to_string(), value], tone(*key))
    };
    let keys: Vec<Place> = disk.items.iter().map(|(key, _)| *key).collect();
    NodeView {
        badges: vec![Badge { text: format!("{count} k"), meaning: format!("{count} keys") }, badge],
        fields: vec![field, Field::new("keys", letters(&keys))],
        widgets: vec![Widget::Table(TableView {
            name: "keys",
            columns: &["key", "value"],
            rows: telling.into_iter().take(ROWS).map(row).collect(),
            length: count as u32,
        })],
    }
}

/// The ring as a router knows it: the virtual nodes, and the keys.
fn hash_ring(pattern: &Sharding, router: &Router) -> RingView {
    let members = &router.map.members;
    let owner = |shard: Shard| members.iter().position(|it| *it == shard).unwrap_or_default() as u8;
    let ends = ring(members, pattern.virtual_nodes).into_iter();
    let keys = (0..pattern.keys as Place).zip(&router.owners);
    RingView {
        name: "hash ring",
        ends: ends.map(|(at, shard)| RingPoint { at, owner: owner(shard) }).collect(),
        keys: keys
            .map(|(key, shard)| RingPoint {
                at: position(hash(u64::from(key))),
                owner: owner(*shard),
            })
            .collect(),
        owners: members.iter().map(|it| pattern.name(pattern.shard(*it))).collect(),
    }
}

/// The shards as a router knows them, with their keys.
fn shards(pattern: &Sharding, router: &Router) -> TableView {
    let row = |shard: &Shard| {
        let keys: Vec<Place> =
            (0..).zip(&router.owners).filter(|it| it.1 == shard).map(|it| it.0).collect();
        let mut words = letters(&keys);
        if keys.len() > 8 {
            words = format!("{}…", &words[..7]);
        }
        Row::new(vec![pattern.name(pattern.shard(*shard)), words], Tone::Quiet)
    };
    TableView {
        name: "map",
        columns: &["shard", "keys"],
        rows: router.map.members.iter().map(row).collect(),
        length: router.map.members.len() as u32,
    }
}
