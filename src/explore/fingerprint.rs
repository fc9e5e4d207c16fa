//! What is remembered of a state: 64 bits.
//!
//! # Why 64 bits are enough
//!
//! Two different states with the same fingerprint are taken for one, and what only the second
//! leads to is missed. It can hide a violation, and never invent one: every counter-example is
//! a way that was really walked. Among `n` states the chance that any two share a fingerprint is
//! below `n² / 2⁶⁵`: one in nine million for two million states, one in 3,700 for a
//! hundred million, which is more than a small configuration should have. TLC trusts the same 64 bits. Twice the
//! width would take twice the memory, which is what ends an exploration. [`odds`] gives the number
//! for the end of a report.

use std::hash::{Hash, Hasher};

/// The fingerprint of a state. Never 0, which marks an empty place in tables.
pub fn fingerprint(state: &impl Hash) -> u64 {
    let mut hasher = Fingerprinter::default();
    state.hash(&mut hasher);
    hasher.finish().max(1)
}

/// One in how many explorations of so many states takes two of them for one, at worst.
pub fn odds(states: u64) -> u64 {
    let pairs = u128::from(states).pow(2).max(1);
    u64::try_from((1u128 << 65) / pairs).unwrap_or(u64::MAX)
}

/// The hasher of fingerprints.
///
/// Each word is taken in by a bijection of what was there before: exclusive-or, an odd factor,
/// and a shift that brings the product's high bits back to the low ones. So states that differ in
/// one word never have the same fingerprint, and others only by chance. The run's digest is made
/// the same way without the shift: it compares a few runs, this compares millions of states.
#[derive(Clone, Copy, Debug)]
pub struct Fingerprinter(u64);

impl Default for Fingerprinter {
    fn default() -> Fingerprinter {
        Fingerprinter(0x51_7c_c1_b7_27_22_0a_95)
    }
}

impl Fingerprinter {
    #[inline]
    fn word(&mut self, word: u64) {
        let product = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ (product >> 32);
    }
}

impl Hasher for Fingerprinter {
    #[inline]
    fn finish(&self) -> u64 {
        let z = self.0.wrapping_mul(0xd6e8_feb8_6659_fd93);
        z ^ (z >> 32)
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u8(&mut self, n: u8) {
        self.word(u64::from(n));
    }

    #[inline]
    fn write_u16(&mut self, n: u16) {
        self.word(u64::from(n));
    }

    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.word(u64::from(n));
    }

    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.word(n);
    }

    #[inline]
    fn write_usize(&mut self, n: usize) {
        self.word(n as u64);
    }

    #[inline]
    fn write_isize(&mut self, n: isize) {
        self.word(n as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_that_differ_in_one_word_differ() {
        let mut seen = std::collections::BTreeSet::new();
        for place in 0..8 {
            for value in 1..1_000u64 {
                let mut state = [0u64; 8];
                state[place] = value;
                assert!(seen.insert(fingerprint(&state)), "{value} at {place}");
            }
        }
    }

    #[test]
    fn the_odds_are_those_of_birthdays() {
        assert_eq!(odds(1), u64::MAX);
        assert_eq!(odds(1 << 20), 1 << 25);
        assert_eq!(odds(2_000_000), 9_223_372);
    }
}
