//! What of the run is on the page: the snapshot that the panels show, the timeline, the moving
//! picture, and whether any of it would look different by now.

use crate::command::Measure;
use crate::notes;
use crate::notes::NoteShown;
use crate::pane::{Pane, Rendered, log, looks};
use crate::shared::Same;
use crate::timeline::chart::TimelineView;
use kernel::ids::NodeId;
use kernel::narrate::Line;
use std::rc::Rc;
use view::history::History;
use view::plot::Plots;
use view::timeline::Timeline;
use view::waterfall::Waterfall;

impl Pane {
    /// Whether the stage and the timeline would be rendered as they are.
    pub fn is_shown(&self) -> bool {
        self.shown.charted == self.charted
            && looks::looks_same(&self.shown.frame, self.session.frame(), self.picture.shown())
            && self.shown.notes == self.notes()
    }

    /// Takes down what is rendered now.
    pub fn remember(&mut self) {
        self.shown = Rendered {
            frame: Rc::clone(self.session.frame()),
            notes: self.notes(),
            charted: self.charted,
            at_ms: self.shown.at_ms,
        };
    }

    /// Fits the picture and the timeline into the page; true if they had another size.
    pub fn measured(&mut self, measure: Measure) -> bool {
        let Some(size) = measure.stage else { return false };
        let charted = self.charted;
        self.width = measure.timeline;
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
        let mut chart = TimelineView::of(&mut self.session, &self.timeline, width, seen);
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
        let wanted = log::blamed(self.session.frame());
        wanted.into_iter().filter_map(|record| self.line(record)).collect()
    }

    /// What clients asked and were told lately, if somebody looks.
    pub fn history(&mut self, seen: bool) -> History {
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

    /// What the scenario says at this moment.
    pub fn notes(&self) -> Vec<NoteShown> {
        notes::shown(self.session.scenario(), self.session.now(), self.rate)
    }
}
