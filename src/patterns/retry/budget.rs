//! The retry budget: a bucket of tokens that calls fill and retries empty, so that retries stay a
//! fixed share of the calls when everything fails.
//!
//! After Finagle's `RetryBudget` and *Site Reliability Engineering* (2016), chapter 21. A call puts
//! in a part of a token, a retry takes a whole one; the reserve lets a client that calls seldom
//! retry at all. Knows neither calls nor time.

use kernel::action::Ppm;

/// A client's budget.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Budget {
    /// What is in the bucket, in millionths of a token.
    level: u64,
    /// What fits into it.
    room: u64,
}

const TOKEN: u64 = Ppm::ONE.0 as u64;

impl Budget {
    /// A full bucket for so many tokens.
    pub fn full(reserve: u16) -> Budget {
        let room = u64::from(reserve) * TOKEN;
        Budget { level: room, room }
    }

    /// A call is made: its share of a token is put in. What does not fit is lost.
    pub fn deposit(&mut self, share: Ppm) {
        self.level = self.room.min(self.level + u64::from(share.0));
    }

    /// A retry is wanted: takes a token if there is one.
    pub fn withdraw(&mut self) -> bool {
        let enough = self.level >= TOKEN;
        if enough {
            self.level -= TOKEN;
        }
        enough
    }

    /// What is in the bucket and what fits, in thousandths of a token.
    pub fn thousandths(&self) -> (u64, u64) {
        (self.level / 1_000, self.room / 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_are_the_reserve_and_a_share_of_the_calls() {
        let mut budget = Budget::full(3);
        let mut retries = 0;
        for _ in 0..100 {
            budget.deposit(Ppm(200_000));
            retries += u32::from(budget.withdraw());
        }
        // The first deposit finds the bucket full.
        assert_eq!(retries, 3 + 99 / 5);
    }
}
