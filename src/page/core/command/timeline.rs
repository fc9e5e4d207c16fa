//! Commands for the timeline.

use kernel::time::Time;
use view::geometry::Point;
use view::spacetime::Way;

/// What a user does with the strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimelineCommand {
    /// Shows the space-time diagram, or the lanes.
    Show(bool),
    /// The other of the two.
    Toggle,
    /// Shows so many times as much, about a place or the cursor.
    Zoom(f64, Option<f64>),
    /// Moves what is seen by so many of its lengths.
    Pan(f64),
    /// The whole run in lanes, the usual length in a diagram.
    Fit,
    /// A pointer is pressed at a point of the diagram.
    Press(i32, Point),
    /// It moves, pressed or not.
    Move(i32, Point),
    /// It is let go.
    Release(i32, Point),
    /// It has left.
    Leave(i32),
    /// From the chosen event to another.
    Walk(Way),
    /// To the chosen event's moment and node.
    Take,
    /// Gives the strip so much of the page's height, in pixels.
    Height(f64),
    /// Puts the middle of what is seen at a moment.
    Centre(Time),
    /// Says what is at a point of the lanes, or nothing any more.
    Hint(Option<Point>),
    /// Takes hold of a mark, by its place among the marks, at a place of the screen.
    Grab(usize, f64),
    /// The pointer is at a place of the screen, over a mark or with one.
    Pull(usize, f64),
    /// Lets the mark go.
    Put(usize, f64),
    /// Leaves the mark where it was.
    PutBack,
    /// Goes to what a mark stands for.
    Visit(usize),
    /// Puts what a mark stands for at a place of the timeline.
    Shift(usize, f64),
}

impl TimelineCommand {
    /// Whether a pointer only passes over.
    pub fn only_passes(self) -> bool {
        matches!(
            self,
            TimelineCommand::Hint(_)
                | TimelineCommand::Pull(..)
                | TimelineCommand::Leave(_)
                | TimelineCommand::PutBack
        )
    }
}
