//! Widgets as shapes: logs, queues, buckets, pools, tables, rings, ledgers, one file each.
//!
//! Pure: a widget and a room in, pieces out. A widget that does not fit shows its most telling
//! part and how much is hidden; no text leaves its room or covers another. Knows no pattern, no
//! browser and no colours.

mod bucket;
mod ledger;
mod log;
mod pool;
mod queue;
mod ring;
mod table;

use super::geometry::{Rect, within as held};
use super::shape::{Anchor, Ink, Shape, cut, line, width};
use pattern::widget::{Cell, Widget};

/// Shapes that belong together, in words for whoever points at them.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it is: its class on the page.
    pub class: &'static str,
    /// In words.
    pub title: String,
    /// What is drawn.
    pub shapes: Vec<Shape>,
}

/// The least height in which a widget says anything.
const LEAST: f64 = 17.0;
/// A line of a widget is no higher.
const LINE: f64 = 14.0;
/// Between two widgets.
const GAP: f64 = 2.0;

/// Widgets one below the other within their node's room. `cell` is the width of a cell with the
/// space after it, and its height.
pub fn pieces(widgets: &[Widget], room: Rect, cell: (f64, f64)) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut top = room.top;
    for (widget, height) in widgets.iter().zip(heights(widgets, room.height(), cell.1)) {
        let place = Rect { top, bottom: top + height, ..room };
        draw(widget, place, cell.0, &mut pieces);
        top += height + GAP;
    }
    pieces
}

/// A widget in a few words, for those who do not see it.
pub fn words(widget: &Widget) -> String {
    match widget {
        Widget::Log(it) => log::words(it),
        Widget::Queue(it) => queue::words(it),
        Widget::Bucket(it) => bucket::words(it),
        Widget::Pool(it) => pool::words(it),
        Widget::Table(it) => table::words(it),
        Widget::Ring(it) => ring::words(it),
        Widget::Ledger(it) => ledger::words(it),
    }
}

fn draw(widget: &Widget, room: Rect, pitch: f64, out: &mut Vec<Piece>) {
    match widget {
        Widget::Log(it) => log::draw(it, room, pitch, out),
        Widget::Queue(it) => queue::draw(it, room, pitch, out),
        Widget::Bucket(it) => bucket::draw(it, room, out),
        Widget::Pool(it) => pool::draw(it, room, pitch, out),
        Widget::Table(it) => table::draw(it, room, out),
        Widget::Ring(it) => ring::draw(it, room, out),
        Widget::Ledger(it) => ledger::draw(it, room, out),
    }
}

/// How high each widget is: those of one line as high as a cell, the others by what they have to
/// show. What would be too low to be read is left out, the last first.
fn heights(widgets: &[Widget], room: f64, cell: f64) -> Vec<f64> {
    let fits = ((room + GAP) / (LEAST + GAP)) as usize;
    let shown = &widgets[..widgets.len().min(fits)];
    let free = room - GAP * shown.len().saturating_sub(1) as f64;
    let flat = shown.iter().filter(|it| lines(it).is_none()).count();
    let low = match shown.len() - flat {
        0 => cell.min(free / flat.max(1) as f64),
        high => cell.min((free - high as f64 * LEAST) / flat.max(1) as f64).max(LEAST),
    };
    let rest = free - flat as f64 * low;
    let wanted: f64 = shown.iter().filter_map(lines).sum();
    let high = |lines: f64| (rest * lines / wanted).min((lines * LINE).max(LEAST));
    shown.iter().map(|it| lines(it).map_or(low, high)).collect()
}

/// How many lines a widget of several lines has to show; none for those of one.
fn lines(widget: &Widget) -> Option<f64> {
    match widget {
        Widget::Log(_) | Widget::Queue(_) | Widget::Bucket(_) | Widget::Pool(_) => None,
        Widget::Table(it) => Some(it.rows.len() as f64 + 1.0),
        Widget::Ledger(it) => Some(it.entries.len() as f64 + 1.0),
        // As high as there is room.
        Widget::Ring(_) => Some(8.0),
    }
}

/// A line of a name and, at its right, a number; the name is cut short first. The rest of the room
/// is returned.
fn head(name: &str, number: &str, ink: Ink, room: Rect, shapes: &mut Vec<Shape>) -> Rect {
    let size = held(room.height() * 0.34, 7.0, 8.5);
    let foot = room.top + 0.8 * size;
    // Rather somewhat smaller than cut short.
    let least = 6.5 / size;
    let fits = (room.width() - 2.0) / width(number, size, ink).max(1.0);
    let small = size * held(fits, least, 1.0);
    let number = cut(number, room.width() - 2.0, small, ink);
    let taken = if number.is_empty() { 0.0 } else { width(&number, small, ink) + 4.0 };
    let (left, right) = (room.left + 1.0, room.right - 1.0);
    shapes.extend(line(name, (left, right - taken), foot, Anchor::Start, size, Ink::Label));
    if !number.is_empty() {
        shapes.extend(line(&number, (left, right), foot, Anchor::End, small, ink));
    }
    Rect { top: room.top + size + 1.5, ..room }
}

/// Cells from left to right, as many as there is room for. `hidden` more are not among them. What
/// stands in the last place where not all are shown is their number.
fn row(cells: &[Cell], hidden: u32, room: Rect, pitch: f64, out: &mut Vec<Piece>) {
    let size = (room.height() * 0.62).min(9.5);
    let longest = cells.iter().map(|it| it.text.chars().count().min(4)).max().unwrap_or(0);
    // As wide as their texts need at a size that can be read.
    let least = longest as f64 * 7.0 * 0.62 + 4.0;
    let places = ((room.width() / pitch.max(least) + 1e-6) as usize).max(1);
    let all = cells.len() as u32 + hidden;
    let shown = if all as usize <= places { cells.len() } else { cells.len().min(places - 1) };
    let width = room.width() / places as f64;
    let place = |at: usize| {
        let left = room.left + at as f64 * width;
        Rect { left: left + 1.0, right: left + width - 1.0, ..room }
    };
    for (at, cell) in cells[..shown].iter().enumerate() {
        let area = place(at);
        let shapes = boxed(&cell.text, area, size, Ink::Settled(cell.tone));
        out.push(Piece { class: "box-cell", title: cell.full.clone(), shapes });
    }
    let rest = all - shown as u32;
    if rest > 0 {
        let text = format!("+{rest}");
        out.push(Piece {
            class: "more",
            title: format!("{rest} more"),
            shapes: within(&text, place(shown), size).into_iter().collect(),
        });
    }
}

/// A box with a text in it.
fn boxed(text: &str, area: Rect, most: f64, ink: Ink) -> Vec<Shape> {
    [Some(Shape::Box(area, 3.0, ink)), within(text, area, most)].into_iter().flatten().collect()
}

/// A text in the middle of a box, as large as it can be.
fn within(text: &str, area: Rect, most: f64) -> Option<Shape> {
    let room = area.width() - 2.0;
    let fitting = room / (text.chars().count().max(1) as f64 * 0.62);
    let size = most.min(fitting).max(6.5);
    let foot = area.centre().y + 0.36 * size;
    line(text, (area.left + 1.0, area.right - 1.0), foot, Anchor::Middle, size, Ink::Value)
}

/// So many of something: `1 entry`, `3 entries`.
fn many(count: impl Into<u64>, one: &str, more: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { more })
}

#[cfg(test)]
mod tests;
