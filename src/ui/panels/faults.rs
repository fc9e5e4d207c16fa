//! All that is done to the cluster, as a list: the way to every fault for those who cannot drag,
//! and the way to remove one.

use yew::prelude::*;

use super::{Snapshot, branches};
use crate::browser;
use crate::command::{Command, Edit};
use crate::parts::{field_of, icon};
use faultline::sim::words;
use faultline::view::{icons, text};

/// The list of actions, and a field to add one.
pub fn faults(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let rows: Html = (0..shot.scenario.setup.actions.len()).map(|at| row(shot, at, run)).collect();
    let (done, run) = (run.clone(), run.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(text) = field_of(&event, "input") {
            run.emit(Command::ActInWords(text));
            browser::select("new-action");
        }
    });
    html! {
        <div>
            <section class="panel" aria-label="Add an action">
                <form {onsubmit}>
                    <label for="new-action"><h2>{ format!("Do at {}", text::clock(shot.now)) }</h2></label>
                    <div class="stacked">
                        <input id="new-action" class="field mono" autocomplete="off"
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
                    { "crash n0, restart n0, pause n0, resume n0, cut n0-n2, cut n0>n2, heal, \
                       link n0-n1 latency=50ms loss=10%, input c0 put x=1" }
                </p>
            </section>
            { branches::branches(shot, &done) }
            <section class="panel" aria-label="Actions of this scenario">
                <h2>{ "What is done to the cluster" }</h2>
                if shot.scenario.setup.actions.is_empty() {
                    <p class="help">{ "Nothing yet." }</p>
                } else {
                    <ol class="faults">{ rows }</ol>
                }
            </section>
        </div>
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
