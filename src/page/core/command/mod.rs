//! Everything that a user can do on the page, as data.
//!
//! Buttons, keys, menus, gestures and the browser itself give a [`Command`]; [`crate::update`] carries it out.

pub mod comparison;
pub mod guide;
pub mod keep;
pub mod notes;
pub mod panels;
pub mod pointer;
pub mod present;
pub mod press;
pub mod share;
pub mod stage;
pub mod tab;
pub mod timeline;
use crate::command::comparison::ComparisonCommand;
use crate::command::guide::GuideCommand;
use crate::command::keep::SavedWorkCommand;
use crate::command::notes::{NoteCommand, NoteEdit};
use crate::command::panels::PanelCommand;
use crate::command::pointer::PointerInput;
use crate::command::present::PresentCommand;
use crate::command::share::ShareCommand;
use crate::command::stage::StageCommand;
use crate::command::tab::Tab;
use crate::command::timeline::TimelineCommand;
use crate::docs::Docs;
use compare::Side;
use kernel::action::{Action, LinkSettings};
use kernel::ids::{MessageId, NodeId, RecordId};
use kernel::time::{Span, Time};
use scenario::{Course, Scenario};
use std::rc::Rc;
use view::geometry::Point;
use view::layout::Grip;

/// One thing that a user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Starts or stops the playback.
    TogglePlay,
    /// Moves past the next event.
    Step,
    /// Moves to before the last event.
    StepBack,
    /// Moves to the next moment worth a look.
    NextMoment,
    /// Moves to the last moment worth a look.
    PreviousMoment,
    /// Moves to a time.
    Seek(Time),
    /// Moves forward or back by a span.
    SeekBy(Span, bool),
    /// Moves to the end of what is planned.
    SeekEnd,
    /// Stays at a moment on the way to another.
    Stay,
    /// Opens or closes the box of what to run until.
    OpenUntil(bool),
    /// Puts a condition into its field.
    ChooseUntil(String),
    /// Moves to where a condition comes true, as typed.
    RunUntil(String),
    /// Ends the search for that.
    StopLooking,
    /// Moves to a record's time and marks its nodes.
    Show(RecordId),
    /// Does something with the strip of time.
    Timeline(TimelineCommand),
    /// Takes the next speed of the ladder, up or down.
    Faster(bool),
    /// Has time slow down around interesting moments, or not.
    Auto(bool),
    /// Takes one speed of the ladder.
    Speed(usize),
    /// Changes the scenario.
    Edit(Edit),
    /// Does to the cluster what was typed into the list of faults.
    ActInWords(String),
    /// Parts a node or a crowd from all others.
    Isolate(Grip),
    /// Looks for members of the crowd whose menu is open, by the beginning of their names.
    FindMember(String),
    /// Heals everything that is parted or cut.
    Heal,
    /// Says why something typed cannot be taken.
    Refuse(String),
    /// Shows another course of the scenario.
    ShowCourse(Course),
    /// Compares the course that is shown with another.
    Compare(Course),
    /// Does something with two scenarios side by side.
    Comparison(ComparisonCommand),
    /// Does something on one of two sides.
    On(Side, Box<Command>),
    /// A pointer does something on the stage.
    Pointer(PointerInput),
    /// The browser is about to paint; its stamp in milliseconds.
    Frame(f64),
    /// What is on the page has other sizes.
    Measured(Measures),
    /// The documentation is there, or cannot be had.
    Docs(Docs),
    /// Takes the last change back.
    Undo,
    /// Makes the change again.
    Redo,
    /// Selects something in the picture.
    Select(Selection),
    /// Selects something and opens its menu at a point of the stage.
    Open(Selection, Point),
    /// Closes the menu.
    CloseMenu,
    /// Marks nodes in the picture while a list's row is under the pointer.
    Mark(Vec<NodeId>),
    /// Says of a message what is in it, while it is under the pointer.
    Hover(Option<MessageId>),
    /// Looks at the stage otherwise, or moves what is on it by keyboard.
    Stage(StageCommand),
    /// Takes up or puts down the cut tool.
    ToggleCutTool,
    /// Shows one of the traces, or the latest.
    Trace(Option<u32>),
    /// Turns to a tab of the side panel.
    Tab(Tab),
    /// Does something with the side panel itself.
    Panels(PanelCommand),
    /// Switches between light and dark.
    ToggleTheme,
    /// Opens or closes the list of keys.
    Help(bool),
    /// Switches the single-key shortcuts on or off.
    ShortcutKeys(bool),
    /// Makes a link to this moment, copies it, and opens the dialog for sharing.
    Share,
    /// Does something in that dialog.
    Sharing(ShareCommand),
    /// Closes a message, by its place.
    Dismiss(usize),
    /// Does something about keeping work, and about files.
    Keep(SavedWorkCommand),
    /// Opens a scenario as a branch, and shows one of its moments.
    Examine(Rc<Scenario>, Time),
    /// Starts afresh with a story.
    Tell(Rc<Scenario>),
    /// Opens or closes the gallery of patterns.
    Gallery(bool),
    /// Starts afresh with the first story of a pattern, by its id.
    Begin(&'static str),
    /// Takes a seed that nobody chose.
    Reroll,
    /// Writes, opens, removes notes.
    Notes(NoteCommand),
    /// Proposes what to try.
    Guide(GuideCommand),
    /// Shows slides.
    Present(PresentCommand),
    /// Selects nothing and closes the menu.
    Unselect,
    /// Closes whatever is open, puts down the tool, or unselects: one at a time.
    Escape,
}

/// A change of the scenario. Each can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Does something to the cluster at the cursor's time.
    Act(Action),
    /// The same, as typed.
    ActInWords(String),
    /// Removes one of the actions, by its place in the list.
    Remove(usize),
    /// Moves one of the actions to another time.
    Retime(usize, Time),
    /// Writes or changes a note.
    Note(NoteEdit),
    /// Names the scenario.
    Title(String),
    /// Takes another seed, as typed.
    Seed(String),
    /// Sets a parameter of the pattern, as typed.
    Param(&'static str, String),
    /// Switches a safeguard of the pattern.
    Safeguard(&'static str, bool),
    /// Sets how all links behave.
    Network(LinkSettings),
    /// Puts another scenario in its place.
    Replace(Rc<Scenario>),
    /// Gives a branch, by its number, another name.
    RenameBranch(usize, String),
    /// Removes a branch.
    RemoveBranch(usize),
    /// Makes a branch the trunk, and the trunk a branch.
    Promote(usize),
    /// Takes a scenario in as a branch of this name, and shows it.
    Adopt(String, Rc<Scenario>),
}

/// What is selected in the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// A node.
    Node(NodeId),
    /// A message in flight.
    Message(MessageId),
    /// A link between two nodes.
    Link(NodeId, NodeId),
    /// A crowd, by its place among those on the stage.
    Crowd(usize),
}

impl Selection {
    /// The node that the panels tell of.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Selection::Node(id) => Some(id),
            Selection::Message(id) => Some(id.to),
            // Neither stands for one node.
            Selection::Link(..) | Selection::Crowd(_) | Selection::Nothing => None,
        }
    }
}

/// The sizes of what is on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// The height of the browser's window.
    pub page_height: f64,
    /// The sides, the left one first.
    pub sides: [Measure; 2],
}

/// The sizes of what is on a side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// The stage's width and height; none if it is not on the page.
    pub stage: Option<(f64, f64)>,
    /// The timeline's width.
    pub timeline: f64,
}
