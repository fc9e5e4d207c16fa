//! Commands for the side panel and its table of events.

use crate::command::tab::Tab;
use crate::panels::layout::Panel;
use kernel::ids::RecordId;
use view::register::Filter;

/// One thing done with the side panel.
#[derive(Clone, Debug, PartialEq)]
pub enum PanelCommand {
    /// Folds or unfolds a panel; by a pointer or not.
    Fold(Panel, bool),
    /// Puts a panel into Watch, or takes it out.
    Keep(Panel, bool),
    /// Moves a panel in Watch down by one, or up.
    Shift(Panel, bool),
    /// Presses a panel's heading, at this height of the window; whether it can be dragged.
    Press(Panel, i32, bool),
    /// Moves what is held to this height, past the middles of the panels, from above.
    Drag(i32, Vec<(Panel, f64)>),
    /// Lets go of it.
    Drop,
    /// Turns to a tab, which gets the focus.
    Turn(Tab),
    /// Makes the side panel so many pixels wide.
    Width(f64),
    /// Gives it the width it has for everybody.
    UsualWidth,
    /// Puts the side panel away, or brings it back.
    Toggle,
    /// Puts everything back as it is for everybody.
    Reset,
    /// Says aloud what happens while the run plays, or does not.
    Announce(bool),
    /// Does something with the table of events.
    Events(EventsCommand),
}

/// One thing done with the table.
#[derive(Clone, Debug, PartialEq)]
pub enum EventsCommand {
    /// Lists other records.
    Filter(Filter),
    /// Lists what concerns the selected node, whichever it is.
    OfSelected,
    /// Looks for words.
    Seek(String),
    /// Lists only the rows with the words.
    Only(bool),
    /// Shows the next row with the words, or the last before.
    Next(bool),
    /// Goes to the field for words.
    Find,
    /// It was scrolled to here, and is so high.
    Scrolled(f64, f64),
    /// Moves the focus among the rows by so many.
    Move(i64),
    /// Points at a row, or no longer.
    Point(Option<RecordId>),
    /// Shows a record's moment.
    Show(RecordId),
    /// Follows the cursor again.
    Follow,
}
