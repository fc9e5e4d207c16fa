//! The messages between clients, routers, shards and the controller: who sends them, when and why;
//! their kinds and their words.

use super::Sharding;
use super::map::{Change, Epoch, Map, Place};
use kernel::history::Key;
use kernel::ids::NodeId;
use kernel::table::Table;
use pattern::Pattern;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A key's value.
    Get(Place),
    /// A new value for a key.
    Put(Place, u32),
    /// All keys, from all shards.
    Scan,
}

/// A client's request. It carries all that is needed to send it on: routers keep no list of those
/// that they have passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Whose it is.
    pub client: NodeId,
    /// Its number; a retry keeps it.
    pub serial: u32,
    /// What it asks for.
    pub op: Op,
    /// The epoch of the map by which the router chose the shard.
    pub epoch: Epoch,
}

/// What a shard keeps of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Item {
    /// The value, once somebody has put one.
    pub value: Option<u32>,
    /// The number of each client's last put, by which a retry is known.
    pub puts: Table<NodeId, u32>,
}

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks a router, and again until it is answered; a router passes it on to the shard
    /// that owns the key.
    Request(Request),
    /// A shard answers a request, to the router; which passes it on to the client.
    Response {
        /// The client.
        client: NodeId,
        /// The number of the request.
        serial: u32,
        /// The value, of a get.
        value: Option<u32>,
    },
    /// A shard does not own the key by its map, which is newer than the router's: it sends the
    /// request back.
    WrongShard {
        /// The request.
        request: Request,
        /// The epoch of the shard's map.
        epoch: Epoch,
    },
    /// A router asks every shard for its part of a scan.
    Gather(Request),
    /// A shard answers with all the keys that it owns.
    Gathered {
        /// The scan.
        request: Request,
        /// The keys.
        keys: Vec<Place>,
    },
    /// A router answers a client when it has all parts of a scan.
    ScanResponse {
        /// The number of the request.
        serial: u32,
        /// The keys that it saw, in order.
        keys: Vec<Place>,
    },
    /// A router asks the controller for the map: when it starts, and when a shard has told it that
    /// there is a newer one.
    MapRequest,
    /// The controller announces a map to shards, and again until they have moved their keys; to
    /// routers once, and when they ask.
    NewMap(Map),
    /// A shard tells the controller that it has given and got all keys that it has to by this map.
    Settled {
        /// The map's epoch.
        epoch: Epoch,
    },
    /// A shard hands keys over to their new owner, and again until that has them.
    Transfer {
        /// The epoch of the map by which they move.
        epoch: Epoch,
        /// The keys with what is kept of them.
        items: Vec<(Place, Item)>,
    },
    /// The new owner has the keys on its disk.
    TransferResponse {
        /// The epoch of the transfer.
        epoch: Epoch,
        /// The keys.
        keys: Vec<Place>,
    },
}

/// The kinds, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    kind(
        "Request",
        Glyph::Square,
        Tone::Quiet,
        "A client asks a router to get or put a key or \
          to scan all; the router passes it on to the key's shard.",
    ),
    kind("Response", Glyph::HollowSquare, Tone::Good, "A shard answers through the router."),
    kind(
        "WrongShard",
        Glyph::BarredRing,
        Tone::Bad,
        "The shard does not own the key any more: \
          the router has to look for a newer map.",
    ),
    kind("Gather", Glyph::Wedge, Tone::Trying, "A router asks a shard for its part of a scan."),
    kind("Gathered", Glyph::Ring, Tone::Trying, "A shard's part of a scan: the keys it owns."),
    kind("MapRequest", Glyph::Wedge, Tone::Leading, "A router asks the controller for the map."),
    kind(
        "NewMap",
        Glyph::Diamond,
        Tone::Leading,
        "The controller announces which shard owns \
          what from now on.",
    ),
    kind("Settled", Glyph::Dot, Tone::Leading, "A shard has given and got all its keys."),
    kind("Transfer", Glyph::Dart, Tone::Trying, "A shard hands keys over to their new owner."),
    kind("TransferResponse", Glyph::Ring, Tone::Good, "The new owner has the keys on its disk."),
];

