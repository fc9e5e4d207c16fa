//! What of the run is on the page: the snapshot that the panels show, the timeline, the moving
//! picture, and whether any of it would look different by now.

use std::rc::Rc;

use web_sys::Element;

use super::app::App;
use super::chart::Chart;
use super::command::Selection;
use super::desk::{Desk, Shown};
use super::motion::Moment;
use super::panels::{self, Panel, Snapshot};
use super::parts::Same;
use super::playback::Playback;
use super::{log, notes, stage};
use faultline::sim::ids::{Names, NodeId};
use faultline::sim::narrate::Line;
use faultline::view::history::{History, faults};
use faultline::view::plot::Plots;
use faultline::view::situation;
use faultline::view::timeline::Timeline;
use faultline::view::waterfall::Waterfall;

impl App {
    pub(super) fn take_snapshot(&mut self) {
        let fault_error = self.fault_error.clone();
        let edition = self.desk.session.edition();
        let compared = self.compared.clone().filter(|it| it.edition == edition);
        let blamed = self.desk.blamed();
        let plots = Same(Rc::clone(&self.desk.plots));
        let waterfall = self.desk.waterfall();
        let beside = self.beside_shown();
        let (past, because) = (self.past(), self.because());
        let history = self.desk.history(self.shows(Panel::History));
        let seen = self.shows(Panel::Events);
        let listing = self.panels.table.list(&mut self.desk, seen);
        let shot = snapshot(&mut self.desk);
        self.shot = Same::new(Snapshot {
            fault_error,
            compared,
            blamed,
            plots,
            waterfall,
            beside,
            listing,
            history,
            past,
            because,
            ..shot
        });
    }

    /// What is said aloud: interesting moments while the run plays, the last event while it stands.
    pub(super) fn said(&self) -> String {
        if self.present.is_some() {
            return String::new();
        }
        if self.playback.playing {
            return self.panels.announced.words.clone();
        }
        if let Some((from, to)) = self.desk.picture.aim() {
            let names = &self.desk.names;
            let ends = format!("{}–{}", names.of(from), names.of(to));
            return format!("Link {ends}: Enter cuts it, with Shift one way");
        }
        let line = self.shot.listing.last.as_ref();
        line.map_or(String::new(), |line| {
            format!("{} s: {} {}", panels::events::clock(line.at), line.place, line.text)
        })
    }
}

/// As slow as this, there is time to read what every message is.
const SLOW: f64 = 0.05;

impl Desk {
    /// Whether the stage and the timeline would be rendered as they are.
    pub fn is_shown(&self) -> bool {
        self.shown.charted == self.charted
            && stage::looks_same(&self.shown.frame, self.session.frame(), self.picture.shown())
            && self.shown.notes == self.notes()
    }

    /// Takes down what is rendered now.
    pub fn remember(&mut self) {
        self.shown = Shown {
            frame: Rc::clone(self.session.frame()),
            notes: self.notes(),
            charted: self.charted,
            at_ms: self.shown.at_ms,
        };
    }

    /// Fits the picture into the stage; true if it had another size.
    pub fn resize(&mut self) -> bool {
        let Some(stage) = self.stage.cast::<Element>() else { return false };
        let size = (f64::from(stage.client_width()), f64::from(stage.client_height()));
        let charted = self.charted;
        self.width = self.time.cast::<Element>().map_or(0.0, |it| f64::from(it.client_width()));
        self.draw_chart();
        let drawn = self.draw_strip();
        if size == self.picture.size() {
            return drawn || charted != self.charted;
        }
        let frame = Rc::clone(self.session.frame());
        self.picture.resize(self.session.info(), &frame, size);
        self.hand.resize(size);
        true
    }

