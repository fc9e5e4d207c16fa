//! Shows a trace in Perfetto, a viewer of timelines that runs in the browser.
//!
//! It opens beside the page. The trace goes from tab to tab within the browser: no server gets it.

use crate::dom::browser;
use crate::dom::browser::Listener;
use gloo_timers::callback::Interval;
use js_sys::{Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::MessageEvent;
use yew::Callback;

/// Where it is.
const PLACE: &str = "https://ui.perfetto.dev";

/// How often it is asked whether it is there.
const ASK_MS: u32 = 100;

/// How often before that is given up.
const ASKS: u32 = 300;

/// What lasts until it has answered.
type Waiting = Rc<RefCell<Option<(Interval, Listener)>>>;

/// Opens a trace there. It answers when it is ready; `failed` is told if it does not.
pub fn open(trace: &Rc<Vec<u8>>, title: &str, failed: Callback<()>) {
    let Some(window) = browser::window() else { return };
    let Ok(Some(there)) = window.open_with_url_and_target(PLACE, "_blank") else {
        failed.emit(());
        return;
    };
    let waiting: Waiting = Rc::default();
    let (trace, title) = (Rc::clone(trace), title.to_string());
    let (asked, answered) = (there.clone(), Rc::clone(&waiting));
    let listener = Listener::on(&window, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        if event.origin() == PLACE && event.data().as_string().as_deref() == Some("PONG") {
            let told = handed_over(&trace, &title);
            let _ = there.post_message(&told, PLACE);
            stop(&answered);
        }
    });
    let (count, given_up) = (Cell::new(0), Rc::clone(&waiting));
    let asking = Interval::new(ASK_MS, move || {
        count.set(count.get() + 1);
        if count.get() > ASKS {
            failed.emit(());
            stop(&given_up);
        } else {
            let _ = asked.post_message(&"PING".into(), PLACE);
        }
    });
    *waiting.borrow_mut() = Some((asking, listener));
}

/// Stops asking and listening; what asks or listens is still running, so not at once.
fn stop(waiting: &Waiting) {
    let over = waiting.borrow_mut().take();
    gloo_timers::callback::Timeout::new(0, move || drop(over)).forget();
}

/// What it takes.
fn handed_over(trace: &[u8], title: &str) -> Object {
    let (message, told) = (Object::new(), Object::new());
    let title = if title.is_empty() { "Faultline" } else { title };
    let _ = Reflect::set(&told, &"buffer".into(), &Uint8Array::from(trace).buffer());
    let _ = Reflect::set(&told, &"title".into(), &title.into());
    let _ = Reflect::set(&message, &"perfetto".into(), &told);
    message
}
