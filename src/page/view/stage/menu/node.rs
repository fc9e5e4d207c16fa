//! A node's menu: its faults and repairs, its timers, and what the pattern lets it be asked.

use crate::view::parts::field_of;
use crate::view::stage::menu::{Menu, act, button, crowd, group, row};
use kernel::action::Action;
use kernel::clock::{ClockChange, Drift, Offset};
use kernel::host::Status;
use kernel::ids::NodeId;
use kernel::time::Span;
use page_core::command::notes::NoteCommand;
use page_core::command::stage::StageCommand;
use page_core::command::tab::Tab;
use page_core::command::{Command, Edit, Selection};
use run::entry::Entry;
use run::frame::{NodeFrame, TimerFrame};
use view::layout::Grip;
use view::text;
use yew::prelude::*;

/// How slow a node can be made at a click: to answer late, to miss a deadline, to be useless.
const SLOW: [Span; 3] = [Span::millis(2), Span::millis(10), Span::millis(50)];

/// How many links are listed.
const LISTED: usize = 24;

/// The menu.
pub fn body(menu: &Menu, node: &NodeFrame) -> Html {
    let run = menu.run;
    let role = &menu.entry.info.roles[usize::from(node.role)];
    let state = match node.status {
        Status::Up => role.diagram.states[usize::from(node.state)].name,
        Status::Paused => "paused",
        Status::Down => "down",
    };
    html! {
        <div class="menu">
            <h2>{ &node.name }<span class="sub">{ format!("{}, {}", role.name, state.to_ascii_lowercase()) }</span>
                { button("Note", Command::Notes(NoteCommand::Write(Some(node.id))), run) }
                { button("Inspect", Command::Tab(Tab::Inspect), run) }</h2>
            { row("Fail", failures(node, run)) }
            { row("Network", html! {
                <>
                    { button("Isolate", Command::Isolate(Grip::Node(node.id)), run) }
                    if menu.frame.clogged.contains(&node.id) {
                        { act("Release messages", Action::Unclog(vec![node.id]), run) }
                    } else {
                        { act("Hold messages", Action::Clog(vec![node.id]), run) }
                    }
                </>
            }) }
            { islands(menu, node) }
            { speed(node, run) }
            { clock(node, run) }
            { timers(menu, node) }
            { links(menu, node) }
            { input_form(menu.entry, node, run) }
        </div>
    }
}

fn failures(node: &NodeFrame, run: &Callback<Command>) -> Html {
    let id = node.id;
    html! {
        <>
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
            { act("Wipe disk", Action::Wipe(vec![id]), run) }
        </>
    }
}

/// Where it can be moved to, for those who do not drag it.
fn islands(menu: &Menu, node: &NodeFrame) -> Html {
    let groups = &menu.frame.partition;
    if groups.is_empty() {
        return html! { <div /> };
    }
    let own = groups.iter().position(|group| group.contains(&node.id));
    let join = |label: &str, island| {
        button(label, Command::Stage(StageCommand::Join(Grip::Node(node.id), island)), menu.run)
    };
    let others = groups.iter().enumerate().filter(|(index, _)| Some(*index) != own);
    let islands = others.map(|(index, group)| join(&crowd::some(group, menu.names), Some(index)));
    row(
        "Join",
        html! {
            <>
                { for islands }
                if own.is_some() {
                    { join("all sides", None) }
                }
            </>
        },
    )
}

/// Its links, each with the way to its form.
fn links(menu: &Menu, node: &NodeFrame) -> Html {
    let peers = menu.ties.peers(node.id);
    let Some(first) = peers.first() else { return html! { <div /> } };
    let cut = |peer: NodeId| {
        let (a, b) = (node.id, peer);
        menu.frame.cuts.iter().any(|it| (it.0, it.1) == (a, b) || (it.0, it.1) == (b, a))
    };
    let at = menu.at;
    let buttons = peers.iter().take(LISTED).map(|peer| {
        let (a, b) = (node.id.min(*peer), node.id.max(*peer));
        let label = format!("{}{}", menu.names.of(*peer), if cut(*peer) { ", cut" } else { "" });
        button(&label, Command::Open(Selection::Link(a, b), at), menu.run)
    });
    let count = peers.iter().filter(|peer| cut(**peer)).count();
    let now = match (count, peers.len()) {
        (0, 1) => format!("to {}", menu.names.of(*first)),
        (0, all) => format!("{all}"),
        (cut, all) => format!("{cut} of {all} cut"),
    };
    group("Links", now, false, html! { <div class="row">{ for buttons }</div> })
}

