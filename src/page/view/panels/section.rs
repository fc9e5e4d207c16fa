//! A panel's frame: a heading that folds it, keeps it in Watch, and moves it there.
//!
//! Knows where a panel stands, not what is in it.

use crate::view::parts::icon;
use page_core::command::Command;
use page_core::command::panels::PanelCommand;
use page_core::command::tab::Tab;
use page_core::panels::layout::{Panel, PanelLayout};
use view::icons;
use web_sys::PointerEvent;
use yew::prelude::*;

/// Where panels are drawn.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The arrangement.
    pub shelf: &'a PanelLayout,
    /// The open tab.
    pub tab: Tab,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// A panel with its heading. What is in a folded one is not drawn.
pub fn section(
    place: Place<'_>,
    panel: Panel,
    title: impl Into<AttrValue>,
    body: impl FnOnce() -> Html,
) -> Html {
    let folded = place.shelf.is_folded(panel);
    let id = panel.id();
    let fold = place.run.reform(move |event: MouseEvent| {
        Command::Panels(PanelCommand::Fold(panel, event.detail() > 0))
    });
    let label = if matches!(panel, Panel::Chart(_)) { None } else { Some(panel.name()) };
    let title = title.into();
    let body_id = format!("panel-{id}");
    html! {
        <section class="panel" key={id.clone()} data-panel={id}
            aria-label={label.map_or(title.clone(), AttrValue::from)}>
            <div class="panel-head">
                <h2>
                    <button type="button" class="fold" aria-expanded={(!folded).to_string()}
                        aria-controls={body_id.clone()} onclick={fold} onpointerdown={press(place, panel)}>
                        { icon(icons::MORE) }<span>{ title.clone() }</span>
                    </button>
                </h2>
                { tools(place, panel, &title) }
            </div>
            <div class="panel-body" id={body_id} hidden={folded}>
                if !folded { { body() } }
            </div>
        </section>
    }
}

/// The buttons of a heading: in Watch those that move the panel, everywhere the one that keeps it.
fn tools(place: Place<'_>, panel: Panel, title: &str) -> Html {
    let kept = place.shelf.keeps(panel);
    let button = |path: &'static str, label: String, enabled: bool, what: PanelCommand| {
        html! {
            <button type="button" class="button plain" aria-label={label.clone()} title={label}
                disabled={!enabled} onclick={act(place, what)}>{ icon(path) }</button>
        }
    };
    let name = panel.name();
    let name = if name == "Chart" { title } else { name };
    let keep = if kept { "Take out of Watch" } else { "Keep in Watch" };
    let at = place.shelf.watch.iter().position(|it| *it == panel);
    let last = place.shelf.watch.len().saturating_sub(1);
    html! {
        <span class="panel-tools">
            if let (Tab::Watch, Some(at)) = (place.tab, at) {
                { button(icons::UP, format!("Move {name} up"), at > 0, PanelCommand::Shift(panel, false)) }
                { button(icons::DOWN, format!("Move {name} down"), at < last, PanelCommand::Shift(panel, true)) }
            }
            <button type="button" class={classes!("button", "plain", "pin", kept.then_some("kept"))}
                aria-pressed={kept.to_string()} aria-label={format!("Keep {name} in Watch")} title={keep}
                onclick={act(place, PanelCommand::Keep(panel, !kept))}>{ icon(icons::PIN) }</button>
        </span>
    }
}

fn act(place: Place<'_>, act: PanelCommand) -> Callback<MouseEvent> {
    place.run.reform(move |_| Command::Panels(act.clone()))
}

/// A heading in Watch can be dragged by a mouse or a pen; a finger scrolls.
fn press(place: Place<'_>, panel: Panel) -> Callback<PointerEvent> {
    place.run.reform(move |event: PointerEvent| {
        let drags = event.button() == 0 && event.pointer_type() != "touch";
        Command::Panels(PanelCommand::Press(panel, event.client_y(), drags))
    })
}
