//! The list of recent scenarios, in a dialog of the browser's own: each with a still of its run, when it
//! was kept, and ways to open and to remove it.
//!
//! What was removed stays in the list until it is closed, and can be put back. Stills are made one after
//! the other, a portion with each animation frame. Knows no storage.

use crate::dom::browser;
use crate::dom::browser::Frames;
use crate::view::parts::{icon, value_of};
use kernel::order::by_key;
use page_core::command::Command;
use page_core::command::keep::SavedWorkCommand;
use page_core::keep::entry::{self, Entry};
use page_core::shared::Same;
use scenario::Scenario;
use std::rc::Rc;
use view::still::Still;
use view::svg::{DARK, LIGHT};
use view::{icons, still};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// The dialog's id.
const ID: &str = "recent";

/// The field's in which a name is changed.
const NAME: &str = "recent-name";

/// The records that are computed at a time for a still: a few milliseconds' work.
const PORTION: u32 = 4_096;

/// A scenario of the list.
#[derive(Clone, Debug)]
pub struct Item {
    entry: Entry,
    /// How long ago it was kept.
    ago: String,
    /// The scenario, or why it is none.
    read: Result<Rc<Scenario>, String>,
    /// What is called so stands beside it.
    beside: Option<String>,
    /// Whether it was removed.
    gone: bool,
}

