//! Getting about in a space-time diagram: what is under the pointer, and where keys lead.

use super::{Arrow, Diagram, Event, Fate, Mark};
use crate::geometry::Point;

/// A step from an event to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The event before, at the same node.
    Before,
    /// The event after, at the same node.
    After,
    /// Along a message, to its other end in a lane above.
    Above,
    /// The same below.
    Below,
}

impl Diagram {
    /// The event that a record belongs to, by its place.
    pub fn find(&self, record: u32) -> Option<usize> {
        let place = self.events.partition_point(|event| event.records.end <= record);
        self.events.get(place).filter(|it| it.records.contains(&record)).map(|_| place)
    }

    /// The event at a point, or the nearest within a distance. Those that say more win.
    pub fn nearest(&self, at: Point, within: f64) -> Option<usize> {
        let away = |event: &Event| {
            let bonus = if event.mark == Mark::Plain { 0.0 } else { 3.0 };
            event.place.distance(at) - bonus
        };
        let near = self.events.iter().enumerate().map(|(place, event)| (place, away(event)));
        let near = near.filter(|(_, away)| *away <= within);
        near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|it| it.0)
    }

    /// The event from which keys start: the last one before a moment, or the first there is.
    pub fn start(&self, now: kernel::time::Time) -> Option<usize> {
        let passed = self.events.partition_point(|event| event.at <= now);
        (!self.events.is_empty()).then(|| passed.saturating_sub(1))
    }

    /// The event that a step leads to.
    pub fn step(&self, from: usize, way: Way) -> Option<usize> {
        let here = self.events.get(from)?;
        match way {
            Way::Before => (0..from).rev().find(|it| self.events[*it].lane == here.lane),
            Way::After => {
                (from + 1..self.events.len()).find(|it| self.events[*it].lane == here.lane)
            }
            Way::Above | Way::Below => self.along(here, way == Way::Above),
        }
    }

    /// The other end of a message that begins or ends with an event: the nearest lane's, and of
    /// those in the same lane the latest that led here, or else the first that follows.
    fn along(&self, here: &Event, above: bool) -> Option<usize> {
        let other_end = |arrow: &Arrow| {
            let there = if here.records.contains(&arrow.sent) {
                (arrow.end.filter(|_| arrow.fate == Fate::Arrived)?, arrow.lanes.1)
            } else if arrow.end.is_some_and(|end| here.records.contains(&end)) {
                (arrow.sent, arrow.lanes.0)
            } else {
                return None;
            };
            let right_way = if above { there.1 < here.lane } else { there.1 > here.lane };
            right_way.then(|| Some((self.find(there.0)?, there.1)))?
        };
        let ends = self.arrows.iter().filter_map(other_end);
        ends.min_by_key(|(_, lane)| lane.abs_diff(here.lane)).map(|it| it.0)
    }
}
