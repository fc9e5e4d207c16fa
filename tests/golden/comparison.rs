//! Two runs side by side: faults carried from one pattern to another, figures that add up, and where
//! runs of two patterns part.

use crate::common::{pattern, scenario};
use faultline::catalogue::ALL;
use faultline::compare::figures::{Figure, Tally, Unit, figures};
use faultline::compare::{Apart, Side, apart};
use faultline::kernel::time::Time;
use faultline::run::Sim;
use faultline::run::words;
use faultline::scenario::{Counterparts, Scenario};

fn run(scenario: &Scenario, until: Time) -> Box<dyn Sim> {
    let mut sim = scenario.start().expect("a run");
    sim.seek(until).expect("short");
    sim
}

/// What both runs come to, counted in one go.
fn counted(a: &dyn Sim, b: &dyn Sim) -> Vec<Figure> {
    let frames = [a.frame(), b.frame()];
    let tallies = [a, b].map(|sim| {
        let mut tally = Tally::default();
        tally.extend(sim, &sim.frame());
        tally
    });
    figures([(a, &frames[0], &tallies[0]), (b, &frames[1], &tallies[1])])
}

fn of<'a>(figures: &'a [Figure], what: &str) -> &'a Figure {
    figures.iter().find(|it| it.what == what).unwrap_or_else(|| panic!("no figure “{what}”"))
}

#[test]
fn the_faults_of_a_two_phase_commit_happen_to_a_saga() {
    let commit = scenario(
        "pattern two-phase-commit\nseed 3\nat 0.8s crash k0\nat 0.9s partition k0 p0 | p1 p2\n\
         at 1s crash k1 p1\nat 1.2s crash k1\nat 1.5s drop c0>k0#1\nat 2s heal\nuntil 3s\n",
    );
    let saga = scenario("pattern saga-orchestration\n");
    let (saga, left_out) = commit.same_faults(saga).expect("both are well");
    let names = saga.names().expect("well");
    let written = saga.setup.actions.iter().map(|it| words::write(&it.action, &names));
    let written: Vec<String> = written.collect();
    assert_eq!(written, ["crash o0", "partition o0 s0 | s1 s2", "crash s1", "heal"]);
    assert_eq!(
        left_out,
        [
            "“crash k1 p1” was carried over without k1, which has no counterpart",
            "“crash k1” was not carried over: k1 has no counterpart",
            "“drop c0>k0#1” was not carried over: the other pattern has other messages",
        ]
    );
    assert_eq!((saga.setup.seed, saga.until), (commit.setup.seed, commit.until));
    // It is a scenario like any other.
    assert_eq!(Scenario::parse(&saga.to_text(), ALL).as_ref(), Ok(&saga));
}

#[test]
fn nodes_of_one_name_stand_for_each_other_and_inputs_go_where_they_are_understood() {
    let five = scenario("pattern raft\nseed 1\nuntil 3s\n");
    let three = scenario("pattern raft nodes=3\nseed 1\nuntil 3s\n");
    let places = Counterparts::between(&five, &three).expect("well");
    let to: Vec<_> = five.names().expect("well").ids().map(|id| places.of(id)).collect();
    let names = three.names().expect("well");
    let to: Vec<_> = to.iter().map(|id| id.map(|id| names.of(id))).collect();
    assert_eq!(to, [Some("n0"), Some("n1"), Some("n2"), None, None, Some("c0")]);
    let asks = scenario("pattern raft\nseed 1\nat 1s input c0 put x=1\nuntil 3s\n");
    let (_, left_out) = asks.same_faults(scenario("pattern bully\n")).expect("well");
    assert_eq!(left_out.len(), 1, "{left_out:?}");
    let (same, left_out) = asks.same_faults(three).expect("well");
    assert!(same.to_text().contains("\nat 1s input c0 put x=1\n"), "{same:?}");
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn every_message_sent_is_delivered_lost_or_on_its_way() {
    for entry in ALL {
        let scenario = faultline::search::trial(entry, [], ALL).expect("a trial");
        let sim = run(&scenario, Time(2_000_000).min(scenario.until));
        let counted = counted(&*sim, &*sim);
        let value = |what: &str| of(&counted, what).sides[0].expect("counted");
        let flying = sim.frame().flights.len() as u64;
        let sum = value("Messages delivered") + value("Messages lost") + flying;
        assert_eq!(value("Messages sent"), sum, "{}", entry.info.id);
        assert!(counted.iter().all(|it| it.sides[0] == it.sides[1]), "{}", entry.info.id);
    }
}

#[test]
fn what_is_counted_as_time_goes_on_is_what_is_counted_at_once() {
    let scenario = scenario(
        "pattern raft\nseed k3f9\nat 0.8s crash n3\nat 1.5s partition n0 n1 | n2 n3 n4\nuntil 3s\n",
    );
    let mut sim = scenario.start().expect("a run");
    let mut tally = Tally::default();
    for step in 1..=30 {
        sim.seek(Time(step * 100_000)).expect("short");
        tally.extend(&*sim, &sim.frame());
    }
    let frame = sim.frame();
    let along = figures([(&*sim, &frame, &tally), (&*sim, &frame, &tally)]);
    assert_eq!(along, counted(&*sim, &*sim));
    assert!(!tally.is_behind(frame.records - 1), "going back needs a new one");
}

#[test]
fn a_crashed_leader_is_time_without_one() {
    let calm = scenario("pattern raft\nseed k3f9\nuntil 3s\n");
    let crashed = scenario("pattern raft\nseed k3f9\nat 1s crash n3\nuntil 3s\n");
    let (a, b) = (run(&calm, calm.until), run(&crashed, crashed.until));
    let counted = counted(&*a, &*b);
    let alone = of(&counted, "Without a leader");
    let [Some(calm), Some(crashed)] = alone.sides else { panic!("Raft has leaders") };
    assert_eq!(alone.unit, Unit::Time);
    // An election takes a timeout of 150 to 300 ms, and until the first there is nobody.
    assert!((100_000..400_000).contains(&calm), "{calm}");
    assert!((calm + 100_000..calm + 1_000_000).contains(&crashed), "{calm} {crashed}");
}

#[test]
fn runs_of_two_patterns_part_where_their_users_see_it() {
    let commit = scenario("pattern two-phase-commit\nseed 3\nat 0.8s crash k0\nuntil 3s\n");
    let saga = faultline::search::trial(pattern("saga-orchestration"), [], ALL).expect("a trial");
    let (saga, _) = commit.same_faults(saga).expect("well");
    let (a, b) = (run(&commit, commit.until), run(&saga, commit.until));
    let Some(Apart::Told { at, client, sides, .. }) = apart(&*a, &*b) else {
        panic!("a crashed coordinator breaks no promise of either")
    };
    assert!(at < commit.until && client.starts_with('c'), "{client} at {at}");
    assert_ne!(sides[0], sides[1]);
    assert_eq!(apart(&*a, &*a), None);
}

#[test]
fn a_promise_that_breaks_on_one_side_is_where_two_patterns_part() {
    let raft = scenario("pattern raft\nseed 1\nuntil 4s\n");
    let split = scenario(
        "pattern split-brain\nwithout quorum\nseed 1\nat 1s partition n0 n1 | n2 n3 n4\nuntil 4s\n",
    );
    let (a, b) = (run(&raft, raft.until), run(&split, split.until));
    match apart(&*a, &*b) {
        Some(Apart::Broken { side, .. }) => assert_eq!(side, Side::B),
        other => panic!("{other:?}"),
    }
}
