//! Where messages are between two nodes, and where the lost ones died.
//!
//! A message that a partition kills dies on the drawn fault line, not merely half-way: the time
//! to half-way is stretched or shrunk to the way to the line. Knows no elements and no frames'
//! worth of messages: the page's motion layer keeps a [`Track`] a message.

use super::geometry::{Point, crossing, rank, within};
use super::layout::Layout;
use kernel::action::Ppm;
use kernel::flights::Flight;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::record::Loss;

/// How many held messages stand one behind the other; the rest stands with the last.
const QUEUE: u32 = 3;

/// The way of messages from one node to another, from edge to edge. Messages keep to the right,
/// so that the two directions do not meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// Where it begins: at the sender's edge.
    pub start: Point,
    /// Where it ends: at the receiver's edge.
    pub end: Point,
    /// Its direction in degrees, clockwise from the right: for SVG's `rotate`.
    pub angle: f64,
    /// The share of the way at which messages are when half of their time is over: where the
    /// fault line is, if there is one in between.
    pub half: f64,
}

impl Track {
    /// The track of a directed link.
    pub fn of(layout: &Layout, from: NodeId, to: NodeId) -> Track {
        let (a, b) = (layout.at(from), layout.at(to));
        let along = (b - a).unit();
        let lane = along.turned() * (5.0 * layout.measures.scale);
        let reach = |id: NodeId| layout.measures.ring(layout.build(id)) + 2.0;
        let (start, end) = (layout.edge(from, a, b, reach(from)), layout.edge(to, b, a, reach(to)));
        let (start, end) = if (end - start).dot(along) > 0.0 {
            (start + lane, end + lane)
        } else {
            (a.towards(b, 0.5), a.towards(b, 0.5))
        };
        let half = if layout.parted(from, to) { first_fault(layout, start, end) } else { None };
        Track { start, end, angle: along.y.atan2(along.x).to_degrees(), half: half.unwrap_or(0.5) }
    }

    /// Where a message is when this share of its time is over.
    pub fn at(&self, progress: f64) -> Point {
        let progress = within(progress, 0.0, 1.0);
        let way = if progress < 0.5 {
            progress * 2.0 * self.half
        } else {
            self.half + (progress - 0.5) * 2.0 * (1.0 - self.half)
        };
        self.start.towards(self.end, way)
    }

    /// Where a message waits that has come to its end and is held there, behind so many others.
    pub fn waiting(&self, behind: u32) -> Point {
        let back = 9.0 + f64::from(behind.min(QUEUE)) * 14.0;
        let way = self.start.distance(self.end);
        self.end.towards(self.start, if way > 0.0 { (back / way).min(0.5) } else { 0.0 })
    }

    /// Where a message that was lost died. Those that the user dropped are shown to die half-way.
    pub fn grave(&self, why: Loss) -> Point {
        match why {
            Loss::Down => self.end,
            Loss::Chance | Loss::Cut | Loss::Dropped => self.at(0.5),
        }
    }
}

/// How much of its time a message has behind it at a moment in microseconds, which may lie
/// between two instants of the run. It does not pass its death.
pub fn progress(flight: &Flight, now: f64) -> f64 {
    let whole = f64::from(Ppm::ONE.0);
    let done = f64::from(flight.done.0) / whole;
    let now = flight.doom.map_or(now, |(death, _)| now.min(death.0 as f64));
    let leg = flight.due.since(flight.since).0.max(1) as f64;
    let gone = (now - flight.since.0 as f64) / leg;
    within(done + (1.0 - done) * gone, 0.0, 1.0)
}

/// Whether a message between these two can be seen: not one within a crowd.
pub fn is_seen(layout: &Layout, from: NodeId, to: NodeId) -> bool {
    let hidden = |id: NodeId| layout.hidden_in.get(id.index()).copied().flatten();
    hidden(from).is_none() || hidden(from) != hidden(to)
}

/// The share of the way at which a line first meets a fault line.
fn first_fault(layout: &Layout, start: Point, end: Point) -> Option<f64> {
    faults_between(layout, start, end).into_iter().next()
}

