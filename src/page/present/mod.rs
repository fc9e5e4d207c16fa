//! Presenting: the notes of a scenario as slides, beside the run that they speak of.
//!
//! The run plays from one slide's moment to the next one's. Whatever is done to the cluster in
//! between is a what-if: it becomes a branch, and the next slide is the one it would have been.
//! Where two scenarios stand side by side both are shown, and the slides are the notes of both: each
//! names its side, unless both sides have it. Which slides there are is [`slides`]'s business; how they look, [`view`]'s.

mod keys;
mod slides;
mod stills;
mod view;

use std::rc::Rc;

use yew::prelude::*;

use super::app::App;
use super::command::{Command, Selection};
use super::notices::Notice;
use super::stage::hand::Raw;
use super::stage::picture::Target;
use super::{browser, embed, share};
use faultline::compare::Side;
use faultline::scenario::{Course, link};
use faultline::sim::ids::NodeId;
use faultline::sim::time::Time;
use faultline::view::geometry::{Point, within};
use faultline::view::zoom::Zoom;
pub use keys::command;
use slides::Slide;
use stills::Stills;

/// Between two slides the run takes so many seconds of its own for one of the watcher's, where that
/// is neither too short to be seen nor too long to be waited for.
const RATE: f64 = 0.25;
/// How long the way to the next slide takes: at least, and at most, in seconds.
const RIDE_S: (f64, f64) = (1.2, 6.0);
/// A pointer that moves by more than this between down and up has swiped.
const SWIPE: f64 = 40.0;

/// What is done with slides.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Begins, with the title.
    Start,
    /// Ends, at the moment of the slide.
    Leave,
    /// Goes on: to the next slide, or at once to where the run is playing to.
    Next,
    /// Goes back.
    Previous,
    /// Goes to the title.
    First,
    /// Goes to the last slide.
    Last,
    /// Goes to a slide.
    Go(usize),
    /// Leaves a what-if, and is at the slide again.
    Return,
    /// Lets the run play, or stops it.
    Play,
    /// Shows all slides at once, or one again.
    Overview,
    /// Fills the screen, or does not any more.
    FullScreen,
    /// The browser fills the screen no more.
    Shrunk,
    /// The pointer is pressed on the words, at this x.
    Press(f64),
    /// It is released.
    Release(f64),
    /// Copies a link that opens as a presentation.
    CopyLink,
    /// The clipboard has taken it, or has not.
    Copied(bool),
}

impl Act {
    /// Whether it only leads through the slides.
    pub fn only_leads(&self) -> bool {
        use Act::*;
        matches!(
            self,
            Next | Previous | First | Last | Go(_) | Play | Leave | Press(_) | Release(_)
        )
    }
}

/// A presentation.
pub struct Present {
    slides: Vec<Slide>,
    /// The slide that is shown, or gone to.
    at: usize,
    /// The courses whose notes the slides are, the left side's first.
    courses: [Course; 2],
    /// What the page was when it was looked at last: of each side the course shown, and the run's
    /// edition.
    seen: Seen,
    /// Where the run is playing to.
    ride: Option<Time>,
    overview: bool,
    /// Pictures of the slides, once all of them have been asked for.
    stills: Option<Stills>,
    /// Whether it has filled the screen.
    full: bool,
    pressed: Option<f64>,
    /// The finger on the ground of the stage, and where it was put down.
    finger: Option<(i32, Point)>,
    /// Whether the clipboard took the link.
    copied: Option<bool>,
    /// The node that the slide is about, on each side.
    about: [Vec<NodeId>; 2],
}

/// Of each side the course that is shown, and the run's edition.
type Seen = [(Course, u32); 2];

impl Present {
    fn slide(&self) -> &Slide {
        &self.slides[self.at.min(self.slides.len() - 1)]
    }

    /// Whether what is shown is a what-if, and not the slide.
    fn is_aside(&self) -> bool {
        self.seen.map(|it| it.0) != self.courses
    }

    /// The node to be marked on a side's stage.
    pub fn about(&self, side: Side) -> &[NodeId] {
        if self.is_aside() || self.ride.is_some() { &[] } else { &self.about[side.index()] }
    }

    /// Whether the words are those of the title alone.
    pub fn is_title(&self) -> bool {
        self.at == 0 && self.ride.is_none() && !self.is_aside()
    }
}

