//! The shard map: which shard owns which key, in one epoch, and what the next map is when a shard is
//! added or removed or a key is moved. Knows nothing of how keys get from one to the other.

use super::Sharding;
use super::placement::{hash, jump, modulo, position, ring, successor};

/// The number of a map. Every change makes a new one; the first is 1.
pub type Epoch = u32;

/// A shard, by its place among the shards: 3 for `s3`.
pub type Shard = u16;

/// A key, by its place in the order of the keys: 0 for `a`.
pub type Place = u8;

/// How keys are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// On the hash ring, at the next virtual node.
    Ring,
    /// By the hash modulo the number of shards.
    Modulo,
    /// By jump consistent hash.
    Jump,
    /// In ranges of the keys' order.
    Range,
    /// By a directory with a line for every key.
    Directory,
}

impl Strategy {
    /// All of them, in the order of the words that the parameter takes.
    pub const ALL: [Strategy; 5] =
        [Strategy::Ring, Strategy::Modulo, Strategy::Jump, Strategy::Range, Strategy::Directory];
    /// Their names in scenarios.
    pub const WORDS: &[&str] = &["ring", "modulo", "jump", "range", "directory"];
}

/// A map: what has to be known to find any key's owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Map {
    /// Its number; 0 is no map.
    pub epoch: Epoch,
    /// The shards that own keys, in the order in which they joined.
    pub members: Vec<Shard>,
    /// What cannot be computed from the members.
    pub lines: Vec<Line>,
}

/// A line of a map: with ranges, the first key of each; in a directory, every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The key.
    pub key: Place,
    /// Who owns it, and with ranges what follows it.
    pub shard: Shard,
}

/// A change of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// A shard joins and is given keys.
    Add(Shard),
    /// A shard leaves and gives its keys to the others.
    Remove(Shard),
    /// A directory gives one key to another shard.
    Move(Place, Shard),
}

impl Map {
    /// The map that everybody starts with.
    pub fn first(pattern: &Sharding) -> Map {
        let members: Vec<Shard> = (0..pattern.shards).collect();
        let (keys, count) = (pattern.keys as usize, members.len());
        let line = |key: usize, shard| Line { key: key as Place, shard };
        let lines = match pattern.strategy() {
            Strategy::Ring | Strategy::Modulo | Strategy::Jump => Vec::new(),
            Strategy::Range => {
                let firsts = members.iter().map(|it| line(keys * usize::from(*it) / count, *it));
                firsts.collect()
            }
            Strategy::Directory => {
                (0..keys).map(|key| line(key, members[key * count / keys])).collect()
            }
        };
        Map { epoch: 1, members, lines }
    }

