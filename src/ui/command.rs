//! Everything that a user can do on the page, as data.
//!
//! Buttons, keys, menus and gestures all end in a [`Command`]; only [`super::app`] carries them
//! out. Knows no browser.

use std::rc::Rc;

use super::beside;
use super::guide;
use super::keep;
use super::notes::{self, NoteEdit};
use super::panels;
use super::present;
use super::share;
use super::stage::hand::look;
use super::strip;
use faultline::scenario::{Course, Scenario};
use faultline::sim::action::{Action, LinkSettings};
use faultline::sim::ids::{MessageId, NodeId, RecordId};
use faultline::sim::time::{Span, Time};
use faultline::view::geometry::Point;
use faultline::view::layout::Grip;

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
    Strip(strip::Act),
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
    Beside(beside::Act),
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
    Look(look::Act),
    /// Takes up or puts down the cut tool.
    ToggleCutTool,
    /// Shows one of the traces, or the latest.
    Trace(Option<u32>),
    /// Turns to a tab of the side panel.
    Tab(Tab),
    /// Does something with the side panel itself.
    Panels(panels::Act),
    /// Switches between light and dark.
    ToggleTheme,
    /// Opens or closes the list of keys.
    Help(bool),
    /// Switches the single-key shortcuts on or off.
    ShortcutKeys(bool),
    /// Makes a link to this moment, copies it, and opens the dialog for sharing.
    Share,
    /// Does something in that dialog.
    Sharing(share::Act),
    /// Closes a message, by its place.
    Dismiss(usize),
    /// Does something about keeping work, and about files.
    Keep(keep::SavedWorkCommand),
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
    Notes(notes::Act),
    /// Proposes what to try.
    Guide(guide::Act),
    /// Shows slides.
    Present(present::Act),
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

/// The tabs of the side panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The panels that the user wants to see together.
    #[default]
    Watch,
    /// Everything about the selected node or message.
    Inspect,
    /// What happened, as a table.
    Events,
    /// What clients asked and were told, if there are any.
    History,
    /// What is done to the cluster, as a list.
    Faults,
    /// Parameters, safeguards, network.
    Setup,
    /// The search for a broken promise.
    Break,
    /// What the pattern plots against time, if it does.
    Charts,
    /// Spans of work as a waterfall, if there are any.
    Trace,
    /// Two sides, compared; while there are two.
    Compare,
    /// The pattern's documentation.
    About,
}

impl Tab {
    /// All tabs, in order, with their names.
    pub const ALL: [(Tab, &'static str); 11] = [
        (Tab::Compare, "Compare"),
        (Tab::Watch, "Watch"),
        (Tab::Inspect, "Inspect"),
        (Tab::Events, "Events"),
        (Tab::History, "History"),
        (Tab::Faults, "Faults"),
        (Tab::Setup, "Setup"),
        (Tab::Break, "Break"),
        (Tab::Charts, "Charts"),
        (Tab::Trace, "Trace"),
        (Tab::About, "About"),
    ];

    /// The id of its button.
    pub fn id(self) -> &'static str {
        match self {
            Tab::Watch => "tab-Watch",
            Tab::Inspect => "tab-Inspect",
            Tab::Events => "tab-Events",
            Tab::History => "tab-History",
            Tab::Faults => "tab-Faults",
            Tab::Setup => "tab-Setup",
            Tab::Break => "tab-Break",
            Tab::Charts => "tab-Charts",
            Tab::Trace => "tab-Trace",
            Tab::Compare => "tab-Compare",
            Tab::About => "tab-About",
        }
    }
}
