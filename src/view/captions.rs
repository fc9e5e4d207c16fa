//! Which of the messages in flight can have their kind written beside them: as many as there is
//! room for, and never one word over another, over a node, or out of the stage.
//!
//! Knows places and words, and nothing of messages.

use super::geometry::{Point, Rect, point};
use super::layout::Layout;

/// So many messages at most are told apart by words.
pub const MOST: usize = 12;
/// The height of a caption's letters.
const SIZE: f64 = 10.0;
/// How far a caption's foot is above its message.
const ABOVE: f64 = 11.0;

/// The feet of captions above, or below, what is at these points, in order; none where there is no
/// room.
pub fn place(layout: &Layout, messages: &[(Point, &str)]) -> Vec<Option<Point>> {
    let nodes = layout.parts(&layout.drawn, layout.measures).concat();
    let stage =
        Rect { left: 2.0, top: 2.0, right: layout.size.0 - 2.0, bottom: layout.size.1 - 2.0 };
    let marks: Vec<Rect> = messages.iter().map(|it| Rect::around(it.0, 16.0, 12.0)).collect();
    let mut taken: Vec<Rect> = Vec::new();
    let mut feet = Vec::with_capacity(messages.len());
    for (at, words) in messages {
        let free = [-ABOVE, ABOVE + SIZE * 0.75].into_iter().find_map(|off| {
            let foot = *at + point(0.0, off);
            let room = room(foot, words);
            let covers = |list: &[Rect]| list.iter().any(|it| it.overlaps(room));
            let free = stage.covers(room) && !covers(&taken) && !covers(&nodes) && !covers(&marks);
            free.then_some((foot, room))
        });
        taken.extend(free.map(|it| it.1));
        feet.push(free.map(|it| it.0));
    }
    feet
}

/// What a caption takes.
fn room(foot: Point, words: &str) -> Rect {
    let width = words.chars().count() as f64 * SIZE * 0.56 + 4.0;
    Rect::around(foot - point(0.0, SIZE * 0.35), width, SIZE + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::{DESKTOP, INFO};

    #[test]
    fn captions_keep_clear_of_each_other_of_nodes_and_of_the_edge() {
        let layout = Layout::of(&INFO, &[0; 5], &[], DESKTOP);
        let (a, b) = (layout.at(layout.drawn[0]), layout.at(layout.drawn[1]));
        let free = a.towards(b, 0.5);
        let close = free + point(6.0, 3.0);
        let messages = [(a, "Vote"), (free, "Vote"), (close, "Vote"), (point(1.0, 300.0), "Vote")];
        let feet = place(&layout, &messages);
        assert_eq!((feet[0], feet[3]), (None, None));
        let rooms: Vec<Rect> = feet.iter().flatten().map(|foot| room(*foot, "Vote")).collect();
        assert!(!rooms.is_empty());
        for (nth, room) in rooms.iter().enumerate() {
            assert!(rooms[nth + 1..].iter().all(|other| !other.overlaps(*room)));
        }
    }
}
