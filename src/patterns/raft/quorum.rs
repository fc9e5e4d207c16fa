//! Who decides: sets of servers, configurations (section 6), and when those who agree are enough.
//! Knows no logs and no terms.

use std::fmt;

use super::{MAX_SERVERS, Raft};
use kernel::ids::NodeId;

/// A set of servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Servers(u16);

impl Servers {
    /// The first so many.
    pub fn first(count: u16) -> Servers {
        Servers((1 << count.min(15)) - 1)
    }

    /// Adds a server. One that answers twice, because the network made a copy, counts once.
    pub fn add(&mut self, server: NodeId) {
        self.0 |= 1 << (server.0 & 15);
    }

    /// Whether the server is one of them.
    pub fn contains(self, server: NodeId) -> bool {
        server.0 < 16 && self.0 >> server.0 & 1 == 1
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        u64::from(self.0.count_ones())
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in one of two sets.
    pub fn or(self, other: Servers) -> Servers {
        Servers(self.0 | other.0)
    }

    /// Those that are in both sets.
    pub fn and(self, other: Servers) -> Servers {
        Servers(self.0 & other.0)
    }

    /// Those that are not in the other set.
    pub fn without(self, other: Servers) -> Servers {
        Servers(self.0 & !other.0)
    }

    /// The servers, in order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..16).map(NodeId).filter(move |server| self.contains(*server))
    }
}

impl FromIterator<NodeId> for Servers {
    fn from_iter<I: IntoIterator<Item = NodeId>>(servers: I) -> Servers {
        let mut set = Servers::default();
        servers.into_iter().for_each(|server| set.add(server));
        set
    }
}

/// The servers that elect leaders and commit entries. While one set of them gives way to another
/// both have to agree: joint consensus (section 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Config {
    /// The members: Cold of the paper in a transition.
    pub members: Servers,
    /// In a transition the members to come, Cnew; otherwise empty.
    pub next: Servers,
}

impl Config {
    /// A configuration outside of any transition.
    pub fn of(members: Servers) -> Config {
        Config { members, next: Servers::default() }
    }

    /// Whether two majorities have to agree.
    pub fn is_joint(self) -> bool {
        !self.next.is_empty()
    }

    /// All servers that have a say.
    pub fn voters(self) -> Servers {
        self.members.or(self.next)
    }

    /// Whether so many votes elect a leader: more than half of the members, and of those to come.
    /// Where fewer than half can commit ([`Raft::cabinet`]), so many that no commit passes them by.
    pub fn elects(self, raft: &Raft, votes: Servers) -> bool {
        self.halves().all(|half| votes.and(half).count() >= raft.votes_needed(half.count()))
    }

    /// Whether these servers, having stored an entry, commit it. The ranking puts those first who
    /// weigh most; it is looked at only where servers weigh differently.
    pub fn commits(self, raft: &Raft, ranking: &[NodeId], having: Servers) -> bool {
        self.halves().all(|half| half_commits(raft, half, ranking, having))
    }

    /// The highest value that enough servers have reached; the highest there is without any.
    pub fn reached(self, raft: &Raft, ranking: &[NodeId], value: &dyn Fn(NodeId) -> u64) -> u64 {
        let halves = self.halves().map(|half| {
            let having = |least| half.iter().filter(|it| value(*it) >= least).collect();
            let values = half.iter().map(value);
            let values = values.filter(|it| half_commits(raft, half, ranking, having(*it)));
            if half.is_empty() { u64::MAX } else { values.max().unwrap_or_default() }
        });
        halves.min().unwrap_or_default()
    }

    /// The sets that have to agree, each by itself.
    fn halves(self) -> impl Iterator<Item = Servers> {
        [Some(self.members), self.is_joint().then_some(self.next)].into_iter().flatten()
    }
}

/// The configuration in words: `members n0 n1 n2`, `members n0 n1 n2 and n2 n3 n4`.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("members")?;
        self.members.iter().try_for_each(|it| write!(f, " n{}", it.0))?;
        if self.is_joint() {
            f.write_str(" and")?;
        }
        self.next.iter().try_for_each(|it| write!(f, " n{}", it.0))
    }
}

