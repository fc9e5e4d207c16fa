//! Dividing a range of seeds among machines.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// One part of so many: the `number`th, from 1, of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub number: u64,
    /// Of how many.
    pub count: u64,
}

impl Shard {
    /// Everything, undivided.
    pub const WHOLE: Shard = Shard { number: 1, count: 1 };

    /// This part of a range: a slice, so that the findings of all parts, one part after the
    /// other, are those of the whole in order. Slices differ by one seed in length at most.
    pub fn of(self, seeds: Range<u64>) -> Range<u64> {
        let length = u128::from(seeds.end.saturating_sub(seeds.start));
        let place = |number: u64| {
            let before = length * u128::from(number) / u128::from(self.count);
            seeds.start + before as u64
        };
        place(self.number - 1)..place(self.number)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

/// Reads `2/8`.
impl FromStr for Shard {
    type Err = String;
    fn from_str(text: &str) -> Result<Shard, String> {
        let numbers = text.split_once('/').and_then(|(number, count)| {
            Some(Shard { number: number.parse().ok()?, count: count.parse().ok()? })
        });
        let valid = numbers.filter(|it| (1..=it.count).contains(&it.number));
        valid.ok_or_else(|| {
            format!("“{text}” is no part of a whole: write 2/8 for the second of eight")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_disjoint_in_order_and_cover_the_whole() {
        for (start, end) in [(0, 1_000), (7, 8), (5, 5), (3, 20), (u64::MAX - 10, u64::MAX)] {
            for count in 1..=13 {
                let mut next = start;
                for number in 1..=count {
                    let part = Shard { number, count }.of(start..end);
                    assert_eq!(part.start, next, "{number}/{count} of {start}..{end}");
                    let fair = (end - start) / count;
                    assert!((fair..=fair + 1).contains(&(part.end - part.start)));
                    next = part.end;
                }
                assert_eq!(next, end);
            }
        }
    }

    #[test]
    fn parts_are_read_as_they_are_written() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, count: 8 }));
        assert_eq!(Shard::WHOLE.to_string().parse(), Ok(Shard::WHOLE));
        for text in ["", "2", "0/8", "9/8", "-1/8", "1/0", "a/b", "1/2/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
