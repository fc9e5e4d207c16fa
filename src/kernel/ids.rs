//! Names of the things in a run: nodes, messages, records, operations, seeds.
//!
//! All are small integers that mean the same on every machine. A message is named by its link
//! and its number on that link, so that a fault elsewhere does not rename it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A node, by its place in the topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u16);

impl NodeId {
    /// The node's place in a table of all nodes.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A message: the `nth` that `from` sent to `to` (from 1), and which copy of it (0 is the original).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId {
    /// Who sent it.
    pub from: NodeId,
    /// Whom it was sent to.
    pub to: NodeId,
    /// Its number on that directed link, counted from 1.
    pub nth: u32,
    /// 0 for the original, 1 and up for duplicates.
    pub copy: u8,
}

/// A record, by its place in the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

impl RecordId {
    /// The cause of what nothing in the run caused: the boot of the cluster, a user's action.
    pub const NONE: RecordId = RecordId(u32::MAX);

    /// The record's place in the list of all records.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A client's operation, numbered in the order of invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub u32);

/// A span of work, numbered in the order of their beginnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpanId(pub u32);

/// The numbers of what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Numbers {
    /// Of the clients' operations.
    pub operations: u32,
    /// Of the spans.
    pub spans: u32,
}

/// Where all randomness of a run comes from. Written in base 36: `k3f9`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(pub u64);

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = Vec::new();
        let mut rest = self.0;
        loop {
            digits.push(char::from_digit((rest % 36) as u32, 36).unwrap_or('0'));
            rest /= 36;
            if rest == 0 {
                break;
            }
        }
        digits.iter().rev().try_for_each(|digit| write!(f, "{digit}"))
    }
}

impl FromStr for Seed {
    type Err = String;
    fn from_str(text: &str) -> Result<Seed, String> {
        let canonical = !text.starts_with('0') || text == "0";
        let lower = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        match u64::from_str_radix(text, 36) {
            Ok(seed) if canonical && lower => Ok(Seed(seed)),
            _ => Err(format!("“{text}” is not a seed: use up to 12 of 0-9 and a-z, like k3f9")),
        }
    }
}

/// The names of all nodes, by id. They are shared: each moment of a run has them all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<Arc<str>>);

impl Names {
    /// A node's name: `n0`.
    pub fn of(&self, id: NodeId) -> &str {
        self.0.get(id.index()).map_or("?", |name| name)
    }

    /// The node of that name.
    pub fn find(&self, name: &str) -> Option<NodeId> {
        // Names are numbered within each role: from the first of a role there is one step to any
        // other, and one to the next role is found by halves.
        let slowly = || self.0.iter().position(|known| **known == *name);
        let Some((prefix, number)) = numbered(name) else {
            return slowly().map(|index| NodeId(index as u16));
        };
        let mut first = 0;
        while let Some((role, start)) = self.0.get(first).and_then(|name| numbered(name)) {
            let is = |index: usize, number: usize| {
                self.0.get(index).and_then(|name| numbered(name)) == Some((role, number))
            };
            let place = number.checked_sub(start).map(|steps| first + steps);
            if let Some(place) = place.filter(|place| role == prefix && is(*place, number)) {
                return Some(NodeId(place as u16));
            }
            let (mut low, mut high) = (first + 1, self.0.len());
            while low < high {
                let middle = low.midpoint(high);
                match is(middle, start + middle - first) {
                    true => low = middle + 1,
                    false => high = middle,
                }
            }
            first = low;
        }
        // Past a name without a number nothing is known of the order.
        let found = if first < self.0.len() { slowly() } else { None };
        found.map(|index| NodeId(index as u16))
    }

    /// All nodes.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.0.len() as u16).map(NodeId)
    }
}

/// A name as letters and a number, if it is one that a node can have.
fn numbered(name: &str) -> Option<(&str, usize)> {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (letters, number) = name.split_at(name.len() - digits);
    let plain = number.len() == 1 || !number.starts_with('0');
    Some((letters, number.parse().ok().filter(|_| plain)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_found_by_its_name_and_nobody_else() {
        let role = |prefix: &'static str, count| (0..count).map(move |n| format!("{prefix}{n}"));
        let all = role("n", 1_000).chain(role("c", 1)).chain(role("gw", 12));
        let names = Names(all.map(Arc::from).collect());
        assert!(names.ids().all(|id| names.find(names.of(id)) == Some(id)));
        for name in ["", "n", "n1000", "n01", "c1", "g0", "gw12", "9", "n-1", "N0", "ä3"] {
            assert_eq!(names.find(name), None, "{name}");
        }
    }

    #[test]
    fn seeds_print_in_base_36_and_read_back() {
        for seed in [0, 1, 35, 36, 942_373, u64::MAX] {
            assert_eq!(Seed(seed).to_string().parse(), Ok(Seed(seed)));
        }
        assert_eq!("k3f9".parse::<Seed>().map(|seed| seed.to_string()), Ok("k3f9".into()));
        for text in ["", "K3", "-1", "+1", "01", "zzzzzzzzzzzzzz", "a b"] {
            assert!(text.parse::<Seed>().is_err(), "{text}");
        }
    }
}
