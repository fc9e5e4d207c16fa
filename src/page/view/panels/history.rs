//! What clients asked and were told: bars in real time, and the same as a table, which can be read
//! and walked through by keys.

use crate::view::shapes::shapes;
use kernel::ids::RecordId;
use page_core::command::{Command, Selection};
use page_core::panels::snapshot::Snapshot;
use page_core::shared::px;
use view::geometry::{Rect, point};
use view::history::{Fault, History, How, Part, Row};
use view::text;
use yew::prelude::*;

/// The width that bars are laid out for.
const WIDTH: f64 = 304.0;

/// The latest operations of all clients.
pub fn history(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let history = &shot.history;
    if history.rows.is_empty() {
        return html! { <p class="help">{ "No client has asked for anything yet." }</p> };
    }
    let rows = history.rows.iter().rev().map(|it| row(it, shot, run));
    html! {
        <div class="history">
            { for history.faults.iter().map(|it| fault(it, run)) }
            { bars(history, shot, run) }
            if history.rows.iter().any(|it| it.part.is_some()) {
                <p class="help">
                    { "Framed: what cannot be placed. Dotted: what leaves no place for it." }
                </p>
            }
            <table class="operations">
                <caption class="visually-hidden">{ "Operations, the latest first" }</caption>
                <thead class="visually-hidden"><tr>
                    <th scope="col">{ "Client" }</th><th scope="col">{ "Operation" }</th>
                    <th scope="col">{ "Outcome" }</th>
                </tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
            if history.earlier > 0 {
                <p class="help">{ format!("And {} earlier.", text::count(history.earlier as u64)) }</p>
            }
        </div>
    }
}

/// Why what clients were told cannot be, and the way to the operation.
fn fault(fault: &Fault, run: &Callback<Command>) -> Html {
    let record = fault.answered.unwrap_or(fault.invoked);
    html! {
        <div class="why" key={fault.property} data-fault={fault.property}>
            <p><strong>{ fault.property }</strong>{ format!(": broken at {}.", text::clock(fault.at)) }</p>
            <p>{ format!("{}.", fault.why.trim_end_matches('.')) }</p>
            <button type="button" class="go" onclick={show(record, run)}>
                { "Show what cannot be placed" }
            </button>
        </div>
    }
}

fn bars(history: &History, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let drawing = history.draw(&shot.names, WIDTH);
    let target = |(area, index): &(Rect, usize)| {
        let row = &history.rows[*index];
        let onclick = show(row.answered.unwrap_or(row.invoked), run);
        html! {
            <rect class="target" x={px(area.left)} y={px(area.top)} width={px(area.width())}
                height={px(area.height())} {onclick}>
                <title>{ format!("{}: {}", row.asked, row.went()) }</title>
            </rect>
        }
    };
    let label = format!(
        "Operations from {} to {}; the table below has each of them",
        text::clock(history.from),
        text::clock(history.to)
    );
    html! {
        <svg class="drawn bars" viewBox={format!("0 0 {}", point(WIDTH, drawing.height))}
            role="img" aria-label={label}>
            <g>{ shapes(&drawing.shapes) }</g>
            <g>{ for drawing.targets.iter().map(target) }</g>
        </svg>
    }
}

fn row(row: &Row, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let class = classes!(
        match row.how {
            How::Done => "done",
            How::Refused | How::Unknown => "doubted",
            How::Failed => "failed",
            How::Open => "open",
        },
        (shot.selection == Selection::Node(row.client)).then_some("of-selected"),
        row.part.map(|_| "blamed"),
    );
    let part = row.part.map(|part| match part {
        Part::Misplaced => "cannot be placed",
        Part::Involved => "leaves it no place",
    });
    html! {
        <tr key={row.invoked.0} {class} data-operation={row.invoked.0.to_string()}>
            <td class="place">{ shot.names.of(row.client).to_string() }</td>
            <th scope="row">
                <button type="button" class="go" onclick={show(row.answered.unwrap_or(row.invoked), run)}>
                    { &row.asked }
                </button>
            </th>
            <td class="text">
                { row.went() }
                if let Some(part) = part {
                    <strong>{ format!("; {part}") }</strong>
                }
            </td>
        </tr>
    }
}

fn show(record: RecordId, run: &Callback<Command>) -> Callback<MouseEvent> {
    run.reform(move |_| Command::Show(record))
}
