//! The timeline: a lane per node with its states, or per crowd; the interesting moments, the times
//! of faults.
//!
//! Built from the records as they come, each looked at once: a run of a million records is not
//! read again for every frame. What is cheap to derive from the scenario's few actions is derived
//! anew: [`shades`]. Knows no pixels but through a [`super::scale::Scale`].

use super::legend::Kinds;
use super::scale::Scale;
use super::spells::{Spell, Spells};
use super::tally::Tally;
use kernel::action::{Action, Timed};
use kernel::host::Status;
use kernel::ids::{Names, NodeId};
use kernel::record::{Record, What};
use kernel::time::Time;
use pattern::declare::Info;
use run::frame::PropertyFrame;
use run::words;

/// What a run has been so far, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Timeline {
    lanes: Vec<Lane>,
    /// The crowds, each a lane of its own.
    tallies: Vec<Tally>,
    /// The tally of each node, by its place; none if the node has a lane.
    counted_in: Vec<Option<u8>>,
    moments: Vec<Moment>,
    spells: Spells,
    kinds: Kinds,
    /// How many records have been looked at.
    seen: usize,
}

/// A node's changes of state and status, in order.
#[derive(Clone, Debug, Default)]
struct Lane {
    changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    at: Time,
    status: Status,
    /// `None` after a boot, until the first move tells which state was left.
    state: Option<u8>,
}

/// An interesting moment: one to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The record's place among all records.
    pub record: u32,
    /// When.
    pub at: Time,
    /// Where.
    pub node: NodeId,
    /// What.
    pub kind: MomentKind,
}

/// What makes a moment interesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentKind {
    /// The node moved in its diagram, from a state to another.
    Moved(u8, u8),
    /// An action took effect: an index into the run's actions.
    Acted(u32),
    /// A property broke: an index into the pattern's properties.
    Violated(u8),
}

/// A stretch of a lane in one colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its left end.
    pub from: f64,
    /// Its right end.
    pub to: f64,
    /// The state of the node's diagram.
    pub state: u8,
    /// Whether the node ran.
    pub status: Status,
}

impl Timeline {
    /// The timeline of a run of so many nodes, before its first record.
    pub fn new(nodes: usize) -> Timeline {
        Timeline {
            lanes: vec![Lane::default(); nodes],
            tallies: Vec::new(),
            counted_in: vec![None; nodes],
            moments: Vec::new(),
            spells: Spells::default(),
            kinds: Kinds::default(),
            seen: 0,
        }
    }

    /// The same where some roles are crowds: what becomes of one of their nodes is no moment to go
    /// to.
    pub fn of(info: &Info, roles: &[u8], crowded: &[u8]) -> Timeline {
        let place = |role: &u8| crowded.iter().position(|it| it == role).map(|it| it as u8);
        let tally = |role: &u8| {
            let states = info.roles.get(usize::from(*role)).map_or(0, |it| it.diagram.states.len());
            let members = roles.iter().filter(|it| *it == role).count();
            Tally::new(*role, members, states, roles.len())
        };
        Timeline {
            tallies: crowded.iter().map(tally).collect(),
            counted_in: roles.iter().map(place).collect(),
            ..Timeline::new(roles.len())
        }
    }

    /// The crowds.
    pub fn tallies(&self) -> &[Tally] {
        &self.tallies
    }

    /// Whether a node has a lane of its own.
    pub fn has_lane(&self, node: NodeId) -> bool {
        self.counted_in.get(node.index()).is_some_and(Option::is_none)
    }

    /// Looks at the records that are new. `records` are all of the run.
    pub fn extend(&mut self, records: &[Record]) {
        for (index, record) in records.iter().enumerate().skip(self.seen) {
            self.look(index, record);
            self.spells.look(record);
            self.kinds.look(record);
        }
        self.seen = self.seen.max(records.len());
    }

    /// The first interesting moment that is not yet behind a cursor that has this many records
    /// behind it.
    pub fn next(&self, position: u32) -> Option<&Moment> {
        self.moments.get(self.moments.partition_point(|moment| moment.record < position))
    }

    /// The last interesting moment before a time.
    pub fn previous(&self, before: Time) -> Option<&Moment> {
        self.moments[..self.moments.partition_point(|moment| moment.at < before)].last()
    }

    /// When nodes were slow or clogged.
    pub fn spells(&self) -> &[Spell] {
        self.spells.all()
    }

    /// Which messages there have been.
    pub fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// All interesting moments, in order.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// A node's lane within a scale, up to a time. What is narrower than a pixel is merged into
    /// its neighbour, so that the number of stretches is bounded by the width.
    pub fn lane(&self, node: NodeId, scale: &Scale, until: Time) -> Vec<Stretch> {
        let Some(lane) = self.lanes.get(node.index()) else { return Vec::new() };
        let changes = &lane.changes;
        let mut stretches: Vec<Stretch> = Vec::new();
        let end = scale.x(until.min(scale.to));
        // The change that holds at the left edge, or the first.
        let mut next = changes.partition_point(|change| change.at <= scale.from).saturating_sub(1);
        while let Some(change) = changes.get(next).filter(|change| scale.x(change.at) <= end) {
            let from = scale.x(change.at).max(scale.left);
            let floor = scale.at(from + 1.0);
            // Of all changes within a pixel, the last shows.
            let last =
                changes[next..].partition_point(|change| change.at < floor).max(1) + next - 1;
            let shown = &changes[last];
            let to = changes.get(last + 1).map_or(end, |after| scale.x(after.at).min(end));
            let (state, status) = (shown.state.unwrap_or(0), shown.status);
            match stretches.last_mut() {
                Some(before) if (before.state, before.status) == (state, status) => before.to = to,
                _ => stretches.push(Stretch { from, to, state, status }),
            }
            next = last + 1;
        }
        stretches
    }

