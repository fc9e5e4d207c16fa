//! One side of the page: a session, and everything that is made of its run to be shown.
//!
//! The page has one desk, or two where scenarios stand side by side. A desk knows nothing of the
//! other, of the clock, or of panels and boxes, of which the page has one each.

pub mod drawing;
pub mod journey;
pub mod log;
pub mod looks;
pub mod marks;
pub mod moments;
pub mod past;
pub mod pinch;
pub mod scene;
pub mod timeline;
use crate::command::Selection;
use crate::journey::Journey;
use crate::notes::NoteShown;
use crate::opening;
use crate::pane::log::Death;
use crate::session::Session;
use crate::session::Version;
use crate::shared::Same;
use crate::stage::gestures::Gestures;
use crate::stage::picture::Picture;
use crate::timeline::TimelineState;
use crate::timeline::chart::{Seen, TimelineView};
use kernel::ids::{MessageId, Names};
use kernel::narrate::Line;
use kernel::time::Time;
use run::entry::Entry;
use run::frame::Frame;
use scenario::Scenario;
use scenario::link::Stamp;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use view::plot::Plots;
use view::timeline::Timeline;

/// How many panes there have been.
static PANES: AtomicU32 = AtomicU32::new(0);

/// A session and how it is shown.
pub struct Pane {
    /// A number that no other pane has.
    pub id: u32,
    /// How many times it has taken in other nodes.
    pub met: u32,
    /// The scenario and its run.
    pub session: Session,
    /// Where things stand on the stage, and what the pointer holds.
    pub picture: Picture,
    /// How near the stage is looked at, and what the pointers do.
    pub hand: Gestures,
    /// On the way to a moment that takes long to compute.
    pub journey: Journey,
    /// What is selected.
    pub selection: Selection,
    /// The message under the pointer, and what it says.
    pub hovered: Option<(MessageId, String)>,
    /// The trace that was chosen; the latest if none was.
    pub trace: Option<u32>,
    /// The words for the records that broken properties blame, and of which edition they are.
    pub blamed: (u32, Vec<Line>),
    /// The pattern that the desk has taken in.
    pub pattern: &'static Entry,
    /// The stories of that pattern.
    pub stories: Same<Vec<Rc<Scenario>>>,
    /// The nodes' names.
    pub names: Same<Names>,
    /// The edition that the names are of.
    named: u32,
    /// Messages that died lately.
    pub deaths: Vec<Death>,
    /// What the run has been so far.
    pub timeline: Timeline,
    /// The timeline as it is drawn.
    pub chart: Same<TimelineView>,
    /// Where the run parts from the one beside it.
    pub parting: Option<Time>,
    /// What the chart shows.
    pub charted: Option<Charted>,
    /// The pattern's charts.
    pub plots: Rc<Plots>,
    /// What the strip of time shows besides, and which part of the run.
    pub strip: TimelineState,
    /// The timeline's width.
    pub width: f64,
    /// How many seconds of the run pass in one while it plays: what there is to read stays longer.
    pub rate: f64,
    /// What was rendered last, as far as the run changes it.
    pub shown: Rendered,
}

/// What was rendered last.
pub struct Rendered {
    /// The moment.
    pub frame: Rc<Frame>,
    /// The notes on the stage.
    pub notes: Vec<NoteShown>,
    /// What the chart showed.
    pub charted: Option<Charted>,
    /// The stamp of the animation frame that rendered last.
    pub at_ms: f64,
}

/// What a chart shows: the run's edition, its records, its end, the width, which part of it.
pub type Charted = (u32, usize, Time, f64, Seen);