    /// Draws the timeline anew if it would look different.
    pub fn draw_chart(&mut self) {
        // Measured when it changes: to ask the browser may make it lay the page out.
        let width = self.width;
        let edition = self.session.edition();
        let until = self.session.scenario().until;
        let count = self.session.sim().records().len();
        let seen = self.strip.seen();
        let shown = Some((edition, count, until, width, seen));
        if self.charted == shown {
            return;
        }
        let crowded = self.picture.crowded();
        let same = crowded.iter().eq(self.timeline.tallies().iter().map(|it| &it.role));
        if !same || self.charted.is_none_or(|(drawn, ..)| drawn != edition) {
            let sim = self.session.sim();
            self.timeline = Timeline::of(sim.info(), sim.roles(), &crowded);
            self.plots = Rc::new(Plots::new(self.session.info()));
        }
        self.timeline.extend(self.session.sim().records());
        let mut chart = Chart::of(&mut self.session, &self.timeline, width, seen);
        chart.parting = self.parting;
        self.chart = Same::new(chart);
        let (info, known) = (self.session.info(), self.session.known_until());
        Rc::make_mut(&mut self.plots).extend(info, self.session.sim().records(), known, until);
        self.charted = shown;
    }

    /// The trace that is shown, if there are spans at all.
    pub fn waterfall(&mut self) -> Option<Waterfall> {
        let (now, wanted) = (self.session.now(), self.trace);
        let sim = self.session.sim();
        let (spans, position) = (sim.spans(), sim.position());
        let shown = || Waterfall::of((spans, sim.records()), (position, now), wanted);
        (!spans.is_empty()).then(shown)
    }

    /// The words for the records that broken properties blame: each is asked for once.
    pub fn blamed(&mut self) -> Vec<Line> {
        let wanted = panels::properties::blamed(self.session.frame());
        wanted.into_iter().filter_map(|record| self.line(record)).collect()
    }

    /// What clients asked and were told lately, if somebody looks.
    fn history(&mut self, seen: bool) -> History {
        if !seen {
            return History::default();
        }
        let frame = Rc::clone(self.session.frame());
        let sim = self.session.sim();
        let moment = (sim.position(), sim.now());
        History::of(sim.history(), sim.records(), moment, &frame.properties)
    }

    /// The node that the panels tell of.
    pub fn subject(&self) -> NodeId {
        let frame = self.session.frame();
        self.selection.node().unwrap_or_else(|| log::foremost(frame, self.session.info()))
    }

    /// Draws what moves; `told` is whether the page says of itself where it is.
    pub fn draw(&mut self, playback: &Playback, told: bool) {
        let now = self.session.now();
        self.motion.draw(&Moment {
            now,
            frame: self.session.frame(),
            layout: self.picture.shown(),
            zoom: self.hand.zoom(),
            info: self.session.info(),
            names: &self.names,
            deaths: &self.deaths,
            cross_us: log::cross_us(playback.rate()),
            scale: &self.chart.scale,
            playing: playback.playing,
            slow: playback.rate() <= SLOW,
            told,
            label: self.hovered.as_ref().map(|(id, words)| (*id, words.as_str())),
        });
        self.strip.slide(now, &self.chart.scale);
    }

    /// What the scenario says at this moment.
    pub fn notes(&self) -> Vec<notes::Shown> {
        notes::shown(self.session.scenario(), self.session.now(), self.rate)
    }
}

/// The moment as the panels see it.
pub(super) fn snapshot(desk: &mut Desk) -> Snapshot {
    let node = desk.subject();
    let (session, selection) = (&mut desk.session, desk.selection);
    let frame = Rc::clone(session.frame());
    let message = match selection {
        Selection::Message(id) => session.sim().message(id),
        Selection::Nothing | Selection::Node(_) | Selection::Link(..) | Selection::Crowd(_) => None,
    };
    Snapshot {
        now: session.now(),
        selection,
        node,
        message,
        listing: panels::events::Listing::default(),
        names: Names::clone(&desk.names),
        scenario: Same(Rc::clone(session.scenario())),
        document: Same(Rc::clone(session.document())),
        course: session.course(),
        fault_error: None,
        compared: None,
        blamed: Vec::new(),
        plots: Same::new(Plots::new(session.info())),
        waterfall: None,
        beside: None,
        asked: !session.sim().history().is_empty(),
        misplaced: faults(session.sim().history(), &frame.properties)
            .into_iter()
            .map(|fault| fault.property)
            .collect(),
        history: History::default(),
        situation: situation::told(session.info(), &desk.names, &frame, session.now()),
        past: None,
        because: Vec::new(),
        frame: Same(frame),
    }
}