/// The shares of the way at which a line meets fault lines, in order.
pub fn faults_between(layout: &Layout, start: Point, end: Point) -> Vec<f64> {
    let mut shares = Vec::new();
    for fault in &layout.faults {
        let sides = fault.points.windows(2);
        shares.extend(sides.filter_map(|side| crossing(start, end, side[0], side[1])));
    }
    by_key(&mut shares, |share| rank(*share));
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::{groups, stage};
    use kernel::ids::{MessageId, RecordId};
    use kernel::time::Time;

    fn flight(doom: Option<(Time, Loss)>) -> Flight {
        let id = MessageId { from: NodeId(0), to: NodeId(2), nth: 1, copy: 0 };
        let (sent, due) = (Time(1_000), Time(2_000));
        let record = RecordId(7);
        Flight { id, kind: 0, record, sent, since: sent, done: Ppm(0), due, doom, held: false }
    }

    #[test]
    fn a_message_goes_from_edge_to_edge_on_its_side() {
        let layout = stage(5, 0, &[]);
        let (there, back) =
            (Track::of(&layout, NodeId(0), NodeId(2)), Track::of(&layout, NodeId(2), NodeId(0)));
        assert!(there.at(0.0).distance(layout.at(NodeId(0))) < 50.0);
        assert!(there.at(1.0).distance(layout.at(NodeId(2))) < 50.0);
        assert!((there.at(0.5).distance(back.at(0.5)) - 10.0).abs() < 0.1);
        assert!((there.angle - back.angle).abs() - 180.0 < 1e-6);
    }

    #[test]
    fn a_message_that_a_partition_kills_dies_on_the_fault_line() {
        let layout = stage(5, 0, &groups(&[2, 3]));
        for (from, to) in [(0, 2), (0, 3), (1, 4), (4, 0), (3, 1)] {
            let track = Track::of(&layout, NodeId(from), NodeId(to));
            let grave = track.grave(Loss::Cut);
            let on_the_line = layout.faults[0].points.windows(2).any(|side| {
                crate::geometry::nearest_on(side[0], side[1], grave).distance(grave) < 0.01
            });
            assert!(on_the_line, "{from} to {to}");
            let doomed = flight(Some((Time(1_500), Loss::Cut)));
            assert_eq!(track.at(progress(&doomed, 1_500.0)), grave);
            assert_eq!(track.at(progress(&doomed, 1_900.0)), grave);
        }
    }

    #[test]
    fn held_messages_stand_in_a_queue_that_does_not_reach_the_sender() {
        let layout = stage(5, 0, &[]);
        let track = Track::of(&layout, NodeId(0), NodeId(2));
        assert!((track.waiting(0).distance(track.end) - 9.0).abs() < 0.1);
        assert!((track.waiting(2).distance(track.waiting(0)) - 28.0).abs() < 0.1);
        assert_eq!(track.waiting(QUEUE), track.waiting(4_000));
        assert!(track.waiting(4_000).distance(track.start) > 16.0);
    }

    #[test]
    fn nodes_on_the_same_side_have_no_fault_line_between_them() {
        let layout = stage(5, 1, &groups(&[2, 3]));
        assert_eq!(Track::of(&layout, NodeId(2), NodeId(4)).half, 0.5);
        assert_eq!(Track::of(&layout, NodeId(5), NodeId(0)).half, 0.5);
    }

    #[test]
    fn a_delayed_message_goes_on_from_where_it_was() {
        let mut delayed = flight(None);
        assert_eq!(progress(&delayed, 1_250.0), 0.25);
        (delayed.since, delayed.done, delayed.due) = (Time(1_500), Ppm(500_000), Time(3_500));
        assert_eq!(progress(&delayed, 1_500.0), 0.5);
        assert_eq!(progress(&delayed, 2_500.0), 0.75);
        assert_eq!(progress(&delayed, 9_000.0), 1.0);
    }
}
