//! The form of a note: its words, what it is about, and when.
//!
//! What was typed stays in it when it is refused, with one sentence that says why.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::{Act, NoteEdit};
use crate::command::Command;
use crate::panels::inspector::LISTED;
use crate::parts::Floating;
use faultline::scenario::{Note, limits};
use faultline::sim::ids::{Names, NodeId};
use faultline::sim::words::quoted;
use faultline::view::geometry::Point;

/// The field of the words.
const FIELD: &str = "note-text";
/// What stands for no node.
const NONE: &str = "-";

/// A note that is being written.
pub struct Form {
    /// Its place in the list; none if it is new.
    index: Option<usize>,
    /// The node beside which the form opened.
    node: Option<NodeId>,
    /// The time, the node or `-`, the words, as they are to stand in the fields.
    words: [String; 3],
    /// Why it was refused.
    error: Option<String>,
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

    /// The form beside a point of the stage.
    pub fn view(&self, at: Point, names: &Names, run: &Callback<Command>) -> Html {
        let label = if self.index.is_some() { "Edit note" } else { "New note" };
        let act = |act: Act| run.reform(move |_: MouseEvent| Command::Notes(act.clone()));
        let (saved, keyed) = (run.clone(), run.clone());
        let onsubmit = Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let form = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            form.iter().for_each(|it| saved.emit(Command::Notes(Act::Save(fields(it)))));
        });
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let plain = !event.shift_key() && !event.is_composing();
            if event.key() == "Enter" && plain {
                event.prevent_default();
                let field = event.target().and_then(|it| it.dyn_into::<Element>().ok());
                let form = field.and_then(|it| it.closest("form").ok().flatten());
                form.iter().for_each(|it| keyed.emit(Command::Notes(Act::Save(fields(it)))));
            }
        });
        let [time, about, text] = &self.words;
        let about = match (about.as_str(), self.node) {
            ("", Some(id)) => names.of(id),
            ("", None) => NONE,
            (typed, _) => typed,
        };
        html! {
            <Floating {at} {label} key={self.index.map_or(-1, |index| index as i64)} onclose={run.reform(|()| Command::Notes(Act::Close))}>
                <form class="note-form" {onsubmit}>
                    <h2><label for={FIELD}>{ label }</label></h2>
                    <textarea id={FIELD} autofocus=true class="field" rows="3" maxlength={limits::NOTE_CHARS.to_string()}
                        placeholder="What is to be seen here" {onkeydown} ~defaultValue={text.clone()} />
                    <div class="row">
                        <label for="note-about">{ "About" }</label>
                        { about_field(about, names) }
                        <label for="note-at">{ "at" }</label>
                        <input id="note-at" class="field mono" autocomplete="off" spellcheck="false"
                            ~defaultValue={time.clone()} />
                    </div>
                    <div role="alert">
                        if let Some(error) = &self.error {
                            <p class="error">{ error }</p>
                        }
                    </div>
                    <div class="row end">
                        if let Some(index) = self.index {
                            <button type="button" class="button" onclick={act(Act::Remove(index))}>{ "Delete" }</button>
                        }
                        <button type="button" class="button" onclick={act(Act::Close)}>{ "Cancel" }</button>
                        <button type="submit" class="button primary">{ "Save" }</button>
                    </div>
                </form>
            </Floating>
        }
    }
}

/// What a note is about: chosen from a list, or typed where the list would be endless.
fn about_field(about: &str, names: &Names) -> Html {
    if names.0.len() > LISTED {
        return html! {
            <input id="note-about" class="field mono" autocomplete="off" spellcheck="false"
                ~defaultValue={about.to_string()} />
        };
    }
    let options = names.0.iter().map(|name| {
        html! { <option key={name.to_string()} value={name.to_string()} selected={**name == *about}>{ &**name }</option> }
    });
    html! {
        <select id="note-about" class="field">
            <option key={NONE} value={NONE} selected={about == NONE}>{ "the moment" }</option>
            { for options }
        </select>
    }
}

/// What stands in the fields.
fn fields(form: &Element) -> [String; 3] {
    ["#note-at", "#note-about", "#note-text"].map(|selector| {
        let field = form.query_selector(selector).ok().flatten();
        let value = field.and_then(|it| Reflect::get(&it, &"value".into()).ok());
        value.and_then(|it| it.as_string()).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline::sim::time::Time;

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
