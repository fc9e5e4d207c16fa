//! What pointers do on the stage, in coordinates of the window.

use kernel::ids::{MessageId, NodeId};
use view::geometry::Point;

/// What the browser tells of a pointer, in the window's coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PointerInput {
    /// Pressed on something.
    Down(Press),
    /// Moved; which pointer.
    Move(i32, Point),
    /// Released.
    Up(i32, Point),
    /// Taken away by the browser.
    Cancel(i32),
    /// The wheel turned at a point; with a key held, or by a pinch, to come nearer.
    Wheel {
        /// Where the pointer is.
        at: Point,
        /// How far it was turned.
        by: Point,
        /// Whether the stage is zoomed, not moved.
        nearer: bool,
    },
    /// Asked for a menu, by the other button or a key.
    Menu(Target, Point),
}

/// A pointer that is pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Press {
    /// Which pointer.
    pub id: i32,
    /// Whether it is a finger, of which there can be two.
    pub touch: bool,
    /// Whether it stays where it is without a hand on it: a mouse. Others can ask for a menu by
    /// being pressed for long.
    pub mouse: bool,
    /// Which button: 0 is the main one, 1 the middle one.
    pub button: i16,
    /// What lies under it.
    pub target: Target,
    /// Where.
    pub at: Point,
    /// Whether Shift was held.
    pub shift: bool,
}

/// What lies under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing: the ground.
    Ground,
    /// A node.
    Node(NodeId),
    /// A message in flight.
    Message(MessageId),
    /// A link.
    Link(NodeId, NodeId),
    /// The box of a crowd.
    Crowd(usize),
    /// A fault line, or its label.
    Fault,
}
