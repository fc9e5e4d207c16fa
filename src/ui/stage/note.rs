//! Notes beside nodes: words in a bubble, placed where they hide as little as possible.

use yew::prelude::*;

use super::node::px;
use faultline::sim::ids::NodeId;
use faultline::sim::order::by_key;
use faultline::view::geometry::{Point, Rect, point, rank, within};
use faultline::view::layout::Layout;

/// About this many characters make a line, on a stage that is wide and on one that is narrow.
const LINE: [usize; 2] = [30, 21];
/// A stage below this width is narrow.
const NARROW: f64 = 500.0;

/// Words pinned to a node.
pub fn note(layout: &Layout, id: NodeId, words: &str) -> Html {
    let lines = wrap(words, LINE[usize::from(layout.size.0 < NARROW)]);
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let size = (longest as f64 * 6.0 + 22.0, lines.len() as f64 * 15.0 + 12.0);
    let room = place(layout, id, size);
    let (from, to) = stem(layout, id, room);
    html! {
        <g key={id.0.to_string()} class="note" pointer-events="none">
            <path d={format!("M{from}L{to}")} />
            <rect x={px(room.left)} y={px(room.top)} width={px(size.0)} height={px(size.1)} rx="6" />
            { for lines.iter().enumerate().map(|(index, line)| html! {
                <text key={index.to_string()} x={px(room.left + 11.0)}
                    y={px(room.top + 17.0 + index as f64 * 15.0)}>{ line }</text>
            }) }
        </g>
    }
}

/// The place for a bubble of this size where it covers least of the nodes.
fn place(layout: &Layout, id: NodeId, (width, height): (f64, f64)) -> Rect {
    let own = layout.measures.footprint(layout.at(id), layout.build(id));
    let middle = own.centre();
    let (beside, above) = (width / 2.0 + 10.0, height / 2.0 + 8.0);
    let near = [
        point(middle.x, own.top - above),
        point(own.right + beside, own.top + height / 2.0),
        point(own.left - beside, own.top + height / 2.0),
        point(own.right + beside, middle.y + above),
        point(own.left - beside, middle.y + above),
        point(middle.x, own.bottom + above),
    ];
    // On a small stage no place beside the node may be free; then one farther off is better, by a
    // longer line, than a bubble over a node.
    let steps = 24;
    let rows = (0..=steps).map(|row| layout.size.1 * f64::from(row) / f64::from(steps));
    let columns = [0.0, layout.size.0 / 2.0, layout.size.0];
    let mut far: Vec<Point> = rows.flat_map(|y| columns.map(|x| point(x, y))).collect();
    by_key(&mut far, |at| rank(at.distance(middle)));
    let candidates = near.into_iter().chain(far);
    let stage =
        Rect { left: 4.0, top: 4.0, right: layout.size.0 - 4.0, bottom: layout.size.1 - 4.0 };
    let fitted = |at: Point| {
        let (half, tall) = (width / 2.0, height / 2.0);
        let x = within(at.x, stage.left + half, stage.right - half);
        let y = within(at.y, stage.top + tall, stage.bottom - tall);
        Rect::around(point(x, y), width, height)
    };
    let drawn = || layout.drawn.iter().copied();
    let boxes = layout.crowds.iter().map(|crowd| crowd.area);
    let feet = drawn().map(|it| layout.measures.footprint(layout.at(it), layout.build(it)));
    let nodes: Vec<Rect> = feet.chain(boxes).collect();
    let discs: Vec<Rect> = drawn().map(|it| disc(layout, it)).collect();
    let over = |room: &Rect, rects: &[Rect]| rects.iter().map(|it| shared(*room, *it)).sum::<f64>();
    // If there is no way around, rather hide an entry of a log than a node.
    let covered = |room: &Rect| over(room, &nodes) + 20.0 * over(room, &discs);
    let rooms = candidates.map(fitted);
    let best = rooms.min_by(|a, b| covered(a).total_cmp(&covered(b)));
    best.unwrap_or_else(|| fitted(middle))
}

/// The square around a node's ring.
fn disc(layout: &Layout, id: NodeId) -> Rect {
    let width = 2.0 * layout.measures.ring(layout.build(id));
    Rect::around(layout.at(id), width, width)
}

/// The line from a bubble to its node.
fn stem(layout: &Layout, id: NodeId, room: Rect) -> (Point, Point) {
    let (at, ring) = (layout.at(id), layout.measures.ring(layout.build(id)));
    let from = room.clamp(at);
    (from, at + (from - at).unit() * (ring + 2.0))
}

/// The area that two rectangles share.
fn shared(a: Rect, b: Rect) -> f64 {
    let width = a.right.min(b.right) - a.left.max(b.left);
    let height = a.bottom.min(b.bottom) - a.top.max(b.top);
    width.max(0.0) * height.max(0.0)
}

/// Breaks words into lines of at most so many characters, where that is possible.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.into()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline::patterns;
    use faultline::sim::ids::NodeId;

    #[test]
    fn a_bubble_covers_no_node_where_there_is_room() {
        let info = patterns::ALL[0].info;
        let groups = [vec![NodeId(3), NodeId(4)], vec![NodeId(0), NodeId(1), NodeId(2)]];
        for groups in [&groups[..], &[]] {
            let layout = Layout::of(info, &[0; 5], groups, (1_096.0, 600.0));
            for id in layout.ids() {
                let room = place(&layout, id, (200.0, 30.0));
                let nodes = layout
                    .ids()
                    .map(|it| layout.measures.footprint(layout.at(it), layout.build(it)));
                assert!(nodes.into_iter().all(|node| shared(room, node) == 0.0), "{id:?}");
            }
        }
    }

    #[test]
    fn a_bubble_covers_no_node_on_a_phone() {
        let info = patterns::ALL[0].info;
        let layout = Layout::of(info, &[0, 0, 0, 0, 0, 1], &[], (390.0, 470.0));
        for id in layout.ids() {
            let room = place(&layout, id, (150.0, 57.0));
            assert!(layout.ids().all(|it| shared(room, disc(&layout, it)) == 0.0), "{id:?}");
        }
    }

    #[test]
    fn words_are_broken_between_words_only() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinarily long", 5), ["extraordinarily", "long"]);
        assert!(wrap("  ", 5).is_empty());
    }
}
