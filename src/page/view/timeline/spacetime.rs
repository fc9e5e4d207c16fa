//! The space-time diagram as elements, its caption, and the edge by which the strip is made higher.

use crate::view::kept::{Part, kept};
use crate::view::timeline::pointer::{keys, pointers};
use kernel::host::Status;
use page_core::command::Command;
use page_core::command::timeline::TimelineCommand;
use page_core::shared::{Same, px, tone_class};
use page_core::timeline::scene::{Lit, Scene};
use page_core::timeline::{SHARE, SPACETIME, TimelineState};
use pattern::declare::Tone;
use view::geometry::point;
use view::spacetime::cone::Tie;
use view::spacetime::{Arrow, Event, Fate, Mark};
use view::timeline::Stretch;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// What a diagram that nobody points at says of itself.
const HINT: &str = "Point at an event, or walk there with the arrow keys, to see what led to it and \
                    what follows.";

/// The diagram with its caption, if it is shown.
pub fn spacetime(strip: &TimelineState, run: &Callback<Command>) -> Html {
    let Some(scene) = &strip.scene else { return html! {} };
    let lit = strip.lit.clone();
    html! {
        <>
            { kept(Picture { scene: scene.clone(), lit: lit.clone(), run: run.clone() }) }
            { caption(scene, lit.as_deref()) }
        </>
    }
}

/// The upper edge of the strip, by the pattern of a window splitter.
pub fn edge(strip: &TimelineState, run: &Callback<Command>) -> Html {
    let page_height = strip.page_height;
    if !strip.diagram {
        return html! {};
    }
    let onpointerdown = Callback::from(|event: PointerEvent| {
        if let Some(edge) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
    });
    let dragged = run.clone();
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1 {
            let height = page_height - f64::from(event.client_y());
            dragged.emit(Command::Timeline(TimelineCommand::Height(height)));
        }
    });
    let (pressed, share) = (run.clone(), strip.share);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" => share + 0.03,
            "ArrowDown" => share - 0.03,
            "Home" => SHARE.0,
            "End" => SHARE.2,
            // Not a splitter's.
            _ => return,
        };
        event.prevent_default();
        pressed.emit(Command::Timeline(TimelineCommand::Height(to * page_height)));
    });
    let usual = run.reform(move |_: MouseEvent| {
        Command::Timeline(TimelineCommand::Height(SHARE.1 * page_height))
    });
    let percent = |share: f64| ((share * 100.0) as u32).to_string();
    html! {
        <div class="strip-edge" role="separator" tabindex="0" aria-orientation="horizontal"
            aria-label="Height of the space-time diagram" title="Drag to make the diagram higher; double-click for the usual height"
            aria-controls={SPACETIME} aria-valuemin={percent(SHARE.0)} aria-valuemax={percent(SHARE.2)}
            aria-valuenow={percent(share)} {onpointerdown} {onpointermove} {onkeydown} ondblclick={usual} />
    }
}

/// What is lit up, in words.
fn caption(scene: &Scene, lit: Option<&Lit>) -> Html {
    html! {
        <p class="st-told" id="st-told" role="status">
            if let Some(lit) = lit {
                <b>{ &lit.place }</b>
                <span class="what">{ &lit.text }</span>
                <span class="before">{ &lit.before }</span>
                <span class="after">{ &lit.after }</span>
            } else {
                <span class="what">{ HINT }</span>
            }
            if !scene.said.is_empty() {
                <span class="said">{ &scene.said }</span>
            }
        </p>
    }
}

#[derive(PartialEq)]
struct Picture {
    scene: Same<Scene>,
    lit: Option<Same<Lit>>,
    run: Callback<Command>,
}

