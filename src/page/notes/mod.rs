//! Notes: words pinned to a moment of the run, and to a node if they are about one. Written in a
//! form over the stage, shown as bubbles while their moment lasts, listed with what is done to the
//! cluster.
//!
//! What they are in a scenario is [`faultline::scenario`]'s business; where a bubble stands,
//! [`faultline::view::bubble`]'s.

mod edit;
mod form;
mod list;

use yew::Html;

use super::app::App;
use super::command::{Edit, Selection};
use super::notices::Notice;
pub use edit::NoteEdit;
use faultline::scenario::{Note, Scenario};
use faultline::sim::ids::NodeId;
use faultline::sim::time::{Span, Time};
use faultline::view::geometry::point;
use form::Form;
pub use list::list;

/// A note stays for this long of the run at least, so that it is there while events are stepped.
const LEAST: Span = Span::millis(600);
/// While the run plays it stays long enough to be read: for this long, and for each character.
const READ_MS: f64 = 2_500.0;
const CHARACTER_MS: f64 = 45.0;
/// How many bubbles stand on the stage at a time, the latest.
const AT_A_TIME: usize = 4;

/// What a user does with notes.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
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

/// A note that is on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its place in the list.
    pub index: usize,
    /// The node that it is about.
    pub node: Option<NodeId>,
    /// The words.
    pub text: String,
}

/// What is kept of notes besides the scenario: the form, while it is open.
#[derive(Default)]
pub struct Notes {
    form: Option<Form>,
}

/// The notes of a moment, while the run plays at a rate: of each node the last, and of no node the
/// last. In the order in which their bubbles are to be placed, the latest first.
pub fn shown(scenario: &Scenario, now: Time, rate: f64) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let behind = scenario.notes.iter().enumerate().rev().filter(|(_, note)| note.at <= now);
    for (index, note) in behind {
        let lasts = now.since(note.at) <= stays(note, rate);
        if lasts && !shown.iter().any(|other| other.node == note.node) {
            shown.push(Shown { index, node: note.node, text: note.text.clone() });
        }
        if shown.len() == AT_A_TIME {
            break;
        }
    }
    shown
}

fn stays(note: &Note, rate: f64) -> Span {
    let ms = READ_MS + CHARACTER_MS * note.text.chars().count() as f64;
    LEAST.max(Span((ms * 1_000.0 * rate) as u64))
}

impl App {
    /// Carries out what concerns notes.
    pub(crate) fn note(&mut self, act: Act) {
        match act {
            Act::Write(node) => {
                let node = node.or(match self.desk.selection {
                    Selection::Node(id) => Some(id),
                    // A note is about a node or about none.
                    _ => None,
                });
                let note = Note { at: self.desk.session.now(), node, text: String::new() };
                self.open_form(Form::of(None, note));
            }
            Act::Open(index) => {
                let note = self.desk.session.scenario().notes.get(index).cloned();
                if let Some(note) = note {
                    self.open_form(Form::of(Some(index), note));
                }
            }
            Act::Save(words) => self.save_note(&words),
            Act::Remove(index) => {
                self.notes.form = None;
                self.change_note(NoteEdit::Remove(index));
            }
            Act::Close => self.close_form(),
        }
    }

    /// The form, if it is open, for where a menu would be.
    pub(crate) fn note_form(&self) -> Option<Html> {
        let form = self.notes.form.as_ref()?;
        let layout = self.desk.picture.shown();
        let beside = |id| self.desk.hand.zoom().onto(layout.at(id));
        let at = form.node().map_or(point(layout.size.0 / 2.0 - 203.0, 40.0), beside);
        Some(form.view(at, &self.desk.names, &self.run))
    }

    /// Closes the form; false if none was open.
    pub(crate) fn close_note(&mut self) -> bool {
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
        let edit = match form.read(words, &self.desk.names) {
            Ok(edit) => edit,
            Err(sentence) => return form.refuse(words, sentence),
        };
        let at = edit.at();
        match self.desk.session.edit(Edit::Note(edit)) {
            Ok(()) => {
                self.close_form();
                self.changed();
                // So that it is seen where it is now.
                let at = at.filter(|at| *at != self.desk.session.now());
                at.into_iter().for_each(|at| self.seek(at));
            }
            Err(sentence) => form.refuse(words, sentence),
        }
    }

    fn change_note(&mut self, edit: NoteEdit) {
        match self.desk.session.edit(Edit::Note(edit)) {
            Ok(()) => self.changed(),
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline::patterns;

    fn shown_at(ms: u64, rate: f64) -> Vec<usize> {
        let text = "faultline 1\npattern raft\nseed 1\nat 1s note n0 First\nat 1.2s note n1 Other\n\
                    at 1.4s note n0 Second\nat 1.4s note - Of the moment\nuntil 3s\n";
        let scenario = Scenario::parse(text, patterns::ALL).expect("a scenario");
        shown(&scenario, Time(ms * 1_000), rate).iter().map(|it| it.index).collect()
    }

    #[test]
    fn a_note_stays_for_a_while_or_until_the_next_of_its_node() {
        assert!(shown_at(999, 0.1).is_empty());
        assert_eq!(shown_at(1_000, 0.1), [0]);
        assert_eq!(shown_at(1_300, 0.1), [1, 0]);
        assert_eq!(shown_at(1_500, 0.1), [3, 2, 1]);
        assert!(shown_at(2_900, 0.1).is_empty());
    }

    #[test]
    fn a_fast_run_leaves_time_to_read() {
        assert_eq!(shown_at(2_900, 1.0), [3, 2, 1]);
    }
}
