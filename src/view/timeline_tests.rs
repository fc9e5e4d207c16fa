//! Lanes, moments and shades of small hand-written runs.

use super::*;
use crate::stand_in::{INFO, roles};
use kernel::action::Link;
use kernel::ids::RecordId;

const SCALE: Scale = Scale { from: Time(0), to: Time(1_000), left: 0.0, right: 1_000.0 };
const N0: NodeId = NodeId(0);

fn record(at: u64, what: What) -> Record {
    Record { at: Time(at), cause: RecordId::NONE, node: N0, what }
}

fn timed(at: u64, action: Action) -> Timed {
    Timed { at: Time(at), action }
}

fn life() -> Vec<Record> {
    vec![
        record(0, What::Booted),
        record(100, What::Moved { from: 0, to: 1 }),
        record(150, What::Expired { kind: 0 }),
        record(300, What::Moved { from: 1, to: 2 }),
        record(500, What::Paused),
        record(600, What::Resumed),
        record(700, What::Crashed),
        record(900, What::Booted),
    ]
}

#[test]
fn a_lane_shows_states_and_statuses_in_turn() {
    let mut timeline = Timeline::new(1);
    timeline.extend(&life());
    let lane = timeline.lane(N0, &SCALE, Time(1_000));
    let parts: Vec<_> = lane.iter().map(|it| (it.from, it.to, it.state, it.status)).collect();
    assert_eq!(
        parts,
        [
            (0.0, 100.0, 0, Status::Up),
            (100.0, 300.0, 1, Status::Up),
            (300.0, 500.0, 2, Status::Up),
            (500.0, 600.0, 2, Status::Paused),
            (600.0, 700.0, 2, Status::Up),
            (700.0, 900.0, 0, Status::Down),
            (900.0, 1_000.0, 0, Status::Up),
        ]
    );
    assert_eq!(timeline.lane(N0, &SCALE, Time(250)).last().map(|it| it.to), Some(250.0));
    assert_eq!(timeline.lane(NodeId(9), &SCALE, Time(250)), []);
}

#[test]
fn a_view_into_the_middle_begins_with_the_state_that_held() {
    let mut timeline = Timeline::new(1);
    timeline.extend(&life());
    let middle = Scale { from: Time(200), to: Time(400), ..SCALE };
    let lane = timeline.lane(N0, &middle, Time(1_000));
    let parts: Vec<_> = lane.iter().map(|it| (it.from, it.to, it.state)).collect();
    assert_eq!(parts, [(0.0, 500.0, 1), (500.0, 1_000.0, 2)]);
}

#[test]
fn a_boot_into_another_state_is_known_from_the_first_move() {
    let mut timeline = Timeline::new(1);
    timeline.extend(&[record(0, What::Booted), record(10, What::Moved { from: 2, to: 0 })]);
    assert_eq!(timeline.lane(N0, &SCALE, Time(20))[0].state, 2);
}

#[test]
fn a_crowded_lane_has_no_more_stretches_than_pixels() {
    let mut timeline = Timeline::new(1);
    let moves = (0..100_000)
        .map(|i: u64| record(i, What::Moved { from: (i % 2) as u8, to: 1 - (i % 2) as u8 }));
    timeline.extend(&moves.collect::<Vec<_>>());
    let narrow = Scale { from: Time(0), to: Time(100_000), left: 0.0, right: 300.0 };
    let lane = timeline.lane(N0, &narrow, Time(100_000));
    assert!(lane.len() <= 301);
    assert!(lane.windows(2).all(|pair| pair[0].to <= pair[1].from + 1e-6));
}

#[test]
fn moments_lead_forward_and_back() {
    let mut timeline = Timeline::new(1);
    timeline.extend(&life());
    assert_eq!(timeline.next(0).map(|it| it.at), Some(Time(100)));
    assert_eq!(timeline.next(2).map(|it| it.at), Some(Time(300)));
    assert_eq!(timeline.next(4), None);
    assert_eq!(timeline.previous(Time(300)).map(|it| it.at), Some(Time(100)));
    assert_eq!(timeline.previous(Time(100)), None);
}

#[test]
fn moments_are_told_in_words() {
    let names = Names(vec!["n0".into()]);
    let tell = |kind| {
        let moment = Moment { record: 0, at: Time(0), node: N0, kind };
        let actions = [timed(0, Action::Crash(vec![N0]))];
        sentence(&moment, &INFO, &roles(1, 0), &names, &actions, &[])
    };
    assert_eq!(tell(MomentKind::Moved(1, 2)), "n0 becomes leader");
    assert_eq!(tell(MomentKind::Acted(0)), "crash n0");
    assert_eq!(tell(MomentKind::Violated(0)), "n0 leaves its state diagram");
}

#[test]
fn shades_last_from_a_fault_to_its_repair() {
    let link = |both| Link { from: NodeId(0), to: NodeId(1), both };
    let groups = || Action::Partition(vec![vec![NodeId(0)], vec![NodeId(1)]]);
    let list = shades(&[
        timed(1, Action::Cut(vec![link(true)])),
        timed(2, groups()),
        timed(3, groups()),
        timed(4, Action::Heal(vec![link(false)])),
        timed(5, Action::Heal(vec![link(true)])),
        timed(6, Action::Heal(vec![])),
        timed(7, groups()),
    ]);
    let shade =
        |from, to: Option<u64>, partition| Shade { from: Time(from), to: to.map(Time), partition };
    assert_eq!(
        list,
        [
            shade(1, Some(5), false),
            shade(2, Some(3), true),
            shade(3, Some(6), true),
            shade(7, None, true),
        ]
    );
}
