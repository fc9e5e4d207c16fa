//! Rows and who has locked them: the names of the columns, a line a row, a padlock with its holder.

use super::{Piece, many};
use crate::decimal::tenths;
use crate::geometry::{Rect, point, within as held};
use crate::shape::{Anchor, Ink, Shape, line, width};
use pattern::declare::Tone;
use pattern::widget::{Row, TableView};

/// `accounts: 3 rows, a locked by T1`.
pub fn words(table: &TableView) -> String {
    let rows = many(table.length, "row", "rows");
    let locked =
        table.rows.iter().filter_map(|row| Some((row.values.first()?, row.lock.as_ref()?)));
    let locked: String =
        locked.map(|(key, holder)| format!(", {key} locked by {holder}")).collect();
    format!("{}: {rows}{locked}", table.name)
}

/// The first rows that fit, and how many more there are.
pub fn draw(table: &TableView, room: Rect, out: &mut Vec<Piece>) {
    let wanted = table.length as usize + 1;
    let fit = ((room.height() / 11.0) as usize).max(1);
    let lines = wanted.min(fit);
    let pitch = (room.height() / lines as f64).min(14.0);
    let size = held(pitch * 0.66, 7.0, 9.5);
    // The names of the columns are the first to go.
    let headed = lines > 1;
    let mut place = Rect { bottom: room.top + pitch, ..room };
    let columns = columns(table, room, size);
    let ground = Rect { bottom: room.top + pitch * lines as f64, ..room };
    let mut shapes = vec![Shape::Box(ground, 2.0, Ink::Frame)];
    if headed {
        for (name, edges) in table.columns.iter().zip(&columns) {
            let foot = place.bottom - 0.3 * pitch;
            shapes.extend(line(name, *edges, foot, Anchor::Start, size.min(8.5), Ink::Label));
        }
        let (left, right, y) = (room.left, room.right, place.bottom);
        let rule = format!("M{}H{}", point(left, y), tenths(right));
        shapes.push(Shape::Path(rule, Ink::Rule));
        place = below(place, pitch);
    }
    out.push(Piece { class: "table", title: words(table), shapes });
    let room_for = lines - usize::from(headed);
    let hides = table.length as usize > room_for || table.rows.len() < table.length as usize;
    let shown = if hides { room_for.saturating_sub(1) } else { room_for };
    let shown = table.rows.len().min(shown.max(usize::from(room_for == 1)));
    for row in &table.rows[..shown] {
        out.push(piece(row, table, place, &columns, size));
        place = below(place, pitch);
    }
    let hidden = table.length.saturating_sub(shown as u32);
    if hidden > 0 && shown < room_for {
        let foot = place.bottom - 0.3 * pitch;
        let edges = (room.left + 2.0, room.right - 2.0);
        let text = format!("+{hidden}");
        out.push(Piece {
            class: "more",
            title: format!("{hidden} more"),
            shapes: line(&text, edges, foot, Anchor::Start, size, Ink::Label).into_iter().collect(),
        });
    }
}

fn below(place: Rect, pitch: f64) -> Rect {
    Rect { top: place.bottom, bottom: place.bottom + pitch, ..place }
}

fn piece(row: &Row, table: &TableView, place: Rect, columns: &[(f64, f64)], size: f64) -> Piece {
    let foot = place.centre().y + 0.36 * size;
    let mut shapes = Vec::new();
    if row.lock.is_some() || row.tone != Tone::Quiet {
        let ground = Rect { top: place.top + 0.5, bottom: place.bottom - 0.5, ..place };
        shapes.push(Shape::Box(ground, 2.0, Ink::Settled(row.tone)));
    }
    for (value, edges) in row.values.iter().zip(columns) {
        shapes.extend(line(value, *edges, foot, Anchor::Start, size, Ink::Value));
    }
    if let (Some(holder), Some(edges)) = (&row.lock, columns.get(table.columns.len()))
        && edges.1 - edges.0 > size
    {
        shapes.push(padlock(edges.0, place.centre().y, size));
        let beside = (edges.0 + size, edges.1);
        shapes.extend(line(holder, beside, foot, Anchor::Start, size, Ink::Toned(row.tone)));
    }
    let named = table.columns.iter().zip(&row.values);
    let told: Vec<String> = named.map(|(name, value)| format!("{name} {value}")).collect();
    let lock = row.lock.as_ref().map_or(String::new(), |it| format!(", locked by {it}"));
    Piece { class: "row", title: told.join(", ") + &lock, shapes }
}

/// A padlock, its left end and its middle there.
fn padlock(left: f64, middle: f64, size: f64) -> Shape {
    let (w, h) = (size * 0.62, size * 0.42);
    let top = middle - 0.05 * size;
    let (body, shackle) = (point(left, top), point(left + 0.2 * w, top));
    let t = tenths;
    let d = format!(
        "M{body}h{}v{}h-{}ZM{shackle}v-{}a{r} {r} 0 0 1 {} 0v{}",
        t(w),
        t(h),
        t(w),
        t(0.12 * size),
        t(0.6 * w),
        t(0.12 * size),
        r = t(0.3 * w)
    );
    Shape::Path(d, Ink::Line(Tone::Trying, 0))
}

/// The edges of each column, and of one for locks if there are any: as wide as what stands in
/// them, in proportion to the room.
fn columns(table: &TableView, room: Rect, size: f64) -> Vec<(f64, f64)> {
    let longest = |at: usize, name: &str| {
        let values = table.rows.iter().filter_map(|row| row.values.get(at));
        let widest = values.map(|it| width(it, size, Ink::Value)).fold(0.0, f64::max);
        widest.max(width(name, size.min(8.5), Ink::Label)) + 4.0
    };
    let mut widths: Vec<f64> =
        table.columns.iter().enumerate().map(|(at, name)| longest(at, name)).collect();
    let locks = table.rows.iter().filter_map(|row| row.lock.as_ref());
    let lock = locks.map(|it| width(it, size, Ink::Value) + size + 4.0).fold(0.0, f64::max);
    if lock > 0.0 {
        widths.push(lock);
    }
    let total: f64 = widths.iter().sum();
    let stretch = (room.width() / total.max(1.0)).min(1.6);
    let mut left = room.left + 2.0;
    let edges = widths.iter().map(|wide| {
        let right = left + wide * stretch;
        let edges = (left, right - 4.0);
        left = right;
        edges
    });
    edges.collect()
}
