//! The newest events in words: the run for those who cannot see it, and a way back to each moment.

use yew::prelude::*;

use super::Snapshot;
use crate::ui::command::Command;
use crate::ui::log::Row;
use crate::ui::parts::Same;

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct EventsProps {
    /// The moment.
    pub shot: Same<Snapshot>,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// The list of events, the newest first.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let rows = props.shot.rows.iter().map(|row| html_row(row, &props.run));
    let onmouseleave = props.run.reform(|_| Command::Mark(Vec::new()));
    html! {
        <section class="panel" aria-label="Events">
            <h2>{ "Events" }</h2>
            <table class="events" {onmouseleave}>
                <caption class="visually-hidden">
                    { "What happened up to this moment, the newest first" }
                </caption>
                <tbody>{ for rows }</tbody>
            </table>
        </section>
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
