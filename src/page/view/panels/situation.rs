//! The moment in sentences, to be read at any time, and what is said aloud while the run plays.

use crate::view::parts::checked_of;
use page_core::command::Command;
use page_core::command::panels::PanelCommand;
use page_core::panels::snapshot::Snapshot;
use yew::prelude::*;

/// The panel.
pub fn situation(shot: &Snapshot, silent: bool, run: &Callback<Command>) -> Html {
    let onchange =
        run.reform(|event: Event| Command::Panels(PanelCommand::Announce(checked_of(&event))));
    html! {
        <div class="situation">
            { sentences(shot) }
            <label class="choice" title="For screen readers: interesting moments, a few seconds apart">
                <input type="checkbox" checked={!silent} {onchange} />
                { "say aloud what happens while the run plays" }
            </label>
        </div>
    }
}

/// The same for those who do not see it, while the panel is not on the page.
pub fn unseen(shot: &Snapshot) -> Html {
    html! {
        <section class="visually-hidden" aria-label="In words" key="unseen">{ sentences(shot) }</section>
    }
}

fn sentences(shot: &Snapshot) -> Html {
    shot.situation.iter().map(|it| html! { <p>{ it }</p> }).collect()
}