impl Part for Picture {
    fn view(&self) -> Html {
        let (scene, diagram) = (&self.scene, &self.scene.diagram);
        let (floor, height) = (diagram.floor, scene.height);
        let whole = scene.left + scene.width + 26.0;
        let listeners = pointers(&self.run);
        let take = self.run.reform(|_: MouseEvent| Command::Timeline(TimelineCommand::Take));
        let lit = self.lit.as_deref();
        let tie = |ties: Option<&Vec<Tie>>, at: usize| {
            ties.and_then(|it| it.get(at)).map(|it| tie_class(*it))
        };
        html! {
            <svg id={SPACETIME} class={classes!("spacetime", lit.map(|_| "lit"))} width="100%" height={px(height)}
                viewBox={format!("0 0 {}", point(whole, height))} preserveAspectRatio="xMinYMin"
                role="application" tabindex="0" aria-label="Space-time diagram" aria-describedby="st-told"
                aria-roledescription="diagram" onkeydown={keys(&self.run)} ondblclick={take}
                onpointerdown={listeners.down} onpointermove={listeners.moved} onpointerup={listeners.up}
                onpointerleave={listeners.left.clone()} onpointercancel={listeners.left} onwheel={listeners.wheel}>
                <defs><clipPath id="st-clip"><rect x={px(scene.left - 6.0)} y="0" width={px(scene.width + 26.0)} height={px(height)} />
                    // Nothing stands before the axis, so its first label may.
                    <rect x="0" y={px(floor + 4.0)} width={px(scene.left)} height={px(height - floor)} /></clipPath></defs>
                <g>{ for scene.names.iter().zip(&diagram.lanes).map(|(name, lane)| html! {
                    <text x="4" y={px(lane.y + 3.5)}>{ name }</text>
                }) }</g>
                <g clip-path="url(#st-clip)">
                    <g id="st-moving">
                        <g>{ for scene.shades.iter().map(|it| shade(*it, floor)) }</g>
                        <g>{ for diagram.ticks.iter().map(|it| html! {
                            <path class="st-grid" d={format!("M{}V{}", point(it.x, 4.0), px(floor))} />
                        }) }</g>
                        <g>{ for diagram.lanes.iter().zip(&scene.states).map(|(lane, states)| html! {
                            <g>
                                <path class="st-lane" d={format!("M{}H{}", point(0.0, lane.y), px(diagram.scale.right))} />
                                { for states.iter().map(|it| state(it, lane.y)) }
                            </g>
                        }) }</g>
                        <g>{ for lit.iter().flat_map(|lit| lit.reaches.iter().zip(&diagram.lanes)).map(|((past, future), lane)| html! {
                            <g>
                                <path class="st-reach past" d={format!("M{}H{}", point(0.0, lane.y), px(*past))} />
                                <path class="st-reach future" d={format!("M{}H{}", point(*future, lane.y), px(diagram.scale.right))} />
                            </g>
                        }) }</g>
                        <g>{ for diagram.arrows.iter().enumerate().map(|(at, it)| {
                            arrow(it, tie(lit.map(|lit| &lit.arrows), at))
                        }) }</g>
                        <g>{ for diagram.events.iter().enumerate().map(|(at, it)| {
                            event(it, tie(lit.map(|lit| &lit.events), at))
                        }) }</g>
                        <g>{ for diagram.ticks.iter().map(|it| html! {
                            <text class="tick" x={px(it.x)} y={px(floor + 15.0)}>{ &it.label }</text>
                        }) }</g>
                    </g>
                    <g id="st-cursor">
                        <rect class="st-ahead" x="0" y="0" width={px(whole + 4_000.0)} height={px(floor)} />
                        <path class="st-now" d={format!("M0 0V{}", px(floor))} />
                    </g>
                </g>
            </svg>
        }
    }
}

fn tie_class(tie: Tie) -> &'static str {
    match tie {
        Tie::Itself => "itself",
        Tie::Cause => "cause",
        Tie::Past => "past",
        Tie::Future => "future",
        Tie::Apart => "apart",
    }
}

fn shade((from, to): (f64, f64), floor: f64) -> Html {
    let (floor, room) = (px(floor), px(to - from));
    html! {
        <g>
            <rect class="split" x={px(from)} y="0" width={room} height={floor.clone()} />
            <path class="split-edge" d={format!("M{}V{floor}M{}V{floor}", point(from, 0.0), point(to, 0.0))} />
        </g>
    }
}

/// What a node was: its lane in the colour of its state.
fn state((stretch, tone): &(Stretch, Tone), y: f64) -> Html {
    let class = match stretch.status {
        Status::Up => classes!("st-state", tone_class(*tone)),
        Status::Paused | Status::Down => classes!("st-state", "out"),
    };
    html! { <path {class} d={format!("M{}H{}", point(stretch.from, y), px(stretch.to))} /> }
}

fn arrow(arrow: &Arrow, tie: Option<&'static str>) -> Html {
    let lost = matches!(arrow.fate, Fate::Lost(_));
    let class = classes!(
        "st-arrow",
        tone_class(arrow.tone),
        arrow.quiet.then_some("faint"),
        lost.then_some("lost"),
        (arrow.fate == Fate::Unknown).then_some("open"),
        tie
    );
    html! { <path {class} d={arrow.path()} /> }
}

fn event(event: &Event, tie: Option<&'static str>) -> Html {
    let class = match event.mark {
        Mark::Plain => "plain",
        Mark::Said => "said",
        Mark::Timer => "timer",
        Mark::Client => "client",
        Mark::Moved(_) => "moved",
        Mark::Up => "up",
        Mark::Down => "down",
        Mark::Acted => "acted",
        Mark::Broken => "broken",
    };
    let tone = match event.mark {
        Mark::Moved(tone) => Some(tone_class(tone)),
        _ => None,
    };
    let class = classes!("st-event", class, tone, tie);
    let d = format!("M{}{}", event.place, event.mark.shape());
    html! { <path {class} {d} data-record={event.records.start.to_string()} /> }
}
