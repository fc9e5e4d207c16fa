//! The timeline: a lane a node or a crowd, shaded faults, other branches, the playhead. Drawn twice: faint as a
//! whole, and in full colour up to the playhead, where [`crate::dom::motion`] moves the edge.

use crate::view::kept::Part;
use crate::view::parts::side_id;
use kernel::host::Status;
use kernel::time::{Span, Time};
use page_core::command::Command;
use page_core::command::timeline::TimelineCommand;
use page_core::shared::{Same, px, tone_class};
use page_core::timeline::chart::{Lane, RAIL, SLIM, Shown, TimelineView};
use page_core::timeline::ghosts;
use pattern::declare::Tone;
use scenario::Course;
use std::cell::Cell;
use std::rc::Rc;
use view::decimal::decimal;
use view::geometry::{Point, point};
use view::marks::Kind;
use view::tally::Layer;
use view::timeline::{Shade, Stretch};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// The timeline.
#[derive(PartialEq)]
pub struct Lanes {
    /// What is drawn.
    pub chart: Same<TimelineView>,
    /// Whether it is the right one of two.
    pub second: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for Lanes {
    fn view(&self) -> Html {
        let chart = &self.chart;
        let (width, height) = (chart.scale.right + 26.0, chart.height());
        let (onpointerdown, onpointermove) = scrubbing(self);
        let id = |name: &'static str| side_id(name, self.second);
        let lanes = || html! { <>{ for chart.lanes.iter().enumerate().map(|(at, it)| lane(chart, at, it)) }</> };
        let floor = chart.floor + 3.0;
        let axis = floor + ghosts::height(&chart.ghosts);
        html! {
            <svg class="timeline" id={id("timeline")} width="100%" height={px(height)}
                viewBox={format!("0 0 {}", point(width, height))} preserveAspectRatio="xMinYMin"
                role="slider" tabindex="0" aria-label={if self.second { "Moment of the run on the right" } else { "Moment of the run" }} aria-valuemin="0"
                aria-valuenow="0" aria-valuemax={decimal(chart.scale.to.0 as f64 / 1e6, 3).to_string()}
                onkeydown={keys(self)} {onpointerdown} {onpointermove}
                onpointerleave={self.run.reform(|_: PointerEvent| Command::Timeline(TimelineCommand::Hint(None)))}>
                <defs><clipPath id={id("passed-clip")}><rect id={id("passed")} x={px(-width)} y="0" height={px(height)} width={px(width)} /></clipPath></defs>
                { brush(chart, floor, self.second) }
                <g>{ for chart.lanes.iter().map(|it| html! {
                    <text key={it.name.to_string()} x="4" y={px(it.top + it.height / 2.0 + 3.5)}>{ &it.name }</text>
                }) }</g>
                <g>{ for chart.shades.iter().enumerate().map(|(at, it)| shade(chart, at, *it, floor)) }</g>
                <g>{ for chart.spells.iter().enumerate().map(|(at, it)| spell(chart, at, *it)) }</g>
                <g class="ahead">{ lanes() }</g>
                <g clip-path={format!("url(#{})", id("passed-clip"))}>{ lanes() }</g>
                { crate::view::timeline::ghosts::ghosts(&chart.ghosts, &chart.scale, floor) }
                <g>{ for chart.ticks.iter().map(|tick| html! {
                    <text key={tick.label.clone()} class="tick" x={px(tick.x)} y={px(axis + 13.0)}>{ &tick.label }</text>
                }) }</g>
                <g>{ for chart.parting_within().map(|at| parting(chart.scale.x(at), chart.top, floor)) }</g>
                <g class="hint" display="none"><path /><rect height="18" rx="4" /><text /></g>
                <g class="playhead" id={id("playhead")}>
                    <line x1="0" x2="0" y1={px(8.0)} y2={px(floor)} />
                    <path d={format!("M-6 {}h12l-6 8Z", px(0.0))} />
                </g>
            </svg>
        }
    }
}

/// Where the run parts from the one beside it.
fn parting(x: f64, top: f64, floor: f64) -> Html {
    html! {
        <g class="parting">
            <title>{ "First difference" }</title>
            <line x1={px(x)} x2={px(x)} y1={px(top - 6.0)} y2={px(floor)} />
            <path d={format!("M{}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z", point(x, top - 12.5))} />
        </g>
    }
}

/// What is seen of the run as a whole: in a diagram below, whose frame [`crate::dom::slide`] moves, or in
/// the lanes.
fn brush(chart: &TimelineView, floor: f64, second: bool) -> Html {
    let left = chart.scale.left;
    match (&chart.rail, chart.slim) {
        (Some(whole), _) => {
            let (from, to) = (whole.x(chart.scale.from), whole.x(chart.scale.to));
            let middle = chart.top - RAIL / 2.0 - 2.0;
            html! {
                <g class="rail">
                    <path d={format!("M{}H{}", point(left, middle), px(whole.right))} />
                    <rect x={px(from)} y={px(middle - 3.0)} width={px((to - from).max(6.0))} height="6" rx="3" />
                </g>
            }
        }
        (None, true) => html! {
            <g class="rail">
                <path d={format!("M{}H{}", point(left, chart.top + SLIM / 2.0), px(chart.scale.right))} />
                <rect id={side_id("brush", second)} class="brush" x={px(left)} y={px(chart.top - 2.0)} width="3" height={px(floor - chart.top + 2.0)} rx="2" />
            </g>
        },
        (None, false) => html! { <g /> },
    }
}

fn lane(chart: &TimelineView, at: usize, lane: &Lane) -> Html {
    let stretches = match &lane.shown {
        Shown::Node(_, stretches) => stretches,
        Shown::Crowd(layers) => return crowd(at, layers),
    };
    let middle = lane.top + lane.height / 2.0;
    let piece = |(index, (it, tone)): (usize, &(Stretch, Tone))| {
        let thick = match (it.status, tone) {
            (Status::Up, Tone::Quiet) | (Status::Paused, _) => 3.0,
            (Status::Up, _) => (chart.pitch - 7.0).min(11.0),
            (Status::Down, _) => 5.0,
        };
        let class = match it.status {
            Status::Up => classes!("segment", tone_class(*tone)),
            Status::Paused | Status::Down => classes!("segment", "out"),
        };
        html! {
            <rect key={index.to_string()} {class} x={px(it.from)} y={px(middle - thick / 2.0)}
                width={px((it.to - it.from).max(0.6))} height={px(thick)} rx="1.5" />
        }
    };
    html! { <g key={at.to_string()}>{ for stretches.iter().enumerate().map(piece) }</g> }
}

/// A crowd's lane: how many were what, one above the other.
fn crowd(at: usize, layers: &[(Layer, Tone)]) -> Html {
    let layers = layers.iter().enumerate().map(|(index, (layer, tone))| {
        let class = match layer.status {
            Status::Up => classes!("segment", tone_class(*tone)),
            Status::Paused | Status::Down => classes!("segment", "out"),
        };
        html! { <path key={index.to_string()} {class} d={layer.path.clone()} /> }
    });
    html! { <g key={at.to_string()}>{ for layers }</g> }
}

/// What was wrong with a node besides its state: each kind has its own line and its own place.
fn spell(chart: &TimelineView, at: usize, (lane, kind, from, to): (usize, Kind, f64, f64)) -> Html {
    let half = chart.pitch / 2.0;
    let middle = chart.lanes[lane].top + half;
    let (class, d) = match kind {
        Kind::Slow => ("slow", format!("M{}H{}", point(from, middle - half + 2.2), px(to))),
        Kind::Clock => ("clock", format!("M{}H{}", point(from, middle + half - 2.2), px(to))),
        Kind::Clogged => {
            let (left, right) = (px(from), px(to.max(from + 2.0)));
            let (top, bottom) = (px(middle - half + 4.0), px(middle + half - 4.0));
            ("clogged", format!("M{left} {top}H{right}V{bottom}H{left}Z"))
        }
    };
    html! { <path key={at.to_string()} class={classes!("spell", class)} {d} /> }
}

fn shade(chart: &TimelineView, at: usize, shade: Shade, floor: f64) -> Html {
    let scale = &chart.scale;
    let (from, to) = (scale.x(shade.from), shade.to.map_or(scale.right, |to| scale.x(to)));
    let (left, right) = (from.max(scale.left), to.min(scale.right));
    if right < scale.left || left > scale.right {
        return html! { <g key={at.to_string()} /> };
    }
    let top = chart.top - 4.0;
    let edge = |x: f64| html! { <line class="split-edge" x1={px(x)} x2={px(x)} y1={px(top)} y2={px(floor)} /> };
    html! {
        <g key={at.to_string()}>
            <rect class="split" x={px(left)} y={px(top)} width={px((right - left).max(1.0))}
                height={px(floor - top)} />
            <g>{ for (from == left).then(|| edge(left)) }</g>
            <g>{ for (shade.to.is_some() && to == right).then(|| edge(right)) }</g>
        </g>
    }
}

/// Pressing anywhere takes the playhead there, and moving drags it.
fn scrubbing(props: &Lanes) -> (Callback<PointerEvent>, Callback<PointerEvent>) {
    // Whoever has taken hold of the rail holds it until the pointer is let go.
    let on_rail = Rc::new(Cell::new(false));
    let seek = {
        let (scale, run) = (props.chart.scale, props.run.clone());
        let rail =
            props.chart.rail.map(|whole| (whole, (props.chart.top - RAIL, props.chart.top - 2.0)));
        let on_rail = Rc::clone(&on_rail);
        move |event: &PointerEvent| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let svg = target.and_then(|it| it.closest("svg.timeline").ok().flatten());
            if let Some(svg) = svg {
                let _ = svg.set_pointer_capture(event.pointer_id());
                let Some(Point { x, y }) = place(event) else { return };
                match rail {
                    Some((whole, (from, to))) if (from <= y && y < to) || on_rail.get() => {
                        on_rail.set(true);
                        run.emit(Command::Timeline(TimelineCommand::Centre(whole.at(x))));
                    }
                    Some(_) | None => run.emit(Command::Seek(scale.at(x))),
                }
            }
        }
    };
    let (moved, run, hinted) = (seek.clone(), props.run.clone(), props.run.clone());
    (
        Callback::from(move |event: PointerEvent| {
            if !event.is_primary() || event.button() != 0 {
                return;
            }
            on_rail.set(false);
            match ghost_under(&event) {
                Some(course) => run.emit(Command::ShowCourse(course)),
                None => seek(&event),
            }
        }),
        Callback::from(move |event: PointerEvent| {
            if event.is_primary() && event.buttons() & 1 == 1 && is_held(&event) {
                moved(&event);
            } else if event.buttons() == 0 && event.pointer_type() == "mouse" {
                hinted.emit(Command::Timeline(TimelineCommand::Hint(place(&event))));
            }
        }),
    )
}

