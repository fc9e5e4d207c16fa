//! A node's menu: its faults and repairs, its timers, and what the pattern lets it be asked.

use yew::prelude::*;

use super::{Menu, act, button, group, row};
use crate::command::{Command, Edit, Tab};
use crate::parts::field_of;
use faultline::sim::action::Action;
use faultline::sim::entry::Entry;
use faultline::sim::frame::{NodeFrame, Status, TimerFrame};
use faultline::view::text;

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
            <h2>{ &node.name }<span class="sub">{ format!("{}, {}", role.name, state.to_ascii_lowercase()) }</span></h2>
            { row("Fail", failures(node, run)) }
            { row("Network", html! {
                <>
                    { button("Isolate", Command::Isolate(node.id), run) }
                </>
            }) }
            { row("Look", button("Inspect", Command::Tab(Tab::Inspect), run)) }
            { timers(menu, node) }
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
        </>
    }
}

/// The timers that are set.
fn timers(menu: &Menu, node: &NodeFrame) -> Html {
    let Some(first) = node.timers.first() else { return html! {} };
    let name = |timer: &TimerFrame| menu.entry.info.timers[usize::from(timer.kind)].name;
    let left = |timer: &TimerFrame| format!("in {}", text::span(timer.due.since(menu.now)));
    let rows = node.timers.iter().map(|timer| {
        html! {
            <div class="setting" key={name(timer)}>
                <span>{ name(timer) }<span class="sub">{ format!(" {}", left(timer)) }</span></span>
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
                <input class="field mono" aria-label="Input" autocomplete="off" spellcheck="false"
                    ~defaultValue={first.example} />
                <button type="submit" class="button">{ "Send" }</button>
            </div>
            { for helps }
        </form>
    };
    group("Input", String::new(), true, form)
}
