//! Widgets of every kind in rooms of every size: whatever they hold, nothing leaves the room and no
//! text covers another.

use super::*;
use crate::formation::{Build, Measures};
use crate::geometry::Point;
use crate::shape::extent;
use pattern::declare::{Outline, Room, Tone};
use pattern::widget::{
    BucketView, LedgerEntry, LedgerView, LogCell, LogView, PoolView, QueueView, RingPoint,
    RingView, Row, TableView,
};

fn cells(count: usize) -> Vec<Cell> {
    (0..count).map(|i| Cell::new(1_000 * i, format!("order {i}"), Tone::Trying)).collect()
}

/// Widgets of a kind that hold so much, in long words.
fn samples(count: usize) -> Vec<Widget> {
    let n = count as u32;
    let log = (0..count).map(|i| LogCell {
        term: i as u64 * 90,
        text: "abc".into(),
        full: format!("put abc={i}"),
        committed: i % 2 == 0,
    });
    let row = |i: usize| Row {
        values: vec![format!("account{i}"), "1000000".into()],
        lock: i.is_multiple_of(2).then(|| format!("T{i}00")),
        tone: Tone::Trying,
    };
    let entry = |i: usize| LedgerEntry {
        what: format!("payment number {i}"),
        amount: "-100000".into(),
        tone: Tone::Bad,
    };
    let spot =
        |i: usize| RingPoint { at: (i as u32).wrapping_mul(2_654_435_761), owner: (i % 5) as u8 };
    vec![
        Widget::Log(LogView { first: 98, cells: log.collect() }),
        Widget::Queue(QueueView {
            name: "transactions that wait for locks",
            cells: cells(count),
            length: 3 * n,
            capacity: Some(3 * n),
        }),
        Widget::Bucket(BucketView {
            name: "tokens left in the bucket",
            level: u64::from(n) * 700,
            capacity: 5_000,
            text: "3.5 of 10".into(),
            tone: Tone::Bad,
        }),
        Widget::Pool(PoolView {
            name: "threads of the server",
            size: 2 * n,
            busy: n,
            cells: cells(count / 2),
            waiting: 12 * n,
        }),
        Widget::Table(TableView {
            name: "accounts",
            columns: &["account", "balance"],
            rows: (0..count).map(row).collect(),
            length: 2 * n,
        }),
        Widget::Ring(RingView {
            name: "hash ring",
            ends: (0..count).map(spot).collect(),
            keys: (0..2 * count).map(|i| spot(i + 100)).collect(),
            owners: (0..5.min(count)).map(|i| format!("node{i}")).collect(),
        }),
        Widget::Ledger(LedgerView {
            name: "the account of Alice".into(),
            entries: (0..count).map(entry).collect(),
            length: 2 * n,
            balance: "$ -1000000".into(),
            wrong: true,
        }),
    ]
}

/// Rooms as roles ask for them, on stages of every size.
fn rooms() -> impl Iterator<Item = (Rect, (f64, f64))> {
    let sizes = [(1.0, 8), (0.8, 5), (0.6, 3), (0.36, 2)];
    sizes.into_iter().flat_map(|(scale, cells)| {
        let measures = Measures { scale, cells, badges: true, beside: false };
        (1..=8).flat_map(move |columns| (1..=6).map(move |rows| Room { columns, rows })).filter_map(
            move |room| {
                let build = Build { room, outline: Outline::Hexagon, ..Build::SERVER };
                Some((measures.room(Point::default(), build)?, measures.cell()))
            },
        )
    })
}

fn assert_clear(widgets: &[Widget], room: Rect, cell: (f64, f64)) {
    let pieces = pieces(widgets, room, cell);
    let shapes: Vec<&Shape> = pieces.iter().flat_map(|piece| &piece.shapes).collect();
    let mut texts: Vec<(Rect, &Shape)> = Vec::new();
    for shape in shapes {
        let Some(area) = extent(shape) else { continue };
        assert!(room.grown(0.6).covers(area), "{shape:?} leaves {room:?}");
        assert!(area.width() > -0.01 && area.height() > 0.0, "{shape:?} in {room:?}");
        if matches!(shape, Shape::Text(_)) {
            let other = texts.iter().find(|(other, _)| other.grown(-0.3).overlaps(area));
            assert!(other.is_none(), "{shape:?} covers {other:?} in {room:?}");
            texts.push((area, shape));
        }
    }
}

