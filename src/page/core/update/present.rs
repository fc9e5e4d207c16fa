//! Presenting: the notes of a scenario as slides, beside the run that they speak of.
//!
//! The run plays from one slide's moment to the next one's. Whatever is done to the cluster in
//! between is a what-if: it becomes a branch, and the next slide is the one it would have been.
//! Where two scenarios stand side by side both are shown, and the slides are the notes of both: each
//! names its side, unless both sides have it. [`slides`] says which slides there are.

use crate::command::pointer::{PointerInput, Target};
use crate::command::present::PresentCommand;
use crate::command::share::Copied;
use crate::command::{Command, Selection};
use crate::effect::Effect;
use crate::model::Model;
use crate::notices::Notice;
use crate::present;
use crate::present::slides::Slide;
use crate::present::stills::{FRAME_MS, Stills};
use crate::present::{Present, Seen, slides};
use compare::Side;
use kernel::time::Time;
use scenario::{Course, link};
use std::rc::Rc;
use view::geometry::{Point, within};
use view::zoom::Zoom;

/// Between two slides the run takes so many seconds of its own for one of the watcher's, where that
/// is neither too short to be seen nor too long to be waited for.
const RATE: f64 = 0.25;

/// How long the way to the next slide takes: at least, and at most, in seconds.
const RIDE_S: (f64, f64) = (1.2, 6.0);

/// A pointer that moves by more than this between down and up has swiped.
const SWIPE: f64 = 40.0;

impl Model {
    /// Carries out what concerns slides.
    pub fn present(&mut self, act: PresentCommand) {
        if act == PresentCommand::Start {
            self.ask(Effect::FullScreen(true));
            return self.start_presenting(Time::ZERO);
        }
        if let PresentCommand::Shrunk(full) = act {
            self.browser.full_screen = full;
        }
        let Some(present) = &mut self.present else { return };
        let (at, last) = (present.at, present.slides.len() - 1);
        match act {
            PresentCommand::Start => {}
            PresentCommand::Leave => self.stop_presenting(),
            // Whoever is impatient is there at once.
            PresentCommand::Next if present.ride.is_some() => self.show_slide(at, false),
            PresentCommand::Next | PresentCommand::Previous | PresentCommand::Return
                if present.is_aside() =>
            {
                self.show_slide(at, false);
            }
            PresentCommand::Next if at < last => self.show_slide(at + 1, true),
            PresentCommand::Previous if at > 0 => self.show_slide(at - 1, false),
            PresentCommand::Next | PresentCommand::Previous | PresentCommand::Return => {}
            PresentCommand::First => self.show_slide(0, false),
            PresentCommand::Last => self.show_slide(last, false),
            PresentCommand::Go(index) => self.show_slide(index.min(last), false),
            PresentCommand::Play => {
                present.ride = None;
                self.playback.pace = None;
                self.set_playing(!self.playback.playing);
            }
            PresentCommand::Overview => {
                present.overview = !present.overview;
                present.copied = None;
                if present.overview {
                    self.effects.push(Effect::Focus(present::DECK_CURRENT));
                    if present.stills.as_ref().is_none_or(|it| it.is_dark() != self.browser.dark) {
                        let courses = present.courses;
                        let documents = Side::BOTH.map(|side| {
                            self.panes.on(side).map(|desk| Rc::clone(desk.session.document()))
                        });
                        let shown = Side::BOTH.map(|side| {
                            let document = documents[side.index()].as_ref()?;
                            document.course(courses[side.index()])
                        });
                        let stills = Stills::of(shown, self.browser.dark);
                        if let Some(present) = &mut self.present {
                            present.stills = Some(stills);
                        }
                    }
                }
            }
            PresentCommand::FullScreen => {
                present.full = !self.browser.full_screen;
                let full = present.full;
                self.ask(Effect::FullScreen(full));
            }
            // Escape leaves the full screen before the page hears of it: it meant all of this.
            PresentCommand::Shrunk(full) if present.full && !full => self.stop_presenting(),
            PresentCommand::Shrunk(full) => present.full = full,
            PresentCommand::Press(x) => present.pressed = Some(x),
            PresentCommand::Release(x) => {
                let Some(from) = present.pressed.take() else { return };
                self.present(if x - from > SWIPE {
                    PresentCommand::Previous
                } else {
                    PresentCommand::Next
                });
            }
            PresentCommand::CopyLink => self.copy_deck(),
            PresentCommand::Copied(copied) => present.copied = Some(copied),
        }
    }

