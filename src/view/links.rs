//! Which links are drawn, and how: whole, parted by a fault line, cut, or cut one way.
//!
//! Knows no colours. Where nothing travels, as between two clients, there is no link to be drawn.

use std::fmt::Write;

use super::flight::faults_between;
use super::geometry::Point;
use super::layout::Layout;
use kernel::action::{Link, LinkSettings};
use kernel::ids::NodeId;
use kernel::time::Time;
use run::frame::Frame;

/// A link to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkShape {
    /// The end with the smaller id.
    pub a: NodeId,
    /// The other end.
    pub b: NodeId,
    /// Its path data, with gaps where nothing passes.
    pub path: String,
    /// Its whole length from edge to edge, for hit areas.
    pub ends: (Point, Point),
    /// Whether anything passes.
    pub state: LinkState,
    /// Whether it has settings of its own.
    pub shaped: bool,
    /// Whether an end stands aside as a client: drawn fainter.
    pub client: bool,
}

/// Whether anything passes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Both ways are open.
    Whole,
    /// A partition keeps its ends apart.
    Parted,
    /// Both ways are cut.
    Cut,
    /// Only the way from the first to the second is cut.
    CutOneWay(NodeId, NodeId),
}

impl LinkShape {
    /// The middle, where a sign for a cut or for settings of its own is drawn.
    pub fn middle(&self) -> Point {
        self.ends.0.towards(self.ends.1, 0.5)
    }

    /// Where the barrier of a link that is cut one way stands: on the lane of that way, for messages
    /// keep to the right.
    pub fn barrier(&self) -> Point {
        let along = (self.ends.1 - self.ends.0).unit();
        let lane = along.turned() * 5.0;
        match self.state {
            LinkState::CutOneWay(from, _) if from == self.b => self.middle() - lane,
            LinkState::CutOneWay(..) => self.middle() + lane,
            LinkState::Whole | LinkState::Parted | LinkState::Cut => self.middle(),
        }
    }

    /// The direction, in degrees clockwise from the right, of the way that is cut; of the link
    /// from `a` to `b` if not just one is.
    pub fn angle(&self) -> f64 {
        let along = self.ends.1 - self.ends.0;
        let turn = match self.state {
            LinkState::CutOneWay(from, _) if from == self.b => along * -1.0,
            LinkState::CutOneWay(..) | LinkState::Whole | LinkState::Parted | LinkState::Cut => {
                along
            }
        };
        turn.y.atan2(turn.x).to_degrees()
    }
}

/// Past this many links, only those with something to say are drawn.
pub const LINKS_MAX: usize = 150;

/// The links to be drawn at a moment, in order of their ends.
pub fn links(layout: &Layout, frame: &Frame) -> Vec<LinkShape> {
    shapes(layout, &frame.cuts, &frame.links)
}

fn shapes(
    layout: &Layout,
    cuts: &[(NodeId, NodeId, Time)],
    settings: &[(Link, LinkSettings)],
) -> Vec<LinkShape> {
    let is_cut = |from, to| cuts.iter().any(|(a, b, _)| (*a, *b) == (from, to));
    let is_shaped =
        |from, to| settings.iter().any(|(link, _)| link.directions().any(|way| way == (from, to)));
    let aside = |id| layout.ties.stands_aside(id);
    let crowded = layout.ties.count() > LINKS_MAX;
    let mut list = Vec::new();
    for (nth, a) in layout.drawn.iter().copied().enumerate() {
        for b in layout.drawn.iter().copied().skip(nth + 1) {
            let state = match (is_cut(a, b), is_cut(b, a)) {
                (true, true) => LinkState::Cut,
                _ if layout.parted(a, b) => LinkState::Parted,
                (true, false) => LinkState::CutOneWay(a, b),
                (false, true) => LinkState::CutOneWay(b, a),
                (false, false) => LinkState::Whole,
            };
            let shaped = is_shaped(a, b) || is_shaped(b, a);
            let silent = !layout.ties.tied(a, b);
            let dull = matches!(state, LinkState::Whole | LinkState::Parted) && !shaped;
            if !dull || !(silent || crowded) {
                list.push(shape(layout, a, b, state, shaped, aside(a) || aside(b)));
            }
        }
    }
    list
}

/// All links between a crowd and something else as one band: no single one can be told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its path data, with gaps where nothing passes.
    pub path: String,
    /// Whether a fault line parts it.
    pub parted: bool,
}

/// The bands of crowds.
pub fn bands(layout: &Layout) -> Vec<Band> {
    let heads: Vec<NodeId> = layout.heads().collect();
    let crowds = layout.crowds.iter().filter_map(|crowd| Some((crowd, crowd.head()?)));
    let mut list = Vec::new();
    for (nth, (crowd, head)) in crowds.enumerate() {
        // Each pair of crowds once, and no band to its own examples.
        let others = heads.iter().filter(|other| {
            let later = layout.crowds.iter().skip(nth + 1).any(|it| it.head() == Some(**other));
            let drawn = layout.crowd_of(**other).is_none() && !crowd.members.contains(other);
            (later || drawn) && layout.ties.tied(head, **other)
        });
        list.extend(others.map(|other| band(layout, head, *other)));
    }
    list
}