impl App {
    /// Carries out what concerns slides.
    pub(super) fn present(&mut self, act: Act) {
        if act == Act::Start {
            browser::full_screen(true);
            return self.start_presenting(Time::ZERO);
        }
        let Some(present) = &mut self.present else { return };
        let (at, last) = (present.at, present.slides.len() - 1);
        match act {
            Act::Start => {}
            Act::Leave => self.stop_presenting(),
            // Whoever is impatient is there at once.
            Act::Next if present.ride.is_some() => self.show_slide(at, false),
            Act::Next | Act::Previous | Act::Return if present.is_aside() => {
                self.show_slide(at, false);
            }
            Act::Next if at < last => self.show_slide(at + 1, true),
            Act::Previous if at > 0 => self.show_slide(at - 1, false),
            Act::Next | Act::Previous | Act::Return => {}
            Act::First => self.show_slide(0, false),
            Act::Last => self.show_slide(last, false),
            Act::Go(index) => self.show_slide(index.min(last), false),
            Act::Play => {
                present.ride = None;
                self.playback.pace = None;
                self.set_playing(!self.playback.playing);
            }
            Act::Overview => {
                present.overview = !present.overview;
                present.copied = None;
                if present.overview {
                    self.focus = Some(view::CURRENT);
                    if present.stills.as_ref().is_none_or(|it| it.is_dark() != self.dark) {
                        let courses = present.courses;
                        let documents = Side::BOTH.map(|side| {
                            self.desk_on(side).map(|desk| Rc::clone(desk.session.document()))
                        });
                        let shown = Side::BOTH.map(|side| {
                            let document = documents[side.index()].as_ref()?;
                            document.course(courses[side.index()])
                        });
                        let stills = Stills::of(shown, self.dark);
                        if let Some(present) = &mut self.present {
                            present.stills = Some(stills);
                        }
                    }
                }
            }
            Act::FullScreen => {
                present.full = !browser::is_full_screen();
                browser::full_screen(present.full);
            }
            // Escape leaves the full screen before the page hears of it: it meant all of this.
            Act::Shrunk if present.full && !browser::is_full_screen() => self.stop_presenting(),
            Act::Shrunk => present.full = browser::is_full_screen(),
            Act::Press(x) => present.pressed = Some(x),
            Act::Release(x) => {
                let Some(from) = present.pressed.take() else { return };
                self.present(if x - from > SWIPE { Act::Previous } else { Act::Next });
            }
            Act::CopyLink => self.copy_deck(),
            Act::Copied(copied) => present.copied = Some(copied),
        }
    }

    /// Begins to present if the page was opened by a link that says so.
    pub(super) fn present_linked(&mut self, fragment: &str) {
        if self.linked && link::is_presented(fragment) {
            self.start_presenting(self.desk.session.now());
        }
    }

    /// What a presentation makes of a command before the page does; none if it is the page's.
    pub(super) fn presented(&mut self, command: &Command) -> Option<bool> {
        let present = self.present.as_mut()?;
        let idle = self.menu.is_none() && self.desk.selection == Selection::Nothing;
        match command {
            // A press on the ground.
            Command::Unselect if idle && !present.is_aside() => self.present(Act::Next),
            Command::Escape if present.overview => present.overview = false,
            _ => return None,
        }
        Some(true)
    }

    /// A finger that moves sideways over the ground of the stage, seen from as far as all is seen,
    /// leads through the slides. True if this was it.
    pub(super) fn swiped(&mut self, raw: &Raw) -> bool {
        let fits = self.desk.hand.zoom() == Zoom::FIT && !self.desk.picture.cut_tool;
        let Some(present) = &mut self.present else { return false };
        match *raw {
            Raw::Down(press) => {
                let alone = press.touch && press.target == Target::Ground && fits;
                present.finger = alone.then_some((press.id, press.at));
                false
            }
            Raw::Up(id, at) => {
                let from = present.finger.take().filter(|(it, _)| *it == id).map(|(_, from)| from);
                let by = from.map_or(Point::default(), |from| at - from);
                if by.x.abs() <= SWIPE || by.x.abs() < 1.5 * by.y.abs() {
                    return false;
                }
                self.present(if by.x > 0.0 { Act::Previous } else { Act::Next });
                true
            }
            Raw::Cancel(_) => {
                present.finger = None;
                false
            }
            Raw::Move(..) | Raw::Wheel { .. } | Raw::Menu(..) => false,
        }
    }

    /// Escape: back to the slide, or out; false if nothing is presented.
    pub(super) fn escape_presenting(&mut self) -> bool {
        let Some(present) = &self.present else { return false };
        self.present(if present.is_aside() { Act::Return } else { Act::Leave });
        true
    }

    /// The slides over the page.
    pub(super) fn deck(&self) -> Html {
        let Some(present) = &self.present else { return html! {} };
        let sides = || Side::BOTH.into_iter().filter_map(|it| Some((it, self.desk_on(it)?)));
        let aside =
            sides().find(|(side, desk)| desk.session.course() != present.courses[side.index()]);
        let course = aside.map(|(_, desk)| {
            desk.session.document().course_name(desk.session.course()).to_string()
        });
        let mut patterns: Vec<_> = sides().map(|(_, desk)| desk.session.info()).collect();
        patterns.dedup_by_key(|it| it.id);
        let about = match patterns[..] {
            [one] if one.name == present.slides[0].words => one.summary.into(),
            [one] => one.name.into(),
            [left, right, ..] => format!("{} | {}", left.name, right.name),
            [] => String::new(),
        };
        let shown = view::Shown { course: course.unwrap_or_default(), about };
        present.view(&shown, self.playback.playing, &self.run)
    }

