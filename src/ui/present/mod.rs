//! Presenting: the notes of a scenario as slides, beside the run that they speak of.
//!
//! The run plays from one slide's moment to the next one's. Whatever is done to the cluster in
//! between is a what-if: it becomes a branch, and the next slide is the one it would have been.
//! Which slides there are is [`slides`]'s business; how they look, [`view`]'s.

mod keys;
mod slides;
mod stills;
mod view;

use yew::Html;

use super::app::App;
use super::command::{Command, Selection};
use super::notices::Notice;
use super::stage::hand::Raw;
use super::stage::picture::Target;
use super::{browser, embed, share};
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

/// A presentation.
pub struct Present {
    slides: Vec<Slide>,
    /// The slide that is shown, or gone to.
    at: usize,
    /// The course whose notes the slides are.
    course: Course,
    /// What the page was when it was looked at last: the course shown, the run's edition.
    seen: (Course, u32),
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
    /// The node that the slide is about.
    about: Vec<NodeId>,
}

impl Present {
    fn slide(&self) -> &Slide {
        &self.slides[self.at.min(self.slides.len() - 1)]
    }

    /// Whether what is shown is a what-if, and not the slide.
    fn is_aside(&self) -> bool {
        self.seen.0 != self.course
    }

    /// The node to be marked on the stage.
    pub fn about(&self) -> &[NodeId] {
        if self.is_aside() || self.ride.is_some() { &[] } else { &self.about }
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
                        let course = self.desk.session.document().course(present.course);
                        present.stills = course.map(|it| Stills::of(it, self.dark));
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
        if self.linked && link::is_presented(fragment) && !embed::is_on() {
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
        let (session, names) = (&self.desk.session, &self.desk.names);
        let playing = self.playback.playing;
        let deck = self.present.as_ref();
        let deck = deck.map(|it| it.view(session.document(), names, playing, &self.run));
        deck.unwrap_or_default()
    }

    /// How the page looks while slides are shown.
    pub(super) fn presenting(&self) -> Option<&'static str> {
        let title = self.present.as_ref()?.is_title();
        Some(if title { "presenting titled" } else { "presenting" })
    }

    /// Looks at what has become of the page: a what-if plays on by itself, a slide that was gone
    /// to is arrived at, and notes that were changed are other slides.
    pub(super) fn attend_present(&mut self) {
        let Some(present) = &mut self.present else { return };
        let now = self.desk.session.now();
        if present.ride.is_some_and(|goal| now >= goal || !self.playback.playing) {
            present.ride = None;
            self.playback.pace = None;
            self.set_playing(false);
        }
        let session = &self.desk.session;
        let seen = (session.course(), session.edition());
        let Some(present) = self.present.as_mut().filter(|it| it.seen != seen) else { return };
        let (was_aside, course) = (present.is_aside(), seen.0);
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
                present.course = course;
            }
        }
    }

    /// Where a run that plays towards a slide stops.
    pub(super) fn held_at_slide(&self, to: Time) -> Time {
        let goal = self.present.as_ref().and_then(|present| present.ride);
        goal.map_or(to, |goal| to.min(goal))
    }

    fn slides(&self) -> Vec<Slide> {
        let (desk, session) = (&self.desk, &self.desk.session);
        let title = &session.document().title;
        slides::slides(title, session.scenario(), &desk.timeline, session.frame(), &desk.names)
    }

    fn start_presenting(&mut self, at: Time) {
        self.close_note();
        self.close_menu();
        self.set_playing(false);
        self.desk.selection = Selection::Nothing;
        self.desk.hand.reset();
        // What a run without notes is shown by has been found.
        self.desk.follow();
        // Whatever is done from here on is a what-if.
        self.desk.session.regard_as_watched();
        let slides = self.slides();
        let (course, edition) = (self.desk.session.course(), self.desk.session.edition());
        let first = slides::nearest(&slides, at);
        let first = if at == Time::ZERO { 0 } else { first };
        self.present = Some(Present {
            slides,
            at: first,
            course,
            seen: (course, edition),
            ride: None,
            overview: false,
            stills: None,
            full: browser::is_full_screen(),
            pressed: None,
            finger: None,
            copied: None,
            about: Vec::new(),
        });
        self.show_slide(first, false);
        self.focus = Some(view::ID);
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
        let (goal, course) = (present.slide().at, present.course);
        present.about = present.slide().node.into_iter().collect();
        if self.desk.session.course() != course {
            if let Err(sentence) = self.desk.session.show(course) {
                self.say(Notice::alert(sentence));
            }
            self.desk.follow();
            let seen = (self.desk.session.course(), self.desk.session.edition());
            self.present.iter_mut().for_each(|present| present.seen = seen);
        }
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
        match share::fragment(&mut self.desk.session, Selection::Nothing) {
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
