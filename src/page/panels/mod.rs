//! The side panel. Each panel draws a part of a snapshot; none holds state of the run.
//!
//! A panel stands under the tab that is its home, and in Watch if the user wants it there.

pub mod about;
pub mod act;
pub mod branches;
pub mod charts;
pub mod compared;
pub mod diagram;
mod edge;
pub mod events;
pub mod faults;
pub mod history;
pub mod inspector;
pub mod past;
pub mod properties;
mod section;
pub mod setup;
mod shelf;
pub mod situation;
pub mod trace;

use std::rc::Rc;

use web_sys::PointerEvent;
use yew::prelude::*;

use super::beside::table;
use super::command::{Command, Selection, Tab};
use super::docs::Docs;
use super::kept::{Part, kept};
use super::notes;
use super::parts::{Declared, Same, value_of};
use super::search::Search;
use super::session::Compared;
pub use act::{Act, Panels};
use events::Listing;
use faultline::scenario::{Course, Scenario};
use faultline::sim::declare::Info;
use faultline::sim::frame::{Flight, Frame, MessageView};
use faultline::sim::ids::{Names, NodeId};
use faultline::sim::narrate::Line;
use faultline::sim::time::Time;
use faultline::view::history::History;
use faultline::view::plot::Plots;
use faultline::view::text;
use faultline::view::waterfall::Waterfall;
pub use past::Past;
use section::{Place, section};
pub use shelf::Panel;
use shelf::Shelf;

/// A moment as the panels see it. While the run plays it is renewed a few times a second.
pub struct Snapshot {
    /// The moment.
    pub frame: Same<Frame>,
    /// The cursor's time.
    pub now: Time,
    /// What is selected.
    pub selection: Selection,
    /// The node that the panels tell of.
    pub node: NodeId,
    /// The selected message, while it is in flight.
    pub message: Option<MessageView>,
    /// The table of events.
    pub listing: Listing,
    /// The nodes' names.
    pub names: Names,
    /// The scenario of the course that is shown.
    pub scenario: Same<Scenario>,
    /// The scenario with all its branches.
    pub document: Same<Scenario>,
    /// Which course is shown.
    pub course: Course,
    /// What comparing it with another came to.
    pub compared: Option<Rc<Compared>>,
    /// The words for the records that broken properties blame.
    pub blamed: Vec<Line>,
    /// The pattern's charts.
    pub plots: Same<Plots>,
    /// The trace that is shown; none if nobody opens spans.
    pub waterfall: Option<Waterfall>,
    /// What two sides come to, while there are two.
    pub beside: Option<Rc<table::Shown>>,
    /// Whether clients ask for anything.
    pub asked: bool,
    /// The broken properties that blame what they were told.
    pub misplaced: Vec<&'static str>,
    /// What they asked and were told lately.
    pub history: History,
    /// The moment in sentences.
    pub situation: Vec<String>,
    /// The node that the panels tell of before its last event.
    pub past: Option<Rc<Past>>,
    /// What led to the selected message.
    pub because: Vec<Line>,
    /// Why the last text given to the list of faults was refused.
    pub fault_error: Option<String>,
}

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
    pub shelf: Shelf,
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
            <aside class="side" id={act::SIDE} aria-label="Details">
                if shelf.hidden {
                    { edge::rail(run) }
                } else {
                    { edge::edge(shelf, run) }
                    { edge::tabs(&tabs, tab, run) }
                    <div class="tab-body" id="tab-body" role="tabpanel" tabindex="0" hidden={searching}
                        aria-labelledby={tab.id()} key={tab.id()} data-tab={tab.id()}
                        onpointermove={dragging(run)} onpointerup={run.reform(|_| Command::Panels(Act::Drop))}>
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
            Tab::About => kept(about::About {
                info: self.info,
                docs: self.docs.clone(),
                run: self.run.clone(),
            }),
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
        let Side { info, shot, .. } = self;
        match panel {
            Panel::Message => shot.selected_flight().is_some(),
            Panel::Branches => !shot.document.branches.is_empty(),
            Panel::Chart(index) => usize::from(index) < info.0.charts.len(),
            Panel::Trace => shot.waterfall.is_some(),
            Panel::Figures | Panel::Parting => shot.beside.is_some(),
            Panel::History => shot.asked,
            _ => true,
        }
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
                <diagram::StateMachine info={*info} frame={shot.frame.clone()} node={shot.node} />
            },
            Panel::Situation => situation::situation(shot, self.shelf.silent, run),
            Panel::Events => events::events(info.0, shot, run),
            Panel::Message => inspector::message(info.0, shot, run),
            Panel::Flights => inspector::flights(info.0, shot, run),
            Panel::Variables => inspector::variables(info.0, shot, run),
            Panel::Timers => inspector::timers(info.0, shot),
            Panel::History => history::history(shot, run),
            Panel::NewAction => faults::new_action(shot, run),
            Panel::Notes => notes::list(shot, run),
            Panel::Branches => branches::branches(shot, run),
            Panel::Actions => faults::actions(shot, run),
            Panel::Parameters | Panel::Network | Panel::Safeguards => {
                kept(setup::Setup { of: panel, scenario: shot.scenario.clone(), run: run.clone() })
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
            Command::Panels(panel.map_or(Act::Drop, |it| Act::Keep(it, true)))
        });
        let reset = self.run.reform(|_: MouseEvent| Command::Panels(Act::Reset));
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

impl Snapshot {
    /// The selected message, while it is on its way.
    fn selected_flight(&self) -> Option<(&Flight, &MessageView)> {
        let flight =
            self.frame.flights.iter().find(|it| self.selection == Selection::Message(it.id));
        flight.zip(self.message.as_ref())
    }
}

/// Moves the panel whose heading is held.
fn dragging(run: &Callback<Command>) -> Callback<PointerEvent> {
    let run = run.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1 {
            run.emit(Command::Panels(Act::Drag(event.client_y())));
        }
    })
}
