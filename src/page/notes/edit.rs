//! Changes of a scenario's notes. Each can be undone. Knows no page.

use faultline::scenario::{Course, Note, Scenario};
use faultline::sim::time::Time;

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
