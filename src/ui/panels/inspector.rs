//! Everything about the selected node or message: every variable by its name, every timer.

use yew::prelude::*;

use super::Snapshot;
use crate::command::{Command, Selection};
use faultline::sim::declare::Info;
use faultline::sim::frame::{Field, Status};
use faultline::view::geometry::{Point, point};
use faultline::view::text;

/// How many messages in flight are listed.
const FLIGHTS_MAX: usize = 30;

/// Past this many nodes they are not listed.
pub const LISTED: usize = 64;

/// Where a card opens that was not opened on the stage.
const CORNER: Point = point(16.0, 16.0);

/// Which node the panels tell of.
pub fn pick(shot: &Snapshot, run: &Callback<Command>) -> Html {
    html! {
        <div class="panel setting" key="pick">
            <label for="inspected">{ "Node" }</label>
            { choice(shot, run) }
        </div>
    }
}

/// Which node: from a list, or by its name where the list would be endless.
fn choice(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let names = shot.names.clone();
    let onchange = run.reform(move |event: Event| {
        let name = crate::parts::value_of(&event);
        match names.find(name.trim()) {
            Some(id) => Command::Select(Selection::Node(id)),
            None => Command::Refuse(format!("There is no node “{}”", name.trim())),
        }
    });
    let nodes = &shot.frame.nodes;
    let name = nodes.get(shot.node.index()).map_or(String::new(), |node| node.name.to_string());
    if nodes.len() > LISTED {
        return html! {
            <input id="inspected" class="field mono" autocomplete="off" spellcheck="false"
                key={name.clone()} ~defaultValue={name} {onchange} />
        };
    }
    let choices = nodes.iter().map(|node| {
        html! {
            <option key={node.name.to_string()} value={node.name.to_string()}
                selected={node.id == shot.node}>{ &*node.name }</option>
        }
    });
    let choices: Html = choices.collect();
    html! { <select id="inspected" class="field" {onchange}>{ choices }</select> }
}

/// What the selected message is, and where it goes.
pub fn message_title(info: &Info, shot: &Snapshot) -> String {
    let Some((flight, _)) = shot.selected_flight() else { return "Message".into() };
    let kind = &info.messages[usize::from(flight.kind)];
    format!("{} {}", kind.name, text::way(flight.id.from, flight.id.to, &shot.names))
}

/// The selected message.
pub fn message(info: &Info, shot: &Snapshot) -> Html {
    let Some((flight, view)) = shot.selected_flight() else { return html! {} };
    html! {
        <>
            <dl class="fields">
                { term("sent", text::clock(flight.sent)) }
                { term("due", text::clock(flight.due)) }
                { for view.fields.iter().map(field) }
            </dl>
            <p class="help">{ info.messages[usize::from(flight.kind)].help }</p>
        </>
    }
}

/// The messages in flight, for those who cannot hit a moving one: each opens its card.
pub fn flights(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let flights = &shot.frame.flights;
    let rows = flights.iter().take(FLIGHTS_MAX).map(|flight| {
        let id = flight.id;
        let onclick =
            run.reform(move |_: MouseEvent| Command::Open(Selection::Message(id), CORNER));
        let kind = info.messages[usize::from(flight.kind)].name;
        let ends = text::way(id.from, id.to, &shot.names);
        html! {
            <li key={flight.record.0.to_string()}>
                <button type="button" class="button" {onclick}>{ format!("{ends} {kind}") }</button>
            </li>
        }
    });
    let rows: Vec<Html> = rows.collect();
    let rest = flights.len().saturating_sub(FLIGHTS_MAX);
    html! {
        <>
            if rows.is_empty() {
                <p class="help">{ "No message is on its way." }</p>
            } else {
                <ul class="flights">{ for rows }</ul>
            }
            if rest > 0 {
                <p class="help">{ format!("And {rest} more.") }</p>
            }
        </>
    }
}

/// The node's variables.
pub fn variables(info: &Info, shot: &Snapshot) -> Html {
    let Some(node) = shot.frame.nodes.get(shot.node.index()) else { return html! {} };
    let role = &info.roles[usize::from(node.role)];
    let state = role.diagram.states.get(usize::from(node.state));
    let state = state.map_or("", |state| state.name);
    let status = match node.status {
        Status::Up => state.to_string(),
        Status::Paused => format!("{state}, paused: {} events wait", node.waiting),
        Status::Down => "down; its disk holds what is shown".to_string(),
    };
    html! {
        <dl class="fields">
            { term("state", status) }
            { for node.view.fields.iter().map(field) }
        </dl>
    }
}

/// The node's timers.
pub fn timers(info: &Info, shot: &Snapshot) -> Html {
    let Some(node) = shot.frame.nodes.get(shot.node.index()) else { return html! {} };
    if node.timers.is_empty() {
        return html! { <p class="help">{ "None is set." }</p> };
    }
    let timers = node.timers.iter().map(|timer| {
        let name = info.timers[usize::from(timer.kind)].name;
        let left = text::span(timer.due.since(shot.now));
        term(name, format!("in {left}, at {}", text::clock(timer.due)))
    });
    html! { <dl class="fields">{ for timers }</dl> }
}

fn field(field: &Field) -> Html {
    term(field.name, field.value.clone())
}

fn term(name: &'static str, value: String) -> Html {
    html! { <><dt>{ name }</dt><dd>{ value }</dd></> }
}
