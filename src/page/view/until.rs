//! The box in which the user says what to run until.

use crate::view::parts::{field_of, icon, typed, value_of};
use compare::Side;
use kernel::time::Span;
use page_core::command::{Command, Selection};
use page_core::comparison::parting::word;
use page_core::session::LONGEST;
use page_core::until::{BUTTON, FIELD, Until};
use pattern::declare::Tone;
use run::frame::Frame;
use run::until::Condition;
use scenario::Scenario;
use view::icons;
use yew::prelude::*;

/// What the box shows.
pub struct Shown<'a> {
    /// What the user wants.
    pub until: &'a Until,
    /// The scenario of the course that is shown.
    pub scenario: &'a Scenario,
    /// The moment.
    pub frame: &'a Frame,
    /// What is selected.
    pub selection: Selection,
    /// The side that is meant, where there are two.
    pub side: Option<Side>,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// The button, and the box that it opens.
pub fn until(shown: &Shown) -> Html {
    let (until, run) = (shown.until, shown.run);
    let open = until.open;
    html! {
        <div class="until">
            <button type="button" id={BUTTON} class="button plain" aria-label="Run until …" aria-expanded={open.to_string()}
                title="Run until … (U)" onclick={run.reform(move |_| Command::OpenUntil(!open))}>
                { icon(icons::NEXT) }<span class="long">{ "Run until …" }</span>
            </button>
            if open {
                { form(shown) }
            }
        </div>
    }
}

fn form(shown: &Shown) -> Html {
    let (until, run) = (shown.until, shown.run.clone());
    let looking = until.is_looking();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let text = field_of(&event, "input").unwrap_or_default();
        run.emit(if looking { Command::StopLooking } else { Command::RunUntil(text) });
    });
    let onchange = shown.run.reform(|event: Event| Command::ChooseUntil(value_of(&event)));
    let text = match (until.text.as_str(), &shown.scenario.goal) {
        ("", Some(_)) => shown.scenario.end_in_words(&shown.scenario.end()),
        (text, _) => text.to_string(),
    };
    html! {
        <div class="box until-box" role="dialog" aria-label="Run until"><form {onsubmit}>
            <label for={FIELD}><h2>{ "Run until" }</h2></label>
            <button type="button" class="button plain close" aria-label="Close" title="Close (Esc)"
                onclick={shown.run.reform(|_| Command::OpenUntil(false))}>{ icon(icons::CLOSE) }</button>
            <div class="stacked">
                <input id={FIELD} class="field mono" autocomplete="off" spellcheck="false"
                    placeholder="n0 is Leader or 10s" aria-describedby="until-told"
                    value={typed(FIELD, text)} onchange={onchange.clone()} />
                <button type="submit" class="button">{ if looking { "Stop" } else { "Run" } }</button>
            </div>
            if let Some(side) = shown.side {
                <p class="help">{ format!("It waits for the {} run, on which you work.", word(side)) }</p>
            }
            <p class="presets">
                { for presets(shown).into_iter().map(|(name, words)| html! {
                    <button key={name.clone()} type="button" class="button" title={format!("Run until {words}")}
                        onclick={shown.run.reform(move |_| Command::RunUntil(words.clone()))}>{ name }</button>
                }) }
            </p>
            <select class="field" aria-label="What there is to wait for" title="What there is to wait for" {onchange}>
                <option key="none" value="" selected=true disabled=true>{ "Choose what to wait for …" }</option>
                { for choices(shown).into_iter().map(|(label, words)| options(label, words)) }
            </select>
            <p id="until-told" role="status">
                if let Some(awaited) = until.awaited() {
                    { awaited }
                } else {
                    { &until.told }
                }
            </p>
        </form></div>
    }
}

/// What is waited for most, each a single press: its name, and the condition or the time.
fn presets(shown: &Shown) -> Vec<(String, String)> {
    let scenario = shown.scenario;
    let states = scenario.pattern.info.roles.iter().take(1).flat_map(|role| role.diagram.states);
    let telling = states.filter(|it| matches!(it.tone, Tone::Leading | Tone::Trying | Tone::Bad));
    let told = telling.take(3).map(|it| Condition::Enters(None, it.name));
    let rest = [Condition::Breaks(None), Condition::Answered(None)];
    let conditions = told.chain(rest).map(|it| scenario.condition_in_words(&it));
    let mut presets: Vec<(String, String)> = conditions.map(|it| (it.clone(), it)).collect();
    for seconds in [1, 10] {
        let to = (shown.frame.now + Span::secs(seconds)).min(LONGEST);
        presets.push((format!("{seconds} s on"), to.to_string()));
    }
    presets
}

fn options(label: &'static str, words: Vec<String>) -> Html {
    let options = words.into_iter().map(|words| {
        html! { <option key={words.clone()} value={words.clone()}>{ words }</option> }
    });
    let options: Html = options.collect();
    html! { <optgroup key={label} {label}>{ options }</optgroup> }
}

/// What there is to wait for, by kinds: of the node that is selected, or of any.
fn choices(shown: &Shown) -> Vec<(&'static str, Vec<String>)> {
    let Shown { scenario, frame, selection, .. } = shown;
    let info = scenario.pattern.info;
    let node = selection.node().and_then(|id| frame.nodes.get(id.index()));
    let (of, id) = (node.map(|node| usize::from(node.role)), node.map(|node| node.id));
    let roles = info.roles.iter().enumerate().filter(|(role, _)| of.is_none_or(|it| it == *role));
    let states = roles.flat_map(|(_, role)| role.diagram.states);
    let kinds = 0..info.messages.len() as u8;
    let broken = (0..frame.properties.len() as u8).map(Some);
    let words = |it: Condition| scenario.condition_in_words(&it);
    vec![
        ("A state", states.map(|it| words(Condition::Enters(id, it.name))).collect()),
        ("A message sent", kinds.map(|it| words(Condition::Sends(id, it))).collect()),
        (
            "A broken promise",
            [None].into_iter().chain(broken).map(|it| words(Condition::Breaks(it))).collect(),
        ),
        ("An answer to a client", vec![words(Condition::Answered(None))]),
    ]
}
