//! Two scenarios side by side on one clock: what is kept of the comparison besides the two panes.

pub mod choose;
pub mod linked;
pub mod names;
pub mod parting;
pub mod table;

use crate::comparison::parting::Parted;
use crate::pane::Pane;
use crate::session::Session;
use compare::Side;
use compare::figures::Tally;
use scenario::link::Stamp;

/// What is kept of a comparison.
#[derive(Default)]
pub struct Comparison {
    /// While the box is open: why the last choice was refused, if it was.
    pub chooser: Option<Option<String>>,
    /// What the two panes have in common, while there are two.
    pub pair: Option<Pair>,
    /// The pane that was put away last.
    pub aside: Option<Box<Aside>>,
}

/// What two panes have in common.
pub struct Pair {
    /// Whether faults go to both.
    pub both: bool,
    /// Whether the user has put them together, so that they are stored though nobody changed them.
    pub made: bool,
    /// Where the two part.
    pub parted: Option<Parted>,
    /// What was counted of each side, and of which edition.
    pub tallies: [(u32, Tally); 2],
}

/// A pane that was put away, and can be brought back.
pub struct Aside {
    /// The pane.
    pub pane: Pane,
    /// The side of the other one, which stayed.
    pub side: Side,
    /// What the two had in common.
    pub pair: Pair,
}

/// What stands on the right of what the page opens with.
pub struct Placed {
    /// The scenario, at the same moment.
    pub session: Session,
    /// The side that is worked on.
    pub here: Side,
    /// Whether faults go to both.
    pub both: bool,
    /// What its run is to come to, where that is still being computed.
    pub stamp: Option<Stamp>,
}