    /// How the page looks while slides are shown.
    pub(super) fn presenting(&self) -> Option<&'static str> {
        let title = self.present.as_ref()?.is_title();
        Some(if title { "presenting titled" } else { "presenting" })
    }

    /// Looks at what has become of the page: a what-if plays on by itself, a slide that was gone
    /// to is arrived at, and notes that were changed are other slides. True if something has.
    pub(super) fn attend_present(&mut self) -> bool {
        let Some(present) = &mut self.present else { return false };
        let now = self.desk.session.now();
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
            if !was_aside && !self.reduced {
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
    pub(super) fn held_at_slide(&self, to: Time) -> Time {
        let goal = self.present.as_ref().and_then(|present| present.ride);
        goal.map_or(to, |goal| to.min(goal))
    }

    fn seen(&self) -> Seen {
        Side::BOTH.map(|side| {
            let session = self.desk_on(side).map(|desk| &desk.session);
            session.map_or((Course::Trunk, 0), |it| (it.course(), it.edition()))
        })
    }

    fn slides(&self) -> Vec<Slide> {
        let of = |side: Side| {
            let desk = self.desk_on(side).unwrap_or(&self.desk);
            let session = &desk.session;
            let (title, scenario) = (&session.document().title, session.scenario());
            let (timeline, names) = (&desk.timeline, &desk.names);
            let slides = slides::slides(title, scenario, timeline, session.frame(), names);
            (slides, !scenario.notes.is_empty())
        };
        match self.beside.pair {
            None => of(Side::A).0,
            Some(_) => slides::both(Side::BOTH.map(of)),
        }
    }

    fn start_presenting(&mut self, at: Time) {
        self.close_note();
        self.close_menu();
        self.set_playing(false);
        self.desk.selection = Selection::Nothing;
        for side in Side::BOTH {
            let Some(desk) = self.desk_on_mut(side) else { continue };
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
            full: browser::is_full_screen(),
            pressed: None,
            finger: None,
            copied: None,
            about: Default::default(),
        });
        self.show_slide(first, false);
        // Within another page the focus stays with that.
        self.focus = (!embed::is_on()).then_some(view::ID);
    }

    fn stop_presenting(&mut self) {
        self.present = None;
        self.playback.pace = None;
        self.set_playing(false);
        browser::full_screen(false);
        self.focus = Some(view::BUTTON);
    }

    /// Goes to a slide: by playing the run up to it where it lies ahead, else at once.
    fn show_slide(&mut self, index: usize, plays: bool) {
        self.close_menu();
        self.desk.selection = Selection::Nothing;
        let Some(present) = &mut self.present else { return };
        present.at = index;
        present.overview = false;
        present.ride = None;
        self.playback.pace = None;
        let (goal, courses) = (present.slide().at, present.courses);
        present.about = present.slide().nodes.map(|it| it.into_iter().collect());
        for (side, course) in Side::BOTH.into_iter().zip(courses) {
            let Some(desk) = self.desk_on_mut(side) else { continue };
            if desk.session.course() != course {
                let told = desk.session.show(course);
                desk.follow();
                told.unwrap_or_else(|sentence| self.say(Notice::alert(sentence)));
            }
        }
        let seen = self.seen();
        self.present.iter_mut().for_each(|present| present.seen = seen);
        let now = self.desk.session.now();
        if !plays || self.reduced || goal <= now {
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
        let fragment = share::fragment(&mut self.desk.session, Selection::Nothing);
        match fragment.and_then(|it| self.with_beside(it, true)) {
            Ok(fragment) => {
                let address = format!("{}{}", browser::address(), link::presented(&fragment));
                let told = self.run.reform(|copied| Command::Present(Act::Copied(copied)));
                browser::copy(&address, told);
            }
            Err(error) => self.say(Notice::alert(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::link::{self, Link};

    #[test]
    fn a_link_that_opens_as_slides_is_the_same_link() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";
        let plain = Link { text: text.into(), moment: None }.encode().expect("short");
        let slides = link::presented(&plain);
        assert!(link::is_presented(&slides) && !link::is_presented(&plain));
        assert!(!link::is_embedded(&slides));
        assert_eq!(Link::decode(&slides), Link::decode(&plain));
        // One that some tool has encoded once more.
        let encoded = slides.replace('&', "%26").replace('=', "%3D");
        assert!(link::is_presented(&encoded));
    }
}
