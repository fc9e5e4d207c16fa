//! The marks above the timeline as buttons: a press leads there, a drag or Shift with an arrow moves a
//! fault or a note in time.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, SvgElement};
use yew::prelude::*;

use super::Act;
use crate::chart::Chart;
use crate::command::{Command, Edit};
use crate::desk::Desk;
use crate::kept::Part;
use crate::notes::NoteEdit;
use crate::parts::Same;
use crate::session::LONGEST;
use crate::stage::node::px;
use faultline::scenario::Note;
use faultline::sim::time::{Span, Time};
use faultline::view::decimal::decimal;
use faultline::view::geometry::{point, within};
use faultline::view::spots::{Mark, What};
use faultline::view::text;

/// A mark is at least so wide, and so far from the next.
pub const SIZE: f64 = 24.0;
/// A pointer that has moved so far is dragging.
const SLACK: f64 = 4.0;
/// An arrow key moves by so many pixels.
const STEP: f64 = 4.0;

/// A mark that is being dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dragged {
    /// Its place among the marks.
    mark: usize,
    /// Where the pointer took it.
    from: f64,
    /// How far it is now.
    by: f64,
    /// Whether that is a drag yet.
    moved: bool,
}

/// The marks of a chart.
#[derive(PartialEq)]
pub struct MarksView {
    /// The chart.
    pub chart: Same<Chart>,
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
        let point_to = |make: fn(usize, f64) -> Act| {
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
                    run.emit(Command::Strip(make(at, f64::from(event.client_x()))));
                }
            })
        };
        let gone = run.reform(|_: PointerEvent| Command::Strip(Act::PutBack));
        let told = dragged.map(|_| text::clock(self.chart.scale.at(x)));
        let several = (mark.spots.len() > 1).then(|| mark.spots.len().to_string());
        html! {
            <g key={at.to_string()} class={classes!("spot", class, dragged.map(|_| "dragged"))} role="button"
                tabindex={if at == 0 { "0" } else { "-1" }} aria-label={words.to_string()} data-at={mark.chief().at.0.to_string()}
                transform={format!("translate({})", point(x, SIZE / 2.0))} onkeydown={keys(at, mark.x, run)}
                onpointerdown={point_to(Act::Grab)} onpointermove={point_to(Act::Pull)} onpointerup={point_to(Act::Put)} onpointercancel={gone}>
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
            ("Enter" | " ", false) => Act::Visit(at),
            ("ArrowRight", true) => Act::Shift(at, x + STEP),
            ("ArrowLeft", true) => Act::Shift(at, x - STEP),
            (key @ ("ArrowRight" | "ArrowLeft"), false) => {
                event.prevent_default();
                return focus_beside(&event, key == "ArrowRight");
            }
            // Not a mark's.
            _ => return,
        };
        event.prevent_default();
        run.emit(Command::Strip(act));
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

impl Desk {
    /// Takes hold of a mark.
    pub fn grab_mark(&mut self, mark: usize, from: f64) {
        self.strip.dragged = Some(Dragged { mark, from, by: 0.0, moved: false });
    }

    /// Moves the mark that is held, if it stands for one thing that can be moved; false if nothing is.
    pub fn pull_mark(&mut self, to: f64) -> bool {
        let chart = self.chart.clone();
        let Some(dragged) = &mut self.strip.dragged else { return false };
        let Some((mark, _)) = chart.marks.get(dragged.mark) else { return false };
        let movable = mark.spots.len() == 1 && !matches!(mark.spots[0].what, What::Broken(..));
        let by = within(to - dragged.from, chart.scale.left - mark.x, chart.scale.right - mark.x);
        dragged.moved |= movable && by.abs() > SLACK;
        dragged.by = by;
        dragged.moved
    }

    /// Lets go of the mark: it was pressed, or it is at another time now.
    pub fn put_mark(&mut self, to: f64) -> Option<Command> {
        self.pull_mark(to);
        let Dragged { mark, by, moved, .. } = self.strip.dragged.take()?;
        match moved {
            true => self.shift_mark(mark, self.chart.marks.get(mark)?.0.x + by),
            false => self.visit_mark(mark),
        }
    }

    /// Where a press of a mark leads.
    pub fn visit_mark(&self, mark: usize) -> Option<Command> {
        let (mark, _) = self.chart.marks.get(mark)?;
        Some(Command::Seek(mark.goal(self.session.now())))
    }

    /// The edit that puts a mark's fault or note at a place of the timeline.
    pub fn shift_mark(&self, mark: usize, x: f64) -> Option<Command> {
        let (mark, _) = self.chart.marks.get(mark)?;
        let [spot] = mark.spots.as_slice() else { return None };
        let at = self.round(x).min(LONGEST);
        match spot.what {
            What::Act(index) => Some(Command::Edit(Edit::Retime(index, at))),
            What::Note(index) => {
                let note = self.session.scenario().notes.get(index)?.clone();
                Some(Command::Edit(Edit::Note(NoteEdit::Rewrite(index, Note { at, ..note }))))
            }
            What::Broken(..) => None,
        }
    }

    /// The moment at a place of the timeline, no finer than a pixel shows.
    fn round(&self, x: f64) -> Time {
        let scale = &self.chart.scale;
        let pixel = scale.to.since(scale.from).0 as f64 / (scale.right - scale.left).max(1.0);
        let steps = [100, 1_000, 5_000, 10_000, 50_000, 100_000];
        let step =
            steps.into_iter().rev().find(|it| (*it as f64) <= pixel.max(100.0)).unwrap_or(100);
        let half = Span(step / 2);
        let at = scale.at(x.max(scale.left)) + half;
        Time(at.0 / step * step)
    }
}

/// A mark in words: what it stands for, and when the first of it was.
pub fn words(mark: &Mark, tell: impl Fn(What) -> String) -> String {
    let first = mark.spots.first().map_or(Time::ZERO, |it| it.at);
    let seconds = decimal(first.0 as f64 / 1e6, 3);
    let told: Vec<String> = mark.spots.iter().take(4).map(|it| tell(it.what)).collect();
    let more = match mark.spots.len().saturating_sub(4) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{seconds} s: {}{more}", told.join("; "))
}
