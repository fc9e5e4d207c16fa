//! The buttons of the strip: lanes or space-time, and how much of the run is seen.

use crate::view::parts::icon_button;
use compare::Side;
use page_core::command::Command;
use page_core::command::timeline::TimelineCommand;
use page_core::comparison::parting::word;
use page_core::timeline::TimelineState;
use view::icons;
use yew::prelude::*;

/// Shows so much less or more.
pub const STEP: f64 = 1.6;

/// The buttons; with two sides, the one that is worked on.
pub fn tools(strip: &TimelineState, here: Option<Side>, run: &Callback<Command>) -> Html {
    let act = |act: TimelineCommand| run.reform(move |_: MouseEvent| Command::Timeline(act));
    let choice = |diagram: bool, name: &'static str, title: &'static str| {
        let on = strip.diagram == diagram;
        html! {
            <button type="button" class={classes!("button", "choice", on.then_some("chosen"))}
                aria-pressed={on.to_string()} {title} onclick={act(TimelineCommand::Show(diagram))}>{ name }</button>
        }
    };
    let of = |side: Side| {
        let (on, name) = (here == Some(side), word(side));
        let turn = Command::On(side, Box::new(Command::CloseMenu));
        html! {
            <button type="button" key={name} class={classes!("button", "choice", on.then_some("chosen"))}
                aria-pressed={on.to_string()} title={format!("The diagram of the {name} run, to work on")}
                onclick={run.reform(move |_: MouseEvent| turn.clone())}>{ name }</button>
        }
    };
    let fit = if strip.diagram { "The usual length, at the cursor" } else { "The whole run" };
    html! {
        <div class="strip-tools" role="group" aria-label="What the strip of time shows">
            <span class="choices">
                { choice(false, "Lanes", "What each node was (D)") }
                { choice(true, "Space-time", "Every message as an arrow, and what led to what (D)") }
            </span>
            if here.is_some() && strip.diagram {
                <span class="choices" role="group" aria-label="Whose diagram">{ for Side::BOTH.map(of) }</span>
            }
            <span class="zooms">
                { icon_button(icons::MINUS, "Show more time", act(TimelineCommand::Zoom(STEP, None))) }
                { icon_button(icons::PLUS, "Show less time", act(TimelineCommand::Zoom(1.0 / STEP, None))) }
                { icon_button(icons::FIT, fit, act(TimelineCommand::Fit)) }
            </span>
        </div>
    }
}
