//! Whether two moments look the same on the stage, but for what moves.

use kernel::ids::NodeId;
use run::frame::{Frame, NodeFrame};
use view::layout::Layout;
use view::marks::marks;

/// Whether the ground looks the same at two moments, in the same layout.
pub fn ground_looks_same(a: &Frame, b: &Frame) -> bool {
    let drawn = |it: &Frame| (it.partition.is_empty(), it.partitioned_at, it.nodes.len());
    drawn(a) == drawn(b) && a.cuts == b.cuts && a.links == b.links
}

/// Whether two moments look the same but for what moves: most events of a run only set timers and
/// send messages.
pub fn looks_same(a: &Frame, b: &Frame, layout: &Layout) -> bool {
    let pair = |id: &NodeId| Some((a.nodes.get(id.index())?, b.nodes.get(id.index())?));
    let figure = |it: &NodeFrame| (it.status, it.state);
    let crowds = layout.crowds.iter().flat_map(|crowd| &crowd.members);
    ground_looks_same(a, b)
        && layout.drawn.iter().filter_map(pair).all(|(x, y)| node_looks_same((a, x), (b, y)))
        && crowds.filter_map(pair).all(|(x, y)| figure(x) == figure(y))
}

/// Whether a node's figure is the same at two moments.
pub fn node_looks_same(a: (&Frame, &NodeFrame), b: (&Frame, &NodeFrame)) -> bool {
    let drawn = |it: &NodeFrame| (it.id, it.role, it.status, it.state);
    drawn(a.1) == drawn(b.1)
        && a.1.name == b.1.name
        && a.1.view.badges == b.1.view.badges
        && a.1.view.widgets == b.1.view.widgets
        && marks(a.0, a.1) == marks(b.0, b.1)
}
