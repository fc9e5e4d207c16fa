//! From the browser's pointer events to points of the stage and what lies under them.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::picture::{Pointer, Target};
use crate::command::Command;
use faultline::sim::ids::{MessageId, NodeId};
use faultline::view::geometry::{Point, point};

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
}

impl Listeners {
    /// Listeners that turn events into points of the element at `place`.
    pub fn new(place: &NodeRef, to: &Callback<Pointer>) -> Listeners {
        let (down_in, moved_in, up_in) = (place.clone(), place.clone(), place.clone());
        Listeners {
            down: listen(to, move |event| {
                // The main button, a touch, or a pen; and only the first finger.
                if event.button() != 0 || !event.is_primary() {
                    return None;
                }
                let target = event.target()?.dyn_into::<Element>().ok()?;
                capture(&target, event);
                Some(Pointer::Down(under(&target), point_in(&down_in, event), event.shift_key()))
            }),
            moved: listen(to, move |event| {
                event.is_primary().then(|| Pointer::Move(point_in(&moved_in, event)))
            }),
            up: listen(to, move |event| {
                event.is_primary().then(|| Pointer::Up(point_in(&up_in, event)))
            }),
            cancel: listen(to, |_| Some(Pointer::Cancel)),
        }
    }
}

/// Tells of the message that the pointer has come to lie over, or that it lies over none.
pub fn hovering(run: &Callback<Command>) -> Callback<PointerEvent> {
    run.reform(|event: PointerEvent| {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        match element.map(|it| under(&it)) {
            // A pointer that is pressed drags or draws.
            Some(Target::Message(id)) if event.buttons() == 0 => Command::Hover(Some(id)),
            Some(_) | None => Command::Hover(None),
        }
    })
}

fn listen(
    to: &Callback<Pointer>,
    read: impl Fn(&PointerEvent) -> Option<Pointer> + 'static,
) -> Callback<PointerEvent> {
    let to = to.clone();
    Callback::from(move |event: PointerEvent| {
        if let Some(pointer) = read(&event) {
            to.emit(pointer);
        }
    })
}

/// The events of this pointer keep coming when it leaves the stage.
fn capture(target: &Element, event: &PointerEvent) {
    if let Ok(Some(stage)) = target.closest("#stage, #stage-2") {
        let _ = stage.set_pointer_capture(event.pointer_id());
    }
}

fn point_in(place: &NodeRef, event: &PointerEvent) -> Point {
    let corner = place.cast::<Element>().map(|element| element.get_bounding_client_rect());
    let (left, top) = corner.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
    point(f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
}

/// What an element of the stage stands for.
fn under(element: &Element) -> Target {
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