impl Pane {
    /// A desk for a session; `still` is whether nothing should glide. A link's stamp is compared
    /// where its moment is still being computed.
    pub fn new(
        mut session: Session,
        selection: Selection,
        stamp: Option<Stamp>,
        still: bool,
        strip: TimelineState,
    ) -> Pane {
        let mut picture = Picture::new(session.info(), session.frame());
        picture.still = still;
        let pattern = session.scenario().pattern;
        let frame = Rc::clone(session.frame());
        Pane {
            id: PANES.fetch_add(1, Ordering::Relaxed),
            met: 0,
            picture,
            hand: Gestures::default(),
            journey: Journey::to(session.goal(), session.edition(), stamp),
            selection,
            hovered: None,
            trace: None,
            blamed: (0, Vec::new()),
            pattern,
            stories: Same::new(opening::stories(pattern)),
            names: Same::new(session.sim().names().clone()),
            named: session.edition(),
            deaths: log::deaths(&mut session),
            timeline: Timeline::new(0),
            chart: Same::new(TimelineView::of(&mut session, &Timeline::new(0), 0.0, Seen::Whole)),
            parting: None,
            charted: None,
            plots: Rc::new(Plots::new(session.info())),
            strip,
            width: 0.0,
            rate: 0.0,
            shown: Rendered { frame, notes: Vec::new(), charted: None, at_ms: 0.0 },
            session,
        }
    }

    /// Goes on with another session.
    pub fn take(
        &mut self,
        session: Session,
        selection: Selection,
        stamp: Option<Stamp>,
    ) -> Option<Version> {
        let before = self.session.succeed(session);
        self.journey = Journey::to(self.session.goal(), self.session.edition(), stamp);
        self.selection = selection;
        self.meet();
        before
    }

    /// Brings everything that follows the run up to the cursor.
    pub fn follow(&mut self) {
        let frame = Rc::clone(self.session.frame());
        if self.named != self.session.edition() {
            self.named = self.session.edition();
            let known = std::ptr::eq(self.pattern, self.session.scenario().pattern);
            if !known || self.names.0.0 != self.session.sim().names().0 {
                self.meet();
            }
        }
        self.picture.follow(self.session.info(), &frame);
        self.session.detail(self.picture.examples());
        self.draw_chart();
        self.keep_in_sight();
        self.deaths = log::deaths(&mut self.session);
    }

    /// Whoever is selected is drawn, though it may belong to a crowd.
    pub fn show_selected(&mut self) {
        let frame = Rc::clone(self.session.frame());
        self.picture.select(self.session.info(), &frame, self.selection.node());
        self.session.detail(self.picture.examples());
    }

    /// Says of a message what is in it, while it is under the pointer.
    pub fn hover(&mut self, id: Option<MessageId>) {
        let known = self.hovered.as_ref().map(|(id, _)| *id);
        if known == id {
            return;
        }
        self.hovered = id.and_then(|id| {
            let kinds = self.session.info().messages;
            let flight = self.session.frame().flights.iter().find(|it| it.id == id)?;
            let kind = kinds.get(usize::from(flight.kind))?.name;
            let view = self.session.sim().message(id)?;
            Some((id, format!("{kind} {}", view.label)))
        });
    }

    /// Marks on the timeline where the run parts from the one beside it.
    pub fn mark_parting(&mut self, at: Option<Time>) {
        if self.parting != at {
            self.parting = at;
            self.charted = None;
            self.draw_chart();
        }
    }

    /// Takes in other nodes, perhaps of another pattern: nothing stays of how the old ones looked.
    fn meet(&mut self) {
        self.named = self.session.edition();
        self.names = Same::new(self.session.sim().names().clone());
        let pattern = self.session.scenario().pattern;
        if !std::ptr::eq(self.pattern, pattern) {
            self.pattern = pattern;
            self.stories = Same::new(opening::stories(pattern));
            self.selection = Selection::Nothing;
        }
        let Picture { cut_tool, still, .. } = self.picture;
        let size = self.picture.size();
        let frame = Rc::clone(self.session.frame());
        self.picture = Picture::new(self.session.info(), &frame);
        (self.picture.cut_tool, self.picture.still) = (cut_tool, still);
        self.picture.resize(self.session.info(), &frame, size);
        self.hand.reset();
        self.met += 1;
    }
}