fn band(layout: &Layout, head: NodeId, other: NodeId) -> Band {
    let (a, b) = (layout.middle(head), layout.middle(other));
    let ends = (
        layout.edge(head, a, b, layout.radius(head)),
        layout.edge(other, b, a, layout.radius(other)),
    );
    let parted = layout.parted(head, other);
    let gaps = if parted { faults_between(layout, ends.0, ends.1) } else { Vec::new() };
    Band { path: broken(ends, &gaps, 30.0 * layout.measures.scale), parted }
}

fn shape(
    layout: &Layout,
    a: NodeId,
    b: NodeId,
    state: LinkState,
    shaped: bool,
    client: bool,
) -> LinkShape {
    let (from, to) = (layout.at(a), layout.at(b));
    let along = (to - from).unit();
    let trim = |id| layout.radius(id).min(from.distance(to) / 2.0);
    let ends = (from + along * trim(a), to - along * trim(b));
    let gaps = match state {
        LinkState::Whole | LinkState::CutOneWay(..) => Vec::new(),
        LinkState::Parted => faults_between(layout, ends.0, ends.1),
        LinkState::Cut => vec![0.5],
    };
    let width = match state {
        LinkState::Cut => 14.0 * layout.measures.scale,
        LinkState::Parted => 30.0 * layout.measures.scale,
        LinkState::Whole | LinkState::CutOneWay(..) => 0.0,
    };
    LinkShape { a, b, path: broken(ends, &gaps, width), ends, state, shaped, client }
}

/// Path data of a line with gaps this far to both sides of some points.
fn broken(ends: (Point, Point), gaps: &[f64], width: f64) -> String {
    let reach = width / ends.0.distance(ends.1).max(1.0);
    let mut path = String::new();
    let mut from = 0.0;
    let stops = gaps.iter().copied().chain(std::iter::once(1.0 + reach));
    for gap in stops {
        let to = gap - reach;
        if to - from > 1e-3 {
            let (a, b) = (ends.0.towards(ends.1, from), ends.0.towards(ends.1, to));
            let _ = write!(path, "M{a}L{b}");
        }
        from = from.max(gap + reach);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::{groups, stage};
    use kernel::action::LinkSettings;

    const N: [NodeId; 5] = [NodeId(0), NodeId(1), NodeId(2), NodeId(3), NodeId(4)];

    fn find(list: &[LinkShape], a: NodeId, b: NodeId) -> &LinkShape {
        list.iter().find(|link| (link.a, link.b) == (a, b)).expect("drawn")
    }

    #[test]
    fn every_pair_with_a_server_is_drawn_once() {
        let list = shapes(&stage(5, 2, &[]), &[], &[]);
        assert_eq!(list.len(), 10 + 2 * 5);
        assert!(list.iter().all(|link| link.state == LinkState::Whole && link.a < link.b));
        assert_eq!(list.iter().filter(|link| link.client).count(), 10);
    }

    #[test]
    fn a_parted_link_has_a_gap_at_every_fault_line() {
        let layout = stage(5, 0, &groups(&[1, 1, 3]));
        let list = shapes(&layout, &[], &[]);
        let pieces = |a, b| find(&list, a, b).path.matches('M').count();
        assert_eq!(find(&list, N[0], N[1]).state, LinkState::Parted);
        assert_eq!((pieces(N[0], N[1]), pieces(N[0], N[3]), pieces(N[3], N[4])), (2, 3, 1));
    }

    #[test]
    fn cuts_are_told_from_half_cuts() {
        let at = Time::ZERO;
        let cuts = [(N[0], N[1], at), (N[1], N[0], at), (N[3], N[2], at)];
        let list = shapes(&stage(5, 0, &[]), &cuts, &[]);
        assert_eq!(find(&list, N[0], N[1]).state, LinkState::Cut);
        let half = find(&list, N[2], N[3]);
        assert_eq!(half.state, LinkState::CutOneWay(N[3], N[2]));
        // n2 is at the lower right of the ring, n3 at the lower left: the cut points right.
        assert!(half.angle().abs() < 1.0);
    }

    #[test]
    fn where_there_are_many_only_links_with_something_to_say_are_drawn() {
        let link = Link { from: N[0], to: N[4], both: false };
        let settings = [(link, LinkSettings::default())];
        let list = shapes(&stage(12, 8, &[]), &[(N[1], N[2], Time::ZERO)], &settings);
        assert_eq!(list.len(), 2);
        assert!(find(&list, N[0], N[4]).shaped);
    }
}
