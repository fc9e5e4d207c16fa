//! What a node or a message carries along and no protocol reads: spans to be ended, what the last
//! event did, for the checks. It tells no two states apart, so it stays out of their hash, and the
//! exhaustive mode does not take them for different.

use std::hash::{Hash, Hasher};

use kernel::ids::SpanId;

/// Something that is left out of the hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unhashed<T>(pub T);

impl<T> Hash for Unhashed<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A span of work to be ended, or to begin others below; none after a crash.
pub type Traced = Unhashed<Option<SpanId>>;

#[cfg(test)]
mod tests {
    use std::hash::Hash;

    use super::*;
    use kernel::digest::Digest;

    #[test]
    fn nothing_of_it_is_hashed() {
        let of = |value: (u32, Unhashed<u32>)| {
            let mut digest = Digest::EMPTY;
            value.hash(&mut digest);
            digest.finish()
        };
        assert_eq!(of((1, Unhashed(2))), of((1, Unhashed(3))));
        assert_ne!(of((1, Unhashed(2))), of((2, Unhashed(2))));
    }
}
