//! The page's program in a worker: it hears requests, carries them out, and says what comes of
//! them.
//!
//! A worker is the same binary as the page, started by `static/worker.js`. It has no window and
//! draws nothing. It does not hear while it works: whoever wants it to stop ends it.

use crate::dom::browser::lasting;
use crate::dom::workers::crew::text_of;
use page_core::search::talk::{Answer, Request};
use page_core::search::task::Task;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, Event};

/// How long a worker goes on before it says how far it is.
const PORTION_MS: f64 = 100.0;

/// Hears requests from now on.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let answering = scope.clone();
    let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        // What is no text comes from nobody that this program knows.
        if let Some(message) = text_of(&event) {
            carry_out(&message, |answer| say(&answering, &answer));
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It is heard as long as the worker lives.
    hear.forget();
    say(&scope, &Answer::Ready);
}

fn carry_out(message: &str, say: impl Fn(Answer)) {
    let Some(request) = Request::read(message) else { return };
    match Task::begin(request) {
        Ok(mut task) => {
            while !task.is_done() {
                say(task.work(&lasting(PORTION_MS)));
            }
        }
        Err(sentence) => say(Answer::Refused(sentence)),
    }
}

fn say(scope: &DedicatedWorkerGlobalScope, answer: &Answer) {
    // Only what cannot be copied is refused, and a text can.
    let _ = scope.post_message(&answer.write().into());
}
