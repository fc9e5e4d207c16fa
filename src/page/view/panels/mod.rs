//! The side panel. Each panel draws a part of a snapshot; none holds state of the run.
//!
//! A panel stands under the tab that is its home, and in Watch if the user wants it there.

pub mod about;
pub mod branches;
pub mod charts;
pub mod compared;
pub mod diagram;
pub mod edge;
pub mod events;
pub mod faults;
pub mod history;
pub mod inspector;
pub mod properties;
pub mod section;
pub mod setup;
pub mod situation;
pub mod trace;
use crate::dom::browser;
use crate::view::comparison::table;
use crate::view::kept::{Part, kept};
use crate::view::notes;
use crate::view::panels::about::About;
use crate::view::panels::diagram::StateMachine;
use crate::view::panels::section::{Place, section};
use crate::view::panels::setup::Setup;
use crate::view::parts::value_of;
use crate::view::search::Search;
use page_core::command::Command;
use page_core::command::panels::PanelCommand;
use page_core::command::tab::Tab;
use page_core::docs::Docs;
use page_core::panels;
use page_core::panels::SIDE;
use page_core::panels::layout::{Panel, PanelLayout};
use page_core::panels::snapshot::Snapshot;
use page_core::shared::{Declared, Same};
use pattern::declare::Info;
use view::text;
use wasm_bindgen::JsCast;
use web_sys::Element;
use web_sys::PointerEvent;
use yew::prelude::*;

/// The side panel: tabs, and the panels under the open one.
#[derive(PartialEq)]
pub struct Side {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// The moment.
    pub shot: Same<Snapshot>,
    /// The open tab.
    pub tab: Tab,
    /// How the panels are arranged.
    pub shelf: PanelLayout,
    /// The patterns' documentation.
    pub docs: Docs,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for Side {
    fn view(&self) -> Html {
        let Side { info, shot, shelf, run, .. } = self;
        let there = |tab: Tab| match tab {
            Tab::Charts => !info.0.charts.is_empty(),
            Tab::Trace => shot.waterfall.is_some(),
            Tab::Compare => shot.beside.is_some(),
            Tab::History => shot.asked,
            _ => true,
        };
        let tabs: Vec<_> = Tab::ALL.iter().filter(|(it, _)| there(*it)).copied().collect();
        // Another run may not have the tab that was open.
        let tab = if there(self.tab) { self.tab } else { Tab::Watch };
        let searching = tab == Tab::Break && !shelf.hidden;
        html! {
            <aside class="side" id={panels::SIDE} aria-label="Details">
                if shelf.hidden {
                    { edge::rail(run) }
                } else {
                    { edge::edge(shelf, run) }
                    { edge::tabs(&tabs, tab, run) }
                    <div class="tab-body" id="tab-body" role="tabpanel" tabindex="0" hidden={searching}
                        aria-labelledby={tab.id()} key={tab.id()} data-tab={tab.id()}
                        onpointermove={dragging(run)} onpointerup={run.reform(|_| Command::Panels(PanelCommand::Drop))}>
                        { self.body(tab) }
                    </div>
                }
                if shelf.hidden || !self.shows(tab, Panel::Situation) {
                    { situation::unseen(shot) }
                }
                // It is there all the time: a search goes on while another tab is open.
                <Search key="search" scenario={shot.scenario.clone()} open={searching} run={run.clone()} />
            </aside>
        }
    }
}

impl Side {
    /// The panels under a tab.
    fn body(&self, tab: Tab) -> Html {
        let place = Place { shelf: &self.shelf, tab, run: &self.run };
        match tab {
            Tab::Watch => html! {
                <>
                    { for self.shelf.watch.iter().map(|panel| self.panel(place, *panel)) }
                    { self.foot() }
                </>
            },
            Tab::About => {
                kept(About { info: self.info, docs: self.docs.clone(), run: self.run.clone() })
            }
            Tab::Inspect => html! {
                <>
                    { inspector::pick(&self.shot, &self.run) }
                    { self.panels(place) }
                </>
            },
            // It stands beside this one.
            Tab::Break => html! {},
            _ => self.panels(place),
        }
    }

    fn panels(&self, place: Place<'_>) -> Html {
        let own = Panel::all().filter(|panel| panel.home() == place.tab);
        own.map(|panel| self.panel(place, panel)).collect()
    }

    /// Whether a panel is on the page, unfolded.
    fn shows(&self, tab: Tab, panel: Panel) -> bool {
        let under = if tab == Tab::Watch { self.shelf.keeps(panel) } else { panel.home() == tab };
        under && !self.shelf.is_folded(panel)
    }

    /// Whether there is anything to show in a panel.
    fn is_there(&self, panel: Panel) -> bool {
        self.shot.is_there(self.info.0, panel)
    }

