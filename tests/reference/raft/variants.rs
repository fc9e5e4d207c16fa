//! What variants of Raft promise in numbers: how soon a crash is noticed with tuned timeouts, and
//! how soon an entry is committed with weighted quorums. Statements about many seeds; the seeds are
//! fixed.

use crate::common;
use faultline::kernel::history::Outcome;
use faultline::kernel::ids::{NodeId, Seed};
use faultline::kernel::record::{Record, What};
use faultline::kernel::time::Time;
use faultline::patterns::raft::declare::{CANDIDATE, FOLLOWER, LEADER, PRE_CANDIDATE};
use faultline::run::Sim;

const SEEDS: u64 = 200;

/// The ends of a scenario's runs, by seed.
fn runs(lines: &str) -> impl Iterator<Item = Box<dyn Sim>> + use<> {
    let text = format!("faultline 1\n{lines}\n");
    let scenario = common::scenario(&text);
    (0..SEEDS).map(move |seed| {
        let mut scenario = scenario.clone();
        scenario.setup.seed = Seed(seed);
        let mut sim = scenario.start().expect("the scenario is in order");
        sim.seek(scenario.until).expect("the run does not run away");
        sim
    })
}

fn mean(values: &[u64]) -> f64 {
    values.iter().sum::<u64>() as f64 / values.len() as f64 / 1_000.0
}

/// After a crash of the leader at this time, the mean times in milliseconds until somebody notices,
/// and until somebody leads; and how often somebody else than the leader campaigned before it.
fn outage(lines: &str, crash: Time) -> (f64, f64, usize) {
    let (mut noticed, mut led, mut false_alarms) = (Vec::new(), Vec::new(), 0);
    for sim in runs(lines) {
        let since = |wanted: &dyn Fn(&Record) -> bool| {
            let found = sim.records().iter().filter(|it| it.at > crash).find(|it| wanted(it));
            found.expect("it happens").at.0 - crash.0
        };
        let campaigns = |it: &Record| {
            matches!(it.what, What::Moved { from: FOLLOWER, to: CANDIDATE | PRE_CANDIDATE })
        };
        noticed.push(since(&campaigns));
        led.push(since(&|it| matches!(it.what, What::Moved { to: LEADER, .. })));
        let earlier = sim.records().iter().filter(|it| it.at <= crash && campaigns(it));
        false_alarms += earlier.filter(|it| it.node != NodeId(0)).count();
    }
    (mean(&noticed), mean(&led), false_alarms)
}

/// The paper measures, against etcd's usual one to two seconds, that crashes are noticed 80 % sooner. So
/// they are here, where a message takes 45 to 55 ms and one of a hundred is lost. Until somebody leads
/// less is won than the paper says (45 %): where all notice within two round trips more of them stand
/// at once, votes are split, and the next attempt waits for the timeouts that were configured.
#[test]
fn with_tuned_timeouts_a_crash_is_noticed_sooner() {
    let lines = |dynatune: &str| {
        format!(
            "pattern raft clients=0 election_timeout=1..2s heartbeat=100ms pre_vote=on \
             dynatune={dynatune}\nnetwork latency=45..55ms loss=1%\nat 0.05s input n0 timeout\n\
             at 8s crash n0\nuntil 20s"
        )
    };
    let crash = Time(8_000_000);
    let (noticed, led, _) = outage(&lines("off"), crash);
    let (sooner, back, false_alarms) = outage(&lines("on"), crash);
    println!(
        "noticed after {noticed:.0} ms untuned, {sooner:.0} ms tuned; led after {led:.0} and {back:.0} ms"
    );
    println!("{false_alarms} false alarms in {SEEDS} runs of 8 s");
    assert!(sooner < 0.2 * noticed, "80 % sooner");
    assert!(back < 0.95 * led, "service is back sooner");
    assert!(false_alarms < SEEDS as usize / 5, "hardly anybody is alarmed without need");
}

/// Mean time from a command given to the leader to its answer, in milliseconds.
fn commit_latency(lines: &str) -> f64 {
    let mut took = Vec::new();
    for sim in runs(lines) {
        for operation in sim.history() {
            let Some((answer, Outcome::Done(_))) = operation.answer else {
                panic!("{operation:?} was not carried out");
            };
            let at = |id: faultline::kernel::ids::RecordId| sim.records()[id.index()].at.0;
            took.push(at(answer) - at(operation.invoked));
        }
    }
    mean(&took)
}

/// Of five servers n3 and n4 are slow: 110 ms one way, the others 10 to 20. A majority needs one more
/// than the leader and one other: with all up that is the other fast one, with n1 down a slow one.
/// With a threshold of one failure the leader and whoever answers first are enough; but whoever was
/// the first to answer has to do so again, or two others.
#[test]
fn with_weighted_quorums_slow_servers_keep_nobody_waiting() {
    let lines = |cabinet: u64, crash: &str| {
        let mut lines = format!(
            "pattern raft clients=0 election_timeout=2..4s cabinet={cabinet}\n\
             at 0.01s link n0-n3 latency=100..120ms\nat 0.01s link n0-n4 latency=100..120ms\n\
             at 0.05s input n0 timeout\n{crash}"
        );
        for n in 1..=20 {
            lines += &format!("\nat {}s input n0 put x={n}", n);
        }
        lines + "\nuntil 22s"
    };
    let crash = "at 0.5s crash n1";
    let [all, weighted_all] = [0, 1].map(|cabinet| commit_latency(&lines(cabinet, "")));
    let [down, weighted_down] = [0, 1].map(|cabinet| commit_latency(&lines(cabinet, crash)));
    println!("all up: majority {all:.1} ms, weighted {weighted_all:.1} ms");
    println!("one fast server down: majority {down:.1} ms, weighted {weighted_down:.1} ms");
    // Of two round trips of 20 to 40 ms the longer takes 35 ms on average, the shorter 26.
    assert!(weighted_all < all, "one of two answers sooner than both");
    assert!(down > 200.0, "a round trip to a slow server");
    // The first of twenty commands finds the failed server among the heaviest, and waits.
    assert!(weighted_down < 0.25 * down, "only the first waits");
}
