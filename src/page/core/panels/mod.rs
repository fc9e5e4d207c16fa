//! The state of the side panel.

pub mod announced;
pub mod events;
pub mod layout;
pub mod past;
pub mod snapshot;
use crate::panels::announced::Announced;
use crate::panels::events::Table;
use crate::panels::layout::{Panel, PanelLayout};
use crate::panels::past::{Asked, Past};
use std::rc::Rc;

/// The id of the button that puts the side panel away, and of the one that brings it back.
pub const TOGGLE: &str = "panels-toggle";

/// The id of the side panel.
pub const SIDE: &str = "side";

/// The side panel's own state.
pub struct Panels {
    /// How it is arranged.
    pub shelf: PanelLayout,
    /// The table of events.
    pub table: Table,
    /// What was said last while the run played.
    pub announced: Announced,
    /// What the inspector asked of the past last.
    pub past: Option<(Asked, Rc<Past>)>,
    /// The heading that was pressed last.
    pub pressed: Option<Pressed>,
    /// Why the last text given to the list of faults was refused.
    pub fault_error: Option<String>,
}

/// A heading that was pressed.
#[derive(Clone, Copy)]
pub struct Pressed {
    /// Which panel's.
    pub panel: Panel,
    /// Where, from the top of the window.
    pub y: i32,
    /// Whether it is still held, by something that can drag it.
    pub held: bool,
    /// Whether it has been dragged.
    pub moved: bool,
}

impl Panels {
    /// The state with the layout that was stored, if one was.
    pub fn read(stored: Option<&str>) -> Panels {
        let shelf = stored.map_or_else(PanelLayout::default, PanelLayout::read);
        Panels {
            shelf,
            table: Table::default(),
            announced: Announced::default(),
            past: None,
            pressed: None,
            fault_error: None,
        }
    }
}

/// The result's id, by which it gets the focus and so comes into view.
pub const COMPARED: &str = "compared";

/// The id of the dialog with the list of keys.
pub const HELP: &str = "help";
