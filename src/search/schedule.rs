//! Schedules of faults, drawn at random from a seed. Knows no pattern: only which nodes there are
//! and which of them may fail.
//!
//! Each schedule leaves out some kinds of fault and has a pace of its own (swarm testing, Groce
//! et al. 2012): a run in which everything fails all the time gets less far into a protocol than
//! one with crashes alone. At its end everything is repaired, so that what should happen in calm
//! weather can be awaited.

use std::ops::Range;

use crate::sim::action::{Action, Link, LinkChange, LinkSettings, Ppm, Timed};
use crate::sim::dist::Latency;
use crate::sim::ids::{NodeId, Seed};
use crate::sim::rng::{Purpose, Rng};
use crate::sim::time::{Span, Time};

/// What can be hit.
#[derive(Clone, Debug)]
pub struct Targets {
    /// The nodes that crash and pause.
    pub failing: Vec<NodeId>,
    /// All nodes: those that partitions divide and whose links are cut.
    pub all: Vec<NodeId>,
    /// How links behave when nothing is wrong with them.
    pub network: LinkSettings,
}

/// The schedule of a seed: faults within the window, and repairs at its end.
pub fn schedule(seed: Seed, targets: &Targets, window: Range<Time>) -> Vec<Timed> {
    let mut weather = Weather::new(Rng::stream(seed, Purpose::Faults), targets);
    let mut schedule = Vec::new();
    let mut at = window.start + weather.pause();
    while at < window.end {
        if let Some(action) = weather.strike() {
            schedule.push(Timed { at, action });
        }
        at += weather.pause();
    }
    schedule.extend(weather.clear().into_iter().map(|action| Timed { at: window.end, action }));
    schedule
}

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A node crashes, or comes back.
    Crash,
    /// A node stops for a while, or goes on.
    Pause,
    /// The nodes fall into groups, or come together.
    Partition,
    /// One link is cut, often in one direction only, or repaired.
    Cut,
    /// One link loses many messages, or none any more.
    Loss,
    /// One link delivers many messages twice.
    Duplication,
    /// One link is slow, and messages overtake each other.
    Delay,
}

const KINDS: [Kind; 7] = [
    Kind::Crash,
    Kind::Pause,
    Kind::Partition,
    Kind::Cut,
    Kind::Loss,
    Kind::Duplication,
    Kind::Delay,
];

/// The longest pauses between faults that a schedule may have, in milliseconds: from several
/// within one round trip to one in many election timeouts.
const PACES: [u64; 4] = [40, 120, 400, 1_200];

/// What is wrong at the moment, and what may go wrong.
struct Weather<'a> {
    rng: Rng,
    targets: &'a Targets,
    kinds: Vec<Kind>,
    pace: Span,
    down: Vec<NodeId>,
    paused: Vec<NodeId>,
    parted: bool,
    cut: Vec<Link>,
    shaped: Vec<Link>,
}

