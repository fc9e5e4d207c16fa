//! The document on the page: a scenario with its branches, the run of the course that is shown, a
//! cursor, and the way back.
//!
//! Every change goes through [`Session::edit`], becomes part of the scenario, and can be undone.
//!
//! **Acting in the past makes a branch.** Whoever acts while the cursor is earlier than the
//! furthest moment watched asks "what if", so the course that was watched stays, and a branch that
//! leaves it at the cursor is shown from then on. Two exceptions keep branches from becoming
//! litter. An act at the very instant of the last one in the same course belongs to it: a second
//! node dragged, or a second thought. And what was watched for less than [`GRACE`] is not worth
//! keeping: to step back over a few events and act is a correction. In both cases, as at the
//! furthest moment, the course itself changes. So it does when an action is removed, or a
//! parameter set: only acts are what-ifs, and all of it can be undone.
//!
//! Knows no browser, so that its tests run natively.

pub mod apply;
pub mod compared;
pub mod runs;
#[cfg(test)]
mod tests;
use crate::command::Edit;
use crate::session::runs::{Run, Runs};
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use pattern::declare::Info;
use run::Sim;
use run::frame::Frame;
use scenario::{Course, Scenario};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

/// How far ahead of the cursor the run is known, so that the timeline shows what is coming.
const LOOK_AHEAD: Span = Span::secs(10);

/// The records that are computed at a time: a few milliseconds' work, so that the page can be used
/// while the cursor is on its way to a moment that is far from anything known.
const PORTION: u32 = 8_192;

/// No run goes on for longer.
pub const LONGEST: Time = Time(600_000_000);

/// A future that was watched for less is replaced, not kept.
pub const GRACE: Span = Span::millis(50);

/// How many documents have been on the page.
static WORKS: AtomicU32 = AtomicU32::new(0);

/// A scenario and the run of one of its courses.
pub struct Session {
    version: Version,
    /// The scenario of the course that is shown.
    shown: Rc<Scenario>,
    sim: Box<dyn Sim>,
    /// Runs of courses that were shown before.
    runs: Runs,
    frame: Rc<Frame>,
    /// The nodes of crowds of which the frame has the details too.
    detailed: Vec<NodeId>,
    /// Counts versions: what was made of the run or its branches before a change is stale.
    edition: u32,
    known_until: Time,
    /// When the cursor gets here, what comes next is computed: seldom, not in each frame.
    halfway: Time,
    /// Where the cursor is on its way to.
    goal: Option<Time>,
}

/// What undo leads back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The scenario with all its branches.
    document: Rc<Scenario>,
    /// Which of its courses is shown.
    course: Course,
    /// The furthest moment watched of each course, the trunk first. What is missing was not
    /// watched.
    watched: Vec<Time>,
    /// Where and when the user acted last.
    acted: Option<(Course, Time)>,
    /// Which of the documents that have been on the page this is a version of.
    work: u32,
    /// How many edits made it from the document as it came onto the page.
    edits: u32,
    /// Where the cursor was when the page went on to the next version.
    left: Time,
}

impl Session {
    /// Opens a scenario's trunk at a time.
    pub fn open(scenario: Scenario, at: Time) -> Result<Session, String> {
        Session::open_course(scenario, Course::Trunk, at)
    }

    /// Opens one of a scenario's courses at a time.
    pub fn open_course(scenario: Scenario, course: Course, at: Time) -> Result<Session, String> {
        let shown = Rc::new(scenario.course(course).ok_or("There is no such branch")?.clone());
        let sim = shown.start()?;
        let frame = Rc::new(sim.frame());
        let document = Rc::new(scenario);
        let mut session = Session {
            version: Version::new(document, course),
            shown,
            sim,
            runs: Runs::default(),
            frame,
            detailed: Vec::new(),
            edition: 0,
            known_until: Time::ZERO,
            halfway: Time::ZERO,
            goal: None,
        };
        session.seek(at)?;
        Ok(session)
    }

    /// The scenario of the course that is shown.
    pub fn scenario(&self) -> &Rc<Scenario> {
        &self.shown
    }

    /// The scenario with all its branches: what is saved and sent.
    pub fn document(&self) -> &Rc<Scenario> {
        &self.version.document
    }

