//! A crowd's menu: what can be done to all of it, and the way to each of its members.

use crate::view::parts::field_of;
use crate::view::stage::menu::{Menu, act, button, row};
use kernel::action::Action;
use kernel::host::Status;
use kernel::ids::{Names, NodeId};
use page_core::command::{Command, Selection};
use run::frame::NodeFrame;
use view::crowd::{Count, Crowd, name_of, telling, title};
use view::layout::Grip;
use yew::prelude::*;

/// How many members are listed.
const LISTED: usize = 24;

/// The menu.
pub fn body(menu: &Menu, crowd: &Crowd, index: usize) -> Html {
    let run = menu.run;
    let role = &menu.entry.info.roles[usize::from(crowd.role)];
    let members = || crowd.members.iter().filter_map(|id| menu.frame.nodes.get(id.index()));
    let of = |status: &[Status]| {
        members().filter(|it| status.contains(&it.status)).map(|it| it.id).collect::<Vec<_>>()
    };
    let (standing, down, paused) =
        (of(&[Status::Up, Status::Paused]), of(&[Status::Down]), of(&[Status::Paused]));
    let found = found(menu, crowd);
    let rest = found.len().saturating_sub(LISTED);
    let oninput =
        run.reform(|event: InputEvent| Command::FindMember(crate::view::parts::value_of(&event)));
    let (first, sender) = (found.first().map(|it| it.id), run.clone());
    let at = menu.at;
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let (Some(id), Some(_)) = (first, field_of(&event, "input")) {
            sender.emit(Command::Open(Selection::Node(id), at));
        }
    });
    html! {
        <div class="menu">
            <h2>{ title(role, crowd.members.len()) }</h2>
            { row("All", html! {
                <>
                    if !standing.is_empty() {
                        { act("Crash all", Action::Crash(standing), run) }
                    }
                    if !down.is_empty() {
                        { act("Restart all", Action::Restart(down), run) }
                    }
                    if !paused.is_empty() {
                        { act("Resume all", Action::Resume(paused), run) }
                    }
                    { button("Isolate", Command::Isolate(Grip::Crowd(index)), run) }
                </>
            }) }
            <form class="find" {onsubmit}>
                <label for="find-member">{ "Find" }</label>
                    <input class="field mono" id="find-member" autocomplete="off" spellcheck="false" {oninput}
                        placeholder={crowd.members.first().map_or("", |id| menu.names.of(*id)).to_string()} />
            </form>
            <ul class="members" aria-label="Members">
                { for found.iter().take(LISTED).map(|node| member(menu, node)) }
            </ul>
            <p class="help" role="status">
                { match (found.len(), rest) {
                    (0, _) => "None of that name.".into(),
                    (_, 0) => String::new(),
                    (_, rest) => format!("And {} more.", view::crowd::grouped(rest)),
                } }
            </p>
        </div>
    }
}

/// The first of some nodes by name, and how many there are besides.
pub fn some(nodes: &[NodeId], names: &Names) -> String {
    const NAMED: usize = 3;
    let named: Vec<&str> = nodes.iter().take(NAMED).map(|id| names.of(*id)).collect();
    let rest = nodes.len() - named.len();
    let more = if rest > 0 { format!(" +{rest}") } else { String::new() };
    format!("{}{more}", named.join(" "))
}

/// The members whose names begin as what was typed; before anything is, those that differ first.
fn found<'a>(menu: &'a Menu, crowd: &Crowd) -> Vec<&'a NodeFrame> {
    let frame = menu.frame;
    let node = |id: &NodeId| frame.nodes.get(id.index());
    if !menu.sought.is_empty() {
        let mut found: Vec<&NodeFrame> = crowd
            .members
            .iter()
            .filter_map(node)
            .filter(|it| it.name.starts_with(menu.sought))
            .collect();
        // The one that is called so before all that only begin so.
        if let Some(exact) = found.iter().position(|it| *it.name == *menu.sought) {
            found[..=exact].rotate_right(1);
        }
        return found;
    }
    let first = telling(frame, &[crowd.role], None);
    let first = first.iter().filter(|id| crowd.members.contains(id));
    let mut found: Vec<&NodeFrame> = first.filter_map(node).collect();
    let others = crowd.members.iter().filter_map(node);
    let known = found.len();
    let others: Vec<&NodeFrame> =
        others.filter(|it| !found[..known].iter().any(|other| other.id == it.id)).collect();
    found.extend(others);
    found
}

fn member(menu: &Menu, node: &NodeFrame) -> Html {
    let role = &menu.entry.info.roles[usize::from(node.role)];
    let count = Count { status: node.status, state: node.state, count: 1 };
    let (id, at) = (node.id, menu.at);
    let onclick = menu.run.reform(move |_| Command::Open(Selection::Node(id), at));
    html! {
        <li key={id.0.to_string()}>
            <button type="button" class="button" {onclick}>
                { &*node.name }<span class="sub">{ name_of(role, &count).0 }</span>
            </button>
        </li>
    }
}
