//! What led to a difference: from where a node's course parts back to what one side alone has.
//!
//! A record that one side alone has is followed to its cause. Where the cause is common to both,
//! either the node was in another state, and its first difference is the next step, or that is
//! this one: then the message met another fate on the other side, because of what was done there.

use std::mem::discriminant;

use super::{Course, Parting, Side, Step, said};
use kernel::ids::{MessageId, NodeId, RecordId};
use kernel::narrate::Line;
use kernel::order::by_key;
use kernel::record::{Record, What};
use kernel::time::Time;
use run::Sim;

/// Two runs whose nodes' partings are known.
struct Pair<'a> {
    sims: [&'a mut dyn Sim; 2],
    nodes: &'a [String],
    partings: Vec<Option<Parting>>,
    alone: &'a [Vec<u32>; 2],
    /// The chains found already, of the nodes that part earlier.
    chains: Vec<Option<Vec<Step>>>,
}

/// A record of one of the runs.
type Place = (Side, RecordId);

/// Longer chains are cut: nobody reads them.
const STEPS_MAX: usize = 32;

/// The courses that part, the first to part first, with what led to each.
pub fn courses<'a>(
    sims: [&'a mut dyn Sim; 2],
    nodes: &'a [String],
    partings: Vec<Option<Parting>>,
    alone: &'a [Vec<u32>; 2],
) -> Vec<Course> {
    let parted = partings.iter().enumerate();
    let parted = parted.filter_map(|(place, parting)| Some((place, parting.clone()?)));
    let mut parted: Vec<(usize, Parting)> = parted.collect();
    by_key(&mut parted, |(_, parting)| parting.at.0);
    let chains = vec![None; nodes.len()];
    let mut pair = Pair { sims, nodes, partings, alone, chains };
    parted
        .into_iter()
        .map(|(place, parting)| {
            let chain = pair.chain(place);
            pair.chains[place] = Some(chain.clone());
            Course { node: nodes[place].clone(), parting, chain }
        })
        .collect()
}

impl Pair<'_> {
    /// The steps from the first difference of a node back to the origin.
    fn chain(&mut self, node: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut here = self.first(node);
        while let Some((side, id)) = here
            && steps.len() < STEPS_MAX
        {
            let record = *self.record((side, id));
            let cause = (side, record.cause);
            here = if record.cause == RecordId::NONE {
                None
            } else if self.is_alone(cause) {
                steps.push(self.step(cause));
                // An action is where it began.
                let is_action = matches!(self.record(cause).what, What::Acted(_));
                (!is_action).then_some(cause)
            } else {
                let parted = self.node(side, record.node);
                match parted.and_then(|node| Some((node, self.first(node)?))) {
                    Some((node, first)) if first != (side, id) => {
                        steps.push(self.step(first));
                        if let Some(known) = &self.chains[node] {
                            steps.extend(known.iter().cloned());
                            steps.truncate(STEPS_MAX);
                            return steps;
                        }
                        Some(first)
                    }
                    Some(_) | None => {
                        let fate = self.fate((side, id)).map(|place| self.step(place));
                        steps.extend(fate);
                        let origin = self.interference(record.at).map(|place| self.step(place));
                        steps.extend(origin);
                        None
                    }
                }
            };
        }
        steps
    }

    /// The record with which a node's course parts.
    fn first(&self, node: usize) -> Option<Place> {
        let parting = self.partings[node].as_ref()?;
        let on = |side: Side| parting.lines[side.index()].as_ref().map(|line| (side, line.record));
        on(Side::B).or(on(Side::A))
    }

    /// Whether only one side has a record: the other has none of its time and node that says the
    /// same. Nodes that have parted still do some things alike, like expecting a heartbeat.
    fn is_alone(&mut self, (side, id): Place) -> bool {
        let record = *self.record((side, id));
        if let What::Acted(number) = record.what {
            return self.alone[side.index()].contains(&number);
        }
        let other = side.other();
        let name = self.sims[side.index()].names().of(record.node);
        let Some(node) = self.sims[other.index()].names().find(name) else { return true };
        let records = self.sims[other.index()].records();
        let from = records.partition_point(|it| it.at < record.at);
        let then = records[from..].iter().take_while(|it| it.at == record.at).zip(from as u32..);
        let candidates = then.filter(|(it, _)| {
            it.node == node && discriminant(&it.what) == discriminant(&record.what)
        });
        let candidates: Vec<u32> = candidates.map(|(_, id)| id).collect();
        let wanted = self.line((side, id));
        !candidates.into_iter().any(|id| said(&self.line((other, RecordId(id)))) == said(&wanted))
    }

    /// What became of a message on the other side, if this record is of its arrival.
    fn fate(&self, place: Place) -> Option<Place> {
        let record = self.record(place);
        let What::Delivered { .. } = record.what else { return None };
        let (side, other) = (place.0, place.0.other());
        let wanted = self.on_other_side(side, record.message()?)?;
        // It was sent at the same time on both sides, so it cannot have ended before that.
        let sent = self.record((side, record.cause)).at;
        let records = self.sims[other.index()].records();
        let from = records.partition_point(|record| record.at < sent);
        let ended = records[from..].iter().position(|record| {
            matches!(record.what, What::Delivered { .. } | What::Lost { .. })
                && record.message() == Some(wanted)
        })?;
        Some((other, RecordId((from + ended) as u32)))
    }

    /// What a message of one run is called in the other.
    fn on_other_side(&self, side: Side, id: MessageId) -> Option<MessageId> {
        let (ours, theirs) =
            (self.sims[side.index()].names(), self.sims[side.other().index()].names());
        let node = |id: NodeId| theirs.find(ours.of(id));
        Some(MessageId { from: node(id.from)?, to: node(id.to)?, ..id })
    }

    /// The last action up to a time that one side alone has.
    fn interference(&self, until: Time) -> Option<Place> {
        let last = |side: Side| {
            let records = self.sims[side.index()].records();
            let end = records.partition_point(|record| record.at <= until);
            let place = records[..end].iter().rposition(|record| match record.what {
                What::Acted(number) => self.alone[side.index()].contains(&number),
                // Not an action.
                _ => false,
            })?;
            Some((records[place].at, (side, RecordId(place as u32))))
        };
        let [a, b] = Side::BOTH.map(last);
        let later = if b.map(|it| it.0) >= a.map(|it| it.0) { b } else { a };
        later.map(|(_, place)| place)
    }

    fn record(&self, (side, id): Place) -> &Record {
        &self.sims[side.index()].records()[id.index()]
    }

    /// A node's place among all nodes of both runs.
    fn node(&self, side: Side, id: NodeId) -> Option<usize> {
        let name = self.sims[side.index()].names().of(id);
        self.nodes.iter().position(|node| node == name)
    }

    fn step(&mut self, place: Place) -> Step {
        Step { side: place.0, line: self.line(place) }
    }

    fn line(&mut self, (side, id): Place) -> Line {
        self.sims[side.index()].lines(id.0..id.0 + 1).swap_remove(0)
    }
}
