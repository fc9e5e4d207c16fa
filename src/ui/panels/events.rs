//! The newest events in words: the run for those who cannot see it, and a way back to each moment.

use yew::prelude::*;

use super::Snapshot;
use crate::command::Command;
use crate::log::{self, Row};
use crate::parts::checked_of;
use faultline::sim::declare::Info;

/// The list of events, the newest first.
pub fn events(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let rows = shot.rows.iter().map(|row| html_row(row, run));
    let onmouseleave = run.reform(|_| Command::Mark(Vec::new()));
    html! {
        <>
            { choice(info, shot, run) }
            <table class="events" {onmouseleave}>
                <caption class="visually-hidden">
                    { "What happened up to this moment, the newest first" }
                </caption>
                <tbody>{ for rows }</tbody>
            </table>
        </>
    }
}

/// Says what the list passes over, and lets the user have it.
fn choice(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let passed: Vec<&str> = log::signs_of_life(info).collect();
    if passed.is_empty() {
        return html! {};
    }
    let onchange = run.reform(|event: Event| Command::AllEvents(checked_of(&event)));
    html! {
        <label class="choice">
            <input type="checkbox" checked={shot.all_events} {onchange} />
            { format!("with every {}", passed.join(" and ")) }
        </label>
    }
}

fn html_row(row: &Row, run: &Callback<Command>) -> Html {
    let record = row.line.record;
    let nodes = row.nodes.clone();
    html! {
        <tr key={record.0} class={row.kind} data-record={record.0.to_string()}
            onmouseenter={run.reform(move |_| Command::Mark(nodes.clone()))}>
            <td>
                <button type="button" onclick={run.reform(move |_| Command::Show(record))}>
                    <span class="at">{ row.clock() }</span>
                    <span class="place">{ &row.line.place }</span>
                    <span class="text">{ &row.line.text }</span>
                </button>
            </td>
        </tr>
    }
}
