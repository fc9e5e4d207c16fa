//! The form of a note.

use crate::view::panels::inspector::LISTED;
use crate::view::parts::Floating;
use js_sys::Reflect;
use kernel::ids::Names;
use page_core::command::Command;
use page_core::command::notes::NoteCommand;
use page_core::notes::form::{Form, NONE};
use scenario::limits;
use view::geometry::Point;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// The field of the words.
const FIELD: &str = "note-text";

/// The form beside a point of the stage.
pub fn form(form: &Form, at: Point, names: &Names, run: &Callback<Command>) -> Html {
    let label = if form.index.is_some() { "Edit note" } else { "New note" };
    let act = |act: NoteCommand| run.reform(move |_: MouseEvent| Command::Notes(act.clone()));
    let (saved, keyed) = (run.clone(), run.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        element.iter().for_each(|it| saved.emit(Command::Notes(NoteCommand::Save(fields(it)))));
    });
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let plain = !event.shift_key() && !event.is_composing();
        if event.key() == "Enter" && plain {
            event.prevent_default();
            let field = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let element = field.and_then(|it| it.closest("form").ok().flatten());
            element.iter().for_each(|it| keyed.emit(Command::Notes(NoteCommand::Save(fields(it)))));
        }
    });
    let [time, about, text] = &form.words;
    let about = match (about.as_str(), form.node) {
        ("", Some(id)) => names.of(id),
        ("", None) => NONE,
        (typed, _) => typed,
    };
    html! {
        <Floating {at} {label} key={form.index.map_or(-1, |index| index as i64)} onclose={run.reform(|()| Command::Notes(NoteCommand::Close))}>
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
                    if let Some(error) = &form.error {
                        <p class="error">{ error }</p>
                    }
                </div>
                <div class="row end">
                    if let Some(index) = form.index {
                        <button type="button" class="button" onclick={act(NoteCommand::Remove(index))}>{ "Delete" }</button>
                    }
                    <button type="button" class="button" onclick={act(NoteCommand::Close)}>{ "Cancel" }</button>
                    <button type="submit" class="button primary">{ "Save" }</button>
                </div>
            </form>
        </Floating>
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
