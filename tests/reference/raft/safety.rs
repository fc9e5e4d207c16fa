//! Raft under random faults: with all its safeguards it keeps its promises, and when the faults
//! end it goes on; without any one of them it breaks the promise that the safeguard is there for.
//!
//! Knows no internals: only scenarios' means, and what is seen on the page.

use crate::common::{self, pattern, seeds};
use faultline::catalogue::ALL;
use faultline::kernel::history::{Call, Key, Outcome};
use faultline::pattern::fault::Fault;
use faultline::scenario::Scenario;
use faultline::search::Finding;
use faultline::search::random::{Options, RandomSearch};

/// Two clients, so that sessions interleave.
const FIVE: &str = "pattern raft clients=2 request_every=100ms";
/// The fewest servers, and few commands: the rarer mistakes need pauses between them.
const THREE: &str = "pattern raft nodes=3";
/// Commands are given to servers, of which some lead and lose their place before they are done.
const DIRECT: &str = "pattern raft nodes=3 clients=0\nat 1s input n0 put x=1\n\
                      at 2s input n1 put x=2\nat 3s input n2 put x=3";
/// Servers ask before they stand.
const ASKING: &str = "pattern raft clients=2 request_every=100ms pre_vote=on";
/// They ask, and are loyal; leaders count who answers.
const COUNTING: &str = "pattern raft clients=2 request_every=100ms pre_vote=on check_quorum=on";
/// Logs are dropped as soon as they can be.
const COMPACTING: &str = "pattern raft clients=2 request_every=60ms snapshot_every=2";
/// Reads are answered by leaders that have asked whether they still lead.
const READING: &str = "pattern raft clients=3 request_every=60ms reads=read-index";
/// Reads are answered by leaders that have a lease.
const LEASING: &str = "pattern raft clients=3 request_every=60ms reads=lease";
/// Members come and go: three of five, all, the other three, and so on.
const CHANGING: &str = "pattern raft clients=2 request_every=100ms voters=3\n\
                        at 0.6s input n0 reconfigure n0 n1 n2 n3 n4\n\
                        at 1.2s input n1 reconfigure n2 n3 n4\n\
                        at 1.8s input n3 reconfigure n0 n1 n2\n\
                        at 2.4s input n2 reconfigure n1\n\
                        at 3s input n1 reconfigure n1 n3 n4\n\
                        at 3.6s input n3 transfer n4\n\
                        at 4.2s input n4 reconfigure n0 n1 n2 n3 n4";

/// Two servers and the leader, or the leader and the fastest, commit; all but one elect.
const WEIGHING: &str = "pattern raft clients=2 request_every=100ms cabinet=1";
/// Election timeouts follow the network.
const TUNING: &str = "pattern raft clients=2 request_every=100ms pre_vote=on dynatune=on";

/// The same with everything else that is off by default.
fn changing_with_everything() -> String {
    let more = "voters=3 pre_vote=on check_quorum=on snapshot_every=3 reads=read-index";
    CHANGING.replace("voters=3", more)
}

/// A hunt through this many seeds.
fn hunt(cluster: &str, without: &[&str], seeds: u64) -> RandomSearch {
    let mut text = format!("faultline 1\n{cluster}\n");
    if !without.is_empty() {
        text += &format!("without {}\n", without.join(" "));
    }
    let scenario = common::scenario(&text);
    RandomSearch::new(scenario, 0..seeds, Options::default()).expect("the hunt is in order")
}

/// No seed breaks a promise of this cluster.
#[track_caller]
fn keeps_its_promises(cluster: &str) {
    for trial in hunt(cluster, &[], seeds(1_000)) {
        assert!(trial.found.is_empty(), "{:#?}", trial.found);
    }
}

#[test]
fn no_seed_breaks_a_promise_with_all_safeguards_on() {
    [FIVE, THREE, DIRECT].into_iter().for_each(keeps_its_promises);
}

#[test]
fn no_seed_breaks_a_promise_where_servers_ask_before_they_stand() {
    [ASKING, COUNTING].into_iter().for_each(keeps_its_promises);
}

#[test]
fn no_seed_breaks_a_promise_where_logs_are_dropped() {
    keeps_its_promises(COMPACTING);
}

#[test]
fn no_seed_breaks_a_promise_where_reads_go_aside_from_the_log() {
    keeps_its_promises(READING);
}

#[test]
fn no_seed_breaks_a_promise_while_members_come_and_go() {
    keeps_its_promises(CHANGING);
}

#[test]
fn no_seed_breaks_a_promise_with_everything_on() {
    keeps_its_promises(&changing_with_everything());
}

#[test]
fn no_seed_breaks_a_promise_with_weighted_quorums() {
    let seven = WEIGHING.replace("cabinet=1", "nodes=7 cabinet=2 voters=5");
    let seven = format!("{seven}\nat 1s input n0 reconfigure n0 n1 n2 n3 n4 n5 n6");
    [WEIGHING, &seven].into_iter().for_each(keeps_its_promises);
}

