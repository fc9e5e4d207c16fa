//! What is done to nodes: they get slow, lose their disks, have their clocks and timers meddled
//! with. Each is tried from both sides: what it does, and what it leaves alone.

use super::*;
use kernel::clock::{ClockChange, Drift, Offset};

/// When a node handled something, and what.
fn handled(run: &Run, node: NodeId) -> Vec<(Time, What)> {
    let handles = |it: &&Record| {
        let what = matches!(it.what, What::Delivered { .. } | What::Expired { .. });
        it.node == node && what
    };
    run.records().iter().filter(handles).map(|it| (it.at, it.what)).collect()
}

fn notes(run: &Run) -> Vec<&str> {
    run.notes().iter().map(String::as_str).collect()
}

fn field(run: &Run, node: NodeId, name: &str) -> Option<String> {
    let view = &run.frame().nodes[node.index()].view;
    view.fields.iter().find(|field| field.name == name).map(|field| field.value.clone())
}

fn after(list: Vec<(Time, What)>, millis: u64) -> Vec<(Time, What)> {
    list.into_iter().filter(|(at, _)| *at > Time(millis * 1_000)).collect()
}

#[test]
fn a_slow_node_takes_its_time_for_every_event_in_the_order_they_came() {
    let by = Span::millis(30);
    let base = run_to(&setup(30, Vec::new()), 400);
    let slow = run_to(&setup(30, vec![at(100, Action::Slow(vec![N[1]], by))]), 400);
    let (prompt, late) = (after(handled(&base, N[1]), 100), after(handled(&slow, N[1]), 100));
    // The first found it idle; what came meanwhile waited.
    assert_eq!(late[0], (prompt[0].0 + by, prompt[0].1));
    assert!(late.windows(2).all(|pair| pair[1].0.since(pair[0].0) >= by));
    let kinds = |list: &[(Time, What)]| list.iter().map(|(_, what)| *what).collect::<Vec<_>>();
    assert_eq!(kinds(&late)[..4], kinds(&prompt)[..4]);
    assert!(late.len() < prompt.len());
    // Its neighbour is as fast as ever: n3 greets n0 as before.
    let greets = |run: &Run| {
        let of = |(_, what): &(Time, What)| *what == What::Expired { kind: 0 };
        handled(run, N[3]).into_iter().filter(of).collect::<Vec<_>>()
    };
    assert_eq!(greets(&base), greets(&slow));
    let frame = slow.frame();
    assert_eq!((frame.nodes[1].slow, frame.nodes[0].slow), (by, Span::ZERO));
    assert!(frame.nodes[1].waiting > 0);
}

#[test]
fn a_node_that_is_slow_no_longer_catches_up_at_once() {
    let actions = vec![
        at(100, Action::Slow(vec![N[1], N[2]], Span::millis(80))),
        at(400, Action::Slow(vec![N[1]], Span::ZERO)),
    ];
    let run = run_to(&setup(31, actions), 500);
    let caught_up = handled(&run, N[1]).iter().filter(|(at, _)| *at == Time(400_000)).count();
    assert!(caught_up >= 3, "{caught_up}");
    let frame = run.frame();
    assert_eq!((frame.nodes[1].slow, frame.nodes[1].waiting), (Span::ZERO, 0));
    assert_eq!(frame.nodes[2].slow, Span::millis(80));
    let told = |what| run.records().iter().filter(|it| it.what == what).count();
    assert_eq!((told(What::Slowed(80_000)), told(What::Slowed(0))), (2, 1));
}

#[test]
fn a_crash_ends_slowness_and_a_pause_does_not() {
    let slow = at(100, Action::Slow(vec![N[1]], Span::millis(30)));
    let back = vec![at(200, Action::Crash(vec![N[1]])), at(210, Action::Restart(vec![N[1]]))];
    let crashed = run_to(&setup(32, [vec![slow.clone()], back].concat()), 220);
    assert_eq!(crashed.frame().nodes[1].slow, Span::ZERO);
    let held = vec![at(200, Action::Pause(vec![N[1]])), at(400, Action::Resume(vec![N[1]]))];
    let paused = run_to(&setup(32, [vec![slow], held].concat()), 600);
    let list = after(handled(&paused, N[1]), 200);
    assert!(list[0].0 == Time(430_000) && list[1].0 == Time(460_000), "{list:?}");
}

#[test]
fn what_changes_nothing_about_slowness_says_so() {
    let by = Span::millis(5);
    let actions = vec![
        at(10, Action::Slow(vec![N[0]], Span::ZERO)),
        at(20, Action::Slow(vec![N[0]], by)),
        at(30, Action::Slow(vec![N[0]], by)),
        at(40, Action::Crash(vec![N[1]])),
        at(50, Action::Slow(vec![N[1]], by)),
    ];
    let run = run_to(&setup(33, actions), 60);
    assert_eq!(notes(&run), ["is not slow", "is that slow already", "is down"]);
}

