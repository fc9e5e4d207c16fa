//! What the browser has to do after a command.

use std::rc::Rc;

use crate::command::keep::SavedWorkCommand;
use crate::command::share::Copied;
use crate::panels::layout::Panel;

/// One thing that the browser has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Draw the page anew.
    Render,
    /// Ask for another animation frame.
    Frame,
    /// Give the focus to the element of an id, once it is drawn.
    Focus(&'static str),
    /// Give the focus to the second element, once drawn, if the focus is within the first.
    MoveFocus(&'static str, &'static str),
    /// Give the focus to a panel's button that moves it down, or up.
    FocusPanelButton(Panel, bool),
    /// Put a text into the field of an id.
    SetField(&'static str, String),
    /// Open or close a dialog.
    Dialog(&'static str, bool),
    /// Put a fragment into the address bar, or take it out.
    SetFragment(Option<String>),
    /// Open an address in a tab of its own.
    OpenTab(String),
    /// Copy a text.
    Copy(String, Copied),
    /// Copy the picture that was drawn in pixels.
    CopyPicture,
    /// Offer bytes as a file of this type.
    OfferFile(Rc<Vec<u8>>, &'static str),
    /// Take back the file that was offered last.
    WithdrawFile,
    /// Draw the picture that is offered in pixels.
    DrawPixels,
    /// Show a trace in Perfetto, under this title.
    OpenPerfetto(Rc<Vec<u8>>, String),
    /// Store a setting.
    Store(&'static str, String),
    /// Store what is worked on.
    KeepWork,
    /// Do something with stored work, or with files.
    Keep(SavedWorkCommand),
    /// Choose a random seed.
    RandomSeed,
    /// Show the page dark, or light.
    Theme(bool),
    /// Fill the screen, or do not any more.
    FullScreen(bool),
    /// Give the side panel a width; none is the usual one.
    PanelWidth(Option<u16>),
    /// Scroll the table of events.
    ScrollEvents(f64),
    /// Show what is at a point of the timeline of the active pane, or of the other one.
    TimelineHint {
        /// Whether it is the active pane's.
        active: bool,
        /// Where; nowhere if nothing is to be shown.
        at: Option<view::geometry::Point>,
    },
    /// Fetch the patterns' documentation.
    FetchDocs,
}
