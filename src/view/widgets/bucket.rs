//! How much there is of something that is used up and fills up again: a level within a frame.

use super::{Piece, head};
use crate::geometry::Rect;
use crate::shape::{Ink, Shape};
use pattern::declare::Tone;
use pattern::widget::BucketView;

/// `tokens: 3.5 of 10`.
pub fn words(bucket: &BucketView) -> String {
    format!("{}: {}", bucket.name, bucket.text)
}

/// Name and level in words, and below them the level as a share of the frame.
pub fn draw(bucket: &BucketView, room: Rect, out: &mut Vec<Piece>) {
    let mut shapes = Vec::new();
    let ink = if bucket.tone == Tone::Bad { Ink::Wrong } else { Ink::Value };
    let rest = head(bucket.name, &bucket.text, ink, room, &mut shapes);
    let frame = Rect { left: rest.left + 1.0, right: rest.right - 1.0, ..rest };
    shapes.push(Shape::Box(frame, 3.0, Ink::Frame));
    let share = (bucket.level as f64 / bucket.capacity.max(1) as f64).min(1.0);
    let inner = frame.grown(-1.5);
    if share > 0.0 {
        let level = Rect { right: inner.left + share * inner.width(), ..inner };
        shapes.push(Shape::Box(level, 1.5, Ink::Level(bucket.tone)));
    }
    out.push(Piece { class: "bucket", title: words(bucket), shapes });
}
