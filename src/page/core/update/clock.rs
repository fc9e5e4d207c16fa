//! One clock for two runs: whatever moves one cursor moves the other to the same time.
//!
//! A step goes to the earlier next event of either. What happens at one time on both sides is one
//! step, so two runs that are still the same go on in step.

use crate::model::Model;
use crate::notices::Notice;
use crate::pane::Pane;
use crate::session::Session;
use kernel::time::Time;
use std::rc::Rc;

/// How long the other side is computed within one frame, in milliseconds.
const FRAME_MS: f64 = 5.0;

impl Model {
    /// Moves past the next event of either side.
    pub fn step_both(&mut self) {
        let Some((here, there)) = self.panes.active_and_other() else { return };
        let (here, there) = (&mut here.session, &mut there.session);
        here.stay();
        there.stay();
        let next = [&mut *here, &mut *there].map(|it| it.sim().next_at().unwrap_or(Time::NEVER));
        match next {
            [a, b] if a <= b => {
                here.step();
                if a == b {
                    there.step();
                }
            }
            _ => drop(there.step()),
        }
        let now = here.now().max(there.now());
        for session in [here, there] {
            if session.now() < now {
                // Nothing happens on this side until then.
                let _ = session.seek(now);
            }
        }
        self.follow_both();
    }

    /// Moves to before the later of the events that the two sides passed last.
    pub fn step_both_back(&mut self) {
        let Some((here, there)) = self.panes.active_and_other() else { return };
        let (here, there) = (&mut here.session, &mut there.session);
        let last = [last_event(here), last_event(there)];
        if last[0] >= last[1] {
            here.step_back();
        }
        if last[1] >= last[0] {
            there.step_back();
        }
        // As late as can be: no earlier than what either side has passed.
        let passed = [last_event(here), last_event(there)].into_iter().flatten();
        let now = passed.max().unwrap_or_default();
        for session in [here, there] {
            if session.now() != now {
                let _ = session.seek(now);
            }
        }
        self.follow_both();
    }

    /// The time of the next event of either side.
    pub fn next_event(&mut self) -> Option<Time> {
        self.panes.iter_mut().filter_map(|pane| pane.session.sim().next_at()).min()
    }

    /// Takes the other cursor to where this one is. Where much has to be computed it is on its way
    /// for a while, and time waits for it: see [`Model::tick_other`].
    pub fn keep_time(&mut self) {
        let now = self.panes.active().session.now();
        let Some(other) = self.panes.other_mut() else { return };
        if other.session.now() != now && other.session.goal() != Some(now) {
            if let Err(sentence) = other.session.seek(now) {
                self.stop_with(&sentence);
            }
            self.level_if_longer();
        }
    }

    /// An animation frame of the other pane; true if the page is to be rendered for it.
    pub fn tick_other(&mut self, stamp_ms: f64) -> bool {
        let before = self.panes.other().map(|pane| Rc::clone(pane.session.frame()));
        self.keep_time();
        let compared = self.find_parting();
        let late = self.lasting(FRAME_MS);
        let (Some((active, other)), Some(before)) = (self.panes.active_and_other(), before) else {
            return false;
        };
        let mut result = Ok(());
        while result.is_ok() && other.session.goal().is_some() && !late() {
            result = other.session.go_on();
        }
        let glided = other.picture.tick(stamp_ms);
        let turned = other.strip.part != active.strip.part;
        other.strip.part = active.strip.part;
        if turned || !Rc::ptr_eq(&before, other.session.frame()) {
            other.follow();
        }
        let doubt = other.session.goal().is_none().then(|| other.doubt()).flatten();
        let doubted = doubt.map(|doubt| self.say(Notice::alert(doubt))).is_some();
        compared || glided || turned || doubted
    }

    /// Whether the other pane is not yet where this one is, or is about to move.
    pub fn other_moves(&self) -> bool {
        self.panes.other().is_some_and(|other| {
            other.session.goal().is_some() || other.picture.is_gliding() || self.parting_is_stale()
        })
    }

    /// Whether time has to wait for the other pane.
    pub fn other_lags(&self) -> bool {
        self.panes.other().is_some_and(|other| other.session.goal().is_some())
    }

    fn level_if_longer(&mut self) {
        let ends = self.panes.both().map(|both| both.map(|pane| pane.session.scenario().until));
        if ends.is_some_and(|[left, right]| left != right) {
            self.level();
        }
    }

    fn follow_both(&mut self) {
        self.panes.iter_mut().for_each(Pane::follow);
        self.level_if_longer();
    }
}

/// The time of the event that the cursor has passed last.
fn last_event(session: &mut Session) -> Option<Time> {
    let sim = session.sim();
    let last = sim.position().checked_sub(1)?;
    sim.records().get(last as usize).map(|record| record.at)
}
