//! What clients asked and were told, as bars in real time: for each key, each client's operations
//! from invocation to answer, and among them the one that cannot be placed.
//!
//! Shows what has happened up to a moment: an operation whose answer comes later is still open.
//! Knows no elements.

use super::geometry::{Rect, point, within};
use super::shape::{Anchor, Ink, Shape, line};
use super::text;
use kernel::history::{Key, Operation, Outcome};
use kernel::ids::{Names, NodeId, RecordId};
use kernel::record::Record;
use kernel::time::Time;
use pattern::declare::Tone;
use run::frame::{PropertyFrame, Standing};

/// The latest operations before a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The operations, in the order of their invocations.
    pub rows: Vec<Row>,
    /// The keys with their lanes, in alphabetical order.
    pub keys: Vec<Keyed>,
    /// How many earlier ones are not among the rows.
    pub earlier: usize,
    /// When the first of them began.
    pub from: Time,
    /// The moment, or the last answer where none is awaited.
    pub to: Time,
    /// Properties that what clients were told does not fit: what stands in their way.
    pub faults: Vec<Fault>,
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Who asked.
    pub client: NodeId,
    /// Of what.
    pub key: Key,
    /// What for: `put x=1`.
    pub asked: String,
    /// What came of it: `done: 1`.
    pub told: String,
    /// The same in one of a few words.
    pub how: How,
    /// When it was asked.
    pub from: Time,
    /// When the answer came, if it has.
    pub to: Option<Time>,
    /// The record of the invocation.
    pub invoked: RecordId,
    /// The record of the answer, if it has come.
    pub answered: Option<RecordId>,
    /// Its part in a broken property.
    pub part: Option<Part>,
}

/// What came of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It took effect.
    Done,
    /// It was told no.
    Refused,
    /// It did not happen.
    Failed,
    /// Nobody will ever know.
    Unknown,
    /// Nobody knows yet.
    Open,
}

/// An operation's part in a broken property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// No order of all operations has a place for it.
    Misplaced,
    /// It is one of those that leave no place for another.
    Involved,
}

/// Why what clients were told cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The property.
    pub property: &'static str,
    /// The reason, in a sentence.
    pub why: String,
    /// The record of the misplaced operation's invocation.
    pub invoked: RecordId,
    /// The record of its answer.
    pub answered: Option<RecordId>,
    /// When it was broken.
    pub at: Time,
}

/// A key and who asked for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed {
    /// The key.
    pub key: Key,
    /// A lane for each client.
    pub lanes: Vec<Lane>,
    /// How many clients have no lane here.
    pub hidden: usize,
}

/// A client's operations on a key, by their places among the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Whose.
    pub client: NodeId,
    /// Which.
    pub rows: Vec<usize>,
}

/// No more operations are shown.
const ROWS_MAX: usize = 40;
/// No more clients have a lane for a key.
const LANES_MAX: usize = 8;

/// The height of a lane, of a bar in it, and of a key's heading.
const LANE: f64 = 20.0;
const BAR: f64 = 14.0;
const HEADING: f64 = 18.0;
/// The room for clients' names at the left.
const NAMES: f64 = 30.0;
const LETTERS: f64 = 10.0;

impl History {
    /// The latest operations of a run that has so many records behind it.
    pub fn of(
        history: &[Operation],
        records: &[Record],
        (position, now): (u32, Time),
        properties: &[PropertyFrame],
    ) -> History {
        let at = |record: RecordId| records.get(record.index()).map_or(now, |record| record.at);
        // Operations are numbered as they are invoked.
        let past = &history[..history.partition_point(|it| it.invoked.0 < position)];
        let faults = faults(past, properties);
        let involved = blamed(properties);
        let part = |it: &Operation| {
            let answered = it.answer.as_ref().map(|answer| answer.0);
            if faults.iter().any(|fault| fault.invoked == it.invoked) {
                return Some(Part::Misplaced);
            }
            let blamed = involved.contains(&it.invoked)
                || answered.is_some_and(|record| involved.contains(&record));
            blamed.then_some(Part::Involved)
        };
        let earlier = past.len().saturating_sub(ROWS_MAX);
        let row = |it: &Operation| {
            let answer = it.answer.as_ref().filter(|(record, _)| record.0 < position);
            Row {
                client: it.client,
                key: it.call.key(),
                asked: it.call.to_string(),
                told: answer.map_or("no answer yet".into(), |(_, outcome)| told(outcome)),
                how: how(answer.map(|(_, outcome)| outcome)),
                from: at(it.invoked),
                to: answer.map(|(record, _)| at(*record)),
                invoked: it.invoked,
                answered: answer.map(|(record, _)| *record),
                part: part(it),
            }
        };
        let rows: Vec<Row> = past[earlier..].iter().map(row).collect();
        let from = rows.first().map_or(now, |row| row.from);
        let to = rows.iter().map(|row| row.to.unwrap_or(now)).max().unwrap_or(now);
        History { keys: keys(&rows), rows, earlier, from, to, faults }
    }

