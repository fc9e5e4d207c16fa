//! From the browser's events to points of the window and what lies under them.

use crate::dom::browser::Listener;
use kernel::ids::{MessageId, NodeId};
use page_core::command::Command;
use page_core::command::pointer::{PointerInput, Press, Target};
use view::geometry::{Point, point};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// The stage's listeners.
pub struct Listeners {
    /// Pressed.
    pub down: Callback<PointerEvent>,
    /// Moved.
    pub moved: Callback<PointerEvent>,
    /// Released.
    pub up: Callback<PointerEvent>,
    /// Taken away by the browser.
    pub cancel: Callback<PointerEvent>,
    /// The wheel turned.
    pub wheel: Callback<WheelEvent>,
    /// Asked for a menu.
    pub menu: Callback<MouseEvent>,
}

impl Listeners {
    /// Listeners that turn events into points of the element at `place`.
    pub fn new(place: &NodeRef, to: &Callback<PointerInput>) -> Listeners {
        let heard = |read: fn(&PointerEvent, Point) -> Option<PointerInput>| {
            let place = place.clone();
            listen(to, move |event: &PointerEvent| read(event, point_in(&place, event)))
        };
        let (over, under_menu) = (place.clone(), place.clone());
        Listeners {
            down: heard(pressed),
            moved: heard(|event, at| Some(PointerInput::Move(event.pointer_id(), at))),
            up: heard(|event, at| Some(PointerInput::Up(event.pointer_id(), at))),
            cancel: heard(|event, _| Some(PointerInput::Cancel(event.pointer_id()))),
            wheel: listen(to, move |event: &WheelEvent| turned(event, point_in(&over, event))),
            menu: listen(to, move |event: &MouseEvent| {
                let target = target_of(event);
                if matches!(target, Target::Ground | Target::Fault) {
                    return None;
                }
                event.prevent_default();
                Some(PointerInput::Menu(target, point_in(&under_menu, event)))
            }),
        }
    }
}

fn pressed(event: &PointerEvent, at: Point) -> Option<PointerInput> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    // The other button asks for a menu.
    if event.button() > 1 {
        return None;
    }
    if event.button() == 1 {
        // No scrolling by moving about.
        event.prevent_default();
    }
    capture(&element, event);
    let (touch, mouse) = (event.pointer_type() == "touch", event.pointer_type() == "mouse");
    Some(PointerInput::Down(Press {
        id: event.pointer_id(),
        touch,
        mouse,
        button: event.button(),
        target: under(&element),
        at,
        shift: event.shift_key(),
    }))
}

/// A wheel pushes the stage, and comes nearer with Ctrl or Cmd, which is also what a pinch on a
/// touchpad tells. Where the page itself can be scrolled, that comes first.
fn turned(event: &WheelEvent, at: Point) -> Option<PointerInput> {
    let nearer = event.ctrl_key() || event.meta_key();
    if !nearer && scrolls() {
        return None;
    }
    event.prevent_default();
    // Lines, and pages, instead of pixels.
    let unit = [1.0, 24.0, 400.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
    let by = point(event.delta_x(), event.delta_y()) * unit;
    let by = if event.shift_key() && by.x == 0.0 { point(by.y, 0.0) } else { by };
    Some(PointerInput::Wheel { at, by, nearer })
}

/// Whether the page is longer than its window.
fn scrolls() -> bool {
    let root = crate::dom::browser::window().and_then(|it| it.document()?.document_element());
    root.is_some_and(|it| it.scroll_height() > it.client_height() + 1)
}

/// Keeps fingers from the browser, which would scroll the page with them: those on what can be
/// dragged, and a second one. Styles cannot say so of shapes within a picture.
pub fn keep_fingers(stage: &Element) -> Vec<Listener> {
    let keep = |event: web_sys::Event| {
        let touches = js_sys::Reflect::get(&event, &"touches".into());
        let count = touches.and_then(|it| js_sys::Reflect::get(&it, &"length".into()));
        let several = count.is_ok_and(|it| it.as_f64() > Some(1.0));
        let held = matches!(target_of(&event), Target::Node(_) | Target::Crowd(_));
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        // Styles say so of the ground, too, but a moment later.
        let stage = element.and_then(|it| it.closest(".stage.near, .stage.cutting").ok().flatten());
        if (several || held || stage.is_some()) && event.cancelable() {
            event.prevent_default();
        }
    };
    vec![Listener::on(stage, "touchstart", keep), Listener::on(stage, "touchmove", keep)]
}

/// Tells of the message that the pointer has come to lie over, or that it lies over none.
pub fn hovering(run: &Callback<Command>) -> Callback<PointerEvent> {
    run.reform(|event: PointerEvent| match target_of(&event) {
        // A pointer that is pressed drags or draws.
        Target::Message(id) if event.buttons() == 0 => Command::Hover(Some(id)),
        _ => Command::Hover(None),
    })
}

fn listen<E: 'static>(
    to: &Callback<PointerInput>,
    read: impl Fn(&E) -> Option<PointerInput> + 'static,
) -> Callback<E> {
    let to = to.clone();
    Callback::from(move |event: E| {
        if let Some(raw) = read(&event) {
            to.emit(raw);
        }
    })
}

/// The events of this pointer keep coming when it leaves the stage.
fn capture(target: &Element, event: &PointerEvent) {
    if let Ok(Some(stage)) = target.closest("#stage, #stage-2") {
        let _ = stage.set_pointer_capture(event.pointer_id());
    }
}

fn point_in(place: &NodeRef, event: &MouseEvent) -> Point {
    let corner = place.cast::<Element>().map(|element| element.get_bounding_client_rect());
    let (left, top) = corner.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
    point(f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
}

/// What lies under an event.
fn target_of(event: &web_sys::Event) -> Target {
    let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    element.map_or(Target::Ground, |it| under(&it))
}

/// What an element of the stage stands for.
pub fn under(element: &Element) -> Target {
    let closest = |selector: &str| element.closest(selector).ok().flatten();
    if let Some(it) = closest("[data-message-id]") {
        return it
            .get_attribute("data-message-id")
            .and_then(|id| message(&id))
            .unwrap_or(Target::Ground);
    }
    if let Some(it) = closest("[data-id]") {
        let id = it.get_attribute("data-id").and_then(|id| id.parse().ok());
        return id.map_or(Target::Ground, |id| Target::Node(NodeId(id)));
    }
    if let Some(it) = closest("[data-ends]") {
        let ends = it.get_attribute("data-ends").unwrap_or_default();
        return match numbers(&ends)[..] {
            [from, to] => Target::Link(NodeId(from as u16), NodeId(to as u16)),
            _ => Target::Ground,
        };
    }
    if let Some(it) = closest("[data-crowd]") {
        let index = it.get_attribute("data-crowd").and_then(|it| it.parse().ok());
        return index.map_or(Target::Ground, Target::Crowd);
    }
    if closest("[data-fault]").is_some() { Target::Fault } else { Target::Ground }
}

/// A message's id as the motion layer writes it.
pub fn write_message(id: MessageId) -> String {
    format!("{} {} {} {}", id.from.0, id.to.0, id.nth, id.copy)
}

fn message(text: &str) -> Option<Target> {
    let [from, to, nth, copy] = numbers(text)[..] else { return None };
    let id = MessageId { from: NodeId(from as u16), to: NodeId(to as u16), nth, copy: copy as u8 };
    Some(Target::Message(id))
}

fn numbers(text: &str) -> Vec<u32> {
    text.split(' ').filter_map(|part| part.parse().ok()).collect()
}
