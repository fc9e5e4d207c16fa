//! On the way to a moment that takes long to compute: a portion a frame, so that the page can be
//! used meanwhile. It shows where the cursor is, says where it is going, and can be told to stay.

use super::app::App;
use super::command::Command;
use super::desk::Desk;
use super::notices::Notice;
use super::{browser, share};
use faultline::scenario::link::Stamp;
use faultline::sim::time::Time;
use faultline::view::text;

/// How long is computed within one frame, in milliseconds. A portion that has begun is finished.
const FRAME_MS: f64 = 6.0;
/// A journey that is over sooner is not worth a word, in milliseconds.
const NOTICED_MS: f64 = 300.0;

/// What is kept of a journey.
#[derive(Clone, Debug, Default)]
pub struct Journey {
    /// The stamp of its first animation frame.
    began_ms: Option<f64>,
    /// What a link says of the moment where the journey ends, and of which edition of the run.
    promised: Option<(u32, Time, Stamp)>,
}

impl Journey {
    /// A journey at whose end a link's stamp is to be compared, if it has one.
    pub fn to(goal: Option<Time>, edition: u32, stamp: Option<Stamp>) -> Journey {
        let promised = goal.zip(stamp).map(|(goal, stamp)| (edition, goal, stamp));
        Journey { began_ms: None, promised }
    }
}

impl App {
    /// Goes on towards the moment where the cursor is to be. True if it has arrived.
    pub(super) fn travel(&mut self, stamp_ms: f64) -> bool {
        let Some(goal) = self.desk.session.goal() else { return false };
        let began = *self.desk.journey.began_ms.get_or_insert(stamp_ms);
        let late = browser::lasting(FRAME_MS);
        let mut result = Ok(());
        while result.is_ok() && self.desk.session.goal().is_some() && !late() {
            result = self.desk.session.go_on();
        }
        if let Err(sentence) = result {
            self.say(Notice::alert(sentence));
        }
        if self.desk.session.goal().is_some() {
            if stamp_ms - began >= NOTICED_MS {
                self.say(under_way(goal));
            }
            return false;
        }
        self.arrived();
        true
    }

    /// Whether the cursor is on its way.
    pub(super) fn is_travelling(&mut self) -> bool {
        let travelling = self.desk.session.goal().is_some();
        if !travelling && self.desk.journey.began_ms.is_some() {
            // The user went elsewhere.
            self.arrived();
        }
        travelling
    }

    /// Stays where the cursor is on its way.
    pub(super) fn stay(&mut self) {
        self.desk.session.stay();
        self.arrived();
    }

    /// There is nothing to say of the journey any more, unless the run is not what a link promised.
    fn arrived(&mut self) {
        self.desk.journey.began_ms = None;
        self.notices.retain(|notice| !is_under_way(notice));
        let doubt = self.desk.doubt();
        doubt.into_iter().for_each(|doubt| self.say(Notice::alert(doubt)));
    }
}

impl Desk {
    /// At the end of a journey: what to say if the run is not what a link promised.
    pub(super) fn doubt(&mut self) -> Option<String> {
        let (edition, at, stamp) = self.journey.promised.take()?;
        let arrived = (edition, at) == (self.session.edition(), self.session.now());
        share::doubt(stamp, self.session.settle()).filter(|_| arrived)
    }
}

fn under_way(goal: Time) -> Notice {
    let text = format!("The run is being computed up to {}", text::clock(goal));
    Notice::news(&text, Some(("Stop here", Command::Stay)))
}

fn is_under_way(notice: &Notice) -> bool {
    notice.remedy.as_ref().is_some_and(|(_, command)| *command == Command::Stay)
}
