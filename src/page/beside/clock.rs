//! One clock for two runs: whatever moves one cursor moves the other to the same time.
//!
//! A step goes to the earlier next event of either. What happens at one time on both sides is one
//! step, so two runs that are still the same go on in step.

use std::rc::Rc;

use super::parting;
use crate::app::App;
use crate::browser;
use crate::notices::Notice;
use crate::session::Session;
use faultline::sim::time::Time;

/// How long the other side is computed within one frame, in milliseconds.
const FRAME_MS: f64 = 5.0;

impl App {
    /// Moves past the next event of either side.
    pub(crate) fn step_both(&mut self) {
        let Some(pair) = &mut self.beside.pair else { return };
        let (here, there) = (&mut self.desk.session, &mut pair.other.session);
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
    pub(crate) fn step_both_back(&mut self) {
        let Some(pair) = &mut self.beside.pair else { return };
        let (here, there) = (&mut self.desk.session, &mut pair.other.session);
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
    pub(crate) fn next_event(&mut self) -> Option<Time> {
        let there = self.beside.pair.as_mut().and_then(|pair| pair.other.session.sim().next_at());
        self.desk.session.sim().next_at().into_iter().chain(there).min()
    }

    /// Takes the other cursor to where this one is. Where much has to be computed it is on its way
    /// for a while, and time waits for it: see [`App::beside_frame`].
    pub(crate) fn keep_time(&mut self) {
        let now = self.desk.session.now();
        let Some(pair) = &mut self.beside.pair else { return };
        if pair.other.session.now() != now && pair.other.session.goal() != Some(now) {
            if let Err(sentence) = pair.other.session.seek(now) {
                self.stop_with(&sentence);
            }
            self.level_if_longer();
        }
    }

    /// An animation frame of the other side; true if the page is to be rendered for it.
    pub(crate) fn beside_frame(&mut self, stamp_ms: f64) -> bool {
        let before = self.beside.pair.as_ref().map(|pair| Rc::clone(pair.other.session.frame()));
        self.keep_time();
        let compared = self.find_parting();
        let (Some(pair), Some(before)) = (&mut self.beside.pair, before) else { return false };
        let desk = &mut pair.other;
        let late = browser::lasting(FRAME_MS);
        let mut result = Ok(());
        while result.is_ok() && desk.session.goal().is_some() && !late() {
            result = desk.session.go_on();
        }
        let glided = desk.picture.tick(stamp_ms);
        let turned = desk.strip.part != self.desk.strip.part;
        desk.strip.part = self.desk.strip.part;
        if turned || !Rc::ptr_eq(&before, desk.session.frame()) {
            desk.follow();
        }
        let doubt = desk.session.goal().is_none().then(|| desk.doubt()).flatten();
        let doubted = doubt.map(|doubt| self.say(Notice::alert(doubt))).is_some();
        compared || glided || turned || doubted
    }

    /// Whether the other side is not yet where this one is, or is about to move.
    pub(crate) fn beside_moves(&self) -> bool {
        self.beside.pair.as_ref().is_some_and(|pair| {
            let stale = parting::is_stale(pair, &self.desk.session);
            pair.other.session.goal().is_some() || pair.other.picture.is_gliding() || stale
        })
    }

    /// Whether time has to wait for the other side.
    pub(crate) fn beside_lags(&self) -> bool {
        self.beside.pair.as_ref().is_some_and(|pair| pair.other.session.goal().is_some())
    }

    fn level_if_longer(&mut self) {
        let Some(pair) = &self.beside.pair else { return };
        if pair.other.session.scenario().until != self.desk.session.scenario().until {
            self.level();
        }
    }

    fn follow_both(&mut self) {
        self.desk.follow();
        if let Some(pair) = &mut self.beside.pair {
            pair.other.follow();
        }
        self.level_if_longer();
    }
}

/// The time of the event that the cursor has passed last.
fn last_event(session: &mut Session) -> Option<Time> {
    let sim = session.sim();
    let last = sim.position().checked_sub(1)?;
    sim.records().get(last as usize).map(|record| record.at)
}
