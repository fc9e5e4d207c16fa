//! Workers that are busy or free: a place each while there is room, a share of a bar beyond.

use super::{Piece, boxed, head, within};
use crate::geometry::Rect;
use crate::shape::{Ink, Shape};
use pattern::declare::Tone;
use pattern::widget::PoolView;

/// `threads: 3 of 4 busy, 2 wait`.
pub fn words(pool: &PoolView) -> String {
    let waiting = match pool.waiting {
        0 => String::new(),
        1 => ", 1 waits".into(),
        waiting => format!(", {waiting} wait"),
    };
    format!("{}: {} of {} busy{waiting}", pool.name, pool.busy, pool.size)
}

/// The name and who waits above, the workers below.
pub fn draw(pool: &PoolView, room: Rect, pitch: f64, out: &mut Vec<Piece>) {
    let waiting = match pool.waiting {
        0 => String::new(),
        waiting => format!("+{waiting} wait"),
    };
    let mut shapes = Vec::new();
    let rest = head(pool.name, &waiting, Ink::Toned(Tone::Trying), room, &mut shapes);
    out.push(Piece { class: "pool", title: words(pool), shapes });
    let places = ((room.width() / pitch + 1e-6) as u32).max(1);
    if pool.size == 0 || pool.size > places {
        out.push(bar(pool, rest));
        return;
    }
    let width = (rest.width() / f64::from(pool.size)).min(2.0 * pitch);
    for at in 0..pool.size {
        let left = rest.left + f64::from(at) * width;
        let area = Rect { left: left + 1.0, right: left + width - 1.0, ..rest };
        out.push(match (at < pool.busy, pool.cells.get(at as usize)) {
            (true, Some(cell)) => Piece {
                class: "box-cell",
                title: cell.full.clone(),
                shapes: boxed(&cell.text, area, 9.5, Ink::Settled(cell.tone)),
            },
            (true, None) => place("busy", area, Ink::Settled(Tone::Leading)),
            (false, _) => place("free", area, Ink::Frame),
        });
    }
}

fn place(title: &str, area: Rect, ink: Ink) -> Piece {
    Piece { class: "box-cell", title: title.into(), shapes: vec![Shape::Box(area, 3.0, ink)] }
}

/// Too many to be drawn one by one.
fn bar(pool: &PoolView, room: Rect) -> Piece {
    let frame = Rect { left: room.left + 1.0, right: room.right - 1.0, ..room };
    let share = f64::from(pool.busy) / f64::from(pool.size.max(1));
    let inner = frame.grown(-1.5);
    let level = Rect { right: inner.left + share.min(1.0) * inner.width(), ..inner };
    let mut shapes = vec![Shape::Box(frame, 3.0, Ink::Frame)];
    if pool.busy > 0 {
        shapes.push(Shape::Box(level, 1.5, Ink::Level(Tone::Leading)));
    }
    shapes.extend(within(&format!("{}/{}", pool.busy, pool.size), inner, 9.0));
    Piece { class: "box-cell", title: words(pool), shapes }
}
