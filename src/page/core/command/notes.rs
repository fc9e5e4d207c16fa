//! Changes of a scenario's notes. Each can be undone. Knows no page.

use kernel::ids::NodeId;
use kernel::time::Time;
use scenario::{Course, Note, Scenario};

/// A change of the notes of the course that is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum NoteEdit {
    /// Pins a note to a moment.
    Write(Note),
    /// Puts another in the place of one, perhaps at another time.
    Rewrite(usize, Note),
    /// Removes one.
    Remove(usize),
}

impl NoteEdit {
    /// The moment of the note that there is then.
    pub fn at(&self) -> Option<Time> {
        match self {
            NoteEdit::Write(note) | NoteEdit::Rewrite(_, note) => Some(note.at),
            NoteEdit::Remove(_) => None,
        }
    }

    /// Makes the change; the sentence says why it cannot be.
    pub fn make(self, document: &mut Scenario, course: Course) -> Result<(), String> {
        match self {
            NoteEdit::Write(note) => document.write_note(course, note),
            NoteEdit::Rewrite(index, note) => document.rewrite_note(course, index, note),
            NoteEdit::Remove(index) => document.remove_note(course, index),
        }
    }
}

/// What a user does with notes.
#[derive(Clone, Debug, PartialEq)]
pub enum NoteCommand {
    /// Opens the form for a new note: about a node, or about the one that is selected.
    Write(Option<NodeId>),
    /// Opens the form for one of the notes, by its place in the list.
    Open(usize),
    /// Takes what the form says: the time, the node or `-`, the words.
    Save([String; 3]),
    /// Removes a note.
    Remove(usize),
    /// Closes the form.
    Close,
}
