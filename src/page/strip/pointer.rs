//! From the browser's events on the space-time diagram to what they mean.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::tools::STEP;
use super::{Act, ID};
use crate::command::Command;
use faultline::sim::time::Time;
use faultline::view::geometry::{Point, point, within};
use faultline::view::spacetime::Way;

/// So much of what is seen is gone along with a key.
const PAGE: f64 = 0.5;
/// So many pixels of a wheel are as much as what is seen.
const WHEEL: f64 = 900.0;
/// So many pixels of a wheel show twice as much.
const DOUBLE: f64 = 240.0;

/// What pointers do to the diagram.
pub struct Pointers {
    /// Pressed.
    pub down: Callback<PointerEvent>,
    /// Moved.
    pub moved: Callback<PointerEvent>,
    /// Let go.
    pub up: Callback<PointerEvent>,
    /// Gone, or taken away by the browser.
    pub left: Callback<PointerEvent>,
    /// Turned.
    pub wheel: Callback<WheelEvent>,
}

/// The listeners of the diagram.
pub fn pointers(run: &Callback<Command>) -> Pointers {
    let act = |make: fn(i32, Point) -> Act| {
        let run = run.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some((svg, at)) = place(&event) {
                if event.type_() == "pointerdown" {
                    if event.button() != 0 {
                        return;
                    }
                    let _ = svg.set_pointer_capture(event.pointer_id());
                }
                run.emit(Command::Strip(make(event.pointer_id(), at)));
            }
        })
    };
    let gone = run.reform(|event: PointerEvent| Command::Strip(Act::Leave(event.pointer_id())));
    Pointers {
        down: act(Act::Press),
        moved: act(Act::Move),
        up: act(Act::Release),
        left: gone,
        wheel: wheel(run),
    }
}

/// With Ctrl a wheel shows more or less, else it moves what is seen.
fn wheel(run: &Callback<Command>) -> Callback<WheelEvent> {
    let run = run.clone();
    Callback::from(move |event: WheelEvent| {
        event.prevent_default();
        let by = if event.delta_x() == 0.0 { event.delta_y() } else { event.delta_x() };
        let act = match event.ctrl_key() || event.meta_key() {
            true => {
                let times = within(event.delta_y() / DOUBLE, -2.0, 2.0).exp2();
                Act::Zoom(times, place(&event).map(|(_, at)| at.x))
            }
            false => Act::Pan(by / WHEEL),
        };
        run.emit(Command::Strip(act));
    })
}

/// The diagram that an event is on, and where in it.
fn place(event: &web_sys::MouseEvent) -> Option<(Element, Point)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let svg = target.closest(&format!("#{ID}")).ok()??;
    let bounds = svg.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some((svg, point(x - bounds.left(), y - bounds.top())))
}

/// The keys of the diagram.
pub fn keys(run: &Callback<Command>) -> Callback<KeyboardEvent> {
    let run = run.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let command = match event.key().as_str() {
            "ArrowLeft" => Command::Strip(Act::Walk(Way::Before)),
            "ArrowRight" => Command::Strip(Act::Walk(Way::After)),
            "ArrowUp" => Command::Strip(Act::Walk(Way::Above)),
            "ArrowDown" => Command::Strip(Act::Walk(Way::Below)),
            "Enter" => Command::Strip(Act::Take),
            "PageUp" => Command::Strip(Act::Pan(PAGE)),
            "PageDown" => Command::Strip(Act::Pan(-PAGE)),
            "+" | "=" => Command::Strip(Act::Zoom(1.0 / STEP, None)),
            "-" => Command::Strip(Act::Zoom(STEP, None)),
            "0" => Command::Strip(Act::Fit),
            "Home" => Command::Seek(Time::ZERO),
            "End" => Command::SeekEnd,
            // The page's own, or nobody's.
            _ => return,
        };
        event.prevent_default();
        run.emit(command);
    })
}
