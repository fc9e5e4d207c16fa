//! What of a run's last moments is worth a look: the messages that died, the node to tell of.
//!
//! Knows records and frames, and no elements.

use crate::session::Session;
use kernel::host::Status;
use kernel::ids::{NodeId, RecordId};
use kernel::record::{Loss, What};
use kernel::time::{Span, Time};
use pattern::declare::{Info, Tone};
use run::frame::{Frame, NodeFrame, Standing};
use view::geometry::within;

/// How many deaths are looked at at most.
const DEATHS: usize = 64;

/// No cross stays for longer than this.
const LONGEST_CROSS: Span = Span::millis(400);

/// The messages that died lately enough for their crosses to be seen.
pub fn deaths(session: &mut Session) -> Vec<Death> {
    let (now, end) = (session.now(), session.sim().position() as usize);
    let records = session.sim().records();
    let behind = records[..end.min(records.len())].iter().rev();
    let lately = behind.take_while(|record| now.since(record.at) <= LONGEST_CROSS);
    lately
        .filter_map(|record| match record.what {
            What::Lost { from, why, .. } => {
                Some(Death { from, to: record.node, at: record.at, why })
            }
            _ => None,
        })
        .take(DEATHS)
        .collect()
}

/// How long crosses stay at a speed, in microseconds: for the eye about a second.
pub fn cross_us(rate: f64) -> f64 {
    within(1_000_000.0 * rate, 40_000.0, LONGEST_CROSS.0 as f64)
}

/// The node that the panels tell of while none is selected: the last that leads, else the first.
pub fn foremost(frame: &Frame, info: &Info) -> NodeId {
    let leads = |node: &&NodeFrame| {
        let states = info.roles[usize::from(node.role)].diagram.states;
        node.status == Status::Up
            && states.get(usize::from(node.state)).is_some_and(|it| it.tone == Tone::Leading)
    };
    let moved_at = |node: &&NodeFrame| node.moved.map(|(_, at)| at);
    frame.nodes.iter().filter(leads).max_by_key(moved_at).map_or(NodeId(0), |node| node.id)
}

/// A message that died lately.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Death {
    /// Who sent it.
    pub from: NodeId,
    /// Whom it was sent to.
    pub to: NodeId,
    /// When it died.
    pub at: Time,
    /// What it died of.
    pub why: Loss,
}

/// How many of the records that a broken property blames are listed.
const BLAMED_MAX: usize = 4;

/// The records that broken properties blame, the first few of each.
pub fn blamed(frame: &Frame) -> Vec<RecordId> {
    let breaches = frame.properties.iter().filter_map(|it| match &it.standing {
        Standing::Broken(breach) => Some(breach),
        // Nothing to blame anybody for.
        Standing::Holds | Standing::NotYet(_) | Standing::Stuck { .. } => None,
    });
    breaches.flat_map(|breach| breach.blame.iter().take(BLAMED_MAX).copied()).collect()
}
