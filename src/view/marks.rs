//! What is wrong with a node besides what its figure shows: it is slow, its clock is wrong, it is
//! clogged. Each has a corner of its own, a shape and a few characters.
//!
//! Knows no elements. A mark takes the room of its node's ring; one that is longer than that reaches
//! out to its side.

use super::formation::{Build, Measures};
use super::geometry::{Point, Rect};
use kernel::clock::{Drift, Offset};
use kernel::flights::Flight;
use kernel::ids::NodeId;
use kernel::time::Span;
use run::frame::{ClockFrame, Frame, NodeFrame};

/// Something wrong with a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What.
    pub kind: Kind,
    /// In a few characters: `5ms`.
    pub text: String,
    /// In full: `takes 5ms for every event`.
    pub meaning: String,
}

/// What is wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its clock is set off or goes at another rate. At the upper left.
    Clock,
    /// It takes its time. At the lower left.
    Slow,
    /// What it sends and is sent is held. At the lower right.
    Clogged,
}

impl Kind {
    /// Its shape: path data on a grid of 10 by 10, to be stroked.
    pub fn glyph(self) -> &'static str {
        match self {
            // The face of a clock.
            Kind::Clock => "M9 5a4 4 0 1 1-8 0a4 4 0 1 1 8 0ZM5 2.8V5l1.8 1",
            // An hourglass.
            Kind::Slow => "M2 1h6L2 9h6Z",
            // A pipe with a plug.
            Kind::Clogged => "M.5 3h9M.5 7h9M5 1v8",
        }
    }
}

/// The marks of a node at a moment.
pub fn marks(frame: &Frame, node: &NodeFrame) -> Vec<Mark> {
    let clock = node.clock.as_ref().map(clock);
    let slow = (node.slow > Span::ZERO).then(|| Mark {
        kind: Kind::Slow,
        text: node.slow.to_string(),
        meaning: format!("takes {} for every event", node.slow),
    });
    let clogged = frame.clogged.contains(&node.id).then(|| clog(held(&frame.flights, node.id)));
    [clock, slow, clogged].into_iter().flatten().collect()
}

/// How many messages are held because this node is clogged, or the other end of theirs.
fn held(flights: &[Flight], node: NodeId) -> usize {
    let own = |it: &&Flight| it.held && (it.id.from == node || it.id.to == node);
    flights.iter().filter(own).count()
}

fn clog(held: usize) -> Mark {
    let messages = if held == 1 { "message" } else { "messages" };
    let meaning = format!("is clogged: {held} {messages} held");
    Mark { kind: Kind::Clogged, text: held.to_string(), meaning }
}

/// What a clock was set to says enough: what its drift adds up to changes with every moment.
fn clock(clock: &ClockFrame) -> Mark {
    let (offset, drift) = (clock.offset, clock.drift);
    let text = match (offset, drift) {
        (Offset(0), drift) => rate(drift),
        (offset, Drift(0)) => offset.to_string(),
        (offset, Drift(1..)) => format!("{offset}↑"),
        (offset, _) => format!("{offset}↓"),
    };
    let set = (offset != Offset(0)).then(|| format!("is set off by {offset}"));
    let goes = (drift != Drift(0)).then(|| format!("goes at {}", rate(drift)));
    let meaning = match (set, goes) {
        (Some(set), Some(goes)) => format!("has a clock that {set} and {goes}"),
        (one, other) => format!("has a clock that {}", one.or(other).unwrap_or_default()),
    };
    Mark { kind: Kind::Clock, text, meaning }
}

/// A drift in few characters: `-200ppm`, `+10%`.
fn rate(drift: Drift) -> String {
    match drift.0 % 10_000 {
        0 if drift.0 != 0 => format!("{:+}%", drift.0 / 10_000),
        _ => drift.to_string(),
    }
}

impl Measures {
    /// Where a mark of so many characters stands, and the height of its letters.
    pub fn mark(self, build: Build, kind: Kind, characters: usize) -> (Rect, f64) {
        let edge = self.ring(build) + 2.0;
        let letters = (9.5 * self.scale).max(8.5);
        let height = (14.0 * self.scale).max(12.0);
        let width = height + 2.0 + letters * 0.62 * characters as f64;
        let badge = self.badge(Point::default(), build);
        // Its free side has a neighbour.
        let right = |most: f64| (width - edge).min(most);
        let (left, top) = match kind {
            Kind::Clock => (right(badge.left - 3.0) - width, 3.0 - edge - height),
            Kind::Slow => (right(-1.5) - width, edge - height),
            // Held messages wait around the ring: it keeps within, if it can.
            Kind::Clogged => ((edge - 12.0 * self.scale - width).max(1.5), edge - height - 3.0),
        };
        (Rect { left, top, right: left + width, bottom: top + height }, letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 3] = [Kind::Clock, Kind::Slow, Kind::Clogged];

    #[test]
    fn marks_of_any_length_keep_clear_of_each_other_and_of_the_badge() {
        for scale in [1.0, 0.8, 0.6] {
            let measures = Measures { scale, cells: 3, badges: true, beside: false };
            for build in [Build::SERVER, Build::CLIENT] {
                for length in 2..=9 {
                    let rects = KINDS.map(|kind| measures.mark(build, kind, length).0);
                    let badge = measures.badge(Point::default(), build);
                    for (index, rect) in rects.iter().enumerate() {
                        assert!(!rect.overlaps(badge), "{scale} {length} {index}");
                        let others = rects.iter().skip(index + 1);
                        assert!(others.into_iter().all(|it| !rect.overlaps(*it)), "{length}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_short_mark_stays_within_its_nodes_room() {
        let measures = Measures { scale: 1.0, cells: 3, badges: true, beside: false };
        let room = measures.footprint(Point::default(), Build::SERVER).grown(2.0);
        for (kind, length) in [(Kind::Clock, 5), (Kind::Slow, 3), (Kind::Clogged, 3)] {
            assert!(room.covers(measures.mark(Build::SERVER, kind, length).0), "{kind:?}");
        }
    }

    #[test]
    fn a_clock_is_told_in_few_characters_and_in_full() {
        let told = |offset, drift| {
            let (offset, drift) = (Offset(offset), Drift(drift));
            clock(&ClockFrame { offset, drift, ahead: offset })
        };
        assert_eq!(told(50_000, 0).text, "+50ms");
        assert_eq!(told(0, -200).text, "-200ppm");
        assert_eq!(told(0, 100_000).text, "+10%");
        assert_eq!(told(-1_000_000, -200).text, "-1s↓");
        let full = told(50_000, 100_000).meaning;
        assert_eq!(full, "has a clock that is set off by +50ms and goes at +10%");
    }
}