/// Where in the timeline an event is.
fn place(event: &PointerEvent) -> Option<Point> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let bounds = target.closest("svg.timeline").ok()??.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some(point(x - bounds.left(), y - bounds.top()))
}

/// Whether the press began on the timeline itself, not on a branch.
fn is_held(event: &PointerEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.has_pointer_capture(event.pointer_id()))
}

/// The branch that is pressed.
fn ghost_under(event: &PointerEvent) -> Option<Course> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let ghost = target.closest("[data-course]").ok()??;
    let number: usize = ghost.get_attribute("data-course")?.parse().ok()?;
    Some(number.checked_sub(1).map_or(Course::Trunk, Course::Branch))
}

/// The keys of a slider.
fn keys(props: &Lanes) -> Callback<KeyboardEvent> {
    let (run, until) = (props.run.clone(), props.chart.scale.to);
    let leap = Span(until.0 / 20);
    Callback::from(move |event: KeyboardEvent| {
        let command = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => Command::Step,
            "ArrowLeft" | "ArrowDown" => Command::StepBack,
            "PageUp" => Command::SeekBy(leap, true),
            "PageDown" => Command::SeekBy(leap, false),
            "Home" => Command::Seek(Time::ZERO),
            "End" => Command::SeekEnd,
            "+" | "=" => Command::Timeline(TimelineCommand::Zoom(0.625, None)),
            "-" => Command::Timeline(TimelineCommand::Zoom(1.6, None)),
            "0" => Command::Timeline(TimelineCommand::Fit),
            // Not a slider's.
            _ => return,
        };
        event.prevent_default();
        run.emit(command);
    })
}
