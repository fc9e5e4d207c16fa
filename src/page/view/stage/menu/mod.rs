//! The boxes that open beside what was clicked: a node's menu, a message's card, a link's form.
//!
//! What is done often is a button in a row with a name; what takes a value is in a group that
//! opens on demand, and says while it is closed how things stand.

pub mod crowd;
pub mod link;
pub mod message;
pub mod node;
use crate::view::parts::Floating;
use kernel::action::{Action, LinkSettings};
use kernel::ids::Names;
use kernel::time::Time;
use page_core::command::{Command, Edit, Selection};
use pattern::view::MessageView;
use run::entry::Entry;
use run::frame::Frame;
use view::crowd::Crowd;
use view::geometry::Point;
use view::ties::Ties;
use yew::prelude::*;

/// What a menu shows.
pub struct Menu<'a> {
    /// The pattern.
    pub entry: &'static Entry,
    /// How links behave unless told otherwise.
    pub network: LinkSettings,
    /// The moment.
    pub frame: &'a Frame,
    /// The cursor's time.
    pub now: Time,
    /// The nodes' names.
    pub names: &'a Names,
    /// What the menu is of.
    pub of: Selection,
    /// The words for the message that the menu is of.
    pub message: Option<&'a MessageView>,
    /// Who sends whom messages.
    pub ties: &'a Ties,
    /// The crowds on the stage.
    pub crowds: &'a [Crowd],
    /// What was typed to find a member of one.
    pub sought: &'a str,
    /// Where it was opened on the stage.
    pub at: Point,
    /// Where that is in the window.
    pub beside: Point,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// The menu of what is selected.
pub fn menu(menu: &Menu) -> Html {
    let (label, body) = match menu.of {
        Selection::Node(id) => match menu.frame.nodes.get(id.index()) {
            Some(node) => (format!("Node {}", node.name), node::body(menu, node)),
            None => return html! { <div /> },
        },
        Selection::Message(id) => ("Message".into(), message::body(menu, id)),
        Selection::Link(a, b) => {
            let ends = format!("Link {}–{}", menu.names.of(a), menu.names.of(b));
            (ends, link::body(menu, a, b))
        }
        Selection::Crowd(index) => match menu.crowds.get(index) {
            Some(crowd) => ("Crowd".into(), crowd::body(menu, crowd, index)),
            None => return html! { <div /> },
        },
        // They have no menu.
        Selection::Nothing => return html! { <div /> },
    };
    let onclose = menu.run.reform(|()| Command::CloseMenu);
    let key = label.clone();
    html! { <Floating {key} at={menu.beside} {label} {onclose}>{ body }</Floating> }
}

/// A row of buttons under one name.
fn row(name: &'static str, buttons: Html) -> Html {
    html! {
        <div class="row named" role="group" aria-label={name} key={name}>
            <span aria-hidden="true">{ name }</span>
            <div class="row">{ buttons }</div>
        </div>
    }
}

/// What opens on demand, one at a time; `now` is how things stand.
fn group(name: &'static str, now: String, open: bool, body: Html) -> Html {
    html! {
        <details key={name} name="group" {open}>
            <summary>{ name }<span class="sub">{ now }</span></summary>
            { body }
        </details>
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
