//! A link's form: cut it, or change how it carries messages, both ways or one.

use crate::view::parts::{field_of, order};
use crate::view::stage::menu::{Menu, act, row};
use kernel::action::{Action, Link, LinkSettings};
use kernel::ids::NodeId;
use page_core::command::{Command, Edit};
use run::words;
use view::text;
use yew::prelude::*;

/// What a link has of its own: the word for it, and how it is written.
type Quality = (&'static str, fn(&LinkSettings) -> String);

/// What the form has fields for.
const QUALITIES: [(&str, Quality); 4] = [
    ("Latency", ("latency", |it| it.latency.to_string())),
    ("Loss", ("loss", |it| it.loss.to_string())),
    ("Duplication", ("duplication", |it| it.duplication.to_string())),
    ("Order", ("order", |it| it.order.to_string())),
];

/// The form.
pub fn body(menu: &Menu, a: NodeId, b: NodeId) -> Html {
    let names = menu.names;
    let way = |from, to, both| Link { from, to, both };
    let ways = [way(a, b, true), way(a, b, false), way(b, a, false)];
    let written = ways.map(|link| words::write_link(link, names));
    let shown = settings(menu, a, b);
    let arrows = ["Both ways".to_string(), text::way(a, b, names), text::way(b, a, names)];
    html! {
        <form onsubmit={submit(menu, a, b)}>
            <h2>{ "Link" }<span class="sub mono">{ written[0].clone() }</span></h2>
            { row("Cut", cuts(menu, ways, &arrows)) }
            { for QUALITIES.iter().map(|(label, (word, write))| {
                let id = format!("link-{word}");
                html! {
                    <div class="setting" key={*word}>
                        <label for={id.clone()}>{ *label }</label>
                        { field(id, word, write(&shown)) }
                    </div>
                }
            }) }
            <div class="row">
                <select id="link-way" class="field" aria-label="Direction" title="Direction">
                    { for arrows.iter().enumerate().map(|(index, arrow)| html! {
                        <option key={index.to_string()} value={index.to_string()}
                            selected={index == 0}>{ arrow }</option>
                    }) }
                </select>
                <button type="submit" class="button">{ "Apply" }</button>
            </div>
        </form>
    }
}

fn field(id: String, word: &str, value: String) -> Html {
    if word == "order" {
        return order(id, value, Callback::noop());
    }
    html! {
        <input {id} class="field mono" autocomplete="off" spellcheck="false" ~defaultValue={value} />
    }
}

fn cuts(menu: &Menu, ways: [Link; 3], arrows: &[String; 3]) -> Html {
    let cut = |link: &Link| {
        let mut ways = link.directions();
        ways.any(|way| menu.frame.cuts.iter().any(|it| way == (it.0, it.1)))
    };
    if cut(&ways[0]) {
        return act("Heal", Action::Heal(vec![ways[0]]), menu.run);
    }
    let buttons = ways.iter().zip(arrows);
    buttons.map(|(link, arrow)| act(arrow, Action::Cut(vec![*link]), menu.run)).collect()
}

/// How messages travel from one node to another.
fn settings(menu: &Menu, from: NodeId, to: NodeId) -> LinkSettings {
    let covers = |it: &Link| it.directions().any(|way| way == (from, to));
    let own = menu.frame.links.iter().find(|(it, _)| covers(it));
    own.map_or(menu.network, |(_, settings)| *settings)
}

/// Changes what the fields say otherwise than the link has it.
fn submit(menu: &Menu, a: NodeId, b: NodeId) -> Callback<SubmitEvent> {
    let (there, back) = (settings(menu, a, b), settings(menu, b, a));
    let (names, run) = (menu.names.clone(), menu.run.clone());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let value = |name: &str| field_of(&event, name).unwrap_or_default();
        let (link, now) = match value("#link-way").as_str() {
            "1" => (Link { from: a, to: b, both: false }, vec![there]),
            "2" => (Link { from: b, to: a, both: false }, vec![back]),
            _ => (Link { from: a, to: b, both: true }, vec![there, back]),
        };
        let mut text = format!("link {}", words::write_link(link, &names));
        let unchanged = text.len();
        for (_, (word, write)) in QUALITIES {
            let wanted = value(&format!("#link-{word}"));
            if now.iter().any(|settings| write(settings) != wanted) {
                text.push_str(&format!(" {word}={wanted}"));
            }
        }
        run.emit(match text.len() == unchanged {
            true => Command::CloseMenu,
            false => Command::Edit(Edit::ActInWords(text)),
        });
    })
}
