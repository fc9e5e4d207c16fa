//! Where keys go: four ways to compute a place from a hash, and how evenly they do it. Pure
//! functions of hashes and shards; knows no map, no epochs and no network.

use kernel::order::by_key;

/// Spreads a number over all of 64 bits (the finaliser of SplitMix64): a key's hash, a virtual
/// node's position. Whoever hashes the same number gets the same place, on any machine.
pub const fn hash(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Hash mod N: the place of a hash among so many shards.
pub fn modulo(hash: u64, shards: usize) -> usize {
    (hash % (shards.max(1) as u64)) as usize
}

/// Jump consistent hash (Lamping and Veach 2014): the place of a hash among so many shards. With a
/// shard more, a hash stays or goes to the new one. The paper computes with floating-point numbers;
/// whole ones give the same.
pub fn jump(mut hash: u64, shards: usize) -> usize {
    let (mut place, mut next) = (0, 0u64);
    while next < shards as u64 {
        place = next;
        hash = hash.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        next = ((place + 1) << 31) / ((hash >> 33) + 1);
    }
    place as usize
}

/// A position on the ring, which is 2³² around.
pub type Position = u32;

/// A key's position on the ring.
pub fn position(hash: u64) -> Position {
    (hash >> 32) as Position
}

/// The virtual nodes of the shards, in the order of their positions (Karger et al. 1997). Their
/// positions follow from the shard's own number: who else is there makes no difference.
pub fn ring(shards: &[u16], virtual_nodes: u16) -> Vec<(Position, u16)> {
    let of = |shard: u16| {
        let name = (u64::from(shard) + 1) << 32;
        (0..u64::from(virtual_nodes)).map(move |nth| (position(hash(name | nth)), shard))
    };
    let mut ring: Vec<_> = shards.iter().flat_map(|shard| of(*shard)).collect();
    by_key(&mut ring, |(at, shard)| u64::from(*at) << 16 | u64::from(*shard));
    ring
}

/// The shard that a position belongs to: that of the next virtual node clockwise.
pub fn successor(ring: &[(Position, u16)], at: Position) -> Option<u16> {
    let next = ring.partition_point(|(end, _)| *end < at);
    ring.get(next).or(ring.first()).map(|(_, shard)| *shard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_belongs_to_the_next_virtual_node_and_past_the_last_to_the_first() {
        let ring = [(10, 3), (20, 5), (30, 4)];
        for (at, owner) in [(0, 3), (10, 3), (11, 5), (30, 4), (31, 3), (u32::MAX, 3)] {
            assert_eq!(successor(&ring, at), Some(owner), "{at}");
        }
        assert_eq!(successor(&[], 7), None);
    }

    #[test]
    fn a_shard_keeps_its_virtual_nodes_whoever_else_is_there() {
        let five = ring(&[0, 1, 2, 3, 4], 16);
        let mut without = five.clone();
        without.retain(|(_, shard)| *shard != 2);
        assert_eq!(ring(&[4, 3, 1, 0], 16), without);
    }
}
