//! The panel of a search as it is drawn: the form, how far the search is, what it found.
//!
//! Holds nothing and decides nothing.

use crate::view::parts::{icon, value_of};
use crate::view::search::{Example, Msg, Search, Under};
use page_core::search::quest::{Quest, Stage};
use page_core::search::talk::Found;
use run::words;
use scenario::Scenario;
use view::{icons, text};
use yew::html::Scope;
use yew::prelude::*;

/// The form that begins a search.
pub fn form(search: &Search, scenario: &Scenario, link: &Scope<Search>) -> Html {
    let properties = (scenario.pattern.properties)();
    let wanted = search.property.as_str();
    let onsubmit = link.callback(|event: SubmitEvent| {
        event.prevent_default();
        Msg::Search
    });
    let onschedules = link.callback(|event: InputEvent| Msg::Schedules(value_of(&event)));
    let onlasts = link.callback(|event: InputEvent| Msg::Lasts(value_of(&event)));
    let onproperty = link.callback(|event: Event| Msg::Property(value_of(&event)));
    html! {
        <section class="panel" aria-label="Try to break it">
            <h2>{ "Try to break it" }</h2>
            // Who has searched knows it, and the room is for what was found.
            if search.search.is_none() {
                <p class="help">
                    { "Runs what is on the page under many schedules of faults, each drawn from a seed, \
                       until a promise is broken; then looks for the fewest steps that break it." }
                </p>
            }
            <form {onsubmit}>
                <div class="pair">
                    <div class="setting wide">
                        <label for="schedules">{ "Schedules" }</label>
                        <input id="schedules" class="field mono" inputmode="numeric" maxlength="9"
                            autocomplete="off" value={search.schedules.clone()} oninput={onschedules} />
                    </div>
                    <div class="setting wide">
                        <label for="lasts">{ "Each lasts" }</label>
                        <input id="lasts" class="field mono" maxlength="12" autocomplete="off"
                            spellcheck="false" value={search.lasts(scenario)} oninput={onlasts} />
                    </div>
                </div>
                <div class="setting wide">
                    <label for="wanted">{ "Looking for" }</label>
                    <select id="wanted" class="field" onchange={onproperty}>
                        <option key="" value="" selected={wanted.is_empty()}>{ "any broken promise" }</option>
                        { for properties.iter().map(|(id, name)| html! {
                            <option key={*id} value={*id} selected={*id == wanted}>{ *name }</option>
                        }) }
                    </select>
                </div>
                <div role="alert">
                    if let Some(mistake) = &search.mistake { <p class="error">{ mistake }</p> }
                </div>
                <p class="row">
                    <button type="submit" class="button primary" id="search">{ "Search" }</button>
                </p>
            </form>
        </section>
    }
}

/// A search, under way or over.
pub fn search(under: &Under, link: &Scope<Search>) -> Html {
    let found = under.example.as_ref().map(|example| counter_example(under, example, link));
    html! {
        <>
            <section class="panel" aria-label="Search" key="search" data-search={state(under)}>
                <h2>{ headline(under) }</h2>
                { bar(under) }
                <p class="help" id="search-figures">{ figures(under) }</p>
                { button(under, link) }
            </section>
            <div key="found">{ for found }</div>
        </>
    }
}

/// What a screen reader says of it: only when something is new.
pub fn said(under: &Under) -> String {
    let found = under.quest.smallest().map(|found| format!(" {}: {}", found.name, found.why));
    headline(under) + &found.unwrap_or_default()
}

fn headline(under: &Under) -> String {
    let of = text::count(count(&under.quest));
    match under.quest.stage() {
        _ if under.stopped => "Stopped".into(),
        Stage::Trying => format!("Trying {of} schedules"),
        Stage::Shrinking { .. } => "Broken: looking for fewer steps".into(),
        Stage::Over { smallest: None } => format!("No violation in {of} schedules"),
        Stage::Over { smallest: Some(_) } => "Broken".into(),
        Stage::Failed { sentence, .. } => sentence.clone(),
    }
}

/// The state in a word, for scripts.
fn state(under: &Under) -> &'static str {
    match under.quest.stage() {
        _ if under.stopped => "stopped",
        Stage::Trying => "trying",
        Stage::Shrinking { .. } => "shrinking",
        Stage::Over { smallest: None } => "clear",
        Stage::Over { smallest: Some(_) } => "broken",
        Stage::Failed { .. } => "failed",
    }
}

