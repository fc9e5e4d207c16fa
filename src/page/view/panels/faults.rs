//! All that is done to the cluster, as a list: the way to every fault for those who cannot drag,
//! and the way to remove one.

use crate::dom::browser;
use crate::view::panels::inspector::LISTED;
use crate::view::parts::{field_of, icon, ticked};
use page_core::command::{Command, Edit};
use page_core::panels::snapshot::Snapshot;
use run::words;
use view::{icons, text};
use yew::prelude::*;

/// A field for another action, at the cursor's time.
pub fn new_action(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let done = run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(text) = field_of(&event, "input") {
            done.emit(Command::ActInWords(text));
            browser::select("new-action");
        }
    });
    html! {
        <>
            <form {onsubmit}>
                <div class="stacked">
                    <input id="new-action" class="field mono" autocomplete="off" aria-label="Action" title="What is done now, as a scenario says it"
                        spellcheck="false" placeholder="partition n0 n1 | n2 n3 n4"
                        aria-describedby="action-help" />
                    <button type="submit" class="button">{ "Add" }</button>
                </div>
                <div role="alert">
                    if let Some(error) = &shot.fault_error {
                        <p class="error">{ error }</p>
                    }
                </div>
            </form>
            <p class="help" id="action-help">
                { "crash n0, restart n0, pause n0, cut n0>n2, heal, slow n0 by 5ms, \
                   clock n0 offset=+50ms, clog n0, link n0-n1 loss=10%, input c0 put x=1" }
            </p>
            { several(shot, run) }
        </>
    }
}

/// The list of actions.
pub fn actions(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let count = shot.scenario.setup.actions.len();
    if count == 0 {
        return html! { <p class="help">{ "Nothing yet." }</p> };
    }
    html! { <ol class="faults">{ for (0..count).map(|at| row(shot, at, run)) }</ol> }
}

/// What can be done to several nodes at once: the verb, and what else has to be said.
const VERBS: [(&str, &str); 9] = [
    ("crash", ""),
    ("restart", ""),
    ("pause", ""),
    ("resume", ""),
    ("slow", "by 10ms"),
    ("wipe", ""),
    ("clog", ""),
    ("unclog", ""),
    ("swizzle", "over 2s"),
];

/// The same done to several nodes at once, chosen from lists.
fn several(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let names = shot.names.0.clone();
    let listed = names.len() <= LISTED;
    let boxes = names.iter().filter(|_| listed).map(|name| {
        html! {
            <label key={name.to_string()}>
                <input type="checkbox" id={format!("several-{name}")} />{ format!(" {name}") }
            </label>
        }
    });
    let boxes: Html = boxes.collect();
    let names_hint = names.iter().take(3).map(|name| &**name).collect::<Vec<&str>>().join(" ");
    let run = run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let verb = field_of(&event, "select").unwrap_or_default();
        let nodes = if listed {
            let chosen = names.iter().filter(|name| ticked(&event, &format!("#several-{name}")));
            chosen.map(|name| &**name).collect::<Vec<&str>>().join(" ")
        } else {
            field_of(&event, "#several").unwrap_or_default()
        };
        let rest = VERBS.iter().find(|it| it.0 == verb).map_or("", |it| it.1);
        let text = format!("{verb} {nodes} {rest}");
        run.emit(Command::ActInWords(text.trim().into()));
    });
    html! {
        <details class="several">
            <summary>{ "To several nodes at once" }</summary>
            <form {onsubmit}>
                if listed {
                    <fieldset class="nodes" aria-label="Nodes">{ boxes }</fieldset>
                } else {
                    <input id="several" class="field mono" aria-label="Nodes" title="Nodes" autocomplete="off"
                        spellcheck="false" placeholder={names_hint} />
                }
                <div class="stacked">
                    <select class="field" aria-label="What is done" title="What is done">
                        { for VERBS.iter().enumerate().map(|(index, (verb, rest))| html! {
                            <option key={*verb} value={*verb} selected={index == 0}>
                                { format!("{verb} {rest}") }
                            </option>
                        }) }
                    </select>
                    <button type="submit" class="button">{ "Do it" }</button>
                </div>
            </form>
        </details>
    }
}

fn row(shot: &Snapshot, index: usize, run: &Callback<Command>) -> Html {
    let timed = &shot.scenario.setup.actions[index];
    let at = timed.at;
    let words = words::write(&timed.action, &shot.names);
    let label = format!("Remove {words}");
    html! {
        <li key={index} class={classes!((at > shot.now).then_some("future"))} data-action={words.clone()}>
            <button type="button" class="go" title="Go to this moment"
                onclick={run.reform(move |_| Command::Seek(at))}>{ text::clock(at) }</button>
            <code>{ words }</code>
            <button type="button" class="button plain" aria-label={label} title="Remove"
                onclick={run.reform(move |_| Command::Edit(Edit::Remove(index)))}>
                { icon(icons::CLOSE) }
            </button>
        </li>
    }
}
