//! Raft in the exhaustive mode: with all its safeguards nothing breaks within the bounds stated
//! here; without one the promise breaks that the safeguard is there for, and the kernel agrees.
//!
//! Without `current-term-commit` nothing breaks within what can be explored: the course of the
//! paper's Figure 8 has three elections and some twenty steps. The seeded search finds it.

use crate::common::{self, pattern};
use faultline::explore::courses::{Courses, Step};
use faultline::explore::model::Model;
use faultline::kernel::action::{LinkSettings, Timed};
use faultline::kernel::dist::Latency;
use faultline::kernel::ids::Seed;
use faultline::kernel::rng::{Purpose, Rng};
use faultline::kernel::time::{Span, Time};
use faultline::pattern::Pattern;
use faultline::patterns::raft::Raft;
use faultline::run::Run;
use faultline::run::Sim;
use faultline::run::entry::Setup;
use faultline::run::exhaust::{Answer, Bounds, Budget, Question, Verdict, Violation};
use faultline::run::frame::Standing;
use faultline::scenario::Scenario;

/// The smallest cluster, with some safeguards switched off.
fn miniature(without: &[&str]) -> Scenario {
    let text = format!("faultline 1\n{}\n", pattern("raft").info.miniature);
    let mut scenario = common::scenario(&text);
    for guard in without {
        scenario.set_safeguard(guard, false).expect("there is such a safeguard");
    }
    scenario
}

fn explore(scenario: &Scenario, budget: Budget, bounds: Bounds) -> Answer {
    let explore = pattern("raft").explore.expect("it can be explored");
    let question = Question { budget, bounds, only: None };
    explore(&scenario.setup, &question, &mut |_| {}).expect("the setup is in order")
}

fn steps(steps: u32) -> Bounds {
    Bounds { steps, threads: 2, ..Bounds::default() }
}

/// Everything that can follow from one timeout, one command and a crash.
#[test]
fn no_course_with_one_timeout_and_one_crash_breaks_a_promise() {
    let mut scenario = miniature(&[]);
    scenario.setup.actions.truncate(1);
    let budget = Budget { timers: Some(1), crashes: 1, ..Budget::default() };
    let answer = explore(&scenario, budget, Bounds::default());
    assert_eq!(answer.verdict, Verdict::Exhausted);
    assert!(answer.progress.distinct > 20_000, "{:?}", answer.progress);
}

/// Any number of timeouts: two leaders in turn, and an entry of the first that is committed.
#[test]
fn no_course_of_six_steps_breaks_a_promise() {
    let budget = Budget { crashes: 1, duplicates: 1, drops: 1, ..Budget::default() };
    let answer = explore(&miniature(&[]), budget, steps(6));
    assert_eq!(answer.verdict, Verdict::Steps);
    assert!(answer.progress.distinct > 50_000, "{:?}", answer.progress);
}

#[test]
fn without_a_safeguard_its_promise_breaks_in_so_many_steps() {
    for (safeguard, timers, crashes, length) in [
        ("majority", None, 0, 6),
        ("durable-vote", Some(2), 1, 8),
        ("up-to-date-check", Some(2), 0, 9),
        ("log-matching", Some(2), 0, 10),
    ] {
        let guard = (pattern("raft").safeguards)().into_iter().find(|guard| guard.id == safeguard);
        let breaks = guard.expect("the safeguard is declared").breaks;
        let explored = miniature(&[safeguard]);
        let budget = Budget { timers, crashes, ..Budget::default() };
        let answer = explore(&explored, budget, steps(12));
        let Verdict::Broken(violation) = answer.verdict else {
            panic!("{breaks} holds without {safeguard}: {:?}", answer.progress)
        };
        let Violation { property, setup, until, why, confirmed } = *violation;
        assert_eq!((property, setup.actions.len()), (breaks, length), "{why}");
        assert!(confirmed, "the kernel does not agree that {why}");
        // As text it is an ordinary scenario, in which the same happens.
        let written = Scenario { setup, until, ..explored };
        let read = common::scenario(&written.to_text());
        let mut sim = read.start().expect("it can be run");
        sim.seek(read.until).expect("it does not run away");
        let frame = sim.frame();
        let standing = frame.properties.into_iter().find(|it| it.id == breaks);
        match standing.map(|it| it.standing) {
            Some(Standing::Broken(breach)) => assert_eq!(breach.why, why),
            other => panic!("{breaks} is {other:?} in the kernel"),
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_answer() {
    let scenario = miniature(&["durable-vote"]);
    let budget = Budget { timers: Some(2), crashes: 1, ..Budget::default() };
    let answers = [1, 2, 3].map(|threads| {
        let bounds = Bounds { threads, ..Bounds::default() };
        explore(&scenario, budget, bounds)
    });
    assert!(matches!(answers[0].verdict, Verdict::Broken(_)));
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

/// The explorer and the kernel have handlers in common, and nothing else. Whatever steps are
/// taken, every node must know and have stored the same in both.
#[test]
fn the_kernel_comes_to_the_same_nodes_by_the_same_steps() {
    for seed in 0..20 {
        let scenario = miniature(&[]);
        let asked = Setup { seed: Seed(seed), ..scenario.setup };
        let budget = Budget { crashes: 3, drops: 3, duplicates: 3, ..Budget::default() };
        let question = Question { budget, ..Question::default() };
        let courses = Courses::<Raft>::new(&asked, &question).expect("the setup is in order");
        let mut rng = Rng::stream(Seed(seed), Purpose::Faults);
        let mut now = courses.initial().swap_remove(0);
        let mut taken: Vec<Step> = Vec::new();
        for _ in 0..150 {
            let mut ways = Vec::new();
            courses.successors(&now, |step, next| ways.push((step, next)));
            let way = rng.below(ways.len() as u64) as usize;
            let (step, next) = ways.swap_remove(way);
            taken.push(step);
            now = next;
        }
        let run = replayed(&courses, &asked, &taken);
        let cluster = run.cluster::<Raft>().expect("it is Raft");
        for (id, machine) in cluster.ids().zip(&now.machines) {
            assert_eq!(format!("{:?}", cluster.node(id)), format!("{:?}", machine.node.as_ref()));
            assert_eq!(format!("{:?}", cluster.disk(id)), format!("{:?}", machine.disk));
        }
        let flights = run.frame().flights.len();
        assert_eq!(flights, now.flights.len(), "seed {seed}: {taken:?}");
    }
}

/// The kernel after these steps, a microsecond apart.
fn replayed(courses: &Courses<Raft>, asked: &Setup, taken: &[Step]) -> Run {
    let times = (1..).map(Time);
    let actions = times.zip(taken);
    let network =
        LinkSettings { latency: Latency::Fixed(Span::secs(60)), ..LinkSettings::default() };
    let setup = Setup {
        network,
        actions: actions.map(|(at, step)| Timed { at, action: courses.action(*step) }).collect(),
        ..asked.clone()
    };
    let pattern = faultline::run::entry::configure::<Raft>(&setup).expect("the setup is in order");
    assert_eq!(pattern.topology(), [3, 0]);
    let mut run = Run::start(pattern, &setup).expect("the actions are in order");
    run.seek(Time(taken.len() as u64)).expect("it does not run away");
    run
}
