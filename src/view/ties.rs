//! Who sends whom messages, by role: between which nodes links are drawn and can be cut.
//!
//! Knows no places, and nothing of what is on its way.

use kernel::ids::NodeId;
use pattern::declare::{Arrangement, Info, Outline};

/// The ties between all nodes of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Ties {
    /// Each node's role.
    roles: Vec<u8>,
    /// Pairs of roles, the smaller first.
    pairs: Vec<(u8, u8)>,
    /// The roles whose nodes stand aside.
    aside: Vec<u8>,
}

impl Ties {
    /// The ties of a cluster whose nodes have these roles.
    pub fn of(info: &Info, roles: &[u8]) -> Ties {
        let all = || 0..info.roles.len() as u8;
        let is_client = |role: u8| info.roles[usize::from(role)].outline == Outline::Square;
        let pairs = || all().flat_map(|a| all().skip(a.into()).map(move |b| (a, b)));
        let pairs: Vec<(u8, u8)> = match (info.links, info.arrangement) {
            ([], Arrangement::Ring) => {
                pairs().filter(|(a, b)| !(is_client(*a) && is_client(*b))).collect()
            }
            ([], Arrangement::Tiers) => {
                pairs().filter(|(a, b)| are_neighbours(info, roles, *a, *b)).collect()
            }
            (named, _) => named.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect(),
        };
        let aside = match info.arrangement {
            Arrangement::Ring => all().filter(|role| is_client(*role)).collect(),
            // There a client is where the flow begins: it can be cut off like any other.
            Arrangement::Tiers => Vec::new(),
        };
        Ties { roles: roles.to_vec(), pairs, aside }
    }

    /// Whether a link is drawn between two nodes.
    pub fn tied(&self, a: NodeId, b: NodeId) -> bool {
        let (a, b) = (self.role(a), self.role(b));
        self.pairs.contains(&(a.min(b), a.max(b)))
    }

    /// Whether a node takes no part in the protocol and reaches all sides of a partition unless it
    /// is moved to one of them itself: a client beside a ring of servers.
    pub fn stands_aside(&self, node: NodeId) -> bool {
        self.aside.contains(&self.role(node))
    }

    /// The ties between some nodes, as places in their list.
    pub fn among(&self, nodes: &[NodeId]) -> Vec<(usize, usize)> {
        let places = || nodes.iter().enumerate();
        places()
            .flat_map(|(i, a)| {
                places().skip(i + 1).filter(|(_, b)| self.tied(*a, **b)).map(move |(j, _)| (i, j))
            })
            .collect()
    }

    /// Whom a node sends messages, or gets them from.
    pub fn peers(&self, node: NodeId) -> Vec<NodeId> {
        let all = (0..self.roles.len() as u16).map(NodeId);
        all.filter(|other| *other != node && self.tied(node, *other)).collect()
    }

    /// How many links that makes in all.
    pub fn count(&self) -> usize {
        let nodes = |role: u8| self.roles.iter().filter(|it| **it == role).count();
        let links = |(a, b): &(u8, u8)| match a == b {
            true => nodes(*a) * nodes(*a).saturating_sub(1) / 2,
            false => nodes(*a) * nodes(*b),
        };
        self.pairs.iter().map(links).sum()
    }

    /// A node's role.
    pub fn role(&self, node: NodeId) -> u8 {
        self.roles.get(node.index()).copied().unwrap_or(0)
    }
}

/// Whether two roles stand in tiers with none between them that anybody stands in.
fn are_neighbours(info: &Info, roles: &[u8], a: u8, b: u8) -> bool {
    let tier = |role: u8| info.roles.get(usize::from(role)).map_or(0, |role| role.tier);
    let (low, high) = (tier(a).min(tier(b)), tier(a).max(tier(b)));
    low < high && !roles.iter().any(|role| (low + 1..high).contains(&tier(*role)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in;
    use pattern::declare::Role;

    /// Clients, a gateway, services and their stores.
    const FLOW: Info = Info {
        roles: &[
            Role { tier: 0, ..Role::CLIENT },
            Role { tier: 1, ..Role::NODE },
            Role { tier: 2, ..Role::NODE },
            Role { tier: 3, ..Role::NODE },
        ],
        arrangement: Arrangement::Tiers,
        ..Info::EMPTY
    };
    const NODES: [u8; 7] = [0, 0, 1, 2, 2, 3, 3];

    #[test]
    fn in_a_ring_all_are_tied_but_clients_among_themselves() {
        let ties = Ties::of(&stand_in::INFO, &stand_in::roles(5, 2));
        assert_eq!(ties.count(), 10 + 2 * 5);
        assert!(ties.tied(NodeId(0), NodeId(4)) && ties.tied(NodeId(5), NodeId(0)));
        assert!(!ties.tied(NodeId(5), NodeId(6)));
        assert!(ties.stands_aside(NodeId(6)) && !ties.stands_aside(NodeId(0)));
    }

    #[test]
    fn in_a_flow_neighbouring_tiers_are_tied_and_nobody_stands_aside() {
        let ties = Ties::of(&FLOW, &NODES);
        assert_eq!(ties.count(), 2 + 2 + 2 * 2);
        assert!(ties.tied(NodeId(0), NodeId(2)) && !ties.tied(NodeId(0), NodeId(3)));
        assert!(!ties.stands_aside(NodeId(0)));
        // Without a gateway the clients are the services' neighbours.
        let ties = Ties::of(&FLOW, &[0, 2]);
        assert!(ties.tied(NodeId(0), NodeId(1)));
    }

    #[test]
    fn a_pattern_can_name_its_ties() {
        let info = Info { links: &[(3, 2), (2, 2)], ..FLOW };
        let ties = Ties::of(&info, &NODES);
        assert!(ties.tied(NodeId(3), NodeId(4)) && ties.tied(NodeId(3), NodeId(6)));
        assert!(!ties.tied(NodeId(0), NodeId(2)));
        assert_eq!(ties.among(&[NodeId(3), NodeId(0), NodeId(5)]), [(0, 2)]);
    }
}
