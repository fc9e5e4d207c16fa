//! What the strip of time shows besides its lanes: the space-time diagram, the stretch of time that
//! is seen, what is chosen in it, and how high it is.
//!
//! All of it is a way of looking: none of it is in the scenario, all but the choice is remembered.

pub mod hint;
pub mod marks;
mod moments;
mod picture;
mod pinch;
mod pointer;
mod scene;
mod slide;
mod tools;

use std::rc::Rc;

use super::browser;
use super::chart::Seen;
use super::command::Command;
use super::desk::Desk;
use super::parts::Same;
use super::storage;
use faultline::sim::ids::RecordId;
use faultline::sim::time::{Span, Time};
use faultline::view::geometry::{Point, within};
use faultline::view::spacetime::Way;
use faultline::view::window::Window;
use marks::Dragged;
pub use marks::MarksView;
pub use moments::{Nearby, is_auto};
pub use picture::{edge, spacetime};
pub use scene::{Lit, Scene};
use slide::Slide;
pub use tools::tools;

/// The diagram's id.
pub const ID: &str = "spacetime";
/// Where it is remembered whether there is a diagram, and how much of the height it has.
const KEPT: &str = "faultline.strip";
/// How much of a run a diagram shows at first: some flights and timeouts.
const USUAL: Span = Span::millis(400);
/// No more is shown in a diagram: it would be nothing but arrows.
const LONGEST: Span = Span::secs(10);
/// The share of the page's height that the strip takes with a diagram, and its limits.
const SHARE: (f64, f64, f64) = (0.25, 0.45, 0.75);
/// What of the strip's height is not the diagram's: buttons, the run as a whole, the caption.
const AROUND: f64 = 156.0;
/// A pointer that has moved so far is dragging.
const SLACK: f64 = 4.0;
/// An event is hit from so far away.
const REACH: f64 = 14.0;

/// What a user does with the strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Shows the space-time diagram, or the lanes.
    Show(bool),
    /// The other of the two.
    Toggle,
    /// Shows so many times as much, about a place or the cursor.
    Zoom(f64, Option<f64>),
    /// Moves what is seen by so many of its lengths.
    Pan(f64),
    /// The whole run in lanes, the usual length in a diagram.
    Fit,
    /// A pointer is pressed at a point of the diagram.
    Press(i32, Point),
    /// It moves, pressed or not.
    Move(i32, Point),
    /// It is let go.
    Release(i32, Point),
    /// It has left.
    Leave(i32),
    /// From the chosen event to another.
    Walk(Way),
    /// To the chosen event's moment and node.
    Take,
    /// Gives the strip so much of the page's height, in pixels.
    Height(f64),
    /// Puts the middle of what is seen at a moment.
    Centre(Time),
    /// Says what is at a point of the lanes, or nothing any more.
    Hint(Option<Point>),
    /// Takes hold of a mark, by its place among the marks, at a place of the screen.
    Grab(usize, f64),
    /// The pointer is at a place of the screen, over a mark or with one.
    Pull(usize, f64),
    /// Lets the mark go.
    Put(usize, f64),
    /// Leaves the mark where it was.
    PutBack,
    /// Goes to what a mark stands for.
    Visit(usize),
    /// Puts what a mark stands for at a place of the timeline.
    Shift(usize, f64),
}

impl Act {
    /// Whether a pointer only passes over.
    pub fn only_passes(self) -> bool {
        matches!(self, Act::Hint(_) | Act::Pull(..) | Act::Leave(_) | Act::PutBack)
    }
}

/// The state of the strip.
pub struct Strip {
    /// Whether the space-time diagram is shown.
    pub diagram: bool,
    /// The share of the page's height that the strip then has.
    pub share: f64,
    /// The part of the run that the lanes show; none if it is the whole.
    pub part: Option<Window>,
    /// What is seen of the diagram.
    close: Window,
    /// The diagram, if it is shown.
    pub scene: Option<Same<Scene>>,
    /// What the scene was made for.
    made: Option<scene::Made>,
    /// What is lit up, and the words for it.
    pub lit: Option<Same<Lit>>,
    /// A record of the event that was chosen, and of which edition it is.
    chosen: Option<(u32, u32)>,
    /// A record of the event under the pointer.
    hovered: Option<u32>,
    /// The mark that the pointer holds.
    pub dragged: Option<Dragged>,
    /// Where the pointer was pressed, what was seen then, and whether it has dragged.
    held: Option<(Point, Window, bool)>,
    /// The pointers that are down, and where: two of them pinch.
    fingers: Vec<(i32, Point)>,
    /// Whether what is seen was moved while the run plays: then the cursor is not followed.
    loose: bool,
    played: bool,
    slide: Slide,
}