impl Weather<'_> {
    fn new(mut rng: Rng, targets: &Targets) -> Weather<'_> {
        let pace = Span::millis(PACES[rng.below(PACES.len() as u64) as usize]);
        let mut kinds: Vec<Kind> = KINDS.into_iter().filter(|_| rng.below(2) == 1).collect();
        if kinds.is_empty() {
            kinds = KINDS.to_vec();
        }
        let (down, paused, cut, shaped) = Default::default();
        Weather { rng, targets, kinds, pace, down, paused, parted: false, cut, shaped }
    }

    fn pause(&mut self) -> Span {
        let pace = self.pace;
        self.rng.between(Span::millis(1), pace)
    }

    /// The next fault, or the end of an earlier one; none if it would hit nothing.
    fn strike(&mut self) -> Option<Action> {
        let kind = self.kinds[self.rng.below(self.kinds.len() as u64) as usize];
        let repair = self.rng.below(2) == 1;
        match kind {
            Kind::Crash => self.crash(repair),
            Kind::Pause => self.hold(repair),
            Kind::Partition => Some(self.part(repair)),
            Kind::Cut => self.sever(repair),
            Kind::Loss => {
                let loss = self.share(repair, 800_000);
                self.shape(LinkChange { loss: Some(loss), ..LinkChange::default() })
            }
            Kind::Duplication => {
                let duplication = self.share(repair, 500_000);
                self.shape(LinkChange { duplication: Some(duplication), ..LinkChange::default() })
            }
            Kind::Delay => {
                let slowest = Span::millis(20 + self.rng.below(200));
                let latency = if repair {
                    self.targets.network.latency
                } else {
                    Latency::Uniform(Span::millis(1), slowest)
                };
                self.shape(LinkChange { latency: Some(latency), ..LinkChange::default() })
            }
        }
    }

    fn crash(&mut self, repair: bool) -> Option<Action> {
        if repair || self.down.len() == self.targets.failing.len() {
            let back = take(&mut self.rng, &mut self.down)?;
            return Some(Action::Restart(vec![back]));
        }
        let node = self.one_of_failing()?;
        if self.down.contains(&node) {
            return None;
        }
        self.paused.retain(|it| *it != node);
        self.down.push(node);
        Some(Action::Crash(vec![node]))
    }

    fn hold(&mut self, repair: bool) -> Option<Action> {
        if repair {
            let back = take(&mut self.rng, &mut self.paused)?;
            return Some(Action::Resume(vec![back]));
        }
        let node = self.one_of_failing()?;
        if self.down.contains(&node) || self.paused.contains(&node) {
            return None;
        }
        self.paused.push(node);
        Some(Action::Pause(vec![node]))
    }

    fn part(&mut self, repair: bool) -> Action {
        if repair && self.parted {
            self.parted = false;
            self.cut.clear();
            return Action::Heal(Vec::new());
        }
        self.parted = true;
        let count = 2 + self.rng.below(2);
        let mut groups = vec![Vec::new(); count as usize];
        for node in &self.targets.all {
            groups[self.rng.below(count) as usize].push(*node);
        }
        groups.retain(|group| !group.is_empty());
        Action::Partition(groups)
    }

    fn sever(&mut self, repair: bool) -> Option<Action> {
        if repair {
            let link = take(&mut self.rng, &mut self.cut)?;
            return Some(Action::Heal(vec![link]));
        }
        let link = self.one_link()?;
        if !self.cut.contains(&link) {
            self.cut.push(link);
        }
        Some(Action::Cut(vec![link]))
    }

    fn shape(&mut self, change: LinkChange) -> Option<Action> {
        let link = self.one_link()?;
        if !self.shaped.contains(&link) {
            self.shaped.push(link);
        }
        Some(Action::Shape(link, change))
    }

    /// Repairs everything.
    fn clear(self) -> Vec<Action> {
        let LinkSettings { latency, loss, duplication } = self.targets.network;
        let usual =
            LinkChange { latency: Some(latency), loss: Some(loss), duplication: Some(duplication) };
        let mut repairs = vec![Action::Heal(Vec::new())];
        repairs.extend(self.shaped.into_iter().map(|link| Action::Shape(link, usual)));
        if !self.down.is_empty() {
            repairs.push(Action::Restart(self.down));
        }
        if !self.paused.is_empty() {
            repairs.push(Action::Resume(self.paused));
        }
        repairs
    }

    fn share(&mut self, repair: bool, most: u64) -> Ppm {
        let share = self.rng.below(most) as u32;
        if repair { Ppm(0) } else { Ppm(share) }
    }

    fn one_of_failing(&mut self) -> Option<NodeId> {
        let place = self.rng.below(self.targets.failing.len() as u64) as usize;
        self.targets.failing.get(place).copied()
    }

    fn one_link(&mut self) -> Option<Link> {
        let nodes = self.targets.all.len() as u64;
        let (from, to) = (self.rng.below(nodes) as usize, self.rng.below(nodes) as usize);
        let both = self.rng.below(3) == 0;
        let link =
            Link { from: *self.targets.all.get(from)?, to: *self.targets.all.get(to)?, both };
        (link.from != link.to).then_some(link)
    }
}

/// Takes a random one out of a list.
fn take<T>(rng: &mut Rng, list: &mut Vec<T>) -> Option<T> {
    let place = rng.below(list.len() as u64) as usize;
    (place < list.len()).then(|| list.swap_remove(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seed: u64) -> Vec<Timed> {
        let nodes: Vec<NodeId> = (0..5).map(NodeId).collect();
        let network = LinkSettings::default();
        let targets = Targets { failing: nodes.clone(), all: nodes, network };
        schedule(Seed(seed), &targets, Time(1_000)..Time(3_000_000))
    }

    #[test]
    fn a_seed_has_one_schedule_and_seeds_differ() {
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }

    #[test]
    fn faults_come_in_order_and_end_with_repairs() {
        for seed in 0..200 {
            let schedule = of(seed);
            assert!(schedule.is_sorted_by_key(|timed| timed.at));
            let mut down = Vec::new();
            for Timed { action, .. } in &schedule {
                match action {
                    Action::Crash(nodes) => down.extend(nodes),
                    Action::Restart(nodes) => down.retain(|node| !nodes.contains(node)),
                    _ => {}
                }
            }
            assert!(down.is_empty(), "seed {seed} leaves {down:?} down");
            let end = schedule.iter().filter(|timed| timed.at == Time(3_000_000));
            assert!(end.into_iter().any(|timed| timed.action == Action::Heal(Vec::new())));
        }
    }

    #[test]
    fn every_kind_of_fault_is_left_out_by_some_seeds_and_tried_by_others() {
        let crashing = |seed| of(seed).iter().any(|timed| matches!(timed.action, Action::Crash(_)));
        let count = (0..100).filter(|seed| crashing(*seed)).count();
        assert!((20..80).contains(&count), "{count} of 100");
    }
}
