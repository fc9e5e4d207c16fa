//! Random schedules of faults. The generator knows the nodes, which of them may fail and what else
//! may be done to them, and nothing of the pattern.
//!
//! Each schedule leaves out some kinds of fault and has its own rate (swarm testing, Groce et al.
//! 2012): a run in which everything fails all the time gets less far into a protocol than one with
//! crashes alone.

use std::ops::Range;

use super::repair::{ActiveFaults, RIGHT};
use kernel::action::{Action, Link, LinkChange, LinkSettings, Ppm, Timed};
use kernel::clock::{ClockChange, Drift, Offset};
use kernel::dist::Latency;
use kernel::ids::{NodeId, Seed};
use kernel::rng::{Purpose, Rng};
use kernel::time::{Span, Time};
use pattern::fault::Fault;

/// The possible faults and the nodes and links they may affect.
#[derive(Clone, Debug)]
pub struct Targets {
    /// The kinds of fault to choose from.
    pub faults: Vec<Fault>,
    /// The nodes that crash and pause.
    pub failing: Vec<NodeId>,
    /// All nodes, for partitions and links.
    pub all: Vec<NodeId>,
    /// The inputs that nodes take.
    pub inputs: Vec<(NodeId, &'static str)>,
    /// The kinds of timer that can be made to expire.
    pub timers: Vec<&'static str>,
    /// The network's settings of links.
    pub network: LinkSettings,
}

/// The faults drawn from a seed, all within the window, and repairs of some of them.
pub fn schedule(seed: Seed, targets: &Targets, window: Range<Time>) -> Vec<Timed> {
    let mut generator = FaultGenerator::new(Rng::stream(seed, Purpose::Faults), targets);
    let mut schedule = Vec::new();
    let mut at = window.start + generator.next_gap();
    while at < window.end {
        if let Some(action) = generator.next_action() {
            generator.active.take(&action);
            schedule.push(Timed { at, action });
        }
        at += generator.next_gap();
    }
    schedule
}

/// The longest pauses between faults that a schedule may have, in milliseconds: from several
/// within one round trip to one in many election timeouts.
const PACES: [u64; 4] = [40, 120, 400, 1_200];

/// Draws one fault or repair after the other, and keeps track of which faults are active.
struct FaultGenerator<'a> {
    rng: Rng,
    targets: &'a Targets,
    kinds: Vec<Fault>,
    pace: Span,
    active: ActiveFaults,
}