    /// The bars, and the box of each operation to be pointed at, in a room of a width; and how high
    /// it is.
    pub fn draw(&self, names: &Names, width: f64) -> Drawing {
        let mut drawing = Drawing { shapes: Vec::new(), targets: Vec::new(), height: 0.0 };
        for keyed in &self.keys {
            let top = drawing.height;
            let hidden = match keyed.hidden {
                0 => String::new(),
                hidden => format!(", and {hidden} more clients"),
            };
            let heading = format!("key {}{hidden}", keyed.key);
            let foot = top + HEADING - 5.0;
            let words = line(&heading, (0.0, width), foot, Anchor::Start, LETTERS, Ink::Label);
            drawing.shapes.extend(words);
            drawing.height += HEADING;
            for lane in &keyed.lanes {
                self.lane(lane, names, width, &mut drawing);
            }
            drawing.height += 4.0;
        }
        drawing
    }

    fn lane(&self, lane: &Lane, names: &Names, width: f64, drawing: &mut Drawing) {
        let middle = drawing.height + LANE / 2.0;
        drawing.height += LANE;
        let name = names.of(lane.client);
        let foot = middle + LETTERS * 0.35;
        drawing.shapes.extend(line(name, (0.0, NAMES), foot, Anchor::Start, LETTERS, Ink::Value));
        let (start, end) = (point(NAMES, middle), point(width, middle));
        drawing.shapes.push(Shape::Path(format!("M{start}L{end}"), Ink::Rule));
        let whole = self.to.since(self.from).0.max(1) as f64;
        let x = |at: Time| NAMES + at.since(self.from).0 as f64 / whole * (width - NAMES - 2.0);
        for index in &lane.rows {
            let row = &self.rows[*index];
            let left = x(row.from).min(width - 7.0);
            let right = within(x(row.to.unwrap_or(self.to)), left + 3.0, width - 3.0);
            let (top, bottom) = (middle - BAR / 2.0, middle + BAR / 2.0);
            let area = Rect { left, top, right, bottom };
            drawing.shapes.extend(bar(row, area));
            drawing.targets.push((area, *index));
        }
    }

    /// The operation that a record began or answered, by its place among the rows.
    pub fn row_of(&self, record: RecordId) -> Option<usize> {
        self.rows.iter().position(|it| it.invoked == record || it.answered == Some(record))
    }
}

/// Bars as shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// What is drawn.
    pub shapes: Vec<Shape>,
    /// Where each operation is, by its place among the rows.
    pub targets: Vec<(Rect, usize)>,
    /// How high it is.
    pub height: f64,
}

impl Row {
    /// How it went and when, in words: `done: 1, 0.410 s to 0.442 s`.
    pub fn went(&self) -> String {
        match self.to {
            Some(to) => format!("{}, {} to {}", self.told, text::clock(self.from), text::clock(to)),
            None => format!("{}, since {}", self.told, text::clock(self.from)),
        }
    }
}

