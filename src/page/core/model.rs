//! The state of the page.

use std::rc::Rc;

use crate::arrival::Arrival;
use crate::command::Selection;
use crate::command::tab::Tab;
use crate::comparison::Comparison;
use crate::docs::Docs;
use crate::effect::Effect;
use crate::history::History;
use crate::notes::Notes;
use crate::notices::Notice;
use crate::onboarding::Onboarding;
use crate::pane::Pane;
use crate::panels::Panels;
use crate::panels::snapshot::Snapshot;
use crate::panes::Panes;
use crate::playback::Playback;
use crate::present::Present;
use crate::session::compared::Compared;
use crate::settings::Settings;
use crate::share::Sharing;
use crate::shared::Same;
use crate::timeline::TimelineState;
use crate::until::Until;
use kernel::ids::NodeId;
use view::geometry::Point;

/// Everything that the page shows, and everything that it needs to carry out a command.
pub struct Model {
    /// The scenarios that are worked on, and how they are shown.
    pub panes: Panes,
    /// The changes that can be taken back.
    pub history: History,
    /// What is kept of a comparison.
    pub comparison: Comparison,
    /// The clock.
    pub playback: Playback,
    /// The menu over the stage.
    pub menu: Menu,
    /// Nodes that the row under the pointer is about.
    pub marked: Vec<NodeId>,
    /// The tab that is open.
    pub tab: Tab,
    /// The side panel.
    pub panels: Panels,
    /// Messages to the user.
    pub notices: Vec<Notice>,
    /// The dialog for sharing.
    pub sharing: Sharing,
    /// What comparing the branch that is shown with another came to.
    pub compared: Option<Rc<Compared>>,
    /// The form of a note.
    pub notes: Notes,
    /// The slides, while they are shown.
    pub present: Option<Present>,
    /// What to try next, and the tour.
    pub guide: Onboarding,
    /// What is to be run until.
    pub until: Until,
    /// While the gallery is open: whether the run was playing before.
    pub gallery: Option<bool>,
    /// The patterns' documentation.
    pub docs: Docs,
    /// Whether the address bar holds the session as it stands.
    pub linked: bool,
    /// What the panels show.
    pub shot: Same<Snapshot>,
    /// When that was made.
    pub shot_ms: f64,
    /// What the page knows of the browser.
    pub browser: Browser,
    /// What the browser has to do.
    pub effects: Vec<Effect>,
}

/// The menu over the stage.
#[derive(Default)]
pub struct Menu {
    /// What it is about, and where it is.
    pub open: Option<(Selection, Point)>,
    /// What was typed to find a member of a group of nodes.
    pub sought: String,
    /// Whether closing it sets the run going again.
    pub resume: bool,
}

/// What the page knows of the browser.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Whether the page is shown within another page, where the run can only be watched.
    pub embedded: bool,
    /// Whether the user asked for less motion.
    pub reduced: bool,
    /// Whether the page is dark.
    pub dark: bool,
    /// Whether single-key shortcuts are switched on.
    pub singles: bool,
    /// Whether the page fills the screen.
    pub full_screen: bool,
    /// The page's address without a fragment.
    pub address: String,
    /// The time in milliseconds, to know when enough was done within a frame.
    pub clock: fn() -> f64,
}

impl Model {
    /// The page as it opens.
    pub fn new(arrival: Arrival, settings: &Settings, browser: Browser) -> Model {
        let Arrival { session, selection, playing, linked, notices, stamp, beside, .. } = arrival;
        let timeline = TimelineState::read(settings.timeline.as_deref().unwrap_or_default());
        let mut pane = Pane::new(session, selection, stamp, browser.reduced, timeline);
        let auto = settings.pace.as_deref() == Some("auto");
        let mut model = Model {
            shot: Same::new(crate::panels::snapshot::snapshot(&mut pane)),
            panes: Panes::new(pane),
            history: History::default(),
            comparison: Comparison::default(),
            playback: Playback::new(playing).with_auto(auto),
            menu: Menu::default(),
            marked: Vec::new(),
            tab: Tab::default(),
            panels: Panels::read(settings.panels.as_deref()),
            notices,
            sharing: Sharing::default(),
            compared: None,
            notes: Notes::default(),
            present: None,
            guide: Onboarding::read(settings.guide.as_deref()),
            until: Until::default(),
            gallery: None,
            docs: Docs::default(),
            linked,
            shot_ms: 0.0,
            browser,
            effects: Vec::new(),
        };
        beside.into_iter().for_each(|it| model.place(it));
        model
    }

    /// Asks the browser for something.
    pub fn ask(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Tells when so many milliseconds are over.
    pub fn lasting(&self, ms: f64) -> impl Fn() -> bool + use<> {
        let clock = self.browser.clock;
        let end = clock() + ms;
        move || clock() >= end
    }
}