/// The list of what is kept. What was removed since it was opened stays in its place.
pub fn items(kept: Vec<Entry>, before: Option<&Vec<Item>>) -> Vec<Item> {
    let now = browser::now_ms();
    let item = |entry: Entry, gone: bool| Item {
        ago: entry::ago(now.saturating_sub(entry.edited_ms())),
        read: entry.scenario(),
        beside: entry.right().map(|it| title(&it)),
        entry,
        gone,
    };
    let removed = before.into_iter().flatten().map(|it| &it.entry);
    let removed = removed.filter(|it| !kept.iter().any(|other| other.key == it.key)).cloned();
    let mut items: Vec<Item> = removed.map(|it| item(it, true)).collect();
    items.extend(kept.into_iter().map(|it| item(it, false)));
    by_key(&mut items, |it| !it.entry.edited_ms());
    items
}

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct RecentProps {
    /// What is in it, while it is open.
    pub items: Option<Same<Vec<Item>>>,
    /// The key of the one that is shown on the page.
    pub current: String,
    /// Why the last name was refused, if it was.
    pub refused: Option<String>,
    /// Whether the page is dark.
    pub dark: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// What the list is told.
pub enum Msg {
    /// The browser is about to paint.
    Frame,
    /// What is kept under a key is to be renamed, or nothing any more.
    Rename(Option<String>),
    /// It is called so from now on.
    Named(String),
}

/// The list.
pub struct Recent {
    /// The addresses of the stills by the texts that they are of; an empty one where there is nothing
    /// to draw.
    stills: Vec<(Entry, AttrValue)>,
    making: Option<(Entry, Still)>,
    frames: Frames,
    /// The key of the one that is being renamed.
    renaming: Option<String>,
    /// What is to have the focus once it is there, by its id.
    focus: Option<String>,
}

impl Component for Recent {
    type Message = Msg;
    type Properties = RecentProps;

    fn create(ctx: &Context<Self>) -> Recent {
        let frames = Frames::new(ctx.link().callback(|_| Msg::Frame));
        Recent { stills: Vec::new(), making: None, frames, renaming: None, focus: None }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &RecentProps) -> bool {
        let props = ctx.props();
        if props.items.is_none() || props.dark != old.dark {
            self.stills.clear();
            (self.making, self.renaming) = (None, None);
        }
        props != old
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let props = ctx.props();
        match msg {
            Msg::Frame => props.items.as_ref().is_some_and(|items| self.work(items, props.dark)),
            Msg::Rename(key) => {
                let pen = self.renaming.take().map(|key| pen(&key));
                self.focus =
                    Some(if key.is_some() { NAME.into() } else { pen.unwrap_or_default() });
                self.renaming = key;
                true
            }
            Msg::Named(title) => {
                // A field that was left by a key is left once more when it is gone.
                let Some(key) = self.renaming.take() else { return false };
                self.focus = Some(pen(&key));
                props.run.emit(Command::Keep(SavedWorkCommand::Rename(key, title)));
                true
            }
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let open = ctx.props().items.is_some();
        browser::set_dialog(ID, open);
        if open {
            self.frames.request();
        }
        if let Some(id) = self.focus.take() {
            browser::select(&id);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let run = &ctx.props().run;
        let close = run.reform(|_: MouseEvent| Command::Keep(SavedWorkCommand::Recent(false)));
        html! {
            <dialog id={ID} class="recent" aria-labelledby="recent-title"
                oncancel={run.reform(|_| Command::Keep(SavedWorkCommand::Recent(false)))} onkeydown={Callback::from(press)}>
                if let Some(items) = &ctx.props().items {
                    <header>
                        <h2 id="recent-title">{ "Recent scenarios" }</h2>
                        <button type="button" class="button plain" aria-label="Close" title="Close" onclick={close}>
                            { icon(icons::CLOSE) }
                        </button>
                    </header>
                    <ul>{ for items.iter().map(|item| self.row(item, ctx)) }</ul>
                    <p role="alert" class="refused">{ ctx.props().refused.clone().unwrap_or_default() }</p>
                    <p class="sub">{ said(items) }</p>
                }
            </dialog>
        }
    }
}

impl Recent {
    fn row(&self, item: &Item, ctx: &Context<Self>) -> Html {
        let (props, entry) = (ctx.props(), &item.entry);
        let renamed = self.renaming.as_ref() == Some(&entry.key);
        let still = self.stills.iter().find(|it| it.0 == *entry).map(|it| &it.1);
        let still = still.filter(|address| !address.is_empty());
        let shown = entry.key == props.current;
        let (name, under) = match &item.read {
            Ok(scenario) => (title(scenario), about(scenario, item, shown)),
            Err(sentence) => ("A scenario that cannot be read".into(), sentence.clone()),
        };
        // What this page cannot read, another version of it may.
        let act = match &item.read {
            Ok(_) => SavedWorkCommand::Open(entry.key.clone()),
            Err(_) => SavedWorkCommand::DownloadValue(entry.clone()),
        };
        let open = props.run.reform(move |_: MouseEvent| Command::Keep(act.clone()));
        let removed = entry.clone();
        let remove = props
            .run
            .reform(move |_: MouseEvent| Command::Keep(SavedWorkCommand::Remove(removed.clone())));
        let what = if item.gone { "Put back" } else { "Remove" };
        let key = entry.key.clone();
        let rename = ctx.link().callback(move |_: MouseEvent| Msg::Rename(Some(key.clone())));
        let still = html! { <span class="still">{ for still.map(|src| html! { <img alt="" {src} /> }) }</span> };
        let under = html! { <span class="under">{ if item.gone { "Removed".into() } else { under } }</span> };
        let label = match &item.read {
            Ok(scenario) if renamed => html! {
                <div class="sheet">{ still }{ name_field(&scenario.title, ctx) }{ under }</div>
            },
            _ => html! {
                <button type="button" class="sheet" disabled={item.gone} title={if item.read.is_ok() { "Open" } else { "Download" }}
                    aria-current={shown.then_some("true")} onclick={open}>
                    { still }<span class="name">{ &name }</span>{ under }
                </button>
            },
        };
        html! {
            <li key={entry.key.clone()} class={classes!(item.gone.then_some("gone"))}>
                { label }
                if item.read.is_ok() && !item.gone {
                    <button type="button" class="button plain" id={pen(&entry.key)} aria-label={format!("Rename {name}")}
                        title="Rename (F2)" onclick={rename}>{ icon(icons::PEN) }</button>
                }
                <button type="button" class="button plain" aria-label={format!("{what} {name}")}
                    title={what} onclick={remove}>
                    if item.gone { { what } } else { { icon(icons::DROP) } }
                </button>
            </li>
        }
    }

    /// Goes on with a still, or begins one; true if there is a new one to be seen.
    fn work(&mut self, items: &[Item], dark: bool) -> bool {
        let done = match self.making.take() {
            Some((entry, mut still)) => match still.go_on(PORTION) {
                Ok(true) => {
                    let svg = still.draw(if dark { &DARK } else { &LIGHT });
                    Some((entry, still::address(&svg).into()))
                }
                Ok(false) => {
                    self.making = Some((entry, still));
                    None
                }
                Err(_) => Some((entry, AttrValue::default())),
            },
            None => {
                let made = |item: &&Item| !self.stills.iter().any(|it| it.0 == item.entry);
                let Some(item) = items.iter().find(made) else { return false };
                let still = item.read.as_ref().ok().and_then(|it| Still::of(it).ok());
                match still {
                    Some(still) => {
                        self.making = Some((item.entry.clone(), still));
                        None
                    }
                    None => Some((item.entry.clone(), AttrValue::default())),
                }
            }
        };
        self.frames.request();
        let drawn = done.is_some();
        self.stills.extend(done);
        drawn
    }
}

/// The field in a name's place: Enter takes the new name, and so does whatever else leaves the field;
/// Escape leaves the name as it was.
fn name_field(title: &str, ctx: &Context<Recent>) -> Html {
    let leave = ctx.link().callback(move |event: FocusEvent| Msg::Named(value_of(&event)));
    let link = ctx.link().clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let msg = match event.key().as_str() {
            "Enter" => Msg::Named(value_of(&event)),
            "Escape" => Msg::Rename(None),
            _ => return,
        };
        event.prevent_default();
        link.send_message(msg);
    });
    html! {
        <input id={NAME} class="field" aria-label="New title" placeholder="Untitled" maxlength="120"
            autocomplete="off" ~defaultValue={title.to_string()} onblur={leave} {onkeydown} />
    }
}

/// The button that renames what is kept under a key.
fn pen(key: &str) -> String {
    format!("rename-{key}")
}

fn title(scenario: &Scenario) -> String {
    if scenario.title.is_empty() { "Untitled".into() } else { scenario.title.clone() }
}

/// What there is to know of a scenario besides its title, in a line.
fn about(scenario: &Scenario, item: &Item, shown: bool) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => String::new(),
        1 => format!(" · 1 {one}"),
        count => format!(" · {count} {many}"),
    };
    let when = if shown { "on the page now" } else { &item.ago };
    let (faults, branches) = (scenario.setup.actions.len(), scenario.branches.len());
    let beside = item.beside.as_ref().map(|it| format!("beside “{it}” · ")).unwrap_or_default();
    format!(
        "{} · {beside}{when}{}{}",
        scenario.pattern.info.name,
        counted(faults, "fault or input", "faults and inputs"),
        counted(branches, "branch", "branches"),
    )
}

fn said(items: &[Item]) -> &'static str {
    if items.is_empty() {
        "What you change is kept here, in this browser, as soon as you change it."
    } else {
        "Kept in this browser only, the latest forty. Download what you want to keep for good."
    }
}

/// Arrows go from scenario to scenario.
fn press(event: KeyboardEvent) {
    // The page beneath has keys of its own, which mean nothing here.
    event.stop_propagation();
    let target = event.target_dyn_into::<Element>().filter(|it| it.id() != NAME);
    let row = target.and_then(|it| it.closest("li").ok().flatten());
    if event.key() == "F2"
        && let Some(row) = row
    {
        event.prevent_default();
        let pen = row.query_selector("[id^=rename]").ok().flatten();
        return pen.and_then(|it| it.dyn_into().ok()).iter().for_each(HtmlElement::click);
    }
    let next = match event.key().as_str() {
        "ArrowDown" => row.and_then(|it| it.next_element_sibling()),
        "ArrowUp" => row.and_then(|it| it.previous_element_sibling()),
        _ => return,
    };
    event.prevent_default();
    let button = next.and_then(|it| it.query_selector("button:enabled").ok().flatten());
    if let Some(button) = button.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