/// A bar with what was asked, and a sign where colour would not do alone.
fn bar(row: &Row, area: Rect) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let corner = |left: bool, top: bool| {
        point(if left { area.left } else { area.right }, if top { area.top } else { area.bottom })
    };
    let tone = match row.how {
        How::Done => Tone::Leading,
        How::Refused | How::Unknown | How::Open => Tone::Trying,
        How::Failed => Tone::Bad,
    };
    match row.how {
        How::Done | How::Failed => shapes.push(Shape::Box(area, 2.0, Ink::Settled(tone))),
        How::Refused => shapes.push(Shape::Box(area, 2.0, Ink::Open(tone))),
        // No end: its right side is missing.
        How::Unknown | How::Open => {
            let path = format!(
                "M{}L{}L{}L{}",
                corner(false, true),
                corner(true, true),
                corner(true, false),
                corner(false, false)
            );
            shapes.push(Shape::Path(path, Ink::Line(tone, 1)));
        }
    }
    let room = (area.left + 3.0, area.right - 2.0);
    let foot = area.centre().y + LETTERS * 0.35;
    let words = line(&row.asked, room, foot, Anchor::Start, LETTERS, Ink::Value);
    let words = words.filter(|_| room.1 - room.0 > 24.0);
    match words {
        None if row.how == How::Failed => {
            let (at, r) = (area.centre(), 3.0);
            let (a, b) = (point(at.x - r, at.y - r), point(at.x + r, at.y - r));
            let (c, d) = (point(at.x + r, at.y + r), point(at.x - r, at.y + r));
            shapes.push(Shape::Path(format!("M{a}L{c}M{b}L{d}"), Ink::Line(Tone::Bad, 0)));
        }
        words => shapes.extend(words),
    }
    match row.part {
        Some(Part::Misplaced) => shapes.push(frame(area, 2.5, Ink::Line(Tone::Bad, 0))),
        Some(Part::Involved) => shapes.push(frame(area, 2.5, Ink::Line(Tone::Bad, 2))),
        None => {}
    }
    shapes
}

/// A line around a box, at a distance.
fn frame(area: Rect, apart: f64, ink: Ink) -> Shape {
    let (left, right) = (area.left - apart, area.right + apart);
    let (top, bottom) = (area.top - apart, area.bottom + apart);
    let corners = [point(left, top), point(right, top), point(right, bottom), point(left, bottom)];
    let [a, b, c, d] = corners;
    Shape::Path(format!("M{a}L{b}L{c}L{d}Z"), ink)
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Listed(values) if values.is_empty() => "done: nothing".into(),
        outcome => outcome.to_string(),
    }
}

fn how(outcome: Option<&Outcome>) -> How {
    match outcome {
        None => How::Open,
        Some(Outcome::Done(_) | Outcome::Listed(_)) => How::Done,
        Some(Outcome::Refused) => How::Refused,
        Some(Outcome::Failed) => How::Failed,
        Some(Outcome::Unknown) => How::Unknown,
    }
}

/// The keys of rows with a lane for each client, the clients in the order of their ids.
fn keys(rows: &[Row]) -> Vec<Keyed> {
    let mut keys: Vec<Keyed> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let place = keys.binary_search_by_key(&row.key, |it| it.key).unwrap_or_else(|place| {
            keys.insert(place, Keyed { key: row.key, lanes: Vec::new(), hidden: 0 });
            place
        });
        let lanes = &mut keys[place].lanes;
        let lane = lanes.binary_search_by_key(&row.client, |it| it.client).unwrap_or_else(|lane| {
            lanes.insert(lane, Lane { client: row.client, rows: Vec::new() });
            lane
        });
        lanes[lane].rows.push(index);
    }
    for keyed in &mut keys {
        // Whoever has to do with a broken property is not left out.
        let blamed = |lane: &Lane| lane.rows.iter().any(|it| rows[*it].part.is_some());
        let mut left = LANES_MAX;
        let count = keyed.lanes.len();
        let needed = keyed.lanes.iter().filter(|it| blamed(it)).count();
        keyed.lanes.retain(|lane| {
            let kept = blamed(lane) || left > needed;
            left -= usize::from(kept && !blamed(lane));
            kept
        });
        keyed.hidden = count - keyed.lanes.len();
    }
    keys
}

/// The broken properties that blame what clients asked or were told, in the operations so far.
pub fn faults(past: &[Operation], properties: &[PropertyFrame]) -> Vec<Fault> {
    let fault = |property: &PropertyFrame| {
        let Standing::Broken(breach) = &property.standing else { return None };
        let answered = |it: &&Operation| {
            it.answer.as_ref().is_some_and(|(record, _)| breach.blame.contains(record))
        };
        let asked = |it: &&Operation| breach.blame.contains(&it.invoked);
        // Whose answer is blamed; else whoever asked last.
        let culprit = past.iter().rev().find(answered).or_else(|| past.iter().rev().find(asked))?;
        Some(Fault {
            property: property.name,
            why: breach.why.clone(),
            invoked: culprit.invoked,
            answered: culprit.answer.as_ref().map(|it| it.0),
            at: breach.at,
        })
    };
    properties.iter().filter_map(fault).collect()
}

