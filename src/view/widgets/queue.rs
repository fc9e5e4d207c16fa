//! What waits in line: its name and its length above, its head first.

use super::{Piece, head, many, row};
use crate::geometry::Rect;
use crate::shape::{Ink, Shape};
use pattern::widget::QueueView;

/// `3 in queue topic, of 10 at most`.
pub fn words(queue: &QueueView) -> String {
    let most = queue.capacity.map_or(String::new(), |most| format!(" of {most} at most"));
    match queue.length {
        0 => format!("{}: empty", queue.name),
        length => format!("{}: {length}{most}", queue.name),
    }
}

/// The first of those that wait.
pub fn draw(queue: &QueueView, room: Rect, pitch: f64, out: &mut Vec<Piece>) {
    let full = queue.capacity.is_some_and(|most| queue.length >= most);
    let number = match queue.capacity {
        Some(most) => format!("{}/{most}", queue.length),
        None => String::new(),
    };
    let mut shapes = Vec::new();
    let ink = if full { Ink::Wrong } else { Ink::Value };
    let rest = head(queue.name, &number, ink, room, &mut shapes);
    if queue.length == 0 {
        let line = Rect { left: rest.left + 1.0, right: rest.right - 1.0, ..rest };
        shapes.push(Shape::Box(line, 3.0, Ink::Frame));
    }
    let waiting = many(queue.length, "waits", "wait");
    out.push(Piece { class: "queue", title: format!("{}: {waiting}", queue.name), shapes });
    let hidden = queue.length.saturating_sub(queue.cells.len() as u32);
    row(&queue.cells, hidden, rest, pitch, out);
}
