//! What the inspector tells of the past: what a node's last event changed, and what led to something.

use std::rc::Rc;

use crate::app::App;
use crate::command::Selection;
use crate::desk::Desk;
use crate::panels::Panel;
use faultline::sim::frame::NodeFrame;
use faultline::sim::handle::Sim;
use faultline::sim::ids::{NodeId, RecordId};
use faultline::sim::narrate::Line;
use faultline::sim::record::What;

/// A node before its last event, and that event.
#[derive(Debug)]
pub struct Past {
    /// The node as it was.
    pub node: NodeFrame,
    /// What led to what it is now, the latest first: the event itself, its cause, and so on.
    pub chain: Vec<Line>,
}

/// The last event of a node is looked for among so many records.
const WINDOW: u32 = 20_000;
/// No more links of a chain of causes are told.
const CHAIN_MAX: usize = 6;

/// What was asked of the past last: the run's edition, the node, its event.
pub type Asked = (u32, NodeId, RecordId);

impl App {
    /// What the last event of the node that is inspected has changed. While the run plays nobody can
    /// read it, and to find it takes a replay.
    pub(crate) fn past(&mut self) -> Option<Rc<Past>> {
        let seen = self.shows(Panel::Variables) || self.shows(Panel::Timers);
        if !seen || self.playback.playing {
            return None;
        }
        let node = self.desk.subject();
        let event = last_event(self.desk.session.sim(), node)?;
        let asked = (self.desk.session.edition(), node, event);
        if let Some((known, past)) = &self.panels.past
            && *known == asked
        {
            return Some(Rc::clone(past));
        }
        let before = self.desk.session.sim().node_before(node, event);
        let chain = self.desk.chain(event);
        let past = Rc::new(Past { node: before, chain });
        self.panels.past = Some((asked, Rc::clone(&past)));
        Some(past)
    }

    /// What led to the selected message, the latest first, without its sending.
    pub(crate) fn because(&mut self) -> Vec<Line> {
        let Selection::Message(id) = self.desk.selection else { return Vec::new() };
        let frame = Rc::clone(self.desk.session.frame());
        let flight = frame.flights.iter().find(|it| it.id == id);
        let cause = flight.and_then(|it| cause(self.desk.session.sim(), it.record));
        cause.map_or(Vec::new(), |cause| self.desk.chain(cause))
    }
}

impl Desk {
    /// A record and what led to it, from cause to cause.
    fn chain(&mut self, from: RecordId) -> Vec<Line> {
        let mut chain = Vec::new();
        let mut next = Some(from);
        while let Some(record) = next.filter(|_| chain.len() < CHAIN_MAX) {
            chain.extend(self.line(record));
            next = cause(self.session.sim(), record);
        }
        chain
    }

    /// The words for a record, each asked for once.
    pub fn line(&mut self, record: RecordId) -> Option<Line> {
        let edition = self.session.edition();
        if self.blamed.0 != edition || self.blamed.1.len() > 400 {
            self.blamed = (edition, Vec::new());
        }
        let known = self.blamed.1.iter().find(|line| line.record == record).cloned();
        known.or_else(|| {
            let mut walk = self.session.sim().reading(record.0);
            let told = walk.tell(record.0 + 1, u32::MAX).into_iter();
            let line = told.into_iter().find(|line| line.record == record)?;
            self.blamed.1.push(line.clone());
            Some(line)
        })
    }
}

/// What led to a record, if something did.
fn cause(sim: &dyn Sim, record: RecordId) -> Option<RecordId> {
    let cause = sim.records().get(record.index())?.cause;
    (cause != RecordId::NONE && cause.0 < record.0).then_some(cause)
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
