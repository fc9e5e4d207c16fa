//! The ways by which text comes to the page and leaves it: the file field, a drop, the clipboard, a download.
//! What is in a text is the business of [`import`]; here only its length is limited.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::encode_uri_component;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ClipboardEvent, DragEvent, Element, File, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::dom::browser::{self, Listener};
use page_core::command::Command;
use page_core::command::keep::SavedWorkCommand;
use page_core::keep::import;

/// The field's id.
const FIELD: &str = "open-file";

/// Asks the user for a file.
pub fn ask() {
    if let Some(field) = browser::element::<HtmlElement>(FIELD) {
        field.click();
    }
}

/// Downloads a text as a file.
pub fn download(name: &str, text: &str) {
    let make = || {
        let link = browser::window()?.document()?.create_element("a").ok()?;
        let text = String::from(encode_uri_component(text));
        link.set_attribute("href", &format!("data:text/plain;charset=utf-8,{text}")).ok()?;
        link.set_attribute("download", name).ok()?;
        link.dyn_into::<HtmlElement>().ok()
    };
    if let Some(link) = make() {
        link.click();
    }
}

/// The field that files are chosen with, and what the page shows while a file is dragged over it.
pub fn view(dragged: bool, run: &Callback<Command>) -> Html {
    let run = run.clone();
    let onchange = Callback::from(move |event: Event| {
        let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            read(file, run.clone());
        }
        // So that the same file can be chosen again.
        field.set_value("");
    });
    html! {
        <>
            <input id={FIELD} type="file" hidden=true aria-label="Scenario file" title="Scenario file" accept=".faultline,.txt,text/plain"
                {onchange} />
            <div class="drop-target" hidden={!dragged}><p>{ "Drop the scenario to open it" }</p></div>
        </>
    }
}

/// The listeners of the page for all of that, until they are dropped. While there are `unsaved` changes, the
/// browser asks before it leaves the page.
pub fn listeners(run: &Callback<Command>, unsaved: Rc<Cell<bool>>) -> Vec<Listener> {
    let Some(window) = browser::window() else { return Vec::new() };
    let emit = |command: SavedWorkCommand| {
        let run = run.clone();
        move |_: web_sys::Event| run.emit(Command::Keep(command.clone()))
    };
    let (over, away, dropped, pasted) = (run.clone(), run.clone(), run.clone(), run.clone());
    vec![
        Listener::on(&window, "dragover", move |event| {
            if files(&event) {
                event.prevent_default();
                over.emit(Command::Keep(SavedWorkCommand::Dragged(true)));
            }
        }),
        Listener::on(&window, "dragleave", move |event| {
            // Within the page it only goes from one element to another.
            let drag = event.dyn_ref::<DragEvent>();
            if drag.is_some_and(|it| it.related_target().is_none()) {
                away.emit(Command::Keep(SavedWorkCommand::Dragged(false)));
            }
        }),
        Listener::on(&window, "drop", move |event| drop(&event, &dropped)),
        Listener::on(&window, "paste", move |event| paste(&event, &pasted)),
        Listener::on(&window, "beforeunload", move |event| {
            if unsaved.get() {
                event.prevent_default();
            }
        }),
        Listener::on(&window, "storage", emit(SavedWorkCommand::ChangedElsewhere)),
        Listener::on(&window, "pagehide", emit(SavedWorkCommand::Leave)),
    ]
}

/// Whether it is files that are dragged.
fn files(event: &web_sys::Event) -> bool {
    let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

fn drop(event: &web_sys::Event, run: &Callback<Command>) {
    if !files(event) {
        return;
    }
    // Or else the browser would leave the page for the file.
    event.prevent_default();
    run.emit(Command::Keep(SavedWorkCommand::Dragged(false)));
    let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    let file = data.and_then(|data| data.files()).and_then(|files| files.get(0));
    if let Some(file) = file {
        read(file, run.clone());
    }
}

fn paste(event: &web_sys::Event, run: &Callback<Command>) {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let typing = "input, textarea, select, [contenteditable], dialog";
    if target.is_some_and(|it| it.closest(typing).ok().flatten().is_some()) {
        return;
    }
    let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let Some(data) = data else { return };
    if let Some(file) = data.files().and_then(|files| files.get(0)) {
        read(file, run.clone());
    } else if let Ok(text) = data.get_data("text/plain")
        && !text.trim().is_empty()
    {
        run.emit(Command::Keep(SavedWorkCommand::Paste(text)));
    }
}

/// Reads a file, which takes its time, unless it is larger than any scenario.
fn read(file: File, run: Callback<Command>) {
    let name: String = file.name().chars().take(80).collect();
    if file.size() > import::MOST_BYTES as f64 {
        let limit = import::MOST_BYTES / 1024;
        let sentence = format!("it is larger than the {limit} kB that a scenario may have");
        return run.emit(Command::Keep(SavedWorkCommand::OpenFile(name, Err(sentence))));
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|it| it.as_string());
        let text = text.ok_or_else(|| "the browser cannot read it".to_string());
        run.emit(Command::Keep(SavedWorkCommand::OpenFile(name, text)));
    });
}
