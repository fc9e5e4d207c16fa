//! On the way to a moment that takes long to compute: a portion a frame, so that the page can be
//! used meanwhile. It shows where the cursor is, says where it is going, and can be told to stay.

use crate::command::Command;
use crate::model::Model;
use crate::notices::Notice;
use kernel::time::Time;
use view::text;

/// How long is computed within one frame, in milliseconds. A portion that has begun is finished.
const FRAME_MS: f64 = 6.0;

/// A journey that is over sooner is not worth a word, in milliseconds.
const NOTICED_MS: f64 = 300.0;

impl Model {
    /// Goes on towards the moment where the cursor is to be. True if it has arrived.
    pub fn travel(&mut self, stamp_ms: f64) -> bool {
        let Some(goal) = self.panes.active().session.goal() else { return false };
        let began = *self.panes.active_mut().journey.began_ms.get_or_insert(stamp_ms);
        let late = self.lasting(FRAME_MS);
        let mut result = Ok(());
        while result.is_ok() && self.panes.active().session.goal().is_some() && !late() {
            result = self.panes.active_mut().session.go_on();
        }
        if let Err(sentence) = result {
            self.say(Notice::alert(sentence));
        }
        if self.panes.active().session.goal().is_some() {
            if stamp_ms - began >= NOTICED_MS {
                self.say(under_way(goal));
            }
            return false;
        }
        self.arrived();
        true
    }

    /// Whether the cursor is on its way.
    pub fn is_travelling(&mut self) -> bool {
        let travelling = self.panes.active().session.goal().is_some();
        if !travelling && self.panes.active_mut().journey.began_ms.is_some() {
            // The user went elsewhere.
            self.arrived();
        }
        travelling
    }

    /// Stays where the cursor is on its way.
    pub fn stay(&mut self) {
        self.panes.active_mut().session.stay();
        self.arrived();
    }

    /// There is nothing to say of the journey any more, unless the run is not what a link promised.
    fn arrived(&mut self) {
        self.panes.active_mut().journey.began_ms = None;
        self.notices.retain(|notice| !is_under_way(notice));
        let doubt = self.panes.active_mut().doubt();
        doubt.into_iter().for_each(|doubt| self.say(Notice::alert(doubt)));
    }
}

fn under_way(goal: Time) -> Notice {
    let text = format!("The run is being computed up to {}", text::clock(goal));
    Notice::news(&text, Some(("Stop here", Command::Stay)))
}

fn is_under_way(notice: &Notice) -> bool {
    notice.remedy.as_ref().is_some_and(|(_, command)| *command == Command::Stay)
}
