//! Notes: words pinned to a moment of the run, and to a node if they are about one. Written in a
//! form over the stage, shown as bubbles while their moment lasts, listed with what is done to the
//! cluster.
//!
//! What they are in a scenario is [`scenario`]'s business; where a bubble stands,
//! [`view::bubble`]'s.

use crate::command::notes::{NoteCommand, NoteEdit};
use crate::command::{Edit, Selection};
use crate::model::Model;
use crate::notes::form::Form;
use crate::notices::Notice;
use scenario::Note;

impl Model {
    /// Carries out what concerns notes.
    pub fn note(&mut self, act: NoteCommand) {
        match act {
            NoteCommand::Write(node) => {
                let node = node.or(match self.panes.active_mut().selection {
                    Selection::Node(id) => Some(id),
                    // A note is about a node or about none.
                    _ => None,
                });
                let note =
                    Note { at: self.panes.active().session.now(), node, text: String::new() };
                self.open_form(Form::of(None, note));
            }
            NoteCommand::Open(index) => {
                let note = self.panes.active().session.scenario().notes.get(index).cloned();
                if let Some(note) = note {
                    self.open_form(Form::of(Some(index), note));
                }
            }
            NoteCommand::Save(words) => self.save_note(&words),
            NoteCommand::Remove(index) => {
                self.notes.form = None;
                self.change_note(NoteEdit::Remove(index));
            }
            NoteCommand::Close => self.close_form(),
        }
    }

    /// Closes the form; false if none was open.
    pub fn close_note(&mut self) -> bool {
        let open = self.notes.form.is_some();
        self.close_form();
        open
    }

    fn open_form(&mut self, mut form: Form) {
        self.close_menu();
        // What is said of a moment is said while it stands still.
        let playing = self.playback.playing;
        self.set_playing(false);
        form.resume = self.notes.form.take().map_or(playing, |before| before.resume);
        self.notes.form = Some(form);
    }

    fn close_form(&mut self) {
        if self.notes.form.take().is_some_and(|form| form.resume) {
            self.set_playing(true);
        }
    }

    fn save_note(&mut self, words: &[String; 3]) {
        let Some(form) = &mut self.notes.form else { return };
        let edit = match form.read(words, &self.panes.active().names) {
            Ok(edit) => edit,
            Err(sentence) => return form.refuse(words, sentence),
        };
        let at = edit.at();
        match self.change_here(Edit::Note(edit)) {
            Ok(()) => {
                self.close_form();
                self.changed();
                // So that it is seen where it is now.
                let now = self.panes.active().session.now();
                let at = at.filter(|at| *at != now);
                at.into_iter().for_each(|at| self.seek(at));
            }
            Err(sentence) => {
                self.notes.form.iter_mut().for_each(|it| it.refuse(words, sentence.clone()));
            }
        }
    }

    fn change_note(&mut self, edit: NoteEdit) {
        match self.change_here(Edit::Note(edit)) {
            Ok(()) => self.changed(),
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }
}
