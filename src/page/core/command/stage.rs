//! Commands for the stage by button or key.

use kernel::ids::NodeId;
use view::geometry::{Point, Rect};
use view::layout::Grip;

/// What a user does about the look, and with what is on the stage, by button or key.
#[derive(Clone, Debug, PartialEq)]
pub enum StageCommand {
    /// Comes nearer, or goes farther away.
    Nearer(bool),
    /// Looks at all of the stage.
    Fit,
    /// Pushes the stage by so many steps to the right, and down.
    Push(i8, i8),
    /// Sees to it that a rectangle of the window is within it: it has the focus.
    Show(Rect),
    /// Presses, or releases, the key that plays, or with which the pointer pushes the stage.
    Space(bool),
    /// Moves something to the next island, to the right or to the left.
    Shove(Grip, bool),
    /// Aims at a link of a node that has the focus, in a direction or around it.
    Aim(NodeId, Point),
    /// Cuts the link that is aimed at, with Shift one way; opens the node's menu if there is none.
    Cut(NodeId, bool),
    /// Moves something to an island, by its place from the left; or to where it reaches all.
    Join(Grip, Option<usize>),
}
