//! What stands above two sides: where they part, what becomes of faults, and of each side its title,
//! what it differs in, and how its promises stand.

use yew::prelude::*;

use super::parting::word;
use super::{Act, Pair};
use crate::command::Command;
use crate::desk::Desk;
use crate::parts::{checked_of, icon};
use crate::session::Session;
use faultline::compare::Side;
use faultline::scenario::{Course, Difference, differences};
use faultline::sim::frame::{Frame, Standing};
use faultline::view::{icons, text};

/// How many differences are named at the head of a side.
const NAMED: usize = 3;

/// What a session is called: its title, or its pattern; with its branch, if it shows one.
pub fn name(session: &Session) -> String {
    let document = session.document();
    let title = match document.title.as_str() {
        "" => session.info().name,
        title => title,
    };
    match session.course() {
        Course::Trunk => title.into(),
        course => format!("{title}: {}", document.course_name(course)),
    }
}

/// What the two differ in from the start, the left one's value first.
pub fn settings(desks: [&Desk; 2], here: Side) -> Vec<Difference> {
    let [mut left, mut right] = desks.map(|desk| desk.session.scenario());
    if here == Side::B {
        std::mem::swap(&mut left, &mut right);
    }
    let mut all = differences(left, right);
    all.retain(|it| it.what != "pattern");
    all
}

/// The line above both sides.
pub fn strip(pair: &Pair, notices: Html, run: &Callback<Command>) -> Html {
    let act = |act: Act| run.reform(move |_: MouseEvent| Command::Beside(act.clone()));
    let both = run.reform(|event: Event| Command::Beside(Act::Both(checked_of(&event))));
    let parted = pair.parted.as_ref();
    html! {
        <section class="pair-strip" aria-label="Comparison" key="strip">
            <p class="parted" id="parted" role="status">
                if let Some(at) = parted.and_then(|it| it.at()) {
                    <button type="button" class="button" title="Go to the first difference" onclick={act(Act::ToParting)}>
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
                onclick={act(Act::Choose(true))}>{ "Beside …" }</button>
            <div class="pair-notices">{ notices }</div>
        </section>
    }
}

/// The head of a side.
pub fn head(
    desk: &Desk,
    side: Side,
    pair: &Pair,
    told: &[Difference],
    run: &Callback<Command>,
) -> Html {
    let here = side == pair.here;
    let keep = run.reform(move |_: MouseEvent| Command::Beside(Act::Keep(side)));
    let turn = run
        .reform(move |_: MouseEvent| Command::Beside(Act::On(side, Box::new(Command::CloseMenu))));
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
    let names = |list: &[&faultline::sim::frame::PropertyFrame]| {
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
        some => html! { <span class="promises waiting">{ format!("{some} not yet") }</span> },
    }
}