/// How long it takes for every event.
fn speed(node: &NodeFrame, run: &Callback<Command>) -> Html {
    let (id, name, sender) = (node.id, node.name.clone(), run.clone());
    let slow = node.slow > Span::ZERO;
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(by) = field_of(&event, "input") {
            sender.emit(Command::Edit(Edit::ActInWords(format!("slow {name} by {by}"))));
        }
    });
    let choices = SLOW.iter().filter(|by| **by != node.slow);
    let form = html! {
        <form {onsubmit}>
            <div class="row">
                if slow {
                    { act("Full speed", Action::Slow(vec![id], Span::ZERO), run) }
                }
                { for choices.map(|by| act(&by.to_string(), Action::Slow(vec![id], *by), run)) }
            </div>
            <div class="row">
                <input class="field mono" aria-label="Time for every event" title="How long it takes for every event" autocomplete="off"
                    spellcheck="false" ~defaultValue={if slow { node.slow } else { SLOW[0] }.to_string()} />
                <button type="submit" class="button">{ "Slow down" }</button>
            </div>
        </form>
    };
    let now = if slow { format!("{} an event", node.slow) } else { "full".into() };
    group("Speed", now, false, form)
}

/// What it reads of the time.
fn clock(node: &NodeFrame, run: &Callback<Command>) -> Html {
    let (id, name, sender) = (node.id, node.name.clone(), run.clone());
    let (offset, drift) = node.clock.map_or_else(Default::default, |it| (it.offset, it.drift));
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let field = |id| field_of(&event, id).unwrap_or_default();
        let text = format!("clock {name} offset={} drift={}", field("#offset"), field("#drift"));
        sender.emit(Command::Edit(Edit::ActInWords(text)));
    });
    let set = |label: &str, offset, drift| {
        let change = ClockChange { offset, drift };
        act(label, Action::Clock(id, change), run)
    };
    let form = html! {
        <form {onsubmit}>
            <div class="row">
                { set("+1 s", Some(Offset(1_000_000)), None) }
                { set("−1 s", Some(Offset(-1_000_000)), None) }
                { set("10 % fast", None, Some(Drift(100_000))) }
                { set("10 % slow", None, Some(Drift(-100_000))) }
            </div>
            <div class="setting">
                <label for="offset">{ "Offset" }</label>
                <input id="offset" class="field mono" autocomplete="off" spellcheck="false"
                    ~defaultValue={offset.to_string()} />
                <label for="drift">{ "Drift" }</label>
                <input id="drift" class="field mono" autocomplete="off" spellcheck="false"
                    ~defaultValue={drift.to_string()} />
            </div>
            <div class="row end">
                if node.clock.is_some() {
                    { set("Set right", Some(Offset(0)), Some(Drift(0))) }
                }
                <button type="submit" class="button">{ "Set" }</button>
            </div>
        </form>
    };
    let now = node.clock.map_or("true".into(), |clock| format!("off by {}", clock.ahead));
    group("Clock", now, false, form)
}

/// The timers that are set.
fn timers(menu: &Menu, node: &NodeFrame) -> Html {
    let Some(first) = node.timers.first() else { return html! {} };
    let name = |timer: &TimerFrame| menu.entry.info.timers[usize::from(timer.kind)].name;
    let left = |timer: &TimerFrame| format!("in {}", text::span(timer.due.since(menu.now)));
    let rows = node.timers.iter().map(|timer| {
        html! {
            <div class="setting timer" key={name(timer)}>
                <span>{ format!("{} {}", name(timer), left(timer)) }</span>
                { act("Fire now", Action::Fire(node.id, name(timer)), menu.run) }
            </div>
        }
    });
    group("Timers", format!("{} {}", name(first), left(first)), false, rows.collect())
}

/// The pattern's inputs that the node understands, in a field that can be edited.
fn input_form(entry: &'static Entry, node: &NodeFrame, run: &Callback<Command>) -> Html {
    let known: Vec<_> = entry.inputs.iter().filter(|it| it.roles.contains(&node.role)).collect();
    let Some(first) = known.first().copied() else { return html! {} };
    let (name, run) = (node.name.clone(), run.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(value) = field_of(&event, "input") {
            run.emit(Command::Edit(Edit::ActInWords(format!("input {name} {value}"))));
        }
    });
    let helps = known.iter().map(|it| {
        html! {
            <p key={it.example}><code class="mono">{ it.example }</code>{ ": " }{ it.help }</p>
        }
    });
    let form = html! {
        <form {onsubmit}>
            <div class="row">
                <input class="field mono" aria-label="Input" title="What the node is asked" autocomplete="off" spellcheck="false"
                    ~defaultValue={first.example} />
                <button type="submit" class="button">{ "Send" }</button>
            </div>
            { for helps }
        </form>
    };
    group("Input", String::new(), true, form)
}