impl FaultGenerator<'_> {
    fn new(mut rng: Rng, targets: &Targets) -> FaultGenerator<'_> {
        let pace = Span::millis(PACES[rng.below(PACES.len() as u64) as usize]);
        // One coin for every kind, so that a new kind does not change which others are chosen.
        let chosen = Fault::ALL.iter().copied().filter(|_| rng.below(2) == 1);
        let mut kinds: Vec<Fault> = chosen.filter(|it| targets.faults.contains(it)).collect();
        if kinds.is_empty() {
            kinds.clone_from(&targets.faults);
        }
        FaultGenerator { rng, targets, kinds, pace, active: ActiveFaults::none(targets.network) }
    }

    fn next_gap(&mut self) -> Span {
        let pace = self.pace;
        self.rng.between(Span::millis(1), pace)
    }

    /// The next fault or repair; none if the drawn one would have no effect.
    fn next_action(&mut self) -> Option<Action> {
        let kind = *pick(&mut self.rng, &self.kinds)?;
        let repair = self.rng.below(2) == 1;
        match kind {
            Fault::Crash => self.crash(repair),
            Fault::Pause => self.pause(repair),
            Fault::Partition => self.partition(repair),
            Fault::Cut => self.cut(repair),
            Fault::Loss => {
                let loss = Some(self.share(800_000));
                self.shape(repair, LinkChange { loss, ..LinkChange::default() })
            }
            Fault::Duplication => {
                let duplication = Some(self.share(500_000));
                self.shape(repair, LinkChange { duplication, ..LinkChange::default() })
            }
            Fault::Delay => {
                let slowest = Span::millis(20 + self.rng.below(200));
                let latency = Some(Latency::Uniform(Span::millis(1), slowest));
                self.shape(repair, LinkChange { latency, ..LinkChange::default() })
            }
            Fault::Input => {
                let (node, text) = *pick(&mut self.rng, &self.targets.inputs)?;
                Some(Action::Input(node, text.into()))
            }
            Fault::Slow => self.slow(repair),
            Fault::Clock => self.clock(repair),
            Fault::Clog => self.clog(repair),
            Fault::Timer => {
                let timer = *pick(&mut self.rng, &self.targets.timers)?;
                Some(Action::Fire(*pick(&mut self.rng, &self.targets.failing)?, timer))
            }
            Fault::Wipe => self.wipe(repair),
        }
    }

    fn crash(&mut self, repair: bool) -> Option<Action> {
        let Targets { failing, .. } = self.targets;
        if repair || self.active.down.len() == failing.len() {
            return Some(Action::Restart(vec![*pick(&mut self.rng, &self.active.down)?]));
        }
        let node = *pick(&mut self.rng, failing)?;
        (!self.active.down.contains(&node)).then(|| Action::Crash(vec![node]))
    }

    fn pause(&mut self, repair: bool) -> Option<Action> {
        let ActiveFaults { down, paused, .. } = &self.active;
        if repair {
            return Some(Action::Resume(vec![*pick(&mut self.rng, paused)?]));
        }
        let node = *pick(&mut self.rng, &self.targets.failing)?;
        let running = !down.contains(&node) && !paused.contains(&node);
        running.then(|| Action::Pause(vec![node]))
    }

    fn wipe(&mut self, repair: bool) -> Option<Action> {
        if repair || self.active.down.len() == self.targets.failing.len() {
            return self.crash(true);
        }
        Some(Action::Wipe(vec![*pick(&mut self.rng, &self.targets.failing)?]))
    }

    fn slow(&mut self, repair: bool) -> Option<Action> {
        if repair {
            return Some(Action::Slow(vec![*pick(&mut self.rng, &self.active.slow)?], Span::ZERO));
        }
        let node = *pick(&mut self.rng, &self.targets.failing)?;
        let by = Span::millis(1 + self.rng.below(50));
        (!self.active.down.contains(&node)).then(|| Action::Slow(vec![node], by))
    }

    /// Sets a clock up to a second off, and lets it go up to a fifth too fast or too slowly.
    fn clock(&mut self, repair: bool) -> Option<Action> {
        if repair {
            let node = *pick(&mut self.rng, &self.active.clocks)?;
            return Some(Action::Clock(node, RIGHT));
        }
        let node = *pick(&mut self.rng, &self.targets.failing)?;
        let offset = Offset((self.rng.below(2_001) as i64 - 1_000) * 1_000);
        let drift = Drift((self.rng.below(41) as i32 - 20) * 10_000);
        Some(Action::Clock(node, ClockChange { offset: Some(offset), drift: Some(drift) }))
    }

    /// Clogs one node, or some of them one by one.
    fn clog(&mut self, repair: bool) -> Option<Action> {
        if repair {
            return Some(Action::Unclog(vec![*pick(&mut self.rng, &self.active.clogged)?]));
        }
        if self.rng.below(2) == 1 {
            return Some(Action::Clog(vec![*pick(&mut self.rng, &self.targets.all)?]));
        }
        let Targets { all, .. } = self.targets;
        let some: Vec<NodeId> = all.iter().copied().filter(|_| self.rng.below(2) == 1).collect();
        let over = Span::millis(100 + self.rng.below(1_900));
        (!some.is_empty()).then_some(Action::Swizzle(some, over))
    }

    fn partition(&mut self, repair: bool) -> Option<Action> {
        if repair && self.active.parted {
            return Some(Action::Heal(Vec::new()));
        }
        let count = 2 + self.rng.below(2);
        let mut groups = vec![Vec::new(); count as usize];
        for node in &self.targets.all {
            groups[self.rng.below(count) as usize].push(*node);
        }
        groups.retain(|group| !group.is_empty());
        (groups.len() > 1).then_some(Action::Partition(groups))
    }

    fn cut(&mut self, repair: bool) -> Option<Action> {
        if repair {
            return Some(Action::Heal(vec![*pick(&mut self.rng, &self.active.cut)?]));
        }
        Some(Action::Cut(vec![self.one_link()?]))
    }

    fn shape(&mut self, repair: bool, change: LinkChange) -> Option<Action> {
        if repair {
            let link = *pick(&mut self.rng, &self.active.shaped)?;
            return Some(Action::Shape(link, self.active.usual()));
        }
        Some(Action::Shape(self.one_link()?, change))
    }

    /// A share of at least one per cent, in whole per cent.
    fn share(&mut self, most: u64) -> Ppm {
        Ppm(10_000 * (1 + self.rng.below(most / 10_000) as u32))
    }

    fn one_link(&mut self) -> Option<Link> {
        let from = *pick(&mut self.rng, &self.targets.all)?;
        let to = *pick(&mut self.rng, &self.targets.all)?;
        let both = self.rng.below(3) == 0;
        (from != to).then_some(Link { from, to, both })
    }
}