#[test]
fn a_wiped_node_crashes_and_comes_back_without_its_disk() {
    let actions = |first| vec![at(100, first), at(200, Action::Restart(vec![N[1]]))];
    let crashed = run_to(&setup(34, actions(Action::Crash(vec![N[1]]))), 250);
    let wiped = setup(34, actions(Action::Wipe(vec![N[1]])));
    let down = run_to(&wiped, 150);
    assert_eq!(down.frame().nodes[1].status, Status::Down);
    assert_eq!(field(&down, N[1], "boots").as_deref(), Some("0"));
    assert_eq!(field(&crashed, N[1], "boots").as_deref(), Some("2"));
    assert_eq!(field(&run_to(&wiped, 250), N[1], "boots").as_deref(), Some("1"));
    assert_eq!(field(&run_to(&wiped, 250), N[2], "boots").as_deref(), Some("1"));
    // A node that is down already loses its disk all the same, and does not crash twice.
    let late = vec![at(50, Action::Crash(vec![N[1]])), at(100, Action::Wipe(vec![N[1]]))];
    let run = run_to(&setup(34, late), 150);
    assert_eq!(field(&run, N[1], "boots").as_deref(), Some("0"));
    let told = |what| run.records().iter().filter(|it| it.what == what).count();
    assert_eq!((told(What::Crashed), told(What::Wiped)), (1, 1));
}

#[test]
fn a_timer_fired_by_hand_expires_then_and_not_again() {
    const SILENCE: What = What::Expired { kind: 1 };
    let silences = |run: &Run, node: NodeId| {
        let of = |(_, what): &(Time, What)| *what == SILENCE;
        handled(run, node).into_iter().filter(of).map(|(at, _)| at).collect::<Vec<Time>>()
    };
    let fired = setup(35, vec![at(100, Action::Fire(N[1], "silence"))]);
    let run = run_to(&fired, 600);
    assert_eq!(silences(&run, N[1]), [Time(100_000)]);
    assert!(silences(&run, N[2]).is_empty());
    assert!(silences(&run_to(&setup(35, Vec::new()), 600), N[1]).is_empty());
    let expiry = run.records().iter().find(|it| it.what == SILENCE).unwrap();
    assert!(matches!(run.records()[expiry.cause.index()].what, What::Acted(0)));
    // Fired twice, it is set only once.
    let twice = [fired.actions.clone(), fired.actions.clone()].concat();
    assert_eq!(notes(&run_to(&setup(35, twice), 101)), [notes(&run)[0], "has no such timer set"]);
}

#[test]
fn a_timer_fired_at_a_node_that_is_not_prompt_waits() {
    let fire = |millis| at(millis, Action::Fire(N[1], "greeting due"));
    let expiry = |run: &Run| {
        let caused = |it: &&Record| {
            let cause = run.records().get(it.cause.index());
            it.what == What::Expired { kind: 0 }
                && cause.is_some_and(|cause| matches!(cause.what, What::Acted(_)))
        };
        run.records().iter().find(caused).map(|it| it.at)
    };
    let paused =
        vec![at(100, Action::Pause(vec![N[1]])), fire(101), at(300, Action::Resume(vec![N[1]]))];
    assert_eq!(expiry(&run_to(&setup(36, paused), 400)), Some(Time(300_000)));
    // Slow only now, it has nothing else to do yet.
    let slow = vec![at(100, Action::Slow(vec![N[1]], Span::millis(7))), fire(100)];
    assert_eq!(expiry(&run_to(&setup(36, slow), 400)), Some(Time(107_000)));
    let down = vec![at(100, Action::Crash(vec![N[1]])), fire(101)];
    assert_eq!(notes(&run_to(&setup(36, down), 150)), ["has no such timer set"]);
    let unknown = setup(36, vec![at(100, Action::Fire(N[1], "lease"))]);
    let error = Run::start(Toy::default(), &unknown).map(|_| ()).unwrap_err();
    assert_eq!(error, "there is no timer “lease” in toy");
}

fn clock(node: NodeId, offset: Option<i64>, drift: Option<i32>) -> Action {
    Action::Clock(node, ClockChange { offset: offset.map(Offset), drift: drift.map(Drift) })
}

/// When a node's greetings were due.
fn greetings(run: &Run, node: NodeId) -> Vec<Time> {
    let of = |(_, what): &(Time, What)| *what == What::Expired { kind: 0 };
    handled(run, node).into_iter().filter(of).map(|(at, _)| at).collect()
}

