//! Everything about the selected node or message: every variable by its name, every timer.

use yew::prelude::*;

use super::Snapshot;
use crate::command::{Command, Selection};
use faultline::sim::declare::Info;
use faultline::sim::frame::{Field, Flight, MessageView, NodeFrame, Status};
use faultline::view::geometry::{Point, point};
use faultline::view::text;

/// How many messages in flight are listed.
const FLIGHTS_MAX: usize = 30;

/// Past this many nodes they are not listed.
pub const LISTED: usize = 64;

/// Where a card opens that was not opened on the stage.
const CORNER: Point = point(16.0, 16.0);

/// The inspector.
pub fn inspector(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let flight = shot.frame.flights.iter().find(|it| shot.selection == Selection::Message(it.id));
    let message = flight.zip(shot.message.as_ref());
    let node = shot.frame.nodes.get(shot.node.index());
    html! {
        <div>
            <section class="panel" key="pick">
                <div class="setting">
                    <label for="inspected">{ "Node" }</label>
                    { choice(shot, run) }
                </div>
            </section>
            <div key="message">
                { for message.map(|(flight, view)| message_panel(info, shot, flight, view)) }
            </div>
            <div key="flights">{ flights(info, shot, run) }</div>
            <div key="node">{ for node.map(|node| node_panels(info, shot, node)) }</div>
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

fn message_panel(info: &Info, shot: &Snapshot, flight: &Flight, view: &MessageView) -> Html {
    let kind = &info.messages[usize::from(flight.kind)];
    let ends = text::way(flight.id.from, flight.id.to, &shot.names);
    html! {
        <section class="panel" aria-label="Message">
            <h2>{ format!("{} {ends}", kind.name) }</h2>
            <dl class="fields">
                { term("sent", text::clock(flight.sent)) }
                { term("due", text::clock(flight.due)) }
                { for view.fields.iter().map(field) }
            </dl>
            <p class="help">{ kind.help }</p>
        </section>
    }
}

/// The messages in flight, for those who cannot hit a moving one: each opens its card.
fn flights(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
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
        <section class="panel" aria-label="In flight">
            <h2>{ "In flight" }</h2>
            if rows.is_empty() {
                <p class="help">{ "No message is on its way." }</p>
            } else {
                <ul class="flights">{ for rows }</ul>
            }
            if rest > 0 {
                <p class="help">{ format!("And {rest} more.") }</p>
            }
        </section>
    }
}

fn node_panels(info: &Info, shot: &Snapshot, node: &NodeFrame) -> Html {
    let role = &info.roles[usize::from(node.role)];
    let state = role.diagram.states.get(usize::from(node.state));
    let state = state.map_or("", |state| state.name);
    let status = match node.status {
        Status::Up => state.to_string(),
        Status::Paused => format!("{state}, paused: {} events wait", node.waiting),
        Status::Down => "down; its disk holds what is shown".to_string(),
    };
    let timers = node.timers.iter().map(|timer| {
        let name = info.timers[usize::from(timer.kind)].name;
        let left = text::span(timer.due.since(shot.now));
        term(name, format!("in {left}, at {}", text::clock(timer.due)))
    });
    let timers: Vec<Html> = timers.collect();
    html! {
        <>
            <section class="panel" aria-label="Variables">
                <h2>{ format!("{} {}", role.name, node.name) }</h2>
                <dl class="fields">
                    { term("state", status) }
                    { for node.view.fields.iter().map(field) }
                </dl>
            </section>
            <section class="panel" aria-label="Timers">
                <h2>{ "Timers" }</h2>
                if timers.is_empty() {
                    <p class="help">{ "None is set." }</p>
                } else {
                    <dl class="fields">{ for timers }</dl>
                }
            </section>
        </>
    }
}

fn field(field: &Field) -> Html {
    term(field.name, field.value.clone())
}

fn term(name: &'static str, value: String) -> Html {
    html! { <><dt>{ name }</dt><dd>{ value }</dd></> }
}
