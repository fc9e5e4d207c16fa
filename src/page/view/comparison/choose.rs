//! The box in which the other scenario is chosen, and how it is made.

use crate::view::parts::{field_of, icon};
use catalogue::ALL;
use page_core::command::Command;
use page_core::command::comparison::{ComparisonCommand, With};
use page_core::session::Session;
use std::rc::Rc;
use view::icons;
use yew::prelude::*;

/// The box's id, by which it is opened.
pub const ID: &str = "beside";

/// What the box shows.
pub struct Shown<'a> {
    /// Why the last choice was refused; none while the box is closed.
    pub told: Option<&'a Option<String>>,
    /// What stands on the page.
    pub session: &'a Session,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// The box.
pub fn chooser(shown: &Shown) -> Html {
    let close =
        shown.run.reform(|_: MouseEvent| Command::Comparison(ComparisonCommand::Choose(false)));
    let cancel = shown.run.reform(|_| Command::Comparison(ComparisonCommand::Choose(false)));
    html! {
        <dialog id={ID} class="chooser" aria-labelledby="beside-title" oncancel={cancel}>
            if let Some(told) = shown.told {
                <header>
                    <h2 id="beside-title">{ "Beside what?" }</h2>
                    <button type="button" class="button plain" aria-label="Close" title="Close (Esc)" onclick={close}>
                        { icon(icons::CLOSE) }
                    </button>
                </header>
                <p class="help">{ "Two scenarios side by side on one clock: what you do to one cluster is done \
                    to the other too, and the first difference is marked." }</p>
                <p role="alert" class="refused">{ told.clone().unwrap_or_default() }</p>
                { same(shown) }
                { courses(shown) }
                { patterns(shown) }
                { paste(shown) }
            }
        </dialog>
    }
}

fn open(with: With, run: &Callback<Command>) -> Callback<MouseEvent> {
    run.reform(move |_| Command::Comparison(ComparisonCommand::Open(with.clone())))
}

/// The same scenario with one thing changed.
fn same(shown: &Shown) -> Html {
    let scenario = shown.session.scenario();
    let guards = (scenario.pattern.safeguards)();
    let guards = guards.iter().map(|guard| {
        let off = scenario.setup.without.contains(&guard.id);
        let word = if off { "With" } else { "Without" };
        html! {
            <li key={guard.id}>
                <button type="button" class="button" title={guard.lesson} data-guard={guard.id}
                    onclick={open(With::Safeguard(guard.id), shown.run)}>
                    { format!("{word}: {}", guard.name) }
                </button>
            </li>
        }
    });
    html! {
        <section aria-labelledby="beside-same">
            <h3 id="beside-same">{ "This scenario with one thing changed" }</h3>
            <ul class="choices">
                { for guards }
                <li key="copy">
                    <button type="button" class="button" title="The same again, to do something else to"
                        onclick={open(With::Copy, shown.run)}>{ "The same again" }</button>
                </li>
            </ul>
            { params(shown) }
        </section>
    }
}

fn params(shown: &Shown) -> Html {
    let params = (shown.session.scenario().pattern.params)();
    if params.is_empty() {
        return html! {};
    }
    let set = &shown.session.scenario().setup.params;
    let options = params.iter().map(|param| {
        let known = set.iter().find(|(key, _)| *key == param.key);
        let value = known.map_or(param.default, |(_, value)| *value);
        html! { <option key={param.key} value={param.key}>{ format!("{} (now {value})", param.label) }</option> }
    });
    let run = shown.run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let field = |name: &str| field_of(&event, name).unwrap_or_default();
        let with = With::Param(field("select"), field("input"));
        run.emit(Command::Comparison(ComparisonCommand::Open(with)));
    });
    html! {
        <form class="stacked" {onsubmit}>
            <select class="field" aria-label="Parameter" title="Parameter">{ for options }</select>
            <input class="field mono" aria-label="Its value beside" title="Its value beside" placeholder="value" autocomplete="off" spellcheck="false" />
            <button type="submit" class="button">{ "Set beside" }</button>
        </form>
    }
}

/// Other branches of the document.
fn courses(shown: &Shown) -> Html {
    let document = Rc::clone(shown.session.document());
    let others = document.courses().filter(|it| *it != shown.session.course());
    let buttons = others.map(|course| {
        let name = document.course_name(course).to_string();
        html! {
            <li key={name.clone()}>
                <button type="button" class="button" onclick={open(With::Branch(course), shown.run)}>{ name }</button>
            </li>
        }
    });
    if document.branches.is_empty() {
        return html! {};
    }
    html! {
        <section aria-labelledby="beside-branch">
            <h3 id="beside-branch">{ "Another branch of it" }</h3>
            <ul class="choices">{ for buttons }</ul>
        </section>
    }
}

/// All patterns.
fn patterns(shown: &Shown) -> Html {
    let options = ALL.iter().map(|entry| {
        html! { <option key={entry.info.id} value={entry.info.id}>{ entry.info.name }</option> }
    });
    let run = shown.run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let id = field_of(&event, "select").unwrap_or_default();
        run.emit(Command::Comparison(ComparisonCommand::Open(With::Pattern(id))));
    });
    html! {
        <section aria-labelledby="beside-pattern">
            <h3 id="beside-pattern">{ "Another pattern under the same faults" }</h3>
            <form class="stacked" {onsubmit}>
                <select class="field" aria-label="Pattern" title="Pattern">
                    <option key="none" value="" selected=true>{ "Choose a pattern …" }</option>
                    { for options }
                </select>
                <button type="submit" class="button">{ "Open beside" }</button>
            </form>
        </section>
    }
}

/// A link, or a scenario's text.
fn paste(shown: &Shown) -> Html {
    let run = shown.run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let text = field_of(&event, "textarea").unwrap_or_default();
        run.emit(Command::Comparison(ComparisonCommand::Open(With::Text(text))));
    });
    html! {
        <section aria-labelledby="beside-text">
            <h3 id="beside-text">{ "A link or a scenario" }</h3>
            <form class="stacked" {onsubmit}>
                <textarea class="field mono" rows="2" aria-label="Link or scenario" spellcheck="false"
                    placeholder="Paste it here" />
                <button type="submit" class="button">{ "Open beside" }</button>
            </form>
        </section>
    }
}
