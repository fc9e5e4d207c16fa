//! What the pattern plots against time: what has happened in full, what is known to come faint.

use crate::view::shapes::shapes;
use kernel::time::Time;
use page_core::command::Command;
use page_core::panels::snapshot::Snapshot;
use page_core::shared::{Declared, Same, px};
use pattern::declare::Info;
use view::geometry::point;
use view::plot::{Plots, SIZE, place, told};
use view::text;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// One of the pattern's charts.
pub fn chart(
    info: Declared<Info>,
    index: usize,
    shot: &Same<Snapshot>,
    run: &Callback<Command>,
) -> Html {
    html! { <Plotted {info} {index} plots={shot.plots.clone()} now={shot.now} run={run.clone()} /> }
}

/// One of the charts at a moment.
#[derive(Properties, PartialEq)]
struct PlottedProps {
    info: Declared<Info>,
    index: usize,
    plots: Same<Plots>,
    now: Time,
    run: Callback<Command>,
}

/// A chart that tells what it shows, at the moment of the run or wherever it is asked.
#[component]
fn Plotted(props: &PlottedProps) -> Html {
    let asked = use_state_eq(|| None::<Time>);
    let PlottedProps { info, index, plots, now, run } = props;
    let (Some(chart), Some(plot)) = (info.0.charts.get(*index), plots.plots.get(*index)) else {
        return html! {};
    };
    let at = asked.unwrap_or(*now);
    let tracks = plots.gathered.of(*index);
    let words = format!("{}: {}", text::clock(at), told(info.0, chart, tracks, at));
    let scale = plot.scale;
    let ask = move |event: &PointerEvent| over(event).map(|x| scale.at(x * SIZE.0));
    let onpointermove = {
        let asked = asked.clone();
        Callback::from(move |event: PointerEvent| asked.set(ask(&event)))
    };
    let onpointerdown = {
        let run = run.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(moment) = ask(&event) {
                run.emit(Command::Seek(moment));
            }
        })
    };
    let forget = {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(None))
    };
    let onpointerleave = forget.reform(|_: PointerEvent| ());
    let onblur = forget.reform(|_: FocusEvent| ());
    let onkeydown = keys(asked.clone(), at, chart.bucket.0.max(1), plot.scale.to, run.clone());
    let clip = format!("chart-{index}");
    let passed = place(plot, *now).x;
    let line = |at: Time| {
        format!("M{}V{}", point(place(plot, at).x, plot.area.top - 4.0), px(plot.area.bottom))
    };
    html! {
        <>
            <svg class="drawn chart" viewBox={format!("0 0 {}", point(SIZE.0, SIZE.1))} role="slider"
                tabindex="0" aria-label={chart.title} aria-valuemin="0"
                aria-valuemax={plot.scale.to.0.to_string()} aria-valuenow={at.0.to_string()}
                aria-valuetext={words.clone()}
                {onpointermove} {onpointerdown} {onpointerleave} {onblur} {onkeydown}>
                <defs><clipPath id={clip.clone()}><rect width={px(passed)} height={px(SIZE.1)} /></clipPath></defs>
                <g>{ shapes(&plot.ground) }</g>
                <g class="ahead">{ shapes(&plot.series) }</g>
                <g clip-path={format!("url(#{clip})")}>{ shapes(&plot.series) }</g>
                <path class="now" d={line(*now)} />
                if asked.is_some() {
                    <path class="asked" d={line(at)} />
                }
            </svg>
            <p class="told">{ words }</p>
            <p class="help">{ chart.help }</p>
        </>
    }
}

/// How far from the left the pointer is over the chart, as a share of its width.
fn over(event: &PointerEvent) -> Option<f64> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let bounds = target.closest(".chart").ok()??.get_bounding_client_rect();
    Some((f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0))
}

/// The keys of a slider: they ask interval by interval; Enter goes there.
fn keys(
    asked: UseStateHandle<Option<Time>>,
    at: Time,
    bucket: u64,
    end: Time,
    run: Callback<Command>,
) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        let interval = at.0 / bucket;
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => (interval + 1) * bucket,
            "ArrowLeft" | "ArrowDown" => interval.saturating_sub(1) * bucket,
            "PageUp" => (interval + 10) * bucket,
            "PageDown" => interval.saturating_sub(10) * bucket,
            "Home" => 0,
            "End" => end.0,
            "Enter" => {
                event.prevent_default();
                return run.emit(Command::Seek(at));
            }
            // Not a slider's.
            _ => return,
        };
        event.prevent_default();
        asked.set(Some(Time(next.min(end.0))));
    })
}