const fn kind(name: &'static str, glyph: Glyph, tone: Tone, help: &'static str) -> MessageKind {
    MessageKind { name, glyph, tone, help }
}

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Request(_) => 0,
            Message::Response { .. } | Message::ScanResponse { .. } => 1,
            Message::WrongShard { .. } => 2,
            Message::Gather(_) => 3,
            Message::Gathered { .. } => 4,
            Message::MapRequest => 5,
            Message::NewMap(_) => 6,
            Message::Settled { .. } => 7,
            Message::Transfer { .. } => 8,
            Message::TransferResponse { .. } => 9,
        }
    }

    /// The message in words.
    pub fn describe(&self, pattern: &Sharding) -> MessageView {
        let (label, mut fields) = match self {
            Message::Request(request) | Message::Gather(request) => {
                (request.op.words(), request.fields(pattern))
            }
            Message::Response { client, serial, value } => (
                value.map_or("done".into(), |value| value.to_string()),
                vec![
                    Field::new("client", pattern.name(*client)),
                    Field::new("serial", serial),
                    Field::new("value", value.map_or("none".into(), |it| it.to_string())),
                ],
            ),
            Message::WrongShard { request, .. } => (request.op.words(), request.fields(pattern)),
            Message::Gathered { request, keys } => {
                let mut fields = request.fields(pattern);
                fields.push(Field::new("keys", letters(keys)));
                (letters(keys), fields)
            }
            Message::ScanResponse { serial, keys } => (
                format!("{} keys", keys.len()),
                vec![Field::new("serial", serial), Field::new("keys", letters(keys))],
            ),
            Message::MapRequest => ("which map?".into(), Vec::new()),
            Message::NewMap(map) => {
                (members(pattern, map), vec![Field::new("members", members(pattern, map))])
            }
            Message::Settled { .. } => ("has all its keys".into(), Vec::new()),
            Message::Transfer { items, .. } => {
                let keys: Vec<Place> = items.iter().map(|(key, _)| *key).collect();
                (letters(&keys), vec![Field::new("keys", letters(&keys))])
            }
            Message::TransferResponse { keys, .. } => {
                (letters(keys), vec![Field::new("keys", letters(keys))])
            }
        };
        if let Some(epoch) = self.epoch() {
            fields.push(Field::new("epoch", epoch));
        }
        MessageView { label, fields }
    }

    /// The epoch of the sender's map, if it is told.
    fn epoch(&self) -> Option<Epoch> {
        match self {
            Message::Request(request)
            | Message::Gather(request)
            | Message::Gathered { request, .. } => Some(request.epoch),
            Message::NewMap(map) => Some(map.epoch),
            Message::WrongShard { epoch, .. }
            | Message::Settled { epoch }
            | Message::Transfer { epoch, .. }
            | Message::TransferResponse { epoch, .. } => Some(*epoch),
            Message::Response { .. } | Message::ScanResponse { .. } | Message::MapRequest => None,
        }
    }
}

impl Request {
    fn fields(&self, pattern: &Sharding) -> Vec<Field> {
        vec![
            Field::new("client", pattern.name(self.client)),
            Field::new("serial", self.serial),
            Field::new("asks", self.op.words()),
        ]
    }
}

impl Op {
    /// The operation as the history has it: `get a`, `put a=1`.
    pub fn words(self) -> String {
        match self {
            Op::Get(key) => format!("get {}", letter(key)),
            Op::Put(key, value) => format!("put {}={value}", letter(key)),
            Op::Scan => "scan".into(),
        }
    }

    /// The key, unless it asks for all.
    pub fn key(self) -> Option<Place> {
        match self {
            Op::Get(key) | Op::Put(key, _) => Some(key),
            Op::Scan => None,
        }
    }
}

impl Change {
    /// The change as the controller is asked for it: `add s4`.
    pub fn words(self) -> String {
        match self {
            Change::Add(shard) => format!("add s{shard}"),
            Change::Remove(shard) => format!("remove s{shard}"),
            Change::Move(key, shard) => format!("move {} to s{shard}", letter(key)),
        }
    }
}

/// A key as it is written.
pub fn letter(key: Place) -> Key {
    Key(b'a' + key)
}

/// Keys as they are written, one after the other: `acf`.
pub fn letters(keys: &[Place]) -> String {
    keys.iter().map(|key| letter(*key).to_string()).collect()
}

/// The members of a map: `s0 s1 s2`.
pub fn members(pattern: &Sharding, map: &Map) -> String {
    let names = map.members.iter().map(|shard| pattern.name(pattern.shard(*shard)));
    names.collect::<Vec<_>>().join(" ")
}
