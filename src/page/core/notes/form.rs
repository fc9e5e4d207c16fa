//! The form of a note: its words, what it is about, and when.
//!
//! What was typed stays in it when it is refused, with one sentence that says why.

use crate::command::notes::NoteEdit;
use kernel::ids::{Names, NodeId};
use run::words::quoted;
use scenario::Note;

/// What stands for no node.
pub const NONE: &str = "-";

/// A note that is being written.
pub struct Form {
    /// Its place in the list; none if it is new.
    pub index: Option<usize>,
    /// The node beside which the form opened.
    pub node: Option<NodeId>,
    /// The time, the node or `-`, the words, as they are to stand in the fields.
    pub words: [String; 3],
    /// Why it was refused.
    pub error: Option<String>,
    /// Whether closing it sets the run going again.
    pub resume: bool,
}

impl Form {
    /// A form filled with a note.
    pub fn of(index: Option<usize>, note: Note) -> Form {
        let words = [note.at.to_string(), String::new(), note.text];
        Form { index, node: note.node, words, error: None, resume: false }
    }

    /// The node beside which it opened.
    pub fn node(&self) -> Option<NodeId> {
        self.node
    }

    /// The change that was typed; the sentence says what is wrong with it.
    pub fn read(&self, words: &[String; 3], names: &Names) -> Result<NoteEdit, String> {
        let [at, about, text] = words.each_ref().map(|it| it.trim());
        // A number alone is in seconds, as the clock shows it.
        let seconds = at.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let at = if seconds { format!("{at}s").parse() } else { at.parse() };
        let at = at.map_err(|_| format!("{} is not a time, like 1.3s", quoted(words[0].trim())))?;
        let node = match about {
            "" | NONE => None,
            name => {
                let found = names.find(name);
                Some(found.ok_or_else(|| format!("There is no node {}", quoted(name)))?)
            }
        };
        let note = Note { at, node, text: text.into() };
        Ok(match self.index {
            Some(index) => NoteEdit::Rewrite(index, note),
            None => NoteEdit::Write(note),
        })
    }

    /// Keeps what was typed, and says why it cannot be taken.
    pub fn refuse(&mut self, words: &[String; 3], sentence: String) {
        self.words = words.clone();
        self.error = Some(format!("{}.", sentence.trim_end_matches('.')));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::time::Time;

    fn read(at: &str, about: &str) -> Result<(Time, Option<NodeId>), String> {
        let names = Names(vec!["n0".into(), "n1".into()]);
        let form = Form::of(None, Note { at: Time::ZERO, node: None, text: String::new() });
        match form.read(&[at.into(), about.into(), "Words".into()], &names)? {
            NoteEdit::Write(note) => Ok((note.at, note.node)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_note_is_about_a_node_or_about_the_moment_alone() {
        assert_eq!(read("1.3s", "n1"), Ok((Time(1_300_000), Some(NodeId(1)))));
        assert_eq!(read(" 1.3 ", "-"), Ok((Time(1_300_000), None)));
        assert_eq!(read("250ms", ""), Ok((Time(250_000), None)));
    }

    #[test]
    fn what_cannot_be_read_is_said_in_a_sentence() {
        assert_eq!(read("soon", "-"), Err("“soon” is not a time, like 1.3s".into()));
        assert_eq!(read("1s", "n9"), Err("There is no node “n9”".into()));
        assert!(read("", "-").is_err());
    }
}
