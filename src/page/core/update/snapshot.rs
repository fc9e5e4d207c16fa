//! Makes what the panels show of a moment, and what is said aloud.

use crate::model::Model;
use crate::panels::events;
use crate::panels::events::FRAME_MS;
use crate::panels::layout::Panel;
use crate::panels::snapshot::{Snapshot, snapshot};
use crate::shared::Same;
use std::rc::Rc;

impl Model {
    /// Makes what the panels show anew.
    pub fn take_snapshot(&mut self) {
        let fault_error = self.panels.fault_error.clone();
        let edition = self.panes.active().session.edition();
        let compared = self.compared.clone().filter(|it| it.edition == edition);
        let blamed = self.panes.active_mut().blamed();
        let plots = Same(Rc::clone(&self.panes.active().plots));
        let waterfall = self.panes.active_mut().waterfall();
        let beside = self.comparison_shown();
        let (past, because) = (self.past(), self.because());
        let seen = self.shows(Panel::History);
        let history = self.panes.active_mut().history(seen);
        let seen = self.shows(Panel::Events);
        let late = self.lasting(FRAME_MS);
        let late_again = self.lasting(2.0 * FRAME_MS);
        let listing = self.panels.table.list(self.panes.active_mut(), seen, [&late, &late_again]);
        let shot = snapshot(self.panes.active_mut());
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
    pub fn said(&self) -> String {
        if self.present.is_some() {
            return String::new();
        }
        if self.playback.playing {
            return self.panels.announced.words.clone();
        }
        if let Some((from, to)) = self.panes.active().picture.aim() {
            let names = &self.panes.active().names;
            let ends = format!("{}–{}", names.of(from), names.of(to));
            return format!("Link {ends}: Enter cuts it, with Shift one way");
        }
        let line = self.shot.listing.last.as_ref();
        line.map_or(String::new(), |line| {
            format!("{} s: {} {}", events::clock(line.at), line.place, line.text)
        })
    }
}
