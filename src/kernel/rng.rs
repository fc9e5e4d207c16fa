//! Randomness: a stream for each purpose, each a frozen generator of `rand`, and integer samplers.
//!
//! Streams are keyed by purpose so that what one of them is asked never moves another: a message
//! more on one link leaves the delays of all other links, and every election timeout, as they were.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng as _, SeedableRng};

use crate::action::Ppm;
use crate::dist::{LONG_TAIL, Latency};
use crate::ids::{NodeId, Seed};
use crate::time::{Span, Time};

/// A stream of randomness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rng(Xoshiro256PlusPlus);

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What a node's handlers draw.
    Node(NodeId),
    /// What a directed link does to its messages.
    Link(NodeId, NodeId),
    /// The schedule of faults that a search tries.
    Faults,
    /// When the nodes of a swizzle are clogged and unclogged: of the one that begins at this time
    /// with this node.
    Swizzle(Time, NodeId),
}

impl Rng {
    /// The stream of a seed for a purpose.
    pub fn stream(seed: Seed, purpose: Purpose) -> Rng {
        let key = match purpose {
            Purpose::Node(node) => 1 << 32 | u64::from(node.0),
            Purpose::Link(from, to) => 2 << 32 | u64::from(from.0) << 16 | u64::from(to.0),
            Purpose::Faults => 3 << 32,
            Purpose::Swizzle(at, node) => mix(4 << 32 | u64::from(node.0)) ^ at.0,
        };
        Rng(Xoshiro256PlusPlus::seed_from_u64(mix(seed.0 ^ mix(key))))
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `n`, each equally likely to within one part in 2³² for `n` below 2³²; 0 if
    /// `n` is 0. Always draws once.
    pub fn below(&mut self, n: u64) -> u64 {
        scale(self.bits(), n)
    }

    /// A span from `low` to `high`, both included.
    pub fn between(&mut self, low: Span, high: Span) -> Span {
        low + Span(self.below(high.0.saturating_sub(low.0) + 1))
    }

    /// True with the given probability. Always draws once.
    pub fn chance(&mut self, share: Ppm) -> bool {
        self.below(1_000_000) < u64::from(share.0)
    }

    /// A latency. Always draws once.
    pub fn latency(&mut self, latency: Latency) -> Span {
        let bits = self.bits();
        match latency {
            Latency::Fixed(span) => span,
            Latency::Uniform(low, high) => {
                low + Span(scale(bits, high.0.saturating_sub(low.0) + 1))
            }
            Latency::LongTail(median) => {
                let sixteenths = LONG_TAIL.len() as u64 - 1;
                let step = (bits >> 60) as usize;
                let within = (bits >> 28) & 0xffff_ffff;
                debug_assert!(step < sixteenths as usize);
                let (low, high) = (LONG_TAIL[step], LONG_TAIL[step + 1]);
                let thousandths = low * 1_000 + (((high - low) * 1_000 * within) >> 32);
                Span((median.0.min(1 << 40) * thousandths) / 1_000_000)
            }
        }
    }
}

/// Maps 64 random bits to `0..n` by multiplication.
fn scale(bits: u64, n: u64) -> u64 {
    if n <= u64::from(u32::MAX) {
        ((bits >> 32) * n) >> 32
    } else {
        ((u128::from(bits) * u128::from(n)) >> 64) as u64
    }
}

/// SplitMix64's finaliser: spreads neighbouring keys over all of 64 bits.
fn mix(key: u64) -> u64 {
    let z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If this fails, every published link replays differently: raise the engine's revision.
    #[test]
    fn streams_are_frozen() {
        let mut node = Rng::stream(Seed(1), Purpose::Node(NodeId(0)));
        let mut link = Rng::stream(Seed(1), Purpose::Link(NodeId(0), NodeId(1)));
        assert_eq!(node.bits(), 10_567_306_872_590_320_672);
        assert_eq!(link.bits(), 11_618_890_216_456_477_243);
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_every_value() {
        let mut rng = Rng::stream(Seed(7), Purpose::Faults);
        let mut seen = [0u32; 10];
        for _ in 0..10_000 {
            seen[rng.below(10) as usize] += 1;
        }
        assert!(seen.iter().all(|count| (800..1_200).contains(count)), "{seen:?}");
        assert_eq!(rng.below(0), 0);
        assert!(rng.below(1 << 40) < 1 << 40);
    }

    #[test]
    fn long_tailed_latencies_have_their_median_and_their_bounds() {
        let mut rng = Rng::stream(Seed(7), Purpose::Faults);
        let latency = Latency::LongTail(Span::millis(10));
        let mut drawn: Vec<Span> = (0..10_001).map(|_| rng.latency(latency)).collect();
        drawn.sort();
        assert!((9_800..10_200).contains(&drawn[5_000].0), "{}", drawn[5_000]);
        assert!(drawn[0].0 >= 5_000 && drawn[10_000].0 <= 40_000);
        assert!(drawn[10_000].0 > 30_000);
    }
}
