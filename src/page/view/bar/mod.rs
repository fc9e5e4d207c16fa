//! The bar: what is shown, and what is done with it as a whole.
//!
//! What is done often has a button; the rest is in [`more`]. On a phone the [`VIEWS`] are there as
//! well, so that the bar stays two calm rows. Knows no run.

pub mod more;
use crate::view::help;
use crate::view::kept::Part;
use crate::view::parts::{icon, icon_button, typed, value_of};
use page_core::command::comparison::ComparisonCommand;
use page_core::command::present::PresentCommand;
use page_core::command::{Command, Edit};
use page_core::shared::Same;
use scenario::Scenario;
use std::rc::Rc;
use view::icons;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Another way of looking at the whole: its name, what it does, in a sentence, and its command.
pub struct View {
    /// The word on its button.
    pub name: &'static str,
    /// What is before the word in the menu.
    pub icon: &'static str,
    /// What it does.
    pub title: &'static str,
    /// What it does, as a command.
    pub command: fn() -> Command,
}

/// The ways of looking at the whole, in their order.
pub const VIEWS: &[View] = &[
    View {
        name: "Compare",
        icon: icons::BESIDE,
        title: "Put another scenario beside this one",
        command: || Command::Comparison(ComparisonCommand::Choose(true)),
    },
    View {
        name: "Present",
        icon: icons::SCREEN,
        title: "Present the notes as slides (Shift+P)",
        command: || Command::Present(PresentCommand::Start),
    },
];

/// The bar, and the dialog that it opens.
#[derive(PartialEq)]
pub struct Bar {
    /// The pattern's name.
    pub pattern: &'static str,
    /// The scenario's title.
    pub title: AttrValue,
    /// The seed, as written.
    pub seed: AttrValue,
    /// Whether there is a change to take back.
    pub can_undo: bool,
    /// Whether there is one to make again.
    pub can_redo: bool,
    /// Whether the page is dark.
    pub dark: bool,
    /// The stories of the pattern.
    pub stories: Same<Vec<Rc<Scenario>>>,
    /// Whether single keys are switched on.
    pub singles: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for Bar {
    fn view(&self) -> Html {
        let run = &self.run;
        let title = run.reform(|event: Event| Command::Edit(Edit::Title(value_of(&event))));
        let do_it = |command: Command| run.reform(move |_: MouseEvent| command.clone());
        html! {
            <>
            <header class="bar">
                <svg class="logo" viewBox="0 0 18 24" aria-hidden="true"><path d="M5 2l7 9-5 3 8 8" /></svg>
                <h1>{ "Faultline" }</h1>
                <button type="button" class="pattern quiet-field" title="All patterns (G)"
                    aria-haspopup="dialog" onclick={do_it(Command::Gallery(true))}>
                    <span>{ self.pattern }</span>{ icon(icons::MORE) }
                </button>
                <span class="slash" aria-hidden="true">{ "/" }</span>
                <input id="title" class="title quiet-field" aria-label="Title" placeholder="Untitled" title={&self.title}
                    maxlength="120" value={typed("title", self.title.clone())} onchange={title} />
                { stories(self) }
                <span class="gap" />
                { seed(self) }
                { tool(icons::UNDO, "Undo (Ctrl+Z)", self.can_undo, do_it(Command::Undo)) }
                { tool(icons::REDO, "Redo (Ctrl+Shift+Z)", self.can_redo, do_it(Command::Redo)) }
                <span class="views">
                    { for VIEWS.iter().map(|view| html! {
                        <button key={view.name} id={view.name} type="button" class="button plain" title={view.title}
                            onclick={do_it((view.command)())}>{ view.name }</button>
                    }) }
                </span>
                { more::menu(self.dark, run) }
                <button type="button" class="button primary" id="share" title="Make a link to this moment (S)"
                    onclick={do_it(Command::Share)}>
                    <span>{ "Share" }<span class="long">{ " this moment" }</span></span>
                </button>
            </header>
            { help::help(self.singles, run) }
            </>
        }
    }
}

fn tool(
    path: &'static str,
    name: &'static str,
    enabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="button plain" aria-label={name} title={name}
            disabled={!enabled} {onclick}>{ icon(path) }</button>
    }
}

fn stories(props: &Bar) -> Html {
    let (told, run) = (props.stories.clone(), props.run.clone());
    let onchange = Callback::from(move |event: Event| {
        let story = value_of(&event).parse().ok().and_then(|index: usize| told.get(index).cloned());
        // It is a menu, not a setting: nothing stays chosen.
        if let Some(list) = event.target_dyn_into::<HtmlSelectElement>() {
            list.set_selected_index(0);
        }
        story.into_iter().for_each(|story| run.emit(Command::Tell(story)));
    });
    html! {
        <select class="stories quiet-field" aria-label="Open a story" title="Open a story of this pattern" {onchange}>
            <option key="none" value="" selected=true disabled=true>{ "Stories" }</option>
            { for props.stories.iter().enumerate().map(|(index, story)| html! {
                <option key={index.to_string()} value={index.to_string()}>{ &story.title }</option>
            }) }
        </select>
    }
}

fn seed(props: &Bar) -> Html {
    let onchange = props.run.reform(|event: Event| Command::Edit(Edit::Seed(value_of(&event))));
    let reroll = props.run.reform(|_| Command::Reroll);
    html! {
        <span class="seed">
            <span class="word" aria-hidden="true">{ "seed" }</span>
            <input id="seed" aria-label="Seed" title="The seed of all that is random" class="quiet-field mono"
                maxlength="13" spellcheck="false" autocomplete="off" value={typed("seed", props.seed.clone())} {onchange} />
            { icon_button(icons::DIE, "Another seed", reroll) }
        </span>
    }
}