impl Strip {
    /// The strip as it was left.
    pub fn restored() -> Strip {
        let kept = storage::read(KEPT).unwrap_or_default();
        let (mode, share) = kept.split_once(' ').unwrap_or_default();
        // In hundredths: to read a fraction, the standard library brings ten kilobytes of powers.
        let share = share.parse().map_or(SHARE.1, |it: u8| f64::from(it) / 100.0);
        Strip {
            diagram: mode == "space-time",
            share: within(share, SHARE.0, SHARE.2),
            part: None,
            close: Window::about(Time::ZERO, USUAL),
            scene: None,
            made: None,
            lit: None,
            chosen: None,
            hovered: None,
            dragged: None,
            held: None,
            fingers: Vec::new(),
            loose: false,
            played: false,
            slide: Slide::default(),
        }
    }

    /// What the timeline shows of the run.
    pub fn seen(&self) -> Seen {
        match (self.diagram, self.part) {
            (true, _) => Seen::Slim,
            (false, Some(part)) => Seen::Part(part),
            (false, None) => Seen::Whole,
        }
    }

    /// Lets go of the elements that it moves.
    pub fn let_go(&mut self) {
        self.slide.forget();
    }

    fn keep(&self) {
        let mode = if self.diagram { "space-time" } else { "lanes" };
        let share = (self.share * 100.0).round();
        storage::write(KEPT, &format!("{mode} {share}"));
    }

    fn choose(&mut self, record: Option<u32>, edition: u32) {
        self.chosen = record.map(|record| (record, edition));
        self.hovered = None;
    }
}

impl Desk {
    /// Does something with the strip: whether anything is to be rendered, and what follows.
    pub fn conduct_strip(&mut self, act: Act) -> (bool, Option<Command>) {
        let mut next = None;
        match act {
            Act::Hint(at) => {
                self.hint(at);
                return (false, None);
            }
            Act::Grab(mark, x) => {
                self.grab_mark(mark, x);
                return (false, None);
            }
            Act::Pull(_, x) => return (self.pull_mark(x), None),
            Act::Put(_, x) => next = self.put_mark(x),
            Act::PutBack => self.strip.dragged = None,
            Act::Visit(mark) => next = self.visit_mark(mark),
            Act::Shift(mark, x) => next = self.shift_mark(mark, x),
            Act::Show(diagram) => self.show_diagram(diagram),
            Act::Toggle => self.show_diagram(!self.strip.diagram),
            Act::Zoom(times, at) => self.zoom(times, at),
            Act::Pan(lengths) => self.pan(lengths),
            Act::Fit => self.fit(),
            Act::Centre(at) => self.centre(at),
            Act::Press(id, at) => self.press(id, at),
            Act::Move(id, at) => self.pinch_or_drag(id, at),
            Act::Release(id, at) => {
                if !self.lift(id) {
                    next = self.release(at);
                }
            }
            Act::Leave(id) => {
                if !self.lift(id) {
                    (self.strip.hovered, self.strip.held) = (None, None);
                }
            }
            Act::Walk(way) => self.walk(way),
            Act::Take => {
                next = self.strip.chosen.map(|(record, _)| Command::Show(RecordId(record)));
            }
            Act::Height(height) => {
                let share = height / page_height().max(1.0);
                self.strip.share = within(share, SHARE.0, SHARE.2);
                self.strip.keep();
            }
        }
        self.draw_chart();
        let drawn = self.draw_strip();
        // What a passing pointer does not light up changes nothing, and what is moved along is moved
        // by transforms.
        let rendered = drawn || !matches!(act, Act::Move(..) | Act::Leave(_) | Act::Press(..));
        (rendered, next)
    }

    /// Whether a choice was dropped: that is what Escape does first.
    pub fn drop_choice(&mut self) -> bool {
        let had = self.strip.chosen.take().is_some();
        if had {
            self.draw_strip();
        }
        had
    }

    /// Keeps the cursor in sight while the run plays; true if there is something new to be drawn.
    pub fn follow_cursor(&mut self, playing: bool) -> bool {
        if playing && !self.strip.played {
            self.strip.loose = false;
        }
        self.strip.played = playing;
        if !playing || self.strip.loose || self.strip.held.is_some() {
            return false;
        }
        let now = self.session.now();
        if self.strip.diagram {
            self.strip.close = self.strip.close.following(now);
            return self.draw_strip();
        }
        let Some(part) = self.strip.part else { return false };
        if part.has(now) {
            return false;
        }
        // Lanes are turned like pages: to draw them anew for every frame would cost too much.
        self.strip.part = Some(Window { from: now, to: now + part.span() });
        self.draw_chart();
        true
    }

    /// The cursor has been put somewhere: it is to be seen.
    pub fn keep_in_sight(&mut self) {
        let now = self.session.now();
        if self.strip.held.is_none() && !self.strip.played {
            self.strip.close = self.strip.close.showing(now);
            self.strip.part = self.strip.part.map(|part| part.showing(now));
        }
        self.draw_strip();
    }

