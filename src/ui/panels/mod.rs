//! The side panel. Each panel draws a part of a snapshot; none holds state of the run.

pub mod about;
pub mod branches;
pub mod charts;
pub mod compared;
pub mod diagram;
pub mod events;
pub mod faults;
pub mod inspector;
pub mod properties;
pub mod setup;
pub mod trace;

use std::rc::Rc;

use yew::prelude::*;

use super::command::{Command, Selection, Tab};
use super::docs::Docs;
use super::kept::{Part, kept};
use super::log::Row;
use super::parts::{Declared, Same};
use super::search::{self, Search};
use super::session::Compared;
use faultline::scenario::{Course, Scenario};
use faultline::sim::declare::Info;
use faultline::sim::frame::{Frame, MessageView};
use faultline::sim::ids::{Names, NodeId};
use faultline::sim::narrate::Line;
use faultline::sim::time::Time;
use faultline::view::plot::Plots;
use faultline::view::waterfall::Waterfall;

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
    /// The newest events.
    pub rows: Vec<Row>,
    /// Whether signs of life are among them.
    pub all_events: bool,
    /// The nodes' names.
    pub names: Names,
    /// What will happen next, in words.
    pub next: String,
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
    /// Why the last text given to the list of faults was refused.
    pub fault_error: Option<String>,
}

/// The side panel: tabs, and what is under the open one.
#[derive(PartialEq)]
pub struct Side {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// The moment.
    pub shot: Same<Snapshot>,
    /// The open tab.
    pub tab: Tab,
    /// The patterns' documentation.
    pub docs: Docs,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for Side {
    fn view(&self) -> Html {
        let Side { info, shot, tab, docs, run } = self;
        let there = |tab: Tab| match tab {
            Tab::Charts => !info.0.charts.is_empty(),
            Tab::Trace => shot.waterfall.is_some(),
            Tab::Watch | Tab::Inspect | Tab::Faults | Tab::Setup | Tab::Break | Tab::About => true,
        };
        // Another run may not have the tab that was open.
        let tab = if there(*tab) { tab } else { &Tab::Watch };
        let tabs = Tab::ALL.iter().filter(|(it, _)| there(*it)).map(|(it, name)| {
            let onclick = run.reform(|_| Command::Tab(*it));
            let selected = (it == tab).to_string();
            let body = if *it == Tab::Break { search::ID } else { "tab-body" };
            html! {
                <button key={*name} type="button" role="tab" id={format!("tab-{name}")} {onclick}
                    aria-selected={selected} aria-controls={body}>{ *name }</button>
            }
        });
        let tabs: Html = tabs.collect();
        let name = Tab::ALL.iter().find(|(it, _)| it == tab).map_or("", |(_, name)| name);
        html! {
            <aside class="side" aria-label="Details">
                <div class="tabs" role="tablist" aria-label="Panels" key="tabs">{ tabs }</div>
                <div class="tab-body" id="tab-body" role="tabpanel" tabindex="0" hidden={*tab == Tab::Break}
                    aria-labelledby={format!("tab-{name}")} key={name}>
                    { body(*info, shot, *tab, docs, run) }
                </div>
                // It is there all the time: a search goes on while another tab is open.
                <Search key="search" scenario={shot.scenario.clone()} open={*tab == Tab::Break} run={run.clone()} />
            </aside>
        }
    }
}

fn body(
    info: Declared<Info>,
    shot: &Same<Snapshot>,
    tab: Tab,
    docs: &Docs,
    run: &Callback<Command>,
) -> Html {
    match tab {
        Tab::Watch => html! {
            <>
                { properties::properties(shot, run) }
                <diagram::StateMachine {info} frame={shot.frame.clone()} node={shot.node} />
                { events::events(info.0, shot, run) }
            </>
        },
        Tab::Inspect => inspector::inspector(info.0, shot, run),
        Tab::Faults => faults::faults(shot, run),
        Tab::Setup => kept(setup::Setup { scenario: shot.scenario.clone(), run: run.clone() }),
        Tab::Charts => charts::charts(info, shot, run),
        Tab::Trace => trace::trace(shot, run),
        Tab::About => kept(about::About { info, docs: docs.clone(), run: run.clone() }),
        // It stands beside this one.
        Tab::Break => html! {},
    }
}
