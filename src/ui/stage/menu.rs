//! The boxes that open beside what was clicked: a node's menu, a message's card, a link's form.

use yew::prelude::*;

use crate::command::{Command, Edit, Selection, Tab};
use crate::parts::{Floating, field_of};
use faultline::sim::action::{Action, Link, LinkSettings};
use faultline::sim::entry::Entry;
use faultline::sim::frame::{Frame, MessageView, NodeFrame, Status};
use faultline::sim::ids::{MessageId, Names, NodeId};
use faultline::sim::time::Span;
use faultline::sim::words;
use faultline::view::geometry::Point;
use faultline::view::text;

/// What a menu shows.
pub struct Menu<'a> {
    /// The pattern.
    pub entry: &'static Entry,
    /// How links behave unless told otherwise.
    pub network: LinkSettings,
    /// The moment.
    pub frame: &'a Frame,
    /// The nodes' names.
    pub names: &'a Names,
    /// What the menu is of.
    pub of: Selection,
    /// The words for the message that the menu is of.
    pub message: Option<&'a MessageView>,
    /// Where it was opened.
    pub at: Point,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// The menu of what is selected.
pub fn menu(menu: &Menu) -> Html {
    let (label, body) = match menu.of {
        Selection::Node(id) => match menu.frame.nodes.get(id.index()) {
            Some(node) => (format!("Node {}", node.name), node_menu(menu, node)),
            None => return html! { <div /> },
        },
        Selection::Message(id) => ("Message".into(), card(menu, id)),
        Selection::Link(a, b) => {
            let ends = format!("Link {}–{}", menu.names.of(a), menu.names.of(b));
            (ends, link_form(menu, a, b))
        }
        // They have no menu.
        Selection::Nothing => return html! { <div /> },
    };
    let onclose = menu.run.reform(|()| Command::CloseMenu);
    let key = label.clone();
    html! { <Floating {key} at={menu.at} {label} {onclose}>{ body }</Floating> }
}

fn node_menu(menu: &Menu, node: &NodeFrame) -> Html {
    let (id, run) = (node.id, menu.run);
    let role = &menu.entry.info.roles[usize::from(node.role)];
    let state = match node.status {
        Status::Up => role.diagram.states[usize::from(node.state)].name,
        Status::Paused => "paused",
        Status::Down => "down",
    };
    html! {
        <div>
            <h2>{ &node.name }<span class="sub">{ format!("{}, {}", role.name, state.to_ascii_lowercase()) }</span></h2>
            <div class="row">
                if node.status == Status::Down {
                    { act("Restart", Action::Restart(vec![id]), run) }
                } else {
                    { act("Crash", Action::Crash(vec![id]), run) }
                }
                if node.status == Status::Up {
                    { act("Pause", Action::Pause(vec![id]), run) }
                }
                if node.status == Status::Paused {
                    { act("Resume", Action::Resume(vec![id]), run) }
                }
                { button("Isolate", Command::Isolate(id), run) }
                { button("Inspect", Command::Tab(Tab::Inspect), run) }
            </div>
            <div>{ input_form(menu.entry, node, run) }</div>
        </div>
    }
}

/// The pattern's inputs that the node understands, in a field that can be edited.
fn input_form(entry: &'static Entry, node: &NodeFrame, run: &Callback<Command>) -> Html {
    let known: Vec<_> = entry.inputs.iter().filter(|it| it.roles.contains(&node.role)).collect();
    let Some(first) = known.first().copied() else { return html! {} };
    let (name, run) = (node.name.clone(), run.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field_of(&event, "input") {
            let text = format!("input {name} {}", field.value());
            run.emit(Command::Edit(Edit::ActInWords(text)));
        }
    });
    let helps = known.iter().map(|it| {
        html! {
            <p key={it.example}><code class="mono">{ it.example }</code>{ ": " }{ it.help }</p>
        }
    });
    html! {
        <form {onsubmit}>
            <div class="row">
                <input class="field mono" aria-label="Input" autocomplete="off" spellcheck="false"
                    ~defaultValue={first.example} />
                <button type="submit" class="button">{ "Send" }</button>
            </div>
            { for helps }
        </form>
    }
}