    fn look(&mut self, index: usize, record: &Record) {
        match record.what {
            What::Booted => self.change(record, Status::Up, None),
            What::Crashed => self.change(record, Status::Down, None),
            What::Paused => self.carry(record, Status::Paused),
            What::Resumed => self.carry(record, Status::Up),
            What::Moved { from, to } => {
                self.settle(record.node, from);
                self.change(record, Status::Up, Some(to));
                if self.has_lane(record.node) {
                    self.moment(index, record, MomentKind::Moved(from, to));
                }
            }
            What::Acted(action) => self.moment(index, record, MomentKind::Acted(action)),
            What::Violated(property) => {
                self.moment(index, record, MomentKind::Violated(property));
            }
            // Spells, and the action that did it is marked.
            What::Slowed(_) | What::Wiped | What::Clogged | What::Unclogged => {}
            // The daily business: too much of it to be marked.
            What::Sent { .. }
            | What::Delivered { .. }
            | What::Lost { .. }
            | What::Expired { .. }
            | What::Noted(_)
            | What::Invoked(_)
            | What::Completed(_)
            | What::Measured { .. }
            | What::Opened(_)
            | What::Closed(_) => {}
        }
    }

    fn change(&mut self, record: &Record, status: Status, state: Option<u8>) {
        if let Some(Some(place)) = self.counted_in.get(record.node.index()) {
            self.tallies[usize::from(*place)].change(record.at, record.node, status, state);
            return;
        }
        if let Some(lane) = self.lanes.get_mut(record.node.index()) {
            lane.changes.push(Change { at: record.at, status, state });
        }
    }

    /// A change of status that leaves the state as it was.
    fn carry(&mut self, record: &Record, status: Status) {
        let lane = self.lanes.get(record.node.index());
        let state = lane.and_then(|lane| lane.changes.last()).and_then(|change| change.state);
        self.change(record, status, state);
    }

    /// A move tells which state the node booted into.
    fn settle(&mut self, node: NodeId, state: u8) {
        let Some(lane) = self.lanes.get_mut(node.index()) else { return };
        let unknown = lane
            .changes
            .iter_mut()
            .rev()
            .take_while(|change| change.state.is_none() && change.status != Status::Down);
        unknown.for_each(|change| change.state = Some(state));
    }

    fn moment(&mut self, index: usize, record: &Record, kind: MomentKind) {
        let record_id = u32::try_from(index).unwrap_or(u32::MAX);
        self.moments.push(Moment { record: record_id, at: record.at, node: record.node, kind });
    }
}

/// A moment in words: `n2 becomes leader`, `crash n0`.
pub fn sentence(
    moment: &Moment,
    info: &Info,
    roles: &[u8],
    names: &Names,
    actions: &[Timed],
    properties: &[PropertyFrame],
) -> String {
    let name = names.of(moment.node);
    match moment.kind {
        MomentKind::Moved(_, to) => {
            let role =
                roles.get(moment.node.index()).and_then(|it| info.roles.get(usize::from(*it)));
            let state = role.and_then(|role| role.diagram.states.get(usize::from(to)));
            format!(
                "{name} becomes {}",
                state.map_or("another".into(), |it| it.name.to_ascii_lowercase())
            )
        }
        MomentKind::Acted(index) => actions
            .get(index as usize)
            .map_or_else(String::new, |timed| words::write(&timed.action, names)),
        MomentKind::Violated(index) => match properties.get(usize::from(index)) {
            Some(property) => format!("broken: {}", property.name),
            None => format!("{name} leaves its state diagram"),
        },
    }
}

/// A time during which the network was not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    /// Since when.
    pub from: Time,
    /// Until when; `None` if for good.
    pub to: Option<Time>,
    /// A partition, or cuts of single links only.
    pub partition: bool,
}

/// The times of partitions and cuts, from the actions in order of time.
pub fn shades(actions: &[Timed]) -> Vec<Shade> {
    let mut list: Vec<Shade> = Vec::new();
    let mut cut: Vec<(NodeId, NodeId)> = Vec::new();
    let close = |list: &mut Vec<Shade>, partition: bool, at: Time| {
        for shade in list.iter_mut().filter(|it| it.to.is_none() && it.partition == partition) {
            shade.to = Some(at);
        }
    };
    for Timed { at, action } in actions {
        match action {
            Action::Partition(_) => {
                close(&mut list, true, *at);
                list.push(Shade { from: *at, to: None, partition: true });
            }
            Action::Cut(links) => {
                if cut.is_empty() && !links.is_empty() {
                    list.push(Shade { from: *at, to: None, partition: false });
                }
                cut.extend(links.iter().flat_map(|link| link.directions()));
            }
            Action::Heal(links) if links.is_empty() => {
                cut.clear();
                close(&mut list, true, *at);
                close(&mut list, false, *at);
            }
            Action::Heal(links) => {
                cut.retain(|way| !links.iter().any(|link| link.directions().any(|it| it == *way)));
                if cut.is_empty() {
                    close(&mut list, false, *at);
                }
            }
            // These change nodes, messages or a link's quality, not who reaches whom.
            Action::Crash(_)
            | Action::Restart(_)
            | Action::Pause(_)
            | Action::Resume(_)
            | Action::Shape(..)
            | Action::Drop(_)
            | Action::Delay(..)
            | Action::Input(..)
            | Action::Slow(..)
            | Action::Clock(..)
            | Action::Wipe(_)
            | Action::Duplicate(_)
            | Action::Deliver(_)
            | Action::Fire(..)
            | Action::Clog(_)
            | Action::Unclog(_)
            | Action::Swizzle(..) => {}
        }
    }
    list
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
