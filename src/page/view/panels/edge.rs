//! The side panel's edge, by which it is made wider or narrower, and its row of tabs.

use crate::dom::browser;
use crate::view::parts::{icon, value_of};
use crate::view::search;
use page_core::command::Command;
use page_core::command::panels::PanelCommand;
use page_core::command::tab::Tab;
use page_core::panels::layout::{PanelLayout, WIDTHS};
use page_core::panels::{SIDE, TOGGLE};
use view::icons;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// An arrow key makes it wider or narrower by so much.
const STEP: f64 = 16.0;

/// Its width on a large screen, unless the user gave it another.
const USUAL: u16 = 344;

/// The edge between the stage and the side panel, by the pattern of a window splitter.
pub fn edge(shelf: &PanelLayout, run: &Callback<Command>) -> Html {
    let act = |act: PanelCommand| run.reform(move |_: MouseEvent| Command::Panels(act.clone()));
    let onpointerdown = Callback::from(|event: PointerEvent| {
        if let Some(edge) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
    });
    let dragged = run.clone();
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1
            && let Some(right) = bounds().map(|(_, right)| right)
        {
            dragged.emit(Command::Panels(PanelCommand::Width(right - f64::from(event.client_x()))));
        }
    });
    let pressed = run.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let width = bounds().map_or(f64::from(USUAL), |(left, right)| right - left);
        let act = match event.key().as_str() {
            "ArrowLeft" => PanelCommand::Width(width + STEP),
            "ArrowRight" => PanelCommand::Width(width - STEP),
            "Home" => PanelCommand::Width(f64::from(WIDTHS.0)),
            "End" => PanelCommand::Width(f64::from(WIDTHS.1)),
            "Enter" => PanelCommand::Toggle,
            // Not a splitter's.
            _ => return,
        };
        event.prevent_default();
        pressed.emit(Command::Panels(act));
    });
    html! {
        <div class="side-edge" key="edge" role="separator" tabindex="0" aria-orientation="vertical"
            aria-label="Width of the panels" title="Drag to make the panels wider; double-click for the usual width"
            aria-controls={SIDE} aria-valuemin={WIDTHS.0.to_string()} aria-valuemax={WIDTHS.1.to_string()}
            aria-valuenow={shelf.width.unwrap_or(USUAL).to_string()}
            {onpointerdown} {onpointermove} {onkeydown} ondblclick={act(PanelCommand::UsualWidth)} />
    }
}

/// The left and the right end of the side panel on the screen.
fn bounds() -> Option<(f64, f64)> {
    let bounds = browser::element::<Element>(SIDE)?.get_bounding_client_rect();
    Some((bounds.left(), bounds.right()))
}

/// The row of tabs: it scrolls where it does not fit, and a list beside it has all of them.
pub fn tabs(there: &[(Tab, &'static str)], open: Tab, run: &Callback<Command>) -> Html {
    let tab = |(it, name): &(Tab, &'static str)| {
        let (it, selected) = (*it, *it == open);
        let body = if it == Tab::Break { search::ID } else { "tab-body" };
        html! {
            <button key={*name} type="button" role="tab" id={it.id()}
                onclick={run.reform(move |_| Command::Tab(it))} tabindex={if selected { "0" } else { "-1" }}
                aria-selected={selected.to_string()} aria-controls={body}>{ *name }</button>
        }
    };
    let onchange = run.reform(|event: Event| {
        let name = value_of(&event);
        let chosen = Tab::ALL.iter().find(|it| it.1 == name).map_or(Tab::Watch, |it| it.0);
        Command::Panels(PanelCommand::Turn(chosen))
    });
    let put_away = run.reform(|_: MouseEvent| Command::Panels(PanelCommand::Toggle));
    html! {
        <div class="tab-row" key="tabs">
            <div class="tabs" role="tablist" aria-label="Panels" onkeydown={turning(there, open, run)}>
                { for there.iter().map(tab) }
            </div>
            <span class="all-tabs" title="All panels">
                { icon(icons::MORE) }
                <select aria-label="All panels" title="All panels" {onchange}>
                    { for there.iter().map(|(it, name)| html! {
                        <option key={*name} value={*name} selected={*it == open}>{ *name }</option>
                    }) }
                </select>
            </span>
            <button type="button" class="button plain" id={TOGGLE} aria-label="Hide the panels"
                title="Hide the panels (W)" aria-expanded="true" aria-controls={SIDE} onclick={put_away}>
                { icon(icons::ASIDE) }
            </button>
        </div>
    }
}

/// The keys of a row of tabs: arrows turn to the next, Home and End to the first and the last.
fn turning(
    there: &[(Tab, &'static str)],
    open: Tab,
    run: &Callback<Command>,
) -> Callback<KeyboardEvent> {
    let tabs: Vec<Tab> = there.iter().map(|it| it.0).collect();
    let run = run.clone();
    Callback::from(move |event: KeyboardEvent| {
        // Whoever clicked a tab still steps through the run by arrows.
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        if !target.is_some_and(|it| it.matches(":focus-visible").unwrap_or(true)) {
            return;
        }
        let count = tabs.len().max(1);
        let at = tabs.iter().position(|it| *it == open).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            // Enter and Space press the button itself.
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = tabs.get(next) {
            run.emit(Command::Panels(PanelCommand::Turn(*tab)));
        }
    })
}

/// What is left of the side panel while it is put away.
pub fn rail(run: &Callback<Command>) -> Html {
    let bring_back = run.reform(|_: MouseEvent| Command::Panels(PanelCommand::Toggle));
    html! {
        <button type="button" class="button plain rail" key="rail" id={TOGGLE} aria-label="Show the panels"
            title="Show the panels (W)" aria-expanded="false" onclick={bring_back}>
            { icon(icons::ASIDE) }<span class="long">{ "Panels" }</span>
        </button>
    }
}
