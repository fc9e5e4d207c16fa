//! The states seen so far, by their fingerprints. Knows neither the states nor how they were
//! reached.

/// A set of fingerprints: open addressing in one vector, because nothing else of a state stays
/// in memory when its level is done, and a word more for each would double the whole.
pub struct Seen {
    /// A power of two of places; 0 where there is none.
    places: Vec<u64>,
    count: usize,
}

impl Seen {
    /// Nothing seen.
    pub fn nothing() -> Seen {
        Seen { places: vec![0; 1 << 12], count: 0 }
    }

    /// Whether a fingerprint was seen.
    pub fn contains(&self, fingerprint: u64) -> bool {
        self.places[self.place(fingerprint)] == fingerprint
    }

    /// Takes in a fingerprint, never 0; false if it was seen before.
    pub fn insert(&mut self, fingerprint: u64) -> bool {
        let place = self.place(fingerprint);
        if self.places[place] == fingerprint {
            return false;
        }
        self.places[place] = fingerprint;
        self.count += 1;
        // Fuller than five eighths, the walks to a free place grow long.
        if self.count * 8 > self.places.len() * 5 {
            self.grow();
        }
        true
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> u64 {
        (self.places.len() * size_of::<u64>()) as u64
    }

    /// Where the fingerprint is, or would be.
    fn place(&self, fingerprint: u64) -> usize {
        let mask = self.places.len() - 1;
        let mut place = fingerprint as usize & mask;
        while self.places[place] != 0 && self.places[place] != fingerprint {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let twice = vec![0; self.places.len() * 2];
        for fingerprint in std::mem::replace(&mut self.places, twice) {
            if fingerprint != 0 {
                let place = self.place(fingerprint);
                self.places[place] = fingerprint;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_stays_seen_while_it_grows() {
        let mut seen = Seen::nothing();
        let fingerprint = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for n in 1..=100_000 {
            assert!(!seen.contains(fingerprint(n)));
            assert!(seen.insert(fingerprint(n)));
            assert!(!seen.insert(fingerprint(n)));
        }
        assert!((1..=100_000).all(|n| seen.contains(fingerprint(n))));
        assert!(!seen.contains(fingerprint(100_001)));
    }

    #[test]
    fn fingerprints_with_the_same_low_bits_find_their_places() {
        let mut seen = Seen::nothing();
        assert!((1..1_000).all(|n: u64| seen.insert(n << 40)));
        assert!((1..1_000).all(|n: u64| seen.contains(n << 40)));
    }
}
