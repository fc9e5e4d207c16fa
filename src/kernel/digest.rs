//! The digest of a run: 64 bits that differ when anything that happened differs.

use std::hash::Hasher;

/// A portable hasher. Widths are made equal everywhere, so that derived `Hash` implementations
/// give the same digest natively and in WebAssembly (32-bit `usize`).
///
/// One rotation, exclusive-or and multiplication a word, as in Firefox's hasher, because it is
/// the only thing that the kernel does for every record beside recording it; `finish` spreads
/// the result over all bits. It resists accidents, not attackers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Digest {
    /// The digest of nothing.
    pub const EMPTY: Digest = Digest(0xfa01_71fe);

    /// Takes in one word.
    #[inline]
    pub fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        let z = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        z ^ (z >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.word(u64::from(n));
    }

    fn write_u16(&mut self, n: u16) {
        self.word(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.word(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.word(n);
    }

    fn write_usize(&mut self, n: usize) {
        self.word(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        self.word(n as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hash;

    use super::*;

    fn of(value: impl Hash) -> u64 {
        let mut digest = Digest::EMPTY;
        value.hash(&mut digest);
        digest.finish()
    }

    #[test]
    fn neighbours_differ_and_equals_agree() {
        assert_eq!(of((1u32, Some(2u8))), of((1u32, Some(2u8))));
        assert_ne!(of((1u32, Some(2u8))), of((2u32, Some(1u8))));
        assert_ne!(of(vec![1u32]), of(vec![1u32, 0]));
        assert_ne!(of("ab"), of("ba"));
    }

    #[test]
    fn widths_do_not_show() {
        let (mut wide, mut narrow) = (Digest::EMPTY, Digest::EMPTY);
        wide.write_usize(7);
        narrow.write_u64(7);
        assert_eq!(wide, narrow);
    }
}
