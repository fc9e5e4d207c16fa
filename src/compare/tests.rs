//! Differences are found where a reader of both runs would find them, and led back to their origin.

use super::*;
use kernel::action::{Action, LinkSettings, Ppm, Timed};
use kernel::ids::{MessageId, NodeId, Seed};
use kernel::record::What;
use run::Run;
use run::entry::Setup;
use run::toy::Toy;

const END: Time = Time(900_000);
const N: [NodeId; 4] = [NodeId(0), NodeId(1), NodeId(2), NodeId(3)];

fn at(millis: u64, action: Action) -> Timed {
    Timed { at: Time(millis * 1_000), action }
}

fn run(seed: u64, actions: Vec<Timed>) -> Run {
    let network = LinkSettings { loss: Ppm(50_000), ..LinkSettings::default() };
    let setup = Setup { seed: Seed(seed), network, actions, ..Setup::default() };
    Run::start(Toy::default(), &setup).expect("in order")
}

fn compared(a: &[Timed], b: &[Timed]) -> Comparison {
    compare(&mut run(1, a.to_vec()), &mut run(1, b.to_vec()), END).expect("short")
}

/// The steps to a node's parting as `A: n0 crashes`.
fn steps(comparison: &Comparison, node: &str) -> Vec<String> {
    let course = comparison.courses.iter().find(|course| course.node == node).expect("it parts");
    let step = |step: &Step| format!("{:?}: {} {}", step.side, step.line.place, step.line.text);
    course.chain.iter().map(step).collect()
}

#[test]
fn a_run_is_the_same_as_itself() {
    let ask = [at(100, Action::Input(N[0], "ask".into()))];
    let same = Comparison { first: None, actions: Vec::new(), courses: Vec::new() };
    assert_eq!(compared(&ask, &ask), same);
}

#[test]
fn what_one_side_alone_does_comes_after_a_common_past() {
    let crash = at(300, Action::Crash(vec![N[0]]));
    let comparison = compared(&[], std::slice::from_ref(&crash));
    assert_eq!(comparison.actions, [(Side::B, Time(300_000), "crash n0".into())]);
    let first = comparison.first.as_ref().expect("they part");
    assert_eq!(first.at, Time(300_000));
    assert_eq!(first.lines[0], None);
    assert_eq!(first.lines[1].as_ref().map(|line| line.text.as_str()), Some("crash n0"));
    let until = Time(299_999);
    let before = compare(&mut run(1, Vec::new()), &mut run(1, vec![crash]), until).expect("short");
    assert_eq!((before.first, before.courses), (None, Vec::new()));
}

#[test]
fn a_silence_is_led_back_through_both_sides_to_the_crash() {
    let comparison = compared(&[], &[at(300, Action::Crash(vec![N[0]]))]);
    assert_eq!(comparison.courses[0].node, "n0");
    assert_eq!(steps(&comparison, "n0"), ["B: action crash n0"]);
    let chain = steps(&comparison, "n1");
    let [sent, due, crashes, action] = chain.as_slice() else { panic!("{chain:?}") };
    assert!(sent.starts_with("A: n0 → n1 Greeting "), "{chain:?}");
    assert_eq!((due.as_str(), crashes.as_str()), ("A: n0 greeting due", "B: n0 crashes"));
    assert_eq!(action, "B: action crash n0");
}

#[test]
fn a_message_that_met_another_fate_is_shown_with_it() {
    let mut probe = run(1, Vec::new());
    probe.seek(END).expect("short");
    let sent = probe.records().iter().find(|it| it.at > Time(200_000) && it.node == N[1]).copied();
    let after = sent.expect("it sends for ever").at;
    let delivered = probe.records().iter().find(|it| {
        it.at > after
            && it.node == N[2]
            && matches!(it.what, What::Delivered { from: NodeId(1), .. })
    });
    let delivered = *delivered.expect("most arrive");
    let sent = probe.records()[delivered.cause.index()].at;
    let id: MessageId = delivered.message().expect("it is one");
    let drop = Timed { at: sent, action: Action::Drop(id) };
    let comparison = compared(&[drop], &[]);
    let course = &comparison.courses[0];
    assert_eq!((course.node.as_str(), course.parting.at), ("n2", delivered.at));
    assert_eq!(course.parting.lines[0], None);
    let chain = steps(&comparison, "n2");
    let [lost, action] = chain.as_slice() else { panic!("{chain:?}") };
    assert!(lost.starts_with("A: n1 ⇥ n2 ") && lost.ends_with("dropped"), "{chain:?}");
    assert!(action.starts_with("A: action drop n1>n2#"), "{chain:?}");
}

