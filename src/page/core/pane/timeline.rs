//! Carries out commands for the timeline of a pane.

use crate::command::Command;
use crate::command::timeline::TimelineCommand;
use crate::pane::Pane;
use crate::timeline::SHARE;
use crate::timeline::USUAL;
use kernel::ids::RecordId;
use kernel::time::{Span, Time};
use view::geometry::{Point, within};
use view::spacetime::Way;
use view::window::Window;

/// No more is shown in a diagram: it would be nothing but arrows.
pub const LONGEST: Span = Span::secs(10);

/// A pointer that has moved so far is dragging.
const SLACK: f64 = 4.0;

/// An event is hit from so far away.
const REACH: f64 = 14.0;

impl Pane {
    /// Does something with the strip: whether anything is to be rendered, and what follows.
    pub fn conduct_strip(&mut self, act: TimelineCommand) -> (bool, Option<Command>) {
        let mut next = None;
        match act {
            // The browser shows it.
            TimelineCommand::Hint(_) => return (false, None),
            TimelineCommand::Grab(mark, x) => {
                self.grab_mark(mark, x);
                return (false, None);
            }
            TimelineCommand::Pull(_, x) => return (self.pull_mark(x), None),
            TimelineCommand::Put(_, x) => next = self.put_mark(x),
            TimelineCommand::PutBack => self.strip.dragged = None,
            TimelineCommand::Visit(mark) => next = self.visit_mark(mark),
            TimelineCommand::Shift(mark, x) => next = self.shift_mark(mark, x),
            TimelineCommand::Show(diagram) => self.show_diagram(diagram),
            TimelineCommand::Toggle => self.show_diagram(!self.strip.diagram),
            TimelineCommand::Zoom(times, at) => self.zoom(times, at),
            TimelineCommand::Pan(lengths) => self.pan(lengths),
            TimelineCommand::Fit => self.fit(),
            TimelineCommand::Centre(at) => self.centre(at),
            TimelineCommand::Press(id, at) => self.press(id, at),
            TimelineCommand::Move(id, at) => self.pinch_or_drag(id, at),
            TimelineCommand::Release(id, at) => {
                if !self.lift(id) {
                    next = self.release(at);
                }
            }
            TimelineCommand::Leave(id) => {
                if !self.lift(id) {
                    (self.strip.hovered, self.strip.held) = (None, None);
                }
            }
            TimelineCommand::Walk(way) => self.walk(way),
            TimelineCommand::Take => {
                next = self.strip.chosen.map(|(record, _)| Command::Show(RecordId(record)));
            }
            TimelineCommand::Height(height) => {
                let share = height / self.strip.page_height.max(1.0);
                self.strip.share = within(share, SHARE.0, SHARE.2);
                self.strip.unsaved = true;
            }
        }
        self.draw_chart();
        let drawn = self.draw_strip();
        // What a passing pointer does not light up changes nothing, and what is moved along is moved
        // by transforms.
        let rendered = drawn
            || !matches!(
                act,
                TimelineCommand::Move(..) | TimelineCommand::Leave(_) | TimelineCommand::Press(..)
            );
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
        self.strip.unsaved = true;
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
    pub fn farthest(&mut self) -> Time {
        self.session.scenario().until.max(self.session.known_until())
    }

    /// The moment at a place of the diagram.
    pub fn time_at(&self, x: f64) -> Time {
        let Some(scene) = &self.strip.scene else { return self.session.now() };
        let share = within((x - scene.left) / scene.width.max(1.0), 0.0, 1.0);
        let close = self.strip.close;
        close.from + Span((close.span().0 as f64 * share) as u64)
    }

    /// A pointer moves: it drags what is seen, or lies over an event.
    pub fn drag_or_hover(&mut self, at: Point) {
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
