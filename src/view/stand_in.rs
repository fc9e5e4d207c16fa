//! A small cluster for tests of pictures: servers and clients without a protocol.

use super::layout::Layout;
use kernel::ids::NodeId;
use pattern::declare::{Arrangement, Diagram, Edge, Info, Outline, Role, Room, State, Tone};

/// A desktop's stage.
pub const DESKTOP: (f64, f64) = (1096.0, 671.0);

/// Servers `n` and clients `c`; servers have the states of Raft.
pub const INFO: Info = Info {
    id: "stand-in",
    name: "Stand-in",
    family: "test",
    roles: &[
        Role { name: "server", room: Room::row(8), diagram: SERVER, ..Role::NODE },
        Role::CLIENT,
    ],
    ..Info::EMPTY
};

/// A flow of work through clients, a gateway, services and stores, with widgets of several sizes.
pub const FLOW: Info = Info {
    id: "flow",
    name: "Flow",
    family: "test",
    roles: &[
        Role { tier: 0, ..Role::CLIENT },
        Role { tier: 1, room: Room { columns: 6, rows: 2 }, ..Role::NODE },
        Role { tier: 2, diagram: SERVER, ..Role::NODE },
        Role { tier: 2, room: Room::row(4), diagram: SERVER, ..Role::NODE },
        Role {
            tier: 4,
            room: Room { columns: 8, rows: 4 },
            outline: Outline::Hexagon,
            ..Role::NODE
        },
    ],
    arrangement: Arrangement::Tiers,
    ..Info::EMPTY
};

const SERVER: Diagram = Diagram {
    states: &[
        State { name: "Follower", tone: Tone::Quiet, place: (18, 60) },
        State { name: "Candidate", tone: Tone::Trying, place: (50, 30) },
        State { name: "Leader", tone: Tone::Leading, place: (82, 60) },
    ],
    edges: &[
        Edge { from: 0, to: 1, label: "election timeout" },
        Edge { from: 1, to: 2, label: "majority" },
        Edge { from: 1, to: 0, label: "leader found" },
        Edge { from: 2, to: 0, label: "higher term seen" },
    ],
};

/// Each node's role.
pub fn roles(servers: usize, clients: usize) -> Vec<u8> {
    [vec![0; servers], vec![1; clients]].concat()
}

/// Groups of these sizes, filled in order of ids.
pub fn groups(sizes: &[usize]) -> Vec<Vec<NodeId>> {
    let mut next = 0..;
    sizes.iter().map(|size| next.by_ref().take(*size).map(NodeId).collect()).collect()
}

/// A desktop's stage.
pub fn stage(servers: usize, clients: usize, groups: &[Vec<NodeId>]) -> Layout {
    Layout::of(&INFO, &roles(servers, clients), groups, DESKTOP)
}