#[test]
fn another_seed_leaves_nothing_to_blame() {
    let (mut a, mut b) = (run(1, Vec::new()), run(2, Vec::new()));
    let comparison = compare(&mut a, &mut b, END).expect("short");
    assert_eq!(comparison.courses.len(), 4);
    assert!(comparison.actions.is_empty());
    for course in &comparison.courses {
        let actions = course.chain.iter().filter(|step| step.line.place == "action");
        assert_eq!(actions.count(), 0);
    }
}

#[test]
fn nodes_that_one_side_alone_has_part_at_the_start() {
    let five = Toy { nodes: 5, ..Toy::default() };
    let mut five = Run::start(five, &Setup::default()).expect("in order");
    let mut four = Run::start(Toy::default(), &Setup::default()).expect("in order");
    let comparison = compare(&mut four, &mut five, END).expect("short");
    let fifth = comparison.courses.iter().find(|course| course.node == "n4").expect("it parts");
    assert_eq!((fifth.parting.at, &fifth.parting.lines[0]), (Time::ZERO, &None));
    assert_eq!(comparison.first.map(|it| it.at), Some(Time::ZERO));
}

/// Reads both runs from the start, every line.
fn by_reading_all(a: &mut Run, b: &mut Run) -> Vec<(String, Time)> {
    let mut courses = [Vec::new(), Vec::new()];
    for (course, run) in courses.iter_mut().zip([a, b]) {
        run.seek(END).expect("short");
        let (end, records) = (run.position(), run.records().to_vec());
        *course = run.lines(0..end).into_iter().zip(records).collect::<Vec<_>>();
    }
    let mut parted = Vec::new();
    for (node, name) in N.iter().zip(["n0", "n1", "n2", "n3"]) {
        let own = |side: usize| {
            let lines = courses[side].iter().filter(|(_, it)| it.node == *node);
            let lines =
                lines.filter(|(_, it)| !matches!(it.what, What::Acted(_) | What::Lost { .. }));
            lines.map(|(line, _)| (line.at, line.text.clone(), line.place.clone()))
        };
        let (a, b): (Vec<_>, Vec<_>) = (own(0).collect(), own(1).collect());
        let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
        let times = [a.get(same), b.get(same)].into_iter().flatten().map(|it| it.0);
        parted.extend(times.min().map(|at| (name.to_string(), at)));
    }
    parted.sort_by_key(|(_, at)| *at);
    parted
}

#[test]
fn courses_part_where_reading_everything_shows_it() {
    let several = [
        at(120, Action::Input(N[2], "ask".into())),
        at(250, Action::Pause(vec![N[1]])),
        at(400, Action::Resume(vec![N[1]])),
    ];
    for seed in 0..20 {
        let other = [at(250 + seed, Action::Pause(vec![N[(seed % 4) as usize]]))];
        let (mut a, mut b) = (run(seed, several.to_vec()), run(seed, other.to_vec()));
        // Common pasts are read from checkpoints that lie close together.
        a.checkpoint_every(16);
        b.checkpoint_every(16);
        let comparison = compare(&mut a, &mut b, END).expect("short");
        let found: Vec<_> =
            comparison.courses.iter().map(|it| (it.node.clone(), it.parting.at)).collect();
        assert_eq!(found, by_reading_all(&mut a, &mut b), "seed {seed}");
        for course in &comparison.courses {
            let origin = course.chain.last().expect("they differ by actions only");
            assert_eq!(origin.line.place, "action", "{course:?}");
        }
    }
}

#[test]
fn what_runs_come_to_is_compared_without_numbers_of_records() {
    let ask = |millis| at(millis, Action::Input(N[0], "ask".into()));
    let (mut a, mut b) = (
        run(1, vec![ask(100)]),
        run(1, vec![at(90, Action::Heal(Vec::new())), ask(100), ask(895)]),
    );
    a.seek(END).expect("short");
    b.seek(END).expect("short");
    let answers = answers(&a, &b);
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!((answers[0].client.as_str(), answers[0].number), ("n0", 2));
    assert_eq!(answers[0].sides, [None, Some("get x: no answer yet".into())]);
    assert!(standings(&a.frame(), &b.frame()).is_empty());
}
