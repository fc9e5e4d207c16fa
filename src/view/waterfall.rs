//! A trace as a waterfall: its spans in the order of a tree, each a bar against time.
//!
//! Shows what has happened up to a moment: a span that ends later is still open. Knows no elements.

use super::geometry::{Rect, point};
use super::shape::{Ink, Shape};
use kernel::ids::{NodeId, RecordId, SpanId};
use kernel::record::Record;
use kernel::span::SpanStatus;
use kernel::span::Work;
use kernel::time::{Span, Time};
use pattern::declare::Tone;

/// A trace at a moment, and which others there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    /// The latest traces, the newest first.
    pub traces: Vec<Trace>,
    /// Which one is shown.
    pub shown: Option<u32>,
    /// Its spans, each below its parent.
    pub rows: Vec<Row>,
    /// How many of its spans are not among the rows.
    pub hidden: usize,
    /// When its first span began.
    pub from: Time,
    /// When its last span ended, or the moment if one is open.
    pub to: Time,
}

/// A trace to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Which.
    pub id: u32,
    /// The name of its first span.
    pub name: String,
    /// When that began.
    pub from: Time,
}

/// A span of the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub span: SpanId,
    /// What is done.
    pub name: String,
    /// Where.
    pub node: NodeId,
    /// How many spans it is within.
    pub depth: usize,
    /// When it began.
    pub from: Time,
    /// When it ended; none if it has not.
    pub to: Option<Time>,
    /// Whether it ended badly.
    pub failed: bool,
    /// Whether what it is part of is not known: here the trace falls apart.
    pub orphan: bool,
    /// The record of its beginning.
    pub record: RecordId,
}

/// No more traces are listed.
const TRACES_MAX: usize = 40;
/// No more spans are looked through for them.
const WINDOW: usize = 4_000;
/// No more spans are shown.
const ROWS_MAX: usize = 120;

impl Waterfall {
    /// The wanted trace, or the latest, as it was when a run had so many records behind it.
    pub fn of(
        (spans, records): (&[Work], &[Record]),
        (position, now): (u32, Time),
        wanted: Option<u32>,
    ) -> Waterfall {
        let at = |record: RecordId| records.get(record.index()).map_or(now, |record| record.at);
        // Spans are numbered as they begin.
        let past = &spans[..spans.partition_point(|it| it.opened.0 < position)];
        let traces = traces(past, at);
        let known = |id: &u32| past.iter().any(|it| it.trace == *id);
        let shown = wanted.filter(known).or(traces.first().map(|it| it.id));
        let Some(id) = shown else { return Waterfall::default() };
        let own: Vec<usize> = (0..past.len()).filter(|it| past[*it].trace == id).collect();
        let row = |(index, depth): (usize, usize)| {
            let work = &past[index];
            let end = work.closed.filter(|(record, _)| record.0 < position);
            Row {
                span: SpanId(index as u32),
                name: work.name.clone(),
                node: work.node,
                depth,
                from: at(work.opened),
                to: end.map(|(record, _)| at(record)),
                failed: end.is_some_and(|(_, how)| how == SpanStatus::Error),
                orphan: depth == 0 && index != own[0],
                record: work.opened,
            }
        };
        let rows: Vec<Row> = tree(past, &own).into_iter().map(row).collect();
        let from = rows.iter().map(|row| row.from).min().unwrap_or(now);
        let to = rows.iter().map(|row| row.to.unwrap_or(now)).max().unwrap_or(now);
        let hidden = rows.len().saturating_sub(ROWS_MAX);
        let rows = rows.into_iter().take(ROWS_MAX).collect();
        Waterfall { traces, shown, rows, hidden, from, to }
    }

    /// A span's bar within a room that is as long as the trace.
    pub fn bar(&self, row: &Row, room: Rect) -> Vec<Shape> {
        let whole = self.to.since(self.from).0.max(1) as f64;
        let x = |at: Time| room.left + at.since(self.from).0 as f64 / whole * room.width();
        let left = x(row.from).min(room.right - 2.0);
        let right = x(row.to.unwrap_or(self.to)).max(left + 2.0);
        let area = Rect { left, right, ..room };
        let (top, bottom) = (point(right, room.top), point(right, room.bottom));
        match (row.to, row.failed) {
            (Some(_), false) => vec![Shape::Box(area, 1.5, Ink::Settled(Tone::Leading))],
            // A cross within, as colour alone would not do.
            (Some(_), true) => {
                let (at, r) = (point((left + right) / 2.0, area.centre().y), 3.0);
                let (a, b) = (point(at.x - r, at.y - r), point(at.x + r, at.y - r));
                let (c, d) = (point(at.x + r, at.y + r), point(at.x - r, at.y + r));
                let cross = Shape::Path(format!("M{a}L{c}M{b}L{d}"), Ink::Line(Tone::Bad, 0));
                vec![Shape::Box(area, 1.5, Ink::Settled(Tone::Bad)), cross]
            }
            // No end: its right side is missing.
            (None, _) => {
                let (start, foot) = (point(left, room.top), point(left, room.bottom));
                let path = format!("M{top}L{start}L{foot}L{bottom}");
                vec![Shape::Path(path, Ink::Line(Tone::Trying, 1))]
            }
        }
    }
}

impl Row {
    /// How it went, in words: `12 ms, failed`.
    pub fn told(&self, now: Time) -> String {
        let lasted = |to: Time| super::text::span(Span(to.since(self.from).0));
        let how = match (self.to, self.failed) {
            (Some(to), true) => format!("{}, failed", lasted(to)),
            (Some(to), false) => lasted(to),
            (None, _) => format!("open for {}", lasted(now)),
        };
        if self.orphan { format!("{how}, parent unknown") } else { how }
    }
}

