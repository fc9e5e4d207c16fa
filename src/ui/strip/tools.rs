//! The buttons of the strip: lanes or space-time, and how much of the run is seen.

use yew::prelude::*;

use super::{Act, Strip};
use crate::command::Command;
use crate::parts::icon_button;
use faultline::view::icons;

/// Shows so much less or more.
pub const STEP: f64 = 1.6;

/// The buttons.
pub fn tools(strip: &Strip, run: &Callback<Command>) -> Html {
    let act = |act: Act| run.reform(move |_: MouseEvent| Command::Strip(act));
    let choice = |diagram: bool, name: &'static str, title: &'static str| {
        let on = strip.diagram == diagram;
        html! {
            <button type="button" class={classes!("button", "choice", on.then_some("chosen"))}
                aria-pressed={on.to_string()} {title} onclick={act(Act::Show(diagram))}>{ name }</button>
        }
    };
    let fit = if strip.diagram { "The usual length, at the cursor" } else { "The whole run" };
    html! {
        <div class="strip-tools" role="group" aria-label="What the strip of time shows">
            <span class="choices">
                { choice(false, "Lanes", "What each node was (D)") }
                { choice(true, "Space-time", "Every message as an arrow, and what led to what (D)") }
            </span>
            <span class="zooms">
                { icon_button(icons::MINUS, "Show more time", act(Act::Zoom(STEP, None))) }
                { icon_button(icons::PLUS, "Show less time", act(Act::Zoom(1.0 / STEP, None))) }
                { icon_button(icons::FIT, fit, act(Act::Fit)) }
            </span>
        </div>
    }
}
