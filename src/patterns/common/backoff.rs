//! How long to wait before a failed call is tried again: the strategies side by side, as formulas.
//!
//! After M. Brooker, *Exponential Backoff And Jitter*, AWS Architecture Blog 2015. Retries are
//! counted from 1. Knows no client and no clock; what is drawn comes from the caller's generator.

use kernel::rng::Rng;
use kernel::time::Span;
use pattern::kit::choices;

choices! {
    /// What a client does about a failure that may pass.
    pub enum Strategy {
        /// Gives up.
        None = "none";
        /// Tries again at once.
        Immediate = "immediate";
        /// Waits for the base each time.
        Fixed = "fixed";
        /// Waits twice as long each time, up to the cap.
        Exponential = "exponential";
        /// Waits for anything between nothing and what [`Strategy::Exponential`] would wait.
        Full = "full";
        /// Waits for half of that, and for anything up to the other half.
        Equal = "equal";
        /// Waits for anything between the base and three times the wait before, up to the cap.
        Decorrelated = "decorrelated";
    }
}

impl Strategy {
    /// The same without chance: what all jittered strategies are at heart.
    pub fn without_jitter(self) -> Strategy {
        match self {
            Strategy::Full | Strategy::Equal | Strategy::Decorrelated => Strategy::Exponential,
            Strategy::None | Strategy::Immediate | Strategy::Fixed | Strategy::Exponential => self,
        }
    }
}

/// A strategy with its measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The strategy.
    pub strategy: Strategy,
    /// The shortest step.
    pub base: Span,
    /// The longest wait.
    pub cap: Span,
}

impl Backoff {
    /// As long as a wait without a cap can get: eleven days, so that sums stay in range.
    pub const UNCAPPED: Span = Span::secs(1_000_000);

    /// The base doubled `retry` times, or the cap if that is less.
    pub fn exponential(&self, retry: u16) -> Span {
        let doubled = self.base.0.saturating_mul(1 << retry.min(40));
        Span(doubled.min(self.cap.0))
    }

    /// The range that the wait before a retry is drawn from, given the wait before the last one (the
    /// base before the first). Both ends are the same where nothing is left to chance.
    pub fn range(&self, retry: u16, previous: Span) -> (Span, Span) {
        let exponential = self.exponential(retry);
        match self.strategy {
            Strategy::None | Strategy::Immediate => (Span::ZERO, Span::ZERO),
            Strategy::Fixed => (self.base, self.base),
            Strategy::Exponential => (exponential, exponential),
            Strategy::Full => (Span::ZERO, exponential),
            Strategy::Equal => (Span(exponential.0 / 2), exponential),
            Strategy::Decorrelated => {
                (self.base, Span(previous.0.saturating_mul(3).min(self.cap.0)))
            }
        }
    }

    /// The wait before a retry. Draws once, whatever the strategy, so that another strategy leaves
    /// everything else that a client draws as it was.
    pub fn wait(&self, retry: u16, previous: Span, rng: &mut Rng) -> Span {
        let (shortest, longest) = self.range(retry, previous);
        rng.between(shortest, longest)
    }

    /// The longest wait that can come before a retry.
    pub fn longest(&self, retry: u16) -> Span {
        match self.strategy {
            Strategy::Decorrelated => self.cap,
            Strategy::None | Strategy::Immediate | Strategy::Fixed => {
                self.range(retry, self.base).1
            }
            Strategy::Exponential | Strategy::Full | Strategy::Equal => self.exponential(retry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::{NodeId, Seed};
    use kernel::rng::Purpose;

    fn of(strategy: Strategy) -> Backoff {
        Backoff { strategy, base: Span::secs(1), cap: Span::secs(30) }
    }

    #[test]
    fn exponential_waits_double_up_to_the_cap() {
        let waits: Vec<u64> =
            (1..=7).map(|n| of(Strategy::Exponential).exponential(n).0 / 1_000_000).collect();
        assert_eq!(waits, [2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(of(Strategy::Full).exponential(u16::MAX), Span::secs(30));
    }

    #[test]
    fn the_ranges_are_those_of_the_article() {
        let range = |strategy, retry, previous| {
            let (low, high) = of(strategy).range(retry, Span::secs(previous));
            (low.0 / 1_000_000, high.0 / 1_000_000)
        };
        assert_eq!(range(Strategy::Full, 3, 4), (0, 8));
        assert_eq!(range(Strategy::Equal, 3, 4), (4, 8));
        assert_eq!(range(Strategy::Decorrelated, 1, 1), (1, 3));
        assert_eq!(range(Strategy::Decorrelated, 4, 20), (1, 30));
        assert_eq!(range(Strategy::Fixed, 9, 1), (1, 1));
    }

    #[test]
    fn waits_reach_both_ends_of_their_range_and_their_mean_is_its_middle() {
        let mut rng = Rng::stream(Seed(1), Purpose::Node(NodeId(0)));
        let backoff = of(Strategy::Full);
        let waits: Vec<u64> =
            (0..10_000).map(|_| backoff.wait(2, backoff.base, &mut rng).0 / 1_000).collect();
        let mean = waits.iter().sum::<u64>() / 10_000;
        assert!(waits.iter().all(|wait| *wait <= 4_000));
        assert!(waits.iter().any(|wait| *wait < 10) && waits.iter().any(|wait| *wait > 3_990));
        // Its standard error is 4 s / √12 / 100, so 12 ms; four of them.
        assert!((1_953..=2_047).contains(&mean), "{mean}");
    }
}