fn blamed(properties: &[PropertyFrame]) -> Vec<RecordId> {
    let breaches = properties.iter().filter_map(|it| match &it.standing {
        Standing::Broken(breach) => Some(&breach.blame),
        Standing::Holds | Standing::NotYet(_) | Standing::Stuck { .. } => None,
    });
    breaches.flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::shape::extent;
    use run::Sim;
    use scenario::Scenario;

    /// A write to the primary, then a read from a replica that lags behind.
    const FORGETFUL: &str = "faultline 1\npattern session clients=1 lag=600ms request_every=0ms\n\
                             without mechanism\nseed 1\nat 0.2s input c0 append 1 to p\n\
                             at 0.4s input c0 get p\nuntil 1.5s\n";

    const RAFT: &str = "faultline 1\npattern raft clients=3 request_every=60ms\nseed 5\nuntil 3s\n";

    fn at(text: &str, ms: u64) -> (Box<dyn Sim>, History) {
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        sim.seek(Time(ms * 1_000)).expect("a moment");
        let frame = sim.frame();
        let moment = (sim.position(), sim.now());
        let shown = History::of(sim.history(), sim.records(), moment, &frame.properties);
        (sim, shown)
    }

    #[test]
    fn a_read_that_misses_its_own_write_is_the_one_that_cannot_be_placed() {
        let (_, before) = at(FORGETFUL, 390);
        assert!(before.faults.is_empty() && before.rows.iter().all(|it| it.part.is_none()));
        let (_, after) = at(FORGETFUL, 1_000);
        assert_eq!(after.faults.len(), 1, "{:?}", after.faults);
        let parts: Vec<(&str, Option<Part>)> =
            after.rows.iter().map(|it| (it.asked.as_str(), it.part)).collect();
        let expected = [("append 1 to p", Some(Part::Involved)), ("get p", Some(Part::Misplaced))];
        assert_eq!(parts, expected);
        assert!(after.faults[0].why.contains("without 1"), "{}", after.faults[0].why);
    }

    #[test]
    fn an_operation_is_open_until_its_answer_comes() {
        let (sim, _) = at(RAFT, 2_000);
        let (invoked, answered) = {
            let done = sim.history().iter().find(|it| it.answer.is_some()).expect("an answer");
            (done.invoked, done.answer.as_ref().expect("it has one").0)
        };
        let between = sim.records()[answered.index()].at;
        let shown = |position: u32| {
            let moment = (position, between);
            History::of(sim.history(), sim.records(), moment, &sim.frame().properties)
        };
        let row = |shown: &History| shown.rows[shown.row_of(invoked).expect("it is there")].clone();
        assert_eq!(row(&shown(answered.0)).how, How::Open);
        assert_eq!(row(&shown(answered.0)).told, "no answer yet");
        assert_ne!(row(&shown(answered.0 + 1)).how, How::Open);
        assert_eq!(shown(invoked.0).row_of(invoked), None, "it has not been asked yet");
    }

    #[test]
    fn bars_of_a_lane_follow_one_another_and_stay_within_their_room() {
        let (sim, shown) = at(RAFT, 3_000);
        assert!(shown.earlier > 0 && shown.rows.len() == ROWS_MAX);
        let drawing = shown.draw(sim.names(), 320.0);
        let room = Rect { left: 0.0, top: 0.0, right: 320.0, bottom: drawing.height };
        for shape in drawing.shapes.iter().filter_map(extent) {
            assert!(room.covers(shape), "{shape:?}");
        }
        assert_eq!(drawing.targets.len(), shown.rows.len());
        let lanes = shown.keys.iter().flat_map(|it| &it.lanes);
        for lane in lanes {
            let rows: Vec<&Row> = lane.rows.iter().map(|it| &shown.rows[*it]).collect();
            assert!(rows.iter().all(|it| it.client == lane.client));
            assert!(rows.is_sorted_by_key(|it| it.from));
        }
    }
}
