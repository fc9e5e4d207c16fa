//! The document on the page: a scenario, the run that it decides, a cursor, and the way back.
//!
//! Every change goes through [`Session::edit`], becomes part of the scenario, and can be undone.
//! Knows no browser, so that its tests run natively.

use std::rc::Rc;

use super::command::Edit;
use faultline::scenario::Scenario;
use faultline::sim::action::Action;
use faultline::sim::declare::Info;
use faultline::sim::frame::Frame;
use faultline::sim::handle::Sim;
use faultline::sim::time::{Span, Time};

/// How far ahead of the cursor the run is known, so that the timeline shows what is coming.
const LOOK_AHEAD: Span = Span::secs(10);
/// No run goes on for longer.
pub const LONGEST: Time = Time(600_000_000);

/// A scenario and its run.
pub struct Session {
    scenario: Rc<Scenario>,
    sim: Box<dyn Sim>,
    frame: Rc<Frame>,
    /// Counts changes of the run: what was made of its records before a change is stale.
    edition: u32,
    known_until: Time,
    done: Vec<Rc<Scenario>>,
    undone: Vec<Rc<Scenario>>,
}

impl Session {
    /// Opens a scenario at a time.
    pub fn open(scenario: Scenario, at: Time) -> Result<Session, String> {
        let sim = scenario.start()?;
        let frame = Rc::new(sim.frame());
        let mut session = Session {
            scenario: Rc::new(scenario),
            sim,
            frame,
            edition: 0,
            known_until: Time::ZERO,
            done: Vec::new(),
            undone: Vec::new(),
        };
        session.seek(at)?;
        Ok(session)
    }

    /// The scenario as it stands.
    pub fn scenario(&self) -> &Rc<Scenario> {
        &self.scenario
    }

    /// The run.
    pub fn sim(&mut self) -> &mut dyn Sim {
        &mut *self.sim
    }

    /// What the pattern declares.
    pub fn info(&self) -> &'static Info {
        self.sim.info()
    }

    /// The cursor's time.
    pub fn now(&self) -> Time {
        self.sim.now()
    }

    /// The moment at the cursor. The same `Rc` as long as nothing happens but time.
    pub fn frame(&self) -> &Rc<Frame> {
        &self.frame
    }

    /// A number that changes when records may have changed.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// Up to when the run is known. What lies beyond is computed when it is needed.
    pub fn known_until(&self) -> Time {
        self.known_until.max(self.now())
    }

    /// Whether there is a change to take back, and one to make again.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        (!self.done.is_empty(), !self.undone.is_empty())
    }

    /// Moves the cursor. The scenario's end moves along, so that a live run never stops.
    pub fn seek(&mut self, to: Time) -> Result<(), String> {
        let to = to.min(LONGEST);
        if to >= self.scenario.until {
            self.scenario = Rc::new(Scenario {
                until: further_end(to).min(LONGEST),
                ..Scenario::clone(&self.scenario)
            });
        }
        let mut result = Ok(());
        let ahead = (to + LOOK_AHEAD).min(self.scenario.until);
        // Half the distance is left before the next stretch is computed: seldom, not each frame.
        if self.known_until < self.scenario.until.min(to + Span(LOOK_AHEAD.0 / 2)) {
            result = self.sim.seek(ahead);
            self.known_until = ahead;
        }
        result = self.sim.seek(to).and(result);
        self.refresh();
        result
    }

    /// Moves the cursor past the next event.
    pub fn step(&mut self) -> bool {
        let moved = match self.sim.next_at() {
            Some(at) if at <= LONGEST => self.sim.step(),
            // Nothing will happen any more, or not within the longest run.
            Some(_) | None => false,
        };
        if moved && self.sim.now() >= self.scenario.until {
            // Only moves the end: the cursor is there already.
            let _ = self.seek(self.sim.now());
        }
        self.refresh();
        moved
    }

    /// Moves the cursor to before the event that it last passed.
    pub fn step_back(&mut self) -> bool {
        let moved = self.sim.step_back();
        self.refresh();
        moved
    }

    /// Changes the scenario; the sentence says why it cannot be.
    pub fn edit(&mut self, edit: Edit) -> Result<(), String> {
        let mut next = Scenario::clone(&self.scenario);
        apply(&mut next, edit, self.now())?;
        if next == *self.scenario {
            return Ok(());
        }
        let before = Rc::clone(&self.scenario);
        self.replace(Rc::new(next))?;
        self.done.push(before);
        self.undone.clear();
        Ok(())
    }

    /// Takes the last change back.
    pub fn undo(&mut self) -> Result<(), String> {
        let Some(before) = self.done.pop() else { return Ok(()) };
        let after = Rc::clone(&self.scenario);
        self.replace(before)?;
        self.undone.push(after);
        Ok(())
    }

    /// Makes the last change that was taken back again.
    pub fn redo(&mut self) -> Result<(), String> {
        let Some(after) = self.undone.pop() else { return Ok(()) };
        let before = Rc::clone(&self.scenario);
        self.replace(after)?;
        self.done.push(before);
        Ok(())
    }

    /// Goes on with another session. What was made of the records of this one is stale.
    pub fn succeed(&mut self, next: Session) {
        let edition = self.edition + 1;
        *self = Session { edition, ..next };
    }

    /// The digest of everything up to the cursor's time, which is what a link to it carries.
    /// A cursor that was stepped into the middle of an instant moves to its end.
    pub fn settle(&mut self) -> u64 {
        // The time was reached before, so that it can be reached again.
        let _ = self.seek(self.now());
        self.sim.digest()
    }

    /// Goes on with another scenario at the same time; on failure everything stays.
    fn replace(&mut self, next: Rc<Scenario>) -> Result<(), String> {
        let now = self.now();
        let (old, new) = (&self.scenario.setup, &next.setup);
        let same_start = old.params == new.params
            && old.without == new.without
            && old.network == new.network
            && old.seed == new.seed
            && std::ptr::eq(self.scenario.pattern, next.pattern);
        if !same_start {
            self.sim = next.start()?;
        } else if old.actions != new.actions {
            self.sim.set_actions(new.actions.clone())?;
        }
        self.scenario = next;
        self.edition += 1;
        self.known_until = Time::ZERO;
        self.seek(now)
    }

    /// Makes a new frame if anything but time has passed.
    fn refresh(&mut self) {
        if self.sim.position() != self.frame.records || self.sim.digest() != self.frame.digest {
            self.frame = Rc::new(self.sim.frame());
        }
    }
}