/// Whether enough of a set are among these.
fn half_commits(raft: &Raft, half: Servers, ranking: &[NodeId], having: Servers) -> bool {
    let spare = raft.spare(half.count());
    if spare == 0 || ranking.is_empty() {
        return having.and(half).count() >= raft.majority_of(half.count());
    }
    let weights = Weights::new(half.count(), spare);
    let ranked = ranking.iter().filter(|it| half.contains(**it)).zip(weights.0);
    let (mut all, mut heard) = (0, 0);
    for (server, weight) in ranked {
        all += weight;
        heard += if having.contains(*server) { weight } else { 0 };
    }
    heard * 2 > all
}

/// What the servers of Cabinet weigh, the first of the ranking most: each by the same ratio more
/// than the next, so that the first `spare + 1` outweigh all others, and `spare` of them do not.
/// So any set that commits has more than `spare` servers, and any `spare` may fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Weights([u64; MAX_SERVERS]);

impl Weights {
    /// The weights of so many servers. The ratio is looked for in hundredths; there is one for
    /// any minority of up to nine servers.
    fn new(servers: u64, spare: u64) -> Weights {
        let ratios = (101..200).map(|ratio| Weights::by(servers, ratio));
        let mut fitting = ratios.filter(|weights| {
            let heaviest = |count: u64| weights.0.iter().take(count as usize).sum::<u64>();
            let all = heaviest(servers);
            heaviest(spare) * 2 < all && heaviest(spare + 1) * 2 > all
        });
        fitting.next().unwrap_or(Weights([1; MAX_SERVERS]))
    }

    fn by(servers: u64, ratio: u64) -> Weights {
        let mut weights = [0; MAX_SERVERS];
        for (place, weight) in (0..servers).zip(&mut weights) {
            *weight = ratio.pow((servers - 1 - place) as u32) * 100_u64.pow(place as u32);
        }
        Weights(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(numbers: &[u16]) -> Servers {
        numbers.iter().map(|n| NodeId(*n)).collect()
    }

    #[test]
    fn a_vote_that_comes_twice_counts_once() {
        let votes = servers(&[3, 0, 3]);
        assert_eq!(votes.count(), 2);
        assert_eq!(votes.iter().collect::<Vec<_>>(), [NodeId(0), NodeId(3)]);
    }

    #[test]
    fn in_a_transition_both_majorities_have_to_agree() {
        let raft = Raft::default();
        let config = Config { members: servers(&[0, 1, 2]), next: servers(&[2, 3, 4]) };
        assert!(config.elects(&raft, servers(&[1, 2, 3])));
        assert!(!config.elects(&raft, servers(&[0, 1, 2])), "one of the new alone");
        assert!(!config.elects(&raft, servers(&[2, 3, 4])), "one of the old alone");
        let stored = |node: NodeId| [9, 7, 5, 8, 1][node.index()];
        assert_eq!(config.reached(&raft, &[], &stored), 5, "the new have 5 and 8");
    }

    /// The two invariants of the paper on Cabinet, for every size and every threshold: the
    /// heaviest `t + 1` decide, and no `t` servers do.
    #[test]
    fn the_heaviest_servers_decide_and_no_fewer() {
        for nodes in 3..=MAX_SERVERS as u16 {
            for spare in 1..=(nodes - 1) / 2 {
                let raft = Raft { nodes, cabinet: spare, ..Raft::default() };
                let config = Config::of(Servers::first(nodes));
                let ranking: Vec<NodeId> = (0..nodes).map(NodeId).collect();
                let commits = |having| config.commits(&raft, &ranking, having);
                assert!(commits(Servers::first(spare + 1)), "{spare} of {nodes}");
                assert!(!commits(Servers::first(spare)), "{spare} of {nodes}");
                let others = Servers::first(nodes).without(Servers::first(spare));
                assert!(commits(others), "{spare} of {nodes} have failed");
                // Whoever is elected has the vote of somebody who has stored what was committed.
                assert!(config.elects(&raft, others));
                let fewer = others.without(servers(&[nodes - 1]));
                assert!(!config.elects(&raft, fewer));
            }
        }
    }
}
