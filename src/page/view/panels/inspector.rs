//! Everything about the selected node or message: every variable by its name, every timer.

use kernel::host::Status;
use kernel::narrate::Line;
use page_core::command::{Command, Selection};
use page_core::panels::snapshot::Snapshot;
use pattern::declare::Info;
use pattern::view::Field;
use run::frame::NodeFrame;
use view::contents::{Contents, contents, was};
use view::geometry::{Point, point};
use view::text;
use yew::prelude::*;

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
        let name = crate::view::parts::value_of(&event);
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
pub fn message(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let Some((flight, view)) = shot.selected_flight() else { return html! {} };
    html! {
        <>
            <dl class="fields">
                { term("sent", text::clock(flight.sent)) }
                { term("due", text::clock(flight.due)) }
                { for view.fields.iter().map(field) }
            </dl>
            <p class="help">{ info.messages[usize::from(flight.kind)].help }</p>
            { chain("Sent because", &shot.because, run) }
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

/// The node's variables, with what its last event changed in them, and what that event was.
pub fn variables(info: &Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let Some(node) = shot.frame.nodes.get(shot.node.index()) else { return html! {} };
    let past = shot.past.as_ref();
    let before = past.map(|it| &it.node);
    let old = |name: &str| {
        let fields = &before?.view.fields;
        Some(fields.iter().find(|it| it.name == name).map(|it| it.value.clone()))
    };
    let field = |field: &Field| {
        let old = old(field.name).filter(|it| it.as_deref() != Some(&field.value));
        let told = |old: String| was(&old, &field.value);
        let was = old.map(|it| it.map_or("was not there".into(), told));
        changed(field.name, field.value.clone(), was)
    };
    let status = status(info, node);
    let was = before
        .map(|it| crate::view::panels::inspector::status(info, it))
        .filter(|it| *it != status);
    let held = node.view.widgets.iter().filter_map(contents);
    html! {
        <>
            <dl class="fields">
                { changed("state", status, was.map(|it| format!("was {it}"))) }
                { for node.view.fields.iter().map(field) }
            </dl>
            { for held.map(contents_of) }
            { for past.map(|it| chain("Last event, and what led to it", &it.chain, run)) }
        </>
    }
}

/// How a node is, in words.
fn status(info: &Info, node: &NodeFrame) -> String {
    let role = &info.roles[usize::from(node.role)];
    let state = role.diagram.states.get(usize::from(node.state)).map_or("", |state| state.name);
    match node.status {
        Status::Up => state.to_string(),
        Status::Paused => format!("{state}, paused: {} events wait", node.waiting),
        Status::Down => "down; its disk holds what is shown".to_string(),
    }
}

/// A value, and what it was before the last event if that changed it.
fn changed(name: &'static str, value: String, was: Option<String>) -> Html {
    html! {
        <>
            <dt>{ name }</dt>
            <dd class={classes!(was.is_some().then_some("changed"))}>
                { value }
                if let Some(was) = was {
                    <span class="was">{ was }</span>
                }
            </dd>
        </>
    }
}

/// What a node holds, entry by entry.
fn contents_of(held: Contents) -> Html {
    let items = held.items.iter().map(|it| html! { <li>{ it }</li> });
    html! {
        <div class="contents">
            <h3>{ &held.heading }</h3>
            if !held.items.is_empty() {
                <ol>{ for items }</ol>
            }
        </div>
    }
}

/// Records from cause to cause, the latest first; each leads to its moment.
fn chain(heading: &'static str, lines: &[Line], run: &Callback<Command>) -> Html {
    if lines.is_empty() {
        return html! {};
    }
    let link = |line: &Line| {
        let record = line.record;
        let onclick = run.reform(move |_: MouseEvent| Command::Show(record));
        html! {
            <li key={record.0}>
                <button type="button" class="go" {onclick}>
                    { format!("{} {} {}", text::clock(line.at), line.place, line.text) }
                </button>
            </li>
        }
    };
    html! {
        <div class="chain">
            <h3>{ heading }</h3>
            <ol aria-label={heading}>{ for lines.iter().map(link) }</ol>
        </div>
    }
}

/// The node's timers.
pub fn timers(info: &Info, shot: &Snapshot) -> Html {
    let Some(node) = shot.frame.nodes.get(shot.node.index()) else { return html! {} };
    if node.timers.is_empty() {
        return html! { <p class="help">{ "None is set." }</p> };
    }
    let before = shot.past.as_ref().map(|it| &it.node.timers);
    let timers = node.timers.iter().map(|timer| {
        let name = info.timers[usize::from(timer.kind)].name;
        let left = text::span(timer.due.since(shot.now));
        let known = before.map(|it| it.iter().find(|it| it.kind == timer.kind));
        let was = match known {
            Some(None) => Some("was not set".into()),
            Some(Some(known)) if known.due != timer.due => {
                Some(format!("was due at {}", text::clock(known.due)))
            }
            // As it was, or nobody knows.
            Some(Some(_)) | None => None,
        };
        changed(name, format!("in {left}, at {}", text::clock(timer.due)), was)
    });
    html! { <dl class="fields">{ for timers }</dl> }
}

fn field(field: &Field) -> Html {
    term(field.name, field.value.clone())
}

fn term(name: &'static str, value: String) -> Html {
    html! { <><dt>{ name }</dt><dd>{ value }</dd></> }
}
