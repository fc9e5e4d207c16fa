//! From the browser's events on the space-time diagram to what they mean.

use crate::view::timeline::tools::STEP;
use kernel::time::Time;
use page_core::command::Command;
use page_core::command::timeline::TimelineCommand;
use page_core::timeline::SPACETIME;
use view::geometry::{Point, point, within};
use view::spacetime::Way;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};
use yew::prelude::*;

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
    let act = |make: fn(i32, Point) -> TimelineCommand| {
        let run = run.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some((svg, at)) = place(&event) {
                if event.type_() == "pointerdown" {
                    if event.button() != 0 {
                        return;
                    }
                    let _ = svg.set_pointer_capture(event.pointer_id());
                }
                run.emit(Command::Timeline(make(event.pointer_id(), at)));
            }
        })
    };
    let gone = run.reform(|event: PointerEvent| {
        Command::Timeline(TimelineCommand::Leave(event.pointer_id()))
    });
    Pointers {
        down: act(TimelineCommand::Press),
        moved: act(TimelineCommand::Move),
        up: act(TimelineCommand::Release),
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
                TimelineCommand::Zoom(times, place(&event).map(|(_, at)| at.x))
            }
            false => TimelineCommand::Pan(by / WHEEL),
        };
        run.emit(Command::Timeline(act));
    })
}

/// The diagram that an event is on, and where in it.
fn place(event: &web_sys::MouseEvent) -> Option<(Element, Point)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let svg = target.closest(&format!("#{SPACETIME}")).ok()??;
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
            "ArrowLeft" => Command::Timeline(TimelineCommand::Walk(Way::Before)),
            "ArrowRight" => Command::Timeline(TimelineCommand::Walk(Way::After)),
            "ArrowUp" => Command::Timeline(TimelineCommand::Walk(Way::Above)),
            "ArrowDown" => Command::Timeline(TimelineCommand::Walk(Way::Below)),
            "Enter" => Command::Timeline(TimelineCommand::Take),
            "PageUp" => Command::Timeline(TimelineCommand::Pan(PAGE)),
            "PageDown" => Command::Timeline(TimelineCommand::Pan(-PAGE)),
            "+" | "=" => Command::Timeline(TimelineCommand::Zoom(1.0 / STEP, None)),
            "-" => Command::Timeline(TimelineCommand::Zoom(STEP, None)),
            "0" => Command::Timeline(TimelineCommand::Fit),
            "Home" => Command::Seek(Time::ZERO),
            "End" => Command::SeekEnd,
            // The page's own, or nobody's.
            _ => return,
        };
        event.prevent_default();
        run.emit(command);
    })
}