#[test]
fn an_offset_moves_what_a_node_reads_and_no_timer() {
    let base = run_to(&setup(37, Vec::new()), 400);
    let last = *greetings(&base, N[1]).last().unwrap();
    for (offset, shown) in [
        (50_000, last + Span::millis(50)),
        (-50_000, last - Span::millis(50)),
        (-3_600_000_000, Time::ZERO),
    ] {
        let run = run_to(&setup(37, vec![at(100, clock(N[1], Some(offset), None))]), 400);
        assert_eq!(field(&run, N[1], "clock"), Some(shown.to_string()));
        assert_eq!(field(&run, N[0], "clock"), field(&base, N[0], "clock"));
        assert_eq!(handled(&run, N[1]), handled(&base, N[1]));
        let frame = run.frame().nodes[1].clock.unwrap();
        assert_eq!((frame.offset, frame.ahead), (Offset(offset), Offset(offset)));
        assert_eq!(run.frame().nodes[0].clock, None);
    }
}

#[test]
fn a_drifting_clock_stretches_timers_also_those_set_already() {
    let base = greetings(&run_to(&setup(38, Vec::new()), 900), N[1]);
    let spans = |list: &[Time]| -> Vec<u64> {
        list.windows(2).map(|pair| pair[1].since(pair[0]).0).collect()
    };
    for ppm in [500_000, 100_000, -200, -500_000] {
        let run = run_to(&setup(38, vec![at(100, clock(N[1], None, Some(ppm)))]), 600);
        let drifted = greetings(&run, N[1]);
        let before = drifted.iter().take_while(|at| **at <= Time(100_000)).count();
        assert_eq!(drifted[..before], base[..before]);
        let on_clock = |span: u64| (span as i64) * i64::from(1_000_000 + ppm) / 1_000_000;
        // Of the one that was set, the rest only.
        let (rest, whole) = (drifted[before].0 - 100_000, base[before].0 - 100_000);
        assert!((on_clock(rest) - whole as i64).abs() <= 2, "{ppm}: {rest} for {whole}");
        for (real, set) in spans(&drifted[before..]).iter().zip(spans(&base[before..])) {
            assert!((on_clock(*real) - set as i64).abs() <= 2, "{ppm}: {real} for {set}");
        }
        assert_eq!(
            greetings(&run, N[2])[..8],
            greetings(&run_to(&setup(38, vec![]), 600), N[2])[..8]
        );
        let frame = run.frame().nodes[1].clock.unwrap();
        assert_eq!(frame.drift, Drift(ppm));
        assert_eq!(frame.ahead, Offset(i64::from(ppm) / 2));
    }
}

#[test]
fn a_crash_does_not_mend_a_clock() {
    let actions = vec![
        at(100, clock(N[1], Some(7_000), Some(1_000))),
        at(200, Action::Crash(vec![N[1]])),
        at(300, Action::Restart(vec![N[1]])),
    ];
    let run = run_to(&setup(39, actions), 600);
    let frame = run.frame().nodes[1].clock.unwrap();
    assert_eq!((frame.offset, frame.drift), (Offset(7_000), Drift(1_000)));
    assert_eq!(frame.ahead, Offset(7_000 + 500));
}

#[test]
fn a_right_clock_gives_the_run_that_has_none() {
    let right = vec![at(0, clock(N[1], Some(0), Some(0))), at(200, clock(N[2], None, Some(0)))];
    let facts = |run: &Run| -> Vec<(Time, NodeId, What)> {
        let other = |it: &&Record| !matches!(it.what, What::Acted(_));
        run.records().iter().filter(other).map(|it| (it.at, it.node, it.what)).collect()
    };
    let (base, run) = (run_to(&setup(40, Vec::new()), 600), run_to(&setup(40, right), 600));
    assert_eq!(facts(&base), facts(&run));
    assert_eq!(run.frame().nodes[1].clock, None);
}

#[test]
fn a_frame_of_a_crowd_leaves_out_details_that_each_node_has() {
    let few = run_of(Toy { nodes: 12, ..Toy::default() }).frame();
    assert!(few.nodes.iter().all(|node| !node.timers.is_empty() && !node.view.fields.is_empty()));
    let run = run_of(Toy { nodes: 13, ..Toy::default() });
    let crowd = run.frame();
    assert!(crowd.nodes.iter().all(|node| node.timers.is_empty() && node.view.fields.is_empty()));
    let node = run.node(NodeId(7));
    assert_eq!((&*node.name, node.timers.len()), ("n7", 2));
    assert!(!node.view.fields.is_empty());
}

fn run_of(toy: Toy) -> Run {
    Run::start(toy, &Setup::default()).expect("no actions")
}