/// A message's card. It stays readable when the message has arrived meanwhile.
fn card(menu: &Menu, id: MessageId) -> Html {
    let ends = format!("{} → {}", menu.names.of(id.from), menu.names.of(id.to));
    let flight = menu.frame.flights.iter().find(|flight| flight.id == id);
    let Some((flight, view)) = flight.zip(menu.message) else {
        return html! {
            <div><h2>{ ends }</h2><p>{ "This message is no longer on its way." }</p></div>
        };
    };
    let kind = &menu.entry.info.messages[usize::from(flight.kind)];
    let delay =
        |label: &'static str, ms: u64| act(label, Action::Delay(id, Span::millis(ms)), menu.run);
    html! {
        <div>
            <h2>{ kind.name }<span class="sub">{ ends }</span></h2>
            <dl class="fields">
                <dt>{ "sent" }</dt><dd>{ text::clock(flight.sent) }</dd>
                <dt>{ "due" }</dt><dd>{ text::clock(flight.due) }</dd>
                { for view.fields.iter().map(|field| html! {
                    <><dt>{ field.name }</dt><dd>{ &field.value }</dd></>
                }) }
            </dl>
            <p>{ kind.help }</p>
            <div class="row">
                { act("Drop", Action::Drop(id), menu.run) }
                { delay("+20 ms", 20) }
                { delay("+100 ms", 100) }
                { delay("+1 s", 1_000) }
            </div>
        </div>
    }
}

fn link_form(menu: &Menu, a: NodeId, b: NodeId) -> Html {
    let (names, run) = (menu.names, menu.run);
    let way = |from, to, both| Link { from, to, both };
    let both = way(a, b, true);
    let covers = |it: &Link| it.directions().any(|way| way == (a, b));
    let own = menu.frame.links.iter().find(|(it, _)| covers(it)).map(|(_, settings)| *settings);
    let settings = own.unwrap_or(menu.network);
    let is_cut = menu.frame.cuts.iter().any(|it| both.directions().any(|way| way == (it.0, it.1)));
    let written = [both, way(a, b, false)].map(|link| words::write_link(link, names));
    let title = written[0].clone();
    let sender = run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let value = |name| field_of(&event, name).map_or(String::new(), |it| it.value());
        let one_way = field_of(&event, "#link-one-way").is_some_and(|it| it.checked());
        let (latency, loss) = (value("#link-latency"), value("#link-loss"));
        let link = &written[usize::from(one_way)];
        let text = format!("link {link} latency={} loss={}", latency.trim(), loss.trim());
        sender.emit(Command::Edit(Edit::ActInWords(text)));
    });
    let arrow = |from, to| format!("{} → {}", names.of(from), names.of(to));
    let cut = |label: String, link| act(&label, Action::Cut(vec![link]), run);
    html! {
        <form {onsubmit}>
            <h2>{ "Link" }<span class="sub mono">{ title }</span></h2>
            <div class="setting">
                <label for="link-latency">{ "Latency" }</label>
                <input id="link-latency" class="field mono" autocomplete="off"
                    ~defaultValue={settings.latency.to_string()} />
            </div>
            <div class="setting">
                <label for="link-loss">{ "Loss" }</label>
                <input id="link-loss" class="field mono" autocomplete="off"
                    ~defaultValue={settings.loss.to_string()} />
            </div>
            <div class="row">
                <label class="field-label"><input id="link-one-way" type="checkbox" />
                    { format!(" only {}", arrow(a, b)) }</label>
                <button type="submit" class="button">{ "Apply" }</button>
            </div>
            <div class="row">
                if is_cut {
                    { act("Heal", Action::Heal(vec![both]), run) }
                } else {
                    { cut("Cut".into(), both) }
                    { cut(format!("Cut {}", arrow(a, b)), way(a, b, false)) }
                    { cut(format!("Cut {}", arrow(b, a)), way(b, a, false)) }
                }
            </div>
        </form>
    }
}

fn act(label: &str, action: Action, run: &Callback<Command>) -> Html {
    button(label, Command::Edit(Edit::Act(action)), run)
}

fn button(label: &str, command: Command, run: &Callback<Command>) -> Html {
    let onclick = run.reform(move |_| command.clone());
    let label = label.to_string();
    html! { <button key={label.clone()} type="button" class="button" {onclick}>{ label }</button> }
}