/// The end that a run gets when it reaches the one it has: about half as far again.
fn further_end(reached: Time) -> Time {
    let seconds = reached.0 / 1_000_000;
    Time((seconds + (seconds / 2).max(2)) * 1_000_000)
}

fn apply(scenario: &mut Scenario, edit: Edit, now: Time) -> Result<(), String> {
    match edit {
        Edit::Act(action) => return act(scenario, now, action),
        Edit::ActInWords(text) => {
            let action = scenario.read_action(&text).map_err(|mistake| mistake.message)?;
            return act(scenario, now, action);
        }
        Edit::Remove(index) if index < scenario.setup.actions.len() => {
            scenario.setup.actions.remove(index);
        }
        // The list was changed under the button: nothing is where the user pointed.
        Edit::Remove(_) => {}
        Edit::Title(title) => scenario.retitle(title.trim())?,
        Edit::Seed(seed) => scenario.setup.seed = seed.trim().parse()?,
        Edit::Network(settings) => scenario.setup.network = settings,
        Edit::Param(key, value) => {
            scenario.set_param(key, value.trim())?;
        }
        Edit::Safeguard(id, on) => scenario.set_safeguard(id, on)?,
        Edit::Replace(next) => *scenario = Scenario::clone(&next),
    }
    Ok(())
}

/// Does something at the cursor's time. A partition takes the place of one that was made at the
/// same instant: dragging a second node away is still one fault.
fn act(scenario: &mut Scenario, now: Time, action: Action) -> Result<(), String> {
    let actions = &mut scenario.setup.actions;
    let before = actions.partition_point(|timed| timed.at <= now);
    if let (Some(last), Action::Partition(_)) = (actions[..before].last(), &action)
        && last.at == now
        && matches!(last.action, Action::Partition(_))
    {
        actions.remove(before - 1);
    }
    scenario.act(now, action)
}

#[cfg(test)]
mod tests;