    /// Begins to present if the page was opened by a link that says so.
    pub fn present_linked(&mut self, fragment: &str) {
        if self.linked && link::is_presented(fragment) {
            self.start_presenting(self.panes.active().session.now());
        }
    }

    /// What a presentation makes of a command before the page does; none if it is the page's.
    pub fn presented(&mut self, command: &Command) -> Option<bool> {
        let present = self.present.as_mut()?;
        let idle =
            self.menu.open.is_none() && self.panes.active_mut().selection == Selection::Nothing;
        match command {
            // A press on the ground.
            Command::Unselect if idle && !present.is_aside() => self.present(PresentCommand::Next),
            Command::Escape if present.overview => present.overview = false,
            _ => return None,
        }
        Some(true)
    }

    /// A finger that moves sideways over the ground of the stage, seen from as far as all is seen,
    /// leads through the slides. True if this was it.
    pub fn swiped(&mut self, raw: &PointerInput) -> bool {
        let fits =
            self.panes.active().hand.zoom() == Zoom::FIT && !self.panes.active().picture.cut_tool;
        let Some(present) = &mut self.present else { return false };
        match *raw {
            PointerInput::Down(press) => {
                let alone = press.touch && press.target == Target::Ground && fits;
                present.finger = alone.then_some((press.id, press.at));
                false
            }
            PointerInput::Up(id, at) => {
                let from = present.finger.take().filter(|(it, _)| *it == id).map(|(_, from)| from);
                let by = from.map_or(Point::default(), |from| at - from);
                if by.x.abs() <= SWIPE || by.x.abs() < 1.5 * by.y.abs() {
                    return false;
                }
                self.present(if by.x > 0.0 {
                    PresentCommand::Previous
                } else {
                    PresentCommand::Next
                });
                true
            }
            PointerInput::Cancel(_) => {
                present.finger = None;
                false
            }
            PointerInput::Move(..) | PointerInput::Wheel { .. } | PointerInput::Menu(..) => false,
        }
    }

    /// Escape: back to the slide, or out; false if nothing is presented.
    pub fn escape_presenting(&mut self) -> bool {
        let Some(present) = &self.present else { return false };
        self.present(if present.is_aside() {
            PresentCommand::Return
        } else {
            PresentCommand::Leave
        });
        true
    }

