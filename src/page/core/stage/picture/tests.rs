//! What gestures become: a drag a partition, a stroke cuts, a click a menu.

use crate::command::pointer::Target;
use crate::command::{Command, Selection};
use crate::session::Session;
use crate::stage::picture::{Picture, Pointer};

use kernel::ids::NodeId;
use kernel::time::Time;
use scenario::Scenario;
use view::geometry::{Point, point};
use view::layout::Grip;

fn raft() -> (Session, Picture) {
    let text = "faultline 1\npattern raft\nseed k3f9\nuntil 3s\n";
    let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
    let session = Session::open(scenario, Time(1_000_000)).expect("a run");
    let picture = Picture::new(session.info(), session.frame());
    (session, picture)
}

/// Presses, moves in two steps, releases.
fn drag(
    picture: &mut Picture,
    target: Target,
    from: Point,
    to: Point,
    shift: bool,
) -> Option<Command> {
    picture.point(Pointer::Down(target, from, shift));
    picture.point(Pointer::Move(from.towards(to, 0.5)));
    picture.point(Pointer::Move(to));
    picture.point(Pointer::Up(to))
}

fn act(session: &mut Session, picture: &mut Picture, command: Option<Command>) {
    let Some(Command::Edit(edit)) = command else { panic!("an edit, not {command:?}") };
    session.edit(edit).expect("can be done");
    picture.follow(session.info(), session.frame());
}

const N: [NodeId; 5] = [NodeId(0), NodeId(1), NodeId(2), NodeId(3), NodeId(4)];

#[test]
fn a_node_dragged_away_is_parted_and_dragged_back_is_healed() {
    let (mut session, mut picture) = raft();
    let from = picture.shown().at(N[4]);
    let command = drag(&mut picture, Target::Node(N[4]), from, point(40.0, from.y), false);
    act(&mut session, &mut picture, command);
    assert_eq!(session.frame().partition, [vec![N[4]], vec![N[0], N[1], N[2], N[3]]]);
    // A second node joins the first on its island.
    let (from, to) = (picture.rest.at(N[3]), picture.rest.islands[0].centre);
    let command = drag(&mut picture, Target::Node(N[3]), from, to, false);
    act(&mut session, &mut picture, command);
    assert_eq!(session.frame().partition, [vec![N[3], N[4]], vec![N[0], N[1], N[2]]]);
    // Both go back.
    for node in [N[3], N[4]] {
        let (from, to) = (picture.rest.at(node), picture.rest.islands[1].centre);
        let command = drag(&mut picture, Target::Node(node), from, to, false);
        act(&mut session, &mut picture, command);
        if session.frame().partition.is_empty() {
            break;
        }
    }
    assert!(session.frame().partition.is_empty());
}

#[test]
fn a_fault_line_opens_while_the_node_is_still_held() {
    let (_, mut picture) = raft();
    let from = picture.shown().at(N[4]);
    picture.point(Pointer::Down(Target::Node(N[4]), from, false));
    picture.point(Pointer::Move(point(from.x - 20.0, from.y)));
    assert!(picture.shown().faults.is_empty());
    picture.point(Pointer::Move(point(40.0, from.y)));
    assert_eq!(picture.shown().faults.len(), 1);
    assert_eq!(picture.shown().at(N[4]), point(40.0, from.y));
    picture.point(Pointer::Cancel);
    assert!(picture.shown().faults.is_empty());
}

#[test]
fn a_press_without_a_move_opens_a_menu() {
    let (_, mut picture) = raft();
    let at = picture.shown().at(N[0]);
    picture.point(Pointer::Down(Target::Node(N[0]), at, false));
    picture.point(Pointer::Move(point(at.x + 2.0, at.y)));
    let command = picture.point(Pointer::Up(at));
    assert_eq!(command, Some(Command::Open(Selection::Node(N[0]), at)));
}

