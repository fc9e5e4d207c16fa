//! The marks above the timeline as buttons: a press leads there, a drag or Shift with an arrow moves a
//! fault or a note in time.

use crate::view::kept::Part;
use page_core::command::Command;
use page_core::command::timeline::TimelineCommand;
use page_core::shared::{Same, px};
use page_core::timeline::chart::TimelineView;
use page_core::timeline::marks::{Dragged, SIZE};
use view::geometry::point;
use view::spots::{Mark, What};
use view::text;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, SvgElement};
use yew::prelude::*;

/// An arrow key moves by so many pixels.
const STEP: f64 = 4.0;

/// The marks of a chart.
#[derive(PartialEq)]
pub struct MarksView {
    /// The chart.
    pub chart: Same<TimelineView>,
    /// The one that is dragged.
    pub dragged: Option<Dragged>,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for MarksView {
    fn view(&self) -> Html {
        let chart = &self.chart;
        let whole = chart.scale.right + 26.0;
        html! {
            <svg class="marks" role="toolbar" aria-label="Notes, faults and broken promises" width="100%" height={px(SIZE)}
                viewBox={format!("0 0 {}", point(whole, SIZE))} preserveAspectRatio="xMinYMin">
                { for chart.marks.iter().enumerate().map(|(at, (it, words))| self.mark(at, it, words)) }
            </svg>
        }
    }
}

impl MarksView {
    fn mark(&self, at: usize, mark: &Mark, words: &str) -> Html {
        let run = &self.run;
        let dragged = self.dragged.filter(|it| it.mark == at && it.moved);
        let x = mark.x + dragged.map_or(0.0, |it| it.by);
        let (class, shape) = match mark.chief().what {
            What::Note(_) => ("note", "M-5 -5H5V3H1L-2 6V3H-5Z"),
            What::Act(_) => ("fault", "M4.5 0A4.5 4.5 0 1 1 -4.5 0A4.5 4.5 0 1 1 4.5 0Z"),
            What::Broken(..) => ("violation", "M0 -6.5L6.5 0L0 6.5L-6.5 0Z"),
        };
        let point_to = |make: fn(usize, f64) -> TimelineCommand| {
            let run = run.clone();
            Callback::from(move |event: PointerEvent| {
                if event.is_primary() && event.button() <= 0 {
                    event.stop_propagation();
                    if event.type_() == "pointerdown"
                        && event.button() == 0
                        && let Some(target) =
                            event.target().and_then(|it| it.dyn_into::<Element>().ok())
                    {
                        let _ = target.set_pointer_capture(event.pointer_id());
                    }
                    run.emit(Command::Timeline(make(at, f64::from(event.client_x()))));
                }
            })
        };
        let gone = run.reform(|_: PointerEvent| Command::Timeline(TimelineCommand::PutBack));
        let told = dragged.map(|_| text::clock(self.chart.scale.at(x)));
        let several = (mark.spots.len() > 1).then(|| mark.spots.len().to_string());
        html! {
            <g key={at.to_string()} class={classes!("spot", class, dragged.map(|_| "dragged"))} role="button"
                tabindex={if at == 0 { "0" } else { "-1" }} aria-label={words.to_string()} data-at={mark.chief().at.0.to_string()}
                transform={format!("translate({})", point(x, SIZE / 2.0))} onkeydown={keys(at, mark.x, run)}
                onpointerdown={point_to(TimelineCommand::Grab)} onpointermove={point_to(TimelineCommand::Pull)} onpointerup={point_to(TimelineCommand::Put)} onpointercancel={gone}>
                <title>{ words.to_string() }</title>
                <rect class="room" x="-12" y="-12" width="24" height="24" rx="6" />
                <path d={shape} />
                <g>{ for several.map(|count| html! { <text x="9" y="-3">{ count }</text> }) }</g>
                <g>{ for told.map(|told| html! { <text class="told" y="24">{ told }</text> }) }</g>
            </g>
        }
    }
}

/// Enter goes there, arrows lead to the other marks, Shift with an arrow moves it.
fn keys(at: usize, x: f64, run: &Callback<Command>) -> Callback<KeyboardEvent> {
    let run = run.clone();
    Callback::from(move |event: KeyboardEvent| {
        let act = match (event.key().as_str(), event.shift_key()) {
            ("Enter" | " ", false) => TimelineCommand::Visit(at),
            ("ArrowRight", true) => TimelineCommand::Shift(at, x + STEP),
            ("ArrowLeft", true) => TimelineCommand::Shift(at, x - STEP),
            (key @ ("ArrowRight" | "ArrowLeft"), false) => {
                event.prevent_default();
                return focus_beside(&event, key == "ArrowRight");
            }
            // Not a mark's.
            _ => return,
        };
        event.prevent_default();
        run.emit(Command::Timeline(act));
    })
}

fn focus_beside(event: &KeyboardEvent, forward: bool) {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let Some(mark) = target.and_then(|it| it.closest(".spot").ok().flatten()) else { return };
    let next = if forward { mark.next_element_sibling() } else { mark.previous_element_sibling() };
    if let Some(next) = next.and_then(|it| it.dyn_into::<SvgElement>().ok()) {
        let _ = next.focus();
    }
}