/// The latest traces, the newest first, each told by the earliest of its spans that is looked at.
fn traces(past: &[Work], at: impl Fn(RecordId) -> Time) -> Vec<Trace> {
    let mut traces: Vec<Trace> = Vec::new();
    for work in past.iter().rev().take(WINDOW) {
        let (name, from) = (work.name.clone(), at(work.opened));
        let trace = Trace { id: work.trace, name, from };
        match traces.iter().position(|it| it.id == work.trace) {
            Some(place) => traces[place] = trace,
            None if traces.len() < TRACES_MAX => traces.push(trace),
            // Too long ago.
            None => {}
        }
    }
    // By when they began, not by what happened last.
    kernel::order::by_key(&mut traces, |trace| u64::MAX - trace.from.0);
    traces
}

/// Spans in the order of a tree, with how many they are within. Those whose parent is not among
/// them stand at its root.
fn tree(past: &[Work], own: &[usize]) -> Vec<(usize, usize)> {
    let parent = |index: usize| {
        let parent = past[index].parent?.0 as usize;
        // Spans are numbered as they begin, so that no span is within itself.
        (parent < index && own.binary_search(&parent).is_ok()).then_some(parent)
    };
    let mut list = Vec::with_capacity(own.len());
    let mut open: Vec<(usize, usize)> = Vec::new();
    let children = |of: Option<usize>, depth: usize, open: &mut Vec<(usize, usize)>| {
        let those = own.iter().rev().filter(|it| parent(**it) == of);
        open.extend(those.map(|it| (*it, depth)));
    };
    children(None, 0, &mut open);
    while let Some((index, depth)) = open.pop() {
        list.push((index, depth));
        if list.len() > 2_000 {
            break;
        }
        children(Some(index), depth + 1, &mut open);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::record::What;

    fn records(count: u64) -> Vec<Record> {
        let record = |ms: u64| Record {
            at: Time(ms * 1_000),
            cause: RecordId(0),
            node: NodeId(0),
            what: What::Booted,
        };
        (0..count).map(record).collect()
    }

    fn work(
        trace: u32,
        parent: Option<u32>,
        name: &str,
        from: u32,
        to: Option<(u32, SpanStatus)>,
    ) -> Work {
        Work {
            trace,
            parent: parent.map(SpanId),
            name: name.into(),
            node: NodeId(1),
            opened: RecordId(from),
            closed: to.map(|(record, how)| (RecordId(record), how)),
        }
    }

    /// Two traces at once; in the first, a span fails, one is never closed, and one has lost its parent.
    fn run() -> Vec<Work> {
        vec![
            work(1, None, "GET", 2, Some((20, SpanStatus::Ok))),
            work(1, Some(0), "query", 3, Some((9, SpanStatus::Error))),
            work(2, None, "PUT", 4, Some((8, SpanStatus::Ok))),
            work(1, Some(1), "scan", 5, None),
            work(1, Some(0), "retry", 10, Some((19, SpanStatus::Ok))),
            work(1, None, "log", 12, Some((13, SpanStatus::Ok))),
        ]
    }

    fn at(position: u32, wanted: Option<u32>) -> Waterfall {
        let now = Time(u64::from(position) * 1_000);
        Waterfall::of((&run(), &records(40)), (position, now), wanted)
    }

    #[test]
    fn spans_stand_below_their_parents_in_the_order_they_began() {
        let shown = at(40, Some(1));
        let rows: Vec<(&str, usize, bool)> =
            shown.rows.iter().map(|it| (it.name.as_str(), it.depth, it.orphan)).collect();
        let expected = [
            ("GET", 0, false),
            ("query", 1, false),
            ("scan", 2, false),
            ("retry", 1, false),
            ("log", 0, true),
        ];
        assert_eq!(rows, expected);
        assert_eq!((shown.from, shown.to), (Time(2_000), Time(40_000)));
    }

    #[test]
    fn a_moment_in_the_past_knows_nothing_of_what_comes() {
        let shown = at(6, Some(1));
        let told: Vec<String> = shown.rows.iter().map(|row| row.told(Time(6_000))).collect();
        assert_eq!(told, ["open for 4 ms", "open for 3 ms", "open for 1 ms"]);
        assert_eq!(at(0, None), Waterfall::default());
    }

    #[test]
    fn the_latest_trace_is_shown_unless_another_is_wanted() {
        assert_eq!(at(40, None).shown, Some(2));
        assert_eq!(at(40, Some(1)).shown, Some(1));
        assert_eq!(at(3, Some(2)).shown, Some(1), "it has not begun");
        let names: Vec<String> = at(40, None).traces.into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["PUT", "GET"]);
    }

    #[test]
    fn how_a_span_went_is_told_in_words() {
        let told: Vec<String> =
            at(40, Some(1)).rows.iter().map(|row| row.told(Time(40_000))).collect();
        let expected = ["18 ms", "6 ms, failed", "open for 35 ms", "9 ms", "1 ms, parent unknown"];
        assert_eq!(told, expected);
    }

    #[test]
    fn bars_stay_within_their_room() {
        let room = Rect { left: 10.0, top: 0.0, right: 160.0, bottom: 10.0 };
        let shown = at(40, Some(1));
        for row in &shown.rows {
            for shape in shown.bar(row, room) {
                if let Shape::Box(area, ..) = shape {
                    assert!(room.covers(area), "{}: {area:?}", row.name);
                }
            }
        }
    }
}
