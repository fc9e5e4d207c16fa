//! The boxes that open beside what was clicked: a node's menu, a message's card, a link's form.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::sim::action::{Action, Link};
use crate::sim::entry::Entry;
use crate::sim::frame::{Flight, Frame, MessageView, NodeFrame, Status};
use crate::sim::ids::{MessageId, Names, NodeId};
use crate::sim::time::Span;
use crate::sim::words;
use crate::ui::command::{Command, Edit, Selection, Tab};
use crate::ui::parts::{Declared, Floating, Same, checked_of};
use crate::view::geometry::Point;
use crate::view::text;

/// What a menu needs.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// The pattern.
    pub entry: Declared<Entry>,
    /// The moment.
    pub frame: Same<Frame>,
    /// The nodes' names.
    pub names: Same<Names>,
    /// What the menu is of.
    pub of: Selection,
    /// The words for the message that the menu is of.
    pub message: Option<MessageView>,
    /// Where it was opened.
    pub at: Point,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// The menu of what is selected.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let onclose = props.run.reform(|()| Command::CloseMenu);
    let at = props.at;
    match props.of {
        Selection::Node(id) => match props.frame.nodes.get(id.index()) {
            Some(node) => html! {
                <Floating {at} {onclose} label={format!("Node {}", node.name)}>
                    <NodeMenu entry={props.entry} node={Same::new(node.clone())} run={props.run.clone()} />
                </Floating>
            },
            None => html! { <div /> },
        },
        Selection::Message(id) => {
            let flight = props.frame.flights.iter().find(|flight| flight.id == id);
            html! {
                <Floating {at} {onclose} label="Message">{ card(props, id, flight) }</Floating>
            }
        }
        Selection::Link(a, b) => html! {
            <Floating {at} {onclose}
                label={format!("Link {}–{}", props.names.of(a), props.names.of(b))}>
                <LinkForm frame={props.frame.clone()} names={props.names.clone()} {a} {b}
                    run={props.run.clone()} />
            </Floating>
        },
        // They have no menu.
        Selection::Nothing | Selection::Fault => html! { <div /> },
    }
}

#[derive(Properties, PartialEq)]
struct NodeMenuProps {
    entry: Declared<Entry>,
    node: Same<NodeFrame>,
    run: Callback<Command>,
}

#[component]
fn NodeMenu(props: &NodeMenuProps) -> Html {
    let NodeMenuProps { entry, node, run } = props;
    let id = node.id;
    let role = &entry.0.info.roles[usize::from(node.role)];
    let state = match node.status {
        Status::Up => role.diagram.states[usize::from(node.state)].name,
        Status::Paused => "paused",
        Status::Down => "down",
    };
    let act =
        |label: &'static str, action: Action| button(label, Command::Edit(Edit::Act(action)), run);
    html! {
        <div>
            <h2>{ &node.name }<span class="sub">{ format!("{}, {}", role.name, state.to_lowercase()) }</span></h2>
            <div class="row">
                if node.status == Status::Down {
                    { act("Restart", Action::Restart(vec![id])) }
                } else {
                    { act("Crash", Action::Crash(vec![id])) }
                }
                if node.status == Status::Up {
                    { act("Pause", Action::Pause(vec![id])) }
                }
                if node.status == Status::Paused {
                    { act("Resume", Action::Resume(vec![id])) }
                }
                { button("Isolate", Command::Isolate(id), run) }
                { button("Inspect", Command::Tab(Tab::Inspect), run) }
            </div>
            <div>{ input_form(entry.0, node, run) }</div>
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
        let form = event.target_dyn_into::<web_sys::Element>();
        let field = form.and_then(|form| form.query_selector("input").ok().flatten());
        if let Some(field) =
            field.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(it).ok())
        {
            run.emit(Command::Edit(Edit::ActInWords(format!("input {name} {}", field.value()))));
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
                    value={first.example} />
                <button type="submit" class="button">{ "Send" }</button>
            </div>
            { for helps }
        </form>
    }
}