    /// The map after a change; the sentence says why there can be none.
    pub fn changed(&self, pattern: &Sharding, change: Change) -> Result<Map, &'static str> {
        let mut next = self.clone();
        next.epoch += 1;
        match change {
            Change::Add(shard) if self.members.contains(&shard) => {
                return Err("it is a member already");
            }
            Change::Add(shard) => {
                next.members.push(shard);
                next.give(pattern, shard);
            }
            Change::Remove(shard) if !self.members.contains(&shard) => {
                return Err("it is no member");
            }
            Change::Remove(_) if self.members.len() == 1 => {
                return Err("somebody has to have the keys");
            }
            Change::Remove(shard) => {
                next.remove_member(pattern, shard);
                next.take(pattern, shard);
            }
            Change::Move(..) if pattern.strategy() != Strategy::Directory => {
                return Err("only a directory can move a single key");
            }
            Change::Move(_, shard) if !self.members.contains(&shard) => {
                return Err("it is no member");
            }
            Change::Move(key, shard) => {
                next.lines.iter_mut().filter(|it| it.key == key).for_each(|it| it.shard = shard);
            }
        }
        Ok(next)
    }

    /// The owner of every key, by the keys' order.
    pub fn owners(&self, pattern: &Sharding) -> Vec<Shard> {
        let keys = 0..pattern.keys as Place;
        let hash = |key: Place| hash(u64::from(key));
        let member = |place: usize| self.members.get(place).copied().unwrap_or_default();
        let count = self.members.len();
        match pattern.strategy() {
            Strategy::Ring => {
                let ring = ring(&self.members, pattern.virtual_nodes);
                keys.map(|key| successor(&ring, position(hash(key))).unwrap_or_default()).collect()
            }
            Strategy::Modulo => keys.map(|key| member(modulo(hash(key), count))).collect(),
            Strategy::Jump => keys.map(|key| member(jump(hash(key), count))).collect(),
            Strategy::Range | Strategy::Directory => keys.map(|key| self.listed(key)).collect(),
        }
    }

    /// The owner that the last line at a key or before it names.
    fn listed(&self, key: Place) -> Shard {
        let before = self.lines.partition_point(|line| line.key <= key);
        self.lines[..before].last().map_or_else(Shard::default, |line| line.shard)
    }

    /// Jump hash knows shards by their places: the last one takes the place that becomes free.
    fn remove_member(&mut self, pattern: &Sharding, shard: Shard) {
        let Some(place) = self.members.iter().position(|it| *it == shard) else { return };
        match pattern.strategy() {
            Strategy::Jump => drop(self.members.swap_remove(place)),
            Strategy::Ring | Strategy::Modulo | Strategy::Range | Strategy::Directory => {
                self.members.remove(place);
            }
        }
    }

    /// A new shard takes the upper half of the widest range, or in a directory a key of the shard
    /// that has most until it has its share.
    fn give(&mut self, pattern: &Sharding, shard: Shard) {
        match pattern.strategy() {
            // Computed from the members.
            Strategy::Ring | Strategy::Modulo | Strategy::Jump => {}
            Strategy::Range => {
                let end = |place: usize| {
                    self.lines.get(place + 1).map_or(pattern.keys as usize, |it| it.key.into())
                };
                let width = |place: usize| end(place) - usize::from(self.lines[place].key);
                let places = 0..self.lines.len();
                // The first of equally wide ones.
                let Some(widest) = places.rev().max_by_key(|place| width(*place)) else { return };
                if width(widest) > 1 {
                    let key = (end(widest) - width(widest) / 2) as Place;
                    self.lines.insert(widest + 1, Line { key, shard });
                }
            }
            Strategy::Directory => {
                let share = self.lines.len() / self.members.len();
                while self.count(shard) < share {
                    let members = self.members.iter().rev();
                    let Some(fullest) = members.copied().max_by_key(|it| self.count(*it)) else {
                        return;
                    };
                    let last = self.lines.iter_mut().rev().find(|line| line.shard == fullest);
                    last.into_iter().for_each(|line| line.shard = shard);
                }
            }
        }
    }

    /// What a shard had goes to the neighbour before it, or behind the first range to the one after;
    /// in a directory key by key to the shard that has least.
    fn take(&mut self, pattern: &Sharding, shard: Shard) {
        match pattern.strategy() {
            // Computed from the members.
            Strategy::Ring | Strategy::Modulo | Strategy::Jump => {}
            Strategy::Range => {
                self.lines.retain(|line| line.shard != shard);
                self.lines.first_mut().into_iter().for_each(|line| line.key = 0);
            }
            Strategy::Directory => {
                for place in 0..self.lines.len() {
                    if self.lines[place].shard == shard {
                        let members = self.members.iter().copied();
                        let least = members.min_by_key(|it| self.count(*it));
                        self.lines[place].shard = least.unwrap_or_default();
                    }
                }
            }
        }
    }

    fn count(&self, shard: Shard) -> usize {
        self.lines.iter().filter(|line| line.shard == shard).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(strategy: Strategy) -> Sharding {
        let place = Strategy::ALL.iter().position(|it| *it == strategy).expect("it is one of all");
        Sharding { strategy_by: place as u8, ..Sharding::default() }
    }

    /// How many keys have another owner, and how many of them neither come from the shard nor go
    /// to it.
    fn moved(before: &[Shard], after: &[Shard], shard: Shard) -> (usize, usize) {
        let pairs = before.iter().zip(after).filter(|(a, b)| a != b);
        let (mut all, mut astray) = (0, 0);
        for (from, to) in pairs {
            all += 1;
            astray += usize::from(*from != shard && *to != shard);
        }
        (all, astray)
    }

    #[test]
    fn adding_and_removing_moves_keys_only_to_and_from_the_changed_shard() {
        for strategy in [Strategy::Ring, Strategy::Range, Strategy::Directory] {
            let pattern = by(strategy);
            let four = Map::first(&pattern);
            let five = four.changed(&pattern, Change::Add(4)).expect("it is new");
            let less = five.changed(&pattern, Change::Remove(1)).expect("it is a member");
            let owners = [&four, &five, &less].map(|map| map.owners(&pattern));
            let (grown, astray) = moved(&owners[0], &owners[1], 4);
            assert!((1..=9).contains(&grown) && astray == 0, "{strategy:?}: {owners:?}");
            let (shrunk, astray) = moved(&owners[1], &owners[2], 1);
            assert!((1..=9).contains(&shrunk) && astray == 0, "{strategy:?}: {owners:?}");
            assert!(!owners[2].contains(&1), "{strategy:?}: {owners:?}");
        }
    }

    #[test]
    fn hash_mod_n_moves_most_keys_between_shards_that_stay() {
        let pattern = by(Strategy::Modulo);
        let four = Map::first(&pattern);
        let five = four.changed(&pattern, Change::Add(4)).expect("it is new");
        let (all, astray) = moved(&four.owners(&pattern), &five.owners(&pattern), 4);
        assert!(all > 13 && astray > 8, "{all} of 26, {astray} astray");
    }

    #[test]
    fn jump_hash_moves_few_keys_unless_a_shard_leaves_from_the_middle() {
        let pattern = by(Strategy::Jump);
        let four = Map::first(&pattern);
        let five = four.changed(&pattern, Change::Add(4)).expect("it is new");
        let back = five.changed(&pattern, Change::Remove(4)).expect("it is a member");
        let owners = [&four, &five, &back].map(|map| map.owners(&pattern));
        assert_eq!(moved(&owners[0], &owners[1], 4).1, 0);
        assert_eq!(owners[0], owners[2]);
        let gap = five.changed(&pattern, Change::Remove(1)).expect("it is a member");
        assert!(moved(&owners[1], &gap.owners(&pattern), 1).1 > 0, "the last takes its place");
    }

    #[test]
    fn a_directory_is_even_after_every_change_and_moves_single_keys() {
        let pattern = by(Strategy::Directory);
        let mut map = Map::first(&pattern);
        for change in [Change::Add(4), Change::Remove(0), Change::Add(0), Change::Remove(3)] {
            map = map.changed(&pattern, change).expect("it is possible");
            let counts: Vec<usize> = map.members.iter().map(|it| map.count(*it)).collect();
            let (least, most) = (counts.iter().min(), counts.iter().max());
            assert!(most.zip(least).is_some_and(|(a, b)| a - b <= 2), "{change:?}: {counts:?}");
        }
        let moved = map.changed(&pattern, Change::Move(0, 4)).expect("it is a directory");
        assert_eq!(moved.owners(&pattern)[0], 4);
        assert!(Map::first(&by(Strategy::Ring)).changed(&pattern, Change::Move(0, 9)).is_err());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let pattern = by(Strategy::Ring);
        let map = Map::first(&pattern);
        for change in [Change::Add(0), Change::Remove(7), Change::Move(0, 1)] {
            assert!(map.changed(&pattern, change).is_err(), "{change:?}");
        }
        let one = Sharding { shards: 1, ..pattern };
        assert!(Map::first(&one).changed(&one, Change::Remove(0)).is_err());
    }
}