#[test]
fn no_seed_breaks_a_promise_with_tuned_timeouts() {
    keeps_its_promises(TUNING);
}

/// The members do change in these runs.
#[test]
fn members_come_and_go_under_faults_too() {
    let mut changed = 0;
    let hunt = hunt(CHANGING, &[], 50);
    for scenario in (0..50).map(|seed| hunt.scenario(seed)) {
        let mut sim = scenario.start().expect("the scenario is in order");
        sim.seek(scenario.until).expect("the run does not run away");
        let lines = sim.lines(0..sim.position());
        changed += lines.iter().filter(|it| it.to_string().contains("puts members")).count();
    }
    assert!(changed > 50 * 3, "only {changed} entries of 50 runs change the members");
}

/// A lease rests on clocks that run evenly and are not set back, and on timers that expire when they
/// should. Nothing else matters to it.
#[test]
fn no_seed_makes_a_lease_stale_while_clocks_are_right() {
    let changing =
        CHANGING.replace("voters=3", "pre_vote=on snapshot_every=3 voters=3 reads=lease");
    for cluster in [LEASING, &changing] {
        let faults = pattern("raft").info.tolerates.iter().copied();
        let faults = faults.filter(|it| !matches!(it, Fault::Clock | Fault::Timer)).collect();
        let scenario = Scenario::parse(&format!("faultline 1\n{cluster}\n"), ALL);
        let options = Options { faults, ..Options::default() };
        let hunt = RandomSearch::new(scenario.expect("it is in order"), 0..seeds(1_000), options);
        for trial in hunt.expect("the hunt is in order") {
            assert!(trial.found.is_empty(), "{:#?}", trial.found);
        }
    }
}

/// Each safeguard's own promise breaks without it, and within this many seeds. How many are
/// needed is known from counting: two votes or two quorums in one term come up in every few runs,
/// while the course of Figure 8 (two leaders in turn that each reach too few, the first elected
/// again, without a new command in between) comes up in about one of a thousand.
#[test]
fn without_a_safeguard_its_promise_is_broken() {
    for (safeguard, cluster, seeds) in [
        ("majority", FIVE, 20),
        ("durable-vote", FIVE, 200),
        ("up-to-date-check", FIVE, 20),
        ("log-matching", FIVE, 20),
        ("current-term-commit", THREE, 6_000),
        ("pre-vote", ASKING, 20),
        ("joint-consensus", CHANGING, 1_000),
        ("read-index", FIVE, 1_000),
        ("read-index", READING, 1_000),
        ("read-index", LEASING, 1_000),
    ] {
        let guard = (pattern("raft").safeguards)().into_iter().find(|guard| guard.id == safeguard);
        let breaks = guard.expect("the safeguard is declared").breaks;
        let shows = |found: &Finding| found.property == breaks;
        let hit = hunt(cluster, &[safeguard], seeds).find(|trial| trial.found.iter().any(shows));
        let hit = hit.unwrap_or_else(|| panic!("{breaks} holds without {safeguard}"));
        println!("without {safeguard}, {breaks} breaks at seed {}", hit.seed);
    }
}

/// The checks see no less of what is dropped: without a safeguard as much breaks as ever.
#[test]
fn snapshots_hide_no_broken_promise() {
    for (safeguard, breaks) in [
        ("majority", "leader-completeness"),
        ("up-to-date-check", "leader-completeness"),
        ("up-to-date-check", "state-machine-safety"),
        ("log-matching", "state-machine-safety"),
        ("log-matching", "log-matching"),
    ] {
        let shows = |found: &Finding| found.property == breaks;
        let mut hunt = hunt(COMPACTING, &[safeguard], 200);
        let hit = hunt.find(|trial| trial.found.iter().any(shows));
        let hit = hit.unwrap_or_else(|| panic!("{breaks} holds without {safeguard}"));
        println!("with snapshots, without {safeguard}, {breaks} breaks at seed {}", hit.seed);
    }
}

/// When the faults are over, a new command is answered too. An election takes at most 300 ms of
/// waiting and two round trips, and with these delays about one in twenty is split; that all that
/// was asked before is answered, is a promise of its own.
#[test]
fn when_the_faults_end_new_commands_are_answered() {
    let hunt = hunt(&format!("{FIVE}\nat 5.1s input c0 put q=7"), &[], 1);
    for scenario in (0..seeds(500)).map(|seed| hunt.scenario(seed)) {
        let mut sim = scenario.start().expect("the scenario is in order");
        sim.seek(scenario.until).expect("the run does not run away");
        let history = sim.history();
        let new = history.iter().find(|it| it.call == Call::Write(Key(b'q'), 7));
        let answer = new.and_then(|it| it.answer.clone()).map(|(_, outcome)| outcome);
        assert_eq!(answer, Some(Outcome::Done(None)), "{scenario}");
    }
}
