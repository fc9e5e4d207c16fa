//! “Try to break it”: the panel that searches for a broken promise, and what does the searching.
//!
//! [`quest`] is the search as such: it says what is to be done and takes in what comes of it.
//! [`crew`] has it done, in workers. [`panel`] draws both. The panel is there as long as the page,
//! also while another tab is open, so that a search goes on meanwhile.

pub mod panel;
use crate::dom::browser;
use crate::dom::workers::crew::{Crew, News};

use js_sys::Date;
use kernel::action::Timed;
use kernel::ids::Names;
use kernel::time::{Span, Time};
use page_core::command::Command;
use page_core::command::guide::{GuideCommand, OnboardingStep};
use page_core::search::ledger;
use page_core::search::quest::{Quest, Stage};
use page_core::search::talk::{Answer, Found};
use page_core::shared::Same;
use scenario::Scenario;
use scenario::link::Link;
use std::rc::Rc;
use view::text;
use yew::prelude::*;

/// The panel's id on the page.
pub const ID: &str = "tab-search";

/// How many schedules a search tries unless told otherwise.
const SCHEDULES: u64 = 1_000;

/// How many it tries at most.
const SCHEDULES_MAX: u64 = 1_000_000;

/// How long a schedule lasts unless told otherwise.
const LASTS: Time = Time(10_000_000);