/// A message's card. It stays readable when the message has arrived meanwhile.
fn card(props: &MenuProps, id: MessageId, flight: Option<&Flight>) -> Html {
    let ends = format!("{} → {}", props.names.of(id.from), props.names.of(id.to));
    let Some((flight, view)) = flight.zip(props.message.as_ref()) else {
        return html! {
            <div><h2>{ ends }</h2><p>{ "This message is no longer on its way." }</p></div>
        };
    };
    let kind = &props.entry.0.info.messages[usize::from(flight.kind)];
    let edit = |action: Action| Command::Edit(Edit::Act(action));
    let delay = |label: &'static str, ms: u64| {
        button(label, edit(Action::Delay(id, Span::millis(ms))), &props.run)
    };
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
                { button("Drop", edit(Action::Drop(id)), &props.run) }
                { delay("+20 ms", 20) }
                { delay("+100 ms", 100) }
                { delay("+1 s", 1_000) }
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct LinkFormProps {
    frame: Same<Frame>,
    names: Same<Names>,
    a: NodeId,
    b: NodeId,
    run: Callback<Command>,
}

#[component]
fn LinkForm(props: &LinkFormProps) -> Html {
    let LinkFormProps { frame, names, a, b, run } = props;
    let (a, b) = (*a, *b);
    let (latency, loss) = (use_node_ref(), use_node_ref());
    let one_way = use_state(|| false);
    let link = Link { from: a, to: b, both: !*one_way };
    let covers = |it: &Link| it.directions().any(|way| way == (a, b));
    let own = frame.links.iter().find(|(it, _)| covers(it)).map(|(_, settings)| *settings);
    let is_cut =
        frame.cuts.iter().any(|(from, to, _)| link.directions().any(|way| way == (*from, *to)));
    let onsubmit = {
        let (latency, loss, run) = (latency.clone(), loss.clone(), run.clone());
        let link = words::write_link(link, names);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let value = |field: &NodeRef| field.cast::<HtmlInputElement>().map(|it| it.value());
            let latency = value(&latency).unwrap_or_default();
            let loss = value(&loss).unwrap_or_default();
            let text = format!("link {link} latency={} loss={}", latency.trim(), loss.trim());
            run.emit(Command::Edit(Edit::ActInWords(text)));
        })
    };
    let toggle = {
        let one_way = one_way.clone();
        Callback::from(move |event: Event| one_way.set(checked_of(&event)))
    };
    let settings = own.unwrap_or_default();
    let act = |label: &'static str, action| button(label, Command::Edit(Edit::Act(action)), run);
    html! {
        <form {onsubmit}>
            <h2>{ "Link" }<span class="sub mono">{ words::write_link(link, names) }</span></h2>
            <div class="setting">
                <label for="link-latency">{ "Latency" }</label>
                <input id="link-latency" class="field mono" ref={latency} value={settings.latency.to_string()} />
            </div>
            <div class="setting">
                <label for="link-loss">{ "Loss" }</label>
                <input id="link-loss" class="field mono" ref={loss} value={settings.loss.to_string()} />
            </div>
            <div class="switch">
                <input id="link-one-way" type="checkbox" role="switch" checked={*one_way} onchange={toggle} />
                <label for="link-one-way">{ format!("Only {} → {}", names.of(a), names.of(b)) }</label>
            </div>
            <div class="row">
                <button type="submit" class="button">{ "Apply" }</button>
                if is_cut {
                    { act("Heal", Action::Heal(vec![link])) }
                } else {
                    { act("Cut", Action::Cut(vec![link])) }
                }
            </div>
        </form>
    }
}

fn button(label: &'static str, command: Command, run: &Callback<Command>) -> Html {
    let onclick = run.reform(move |_| command.clone());
    html! { <button key={label} type="button" class="button" {onclick}>{ label }</button> }
}
