//! A lease: what somebody may hold until a time, by the clock of whoever gives it.
//!
//! The holder has a clock of its own, which may be behind: it can believe to hold what has expired.

use kernel::time::{Span, Time};

/// Who holds something, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lease<H> {
    /// Who holds it.
    pub holder: H,
    /// Until when; [`Time::NEVER`] if it does not expire.
    pub until: Time,
}

impl<H> Lease<H> {
    /// A lease that begins now, and does not expire without a length.
    pub fn new(holder: H, now: Time, length: Option<Span>) -> Lease<H> {
        Lease { holder, until: length.map_or(Time::NEVER, |length| now + length) }
    }

    /// Whether it has expired.
    pub fn is_over(&self, now: Time) -> bool {
        self.until <= now
    }

    /// Whether it will expire sooner or later.
    pub fn expires(&self) -> bool {
        self.until < Time::NEVER
    }

    /// How long until it expires; none if it does not expire, or has.
    pub fn left(&self, now: Time) -> Option<Span> {
        (self.expires() && !self.is_over(now)).then(|| self.until.since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_over_at_the_end_of_its_length_and_not_before() {
        let lease = Lease::new('a', Time(10), Some(Span(5)));
        assert_eq!((lease.left(Time(10)), lease.is_over(Time(14))), (Some(Span(5)), false));
        assert_eq!((lease.left(Time(15)), lease.is_over(Time(15))), (None, true));
    }

    #[test]
    fn a_lease_without_a_length_does_not_expire() {
        let lease = Lease::new('a', Time(10), None);
        assert!(!lease.expires() && !lease.is_over(Time(u64::MAX - 1)));
        assert_eq!(lease.left(Time(10)), None);
    }
}