#[test]
fn nothing_leaves_its_room_and_no_text_covers_another() {
    for (room, cell) in rooms() {
        for count in [0, 1, 2, 4, 8] {
            let samples = samples(count);
            for (i, widget) in samples.iter().enumerate() {
                assert_clear(std::slice::from_ref(widget), room, cell);
                assert_clear(
                    &[widget.clone(), samples[(i + 3) % samples.len()].clone()],
                    room,
                    cell,
                );
            }
        }
    }
}

fn texts(pieces: &[Piece]) -> Vec<&str> {
    let shapes = pieces.iter().flat_map(|piece| &piece.shapes);
    shapes
        .filter_map(|shape| match shape {
            Shape::Text(words) => Some(words.text.as_str()),
            Shape::Box(..) | Shape::Path(..) | Shape::Dot(..) => None,
        })
        .collect()
}

const ROW: Rect = Rect { left: 0.0, top: 0.0, right: 96.0, bottom: 26.0 };

#[test]
fn a_queue_that_does_not_fit_shows_its_head_and_how_many_follow() {
    let cells = ["a", "b", "c", "d", "e"].map(|it| Cell::new(it, it, Tone::Quiet)).to_vec();
    let queue = QueueView { name: "topic", cells, length: 9, capacity: None };
    let pieces = pieces(&[Widget::Queue(queue)], ROW, (24.0, 26.0));
    assert_eq!(texts(&pieces), ["topic", "a", "b", "c", "+6"]);
}

#[test]
fn an_empty_queue_is_seen_to_be_empty() {
    let queue = QueueView { name: "topic", ..QueueView::default() };
    assert_eq!(words(&Widget::Queue(queue.clone())), "topic: empty");
    let pieces = pieces(&[Widget::Queue(queue)], ROW, (24.0, 26.0));
    assert!(pieces[0].shapes.iter().any(|it| matches!(it, Shape::Box(_, _, Ink::Frame))));
}

#[test]
fn a_table_says_who_holds_its_rows_and_how_many_it_does_not_show() {
    let row = |key: &str, lock: Option<&str>| Row {
        values: vec![key.into(), "7".into()],
        lock: lock.map(Into::into),
        tone: Tone::Quiet,
    };
    let rows = vec![row("a", Some("T1")), row("b", None), row("c", None), row("d", None)];
    let table = TableView { name: "rows", columns: &["row", "value"], rows, length: 4 };
    assert_eq!(words(&Widget::Table(table.clone())), "rows: 4 rows, a locked by T1");
    let room = |height| Rect { bottom: height, ..ROW };
    let drawn = |height| pieces(&[Widget::Table(table.clone())], room(height), (24.0, 26.0));
    assert_eq!(texts(&drawn(80.0)), ["row", "value", "a", "7", "T1", "b", "7", "c", "7", "d", "7"]);
    assert_eq!(texts(&drawn(48.0)), ["row", "value", "a", "7", "T1", "b", "7", "+2"]);
    assert_eq!(drawn(48.0)[1].title, "row a, value 7, locked by T1");
}

#[test]
fn a_ledger_keeps_its_balance_and_its_newest_entries() {
    let entry =
        |what: &str| LedgerEntry { what: what.into(), amount: "-5".into(), tone: Tone::Bad };
    let ledger = LedgerView {
        name: "Alice".into(),
        entries: vec![entry("a"), entry("b"), entry("c")],
        length: 5,
        balance: "85".into(),
        wrong: true,
    };
    let room = Rect { bottom: 36.0, ..ROW };
    let pieces = pieces(&[Widget::Ledger(ledger)], room, (24.0, 26.0));
    assert_eq!(texts(&pieces), ["Alice +3", "! 85", "b", "-5", "c", "-5"]);
}

#[test]
fn the_parts_of_a_ring_belong_to_the_owners_of_their_ends() {
    let end = |quarter: u32, owner| RingPoint { at: quarter << 30, owner };
    let ring = RingView {
        name: "hash ring",
        ends: vec![end(1, 0), end(2, 1)],
        keys: vec![end(0, 0)],
        owners: vec!["n0".into(), "n1".into()],
    };
    // n0 has what lies after n1's end, half-way round, up to its own, a quarter round.
    let told = "hash ring: n0 has 75 % and 1 key, n1 has 25 % and 0 keys";
    assert_eq!(words(&Widget::Ring(ring)), told);
}

#[test]
fn of_two_widgets_in_a_room_for_one_the_first_is_shown() {
    let widgets = [samples(2)[0].clone(), samples(2)[1].clone()];
    let pieces = pieces(&widgets, Rect { bottom: 20.0, ..ROW }, (24.0, 20.0));
    assert!(pieces.iter().all(|piece| piece.class.starts_with("cell")));
}
