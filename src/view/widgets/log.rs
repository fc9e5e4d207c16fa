//! The end of a log: a cell an entry, its term below it.

use super::Piece;
use crate::geometry::{Rect, within as held};
use crate::shape::{Anchor, Ink, Shape, line};
use pattern::declare::Tone;
use pattern::widget::{LogCell, LogView};

/// `log of 5 entries, 4 committed`.
pub fn words(log: &LogView) -> String {
    let before = log.first.saturating_sub(1);
    let count = before + log.cells.len() as u64;
    let committed = log.cells.iter().filter(|cell| cell.committed).count() as u64;
    match log.cells.len() {
        0 => "empty log".into(),
        _ => format!("log of {count} entries, {} committed", before + committed),
    }
}

/// The newest cells that fit, in the middle of the room.
pub fn draw(log: &LogView, room: Rect, pitch: f64, out: &mut Vec<Piece>) {
    let fit = (room.width() / pitch + 1e-6) as usize;
    let hidden = log.cells.len().saturating_sub(fit);
    let shown = &log.cells[hidden..];
    let left = room.centre().x - shown.len() as f64 * pitch / 2.0;
    for (place, it) in shown.iter().enumerate() {
        let left = left + place as f64 * pitch;
        let area = Rect { left: left + 1.0, right: left + pitch - 1.0, ..room };
        out.push(cell(it, log.first + (hidden + place) as u64, area));
    }
}

fn cell(cell: &LogCell, index: u64, area: Rect) -> Piece {
    let (class, state, ink) = match cell.committed {
        true => ("cell committed", "committed", Ink::Settled(Tone::Leading)),
        false => ("cell pending", "pending", Ink::Open(Tone::Leading)),
    };
    let foot = |share: f64| area.bottom - area.height() * share;
    let term = cell.term.to_string();
    let text = |text: &str, share: f64, most: f64, ink: Ink| {
        let room = area.width() / (text.chars().count().max(1) as f64 * 0.62);
        line(text, (area.left, area.right), foot(share), Anchor::Middle, most.min(room), ink)
    };
    let size = area.height() * 0.4;
    Piece {
        class,
        title: format!("Entry {index}: {} ({state})", cell.full),
        shapes: [
            Some(Shape::Box(area, 3.0, ink)),
            text(&cell.text, 0.48, held(size, 8.5, 10.0), Ink::Value),
            text(&term, 0.14, held(size * 0.8, 7.0, 8.5), Ink::Label),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
