//! Sharding: every strategy keeps its promises while shards come and go under faults, clients notice
//! little of a move, and load goes where keys are.

use crate::common::{self, scenario, seeds};
use faultline::kernel::ids::NodeId;
use faultline::kernel::record::What;
use faultline::kernel::time::{Span, Time};
use faultline::run::Sim;
use faultline::scenario::Scenario;
use faultline::search::random::{Options, RandomSearch};

fn story(title: &str) -> Scenario {
    common::story("sharding", title)
}

fn run(scenario: &Scenario) -> Box<dyn Sim> {
    let mut sim = scenario.start().expect("it starts");
    sim.seek(scenario.until).expect("it ends");
    sim
}

fn node(sim: &dyn Sim, name: &str) -> NodeId {
    sim.names().find(name).expect("there is such a node")
}

#[test]
fn every_strategy_keeps_its_promises_while_shards_come_and_go_under_faults() {
    for strategy in ["ring", "modulo", "jump", "range", "directory"] {
        let base = scenario(&format!(
            "faultline 1\npattern sharding strategy={strategy} request_every=50ms\n\
             at 0.5s input k0 add s4\nat 1.5s input k0 remove s0\nat 2.5s input k0 remove s2\n\
             at 3.5s input k0 add s0\nuntil 10s"
        ));
        for trial in
            RandomSearch::new(base, 0..seeds(60), Options::default()).expect("it can be tried")
        {
            let found: Vec<_> = trial.found.iter().map(|it| (it.property, &it.why)).collect();
            assert!(found.is_empty(), "{strategy}, seed {}: {found:?}", trial.seed);
        }
    }
}

/// How long each operation of the history took.
fn latencies(sim: &dyn Sim) -> Vec<Span> {
    let at = |record: faultline::kernel::ids::RecordId| sim.records()[record.index()].at;
    let answered = sim.history().iter().filter_map(|it| Some((it.invoked, it.answer.as_ref()?.0)));
    answered.map(|(from, to)| at(to).since(at(from))).collect()
}

/// Four legs of 10 to 20 ms, and the detour of one who asks the wrong shard or waits for a key.
#[test]
fn clients_go_on_while_keys_move() {
    let sim = run(&story("Growing from four shards"));
    let latencies = latencies(sim.as_ref());
    let longest = latencies.iter().max().expect("clients ask");
    assert!(latencies.len() > 25 && *longest < Span::millis(200), "{longest}");
}

#[test]
fn a_scan_takes_as_long_as_the_slowest_shard() {
    let sim = run(&story("Scatter and gather"));
    let ended = |name| {
        let client = node(sim.as_ref(), name);
        let moves = sim.records().iter().filter(|it| matches!(it.what, What::Moved { .. }));
        moves.filter(|it| it.node == client).map(|it| it.at).next_back().expect("it was answered")
    };
    assert!(ended("c1") < Time(300_000), "{}", ended("c1"));
    assert!(ended("c0") > Time(600_000), "{}", ended("c0"));
}

/// How many of the requests for keys each shard gets, in hundredths.
fn load(sim: &dyn Sim, from: Time) -> Vec<usize> {
    let request = 0;
    let shards = ["s0", "s1", "s2", "s3", "s4"].map(|name| node(sim, name));
    let got = |shard: &NodeId| {
        let delivered = |what| matches!(what, What::Delivered { kind, .. } if kind == request);
        let records = sim.records().iter().filter(|it| it.at >= from && it.node == *shard);
        records.filter(|it| delivered(it.what)).count()
    };
    let counts: Vec<usize> = shards.iter().map(got).collect();
    let all: usize = counts.iter().sum();
    assert!(all > 25, "{counts:?}");
    counts.iter().map(|count| count * 100 / all).collect()
}

#[test]
fn a_hot_range_stays_hot_and_a_directory_spreads_it() {
    let range = load(run(&story("Hot range")).as_ref(), Time(2_200_000));
    assert!(range[0] > 70 && range[4] < 15, "{range:?}");
    let directory = load(run(&story("Directory")).as_ref(), Time(2_200_000));
    assert!(directory.iter().all(|share| *share < 50), "{directory:?}");
}