fn count(quest: &Quest) -> u64 {
    let seeds = quest.ledger().seeds();
    seeds.end - seeds.start
}

/// How far it is, while it is under way.
fn bar(under: &Under) -> Html {
    let (label, value, max) = match under.quest.stage() {
        _ if under.crew.is_none() => return html! {},
        Stage::Shrinking { attempts, limit, .. } => ("Scenarios tried", *attempts, (*limit).max(1)),
        _ => ("Schedules tried", under.quest.ledger().tried(), count(&under.quest)),
    };
    html! {
        <progress aria-label={label} value={value.to_string()} max={max.to_string()} />
    }
}

/// What was done up to now, and how fast.
fn figures(under: &Under) -> String {
    let ledger = under.quest.ledger();
    let tried = text::count(ledger.tried());
    let simulated = text::count(ledger.simulated().0 / 1_000_000);
    let rate = match under.lasted_ms {
        ms if ms >= 1.0 => text::count((ledger.tried() as f64 * 1_000.0 / ms) as u64),
        _ => "–".into(),
    };
    let by = match under.workers {
        0 => "in the page itself, because this browser starts no workers".to_string(),
        1 => "in one worker".to_string(),
        count => format!("in {count} workers"),
    };
    let smaller = match under.quest.stage() {
        Stage::Shrinking { attempts, .. } => {
            format!(" Smaller scenarios tried: {}.", text::count(*attempts))
        }
        _ => String::new(),
    };
    format!("{tried} schedules tried, {simulated} s simulated, {rate} a second {by}.{smaller}")
}

fn button(under: &Under, link: &Scope<Search>) -> Html {
    if under.crew.is_some() {
        let stop = link.callback(|_: MouseEvent| Msg::Stop);
        return row(
            html! { <button type="button" class="button" onclick={stop}>{ "Stop" }</button> },
        );
    }
    if *under.quest.stage() == (Stage::Over { smallest: None }) {
        let more = link.callback(|_: MouseEvent| Msg::More);
        let label = format!("Try {} more", text::count(count(&under.quest)));
        return row(
            html! { <button type="button" class="button" onclick={more}>{ label }</button> },
        );
    }
    html! {}
}

fn row(button: Html) -> Html {
    html! { <p class="row">{ button }</p> }
}

fn counter_example(under: &Under, example: &Example, link: &Scope<Search>) -> Html {
    let Example { found, scenario, names } = example;
    let Found { seed, name, at, why, .. } = found;
    let steps = scenario.setup.actions.iter().enumerate().map(|(place, timed)| {
        html! {
            <li key={place}>
                <span class="at">{ timed.at.to_string() }</span>
                <code>{ words::write(&timed.action, names) }</code>
            </li>
        }
    });
    let count = scenario.setup.actions.len();
    let open = link.callback(|_: MouseEvent| Msg::Open);
    let copy = link.callback(|_: MouseEvent| Msg::Copy);
    html! {
        <section class="panel" aria-label="Counter-example">
            <h2>{ if under.crew.is_some() { "Smallest so far" } else { "Counter-example" } }</h2>
            <ul class="properties">
                <li class="broken">
                    <div class="property">
                        { icon(icons::CLOSE) }<span>{ name }</span>
                        <span class="standing">{ format!("broken at {}", text::clock(*at)) }</span>
                    </div>
                    <p class="why">{ why }</p>
                </li>
            </ul>
            <ol class="faults steps" aria-label="Steps">{ for steps }</ol>
            <p class="help">{ told(count, *seed) }</p>
            <p class="row">
                <button type="button" class="button primary" onclick={open}>{ "Open as a branch" }</button>
                <button type="button" class="button" onclick={copy}>{
                    match under.copied {
                        Some(true) => "Link copied",
                        Some(false) => "The browser did not allow it",
                        None => "Copy link",
                    }
                }</button>
            </p>
        </section>
    }
}

/// How many steps a counter-example has, and where it comes from.
fn told(steps: usize, seed: u64) -> String {
    let steps = match steps {
        0 => "It takes no fault at all".to_string(),
        1 => "One step".to_string(),
        steps => format!("{steps} steps"),
    };
    format!("{steps}, from the schedule of seed {seed}.")
}
