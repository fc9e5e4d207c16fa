//! The links between nodes: how long each message takes, and whether it is lost or doubled.
//!
//! A link comes into being with its first message. Each has its own stream of randomness, and a
//! message takes the same number of draws from it whatever the settings: so the seventeenth
//! message from n0 to n1 has the same delay in every variation of a run.

use crate::action::{Link, LinkChange, LinkSettings, Order};
use crate::ids::{NodeId, Seed};
use crate::rng::{Purpose, Rng};
use crate::time::{Span, Time};

/// All links of a run.
#[derive(Clone, Debug)]
pub struct Links {
    seed: Seed,
    defaults: LinkSettings,
    rows: Vec<Row>,
    links: Vec<State>,
}

/// The links of a sender. A row is as long as its receivers so far are apart, so that ten thousand
/// senders to one receiver stay small, whichever number it has.
#[derive(Clone, Debug, Default)]
struct Row {
    /// The first receiver.
    first: usize,
    /// The place of the link to each receiver from there on, or [`NONE`].
    places: Vec<u32>,
}

#[derive(Clone, Debug)]
struct State {
    from: NodeId,
    to: NodeId,
    sent: u32,
    /// The latest time at which anything sent on it so far is due.
    last: Time,
    rng: Rng,
    settings: Option<LinkSettings>,
}

const NONE: u32 = u32::MAX;

/// What a link does to one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The message's number on its link, from 1.
    pub nth: u32,
    /// When it arrives.
    pub due: Time,
    /// Whether it is lost on the way.
    pub lost: bool,
    /// When a second copy arrives, if there is one.
    pub copy: Option<Time>,
}

impl Links {
    /// The links of a cluster of `nodes` nodes.
    pub fn new(nodes: usize, seed: Seed, defaults: LinkSettings) -> Links {
        Links { seed, defaults, rows: vec![Row::default(); nodes], links: Vec::new() }
    }

    /// Decides what becomes of the next message on a link.
    pub fn next(&mut self, from: NodeId, to: NodeId, now: Time) -> Fate {
        let defaults = self.defaults;
        let link = self.link(from, to);
        let settings = link.settings.unwrap_or(defaults);
        link.sent += 1;
        // No message takes no time: a cluster that answers itself must not stop the clock.
        let latency = link.rng.latency(settings.latency).max(Span(1));
        let lost = link.rng.chance(settings.loss);
        let doubled = link.rng.chance(settings.duplication);
        let second = link.rng.latency(settings.latency).max(Span(1));
        let copy = doubled.then(|| link.line_up(settings.order, now + second));
        Fate { nth: link.sent, due: link.line_up(settings.order, now + latency), lost, copy }
    }

    /// When a message arrives that somebody other than its sender sends on its way.
    pub fn line_up(&mut self, from: NodeId, to: NodeId, due: Time) -> Time {
        let order = self.order(from, to);
        self.link(from, to).line_up(order, due)
    }

    /// Whether messages may overtake each other on a link.
    pub fn order(&self, from: NodeId, to: NodeId) -> Order {
        let link = self.links.get(self.rows[from.index()].place(to) as usize);
        link.and_then(|link| link.settings).unwrap_or(self.defaults).order
    }

    /// Changes a link's settings for the messages still to be sent.
    pub fn shape(&mut self, link: Link, change: LinkChange) {
        let defaults = self.defaults;
        for (from, to) in link.directions() {
            let state = self.link(from, to);
            let now = state.settings.unwrap_or(defaults);
            state.settings = Some(now.with(change));
        }
    }

    /// The directed links whose settings differ from the network's.
    pub fn shaped(&self) -> impl Iterator<Item = (Link, LinkSettings)> {
        self.links.iter().filter_map(|link| {
            let settings = link.settings.filter(|settings| *settings != self.defaults)?;
            Some((Link { from: link.from, to: link.to, both: false }, settings))
        })
    }

    #[inline]
    fn link(&mut self, from: NodeId, to: NodeId) -> &mut State {
        let row = &mut self.rows[from.index()];
        let known = row.place(to) as usize;
        if known < self.links.len() {
            return &mut self.links[known];
        }
        let place = self.links.len();
        row.set_place(to, place as u32);
        let rng = Rng::stream(self.seed, Purpose::Link(from, to));
        self.links.push(State { from, to, sent: 0, last: Time::ZERO, rng, settings: None });
        &mut self.links[place]
    }
}

