//! What the page listens to besides its own elements: keys, presses, and the address bar.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::html::Scope;

use super::app::{App, Msg};
use super::browser::{self, Listener};
use super::command::Command;
use super::stage::hand::look::Act;
use super::{embed, keys, present};

/// The listeners of a page, which last as long as they are kept.
pub fn listeners(link: &Scope<App>) -> Vec<Listener> {
    let Some(window) = browser::window() else { return Vec::new() };
    let (keyed, arrived, shrunk) = (link.clone(), link.clone(), link.clone());
    let released = link.clone();
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
        let command = keys::command(&press, browser::single_keys());
        if let Some(command) = command.filter(embed::allows) {
            if command != Command::Escape {
                event.prevent_default();
            }
            // With the space bar held, the pointer pushes the stage; it plays when it is released.
            let command = match command {
                Command::TogglePlay if press.key == " " => Command::Look(Act::Space(true)),
                command => command,
            };
            keyed.send_message(Msg::Do(command));
        }
    };
    vec![
        Listener::on(&window, "keydown", on_key),
        Listener::on(&window, "keyup", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|it| it.key() == " ") {
                released.send_message(Msg::Do(Command::Look(Act::Space(false))));
            }
        }),
        Listener::on(&window, "pointerdown", move |_| pointed.set(true)),
        Listener::on(&window, "hashchange", move |_| embed::follow_address()),
        Listener::on(&window, "hashchange", move |_| arrived.send_message(Msg::Arrived)),
        Listener::on(&window, "fullscreenchange", move |_| {
            shrunk.send_message(Msg::Do(Command::Present(present::Act::Shrunk)));
        }),
    ]
}
