//! What the last event of a node has changed, and what led to a message.

use crate::command::Selection;
use crate::model::Model;
use crate::pane::past::cause;
use crate::panels::layout::Panel;
use crate::panels::past::Past;
use kernel::ids::{NodeId, RecordId};
use kernel::narrate::Line;
use kernel::record::What;
use run::Sim;
use std::rc::Rc;

/// The last event of a node is looked for among so many records.
const WINDOW: u32 = 20_000;

impl Model {
    /// What the last event of the node that is inspected has changed. While the run plays nobody can
    /// read it, and to find it takes a replay.
    pub fn past(&mut self) -> Option<Rc<Past>> {
        let seen = self.shows(Panel::Variables) || self.shows(Panel::Timers);
        if !seen || self.playback.playing {
            return None;
        }
        let node = self.panes.active_mut().subject();
        let event = last_event(self.panes.active_mut().session.sim(), node)?;
        let asked = (self.panes.active().session.edition(), node, event);
        if let Some((known, past)) = &self.panels.past
            && *known == asked
        {
            return Some(Rc::clone(past));
        }
        let before = self.panes.active_mut().session.sim().node_before(node, event);
        let chain = self.panes.active_mut().chain(event);
        let past = Rc::new(Past { node: before, chain });
        self.panels.past = Some((asked, Rc::clone(&past)));
        Some(past)
    }

    /// What led to the selected message, the latest first, without its sending.
    pub fn because(&mut self) -> Vec<Line> {
        let Selection::Message(id) = self.panes.active_mut().selection else { return Vec::new() };
        let frame = Rc::clone(self.panes.active().session.frame());
        let flight = frame.flights.iter().find(|it| it.id == id);
        let cause = flight.and_then(|it| cause(self.panes.active_mut().session.sim(), it.record));
        cause.map_or(Vec::new(), |cause| self.panes.active_mut().chain(cause))
    }
}

/// The record with which the last event of a node began.
fn last_event(sim: &dyn Sim, node: NodeId) -> Option<RecordId> {
    let records = sim.records();
    let position = sim.position();
    let begins = |id: &u32| {
        let record = &records[*id as usize];
        record.node == node
            && matches!(
                record.what,
                What::Delivered { .. }
                    | What::Expired { .. }
                    | What::Acted(_)
                    | What::Booted
                    | What::Crashed
                    | What::Paused
                    | What::Resumed
                    | What::Wiped
            )
    };
    let last = (position.saturating_sub(WINDOW)..position).rev().find(begins)?;
    // What an action does to a node is part of the action.
    let record = &records[last as usize];
    let of_action = records.get(record.cause.index()).is_some_and(|cause| {
        matches!(cause.what, What::Acted(_)) && cause.at == record.at && record.cause.0 < last
    });
    Some(if of_action { record.cause } else { RecordId(last) })
}
