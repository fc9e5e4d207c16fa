//! The browser's services, each behind a small door: animation frames, events of the whole page,
//! the clipboard, the address bar. What may be refused is refused silently where nothing depends
//! on it, and told to whoever asked where something does.

use js_sys::{Date, Reflect};
use page_core::command::press::Press;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, Event, EventTarget, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent,
    ResizeObserver, Response, Window,
};
use yew::Callback;

/// Animation frames on request: none is asked for while nothing moves.
pub struct Frames {
    pending: Rc<Cell<Option<i32>>>,
    callback: Closure<dyn FnMut(f64)>,
}

impl Frames {
    /// Frames that are told to `to` by their stamps in milliseconds.
    pub fn new(to: Callback<f64>) -> Frames {
        let pending = Rc::new(Cell::new(None));
        let taken = Rc::clone(&pending);
        let callback = Closure::new(move |stamp: f64| {
            taken.set(None);
            to.emit(stamp);
        });
        Frames { pending, callback }
    }

    /// Asks for the next frame, once.
    pub fn request(&self) {
        if self.pending.get().is_none()
            && let Some(window) = window()
        {
            let function = self.callback.as_ref().unchecked_ref();
            self.pending.set(window.request_animation_frame(function).ok());
        }
    }
}

/// Something listened to, until it is dropped.
pub enum Listener {
    /// Events of one kind, and whether they are heard of before anybody else hears of them.
    Events(EventTarget, &'static str, bool, Closure<dyn FnMut(Event)>),
    /// The size of an element: the observer, and the closure that it calls, which must live as long.
    Size(ResizeObserver, #[expect(dead_code, reason = "owned, not used")] Closure<dyn FnMut()>),
}

impl Listener {
    /// Listens to events of a kind.
    pub fn on(
        target: &EventTarget,
        kind: &'static str,
        to: impl FnMut(Event) + 'static,
    ) -> Listener {
        Listener::events(target, kind, false, Closure::new(to))
    }

    /// Listens to events of a kind, and hears of them before anybody else does.
    pub fn early(
        target: &EventTarget,
        kind: &'static str,
        to: impl FnMut(Event) + 'static,
    ) -> Listener {
        Listener::events(target, kind, true, Closure::new(to))
    }

    fn events(
        target: &EventTarget,
        kind: &'static str,
        early: bool,
        closure: Closure<dyn FnMut(Event)>,
    ) -> Listener {
        let function = closure.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_bool(kind, function, early);
        Listener::Events(target.clone(), kind, early, closure)
    }

    /// Listens to an element's size.
    pub fn size(element: &Element, to: impl FnMut() + 'static) -> Option<Listener> {
        let closure: Closure<dyn FnMut()> = Closure::new(to);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Listener::Size(observer, closure))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        match self {
            Listener::Events(target, kind, early, closure) => {
                let function = closure.as_ref().unchecked_ref();
                let _ = target.remove_event_listener_with_callback_and_bool(kind, function, *early);
            }
            Listener::Size(observer, _) => observer.disconnect(),
        }
    }
}

/// The window.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// What was pressed, as far as it matters. `clicked` is whether the focus came by a pointer.
pub fn press(event: &KeyboardEvent, clicked: bool) -> Press {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let matches = |selector: &str| {
        target.as_ref().is_some_and(|it| it.closest(selector).ok().flatten().is_some())
    };
    // A list that letters choose from counts as well.
    let text = "input:not([type=checkbox], [type=range]), select, textarea, [contenteditable]";
    let pressed = "button, select, input, summary, a, dialog, [role=button]";
    Press {
        key: event.key(),
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        typing: matches(text),
        // A button that was clicked has the focus too, but Space is still the page's.
        presenting: is_presenting(),
        on_control: matches("input, [role=slider]") || (matches(pressed) && !clicked),
    }
}

/// Whether slides are shown, which have keys of their own.
fn is_presenting() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|it| it.query_selector(".app.presenting").is_ok_and(|it| it.is_some()))
}

