//! Who tries which seeds, and what came of them.
//!
//! Seeds are handed out in small slices, so that the quick do more than the slow. Whatever the
//! number of hands and the order of their answers, the finding at the end is the one of the lowest
//! seed: nobody is given a seed beyond one that broke something, and all before it are tried.

use crate::search::talk::Found;
use kernel::time::Time;
use std::ops::Range;

/// How many seeds a hand is given at a time: enough that handing out costs nothing, few enough
/// that none waits long for another at the end.
pub const SLICE: u64 = 32;

/// The seeds of a search: those that were tried, are being tried, and are still to be.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// All of them.
    seeds: Range<u64>,
    /// The first that nobody was given.
    next: u64,
    /// What hands still have to try, in the order in which each got it.
    given: Vec<(u32, Range<u64>)>,
    tried: u64,
    simulated: Time,
    found: Option<Found>,
}

impl Ledger {
    /// A ledger for these seeds.
    pub fn new(seeds: Range<u64>) -> Ledger {
        let (next, simulated) = (seeds.start, Time::ZERO);
        Ledger { seeds, next, given: Vec::new(), tried: 0, simulated, found: None }
    }

    /// All seeds of the search.
    pub fn seeds(&self) -> Range<u64> {
        self.seeds.clone()
    }

    /// How many seeds have been tried.
    pub fn tried(&self) -> u64 {
        self.tried
    }

    /// How long the runs were together.
    pub fn simulated(&self) -> Time {
        self.simulated
    }

    /// The finding of the lowest seed up to now. It stands when the search is over.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// Whether all seeds are tried that can change the finding.
    pub fn is_over(&self) -> bool {
        let end = self.end();
        self.next >= end && self.given.iter().all(|(_, slice)| slice.start >= end)
    }

    /// The next slice for a hand, if there is any.
    pub fn give(&mut self, hand: u32) -> Option<Range<u64>> {
        let end = self.end();
        if self.next >= end {
            return None;
        }
        let slice = self.next..self.next.saturating_add(SLICE).min(end);
        self.next = slice.end;
        self.given.push((hand, slice.clone()));
        Some(slice)
    }

    /// A hand has tried the next seeds of its slice. True if it is done with the slice.
    pub fn take(&mut self, hand: u32, count: u64, simulated: Time, found: Option<Found>) -> bool {
        let Some(place) = self.given.iter().position(|(of, _)| *of == hand) else { return true };
        self.tried += count;
        self.simulated = Time(self.simulated.0 + simulated.0);
        let slice = &mut self.given[place].1;
        slice.start += count;
        let done = found.is_some() || slice.is_empty();
        if done {
            self.given.remove(place);
        }
        let lowest = self.end();
        self.found = found.filter(|found| found.seed < lowest).or(self.found.take());
        done
    }

    /// What a hand has in hand: the seeds among which it is at work.
    pub fn held_by(&self, hand: u32) -> Option<Range<u64>> {
        self.given.iter().find(|(of, _)| *of == hand).map(|(_, slice)| slice.clone())
    }

    /// Where the seeds end that matter: at the end of all, or at the lowest that broke something.
    fn end(&self) -> u64 {
        self.found.as_ref().map_or(self.seeds.end, |found| found.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Time = Time(1_000_000);

    fn found(seed: u64) -> Found {
        let (property, name, why, text) = Default::default();
        Found { seed, property, name, at: SECOND, why, text }
    }

    /// Tries a slice where these seeds break something.
    fn work(ledger: &mut Ledger, hand: u32, slice: Range<u64>, broken: &[u64]) {
        let hit = slice.clone().find(|seed| broken.contains(seed));
        let count = hit.map_or(slice.end, |seed| seed + 1) - slice.start;
        assert!(ledger.take(hand, count, SECOND, hit.map(found)));
    }

    #[test]
    fn every_seed_is_tried_once() {
        let mut ledger = Ledger::new(5..105);
        let mut tried = Vec::new();
        for hand in (0..3).cycle() {
            let Some(slice) = ledger.give(hand) else { break };
            tried.extend(slice.clone());
            work(&mut ledger, hand, slice, &[]);
        }
        assert_eq!(tried, (5..105).collect::<Vec<_>>());
        assert_eq!((ledger.tried(), ledger.is_over(), ledger.found()), (100, true, None));
        assert_eq!(ledger.simulated(), Time(4_000_000));
    }

    #[test]
    fn the_lowest_seed_is_found_in_whatever_order_the_hands_answer() {
        let broken = [17, 40, 70, 99];
        for hands in 1..=4_u32 {
            for last_first in [false, true] {
                let mut ledger = Ledger::new(0..200);
                while !ledger.is_over() {
                    let given: Vec<_> =
                        (0..hands).filter_map(|it| Some((it, ledger.give(it)?))).collect();
                    let order: Vec<_> = match last_first {
                        true => given.into_iter().rev().collect(),
                        false => given,
                    };
                    for (hand, slice) in order {
                        work(&mut ledger, hand, slice, &broken);
                    }
                }
                assert_eq!(ledger.found().map(|found| found.seed), Some(17), "{hands} hands");
            }
        }
    }

    #[test]
    fn nobody_waits_for_seeds_beyond_a_finding() {
        let mut ledger = Ledger::new(0..1_000);
        let (low, high) = (ledger.give(0).expect("seeds"), ledger.give(1).expect("seeds"));
        work(&mut ledger, 1, high.clone(), &[high.start]);
        assert!(!ledger.is_over(), "a lower seed may break something");
        assert_eq!(ledger.give(1), None, "no higher one matters");
        work(&mut ledger, 0, low, &[3]);
        assert!(ledger.is_over());
        assert_eq!(ledger.found().map(|found| found.seed), Some(3));
    }

    #[test]
    fn a_slice_can_be_answered_in_parts() {
        let mut ledger = Ledger::new(0..10);
        ledger.give(7);
        assert!(!ledger.take(7, 4, SECOND, None));
        assert_eq!(ledger.held_by(7), Some(4..10));
        assert!(ledger.take(7, 6, SECOND, None));
        assert!(ledger.is_over());
    }
}
