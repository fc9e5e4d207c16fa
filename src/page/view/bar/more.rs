//! The menu of what is done seldom: a button with three dots, and a list below it.
//!
//! The browser opens and closes the list (it is a popover: Escape, a press beside it, and the focus
//! going back to the button are the browser's); the keys of a menu are here. A new entry is a row
//! of [`rows`].

use crate::dom::browser;
use crate::view::bar::VIEWS;
use crate::view::parts::icon;
use page_core::command::Command;
use page_core::command::guide::GuideCommand;
use page_core::command::keep::SavedWorkCommand;
use view::icons;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// The list's id.
const ID: &str = "more";

/// The id of the button that opens it.
const BUTTON: &str = "more-button";

/// One entry: what is done, its icon, its name.
struct Row {
    icon: &'static str,
    name: &'static str,
    command: Command,
    /// What sets it apart in the style sheet.
    class: &'static str,
}

/// The entries, from top to bottom.
fn rows(dark: bool) -> Vec<Row> {
    let row = |icon, name, command| Row { icon, name, command, class: "" };
    let (look, name) =
        if dark { (icons::SUN, "Light colours") } else { (icons::MOON, "Dark colours") };
    let views = VIEWS.iter().map(|view| Row {
        icon: view.icon,
        name: view.name,
        command: (view.command)(),
        // There is room for them in a wider bar.
        class: "narrow",
    });
    let mut rows: Vec<Row> = views.collect();
    rows.extend([
        row(icons::PLUS, "New from a pattern…", Command::Gallery(true)),
        row(icons::DELAY, "Recent…", Command::Keep(SavedWorkCommand::Recent(true))),
        row(icons::INPUT, "Open file…", Command::Keep(SavedWorkCommand::ChooseFile)),
        row(icons::DOWNLOAD, "Download .faultline", Command::Keep(SavedWorkCommand::Download)),
        Row { class: "apart", ..row(look, name, Command::ToggleTheme) },
        row(icons::FLAG, "Take the tour", Command::Guide(GuideCommand::Start)),
        row(icons::HELP, "Keys and gestures", Command::Help(true)),
    ]);
    rows
}

/// The button and its menu.
pub fn menu(dark: bool, run: &Callback<Command>) -> Html {
    let items = rows(dark).into_iter().map(|row| {
        let (run, command) = (run.clone(), row.command);
        let onclick = Callback::from(move |_: MouseEvent| {
            // First, so that a dialog that the command opens gives the focus back to the button.
            close();
            run.emit(command.clone());
        });
        html! {
            <button key={row.name} type="button" role="menuitem" tabindex="-1" class={row.class} {onclick}>
                { icon(row.icon) }<span>{ row.name }</span>
            </button>
        }
    });
    html! {
        <div class="more">
            <button type="button" class="button plain" id={BUTTON} aria-label="More" title="More"
                aria-haspopup="menu" aria-controls={ID} popovertarget={ID}
                onclick={Callback::from(|_: MouseEvent| focus_when_open())}
                onkeydown={Callback::from(open_by_key)}>
                { icon(icons::DOTS) }
            </button>
            <div id={ID} class="menu-list" role="menu" aria-label="More" popover="auto"
                onkeydown={Callback::from(walk)}>
                { for items }
                // Shown once the page could be loaded without a network: `static/boot.js` says when.
                <p class="offline">{ icon(icons::CHECK) }<span>{ "Works offline" }</span></p>
            </div>
        </div>
    }
}

/// The browser opens the menu after all who listen to the click, and closes it as well.
fn focus_when_open() {
    gloo_timers::callback::Timeout::new(0, || {
        if list().is_some_and(|list| list.matches(":popover-open") == Ok(true)) {
            focus(0);
        }
    })
    .forget();
}

/// Arrow keys on the button open the menu at its beginning or its end.
fn open_by_key(event: KeyboardEvent) {
    let at = match event.key().as_str() {
        "ArrowDown" => 0,
        "ArrowUp" => -1,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(list) = list() {
        let _ = list.show_popover();
    }
    focus(at);
}

/// Leads the focus through the menu: arrows go round, letters go to the next name that begins so.
fn walk(event: KeyboardEvent) {
    // The page beneath has keys of its own, which mean nothing here.
    event.stop_propagation();
    let items = items();
    let here = event.target_dyn_into::<Element>();
    let at = items.iter().position(|it| here.as_ref().is_some_and(|here| here == &**it));
    let at = at.map_or(0, |at| at as i32);
    let key = event.key();
    let to = match key.as_str() {
        "ArrowDown" => at + 1,
        "ArrowUp" => at - 1,
        "Home" => 0,
        "End" => -1,
        "Tab" => return close(),
        _ if key.chars().count() == 1 && key != " " && !event.ctrl_key() && !event.meta_key() => {
            let begins = |place: &usize| {
                let name = items[*place].text_content().unwrap_or_default();
                name.to_lowercase().starts_with(&key.to_lowercase())
            };
            let next = (1..=items.len()).map(|by| (at as usize + by) % items.len()).find(begins);
            match next {
                Some(place) => place as i32,
                None => return,
            }
        }
        // Enter, Space and Escape mean what they always mean.
        _ => return,
    };
    event.prevent_default();
    focus(to);
}

/// Gives the focus to an entry, counted round from the first.
fn focus(at: i32) {
    let items = items();
    let place = at.rem_euclid(items.len().max(1) as i32);
    if let Some(item) = items.get(place as usize) {
        let _ = item.focus();
    }
}

fn close() {
    if let Some(list) = list() {
        // It is a mistake to close what is closed already, of no consequence.
        let _ = list.hide_popover();
    }
}

fn list() -> Option<HtmlElement> {
    browser::element(ID)
}

/// The entries that are there on a screen of this width.
fn items() -> Vec<HtmlElement> {
    let Some(list) = list() else { return Vec::new() };
    let children = list.children();
    let child = |index| children.item(index)?.dyn_into::<HtmlElement>().ok();
    (0..children.length()).filter_map(child).filter(|it| it.offset_width() > 0).collect()
}
