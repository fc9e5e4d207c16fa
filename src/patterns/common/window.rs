//! The last results of calls, in a ring of fixed size: how many of them failed, and how many were
//! slow.
//!
//! After resilience4j's count-based sliding window. Knows neither calls nor what is made of the
//! shares.

use kernel::action::Ppm;

/// How a call to the dependency went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was answered in good time.
    Success,
    /// It was answered, but took longer than calls should.
    Slow,
    /// It was answered with an error, or not in time.
    Failure,
}

/// The last results.
#[derive(Clone, Debug, Hash)]
pub struct Window {
    /// The newest is before `next`.
    results: Vec<Outcome>,
    next: usize,
    size: usize,
}

impl Window {
    /// An empty window for so many results.
    pub fn new(size: u16) -> Window {
        Window { results: Vec::new(), next: 0, size: usize::from(size.max(1)) }
    }

    /// Takes in a result, and forgets the oldest if there is no room.
    pub fn record(&mut self, outcome: Outcome) {
        if self.results.len() < self.size {
            self.results.push(outcome);
        } else {
            self.results[self.next] = outcome;
        }
        self.next = (self.next + 1) % self.size;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.results.clear();
        self.next = 0;
    }

    /// How many results there are.
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }

    /// Which share of the results this outcome is; none while there are fewer than `least`.
    pub fn share(&self, outcome: Outcome, least: u16) -> Option<Ppm> {
        let all = self.results.len() as u64;
        if all == 0 || all < u64::from(least) {
            return None;
        }
        let such = self.results.iter().filter(|it| **it == outcome).count() as u64;
        Some(Ppm((such * u64::from(Ppm::ONE.0) / all) as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_result_gives_way_to_the_newest() {
        let mut window = Window::new(3);
        assert_eq!(window.share(Outcome::Failure, 1), None);
        for outcome in [Outcome::Failure, Outcome::Success, Outcome::Slow] {
            window.record(outcome);
        }
        assert_eq!(window.share(Outcome::Failure, 3), Some(Ppm(333_333)));
        assert_eq!(window.share(Outcome::Failure, 4), None);
        window.record(Outcome::Slow);
        assert_eq!(window.share(Outcome::Failure, 1), Some(Ppm(0)));
        assert_eq!(window.share(Outcome::Slow, 1), Some(Ppm(666_666)));
    }
}