    /// How the page looks while slides are shown.
    pub fn presenting(&self) -> Option<&'static str> {
        let title = self.present.as_ref()?.is_title();
        Some(if title { "presenting titled" } else { "presenting" })
    }

    /// Looks at what has become of the page: a what-if plays on by itself, a slide that was gone
    /// to is arrived at, and notes that were changed are other slides. True if something has.
    pub fn attend_present(&mut self) -> bool {
        let Some(present) = &mut self.present else { return false };
        let now = self.panes.active().session.now();
        let arrived = present.ride.is_some_and(|goal| now >= goal || !self.playback.playing);
        if arrived {
            present.ride = None;
            self.playback.pace = None;
            self.set_playing(false);
        }
        let seen = self.seen();
        let Some(present) = self.present.as_mut().filter(|it| it.seen != seen) else {
            return arrived;
        };
        let was_aside = present.is_aside();
        present.seen = seen;
        present.ride = None;
        self.playback.pace = None;
        if present.is_aside() {
            if !was_aside && !self.browser.reduced {
                self.set_playing(true);
            }
        } else {
            let slides = self.slides();
            if let Some(present) = &mut self.present {
                present.at = present.at.min(slides.len() - 1);
                present.slides = slides;
                present.stills = None;
            }
        }
        true
    }

    /// Where a run that plays towards a slide stops.
    pub fn held_at_slide(&self, to: Time) -> Time {
        let goal = self.present.as_ref().and_then(|present| present.ride);
        goal.map_or(to, |goal| to.min(goal))
    }

    fn seen(&self) -> Seen {
        Side::BOTH.map(|side| {
            let session = self.panes.on(side).map(|desk| &desk.session);
            session.map_or((Course::Trunk, 0), |it| (it.course(), it.edition()))
        })
    }

    fn slides(&self) -> Vec<Slide> {
        let of = |side: Side| {
            let desk = self.panes.on(side).unwrap_or(self.panes.active());
            let session = &desk.session;
            let (title, scenario) = (&session.document().title, session.scenario());
            let (timeline, names) = (&desk.timeline, &desk.names);
            let slides = slides::slides(title, scenario, timeline, session.frame(), names);
            (slides, !scenario.notes.is_empty())
        };
        match self.panes.are_two() {
            false => of(Side::A).0,
            true => slides::both(Side::BOTH.map(of)),
        }
    }

    fn start_presenting(&mut self, at: Time) {
        self.close_note();
        self.close_menu();
        self.set_playing(false);
        self.panes.active_mut().selection = Selection::Nothing;
        for side in Side::BOTH {
            let Some(desk) = self.panes.on_mut(side) else { continue };
            desk.hand.reset();
            // What a run without notes is shown by has been found.
            desk.follow();
            // Whatever is done from here on is a what-if.
            desk.session.regard_as_watched();
        }
        let slides = self.slides();
        let seen = self.seen();
        let first = slides::nearest(&slides, at);
        let first = if at == Time::ZERO { 0 } else { first };
        self.present = Some(Present {
            slides,
            at: first,
            courses: seen.map(|it| it.0),
            seen,
            ride: None,
            overview: false,
            stills: None,
            full: self.browser.full_screen,
            pressed: None,
            finger: None,
            copied: None,
            about: Default::default(),
        });
        self.show_slide(first, false);
        // Within another page the focus stays with that.
        if !self.browser.embedded {
            self.ask(Effect::Focus(present::DECK));
        }
    }

    fn stop_presenting(&mut self) {
        self.present = None;
        self.playback.pace = None;
        self.set_playing(false);
        self.ask(Effect::FullScreen(false));
        self.ask(Effect::Focus(present::PRESENT_BUTTON));
    }

    /// Goes to a slide: by playing the run up to it where it lies ahead, else at once.
    fn show_slide(&mut self, index: usize, plays: bool) {
        self.close_menu();
        self.panes.active_mut().selection = Selection::Nothing;
        let Some(present) = &mut self.present else { return };
        present.at = index;
        present.overview = false;
        present.ride = None;
        self.playback.pace = None;
        let (goal, courses) = (present.slide().at, present.courses);
        present.about = present.slide().nodes.map(|it| it.into_iter().collect());
        for (side, course) in Side::BOTH.into_iter().zip(courses) {
            let Some(desk) = self.panes.on_mut(side) else { continue };
            if desk.session.course() != course {
                let told = desk.session.show(course);
                desk.follow();
                told.unwrap_or_else(|sentence| self.say(Notice::alert(sentence)));
            }
        }
        let seen = self.seen();
        self.present.iter_mut().for_each(|present| present.seen = seen);
        let now = self.panes.active().session.now();
        if !plays || self.browser.reduced || goal <= now {
            return self.seek(goal);
        }
        let span = goal.since(now).0 as f64 / 1e6;
        let lasts = within(span / RATE, RIDE_S.0, RIDE_S.1);
        self.playback.pace = Some(span / lasts);
        self.set_playing(true);
        self.present.iter_mut().for_each(|present| present.ride = Some(goal));
    }

    fn copy_deck(&mut self) {
        self.turn_left();
        let fragment =
            crate::share::link::fragment(&mut self.panes.active_mut().session, Selection::Nothing);
        match fragment.and_then(|it| self.with_beside(it, true)) {
            Ok(fragment) => {
                let address = format!("{}{}", self.browser.address, link::presented(&fragment));
                self.ask(Effect::Copy(address, Copied::Slides));
            }
            Err(error) => self.say(Notice::alert(error.to_string())),
        }
    }

    /// Whether pictures of slides are awaited.
    pub fn draws_slides(&self) -> bool {
        let present = self.present.as_ref().filter(|present| present.overview);
        present.is_some_and(|it| {
            it.stills.as_ref().is_some_and(|stills| stills.is_at_work(&it.slides))
        })
    }

    /// Goes on with the pictures of slides; true if there is a new one.
    pub fn draw_slides(&mut self) -> bool {
        if !self.draws_slides() {
            return false;
        }
        let late = self.lasting(FRAME_MS);
        let Some(present) = &mut self.present else { return false };
        let slides = &present.slides;
        present.stills.as_mut().is_some_and(|stills| stills.work(slides, &late))
    }
}