/// A random one of a list; none if there is none.
fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> Option<&'a T> {
    list.get(rng.below(list.len() as u64) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(faults: &[Fault]) -> Targets {
        let nodes: Vec<NodeId> = (0..5).map(NodeId).collect();
        Targets {
            faults: faults.to_vec(),
            failing: nodes[..4].to_vec(),
            inputs: vec![(NodeId(4), "put x=1")],
            timers: vec!["election timeout"],
            all: nodes,
            network: LinkSettings::default(),
        }
    }

    fn of(seed: u64) -> Vec<Timed> {
        schedule(Seed(seed), &targets(Fault::ALL), Time(1_000)..Time(3_000_000))
    }

    #[test]
    fn a_seed_has_one_schedule_and_seeds_differ() {
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }

    #[test]
    fn faults_come_in_order_within_their_window_and_are_repaired_by_repairs() {
        for seed in 0..200 {
            let mut schedule = of(seed);
            assert!(schedule.is_sorted_by_key(|timed| timed.at));
            assert!(schedule.iter().all(|timed| (1_000..3_000_000).contains(&timed.at.0)));
            let network = LinkSettings::default();
            let repairs = ActiveFaults::after(&schedule, network).repairs();
            let at = Time(3_000_000);
            schedule.extend(repairs.into_iter().map(|action| Timed { at, action }));
            let left = ActiveFaults::after(&schedule, network);
            assert!(left.down.is_empty() && left.paused.is_empty(), "seed {seed}: {left:?}");
            assert!(!left.parted && left.cut.is_empty(), "seed {seed}: {left:?}");
            assert!(left.shaped.is_empty() && left.clogged.is_empty(), "seed {seed}: {left:?}");
            assert!(left.slow.is_empty() && left.clocks.is_empty(), "seed {seed}: {left:?}");
        }
    }

    #[test]
    fn every_kind_of_fault_is_left_out_by_some_seeds_and_tried_by_others() {
        let crashing = |seed| of(seed).iter().any(|timed| matches!(timed.action, Action::Crash(_)));
        let count = (0..100).filter(|seed| crashing(*seed)).count();
        assert!((20..80).contains(&count), "{count} of 100");
    }

    #[test]
    fn only_the_kinds_allowed_are_tried_and_only_who_may_fail_fails() {
        for seed in 0..100 {
            let targets = targets(&[Fault::Crash]);
            for timed in schedule(Seed(seed), &targets, Time(0)..Time(3_000_000)) {
                let (Action::Crash(nodes) | Action::Restart(nodes)) = timed.action else {
                    panic!("{timed:?}");
                };
                assert!(nodes.iter().all(|node| targets.failing.contains(node)));
            }
        }
    }
}
