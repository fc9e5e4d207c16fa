//! What stands above two sides: where they part, what becomes of faults, and of each side its title,
//! what it differs in, and how its promises stand.

use crate::view::parts::{checked_of, icon};
use compare::Side;
use page_core::command::Command;
use page_core::command::comparison::ComparisonCommand;
use page_core::comparison::Pair;
use page_core::comparison::names::name;
use page_core::comparison::parting::word;
use page_core::pane::Pane;
use run::frame::{Frame, Standing};
use scenario::Difference;
use view::{icons, text};
use yew::prelude::*;

/// How many differences are named at the head of a side.
const NAMED: usize = 3;

/// The line above both sides.
pub fn strip(pair: &Pair, notices: Html, run: &Callback<Command>) -> Html {
    let act =
        |act: ComparisonCommand| run.reform(move |_: MouseEvent| Command::Comparison(act.clone()));
    let both =
        run.reform(|event: Event| Command::Comparison(ComparisonCommand::Both(checked_of(&event))));
    let parted = pair.parted.as_ref();
    html! {
        <section class="pair-strip" aria-label="Comparison" key="strip">
            <p class="parted" id="parted" role="status">
                if let Some(at) = parted.and_then(|it| it.at()) {
                    <button type="button" class="button" title="Go to the first difference" onclick={act(ComparisonCommand::ToParting)}>
                        { format!("First difference at {}", text::clock(at)) }
                    </button>
                }
                <span>{ parted.map(|it| it.sentence()).unwrap_or_default() }</span>
            </p>
            <label class="switch both">
                <input type="checkbox" role="switch" checked={pair.both} onchange={both} />
                { "Faults to both" }
            </label>
            <button type="button" class="button" title="Choose what stands on the right"
                onclick={act(ComparisonCommand::Choose(true))}>{ "Beside …" }</button>
            <div class="pair-notices">{ notices }</div>
        </section>
    }
}

/// The head of a side.
pub fn head(
    desk: &Pane,
    side: Side,
    here: bool,
    told: &[Difference],
    run: &Callback<Command>,
) -> Html {
    let keep = run.reform(move |_: MouseEvent| Command::Comparison(ComparisonCommand::Keep(side)));
    let turn = run.reform(move |_: MouseEvent| Command::On(side, Box::new(Command::CloseMenu)));
    let chips = told.iter().take(NAMED).map(|it| {
        let words = format!("{} {}", it.what, it.sides[side.index()]);
        html! { <li key={it.what.clone()} title={words.clone()}>{ words }</li> }
    });
    let more = told.len().saturating_sub(NAMED);
    let name = name(&desk.session);
    html! {
        <header class={classes!("side-head", here.then_some("here"))}>
            <button type="button" class="side-name" aria-pressed={here.to_string()} title={format!("{name}: work on this side")} onclick={turn}>
                <span class="pattern">{ desk.session.info().name }</span>
                <span class="title">{ &name }</span>
            </button>
            <ul class="chips" aria-label="What it differs in">
                { for chips }
                if more > 0 { <li key="more">{ format!("{more} more") }</li> }
            </ul>
            { promises(desk.session.frame()) }
            <button type="button" class="button plain" title={format!("Go on with the {} one alone", word(side))}
                aria-label={format!("Keep the {} one alone", word(side))} onclick={keep}>{ icon(icons::EXPAND) }</button>
        </header>
    }
}

/// How the promises stand, in a sign and a few words.
fn promises(frame: &Frame) -> Html {
    let broken = frame.properties.iter().filter(|it| matches!(it.standing, Standing::Broken(_)));
    let (mistakes, limits): (Vec<_>, Vec<_>) = broken.partition(|it| it.limit.is_none());
    let names = |list: &[&run::frame::PropertyFrame]| {
        list.iter().map(|it| it.name).collect::<Vec<_>>().join("; ")
    };
    if !mistakes.is_empty() {
        return html! {
            <span class="promises broken" title={names(&mistakes)}>
                { icon(icons::CLOSE) }{ format!("{} broken", mistakes.len()) }
            </span>
        };
    }
    if !limits.is_empty() {
        return html! {
            <span class="promises limit" title={names(&limits)}>{ format!("{} at its limit", limits.len()) }</span>
        };
    }
    let waiting = frame.properties.iter().filter(|it| !matches!(it.standing, Standing::Holds));
    match waiting.count() {
        0 => html! {
            <span class="promises holds">{ icon(icons::CHECK) }{ format!("{} hold", frame.properties.len()) }</span>
        },
        some => html! { <span class="promises waiting">{ format!("{some} pending") }</span> },
    }
}
