//! A trace as a table: each span below what it is part of, with a bar against time.

use crate::view::parts::value_of;
use crate::view::shapes::shapes;
use page_core::command::{Command, Selection};
use page_core::panels::snapshot::Snapshot;
use view::geometry::{Rect, point};
use view::text;
use view::waterfall::{Row, Trace, Waterfall};
use yew::prelude::*;

/// The size of a bar's room.
const BAR: (f64, f64) = (150.0, 12.0);

/// The trace that is shown, and the others to choose from.
pub fn trace(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let Some(waterfall) = &shot.waterfall else { return html! {} };
    let Some(shown) = waterfall.shown else {
        return html! { <p class="help">{ "No span has begun yet." }</p> };
    };
    let onchange = run.reform(|event: Event| Command::Trace(value_of(&event).parse().ok()));
    let choice = |it: &Trace| {
        html! {
            <option key={it.id} value={it.id.to_string()} selected={it.id == shown}>
                { format!("{} at {}", it.name, text::clock(it.from)) }
            </option>
        }
    };
    let length = waterfall.to.since(waterfall.from);
    html! {
        <>
            <div class="setting wide">
                <label for="trace">{ "Trace" }</label>
                <select id="trace" class="field" {onchange}>{ for waterfall.traces.iter().map(choice) }</select>
            </div>
            <p class="help">
                { format!("From {}, {} in all.", text::clock(waterfall.from), text::span(length)) }
            </p>
            <table class="waterfall">
                <caption class="visually-hidden">{ "Spans in the order of the tree" }</caption>
                <colgroup><col /><col class="place" /><col class="lasts" /></colgroup>
                <thead class="visually-hidden">
                    <tr><th scope="col">{ "Span" }</th><th scope="col">{ "Node" }</th><th scope="col">{ "Time" }</th></tr>
                </thead>
                <tbody>{ for waterfall.rows.iter().map(|it| row(waterfall, it, shot, run)) }</tbody>
            </table>
            if waterfall.hidden > 0 {
                <p class="help">{ format!("And {} more.", waterfall.hidden) }</p>
            }
        </>
    }
}

fn row(waterfall: &Waterfall, row: &Row, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let (record, told) = (row.record, row.told(shot.now));
    let onclick = run.reform(move |_: MouseEvent| Command::Show(record));
    let selected = shot.selection == Selection::Node(row.node);
    let room = Rect { left: 0.5, top: 0.5, right: BAR.0 - 0.5, bottom: BAR.1 - 0.5 };
    let class = classes!(
        row.failed.then_some("failed"),
        row.orphan.then_some("orphan"),
        row.to.is_none().then_some("unfinished"),
        selected.then_some("of-selected"),
    );
    // Deep trees keep to the first few steps; the level says the rest.
    let indent = format!("depth-{}", row.depth.min(6));
    html! {
        <tr key={row.span.0} {class} data-depth={row.depth.to_string()}>
            <th scope="row">
                <button type="button" class={indent} {onclick} title={format!("{}: {told}", row.name)}>
                    <span class="visually-hidden">{ format!("Level {}: ", row.depth + 1) }</span>
                    { row.name.clone() }
                </button>
            </th>
            <td class="place">{ shot.names.of(row.node) }</td>
            <td class="lasts">
                <svg class="drawn" viewBox={format!("0 0 {}", point(BAR.0, BAR.1))} aria-hidden="true">
                    { shapes(&waterfall.bar(row, room)) }
                </svg>
                <span>{ told }</span>
            </td>
        </tr>
    }
}