    fn panel(&self, place: Place<'_>, panel: Panel) -> Html {
        if !self.is_there(panel) {
            return html! {};
        }
        let Side { info, shot, run, .. } = self;
        let title = self.title(panel);
        section(place, panel, title, || match panel {
            Panel::Properties => properties::properties(shot, run),
            Panel::StateMachine => html! {
                <StateMachine info={*info} frame={shot.frame.clone()} node={shot.node} />
            },
            Panel::Situation => situation::situation(shot, self.shelf.silent, run),
            Panel::Events => events::events(info.0, shot, run),
            Panel::Message => inspector::message(info.0, shot, run),
            Panel::Flights => inspector::flights(info.0, shot, run),
            Panel::Variables => inspector::variables(info.0, shot, run),
            Panel::Timers => inspector::timers(info.0, shot),
            Panel::History => history::history(shot, run),
            Panel::NewAction => faults::new_action(shot, run),
            Panel::Notes => notes::list::list(shot, run),
            Panel::Branches => branches::branches(shot, run),
            Panel::Actions => faults::actions(shot, run),
            Panel::Parameters | Panel::Network | Panel::Safeguards => {
                kept(Setup { of: panel, scenario: shot.scenario.clone(), run: run.clone() })
            }
            Panel::Chart(index) => charts::chart(*info, usize::from(index), shot, run),
            Panel::Trace => trace::trace(shot, run),
            Panel::Figures => shot.beside.as_deref().map(table::figures).unwrap_or_default(),
            Panel::Parting => {
                shot.beside.as_deref().map(|it| table::parting(it, run)).unwrap_or_default()
            }
        })
    }

    /// What stands above a panel: its name, or what it is about at the moment.
    fn title(&self, panel: Panel) -> AttrValue {
        let Side { info, shot, .. } = self;
        let node = shot.frame.nodes.get(shot.node.index());
        let title = match (panel, node) {
            (Panel::StateMachine, Some(node)) => format!("State machine of {}", node.name),
            (Panel::Variables, Some(node)) => {
                format!("{} {}", info.0.roles[usize::from(node.role)].name, node.name)
            }
            (Panel::Timers, Some(node)) => format!("Timers of {}", node.name),
            (Panel::Message, _) => inspector::message_title(info.0, shot),
            (Panel::Properties, _) => properties::title(&shot.frame),
            (Panel::NewAction, _) => format!("Do at {}", text::clock(shot.now)),
            (Panel::Actions, _) => return "What is done to the cluster".into(),
            (Panel::Chart(index), _) => {
                let chart = info.0.charts.get(usize::from(index));
                return chart.map_or("Chart", |it| it.title).into();
            }
            _ => return panel.name().into(),
        };
        title.into()
    }

    /// Below the panels in Watch: the others, and the way back to how they are for everybody.
    fn foot(&self) -> Html {
        let others = Panel::all().filter(|it| !self.shelf.keeps(*it) && self.is_there(*it));
        let option = |panel: Panel| {
            html! { <option key={panel.id()} value={panel.id()}>{ self.title(panel) }</option> }
        };
        let onchange = self.run.reform(|event: Event| {
            let panel = Panel::of(&value_of(&event));
            Command::Panels(panel.map_or(PanelCommand::Drop, |it| PanelCommand::Keep(it, true)))
        });
        let reset = self.run.reform(|_: MouseEvent| Command::Panels(PanelCommand::Reset));
        html! {
            <p class="watch-foot" key="foot">
                <select class="quiet-field" aria-label="Add a panel to Watch" title="Add a panel to Watch" {onchange}
                    key={self.shelf.watch.len()}>
                    <option key="" value="" selected=true disabled=true>{ "Add a panel" }</option>
                    { for others.map(option) }
                </select>
                if self.shelf.is_arranged() {
                    <button type="button" class="button plain" onclick={reset}>
                        { "Back to the default arrangement" }
                    </button>
                }
            </p>
        }
    }
}

/// Moves the panel whose heading is held.
fn dragging(run: &Callback<Command>) -> Callback<PointerEvent> {
    let run = run.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1 {
            run.emit(Command::Panels(PanelCommand::Drag(event.client_y(), drawn())));
        }
    })
}

/// The panels on the page from above, with the heights of their middles.
fn drawn() -> Vec<(Panel, f64)> {
    let Some(side) = browser::element::<Element>(SIDE) else { return Vec::new() };
    let Ok(list) = side.query_selector_all("#tab-body > [data-panel]") else { return Vec::new() };
    let elements = (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<Element>().ok());
    let known = |element: Element| {
        let panel = Panel::of(&element.get_attribute("data-panel")?)?;
        let bounds = element.get_bounding_client_rect();
        Some((panel, bounds.top() + bounds.height() / 2.0))
    };
    elements.filter_map(known).collect()
}