    /// Which course is shown.
    pub fn course(&self) -> Course {
        self.version.course
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

    /// A number that changes when records or branches may have changed.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// Up to when the run is known. What lies beyond is computed when it is needed.
    pub fn known_until(&self) -> Time {
        self.known_until.max(self.now())
    }

    /// Has the course that is shown end no earlier than a time. That is no change to be undone.
    pub fn last_until(&mut self, until: Time) {
        if until > self.shown.until {
            self.extend(until.min(LONGEST));
            self.halfway = Time::ZERO;
            self.look_ahead();
        }
    }

    /// Which of the documents that have been on the page this is, by its number: no two sessions have
    /// one in common.
    pub fn work(&self) -> u32 {
        self.version.work
    }

    /// Whether the document is as it was when it came onto the page.
    pub fn is_untouched(&self) -> bool {
        self.version.edits == 0
    }

    /// Moves the cursor. The scenario's end moves along, so that a live run never stops. Where much
    /// has to be computed, the cursor is on its way for a while: see [`Session::goal`].
    pub fn seek(&mut self, to: Time) -> Result<(), String> {
        let to = to.min(LONGEST);
        if to >= self.shown.until {
            self.extend(further_end(to).min(LONGEST));
        }
        self.goal = Some(to);
        self.go_on()
    }

    /// Where the cursor is on its way to; none if it is where it was moved to.
    pub fn goal(&self) -> Option<Time> {
        self.goal
    }

    /// Lets the cursor stay where it is on its way.
    pub fn stay(&mut self) {
        self.goal = None;
    }

    /// Moves the cursor on towards its goal.
    pub fn go_on(&mut self) -> Result<(), String> {
        let Some(to) = self.goal else { return Ok(()) };
        let arrived = self.sim.seek_some(to, PORTION);
        if arrived != Ok(false) {
            self.goal = None;
            self.look_ahead();
        }
        self.refresh();
        arrived.map(|_| ())
    }

    /// Computes what comes after the cursor, unless enough of it is known.
    fn look_ahead(&mut self) {
        let now = self.now();
        if now < self.halfway || self.known_until >= self.shown.until {
            return;
        }
        let ahead = (now + LOOK_AHEAD).min(self.shown.until);
        self.known_until = self.sim.look_ahead(ahead, PORTION).max(self.known_until);
        self.halfway = now + Span(self.known_until.since(now).0 / 2);
    }

    /// Moves the cursor past the next event.
    pub fn step(&mut self) -> bool {
        self.stay();
        let moved = match self.sim.next_at() {
            Some(at) if at <= LONGEST => self.sim.step(),
            // Nothing will happen any more, or not within the longest run.
            Some(_) | None => false,
        };
        if moved && self.sim.now() >= self.shown.until {
            // Only moves the end: the cursor is there already.
            let _ = self.seek(self.sim.now());
        }
        self.refresh();
        moved
    }

    /// Moves the cursor to before the event that it last passed.
    pub fn step_back(&mut self) -> bool {
        self.stay();
        let moved = self.sim.step_back();
        self.refresh();
        moved
    }

    /// Changes the scenario: what it was before, or nothing if the edit changes nothing. The error says
    /// why it cannot be changed.
    pub fn edit(&mut self, edit: Edit) -> Result<Option<Version>, String> {
        if matches!(edit, Edit::Act(_) | Edit::ActInWords(_)) {
            // Whoever acts acts at what is seen.
            self.stay();
        }
        let mut next = self.version.after(edit, self.now())?;
        if next.document == self.version.document {
            return Ok(None);
        }
        if next.work == self.version.work {
            next.edits += 1;
        }
        let before = self.leave();
        self.take(next)?;
        Ok(Some(before))
    }

    /// Goes on with what the scenario was before a change, or after it; what it is now is returned. On
    /// failure everything stays.
    pub fn restore(&mut self, version: &Version) -> Result<Version, String> {
        let left = self.leave();
        self.take(version.clone())?;
        Ok(left)
    }

    /// The version as it is left for another.
    fn leave(&self) -> Version {
        Version { left: self.goal.unwrap_or(self.now()), ..self.version.clone() }
    }

    /// Shows another course at the same time. That changes nothing, so there is nothing to undo.
    pub fn show(&mut self, course: Course) -> Result<(), String> {
        if self.version.document.course(course).is_none() || course == self.version.course {
            return Ok(());
        }
        self.take(Version { course, ..self.version.clone() })
    }

    /// Takes all of the course that is shown as watched: whatever is done to it is a what-if.
    pub fn regard_as_watched(&mut self) {
        self.version.watch(self.shown.until + Span::secs(1));
        self.version.acted = None;
    }

    /// Goes on with another session: what this one was, unless it was the same document. What was made
    /// of the records of this one is stale.
    pub fn succeed(&mut self, next: Session) -> Option<Version> {
        let edition = self.edition + 1;
        let mut version = next.version;
        let same = version.document == self.version.document;
        let before = (!same).then(|| self.leave());
        (version.work, version.edits) = match same {
            true => (self.version.work, self.version.edits),
            // Whatever was changed before it came onto the page does not count.
            false => (version.work, 0),
        };
        *self = Session { edition, version, ..next };
        before
    }

    /// The digest of everything up to the cursor's time, which is what a link to it carries.
    /// A cursor that was stepped into the middle of an instant moves to its end.
    pub fn settle(&mut self) -> u64 {
        // The time was reached before, so that it can be reached again.
        let _ = self.seek(self.now());
        self.sim.digest()
    }

    /// Goes on with another version at the same time; on failure everything stays.
    fn take(&mut self, next: Version) -> Result<(), String> {
        let course = next.document.course(next.course).ok_or("There is no such branch")?;
        let shown = Rc::new(course.clone());
        // Not the frame's time: there is no new frame where nothing but time has passed.
        let here = self.goal.unwrap_or(self.now());
        if next.course == self.version.course && runs::same_start(&self.shown, &shown) {
            if self.shown.setup.actions != shown.setup.actions {
                runs::redirect(&mut *self.sim, &shown.setup.actions)?;
            }
        } else {
            let sim = self.runs.run(&shown, (&self.shown, &*self.sim))?;
            let before = std::mem::replace(&mut self.sim, sim);
            self.runs.keep(Run { scenario: Rc::clone(&self.shown), sim: before });
        }
        self.edition += 1;
        // Another document is shown where it was left, which is at its start when it is new.
        let stays = next.work == self.version.work;
        let now = if stays { here } else { next.left };
        self.shown = shown;
        self.version = next;
        (self.known_until, self.halfway) = Default::default();
        if self.seek(now).is_err() {
            // The version is taken, only its run stops before that time. `go_on` says so when it is
            // asked for the next portion: an error here would mean that nothing was changed.
            self.goal = Some(now.min(LONGEST));
        }
        Ok(())
    }

    /// Moves the end of the course that is shown. That is no change to be undone.
    fn extend(&mut self, until: Time) {
        let mut document = Scenario::clone(&self.version.document);
        // Nothing that a course shares with another depends on its end.
        let moved = document.edit(self.version.course, |course| {
            course.until = until;
            Ok(())
        });
        if moved.is_ok() {
            self.shown = Rc::new(Scenario { until, ..Scenario::clone(&self.shown) });
            self.version.document = Rc::new(document);
        }
    }

    /// Makes a new frame if anything but time has passed, and notes how far it was watched.
    fn refresh(&mut self) {
        self.version.watch(self.sim.now());
        if self.sim.position() != self.frame.records || self.sim.digest() != self.frame.digest {
            self.make_frame();
        }
    }

    /// Has frames tell the details of these nodes too, which they leave out of crowds.
    pub fn detail(&mut self, nodes: Vec<NodeId>) {
        if self.detailed != nodes {
            self.detailed = nodes;
            self.make_frame();
        }
    }

    fn make_frame(&mut self) {
        let mut frame = self.sim.frame();
        for id in &self.detailed {
            if let Some(node) = frame.nodes.get_mut(id.index()) {
                *node = self.sim.node(*id);
            }
        }
        self.frame = Rc::new(frame);
    }
}

impl Version {
    /// The same on a branch that does not exist.
    #[cfg(test)]
    pub fn on_missing_branch(&self) -> Version {
        Version { course: Course::Branch(usize::MAX), ..self.clone() }
    }

    /// A document as it comes.
    fn new(document: Rc<Scenario>, course: Course) -> Version {
        let (watched, left) = (Vec::new(), Time::ZERO);
        let work = WORKS.fetch_add(1, Ordering::Relaxed);
        Version { document, course, watched, acted: None, work, edits: 0, left }
    }
}

/// The end that a run gets when it reaches the one it has: about half as far again.
fn further_end(reached: Time) -> Time {
    let seconds = reached.0 / 1_000_000;
    Time((seconds + (seconds / 2).max(2)) * 1_000_000)
}
