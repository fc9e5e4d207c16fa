//! What fingers, buttons and wheels become: something held, a look pushed or pinched, a menu.

use crate::command::pointer::{PointerInput, Press, Target};
use crate::stage::gestures::Gestures;
use crate::stage::picture::Pointer;
use kernel::ids::NodeId;
use view::geometry::{Point, point};
use view::zoom::Zoom;

const NODE: Target = Target::Node(NodeId(2));

const LINK: Target = Target::Link(NodeId(0), NodeId(1));

fn hand() -> Gestures {
    let mut hand = Gestures::default();
    hand.resize((1_000.0, 600.0));
    hand
}

fn finger(id: i32, target: Target, at: Point) -> PointerInput {
    PointerInput::Down(Press { id, touch: true, mouse: false, button: 0, target, at, shift: false })
}

fn mouse(button: i16, target: Target, at: Point) -> PointerInput {
    PointerInput::Down(Press { id: 1, touch: false, mouse: true, button, target, at, shift: true })
}

#[test]
fn a_mouse_points_and_draws_in_the_stages_own_coordinates() {
    let mut hand = hand();
    let at = point(500.0, 300.0);
    hand.feel(PointerInput::Wheel { at, by: point(0.0, -320.0), nearer: true }, false);
    assert!((hand.zoom().scale - std::f64::consts::E).abs() < 1e-9);
    let down = hand.feel(mouse(0, Target::Ground, at), false);
    assert!(
        matches!(down, Some(Pointer::Down(Target::Ground, from, true)) if from.distance(at) < 1e-9)
    );
    let Some(Pointer::Move(to)) = hand.feel(PointerInput::Move(1, point(500.0, 400.0)), false)
    else {
        panic!("it draws");
    };
    assert!((to.y - 300.0 - 100.0 / std::f64::consts::E).abs() < 1e-9);
}

#[test]
fn the_middle_button_and_the_space_bar_push_the_stage() {
    let mut hand = hand();
    assert_eq!(hand.feel(mouse(1, NODE, point(10.0, 10.0)), false), None);
    assert_eq!(hand.feel(PointerInput::Move(1, point(40.0, 30.0)), false), None);
    assert_eq!(hand.zoom().shift, point(30.0, 20.0));
    assert_eq!(hand.feel(PointerInput::Up(1, point(40.0, 30.0)), false), None);
    // A space bar that pushed the stage does not play when it is released.
    hand.hold_space(true);
    hand.feel(mouse(0, NODE, point(10.0, 10.0)), false);
    hand.feel(PointerInput::Move(1, point(0.0, 10.0)), false);
    hand.feel(PointerInput::Up(1, point(0.0, 10.0)), false);
    assert_eq!((hand.zoom().shift, hand.hold_space(false)), (point(20.0, 20.0), false));
    hand.hold_space(true);
    assert!(hand.hold_space(false));
}

#[test]
fn a_finger_drags_nodes_pushes_the_ground_and_taps_what_lies_there() {
    let mut hand = hand();
    assert!(matches!(
        hand.feel(finger(7, NODE, point(10.0, 10.0)), false),
        Some(Pointer::Down(..))
    ));
    hand.feel(PointerInput::Up(7, point(10.0, 10.0)), false);
    assert_eq!(hand.feel(finger(8, LINK, point(10.0, 10.0)), false), None);
    let tap = hand.feel(PointerInput::Up(8, point(12.0, 10.0)), false);
    assert_eq!(tap, Some(Pointer::Tap(LINK, point(12.0, 10.0))));
    hand.feel(finger(9, LINK, point(10.0, 10.0)), false);
    hand.feel(PointerInput::Move(9, point(60.0, 10.0)), false);
    assert_eq!(hand.feel(PointerInput::Up(9, point(60.0, 10.0)), false), None);
    assert_eq!(hand.zoom().shift, point(50.0, 0.0));
    // With the tool, it draws.
    let down = hand.feel(finger(10, Target::Ground, point(10.0, 10.0)), true);
    assert!(matches!(down, Some(Pointer::Down(Target::Ground, ..))));
}

#[test]
fn a_second_finger_lets_go_of_what_the_first_one_held_and_pinches() {
    let mut hand = hand();
    hand.feel(finger(1, NODE, point(400.0, 300.0)), false);
    assert_eq!(
        hand.feel(finger(2, Target::Ground, point(500.0, 300.0)), false),
        Some(Pointer::Cancel)
    );
    let held = hand.zoom().back(point(400.0, 300.0));
    hand.feel(PointerInput::Move(1, point(350.0, 300.0)), false);
    hand.feel(PointerInput::Move(2, point(550.0, 300.0)), false);
    assert!((hand.zoom().scale - 2.0).abs() < 1e-9);
    // What was under a finger still is.
    assert!(hand.zoom().onto(held).distance(point(350.0, 300.0)) < 1e-6);
    // The finger that stays goes on pushing.
    assert_eq!(hand.feel(PointerInput::Up(1, point(350.0, 300.0)), false), None);
    let before = hand.zoom().shift;
    hand.feel(PointerInput::Move(2, point(560.0, 310.0)), false);
    assert!((hand.zoom().shift - before).distance(point(10.0, 10.0)) < 1e-9);
    assert_eq!(hand.feel(PointerInput::Up(2, point(560.0, 310.0)), false), None);
}

#[test]
fn a_finger_that_stays_asks_for_the_menu_once_and_does_nothing_else() {
    let mut hand = hand();
    let at = point(10.0, 10.0);
    hand.feel(finger(1, NODE, at), false);
    assert!(hand.is_waiting());
    assert_eq!((hand.tick(1_000.0), hand.tick(1_400.0)), (None, None));
    hand.feel(PointerInput::Move(1, point(12.0, 10.0)), false);
    assert_eq!(hand.tick(1_500.0), Some(Pointer::Menu(NODE, at)));
    assert_eq!((hand.feel(PointerInput::Up(1, at), false), hand.is_waiting()), (None, false));
    // One that moves drags.
    hand.feel(finger(1, NODE, at), false);
    hand.feel(PointerInput::Move(1, point(60.0, 10.0)), false);
    assert!(!hand.is_waiting());
}

#[test]
fn what_the_browser_takes_away_is_let_go_of() {
    let mut hand = hand();
    hand.feel(finger(1, NODE, point(10.0, 10.0)), false);
    assert_eq!(hand.feel(PointerInput::Cancel(1), false), Some(Pointer::Cancel));
    // As when the page begins to scroll under a finger.
    hand.feel(finger(2, LINK, point(10.0, 10.0)), false);
    assert_eq!(hand.feel(PointerInput::Cancel(2), false), None);
    assert!(!hand.is_pushing() && !hand.is_waiting());
}

#[test]
fn a_look_glides_and_buttons_pressed_fast_add_up() {
    let mut hand = hand();
    hand.nearer(2.0, false);
    hand.tick(0.0);
    hand.tick(80.0);
    let on_the_way = hand.zoom().scale;
    assert!(1.0 < on_the_way && on_the_way < 2.0);
    hand.nearer(2.0, false);
    hand.tick(100.0);
    hand.tick(300.0);
    assert_eq!((hand.zoom().scale, hand.is_waiting()), (4.0, false));
    hand.fit(true);
    assert_eq!(hand.zoom(), Zoom::FIT);
}
