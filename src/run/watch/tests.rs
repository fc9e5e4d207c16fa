//! The search for a condition finds what a reader of all records would find, in any portions.

use super::*;
use crate::Run;
use crate::entry::Setup;
use crate::toy::Toy;
use kernel::action::{Action, LinkSettings, Ppm, Timed};
use kernel::ids::Seed;

const N0: NodeId = NodeId(0);
const END: Time = Time(900_000);

fn at(millis: u64, action: Action) -> Timed {
    Timed { at: Time(millis * 1_000), action }
}

/// A node that becomes bold, asks, crashes and starts again, among lost and doubled messages.
fn setup() -> Setup {
    let input = |text: &str| Action::Input(N0, text.into());
    let actions = vec![
        at(100, input("bold")),
        at(200, input("ask")),
        at(400, Action::Crash(vec![N0])),
        at(500, Action::Restart(vec![N0])),
        at(600, input("bold")),
        at(700, input("shy")),
    ];
    let network =
        LinkSettings { loss: Ppm(100_000), duplication: Ppm(200_000), ..LinkSettings::default() };
    Setup { seed: Seed(1), actions, network, ..Setup::default() }
}

fn run() -> Run {
    Run::start(Toy { modest: false, ..Toy::default() }, &setup()).expect("in order")
}

/// Where a condition comes true, by one test of all records.
fn first(is: impl Fn(&Run, &Record) -> bool) -> Sight {
    let mut run = run();
    run.seek(END).expect("short");
    let found = run.records().iter().position(|record| is(&run, record));
    found.map_or(Sight::Never, |number| {
        Sight::True(RecordId(number as u32), run.records()[number].at)
    })
}

#[test]
fn every_condition_is_found_where_it_first_comes_true() {
    let n1 = NodeId(1);
    let moved = |state: u8| {
        first(|_, it| it.node == N0 && matches!(it.what, What::Moved { to, .. } if to == state))
    };
    for (condition, expected) in [
        (Condition::Enters(Some(N0), "Bold"), moved(1)),
        (Condition::Enters(None, "Bold"), moved(1)),
        (Condition::Sends(None, 1), first(|_, it| matches!(it.what, What::Sent { kind: 1, .. }))),
        (
            Condition::Sends(Some(n1), 0),
            first(|_, it| it.node == n1 && matches!(it.what, What::Sent { kind: 0, .. })),
        ),
        (
            Condition::Gets(Some(n1), 0),
            first(|_, it| it.node == n1 && matches!(it.what, What::Delivered { kind: 0, .. })),
        ),
        (Condition::Breaks(Some(0)), first(|_, it| it.what == What::Violated(0))),
        (Condition::Breaks(Some(3)), first(|_, it| it.what == What::Violated(3))),
        (Condition::Breaks(None), first(|_, it| it.what == What::Violated(0))),
        (
            Condition::Answered(Some(N0)),
            first(|_, it| it.node == N0 && matches!(it.what, What::Completed(_))),
        ),
        (Condition::Answered(Some(n1)), Sight::Never),
    ] {
        assert_eq!(expected == Sight::Never, condition == Condition::Answered(Some(n1)));
        let mut sim = run();
        let found = Watch::from_start(condition, END).find(&mut sim);
        assert_eq!(found, Ok(expected), "{condition:?}");
    }
}

#[test]
fn portions_and_what_is_known_already_make_no_difference() {
    let conditions = [
        Condition::Enters(Some(N0), "Shy"),
        Condition::Breaks(Some(3)),
        Condition::Answered(None),
        Condition::Gets(Some(NodeId(3)), 1),
    ];
    for condition in conditions {
        let start = Time(350_000);
        let mut results = Vec::new();
        for (portion, known) in [(u32::MAX, false), (1, false), (7, true), (u32::MAX, true)] {
            let mut sim = run();
            sim.checkpoint_every(10);
            sim.seek(if known { END } else { start }).expect("short");
            sim.seek(start).expect("short");
            let mut watch = Watch::after_cursor(condition, END, &sim);
            let found = loop {
                match watch.look(&mut sim, portion).expect("short") {
                    Sight::NotYet => assert_ne!(portion, u32::MAX),
                    sight => break sight,
                }
            };
            if let Sight::True(_, at) = found {
                assert!(at > start);
            }
            results.push(found);
        }
        assert!(results.iter().all(|found| *found == results[0]), "{condition:?}: {results:?}");
    }
}

#[test]
fn a_node_that_starts_in_a_state_enters_it() {
    let shy = Condition::Enters(Some(N0), "Shy");
    let mut sim = run();
    let found = Watch::from_start(shy, END).find(&mut sim);
    assert!(matches!(found, Ok(Sight::True(_, Time::ZERO))), "{found:?}");
    sim.seek(Time(300_000)).expect("short");
    let found = Watch::after_cursor(shy, END, &sim).find(&mut sim);
    assert!(matches!(found, Ok(Sight::True(_, Time(500_000)))), "{found:?}");
    sim.seek(Time(500_000)).expect("short");
    let found = Watch::after_cursor(shy, END, &sim).find(&mut sim);
    assert!(matches!(found, Ok(Sight::True(_, Time(700_000)))), "{found:?}");
}

#[test]
fn nothing_is_found_past_the_limit_even_where_it_is_known() {
    for known in [false, true] {
        let mut sim = run();
        if known {
            sim.seek(END).expect("short");
            sim.seek(Time::ZERO).expect("short");
        }
        let bold = Condition::Enters(Some(N0), "Bold");
        let early = Watch::from_start(bold, Time(99_999)).find(&mut sim);
        assert_eq!(early, Ok(Sight::Never));
        let found = Watch::from_start(bold, Time(100_000)).find(&mut sim);
        assert!(matches!(found, Ok(Sight::True(..))));
    }
}

#[test]
fn a_run_that_was_stopped_says_why() {
    let mut sim = run().limited_to(100);
    let never = Condition::Answered(Some(NodeId(1)));
    let stopped = Watch::from_start(never, END).find(&mut sim).expect_err("it is too long");
    assert!(stopped.contains("it has run away"), "{stopped}");
}