    fn show_diagram(&mut self, diagram: bool) {
        self.strip.diagram = diagram;
        self.strip.close = self.strip.close.showing(self.session.now());
        self.strip.keep();
        self.release_motion();
    }

    fn zoom(&mut self, times: f64, at: Option<f64>) {
        let now = self.session.now();
        self.strip.loose = true;
        if self.strip.diagram {
            let about = at.map_or(now, |x| self.time_at(x));
            self.strip.close = self.strip.close.zoomed(about, times, LONGEST);
            return;
        }
        let until = self.session.scenario().until;
        let whole = Window { from: Time::ZERO, to: until };
        let part = self.strip.part.unwrap_or(whole);
        let about = at.map_or(now, |x| self.chart.scale.at(x));
        let part = part.zoomed(about, times, until.since(Time::ZERO)).until(until);
        self.strip.part = (part != whole).then_some(part);
    }

    fn pan(&mut self, lengths: f64) {
        self.strip.loose = true;
        let until = self.session.scenario().until;
        self.strip.close = self.strip.close.panned(lengths).until(self.farthest());
        self.strip.part = self.strip.part.map(|part| part.panned(lengths).until(until));
    }

    fn centre(&mut self, at: Time) {
        self.strip.loose = true;
        let until = self.session.scenario().until;
        let about = |it: Window| {
            let from = at - Span(it.span().0 / 2);
            Window { from, to: from + it.span() }
        };
        self.strip.part = self.strip.part.map(|part| about(part).until(until));
    }

    fn fit(&mut self) {
        self.strip.loose = false;
        self.strip.part = None;
        self.strip.close = Window::about(self.session.now(), USUAL);
    }

    /// No stretch ends later: the scenario's end, or what is seen of a run that went on.
    fn farthest(&mut self) -> Time {
        self.session.scenario().until.max(self.session.known_until())
    }

    /// The moment at a place of the diagram.
    fn time_at(&self, x: f64) -> Time {
        let Some(scene) = &self.strip.scene else { return self.session.now() };
        let share = within((x - scene.left) / scene.width.max(1.0), 0.0, 1.0);
        let close = self.strip.close;
        close.from + Span((close.span().0 as f64 * share) as u64)
    }

    fn drag_or_hover(&mut self, at: Point) {
        let Some(scene) = self.strip.scene.clone() else { return };
        match &mut self.strip.held {
            Some((start, seen, dragging)) => {
                *dragging |= (at.x - start.x).abs() > SLACK;
                if *dragging {
                    let lengths = (start.x - at.x) / scene.width.max(1.0);
                    let seen = *seen;
                    let end = self.farthest();
                    self.strip.close = seen.panned(lengths).until(end);
                    self.strip.loose = true;
                }
            }
            None => {
                let place = scene.place(at, &self.strip.close);
                let near = scene.diagram.nearest(place, REACH);
                self.strip.hovered = near.map(|it| scene.diagram.events[it].records.start);
            }
        }
    }

    /// A press that was no drag goes to the event's moment, or to where it is if there is none.
    fn release(&mut self, at: Point) -> Option<Command> {
        let (_, _, dragged) = self.strip.held.take()?;
        let scene = self.strip.scene.clone().filter(|_| !dragged)?;
        let near = scene.diagram.nearest(scene.place(at, &self.strip.close), REACH);
        let event = near.map(|it| &scene.diagram.events[it]);
        self.strip.choose(event.map(|it| it.records.start), self.session.edition());
        let to = event.map_or_else(|| self.time_at(at.x), |it| it.at);
        Some(Command::Seek(to))
    }

    /// From the chosen event, or the last before the cursor, to another; it is brought into sight.
    fn walk(&mut self, way: Way) {
        let Some(scene) = self.strip.scene.clone() else { return };
        let diagram = &scene.diagram;
        let here = self.strip.chosen.and_then(|(record, _)| diagram.find(record));
        let there = match here {
            Some(here) => diagram.step(here, way),
            None => diagram.start(self.session.now()),
        };
        let Some(event) = there.map(|it| &diagram.events[it]) else { return };
        self.strip.choose(Some(event.records.start), self.session.edition());
        self.strip.close = self.strip.close.showing(event.at);
        self.strip.loose = true;
    }
}

/// The height of the browser's window.
fn page_height() -> f64 {
    let height = browser::window().and_then(|it| it.inner_height().ok());
    height.and_then(|it| it.as_f64()).unwrap_or(800.0)
}

/// What is lit up: that under the pointer, or else what was chosen.
fn lit_of(strip: &Strip, edition: u32) -> Option<u32> {
    let chosen = strip.chosen.filter(|it| it.1 == edition).map(|it| it.0);
    strip.hovered.or(chosen)
}

/// A shared scene, for a part to compare.
fn share<T>(value: T) -> Same<T> {
    Same(Rc::new(value))
}
