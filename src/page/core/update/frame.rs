//! Animation frames, and the sizes of what is on the page.
use crate::command::Measures;
use crate::model::Model;
use std::rc::Rc;

/// Snapshots for the panels are at least this far apart while the run plays.
const SNAPSHOT_MS: f64 = 160.0;

/// While the run plays, what its events change is rendered this far apart; what moves, moves with
/// every frame.
const RENDER_MS: f64 = 30.0;

impl Model {
    /// An animation frame: moves the cursor, and whatever glides. True if the page is to be
    /// rendered: most events of a run change nothing but what the motion layer draws.
    pub fn frame(&mut self, stamp_ms: f64) -> bool {
        let before = Rc::clone(self.panes.active().session.frame());
        let played = self.playback.playing;
        let pace = self.heed();
        if self.other_lags() {
            self.playback.wait(stamp_ms);
        } else {
            self.advance(stamp_ms);
        }
        let arrived = self.travel(stamp_ms);
        let found = self.look_on() | self.draw_slides();
        let glided = self.panes.active_mut().picture.tick(stamp_ms) | self.tick_hand(stamp_ms);
        if !Rc::ptr_eq(&before, self.panes.active().session.frame()) {
            self.panes.active_mut().follow();
        }
        let turned = {
            let playing = self.playback.playing;
            self.panes.active_mut().follow_cursor(playing)
        };
        let beside = self.tick_other(stamp_ms);
        let mut changed =
            turned || pace != self.playback.auto_pace() || arrived || found || glided || beside;
        changed |= played != self.playback.playing;
        if self.playback.playing && stamp_ms - self.shot_ms >= SNAPSHOT_MS {
            self.shot_ms = stamp_ms;
            let records = self.panes.active().session.frame().records;
            if self.panes.are_two() || self.shot.frame.records != records {
                self.announce(stamp_ms);
                self.take_snapshot();
                changed = true;
            }
        }
        if !self.playback.playing && self.panels.table.is_busy() {
            self.take_snapshot();
            changed = true;
        }
        if stamp_ms - self.panes.active().shown.at_ms >= RENDER_MS {
            changed |= self.panes.iter().any(|pane| !pane.is_shown());
            changed |= self.browser.embedded && self.playback.playing;
        }
        if changed {
            self.panes.active_mut().shown.at_ms = stamp_ms;
        }
        changed
    }

    /// Takes in the sizes of what is on the page. True if anything has another size.
    pub fn measured(&mut self, measures: &Measures) -> bool {
        let mut changed = false;
        for (pane, measure) in self.panes.iter_mut().zip(measures.sides) {
            pane.strip.page_height = measures.page_height;
            changed |= pane.measured(measure);
        }
        changed
    }

    /// What has to be done for both panes when something was done.
    pub fn after_command(&mut self) {
        self.keep_time();
        if let Some((active, other)) = self.panes.active_and_other() {
            other.rate = active.rate;
            other.strip.part = active.strip.part;
            other.show_selected();
            other.follow();
        }
    }
}
