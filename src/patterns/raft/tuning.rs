//! Dynatune (Shiozaki and Nakamura 2025): followers tune their election timeouts to the network.
//!
//! The leader numbers its messages to each follower and says how long the last answer took. From
//! that a follower knows the round trips' mean and deviation, and how many messages are lost: it
//! waits for `mean + 2 deviations`, and asks for as many heartbeats within that time as it takes for
//! one of them to arrive with a probability of 99.9 %. Where it hears nothing after all, what it has
//! measured is worth nothing any more, and the timeouts that were configured are back.
//!
//! Here the leader speaks to all followers as often as the most demanding of them asks; in the paper
//! it keeps an interval for each.

use super::Raft;
use super::message::Round;
use kernel::action::Ppm;
use kernel::ids::NodeId;
use kernel::time::Span;

/// What a follower has measured of its leader's messages.
#[derive(Clone, Debug, Default, Hash)]
pub struct Tuning {
    /// Whose messages.
    leader: Option<NodeId>,
    /// The latest messages: their numbers, and the round trips that they told of.
    seen: Vec<(u64, Span)>,
    /// How often the leader speaks at present.
    every: Span,
}

/// How many messages are looked back on.
const WINDOW: usize = 40;
/// Before so many messages nothing is tuned.
const FEWEST: usize = 10;
/// How many deviations a round trip may take longer than the mean before it is late.
const DEVIATIONS: u64 = 2;
/// The share of election timeouts in which no heartbeat at all may arrive.
const MISSED: u64 = 1_000;
/// A timeout is never tuned below this.
const SHORTEST: Span = Span::millis(5);

impl Tuning {
    /// A message of the leader arrives.
    pub fn take(&mut self, leader: NodeId, round: &Round) {
        if self.leader != Some(leader) {
            *self = Tuning { leader: Some(leader), ..Tuning::default() };
        }
        self.every = round.every;
        if round.span > Span::ZERO {
            self.seen.push((round.serial, round.span));
        }
        if self.seen.len() > WINDOW {
            self.seen.remove(0);
        }
    }

    /// The election timeout that fits the network, if enough is known of it.
    pub fn timeout(&self) -> Option<Span> {
        if self.seen.len() < FEWEST {
            return None;
        }
        let count = self.seen.len() as u64;
        let spans = || self.seen.iter().map(|(_, span)| span.0);
        let mean = spans().sum::<u64>() / count;
        let squares = spans().map(|it| it.abs_diff(mean).pow(2)).sum::<u64>();
        let deviation = (squares / count).isqrt();
        Some(Span(mean + DEVIATIONS * deviation).max(SHORTEST))
    }

    /// How often the leader should be heard from: so often within a timeout that it is all but
    /// certain that one heartbeat arrives, and at least twice, because they may take unequally long.
    pub fn heartbeat(&self) -> Option<Span> {
        let timeout = self.timeout()?;
        let lost = self.lost();
        let (mut heartbeats, mut missed) = (1, lost);
        while missed > MISSED && heartbeats < 10 {
            missed = missed * lost / u64::from(Ppm::ONE.0);
            heartbeats += 1;
        }
        Some(Span(timeout.0 / heartbeats.max(2)).max(Span::millis(1)))
    }

    /// The share of messages that were lost, in parts per million.
    fn lost(&self) -> u64 {
        let serials = || self.seen.iter().map(|(serial, _)| *serial);
        let (Some(first), Some(last)) = (serials().min(), serials().max()) else { return 0 };
        let sent = last - first + 1;
        let one = u64::from(Ppm::ONE.0);
        sent.saturating_sub(self.seen.len() as u64) * one / sent
    }
}

impl Raft {
    /// The range of a follower's election timeouts. It is not tuned before the leader speaks as often
    /// as that takes.
    pub fn timeouts(&self, tuning: &Tuning) -> (Span, Span) {
        match tuning.timeout() {
            Some(timeout) if self.tunes() && tuning.every.0 * 2 <= timeout.0 => {
                (timeout, Span(timeout.0 * 2))
            }
            Some(_) | None => self.election_timeout,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::time::Time;

    fn tuning(messages: impl IntoIterator<Item = (u64, u64)>) -> Tuning {
        let mut tuning = Tuning::default();
        for (serial, ms) in messages {
            let (span, every) = (Span::millis(ms), Span::millis(20));
            let round = Round { number: 0, sent: Time::ZERO, serial, span, every };
            tuning.take(NodeId(0), &round);
        }
        tuning
    }

    #[test]
    fn timeouts_follow_mean_and_deviation_of_round_trips() {
        assert_eq!(tuning((0..9).map(|n| (n, 30))).timeout(), None, "too few");
        assert_eq!(tuning((0..20).map(|n| (n, 30))).timeout(), Some(Span::millis(30)));
        // 20 and 40 by turns: the mean is 30, the deviation 10.
        let uneven = tuning((0..20).map(|n| (n, 20 + 20 * (n % 2))));
        assert_eq!(uneven.timeout(), Some(Span::millis(50)));
    }

    #[test]
    fn the_more_is_lost_the_more_heartbeats_there_are() {
        let steady = tuning((0..20).map(|n| (n, 60)));
        assert_eq!(steady.heartbeat(), Some(Span::millis(30)));
        // Every other one is lost: of ten, one arrives with 99.9 %.
        let lossy = tuning((0..20).map(|n| (2 * n, 60)));
        assert_eq!(lossy.heartbeat(), Some(Span::millis(6)));
    }

    #[test]
    fn nothing_is_tuned_before_the_leader_speaks_as_often_as_it_takes() {
        let raft = Raft { dynatune: 1, ..Raft::default() };
        assert_eq!(raft.timeouts(&tuning((0..20).map(|n| (n, 30)))), raft.election_timeout);
        let tuned = raft.timeouts(&tuning((0..20).map(|n| (n, 40))));
        assert_eq!(tuned, (Span::millis(40), Span::millis(80)));
    }

    #[test]
    fn another_leader_is_measured_anew() {
        let mut tuning = tuning((0..20).map(|n| (n, 60)));
        let (span, every) = (Span::millis(60), Span::millis(20));
        let round = Round { number: 0, sent: Time::ZERO, serial: 0, span, every };
        tuning.take(NodeId(1), &round);
        assert_eq!(tuning.timeout(), None);
    }
}
