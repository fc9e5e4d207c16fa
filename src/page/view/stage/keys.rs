//! The stage by keyboard: from one thing to the next by arrows, and what a press does to it.
//!
//! Arrows step through the run elsewhere; here they do something else only for whoever has come
//! by keyboard.

use crate::dom::pointer::under;
use crate::view::stage::node::is_cutting;
use page_core::command::Command;
use page_core::command::pointer::Target;
use page_core::command::stage::StageCommand;
use page_core::stage::target::selection;
use view::geometry::{Point, Rect, point};
use view::layout::Grip;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, SvgElement};
use yew::prelude::*;

/// Arrows lead from message to message, and among all else that can have the focus.
const STOPS: [&str; 2] = ["[tabindex]:not(.flight)", ".flight[tabindex]:not([display=none])"];

/// The stage itself.
const STAGE: &str = ".canvas > svg";

/// Hears keys that are pressed on the stage; `back` turns a point of the window into one of the
/// stage.
pub fn pressed(
    place: &NodeRef,
    run: &Callback<Command>,
    back: impl Fn(Point) -> Point + 'static,
) -> Callback<KeyboardEvent> {
    let (place, run) = (place.clone(), run.clone());
    Callback::from(move |event: KeyboardEvent| {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let Some(element) = element.filter(|_| !event.default_prevented()) else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let target = under(&element);
        let cutting = is_cutting(&event);
        let command = match (event.key().as_str(), arrow(&event.key())) {
            ("Enter" | " ", _) => {
                let at = || back(place_of(&place, &element).unwrap_or_default().centre());
                // Nodes and crowds hear it themselves, but for the cut tool.
                match target {
                    Target::Node(id) if cutting => {
                        Some(Command::Stage(StageCommand::Cut(id, event.shift_key())))
                    }
                    Target::Message(_) => selection(target).map(|it| Command::Open(it, at())),
                    _ => None,
                }
            }
            (_, Some(way)) if element.matches(":focus-visible").unwrap_or(false) => {
                let grip = match target {
                    Target::Node(id) => Some(Grip::Node(id)),
                    Target::Crowd(index) => Some(Grip::Crowd(index)),
                    Target::Message(_) | Target::Link(..) | Target::Fault | Target::Ground => None,
                };
                match (grip, event.shift_key()) {
                    (Some(Grip::Node(id)), false) if cutting => {
                        Some(Command::Stage(StageCommand::Aim(id, way)))
                    }
                    (Some(grip), true) if way.y == 0.0 => {
                        Some(Command::Stage(StageCommand::Shove(grip, way.x > 0.0)))
                    }
                    _ if is_stage(&element) => {
                        Some(Command::Stage(StageCommand::Push(-way.x as i8, -way.y as i8)))
                    }
                    (_, false) => {
                        walk(&element, way);
                        event.prevent_default();
                        None
                    }
                    (_, true) => None,
                }
            }
            _ => None,
        };
        if let Some(command) = command {
            event.prevent_default();
            run.emit(command);
        }
    })
}

/// Says of a message what is in it while it has the focus, and sees to it that what has the focus
/// can be seen.
pub fn focused(place: &NodeRef, run: &Callback<Command>) -> Callback<FocusEvent> {
    let (place, run) = (place.clone(), run.clone());
    Callback::from(move |event: FocusEvent| {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let Some(element) = element.filter(|it| it.matches(":focus-visible").unwrap_or(false))
        else {
            return;
        };
        let message = match under(&element) {
            Target::Message(id) => Some(id),
            _ => None,
        };
        run.emit(Command::Hover(message));
        if !is_stage(&element)
            && let Some(rect) = place_of(&place, &element)
        {
            run.emit(Command::Stage(StageCommand::Show(rect.grown(12.0))));
        }
    })
}

fn is_stage(element: &Element) -> bool {
    element.matches(STAGE).unwrap_or(false)
}

/// Where an element is in the window.
fn place_of(place: &NodeRef, element: &Element) -> Option<Rect> {
    let corner = place.cast::<Element>()?.get_bounding_client_rect();
    let rect = rect(&element.get_bounding_client_rect());
    Some(rect.moved(point(-corner.left(), -corner.top())))
}

fn rect(of: &DomRect) -> Rect {
    Rect { left: of.left(), top: of.top(), right: of.right(), bottom: of.bottom() }
}

/// The direction of an arrow.
fn arrow(key: &str) -> Option<Point> {
    match key {
        "ArrowLeft" => Some(point(-1.0, 0.0)),
        "ArrowRight" => Some(point(1.0, 0.0)),
        "ArrowUp" => Some(point(0.0, -1.0)),
        "ArrowDown" => Some(point(0.0, 1.0)),
        _ => None,
    }
}

/// Gives the focus to what is nearest in a direction, if there is anything.
fn walk(from: &Element, way: Point) {
    let at = rect(&from.get_bounding_client_rect()).centre();
    let Some(stage) = from.closest(STAGE).ok().flatten() else { return };
    let kind = STOPS[usize::from(matches!(under(from), Target::Message(_)))];
    let Ok(stops) = stage.query_selector_all(kind) else { return };
    let mut best: Option<(f64, SvgElement)> = None;
    for index in 0..stops.length() {
        let Some(stop) = stops.item(index).and_then(|it| it.dyn_into::<SvgElement>().ok()) else {
            continue;
        };
        let off = rect(&stop.get_bounding_client_rect()).centre() - at;
        let (ahead, aside) = (off.dot(way), off.cross(way).abs());
        // Rather ahead than aside, and never back.
        let far = ahead + 2.0 * aside;
        if ahead > 4.0 && aside < 3.0 * ahead && best.as_ref().is_none_or(|it| far < it.0) {
            best = Some((far, stop));
        }
    }
    if let Some((_, stop)) = best {
        let _ = stop.focus();
    }
}