#[test]
fn a_stroke_between_the_servers_parts_them_and_a_short_one_cuts_a_link() {
    let (mut session, mut picture) = raft();
    let (width, height) = picture.size();
    let (top, bottom) = (point(width / 2.0 + 60.0, 0.0), point(width / 2.0 + 60.0, height));
    let command = drag(&mut picture, Target::Ground, top, bottom, false);
    act(&mut session, &mut picture, command);
    assert_eq!(session.frame().partition.len(), 2);
    let (mut session, mut picture) = raft();
    let middle = picture.shown().at(N[0]).towards(picture.shown().at(N[1]), 0.5);
    let (from, to) = (point(middle.x - 8.0, middle.y + 8.0), point(middle.x + 8.0, middle.y - 8.0));
    let command = drag(&mut picture, Target::Ground, from, to, false);
    act(&mut session, &mut picture, command);
    assert!(session.frame().partition.is_empty());
    let cuts: Vec<_> = session.frame().cuts.iter().map(|(a, b, _)| (*a, *b)).collect();
    assert_eq!(cuts, [(N[0], N[1]), (N[1], N[0])]);
}

#[test]
fn with_shift_a_stroke_cuts_one_way() {
    let (mut session, mut picture) = raft();
    let middle = picture.shown().at(N[0]).towards(picture.shown().at(N[1]), 0.5);
    let (from, to) = (point(middle.x - 8.0, middle.y + 8.0), point(middle.x + 8.0, middle.y - 8.0));
    let command = drag(&mut picture, Target::Ground, from, to, true);
    act(&mut session, &mut picture, command);
    assert_eq!(session.frame().cuts.len(), 1);
}

#[test]
fn the_cut_tool_draws_over_nodes_too() {
    let (_, mut picture) = raft();
    picture.cut_tool = true;
    let at = picture.shown().at(N[0]);
    picture.point(Pointer::Down(Target::Node(N[0]), at, false));
    picture.point(Pointer::Move(point(at.x + 30.0, at.y)));
    assert!(picture.stroke().is_some() && picture.dragged().is_none());
}

#[test]
fn nodes_glide_to_new_places_and_never_jump() {
    let (mut session, mut picture) = raft();
    let before = picture.shown().nodes.clone();
    let command = picture.isolate(Grip::Node(N[4]));
    act(&mut session, &mut picture, command);
    assert_eq!(picture.shown().nodes, before);
    assert!(picture.tick(1_000.0) && picture.is_gliding());
    assert!(picture.tick(1_100.0));
    let between = picture.shown().at(N[4]);
    assert!(between.distance(before[4]) > 1.0 && between.distance(picture.rest.at(N[4])) > 1.0);
    picture.tick(1_300.0);
    assert_eq!((picture.is_gliding(), &picture.shown().nodes), (false, &picture.rest.nodes));
}

#[test]
fn with_reduced_motion_nodes_are_at_once_where_they_belong() {
    let (mut session, mut picture) = raft();
    picture.still = true;
    let command = picture.isolate(Grip::Node(N[4]));
    act(&mut session, &mut picture, command);
    assert!(!picture.is_gliding());
    assert_eq!(picture.shown().nodes, picture.rest.nodes);
}

fn rush() -> (Session, Picture) {
    let text = "faultline 1\npattern retry clients=100\nseed k3f9\nuntil 3s\n";
    let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
    let session = Session::open(scenario, Time(1_000_000)).expect("a run");
    let picture = Picture::new(session.info(), session.frame());
    (session, picture)
}

#[test]
fn a_crowd_dragged_away_takes_all_its_members_along() {
    let (mut session, mut picture) = rush();
    let from = picture.shown().crowds[0].area.centre() + point(20.0, 10.0);
    // It is held where it was taken hold of.
    picture.point(Pointer::Down(Target::Crowd(0), from, false));
    picture.point(Pointer::Move(point(60.0, 60.0)));
    let held = picture.shown().crowds[0].area.centre();
    assert!(held.distance(point(40.0, 50.0)) < 0.01);
    let command = picture.point(Pointer::Up(point(60.0, 30.0)));
    act(&mut session, &mut picture, command);
    let sides = &session.frame().partition;
    assert_eq!(sides.iter().map(Vec::len).collect::<Vec<_>>(), [100, 1]);
    assert_eq!(picture.rest.islands.len(), 2);
}

#[test]
fn whoever_of_a_crowd_is_selected_is_drawn() {
    let (session, mut picture) = rush();
    let (info, frame) = (session.info(), session.frame());
    let hidden = picture.rest.crowds[0].hidden[50];
    picture.select(info, frame, Some(hidden));
    assert!(picture.rest.drawn.contains(&hidden) && picture.examples().contains(&hidden));
    assert!(!picture.is_gliding());
    picture.select(info, frame, None);
    assert!(!picture.rest.drawn.contains(&hidden));
}
