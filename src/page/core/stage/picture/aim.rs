//! Cuts by keys: with the tool taken up, arrows aim at one link after the other of the node that has
//! the focus, and the link is cut as if a stroke was drawn across it.

use crate::command::{Command, Edit};
use crate::stage::picture::Picture;
use kernel::action::{Action, Link};
use kernel::ids::NodeId;
use kernel::order::by_key;
use view::geometry::{Point, polyline};
use view::gesture;

/// Half the length of the stroke that is shown.
const HALF: f64 = 18.0;

impl Picture {
    /// Aims at a link of a node: at the one that lies most in a direction, or from the one that is
    /// aimed at to the next around the node. There may be none.
    pub fn aim_at(&mut self, node: NodeId, way: Point) {
        let here = self.rest.at(node);
        let tied = |it: &NodeId| {
            *it != node && self.rest.ties.tied(node, *it) && !self.rest.parted(node, *it)
        };
        let off = |it: NodeId| self.rest.at(it) - here;
        let mut ends: Vec<NodeId> = self.rest.heads().filter(tied).collect();
        // A whole number for each direction, in the order in which the hands of a clock pass.
        by_key(&mut ends, |it| ((off(*it).y.atan2(off(*it).x) + 4.0) * 1e6) as u64);
        let known = self.aim.filter(|it| it.0 == node);
        let next = match known.and_then(|(_, end)| ends.iter().position(|it| *it == end)) {
            Some(place) => {
                let by = if way.x + way.y > 0.0 { 1 } else { ends.len() - 1 };
                ends.get((place + by) % ends.len()).copied()
            }
            None => {
                let ahead = |it: NodeId| off(it).dot(way) / off(it).length().max(1.0);
                ends.into_iter().reduce(|a, b| if ahead(b) > ahead(a) { b } else { a })
            }
        };
        self.aim = next.map(|end| (node, end));
    }

    /// The link that is aimed at, while the tool is taken up.
    pub fn aim(&self) -> Option<(NodeId, NodeId)> {
        self.aim.filter(|_| self.cut_tool)
    }

    /// What cuts the link that is aimed at from a node.
    pub fn cut_aimed(&mut self, node: NodeId, one_way: bool) -> Option<Command> {
        let link = self.aim().filter(|it| it.0 == node)?;
        self.aim = None;
        let behind = gesture::all_behind(&self.rest, &[link]).into_iter();
        let links = behind.map(|(from, to)| Link { from, to, both: !one_way }).collect();
        Some(Command::Edit(Edit::Act(Action::Cut(links))))
    }

    /// The stroke that would cut it, as path data.
    pub fn aimed_stroke(&self) -> Option<String> {
        let (from, to) = self.aim()?;
        let (from, to) = (self.shown.at(from), self.shown.at(to));
        let far = from.distance(to).max(1.0);
        let across = Point { x: (from.y - to.y) / far, y: (to.x - from.x) / far } * HALF;
        let middle = from.towards(to, 0.5);
        Some(polyline(&[middle - across, middle + across]))
    }
}