impl Row {
    #[inline]
    fn place(&self, to: NodeId) -> u32 {
        let offset = to.index().wrapping_sub(self.first);
        self.places.get(offset).copied().unwrap_or(NONE)
    }

    fn set_place(&mut self, to: NodeId, place: u32) {
        if self.places.is_empty() {
            self.first = to.index();
        }
        if to.index() < self.first {
            let before = vec![NONE; self.first - to.index()];
            self.places.splice(..0, before);
            self.first = to.index();
        }
        let offset = to.index() - self.first;
        if self.places.len() <= offset {
            self.places.resize(offset + 1, NONE);
        }
        self.places[offset] = place;
    }
}

impl State {
    /// When a message arrives that its latency alone would let arrive at `due`: where order is
    /// kept, after everything that was sent before it, whatever became of that.
    fn line_up(&mut self, order: Order, due: Time) -> Time {
        let due = match order {
            Order::Any => due,
            Order::Fifo => due.max(self.last + Span(1)),
        };
        self.last = self.last.max(due);
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Ppm;
    use crate::dist::Latency;

    const A: NodeId = NodeId(0);
    const B: NodeId = NodeId(1);

    #[test]
    fn what_one_link_carries_leaves_the_others_as_they_were() {
        let mut quiet = Links::new(2, Seed(5), LinkSettings::default());
        let mut busy = quiet.clone();
        for _ in 0..10 {
            busy.next(B, A, Time(7));
        }
        assert_eq!(quiet.next(A, B, Time(9)), busy.next(A, B, Time(9)));
    }

    #[test]
    fn a_link_is_found_again_in_whichever_order_receivers_come() {
        let mut links = Links::new(9, Seed(5), LinkSettings::default());
        for (to, nth) in [(7, 1), (8, 1), (2, 1), (7, 2), (0, 1), (2, 2), (8, 2), (7, 3)] {
            assert_eq!(links.next(A, NodeId(to), Time(9)).nth, nth, "to {to}");
        }
        assert_eq!(links.rows[0].places.len(), 9);
        links.next(B, NodeId(8), Time(9));
        assert_eq!(links.rows[1].places.len(), 1);
    }

    #[test]
    fn loss_and_duplication_do_not_move_delays() {
        let mut clean = Links::new(2, Seed(5), LinkSettings::default());
        let lossy =
            LinkSettings { loss: Ppm(500_000), duplication: Ppm(500_000), ..Default::default() };
        let mut lossy = Links::new(2, Seed(5), lossy);
        let fates: Vec<(Fate, Fate)> =
            (0..100).map(|_| (clean.next(A, B, Time(9)), lossy.next(A, B, Time(9)))).collect();
        assert!(fates.iter().all(|(clean, lossy)| clean.due == lossy.due));
        assert!(fates.iter().any(|(_, lossy)| lossy.lost));
        assert!(fates.iter().any(|(_, lossy)| lossy.copy.is_some()));
        assert!(fates.iter().all(|(clean, _)| !clean.lost && clean.copy.is_none()));
    }

    #[test]
    fn where_order_is_kept_nothing_overtakes() {
        let wide = Latency::Uniform(Span(1), Span::millis(100));
        let of = |order| LinkSettings {
            latency: wide,
            duplication: Ppm(300_000),
            order,
            ..LinkSettings::default()
        };
        let dues = |order| {
            let mut links = Links::new(2, Seed(5), of(order));
            let sendings = (0..100).map(|n| (Time(n * 1_000), links.next(A, B, Time(n * 1_000))));
            let arrivals = sendings.flat_map(|(_, fate)| fate.copy.into_iter().chain([fate.due]));
            arrivals.collect::<Vec<Time>>()
        };
        let in_order = |dues: Vec<Time>| dues.windows(2).all(|pair| pair[0] < pair[1]);
        assert!(in_order(dues(Order::Fifo)));
        assert!(!in_order(dues(Order::Any)));
    }
}
