//! Which links carry nothing at the moment: the partition and the cuts.

use crate::action::Link;
use crate::ids::NodeId;
use crate::table::Table;
use crate::time::Time;

/// The partition and the cuts in force.
#[derive(Clone, Debug)]
pub struct Cuts {
    groups: Vec<Vec<NodeId>>,
    since: Time,
    /// The group of each node, or [`ALL_SIDES`].
    group_of: Vec<u16>,
    cut: Table<(NodeId, NodeId), Time>,
}

/// A node in no group reaches every group.
const ALL_SIDES: u16 = u16::MAX;

impl Cuts {
    /// Everybody reaches everybody.
    pub fn none(nodes: usize) -> Cuts {
        Cuts {
            groups: Vec::new(),
            since: Time::ZERO,
            group_of: vec![ALL_SIDES; nodes],
            cut: Table::default(),
        }
    }

    /// Whether a directed link carries nothing.
    #[inline]
    pub fn blocks(&self, from: NodeId, to: NodeId) -> bool {
        let (a, b) = (self.group_of[from.index()], self.group_of[to.index()]);
        let parted = a != b && a != ALL_SIDES && b != ALL_SIDES;
        parted || (!self.cut.is_empty() && self.cut.get(&(from, to)).is_some())
    }

    /// Parts the cluster; what was parted before is not any more.
    pub fn partition(&mut self, groups: &[Vec<NodeId>], now: Time) {
        self.group_of.fill(ALL_SIDES);
        for (group, nodes) in groups.iter().enumerate() {
            for node in nodes {
                self.group_of[node.index()] = group as u16;
            }
        }
        self.groups = groups.to_vec();
        self.since = now;
    }

    /// Cuts links.
    pub fn cut(&mut self, links: &[Link], now: Time) {
        for direction in links.iter().flat_map(|link| link.directions()) {
            self.cut.get_or_insert_with(direction, || now);
        }
    }

    /// Heals the links named, or everything if none is.
    pub fn heal(&mut self, links: &[Link]) {
        if links.is_empty() {
            *self = Cuts::none(self.group_of.len());
        }
        for direction in links.iter().flat_map(|link| link.directions()) {
            self.cut.remove(&direction);
        }
    }

    /// Whether everybody reaches everybody.
    pub fn is_none(&self) -> bool {
        self.groups.is_empty() && self.cut.is_empty()
    }

    /// The groups of the partition, and since when.
    pub fn groups(&self) -> (&[Vec<NodeId>], Time) {
        (&self.groups, self.since)
    }

    /// The directed links that are cut one by one, and since when.
    pub fn links(&self) -> impl Iterator<Item = (NodeId, NodeId, Time)> {
        self.cut.iter().map(|((from, to), since)| (*from, *to, *since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: [NodeId; 4] = [NodeId(0), NodeId(1), NodeId(2), NodeId(3)];

    #[test]
    fn a_partition_parts_its_groups_and_spares_who_is_in_none() {
        let mut cuts = Cuts::none(4);
        cuts.partition(&[vec![N[0]], vec![N[1], N[2]]], Time(5));
        assert!(cuts.blocks(N[0], N[1]) && cuts.blocks(N[2], N[0]));
        assert!(!cuts.blocks(N[1], N[2]));
        assert!(!cuts.blocks(N[3], N[0]) && !cuts.blocks(N[1], N[3]));
        cuts.partition(&[vec![N[1]], vec![N[2]]], Time(6));
        assert!(!cuts.blocks(N[0], N[1]) && cuts.blocks(N[1], N[2]));
    }

    #[test]
    fn a_cut_can_go_one_way_and_heal_alone() {
        let mut cuts = Cuts::none(4);
        let one_way = Link { from: N[0], to: N[1], both: false };
        let both = Link { from: N[2], to: N[3], both: true };
        cuts.cut(&[one_way, both], Time(5));
        assert!(cuts.blocks(N[0], N[1]) && !cuts.blocks(N[1], N[0]));
        assert!(cuts.blocks(N[2], N[3]) && cuts.blocks(N[3], N[2]));
        cuts.heal(&[one_way]);
        assert!(!cuts.blocks(N[0], N[1]) && cuts.blocks(N[3], N[2]));
        cuts.heal(&[]);
        assert_eq!(cuts.links().count(), 0);
    }
}
