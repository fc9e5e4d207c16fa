//! Majorities, and sets of nodes that have agreed to something.

use kernel::ids::NodeId;

/// The smallest number of which any two sets among so many nodes share a node.
pub const fn majority(nodes: u16) -> u16 {
    nodes / 2 + 1
}

/// A set of nodes with numbers below 64. A node that answers twice, because the network made a copy,
/// counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NodeSet(u64);

impl NodeSet {
    /// How many nodes there can be.
    pub const MAX: u16 = 64;

    /// One node.
    pub fn of(node: NodeId) -> NodeSet {
        NodeSet(bit(node))
    }

    /// Adds a node.
    pub fn insert(&mut self, node: NodeId) {
        self.0 |= bit(node);
    }

    /// Whether the node is one of them.
    pub fn contains(self, node: NodeId) -> bool {
        self.0 & bit(node) != 0
    }

    /// How many there are.
    pub fn len(self) -> u16 {
        self.0.count_ones() as u16
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in one of two sets.
    pub fn or(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 | other.0)
    }

    /// Those that are in both sets.
    pub fn and(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & other.0)
    }

    /// Those that are not in the other set.
    pub fn without(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & !other.0)
    }

    /// The nodes, in order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..NodeSet::MAX).map(NodeId).filter(move |node| self.contains(*node))
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> NodeSet {
        nodes.into_iter().fold(NodeSet::default(), |set, node| set.or(NodeSet::of(node)))
    }
}

/// The bit of a node; none for one that cannot be in a set.
fn bit(node: NodeId) -> u64 {
    1u64.checked_shl(node.0.into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_majorities_share_a_node() {
        for nodes in 1..=9u16 {
            let sets = (0..1u64 << nodes).map(NodeSet);
            let majorities: Vec<_> = sets.filter(|set| set.len() >= majority(nodes)).collect();
            let share = |a: &NodeSet| majorities.iter().all(|b| !a.and(*b).is_empty());
            assert!(majorities.iter().all(share), "{nodes}");
            // One fewer would not do.
            assert!(2 * (majority(nodes) - 1) <= nodes);
        }
    }

    #[test]
    fn a_set_counts_each_node_once() {
        let mut set: NodeSet = [NodeId(3), NodeId(0), NodeId(3)].into_iter().collect();
        set.insert(NodeId(63));
        set.insert(NodeId(64));
        assert_eq!(set.iter().collect::<Vec<_>>(), [NodeId(0), NodeId(3), NodeId(63)]);
        assert_eq!(set.without(NodeSet::of(NodeId(3))).len(), 2);
        assert!(set.contains(NodeId(0)) && !set.contains(NodeId(64)));
    }
}