/// Lets the page fill the screen, or not any more. A browser may refuse.
pub fn full_screen(on: bool) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    if on == is_full_screen() {
        return;
    }
    let (of, name): (JsValue, &str) = match on {
        true => (document.document_element().into(), "requestFullscreen"),
        false => (document.into(), "exitFullscreen"),
    };
    let method =
        Reflect::get(&of, &name.into()).ok().and_then(|it| it.dyn_into::<js_sys::Function>().ok());
    let promise = method.and_then(|method| method.call0(&of).ok());
    // A refusal is of no consequence: what is shown fills the window.
    let catch = promise.as_ref().and_then(|it| Reflect::get(it, &"catch".into()).ok());
    if let (Some(promise), Some(catch)) =
        (&promise, catch.and_then(|it| it.dyn_into::<js_sys::Function>().ok()))
    {
        let _ = catch.call1(promise, &Closure::once_into_js(|_: JsValue| {}));
    }
}

/// Whether the page fills the screen.
pub fn is_full_screen() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|it| it.fullscreen_element().is_some())
}

/// Opens or closes a dialog over the page.
pub fn set_dialog(id: &str, open: bool) {
    let Some(dialog) = element::<HtmlDialogElement>(id) else { return };
    match (open, dialog.open()) {
        // A browser without modal dialogs shows none.
        (true, false) => drop(dialog.show_modal()),
        (false, true) => dialog.close(),
        (true, true) | (false, false) => {}
    }
}

/// Gives the focus to an element; to a field with all that is in it selected.
pub fn select(id: &str) {
    let Some(target) = element::<HtmlElement>(id) else { return };
    let _ = target.focus();
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
}

/// The element of an id.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// The fragment in the address bar, if there is one.
pub fn fragment() -> Option<String> {
    let fragment = window()?.location().hash().ok()?;
    (fragment.len() > 1).then_some(fragment)
}

/// The page's address without a fragment.
pub fn address() -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().into()
}

/// Puts a fragment into the address bar, or takes it out. A browser may refuse, for instance when
/// it was asked too often; then the old one stays.
pub fn set_fragment(fragment: Option<&str>) {
    let Some(window) = window() else { return };
    let Ok(history) = window.history() else { return };
    let url = format!("{}{}", address(), fragment.unwrap_or_default());
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
}

/// Fetches a text from beside the page; none if it cannot be had.
pub fn fetch(file: &'static str, told: Callback<Option<String>>) {
    spawn_local(async move {
        let text = async {
            let response = JsFuture::from(window()?.fetch_with_str(file)).await.ok()?;
            let response: Response = response.dyn_into().ok().filter(Response::ok)?;
            JsFuture::from(response.text().ok()?).await.ok()?.as_string()
        };
        told.emit(text.await);
    });
}

/// Copies a text, and tells whether that was allowed.
pub fn copy(text: &str, told: Callback<bool>) {
    let navigator = window().map(|window| window.navigator());
    // Absent where the page was not loaded over a secure connection.
    let known = navigator.as_ref().and_then(|it| Reflect::get(it, &"clipboard".into()).ok());
    let Some(navigator) = navigator.filter(|_| known.is_some_and(|it| it.is_object())) else {
        told.emit(false);
        return;
    };
    let refused = told.clone();
    let copied = Closure::once_into_js(move |_: JsValue| told.emit(true));
    let failed = Closure::once_into_js(move |_: JsValue| refused.emit(false));
    let promise: JsValue = navigator.clipboard().write_text(text).into();
    let then = Reflect::get(&promise, &"then".into()).ok();
    if let Some(then) = then.and_then(|it| it.dyn_into::<js_sys::Function>().ok()) {
        let _ = then.call2(&promise, &copied, &failed);
    }
}

/// Tells when work that begins now has lasted so long.
pub fn lasting(ms: f64) -> impl Fn() -> bool {
    let end = Date::now() + ms;
    move || Date::now() >= end
}

/// The clock on the wall, in milliseconds. No run knows of it.
pub fn now_ms() -> u64 {
    Date::now() as u64
}

/// A seed that nobody chose.
pub fn random_seed() -> u64 {
    // Four characters of base 36 are short enough to be read out.
    (js_sys::Math::random() * 1_679_616.0) as u64
}

/// The height of the window.
pub fn page_height() -> f64 {
    let height = window().and_then(|it| it.inner_height().ok());
    height.and_then(|it| it.as_f64()).unwrap_or(800.0)
}

/// Puts a text into a field.
pub fn set_field(id: &str, text: &str) {
    if let Some(field) = element::<HtmlInputElement>(id) {
        field.set_value(text);
    }
}

/// Opens an address in a tab of its own.
pub fn open_tab(address: &str) {
    if let Some(window) = window() {
        let _ = window.open_with_url_and_target_and_features(address, "_blank", "noopener");
    }
}
