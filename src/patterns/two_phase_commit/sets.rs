//! Sets of rows and sets of participants, as bits. Rows are lettered across the participants:
//! with three of them, `a`, `b` and `c` are the first rows of p0, p1 and p2, `d` is the second row
//! of p0. Knows nothing of what a row holds.

use std::fmt;

use super::TwoPhaseCommit;
use kernel::history::Key;

/// The most participants there can be.
pub const MAX_PARTICIPANTS: u64 = 8;
/// The most rows a participant can hold; there are letters for all.
pub const MAX_ROWS: u64 = 3;

/// A set of rows, by their letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rows(pub u32);

impl Rows {
    /// One row: that of this slot at a participant.
    pub fn one(p: &TwoPhaseCommit, place: u8, slot: u16) -> Rows {
        Rows(1 << (u32::from(place) + u32::from(slot) * u32::from(p.participants)))
    }

    /// Reads `a b c`; the sentence says which rows there are.
    pub fn parse(text: &str, p: &TwoPhaseCommit) -> Result<Rows, String> {
        let count = p.participants * p.rows;
        let mut rows = Rows::default();
        for word in text.split(' ') {
            let place = match word.as_bytes() {
                [letter] => u32::from(letter.wrapping_sub(b'a')),
                _ => u32::MAX,
            };
            if place >= u32::from(count) {
                let last = Rows(1 << (count - 1));
                return Err(format!("“{word}” is not a row: there are a to {last}"));
            }
            rows.0 |= 1 << place;
        }
        Ok(rows)
    }

    /// Those that a participant holds.
    pub fn at(self, p: &TwoPhaseCommit, place: u8) -> Rows {
        let own = (0..p.rows).fold(0, |bits, slot| bits | Rows::one(p, place, slot).0);
        Rows(self.0 & own)
    }

    /// The participants that hold some of them.
    pub fn members(self, p: &TwoPhaseCommit) -> Members {
        let places = 0..p.participants as u8;
        Members(places.filter(|place| self.at(p, *place).0 != 0).fold(0, |m, it| m | 1 << it))
    }

    /// These and those.
    pub fn with(self, others: Rows) -> Rows {
        Rows(self.0 | others.0)
    }

    /// Whether some are in both.
    pub fn meets(self, others: Rows) -> bool {
        self.0 & others.0 != 0
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Their letters, in order.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        (0..26u8).filter(move |place| self.0 >> place & 1 == 1).map(|place| Key(b'a' + place))
    }
}

/// `a b c`.
impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, key) in self.keys().enumerate() {
            if nth > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

/// A set of participants, by their places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Members(pub u8);

impl Members {
    /// With one more.
    pub fn with(self, place: u8) -> Members {
        Members(self.0 | 1 << place)
    }

    /// Without these.
    pub fn without(self, others: Members) -> Members {
        Members(self.0 & !others.0)
    }

    /// Whether it is one of them.
    pub fn has(self, place: u8) -> bool {
        self.0 >> place & 1 == 1
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their places, in order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..8).filter(move |place| self.has(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lettered_across_the_participants() {
        let p = TwoPhaseCommit::default();
        let rows = Rows::parse("a c d", &p).expect("there are such rows");
        assert_eq!(rows.to_string(), "a c d");
        assert_eq!(rows.members(&p).iter().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(rows.at(&p, 0).to_string(), "a d");
        assert_eq!(Rows::one(&p, 1, 1).to_string(), "e");
    }

    #[test]
    fn rows_that_nobody_holds_are_refused() {
        let p = TwoPhaseCommit::default();
        for text in ["", "g", "A", "a  b", "ab", "a b ", "é"] {
            assert!(Rows::parse(text, &p).is_err(), "{text}");
        }
    }
}