/// What is counted all the time is drawn this far apart.
const DRAWN_MS: f64 = 100.0;

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct SearchProps {
    /// The scenario on the page.
    pub scenario: Same<Scenario>,
    /// Whether its tab is open.
    pub open: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// What the panel is told.
pub enum Msg {
    /// The form was sent.
    Search,
    /// How many schedules, as typed.
    Schedules(String),
    /// How long each lasts, as typed.
    Lasts(String),
    /// To try as many schedules once more, which come after those.
    More,
    /// To end the search.
    Stop,
    /// Which property is to break; any if it is empty.
    Property(String),
    /// A hand has something to tell.
    News(News),
    /// To open the counter-example.
    Open,
    /// To copy a link to the counter-example.
    Copy,
    /// The clipboard took the link, or did not.
    Copied(bool),
}

/// The panel.
pub struct Search {
    /// How many schedules, as typed.
    schedules: String,
    /// How long each lasts, as typed; if nothing was, what is usual.
    lasts: Option<String>,
    /// The property that is to break, by its id; any if it is empty.
    property: String,
    /// What is wrong with the form.
    mistake: Option<String>,
    /// The search, under way or over.
    search: Option<Under>,
    news: Callback<News>,
}

/// A search, and what is drawn of it.
pub struct Under {
    quest: Quest,
    /// Those who work on it; nobody when it is over.
    crew: Option<Crew>,
    /// How many workers there are or were.
    workers: usize,
    /// What is searched, to be searched once more.
    base: Scenario,
    property: String,
    /// Whether the user ended it.
    stopped: bool,
    /// When the first hand began.
    began_ms: Option<f64>,
    /// How long trying has lasted.
    lasted_ms: f64,
    drawn_ms: f64,
    /// The smallest counter-example as it is drawn.
    example: Option<Example>,
    /// Whether a link to it was copied.
    copied: Option<bool>,
}

/// A counter-example, ready to be read.
pub struct Example {
    found: Found,
    scenario: Rc<Scenario>,
    names: Names,
}

impl Component for Search {
    type Message = Msg;
    type Properties = SearchProps;

    fn create(ctx: &Context<Self>) -> Search {
        let news = ctx.link().callback(Msg::News);
        let (lasts, property, mistake, search) = Default::default();
        Search { schedules: text::count(SCHEDULES), lasts, property, mistake, search, news }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &SearchProps) -> bool {
        if !std::ptr::eq(ctx.props().scenario.pattern, old.scenario.pattern) {
            // Another pattern promises something else.
            self.property.clear();
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Schedules(typed) => self.schedules = typed,
            Msg::Lasts(typed) => self.lasts = Some(typed),
            Msg::Search => {
                let scenario = &ctx.props().scenario;
                let base = as_asked(scenario, &self.schedules, &self.lasts(scenario));
                self.mistake = base.as_ref().err().cloned();
                if let Ok((base, count)) = base {
                    ctx.props()
                        .run
                        .emit(Command::Guide(GuideCommand::Did(OnboardingStep::Searched)));
                    self.begin(base, self.property.clone(), 0, count);
                }
            }
            Msg::More => {
                if let Some(Under { quest, base, property, .. }) = self.search.take() {
                    let seeds = quest.ledger().seeds();
                    self.begin(base, property, seeds.end, seeds.end - seeds.start);
                }
            }
            Msg::Stop => {
                if let Some(under) = &mut self.search {
                    under.stopped = true;
                    under.crew = None;
                }
            }
            Msg::Property(id) => self.property = id,
            Msg::News(news) => return self.search.as_mut().is_some_and(|it| it.hear(news)),
            Msg::Open => {
                if let Some(example) = self.search.as_ref().and_then(|it| it.example.as_ref()) {
                    let scenario = Rc::clone(&example.scenario);
                    // It ends where the violation is there to be seen, and a note says why.
                    let end = scenario.until;
                    ctx.props().run.emit(Command::Examine(scenario, end));
                }
            }
            Msg::Copy => self.copy(ctx.link().callback(Msg::Copied)),
            Msg::Copied(copied) => {
                self.search.iter_mut().for_each(|under| under.copied = Some(copied));
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let SearchProps { scenario, open, .. } = ctx.props();
        let link = ctx.link();
        html! {
            <div class="tab-body search" id={ID} role="tabpanel" tabindex="0" aria-labelledby="tab-Break"
                hidden={!open}>
                { panel::form(self, scenario, link) }
                <div>{ for self.search.as_ref().map(|under| panel::search(under, link)) }</div>
                <p class="visually-hidden" role="status">
                    { self.search.as_ref().map(panel::said).unwrap_or_default() }
                </p>
            </div>
        }
    }
}

impl Search {
    /// How long each schedule lasts, as it stands in the form.
    fn lasts(&self, scenario: &Scenario) -> String {
        let usual = || usual_length(&scenario.setup.actions).to_string();
        self.lasts.clone().unwrap_or_else(usual)
    }

    /// Begins a search of so many seeds from a first one.
    fn begin(&mut self, base: Scenario, property: String, first: u64, count: u64) {
        let wanted = Some(property.clone()).filter(|id| !id.is_empty());
        let quest = Quest::new(base.to_text(), wanted, first..first.saturating_add(count));
        // The crew of the search before ends first, so that the processors are free.
        self.search = None;
        let most = usize::try_from(count.div_ceil(ledger::SLICE)).unwrap_or(usize::MAX);
        let crew = Crew::hire(most, self.news.clone());
        self.search = Some(Under {
            workers: crew.workers(),
            crew: Some(crew),
            quest,
            base,
            property,
            stopped: false,
            began_ms: None,
            lasted_ms: 0.0,
            drawn_ms: 0.0,
            example: None,
            copied: None,
        });
    }

    /// Copies a link to the counter-example.
    fn copy(&self, told: Callback<bool>) {
        let Some(example) = self.search.as_ref().and_then(|it| it.example.as_ref()) else { return };
        let link = Link { text: example.found.text.clone(), moment: None }.encode();
        match link {
            Ok(fragment) => browser::copy(&format!("{}{fragment}", browser::address()), told),
            Err(_) => told.emit(false),
        }
    }
}

impl Under {
    /// Takes in what a hand tells; true if there is something new to draw.
    fn hear(&mut self, news: News) -> bool {
        let Some(crew) = &mut self.crew else { return false };
        let stage = std::mem::discriminant(self.quest.stage());
        let now = Date::now();
        match news {
            News::Said(hand, answer) => {
                if answer == Answer::Ready {
                    self.began_ms.get_or_insert(now);
                }
                let trying = *self.quest.stage() == Stage::Trying;
                let idle = self.quest.hear(hand, answer);
                crew.heard(hand, idle);
                if trying {
                    self.lasted_ms = now - self.began_ms.unwrap_or(now);
                }
            }
            News::Broke(hand) => self.lose(hand, "has broken down"),
            News::Tick => {
                for hand in crew.look() {
                    self.lose(hand, "did not answer for 5 seconds");
                }
            }
        }
        self.go_on();
        let turned = stage != std::mem::discriminant(self.quest.stage());
        let drawn = turned || now - self.drawn_ms >= DRAWN_MS;
        if drawn {
            self.drawn_ms = now;
            self.exemplify();
        }
        drawn
    }

    /// Gives everybody something to do, or sends everybody home.
    fn go_on(&mut self) {
        let Some(crew) = &mut self.crew else { return };
        for hand in crew.idle() {
            if let Some(request) = self.quest.ask(hand) {
                crew.ask(hand, request);
            }
        }
        if !self.quest.is_running() {
            self.crew = None;
        }
    }

    fn lose(&mut self, hand: u32, how: &str) {
        let Some(crew) = &mut self.crew else { return };
        if crew.dismiss(hand) {
            self.quest.lose(hand, how);
        }
        self.workers = crew.workers();
    }

    /// Makes the smallest counter-example readable, if it is another one.
    fn exemplify(&mut self) {
        let Some(found) = self.quest.smallest() else { return };
        if self.example.as_ref().is_some_and(|example| example.found == *found) {
            return;
        }
        // It comes from the same program, so that it can be read.
        let scenario = Scenario::parse(&found.text, catalogue::ALL).ok();
        self.example = scenario.and_then(|scenario| {
            let names = scenario.names().ok()?;
            Some(Example { found: found.clone(), scenario: Rc::new(scenario), names })
        });
    }
}

/// What is to be searched: the scenario with the length asked for, and how many schedules; or what
/// is wrong with what was asked.
fn as_asked(scenario: &Scenario, schedules: &str, lasts: &str) -> Result<(Scenario, u64), String> {
    let count = schedules.trim().replace(',', "").parse().ok();
    let count = count.filter(|count| (1..=SCHEDULES_MAX).contains(count));
    let Some(count) = count else {
        return Err("A search tries between 1 and 1,000,000 schedules.".into());
    };
    let mut base = scenario.clone();
    base.until = lasts.trim().parse().map_err(|error| format!("Each lasts: {error}."))?;
    let last = base.setup.actions.last().map_or(Time::ZERO, |timed| timed.at);
    if base.until <= last {
        let last = last.to_string();
        return Err(format!("A schedule has to last longer than the scenario's actions: {last}."));
    }
    Ok((base, count))
}

/// How long schedules last unless told otherwise: past the scenario's own actions.
fn usual_length(actions: &[Timed]) -> Time {
    let last = actions.last().map_or(Time::ZERO, |timed| timed.at);
    let second = Span::secs(1).0;
    LASTS.max(Time((last.0 / second + 5) * second))
}
