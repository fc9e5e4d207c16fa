//! Drags marks of the timeline.

use crate::command::notes::NoteEdit;
use crate::command::{Command, Edit};
use crate::pane::Pane;
use crate::session::LONGEST;
use crate::timeline::marks::Dragged;
use kernel::time::{Span, Time};
use scenario::Note;
use view::geometry::within;
use view::spots::What;

/// A pointer that has moved so far is dragging.
const SLACK: f64 = 4.0;

impl Pane {
    /// Takes hold of a mark.
    pub fn grab_mark(&mut self, mark: usize, from: f64) {
        self.strip.dragged = Some(Dragged { mark, from, by: 0.0, moved: false });
    }

    /// Moves the mark that is held, if it stands for one thing that can be moved; false if nothing is.
    pub fn pull_mark(&mut self, to: f64) -> bool {
        let chart = self.chart.clone();
        let Some(dragged) = &mut self.strip.dragged else { return false };
        let Some((mark, _)) = chart.marks.get(dragged.mark) else { return false };
        let movable = mark.spots.len() == 1 && !matches!(mark.spots[0].what, What::Broken(..));
        let by = within(to - dragged.from, chart.scale.left - mark.x, chart.scale.right - mark.x);
        dragged.moved |= movable && by.abs() > SLACK;
        dragged.by = by;
        dragged.moved
    }

    /// Lets go of the mark: it was pressed, or it is at another time now.
    pub fn put_mark(&mut self, to: f64) -> Option<Command> {
        self.pull_mark(to);
        let Dragged { mark, by, moved, .. } = self.strip.dragged.take()?;
        match moved {
            true => self.shift_mark(mark, self.chart.marks.get(mark)?.0.x + by),
            false => self.visit_mark(mark),
        }
    }

    /// Where a press of a mark leads.
    pub fn visit_mark(&self, mark: usize) -> Option<Command> {
        let (mark, _) = self.chart.marks.get(mark)?;
        Some(Command::Seek(mark.goal(self.session.now())))
    }

    /// The edit that puts a mark's fault or note at a place of the timeline.
    pub fn shift_mark(&self, mark: usize, x: f64) -> Option<Command> {
        let (mark, _) = self.chart.marks.get(mark)?;
        let [spot] = mark.spots.as_slice() else { return None };
        let at = self.round(x).min(LONGEST);
        match spot.what {
            What::Act(index) => Some(Command::Edit(Edit::Retime(index, at))),
            What::Note(index) => {
                let note = self.session.scenario().notes.get(index)?.clone();
                Some(Command::Edit(Edit::Note(NoteEdit::Rewrite(index, Note { at, ..note }))))
            }
            What::Broken(..) => None,
        }
    }

    /// The moment at a place of the timeline, no finer than a pixel shows.
    fn round(&self, x: f64) -> Time {
        let scale = &self.chart.scale;
        let pixel = scale.to.since(scale.from).0 as f64 / (scale.right - scale.left).max(1.0);
        let steps = [100, 1_000, 5_000, 10_000, 50_000, 100_000];
        let step =
            steps.into_iter().rev().find(|it| (*it as f64) <= pixel.max(100.0)).unwrap_or(100);
        let half = Span(step / 2);
        let at = scale.at(x.max(scale.left)) + half;
        Time(at.0 / step * step)
    }
}
