//! What the page listens to besides its own elements: keys, presses, and the address bar.

use crate::dom::browser::Listener;
use crate::dom::{browser, storage};
use page_core::command::Command;
use page_core::command::present::PresentCommand;
use page_core::command::stage::StageCommand;
use page_core::{embed, keys};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::Callback;

/// The listeners of a page, which last as long as they are kept.
pub fn listeners(run: &Callback<Command>, arrived: Callback<()>) -> Vec<Listener> {
    let Some(window) = browser::window() else { return Vec::new() };
    let (keyed, shrunk, released) = (run.clone(), run.clone(), run.clone());
    let clicked = Rc::new(Cell::new(false));
    let pointed = Rc::clone(&clicked);
    let on_key = move |event: web_sys::Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Tab" {
            clicked.set(false);
        }
        // A component has had a use for it.
        if event.default_prevented() {
            return;
        }
        let press = browser::press(event, clicked.get());
        let command = keys::command(&press, storage::single_keys());
        if let Some(command) = command.filter(|it| !crate::dom::embed::is_on() || embed::allows(it))
        {
            if command != Command::Escape {
                event.prevent_default();
            }
            // With the space bar held, the pointer pushes the stage; it plays when it is released.
            let command = match command {
                Command::TogglePlay if press.key == " " => {
                    Command::Stage(StageCommand::Space(true))
                }
                command => command,
            };
            keyed.emit(command);
        }
    };
    vec![
        Listener::on(&window, "keydown", on_key),
        Listener::on(&window, "keyup", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|it| it.key() == " ") {
                released.emit(Command::Stage(StageCommand::Space(false)));
            }
        }),
        Listener::on(&window, "pointerdown", move |_| pointed.set(true)),
        Listener::on(&window, "hashchange", move |_| crate::dom::embed::follow_address()),
        Listener::on(&window, "hashchange", move |_| arrived.emit(())),
        Listener::on(&window, "fullscreenchange", move |_| {
            let full = browser::is_full_screen();
            shrunk.emit(Command::Present(PresentCommand::Shrunk(full)));
        }),
    ]
}
