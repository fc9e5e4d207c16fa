//! What the inspector tells of the past: what a node's last event changed, and what led to something.

use kernel::ids::{NodeId, RecordId};
use kernel::narrate::Line;
use run::frame::NodeFrame;

/// A node before its last event, and that event.
#[derive(Debug)]
pub struct Past {
    /// The node as it was.
    pub node: NodeFrame,
    /// What led to what it is now, the latest first: the event itself, its cause, and so on.
    pub chain: Vec<Line>,
}

/// What was asked of the past last: the run's edition, the node, its event.
pub type Asked = (u32, NodeId, RecordId);
